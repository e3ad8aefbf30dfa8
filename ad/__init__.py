"""Automatic differentiation of NumPy programs, forward (dual numbers) and reverse (a tape) side by side.

>>> import numpy as np
>>> from ad import forward, reverse
>>> for mode in (forward, reverse):
...     print(mode.grad(lambda x: np.sum(x**2))(np.array([1.0, 2.0])))
[2. 4.]
[2. 4.]
"""

from ad import dispatch as _dispatch  # noqa: F401  (gives traced values NumPy's operators and protocols)
from ad import forward, reverse, testing
from ad.compare import compare
from ad.custom import checkpoint, custom_jvp, custom_vjp, defrule
from ad.errors import AssignmentError as AssignmentError
from ad.errors import (
    ConversionError,
    EscapedError,
    InputTypeError,
    OutputShapeError,
    ShapeMismatchError,
    UnsupportedError,
)
from ad.forward import jacobian as jacfwd
from ad.forward import jvp
from ad.graph import Graph, graph
from ad.reverse import grad, value_and_grad, vjp
from ad.reverse import jacobian as jacrev
from ad.transforms import hessian, hvp, jacobian, linearize, stop_gradient

__all__ = [
    "AssignmentError",
    "ConversionError",
    "EscapedError",
    "Graph",
    "InputTypeError",
    "OutputShapeError",
    "ShapeMismatchError",
    "UnsupportedError",
    "checkpoint",
    "compare",
    "custom_jvp",
    "custom_vjp",
    "defrule",
    "forward",
    "grad",
    "graph",
    "hessian",
    "hvp",
    "jacfwd",
    "jacobian",
    "jacrev",
    "jvp",
    "linearize",
    "reverse",
    "stop_gradient",
    "testing",
    "value_and_grad",
    "vjp",
]

__version__ = "0.1.0"

"""Automatic differentiation of NumPy programs, forward (dual numbers) and reverse (a tape) side by side.

>>> import numpy as np
>>> from ad import forward, reverse
>>> for mode in (forward, reverse):
...     print(mode.grad(lambda x: np.sum(x**2))(np.array([1.0, 2.0])))
[2. 4.]
[2. 4.]
"""

from ad import dispatch as _dispatch
from ad import forward as forward
from ad import reverse as reverse
from ad import testing as testing
from ad.errors import ConversionError as ConversionError
from ad.errors import EscapedError as EscapedError
from ad.errors import InputTypeError as InputTypeError
from ad.errors import OutputShapeError as OutputShapeError
from ad.errors import ShapeMismatchError as ShapeMismatchError
from ad.errors import UnsupportedError as UnsupportedError
from ad.forward import jacobian as jacfwd
from ad.forward import jvp as jvp
from ad.reverse import grad as grad
from ad.reverse import jacobian as jacrev
from ad.reverse import value_and_grad as value_and_grad
from ad.reverse import vjp as vjp
from ad.transforms import hessian as hessian
from ad.transforms import hvp as hvp
from ad.transforms import jacobian as jacobian
from ad.transforms import linearize as linearize
from ad.transforms import stop_gradient as stop_gradient

__version__ = "0.1.0"

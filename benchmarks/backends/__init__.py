"""All backends. A new one is a file beside this one and a name in `BACKENDS`. The complex step as an example:

>>> import numpy as np
>>> from benchmarks.backends.backend import Backend, Call
>>> from benchmarks.problems import Problem, build
>>> def gradient(problem: Problem) -> Call:
...     f, step = problem.function(), 1e-200  # what a user would do once stands here
...     points = problem.x + 1j * step * np.eye(problem.n)
...     return lambda: np.array([f(point).imag / step for point in points])  # and this is timed
>>> COMPLEX_STEP = Backend("complex-step", {"gradient": gradient}, directions="inputs")
>>> COMPLEX_STEP.prepare(build("rosenbrock", "n=2"), "gradient")().round(3)
array([ 266.662, -244.198])

From then on the tests hold it against JAX, and every sweep over the backends that offer a gradient includes it. A tool
of others is a ``peer=True``, which takes part as far as it can, and names the package that it ``requires``.
"""

from benchmarks.backends.backend import Backend, Call, Unsupported
from benchmarks.backends.with_autograd import AUTOGRAD
from benchmarks.backends.with_casadi import CASADI
from benchmarks.backends.with_dualtape import (
    AUTO,
    FORWARD,
    FORWARD_LOOPED,
    FORWARD_OVER_FORWARD,
    FORWARD_OVER_REVERSE,
    REVERSE,
    REVERSE_LOOPED,
    REVERSE_OVER_FORWARD,
    REVERSE_OVER_REVERSE,
)
from benchmarks.backends.with_jax import JAX_EAGER, JAX_FORWARD, JAX_REVERSE
from benchmarks.backends.with_mygrad import MYGRAD
from benchmarks.backends.with_numpy import FINITE_DIFFERENCES, HAND, PRIMAL
from benchmarks.backends.with_pytorch import PYTORCH

BACKENDS = {
    backend.name: backend
    for backend in (
        PRIMAL,
        FORWARD,
        FORWARD_LOOPED,
        REVERSE,
        REVERSE_LOOPED,
        AUTO,
        FORWARD_OVER_FORWARD,
        FORWARD_OVER_REVERSE,
        REVERSE_OVER_FORWARD,
        REVERSE_OVER_REVERSE,
        JAX_FORWARD,
        JAX_REVERSE,
        JAX_EAGER,
        FINITE_DIFFERENCES,
        HAND,
        AUTOGRAD,
        PYTORCH,
        MYGRAD,
        CASADI,
    )
}

__all__ = ["BACKENDS", "Backend", "Call", "Unsupported"]

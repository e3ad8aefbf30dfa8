"""HIPS/autograd: eager reverse mode over NumPy, the nearest relative of `ad.reverse`."""

from functools import partial

from benchmarks.backends.backend import Backend, Call
from benchmarks.problems import Problem


def gradient(problem: Problem) -> Call:
    """Prepare the gradient of a scalar function."""
    import autograd
    import autograd.numpy

    return partial(autograd.grad(problem.function(autograd.numpy)), problem.x)


def jacobian(problem: Problem) -> Call:
    """Prepare the Jacobian, one output a sweep."""
    import autograd
    import autograd.numpy

    return partial(autograd.jacobian(problem.function(autograd.numpy)), problem.x)


AUTOGRAD = Backend(
    "autograd",
    {"gradient": gradient, "jacobian": jacobian},
    directions="outputs",
    requires="autograd",
)

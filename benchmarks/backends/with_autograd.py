"""HIPS/autograd: eager reverse mode over NumPy, the nearest relative of `ad.reverse`, and forward mode by its rules."""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

from benchmarks.backends.backend import Backend, Call, Preparation
from benchmarks.backends.vector import blocks, join, of_vector, split
from benchmarks.problems import Problem


def function(problem: Problem) -> Callable[[Any], Any]:
    """Return the function over autograd's wrappers of NumPy."""
    import autograd.numpy

    return problem.function(autograd.numpy)


def primal(problem: Problem) -> Call:
    """Prepare the function through the wrappers."""
    return partial(function(problem), problem.x)


def jvp(problem: Problem) -> Call:
    """Prepare one pushforward."""
    import autograd

    push, x, t = autograd.make_jvp(function(problem)), problem.x, problem.tangent
    return lambda: push(x)(t)[1]


def vjp(problem: Problem) -> Call:
    """Prepare one pullback."""
    import autograd

    pull, x, ct = autograd.make_vjp(function(problem)), problem.x, problem.cotangent
    return lambda: pull(x)[0](ct)


def gradient(problem: Problem) -> Call:
    """Prepare the gradient of a scalar function."""
    import autograd

    return partial(autograd.grad(function(problem)), problem.x)


def hvp(problem: Problem) -> Call:
    """Prepare the Hessian times a vector: reverse over reverse."""
    import autograd

    multiply, x, t = autograd.make_hvp(function(problem)), problem.x, problem.tangent
    return lambda: multiply(x)[0](t)


def full(transform: Callable[[ModuleType], Any], cut: Callable[[Problem, Any], Any]) -> Preparation:
    """Prepare a Jacobian or Hessian, one row a sweep; autograd takes them by one array, so a tuple is one vector."""

    def prepare(problem: Problem) -> Call:
        import autograd

        f = function(problem)
        if not isinstance(problem.x, tuple):
            return partial(transform(autograd)(f), problem.x)
        derivative, x = transform(autograd)(of_vector(problem, f)), join(problem, problem.x)
        return lambda: cut(problem, derivative(x))

    return prepare


AUTOGRAD = Backend(
    "autograd",
    {
        "primal": primal,
        "jvp": jvp,
        "vjp": vjp,
        "gradient": gradient,
        "jacobian": full(lambda autograd: autograd.jacobian, split),
        "hessian": full(lambda autograd: autograd.hessian, blocks),
        "hvp": hvp,
    },
    directions="outputs",
    peer=True,
    requires="autograd",
)

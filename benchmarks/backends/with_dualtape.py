"""The two modes of `ad`, each with all directions in one sweep and with one direction a sweep, and their nestings."""

from collections.abc import Callable
from functools import partial
from types import ModuleType
from typing import Any

import ad
from ad import forward, reverse
from benchmarks.backends.backend import Backend, Call, Preparation, Unsupported
from benchmarks.problems import Problem

Function = Callable[[Any], Any]

# How many directions one sweep of a Jacobian carries, as a quantity of its own: "jacobian-by-16".
BATCHES = (1, 4, 16, 64, 256)


def by_batches(mode: ModuleType) -> dict[str, Preparation]:
    """Return the ways to a Jacobian in batches of each size."""
    return {f"jacobian-by-{k}": jacobian(mode, k) for k in BATCHES}


def jacobian(mode: ModuleType, chunk_size: int | None) -> Preparation:
    """Prepare a full derivative, `chunk_size` directions a sweep."""

    def prepare(problem: Problem) -> Call:
        return partial(mode.jacobian(problem.function(), chunk_size=chunk_size), problem.x)

    return prepare


def gradient(mode: ModuleType) -> Preparation:
    """Prepare the gradient of a scalar function."""

    def prepare(problem: Problem) -> Call:
        return partial(mode.grad(problem.function()), problem.x)

    return prepare


def push(f: Function, x: Any, t: Any) -> Call:
    """Return the call that pushes a tangent through `f`."""
    return lambda: forward.jvp(f, (x,), (t,))[1]


def pull(f: Function, x: Any, ct: Any) -> Call:
    """Return the call that records `f` and pulls a cotangent through it."""

    def call() -> Any:
        _, pullback = reverse.vjp(f, x)
        return pullback(ct)[0]

    return call


def jvp(problem: Problem) -> Call:
    """Prepare one pushforward."""
    return push(problem.function(), problem.x, problem.tangent)


def vjp(problem: Problem) -> Call:
    """Prepare one pullback, the recording of the tape included."""
    return pull(problem.function(), problem.x, problem.cotangent)


def hessian(outer: ModuleType, inner: ModuleType) -> Preparation:
    """Prepare the Jacobian of the gradient."""

    def prepare(problem: Problem) -> Call:
        return partial(outer.jacobian(inner.grad(problem.function())), problem.x)

    return prepare


def gradient_of_jvp(outer: ModuleType) -> Preparation:
    """Prepare the Hessian times a vector as the gradient of the derivative along that vector."""

    def prepare(problem: Problem) -> Call:
        f, t = problem.function(), problem.tangent
        return partial(outer.grad(lambda x: forward.jvp(f, (x,), (t,))[1]), problem.x)

    return prepare


def search(outer: ModuleType, inner: ModuleType) -> Preparation:
    """Prepare the optimisation that a problem is part of, one derivative inside another."""

    def prepare(problem: Problem) -> Call:
        if problem.search is None:
            raise Unsupported(f"{problem.name} is part of no search")
        return partial(problem.search, outer.value_and_grad, inner.value_and_grad)

    return prepare


def jvp_of_gradient(problem: Problem) -> Call:
    """Prepare the Hessian times a vector as the derivative of the gradient along that vector."""
    return push(reverse.grad(problem.function()), problem.x, problem.tangent)


def vjp_of_gradient(problem: Problem) -> Call:
    """Prepare the Hessian times a vector as that vector times the Hessian, which is its own transpose."""
    return pull(reverse.grad(problem.function()), problem.x, problem.tangent)


FORWARD = Backend(
    "forward",
    {"jvp": jvp, "gradient": gradient(forward), "jacobian": jacobian(forward, None), **by_batches(forward)},
    directions="inputs",
)
FORWARD_LOOPED = Backend(
    "forward-looped",
    {"gradient": jacobian(forward, 1), "jacobian": jacobian(forward, 1)},
    directions="inputs",
)
REVERSE = Backend(
    "reverse",
    {"vjp": vjp, "gradient": gradient(reverse), "jacobian": jacobian(reverse, None), **by_batches(reverse)},
    directions="outputs",
)
REVERSE_LOOPED = Backend(
    "reverse-looped",
    {"gradient": jacobian(reverse, 1), "jacobian": jacobian(reverse, 1)},
    directions="outputs",
)
AUTO = Backend(
    "auto",
    {"gradient": jacobian(ad, None), "jacobian": jacobian(ad, None)},
)
FORWARD_OVER_FORWARD = Backend(
    "forward-over-forward",
    {
        "hessian": hessian(forward, forward),
        "hvp": gradient_of_jvp(forward),
        "search": search(forward, forward),
    },
    directions="inputs",
    single=(),  # a vector times the Hessian is a gradient, which takes n directions here
)
FORWARD_OVER_REVERSE = Backend(
    "forward-over-reverse",
    {"hessian": hessian(forward, reverse), "hvp": jvp_of_gradient, "search": search(forward, reverse)},
    directions="inputs",
)
REVERSE_OVER_FORWARD = Backend(
    "reverse-over-forward",
    {
        "hessian": hessian(reverse, forward),
        "hvp": gradient_of_jvp(reverse),
        "search": search(reverse, forward),
    },
    directions="outputs",
)
REVERSE_OVER_REVERSE = Backend(
    "reverse-over-reverse",
    {"hessian": hessian(reverse, reverse), "hvp": vjp_of_gradient, "search": search(reverse, reverse)},
    directions="outputs",
)

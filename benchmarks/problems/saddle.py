"""A saddle point by nested gradient descent: min over x of max over y of |x|^2 - |y|^2.

Each evaluation of the outer function is a search of its own, which takes derivatives of its own: forward and reverse
mode nested in all four ways.

References
----------
B. A. Pearlmutter and J. M. Siskind, Using programming language theory to make automatic differentiation sound and
efficient, Advances in Automatic Differentiation (2008), 79-90.
"""

from typing import Any

import numpy as np

from benchmarks.problems.gradient_descent import Search, ValueAndGrad, argmin
from benchmarks.problems.problem import Array, Problem


def objective(x: Any, y: Any) -> Any:
    """Return |x|^2 - |y|^2: a valley in x, a ridge in y."""
    return x @ x - y @ y


def solve(outer: ValueAndGrad, inner: ValueAndGrad, start: Array, search: Search = argmin) -> tuple[Array, Array]:
    """Return x and y of the saddle point, found from the same start.

    Parameters
    ----------
    outer, inner : callable
        `ad.forward.value_and_grad` or `ad.reverse.value_and_grad`: for the minimum over x, and for the maximum over y
        at each x on the way. The maximum at the x that was found is no longer nested, and the outer one's.
    start : ndarray
    search : callable
        How a minimum is found.
    """

    def maximum(mode: ValueAndGrad, x: Any) -> tuple[Any, Any]:
        y, negative = search(mode(lambda y: -objective(x, y)), start)
        return y, -negative

    x, _ = search(outer(lambda x: maximum(inner, x)[1]), start)
    y, _ = maximum(outer, x)
    return x, y


def f(xp: Any, parameters: Any) -> Any:
    """Return the objective at (x, y)."""
    return objective(*parameters)


def derivative(parameters: tuple[Array, Array]) -> tuple[Array, Array]:
    """Return (2 x, -2 y)."""
    x, y = parameters
    return 2.0 * x, -2.0 * y


def saddle(dimensions: int = 2) -> Problem:
    """Return the objective alone, of x and y in so many dimensions, drawn from [0, 1]."""
    x, y = np.random.default_rng(0).uniform(size=(2, dimensions))
    return Problem(
        name="saddle",
        source="B. A. Pearlmutter and J. M. Siskind (2008); GradBench, saddle",
        f=f,
        x=(x, y),
        derivative=derivative,
        search=lambda outer, inner: np.concatenate(solve(outer, inner, np.ones(2))),
        found=np.full(4, 8.246324826140356e-06),  # GradBench's answer
    )

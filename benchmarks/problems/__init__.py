"""All problems. A new one is a file beside this one and a row in `FAMILIES`."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from benchmarks.problems.logistic_regression import logistic_regression
from benchmarks.problems.mlp import mlp
from benchmarks.problems.problem import Problem
from benchmarks.problems.rosenbrock import rosenbrock, rosenbrock_loop
from benchmarks.problems.two_layer_tanh import two_layer_tanh


@dataclass(frozen=True)
class Family:
    """A problem at any size.

    Parameters
    ----------
    build : callable
        ``build(n, m)`` returns the problem.
    sizes : tuple of (int, int)
        At least two sizes (n, m) that tests verify; small ones.
    """

    build: Callable[[int, int], Problem]
    sizes: tuple[tuple[int, int], ...]


FAMILIES = {
    "two-layer-tanh": Family(two_layer_tanh, ((3, 1), (1, 3), (5, 4))),
    "logistic-regression": Family(logistic_regression, ((50, 1), (90, 1))),
    "rosenbrock": Family(rosenbrock, ((2, 1), (10, 1))),
    "rosenbrock-loop": Family(rosenbrock_loop, ((2, 1), (10, 1))),
    "mlp": Family(mlp, ((31, 1), (227, 1))),
}


@lru_cache(maxsize=4)  # neighbouring cases share a problem, and large ones must not pile up
def build(name: str, n: int, m: int) -> Problem:
    """Return the problem of that name and size."""
    return FAMILIES[name].build(n, m)


__all__ = ["FAMILIES", "Family", "Problem", "build"]

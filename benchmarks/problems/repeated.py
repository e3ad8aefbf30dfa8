"""The same few calls again and again on ten numbers: what is timed is what a call costs besides its arithmetic.

Each round makes the calls of `ROUNDS`, so that the time of a derivative, divided by the number of rounds, is the cost
of these calls: evaluated, and recorded or pushed through, and in reverse mode swept.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from benchmarks.problems.problem import Problem

SOURCE = "the same calls again and again; only their number and their kind matter"


def products(xp: Any, z: Any, x: Any, i: int) -> Any:
    """Return the running product after one more factor: one operator."""
    return z * x


def sines(xp: Any, z: Any, x: Any, i: int) -> Any:
    """Return the sine: one ufunc, through NumPy's dispatch."""
    return xp.sin(z)


def elements(xp: Any, z: Any, x: Any, i: int) -> Any:
    """Return the sum with one more product of two elements: two elements, two operators on numbers."""
    return z + x[i % 10] * x[(i + 3) % 10]


def slices(xp: Any, z: Any, x: Any, i: int) -> Any:
    """Return the sum with one more product of two slices: two slices, two operators."""
    return z + x[1:] * x[:-1]


def sums(xp: Any, z: Any, x: Any, i: int) -> Any:
    """Return the running sum with one more: one reduction, two operators."""
    return z + xp.sum(x * x)


# From each kind to the calls of one round, and where they start.
ROUNDS: dict[str, tuple[Callable[..., Any], Callable[[Any], Any]]] = {
    "products": (products, lambda x: x),
    "sines": (sines, lambda x: x),
    "elements": (elements, lambda x: 0.0),
    "slices": (slices, lambda x: 0.0),
    "sums": (sums, lambda x: 0.0),
}


def f(xp: Any, x: Any, kind: str, rounds: int) -> Any:
    """Return the sum of what so many rounds make of x."""
    step, start = ROUNDS[kind]
    z = start(x)
    for i in range(rounds):
        z = step(xp, z, x, i)
    return xp.sum(z)


def repeated(kind: str, rounds: int = 100) -> Problem:
    """Return so many rounds on ten numbers near 1, whose products stay near 1, too."""
    x = np.random.default_rng(0).uniform(0.98, 1.02, size=10)
    return Problem(f"repeated-{kind}", SOURCE, partial(f, kind=kind, rounds=rounds), x)

"""Nothing is timed before it agrees with JAX in float64."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from benchmarks.backends import BACKENDS
from benchmarks.problems import build

ORACLE = "jax"


def leaves(answer: Any) -> list[np.ndarray]:
    """Return an answer, an array of any library or a tuple of them, as a list of NumPy arrays."""
    return [np.asarray(leaf) for leaf in (answer if isinstance(answer, tuple) else (answer,))]


def rho(answer: Any, expected: Any) -> float:
    """Return the worst disagreement, max of abs(x - y) / max(1, abs(x) + abs(y)).

    Absolute for small numbers and relative for large ones; NaN if there is a NaN in either.

    Raises
    ------
    ValueError
        If the shapes differ: a derivative has one shape, and broadcasting would hide a wrong one.
    """
    answers, expectations = leaves(answer), leaves(expected)
    shapes, wanted = [x.shape for x in answers], [y.shape for y in expectations]
    if shapes != wanted:
        raise ValueError(f"the answer has shapes {shapes}, the oracle's has {wanted}")
    return max(
        float(np.max(np.abs(x - y) / np.maximum(1.0, np.abs(x) + np.abs(y)), initial=0.0))
        for x, y in zip(answers, expectations, strict=True)
    )


@lru_cache(maxsize=8)  # the backends of one problem follow each other
def oracle(name: str, n: int, m: int, quantity: str) -> Any:
    """Return the quantity by JAX, in the mode that needs fewer directions; None without JAX."""
    if BACKENDS["jax-reverse"].missing:
        return None
    problem = build(name, n, m)
    if problem.compact is not None:
        problem = replace(problem, f=problem.compact, compact=None)
    modes = ("jax-forward", "jax-reverse") if n < m else ("jax-reverse", "jax-forward")
    backend = next(BACKENDS[mode] for mode in modes if quantity in BACKENDS[mode].ways)
    return backend.prepare(problem, quantity)()

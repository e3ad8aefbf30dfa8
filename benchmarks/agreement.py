"""Nothing is timed before it agrees in float64 with JAX or, where JAX cannot answer, with the derivative by hand."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

import numpy as np

from benchmarks.backends import BACKENDS
from benchmarks.backends.backend import derivative
from benchmarks.prepared import prepared
from benchmarks.problems import build


def leaves(answer: Any) -> list[np.ndarray]:
    """Return an answer, an array of any library or nested tuples of them, as a list of NumPy arrays."""
    if isinstance(answer, tuple):
        return [leaf for part in answer for leaf in leaves(part)]
    return [np.asarray(answer)]


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
def oracle(name: str, size: str, quantity: str) -> tuple[str | None, Any]:
    """Return who knows the quantity of a problem, "jax" or "hand", and the answer; two None if nobody does."""
    problem, quantity = build(name, size), derivative(quantity)
    if quantity == "search":
        return "published" if problem.search else None, problem.found
    # JAX comes first, in the mode that has less to do: fewer directions, or no tape of a tape.
    forward_first = problem.n < problem.m or quantity in ("hessian", "hvp")
    modes = ("jax-forward", "jax-reverse") if forward_first else ("jax-reverse", "jax-forward")
    for backend, judge in {**dict.fromkeys(modes, "jax"), "hand": "hand"}.items():
        if BACKENDS[backend].missing:
            continue
        try:
            if judge == "jax" and problem.compact is not None:
                compact = replace(problem, f=problem.compact, compact=None)
                return judge, BACKENDS[backend].prepare(compact, quantity)()
            return judge, prepared(name, size, quantity, backend).call()  # compiled once, for the case as well
        except Exception:  # not offered, or whatever JAX says to a function that it cannot trace
            continue
    return None, None

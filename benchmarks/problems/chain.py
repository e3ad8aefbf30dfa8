"""A chain of elementwise calls, as long as one likes: what does one more call cost?

The calls go round in the cycle x -> artanh(2 log(2.5 - exp(tanh(x) / 2))). Twice round is the way back, so that
derivatives neither vanish nor explode, however long the chain is.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

import ad
from benchmarks.problems.problem import Array, Problem

SOURCE = "elementwise calls in a chain; only its length and its width matter"

LONGEST_COMPILED = 300  # calls that JAX compiles in a second or a few; beyond, whole ways there and back are left out

# Each call, and its derivative by its answer z and its argument x.
CYCLE = (
    (lambda xp, x: xp.tanh(x), lambda z, x: 1.0 - z * z),
    (lambda xp, x: 0.5 * x, lambda z, x: 0.5),
    (lambda xp, x: xp.exp(x), lambda z, x: z),
    (lambda xp, x: 2.5 - x, lambda z, x: -1.0),
    (lambda xp, x: xp.log(x), lambda z, x: 1.0 / x),
    (lambda xp, x: x * 2.0, lambda z, x: 2.0),
    (lambda xp, x: xp.arctanh(x), lambda z, x: 1.0 / (1.0 - x * x)),
)


def calls(xp: Any, x: Any, operations: int) -> Any:
    """Return x after so many elementwise calls."""
    for i in range(operations):
        call, _ = CYCLE[i % len(CYCLE)]
        x = call(xp, x)
    return x


def summed_calls(xp: Any, x: Any, operations: int) -> Any:
    """Return the sum of the elements of x after so many elementwise calls."""
    return xp.sum(calls(xp, x, operations))


def derivative(x: Array, operations: int) -> Array:
    """Return the product of the derivatives of all calls; the gradient of the sum, too."""
    product = np.ones_like(x)
    for i in range(operations):
        call, by_argument = CYCLE[i % len(CYCLE)]
        z = call(np, x)
        product = product * by_argument(z, x)
        x = z
    return product


def shorter(f: Callable[..., Any], operations: int) -> Callable[..., Any] | None:
    """Return the same function as a short chain, if the chain is too long to be compiled."""
    return partial(f, operations=operations % (2 * len(CYCLE))) if operations > LONGEST_COMPILED else None


def chain(size: int = 10, operations: int = 100) -> Problem:
    """Return the chain on an array of so many numbers from [0.2, 0.8], ending with their sum."""
    return Problem(
        name="chain",
        source=SOURCE,
        f=partial(summed_calls, operations=operations),
        x=np.random.default_rng(0).uniform(0.2, 0.8, size=size),
        derivative=partial(derivative, operations=operations),
        compact=shorter(summed_calls, operations),
    )


def in_segments(xp: Any, x: Any, operations: int, segments: int) -> Any:
    """Return the same sum; in NumPy each of so many equal parts of the chain keeps its argument instead of its tape."""
    part = partial(calls, xp, operations=operations // segments)
    if xp is np:
        part = ad.checkpoint(part)
    for _ in range(segments):
        x = part(x)
    return xp.sum(x)


def checkpointed_chain(size: int = 10, operations: int = 112, segments: int = 8) -> Problem:
    """Return the chain cut into equal parts of which each is checkpointed."""
    if operations % (segments * len(CYCLE)):
        raise ValueError(f"{operations} operations are not {segments} segments of whole cycles of {len(CYCLE)}")
    return replace(
        chain(size, operations),
        name="checkpointed-chain",
        f=partial(in_segments, operations=operations, segments=segments),
    )


def scalar_chain(operations: int = 100) -> Problem:
    """Return the chain on a single number, an array without axes."""
    return Problem(
        name="scalar-chain",
        source=SOURCE,
        f=partial(calls, operations=operations),
        x=np.array(0.4),
        derivative=partial(derivative, operations=operations),
        compact=shorter(calls, operations),
    )

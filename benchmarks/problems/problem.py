"""A problem: one function over an array namespace, its inputs, and its derivative by hand if known.

The tests and the benchmarks share problems, so that nothing is timed that is not verified.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

Array = np.ndarray
Inputs = Array | tuple[Array, ...]


CACHE_LINE = 64


def aligned(x: Any) -> Any:
    """Return an array, C-contiguous, at the start of a cache line; anything else as it is.

    NumPy aligns to 16 bytes, so where an array starts is chance: in one process this, in the next that. A product with
    a matrix that straddles cache lines takes longer.
    """
    if type(x) is not np.ndarray or not x.flags.c_contiguous or not x.size:
        return x
    buffer = np.empty(x.nbytes + CACHE_LINE, np.uint8)
    start = -buffer.ctypes.data % CACHE_LINE
    array = buffer[start : start + x.nbytes].view(x.dtype).reshape(x.shape)
    array[...] = x
    return array


@dataclass(frozen=True)
class Problem:
    """A function from n inputs to m outputs.

    Parameters
    ----------
    name : str
        The key of its family in `benchmarks.problems.FAMILIES`.
    source : str
        Where the problem comes from.
    f : callable
        ``f(xp, x, *data)`` with `xp` an array namespace: `numpy`, `jax.numpy`, `torch`, ...
    x : ndarray or tuple of ndarray
        The point of differentiation, the same in every run.
    data : tuple of ndarray
        What `f` reads but is not differentiated with respect to.
    derivative : callable, optional
        ``derivative(x, *data)``: the gradient or Jacobian by hand, in NumPy. A second oracle,
        and the practical speed limit.
    compact : callable, optional
        The same mathematics as `f` without a Python loop over the inputs. JAX unrolls such a loop,
        and compiling the unrolled loop takes longer than everything else together.
    search : callable, optional
        ``search(outer, inner)``: the optimisation that this problem is part of, one derivative inside another; each is
        `ad.forward.value_and_grad` or `ad.reverse.value_and_grad`. It starts where the field starts it, not at `x`.
    found : ndarray, optional
        What the search must find.
    """

    name: str
    source: str
    f: Callable[..., Any]
    x: Inputs
    data: tuple[Array, ...] = ()
    derivative: Callable[..., Inputs] | None = None
    compact: Callable[..., Any] | None = None
    search: Callable[..., Any] | None = None
    found: Array | None = None

    def __post_init__(self) -> None:
        x = tuple(map(aligned, self.x)) if isinstance(self.x, tuple) else aligned(self.x)
        object.__setattr__(self, "x", x)
        object.__setattr__(self, "data", tuple(map(aligned, self.data)))

    @property
    def leaves(self) -> tuple[Array, ...]:
        """The arrays of `x`."""
        return self.x if isinstance(self.x, tuple) else (self.x,)

    @cached_property
    def n(self) -> int:
        """How many numbers go in."""
        return sum(np.size(leaf) for leaf in self.leaves)

    @cached_property
    def m(self) -> int:
        """How many numbers come out; a single one as a scalar."""
        return np.size(self.function()(self.x))

    def function(self, xp: Any = np, asarray: Callable[[Array], Any] = np.asarray) -> Callable[[Any], Any]:
        """Return `f` of `x` alone, its data converted once with `asarray`."""
        f, data = self.f, tuple(asarray(each) for each in self.data)
        return lambda x: f(xp, x, *data)

    @cached_property
    def tangent(self) -> Inputs:
        """One seeded direction in the input space, shaped like `x`."""
        rng = np.random.default_rng(1)
        tangents = tuple(aligned(rng.normal(size=np.shape(leaf))) for leaf in self.leaves)
        return tangents if isinstance(self.x, tuple) else tangents[0]

    @cached_property
    def cotangent(self) -> Array:
        """One seeded direction in the output space, shaped like the output of `f`."""
        return aligned(np.random.default_rng(2).normal(size=np.shape(self.function()(self.x))))

"""Reductions and running totals along axes: sums, products, extremes, moments.

Every reduction here is a weighted sum to first order: ``dz = sum(weights * dx)``, with weights 1 for a sum, 1 / k for
each of k largest elements, the product of all others for a product. One family, `reduction`, says so once.
"""

from __future__ import annotations

from collections.abc import Callable
from math import prod
from typing import Any

import numpy as np

from ad.core import primitive
from ad.cotangents import Repeated, typed
from ad.directions import broadcast, lead, negative_axes, negative_axis, shape_kept
from ad.fastest import fastest
from ad.operands import array
from ad.rule import composite, constant, general, linear

_sum, _mean = fastest(np.sum), fastest(np.mean)


def _expand(reduced: Any, z: Any, x: Any, axis: Any) -> Any:
    """Give back to a reduced array (`z`, its tangent or cotangent) the axes of `x` that it lost, with length one.

    Those in front of all others need not be there: NumPy broadcasts as if they were.
    """
    missing = x.ndim - z.ndim
    if not missing:
        return reduced
    directions, kept = lead(reduced, z), shape_kept(x.shape, negative_axes(axis, x.ndim))
    return reduced if not directions and kept[missing:] == z.shape else reduced.reshape(directions + kept)


def _spread(ct: Any, z: Any, x: Any, axis: Any) -> Any:
    """Give every element of `x` the cotangent of the total it went into: the transpose of a sum."""
    directions = lead(ct, z)
    if z.ndim != x.ndim:
        ct = ct.reshape(directions + shape_kept(x.shape, negative_axes(axis, x.ndim)))
    shape = directions + x.shape
    return Repeated(ct, shape) if type(ct) is np.ndarray and ct.shape != shape else broadcast(ct, shape)


linear(
    np.sum,
    push=lambda t, z, x, axis=None, *, keepdims=False: _sum(t, negative_axes(axis, x.ndim), keepdims=keepdims),
    pull=lambda ct, z, x, axis=None, *, keepdims=False: _spread(ct, z, x, axis),
    number=lambda ct, z, x, axis=None, *, keepdims=False: ct,
)


def count(x: Any, axis: Any) -> int:
    """Return how many elements go into each total along `axis`."""
    return prod([x.shape[i] for i in negative_axes(axis, x.ndim)])


linear(
    np.mean,
    push=lambda t, z, x, axis=None, *, keepdims=False: _mean(t, negative_axes(axis, x.ndim), keepdims=keepdims),
    pull=lambda ct, z, x, axis=None, *, keepdims=False: _spread(ct / max(count(x, axis), 1), z, x, axis),
    number=lambda ct, z, x, axis=None, *, keepdims=False: typed(ct, x.dtype) / max(count(x, axis), 1),
)


def reduction(functions: Any, weights: Callable[[Any, Any, Any], Any]) -> None:
    """Declare a reduction by its partial derivatives ``weights(z, x, axis)``, where `z` has kept its reduced axes."""

    def push(t: Any, z: Any, x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
        partials = weights(_expand(z, z, x, axis), x, axis)
        return np.sum(t * partials, axis=negative_axes(axis, x.ndim), keepdims=keepdims)

    def pull(ct: Any, z: Any, x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
        return _expand(ct, z, x, axis) * weights(_expand(z, z, x, axis), x, axis)

    general(functions, pushes=(push,), pulls=(pull,))


# Of k extreme elements each has the weight 1 / k. Where the extreme is nan, k is 0, since nothing equals nan, and the
# derivative is nan.


def _chosen(z: Any, x: Any, axis: Any) -> tuple[Any, Any]:
    """Return 1 where an element is the extreme and 0 elsewhere, and how many are, in the shape of `z`."""
    chosen = (x == _expand(z, z, x, axis)).astype(x.dtype)
    return chosen, np.add.reduce(chosen, axis=negative_axes(axis, x.ndim), keepdims=z.ndim == x.ndim)


def _push_extreme(t: Any, z: Any, x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    chosen, k = _chosen(z, x, axis)
    return np.sum(t * chosen, axis=negative_axes(axis, x.ndim), keepdims=keepdims) / k


def _pull_extreme(ct: Any, z: Any, x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    chosen, k = _chosen(z, x, axis)
    return _expand(ct / k, z, x, axis) * chosen


general((np.max, np.amax, np.min, np.amin), pushes=(_push_extreme,), pulls=(_pull_extreme,))


def _others(z: Any, x: Any, axis: Any) -> Any:
    """Return, for each element, the product of all others: what precedes it times what follows, without a division."""
    axes = negative_axes(axis, x.ndim)
    last = tuple(range(-len(axes), 0))
    moved = np.moveaxis(x, axes, last)
    flat = np.reshape(moved, (*moved.shape[: x.ndim - len(axes)], count(x, axis)))
    one = np.ones((*flat.shape[:-1], min(flat.shape[-1], 1)), x.dtype)  # none for an empty product
    before = np.concatenate([one, np.cumprod(flat[..., :-1], axis=-1)], axis=-1)
    after = np.concatenate([np.cumprod(flat[..., :0:-1], axis=-1)[..., ::-1], one], axis=-1)
    return np.moveaxis(np.reshape(before * after, moved.shape), last, axes)


reduction(np.prod, _others)


@primitive
def euclidean(x: Any, axis: Any = None, keepdims: bool = False) -> Any:
    """Return the square root of the sum of squares."""
    return np.sqrt(np.sum(x * x, axis=axis, keepdims=keepdims))


reduction(euclidean, lambda z, x, axis: x / (z + (z == 0)))  # 0 at 0: the subgradient of least norm


# Running totals; without an axis they run over the flattened array.


def _backwards(ct: Any, axis: int) -> Any:
    return np.flip(np.cumsum(np.flip(ct, axis), axis), axis)


linear(
    np.cumsum,
    push=lambda t, z, x, axis=None: (
        np.cumsum(np.reshape(t, lead(t, x) + z.shape), -1)
        if axis is None
        else np.cumsum(t, negative_axis(axis, x.ndim))
    ),
    pull=lambda ct, z, x, axis=None: (
        np.reshape(_backwards(ct, -1), lead(ct, z) + x.shape)
        if axis is None
        else _backwards(ct, negative_axis(axis, x.ndim))
    ),
)


def _cumprod(a: Any, axis: Any = None) -> Any:
    """Multiply by what stands 1, 2, 4, ... places before: log2(n) products, and no division by a zero element."""
    x = np.ravel(a) if axis is None else array(a)
    axis = -1 if axis is None else negative_axis(axis, x.ndim)
    z = np.swapaxes(x, axis, -1)
    step = 1
    while step < x.shape[axis]:
        z = np.concatenate([z[..., :step], z[..., step:] * z[..., :-step]], axis=-1)
        step *= 2
    return np.swapaxes(z, axis, -1)


composite(np.cumprod, _cumprod)

# Positions and tests: derivative zero by structure.
constant(np.argmax, np.argmin, np.argsort, np.nanargmax, np.nanargmin, np.argwhere, np.nonzero, np.flatnonzero)
constant(np.all, np.any, np.count_nonzero, np.searchsorted, np.digitize)

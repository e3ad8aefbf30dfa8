"""Functions that put arrays together, take them apart, and turn them round, made of the joins and moves of `shaping`.

Where the places of the elements in the answer are what matters (insert, delete, resize), NumPy is asked for the places:
it inserts into the numbers 0, 1, 2, ... and the elements follow them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ad.core import primal
from ad.directions import negative_axes, negative_axis
from ad.operands import array
from ad.rule import composite, constant
from ad.rules.ordering import flattened
from ad.rules.shaping import astype

# Joins.


def _columns(tup: Any) -> Any:
    xs = [array(x) for x in tup]
    return np.concatenate([x if x.ndim > 1 else np.reshape(x, (-1, 1)) for x in xs], axis=1)


def _block(arrays: Any) -> Any:
    """Join the innermost lists along the last axis, the lists of these along the last but one, and so on."""
    depth, ndim = _depth(arrays), max(x.ndim for x in _innermost(arrays))
    ndim = max(depth, ndim)

    def join(part: Any, level: int) -> Any:
        if isinstance(part, list):
            return np.concatenate([join(one, level + 1) for one in part], axis=level - depth)
        x = array(part)
        return np.reshape(x, (1,) * (ndim - x.ndim) + x.shape)

    return join(arrays, 0)


def _depth(arrays: Any) -> int:
    if not isinstance(arrays, list):
        return 0
    if not arrays:
        raise ValueError("List at arrays cannot be empty")
    depths = {_depth(part) for part in arrays}
    if len(depths) > 1:
        raise ValueError("List depths are mismatched")
    return 1 + depths.pop()


def _innermost(arrays: Any) -> list[Any]:
    return [x for part in arrays for x in _innermost(part)] if isinstance(arrays, list) else [array(arrays)]


def _append(arr: Any, values: Any, axis: int | None = None) -> Any:
    return np.concatenate([arr, values], axis=axis)


def _broadcast_arrays(*args: Any) -> tuple[Any, ...]:
    xs = [array(x) for x in args]
    shape = np.broadcast_shapes(*(x.shape for x in xs))
    return tuple(np.broadcast_to(x, shape) for x in xs)


def _meshgrid(*xi: Any, copy: bool = True, sparse: bool = False, indexing: str = "xy") -> tuple[Any, ...]:
    if indexing not in ("xy", "ij"):
        raise ValueError("Valid values for `indexing` are 'xy' and 'ij'.")
    ndim = len(xi)
    axes = list(range(ndim))
    if indexing == "xy" and ndim > 1:
        axes[:2] = 1, 0
    grids = [
        np.reshape(array(x), [-1 if i == axis else 1 for i in range(ndim)]) for x, axis in zip(xi, axes, strict=True)
    ]
    return tuple(grids) if sparse else np.broadcast_arrays(*grids)


composite(np.column_stack, _columns)
composite(np.dstack, lambda tup: np.concatenate([np.atleast_3d(x) for x in tup], axis=2))
composite(np.block, _block)
composite(np.append, _append)
composite(np.broadcast_arrays, _broadcast_arrays)
composite(np.meshgrid, _meshgrid)

# Splits.


def _array_split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    """Let NumPy cut the numbers of the places, and cut between them."""
    x = array(ary)
    axis = negative_axis(axis, x.ndim)
    pieces = np.array_split(np.arange(x.shape[axis]), indices_or_sections)
    behind = (slice(None),) * (-axis - 1)
    return [x[(..., slice(int(p[0]), int(p[-1]) + 1) if p.size else slice(0, 0), *behind)] for p in pieces]


def _split_along(axis: int, least: int) -> Callable[..., list[Any]]:
    def split(ary: Any, indices_or_sections: Any) -> list[Any]:
        x = array(ary)
        if x.ndim < least:
            raise ValueError(f"this split only works on arrays of {least} or more dimensions")
        pieces: list[Any] = np.split(x, indices_or_sections, 0 if x.ndim == 1 else axis)
        return pieces

    return split


def _unstack(x: Any, /, *, axis: int = 0) -> tuple[Any, ...]:
    return tuple(np.moveaxis(array(x), axis, 0))


composite(np.array_split, _array_split)
composite(np.hsplit, _split_along(1, 1))
composite(np.vsplit, _split_along(0, 2))
composite(np.dsplit, _split_along(2, 3))
if hasattr(np, "unstack"):  # NumPy >= 2.1
    composite(np.unstack, _unstack)

# Insertions and deletions.


def _insert(arr: Any, obj: Any, values: Any, axis: int | None = None) -> Any:
    x, axis = flattened(arr, axis)
    v = array(values)
    v = astype(v, x.dtype) if v.dtype != x.dtype else v
    size = x.shape[axis]
    where = np.arange(size)[obj] if isinstance(obj, slice) else np.asarray(primal(obj))
    where = np.flatnonzero(where) if where.dtype == bool else where
    count = where.size
    if where.size == 1:  # then all of the values go to one place
        v = np.reshape(v, (1,) * (x.ndim - v.ndim) + v.shape)
        v = np.moveaxis(v, 0, axis) if where.ndim == 0 else v
        count = v.shape[axis]
    order = np.insert(np.arange(size), where.astype(int), size + np.arange(count))
    shape = tuple(count if i - x.ndim == axis else n for i, n in enumerate(x.shape))
    return np.take(np.concatenate([x, np.broadcast_to(v, shape)], axis=axis), order, axis)


def _delete(arr: Any, obj: Any, axis: int | None = None) -> Any:
    x, axis = flattened(arr, axis)
    return np.take(x, np.delete(np.arange(x.shape[axis]), obj), axis)


def _resize(a: Any, new_shape: Any) -> Any:
    x = array(a)
    places = np.resize(np.arange(x.size), new_shape)
    return np.ravel(x)[places] if x.size else np.zeros(places.shape, x.dtype)


composite(np.insert, _insert)
composite(np.delete, _delete)
composite(np.resize, _resize)

# Turns.


def _rot90(m: Any, k: int = 1, axes: Any = (0, 1)) -> Any:
    x = array(m)
    first, second = negative_axes(tuple(axes), x.ndim)
    if first == second:
        raise ValueError("Axes must be different.")
    turned = np.swapaxes(x, first, second) if k % 2 else x
    return np.flip(turned, ((), (first,), (first, second), (second,))[k % 4]) if k % 4 else turned


def _rollaxis(a: Any, axis: int, start: int = 0) -> Any:
    x = array(a)
    axis = negative_axis(axis, x.ndim) + x.ndim
    start = start + x.ndim if start < 0 else start
    return np.moveaxis(x, axis, start - 1 if axis < start else start)


composite(np.rot90, _rot90)
composite(np.rollaxis, _rollaxis)
composite(np.matrix_transpose, lambda x, /: np.swapaxes(x, -1, -2))
composite(np.diagflat, lambda v, k=0: np.diag(np.ravel(v), k))

# Running totals with the array API's names, which may begin with nothing.


def _cumulative(running: Any, neutral: float) -> Callable[..., Any]:
    def cumulative(x: Any, /, *, axis: int | None = None, include_initial: bool = False) -> Any:
        x = np.atleast_1d(array(x))
        if axis is None and x.ndim > 1:
            raise ValueError("For arrays which have more than one dimension ``axis`` argument is required.")
        axis = -1 if axis is None else negative_axis(axis, x.ndim)
        z = running(x, axis)
        if not include_initial:
            return z
        first = np.full([1 if i - x.ndim == axis else n for i, n in enumerate(x.shape)], neutral, x.dtype)
        return np.concatenate([first, z], axis=axis)

    return cumulative


if hasattr(np, "cumulative_sum"):  # NumPy >= 2.1
    composite(np.cumulative_sum, _cumulative(np.cumsum, 0))
    composite(np.cumulative_prod, _cumulative(np.cumprod, 1))

# Functions of slices: one call a slice, and the answers stacked.


def _apply_along_axis(func1d: Any, axis: int, arr: Any, *args: Any, **kwargs: Any) -> Any:
    x = array(arr)
    axis = negative_axis(axis, x.ndim)
    moved = np.moveaxis(x, axis, -1)
    if 0 in moved.shape[:-1]:
        raise ValueError("Cannot apply_along_axis when any iteration dimensions are 0")
    answers = [array(func1d(moved[index], *args, **kwargs)) for index in np.ndindex(moved.shape[:-1])]
    ndim = answers[0].ndim
    z = np.reshape(np.stack(answers), moved.shape[:-1] + answers[0].shape)
    at = x.ndim + axis
    return np.moveaxis(z, tuple(range(x.ndim - 1, x.ndim - 1 + ndim)), tuple(range(at, at + ndim)))


def _apply_over_axes(func: Any, a: Any, axes: Any) -> Any:
    x = array(a)
    for axis in np.atleast_1d(axes):
        axis = negative_axis(axis, x.ndim)
        z = array(func(x, axis))
        if z.ndim != x.ndim:
            z = np.expand_dims(z, axis)
            if z.ndim != x.ndim:
                raise ValueError("function is not returning an array of the correct shape")
        x = z
    return x


composite(np.apply_along_axis, _apply_along_axis)
composite(np.apply_over_axes, _apply_over_axes)

# Index arrays, and what is said about an array: nothing to differentiate.
constant(np.ix_, np.ravel_multi_index, np.unravel_index)
composite(np.diag_indices_from, lambda arr: np.diag_indices_from(primal(array(arr))))
composite(np.tril_indices_from, lambda arr, k=0: np.tril_indices(array(arr).shape[0], k, array(arr).shape[1]))
composite(np.triu_indices_from, lambda arr, k=0: np.triu_indices(array(arr).shape[0], k, array(arr).shape[1]))
constant(np.isrealobj, np.common_type, np.min_scalar_type, np.einsum_path)
constant(np.array2string, np.array_repr, np.array_str)

"""Many tangents or cotangents in one sweep: the helpers that know about the extra leading axis.

A tangent of a value of shape ``(3, 4)`` has that shape, or ``(k, 3, 4)`` when k directions travel together. The axis
leads because NumPy's own functions broadcast over leading axes, so that most rules, written with negative axes, never
notice it. The few that must (a broadcast between different ranks, a reshape, a key, a 1-D product) call one of these.

Throughout, `x` is the value that the tangent or cotangent belongs to, or its `Like`.
"""

from __future__ import annotations

import functools
from math import prod
from typing import Any

import numpy as np

__all__ = ["Like", "align", "broadcast", "cast", "fold", "lead", "negative_axes", "negative_axis", "shape_kept"]


class Like:
    """Shape and type of an array, without its data: what a record keeps of a value whose numbers nobody reads."""

    __slots__ = ("dtype", "shape")

    def __init__(self, x: Any) -> None:
        self.shape: tuple[int, ...] = x.shape
        self.dtype = x.dtype

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return len(self.shape)

    @property
    def size(self) -> int:
        """The number of elements."""
        return prod(self.shape)

    def __repr__(self) -> str:
        return f"{self.dtype}{list(self.shape)}"


def lead(t: Any, x: Any) -> tuple[int, ...]:
    """Return the shape that `t` has in front of that of `x`: () for one direction, (k,) for k of them."""
    shape: tuple[int, ...] = t.shape
    return shape[: len(shape) - len(x.shape)]


def align(t: Any, x: Any, ndim: int) -> Any:
    """Insert axes behind the directions, so that `t` broadcasts as `x` would against an array of `ndim` axes."""
    missing = ndim - x.ndim
    directions = lead(t, x)
    if not directions or missing <= 0:
        return t
    return np.reshape(t, directions + (1,) * missing + x.shape)


def broadcast(t: Any, shape: tuple[int, ...]) -> Any:
    """Return `t` spread over `shape`, as a view that must not be written to."""
    if t.shape == shape:
        return t
    if isinstance(t, np.generic):
        # The view that np.broadcast_to makes, at a tenth of its cost: one number, and every stride zero.
        return np.ndarray(shape, t.dtype, t.tobytes(), 0, (0,) * len(shape))
    if type(t) is np.ndarray and t.flags.c_contiguous:  # likewise
        strides = [0 if size == 1 else stride for size, stride in zip(t.shape, t.strides, strict=True)]
        return np.ndarray(shape, t.dtype, t, 0, (0,) * (len(shape) - t.ndim) + tuple(strides))
    return np.broadcast_to(t, shape)


_add_up: Any = np.add.reduce


def fold(ct: Any, x: Any, ndim: int) -> Any:
    """Undo a broadcast: sum the cotangent `ct` of an answer with `ndim` axes over what was repeated, and cast it to
    `x`."""
    shape, x_shape = ct.shape, x.shape
    if shape != x_shape:
        axes, keepdims, folded = _folding(shape, x_shape, ndim)
        if axes:
            ct = _add_up(ct, axis=axes, keepdims=keepdims)
            if folded is not None:
                ct = np.reshape(ct, folded)
    return ct if ct.dtype is x.dtype else cast(ct, x.dtype)


@functools.lru_cache(maxsize=1024)
def _folding(
    shape: tuple[int, ...], x_shape: tuple[int, ...], ndim: int
) -> tuple[tuple[int, ...], bool, tuple[int, ...] | None]:
    """Return the axes along which an array of `x_shape` was repeated, whether a sum over them keeps all axes, and the
    shape to give the sum if it has another."""
    start = len(shape) - ndim  # 0, or 1 behind the directions
    ahead, shape = shape[:start], shape[start:]
    new = ndim - len(x_shape)
    axes = tuple(axis - ndim for axis in range(ndim) if axis < new or (x_shape[axis - new] == 1 and shape[axis] != 1))
    if not new:
        return axes, True, None
    left = tuple(shape[axis] for axis in range(ndim) if axis - ndim not in axes)
    return axes, False, None if left == x_shape else ahead + x_shape


def cast(ct: Any, dtype: Any) -> Any:
    """Return `ct` in `dtype`; the imaginary part of a cotangent of a real value is dropped."""
    if ct.dtype == dtype:
        return ct
    if ct.dtype.kind == "c" and dtype.kind != "c":
        ct = np.real(ct)
    return ct if ct.dtype == dtype else ct.astype(dtype)


def negative_axis(axis: Any, ndim: int) -> int:
    """Return `axis` counted from the end, so that it stays true when directions lead."""
    index = int(axis)
    if not -ndim <= index < ndim:
        raise np.exceptions.AxisError(index, ndim)
    return index if index < 0 else index - ndim


def negative_axes(axis: Any, ndim: int) -> tuple[int, ...]:
    """Return one axis, several, or None (all of them) as a tuple of axes counted from the end."""
    return _negative_axes(tuple(axis) if isinstance(axis, list) else axis, ndim)


@functools.lru_cache(maxsize=1024)
def _negative_axes(axis: Any, ndim: int) -> tuple[int, ...]:
    if axis is None:
        return tuple(range(-ndim, 0))
    if isinstance(axis, tuple):
        return tuple(negative_axis(one, ndim) for one in axis)
    return (negative_axis(axis, ndim),)


@functools.lru_cache(maxsize=1024)
def shape_kept(shape: tuple[int, ...], axes: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape of an array that was reduced along `axes`, counted from the end, and kept them."""
    return tuple(1 if i - len(shape) in axes else size for i, size in enumerate(shape))

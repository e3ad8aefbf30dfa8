"""Methods of ufuncs: ``np.add.reduce(x)``, ``np.maximum.accumulate(x)``, ``np.add.reduceat(x, starts)``.

Most are functions of NumPy under another name, `np.sum` or `np.cumprod`, and `METHODS` says which. The others are
defined here through calls that have rules:

- ``logaddexp.reduce`` is a weighted sum to first order, with the softmax for weights;
- a running maximum selects the element that leads so far;
- a running ``logaddexp`` combines with what stands 1, 2, 4, ... places before: log2(n) calls, as for `np.cumprod`;
- a sum of segments (``reduceat``) scatters every element to the segment that it belongs to.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ad.core import primal, primitive
from ad.directions import negative_axis
from ad.operands import array
from ad.rule import composite
from ad.rules.indexing import scatter
from ad.rules.reductions import euclidean, reduction

__all__ = ["METHODS"]

Function = Callable[..., Any]


def _of_exponentials(ufunc: Any, exp: Any) -> Function:
    """Return and declare the logarithm of a sum of exponentials."""

    def reduce(x: Any, axis: Any = 0, keepdims: Any = False) -> Any:
        return ufunc.reduce(x, axis=axis, keepdims=keepdims)

    reduce.__name__ = f"numpy.{ufunc.__name__}.reduce"
    function = primitive(reduce)
    reduction(function, lambda z, x, axis: exp(x - z))
    return function


def _leading(ufunc: Any, wins: Any) -> Function:
    """Return a running extreme as the selection of the element that is ahead; a nan stays ahead."""

    def accumulate(x: Any, axis: int = 0) -> Any:
        x = array(x)
        values = np.moveaxis(primal(x), axis, -1)
        before = ufunc.accumulate(values, axis=-1)[..., :-1]
        new = wins(values[..., 1:], before) | (np.isnan(values[..., 1:]) & ~np.isnan(before))
        order = np.arange(values.shape[-1])
        ahead = np.maximum.accumulate(np.where(np.insert(new, 0, True, axis=-1), order, 0), axis=-1)
        places = np.take_along_axis(np.moveaxis(np.arange(x.size).reshape(x.shape), axis, -1), ahead, axis=-1)
        return np.ravel(x)[np.moveaxis(places, -1, axis)]

    return accumulate


def _doubling(ufunc: Any) -> Function:
    """Return a running total of an associative ufunc."""

    def accumulate(x: Any, axis: int = 0) -> Any:
        x = array(x)
        axis = negative_axis(axis, x.ndim)
        z, step = np.swapaxes(x, axis, -1), 1
        while step < x.shape[axis]:
            z = np.concatenate([z[..., :step], ufunc(z[..., step:], z[..., :-step])], axis=-1)
            step *= 2
        return np.swapaxes(z, axis, -1)

    return accumulate


def _sum_of_segments(x: Any, indices: Any, axis: int = 0) -> Any:
    """Sum ``x[start:next_start]`` for each of `indices`, or take ``x[start]`` where the next start is not behind it."""
    x, starts = array(x), np.asarray(indices)
    axis = negative_axis(axis, x.ndim)
    stops = np.append(starts[1:], x.shape[axis])
    lengths = np.maximum(stops - starts, 1)
    segments = np.repeat(np.arange(starts.size), lengths)
    ends = np.cumsum(lengths)
    elements = np.arange(segments.size) + np.repeat(starts - (ends - lengths), lengths)
    parts = np.moveaxis(x, axis, 0)[elements]
    return np.moveaxis(scatter(parts, segments, (starts.size, *parts.shape[1:])), 0, axis)


METHODS: dict[tuple[Any, str], Function] = {
    (np.add, "reduce"): np.sum,
    (np.multiply, "reduce"): np.prod,
    (np.maximum, "reduce"): np.max,
    (np.minimum, "reduce"): np.min,
    (np.logical_and, "reduce"): np.all,
    (np.logical_or, "reduce"): np.any,
    (np.hypot, "reduce"): euclidean,
    (np.logaddexp, "reduce"): _of_exponentials(np.logaddexp, np.exp),
    (np.logaddexp2, "reduce"): _of_exponentials(np.logaddexp2, np.exp2),
    (np.add, "accumulate"): np.cumsum,
    (np.multiply, "accumulate"): np.cumprod,
    (np.maximum, "accumulate"): _leading(np.maximum, np.greater),
    (np.minimum, "accumulate"): _leading(np.minimum, np.less),
    (np.logaddexp, "accumulate"): _doubling(np.logaddexp),
    (np.logaddexp2, "accumulate"): _doubling(np.logaddexp2),
    (np.add, "reduceat"): _sum_of_segments,
}
"""A ufunc and its method -> the function that a traced value is handed to; along the first axis if none is given."""

for (_ufunc, _name), _function in METHODS.items():
    if _function.__name__ in ("accumulate", "_sum_of_segments"):
        _function.__name__ = f"numpy.{_ufunc.__name__}.{_name}"  # what an error calls it
        composite(_function, _function)

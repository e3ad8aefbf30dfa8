"""Order statistics and other choices among the elements of an array: sort, median, quantile, unique, choose, ...

Where an element goes depends on the values, but in steps: as long as no two of them change places, the answer is a
fixed selection. So each function here finds integer indices on primals and then selects, ``x[indices]``; what moves the
answer is the elements that were selected, and nothing else. At a tie the stable order decides.

A quantile lies between two order statistics. Where it lies is asked of NumPy itself: the quantile of the numbers 0, 1,
2, ..., n - 1 is the place, by any of its methods.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ad.core import Traced, primal
from ad.directions import negative_axes, negative_axis
from ad.operands import array
from ad.rule import composite, constant
from ad.rules.indexing import assign
from ad.rules.shaping import astype, partners

__all__ = ["flattened"]


def flattened(a: Any, axis: Any) -> tuple[Any, int]:
    """Return `a` with the axis in question, counted from the end; without one, all of `a` in a row."""
    x = array(a)
    return (np.ravel(x), -1) if axis is None else (x, negative_axis(axis, x.ndim))


def _along(x: Any, indices: Any, axis: int) -> Any:
    """Return the elements of `x` at `indices` along one axis; along the others the two broadcast."""
    places = list(np.indices(x.shape, sparse=True))
    places[axis] = indices
    return x[tuple(places)]


def _take_along_axis(arr: Any, indices: Any, axis: int | None = -1) -> Any:
    x, axis = flattened(arr, axis)
    indices = np.asarray(primal(indices))
    if indices.ndim != x.ndim:
        raise ValueError("`indices` and `arr` must have the same number of dimensions")
    return _along(x, indices, axis)


composite(np.take_along_axis, _take_along_axis)

# Orders.


def _sort(a: Any, axis: Any = -1, kind: Any = None, *, stable: Any = None) -> Any:
    x, axis = flattened(a, axis)
    return _along(x, np.argsort(primal(x), axis=axis, kind="stable"), axis)  # at ties the stable permutation


def _partition(a: Any, kth: Any, axis: Any = -1, kind: Any = "introselect") -> Any:
    x, axis = flattened(a, axis)
    return _along(x, np.argpartition(primal(x), kth, axis=axis), axis)


composite(np.sort, _sort)
composite(np.partition, _partition)
constant(np.argpartition, np.lexsort, np.isin)


def _ptp(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    return np.max(a, axis=axis, keepdims=keepdims) - np.min(a, axis=axis, keepdims=keepdims)


composite(np.ptp, _ptp)

# Medians and quantiles, over one axis, several, or all: the reduced axes are merged into one.


def _rows(a: Any, axis: Any) -> tuple[Any, tuple[int, ...]]:
    """Return the sorted elements over which to reduce, in the last axis, and the shape of an answer with keepdims."""
    x = array(a)
    axes = negative_axes(axis, x.ndim)
    rest = [i for i in range(-x.ndim, 0) if i not in axes]
    kept = tuple(1 if i in axes else x.shape[i] for i in range(-x.ndim, 0))
    apart = np.transpose(x, (*rest, *axes)) if x.ndim else x
    return np.sort(np.reshape(apart, (*(x.shape[i] for i in rest), -1)), axis=-1), kept


def _mark(z: Any, invalid: Any) -> Any:
    """Return `z` with nan, and a derivative of nan, where a nan went in."""
    return z * np.where(invalid, np.nan, 1.0).astype(z.dtype) if np.any(invalid) else z


def _pick(rows: Any, index: Any) -> Any:
    """Return the elements at `index` of the rows, each row its own; `index` may have axes in front of theirs."""
    return rows[(*np.indices(rows.shape[:-1], sparse=True), index)]


def _middle(rows: Any, count: Any) -> Any:
    """Return the mean of the two middle ones of the first `count` of each row: they are one if it is odd."""
    return 0.5 * (_pick(rows, np.maximum(count - 1, 0) // 2) + _pick(rows, count // 2))


def _median(a: Any, axis: Any = None, *, overwrite_input: bool = False, keepdims: bool = False) -> Any:
    rows, kept = _rows(a, axis)
    z = _middle(rows, np.full(rows.shape[:-1], rows.shape[-1]))
    z = _mark(z, np.isnan(primal(rows)[..., -1]))  # nan sorts last
    return np.reshape(z, kept) if keepdims else z


def _nanmedian(a: Any, axis: Any = None, *, overwrite_input: bool = False, keepdims: bool = False) -> Any:
    rows, kept = _rows(a, axis)
    z = _middle(rows, np.sum(~np.isnan(primal(rows)), axis=-1))
    return np.reshape(z, kept) if keepdims else z


composite(np.median, _median)
composite(np.nanmedian, _nanmedian)

_STEPS = {
    "linear": lambda n: n - 1,
    "interpolated_inverted_cdf": lambda n: n,
    "hazen": lambda n: n,
    "weibull": lambda n: n + 1,
    "median_unbiased": lambda n: n + 1 / 3,
    "normal_unbiased": lambda n: n + 1 / 4,
}
"""How many places of n a quantile passes while q goes from 0 to 1, by the methods for which it does not jump."""


def _between(ranks: Any, q: Any, method: str, find: Any) -> tuple[Any, Any, Any]:
    """Return the places of the two order statistics between which a quantile lies, and the weight of the second."""
    place = np.nan_to_num(find(ranks, np.asarray(primal(q)), axis=-1, method=method))  # of nothing but nan: any
    if not isinstance(q, Traced):
        low = np.floor(place)
        return low.astype(int), np.ceil(place).astype(int), place - low
    count = np.sum(~np.isnan(ranks), axis=-1)
    low = np.clip(np.floor(place), 0, np.maximum(count - 2, 0))  # the slope by q is that to the right, at 1 to the left
    high = np.minimum(low + 1, np.maximum(count - 1, 0))
    inside = np.logical_and(place >= 0, place <= count - 1)
    slope = np.where(inside, _STEPS[method](count), 0.0) if method in _STEPS else np.zeros(place.shape)
    level: Any = array(q)
    level = np.reshape(level, level.shape + (1,) * (place.ndim - level.ndim))
    return low.astype(int), high.astype(int), place - low + slope * (level - primal(level))


def _quantile_by(find: Any) -> Any:
    """Return the composite of a quantile whose place `find`, NumPy's own function, knows."""

    def quantile(
        a: Any,
        q: Any,
        axis: Any = None,
        *,
        overwrite_input: bool = False,
        method: str = "linear",
        keepdims: bool = False,
    ) -> Any:
        rows, kept = _rows(a, axis)
        dtype = find(np.zeros(1, rows.dtype), primal(q), method=method).dtype
        q = np.asarray(q, rows.dtype) if isinstance(q, float | int) else array(q)
        plain = np.asarray(primal(rows))
        count = plain.shape[-1]
        skipped = np.isnan(plain) if find is np.nanquantile else np.zeros((1,) * (plain.ndim - 1) + (count,), bool)
        low, high, weight = _between(np.where(skipped, np.nan, np.arange(count)), q, method, find)
        weight = astype(weight, dtype)
        z = _pick(rows, low) * (1 - weight) + _pick(rows, high) * weight
        if find is np.quantile:
            z = _mark(z, np.broadcast_to(np.isnan(plain[..., -1]), z.shape))
        return np.reshape(z, q.shape + kept) if keepdims else z

    return quantile


_quantile, _nanquantile = _quantile_by(np.quantile), _quantile_by(np.nanquantile)
composite(np.quantile, _quantile)
composite(np.nanquantile, _nanquantile)


def _in_percent(quantile: Any) -> Any:
    def percentile(
        a: Any,
        q: Any,
        axis: Any = None,
        *,
        overwrite_input: bool = False,
        method: str = "linear",
        keepdims: bool = False,
    ) -> Any:
        share = q / 100 if isinstance(q, float | int) else array(q) / 100
        return quantile(a, share, axis, method=method, keepdims=keepdims)

    return percentile


composite(np.percentile, _in_percent(_quantile))
composite(np.nanpercentile, _in_percent(_nanquantile))

# Sets of values: where several elements are equal, the first stands for all.


def _unique(
    ar: Any,
    return_index: bool = False,
    return_inverse: bool = False,
    return_counts: bool = False,
    axis: int | None = None,
    *,
    equal_nan: bool = True,
) -> Any:
    x = array(ar)
    _, index, inverse, counts = np.unique(
        primal(x), return_index=True, return_inverse=True, return_counts=True, axis=axis, equal_nan=equal_nan
    )
    answers = [np.take(x, index, axis)]
    answers += [
        a for a, wanted in ((index, return_index), (inverse, return_inverse), (counts, return_counts)) if wanted
    ]
    return answers[0] if len(answers) == 1 else tuple(answers)


composite(np.unique, _unique)


def _named(function: Any) -> Any:
    """Return the composite of a variant of unique that answers a named tuple, in the same order."""

    def variant(x: Any, /) -> Any:
        plain, x = function(primal(array(x))), array(x)
        values = np.take(x, _first_places(plain.values, x))
        return plain._replace(values=values)

    return variant


def _first_places(values: Any, x: Any) -> Any:
    """Return where in `x`, flattened, each of `values` stands first."""
    flat = np.ravel(primal(x))
    order = np.argsort(flat, kind="stable")
    return order[np.searchsorted(flat[order], values)]


for _function in (np.unique_all, np.unique_counts, np.unique_inverse):
    composite(_function, _named(_function))
composite(np.unique_values, lambda x, /: np.take(x, _first_places(np.unique_values(primal(array(x))), array(x))))


def _intersect1d(ar1: Any, ar2: Any, assume_unique: bool = False, return_indices: bool = False) -> Any:
    x = np.ravel(array(ar1))
    _, first, second = np.intersect1d(primal(x), primal(array(ar2)), assume_unique, return_indices=True)
    return (x[first], first, second) if return_indices else x[first]


def _setdiff1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    x = np.ravel(ar1) if assume_unique else np.unique(ar1)
    return x[np.isin(x, ar2, invert=True)]


def _setxor1d(ar1: Any, ar2: Any, assume_unique: bool = False) -> Any:
    x, y = (np.ravel(ar) if assume_unique else np.unique(ar) for ar in (ar1, ar2))
    both = np.concatenate([x[np.isin(x, y, invert=True)], y[np.isin(y, x, invert=True)]])
    return np.sort(both)


composite(np.union1d, lambda ar1, ar2: np.unique(np.concatenate([ar1, ar2], axis=None)))
composite(np.intersect1d, _intersect1d)
composite(np.setdiff1d, _setdiff1d)
composite(np.setxor1d, _setxor1d)


def _trim_zeros(filt: Any, trim: str = "fb", axis: Any = None) -> Any:
    x = array(filt)
    places = np.argwhere(x)
    key = [slice(None)] * x.ndim
    for i in range(x.ndim) if axis is None else negative_axes(axis, x.ndim):
        if not len(places):
            key[i] = slice(0, 0)
            continue
        start, stop = places[:, i].min(), places[:, i].max() + 1
        key[i] = slice(int(start) if "f" in trim.lower() else None, int(stop) if "b" in trim.lower() else None)
    return x[tuple(key)]


composite(np.trim_zeros, _trim_zeros)

# Choices by a condition or a number.


def _compress(condition: Any, a: Any, axis: int | None = None) -> Any:
    x, axis = flattened(a, axis)
    return np.take(x, np.flatnonzero(primal(condition)), axis)


def _choose(a: Any, choices: Any, *, mode: Any = "raise") -> Any:
    """Stack the choices, and take from the stack at `a`."""
    number = np.asarray(primal(a))
    layers = np.stack(np.broadcast_arrays(*partners(*choices)))
    shape = np.broadcast_shapes(number.shape, layers.shape[1:])
    layers = np.broadcast_to(
        layers.reshape(layers.shape[:1] + (1,) * (len(shape) + 1 - layers.ndim) + layers.shape[1:]),
        layers.shape[:1] + shape,
    )
    if mode != "raise":  # let NumPy wrap or clip the numbers
        number = np.asarray(np.take(range(layers.shape[0]), number, mode=mode))
    elif np.any(number < 0):
        raise ValueError("invalid entry in choice array")
    return layers[(number, *np.indices(shape, sparse=True))]


def _select(condlist: Any, choicelist: Any, default: Any = 0) -> Any:
    """Choose by the last condition first, so that the first has the last word."""
    if len(condlist) != len(choicelist):
        raise ValueError("list of cases must be same length as list of conditions")
    z = default
    for condition, choice in reversed(list(zip(condlist, choicelist, strict=True))):
        z = np.where(condition, choice, z)
    return z


def _piecewise(x: Any, condlist: Any, funclist: Any, *args: Any, **kw: Any) -> Any:
    """Evaluate each function where its condition holds, and nowhere else; the last that holds decides."""
    x = array(x)
    if not len(condlist) or not (np.ndim(condlist[0]) or x.ndim == 0):
        condlist = [condlist]
    masks = [np.asarray(primal(condition), dtype=bool) for condition in condlist]
    if len(funclist) == len(masks) + 1:
        masks.append(~np.any(masks, axis=0))
    elif len(funclist) != len(masks):
        raise ValueError(
            f"with {len(masks)} condition(s), either {len(masks)} or {len(masks) + 1} functions are expected"
        )
    z = np.zeros_like(primal(x))
    for mask, function in zip(masks, funclist, strict=True):
        if callable(function):
            if np.any(mask):
                z = assign(z, function(x[mask], *args, **kw), key=mask)
        else:
            z = assign(z, function, key=mask)
    return z


composite(np.compress, _compress)
composite(np.extract, lambda condition, arr: np.take(arr, np.flatnonzero(primal(condition))))
composite(np.choose, _choose)
composite(np.select, _select)
composite(np.piecewise, _piecewise)

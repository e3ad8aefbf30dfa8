"""Moments, sums that skip nan or count only some elements, and histograms.

All are chains of sums and products. An element that does not count is replaced, by 0 in a sum, by 1 in a product, by
minus infinity in a maximum; the replacement is a constant, so the element has derivative zero.

How many elements fall between two edges is a whole number: it has derivative zero where it has one. Edges that NumPy
lays between the smallest and the largest element move with them, and counts that are sums of weights move with those.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from ad.core import RULES, Traced, primal
from ad.directions import negative_axes
from ad.errors import UnsupportedError
from ad.operands import array
from ad.rule import composite
from ad.rules.indexing import scatter
from ad.rules.reductions import count, euclidean
from ad.rules.shaping import astype

# Sums, products and extremes with the options where= and initial=; without them the rules of `ad.rules.reductions`.


def _only(x: Any, where: Any, instead: float) -> Any:
    return x if where is True else np.where(where, x, np.asarray(instead, x.dtype))


def _sum(a: Any, axis: Any = None, *, keepdims: bool = False, initial: Any = 0, where: Any = True) -> Any:
    z = np.sum(_only(array(a), where, 0), axis=axis, keepdims=keepdims)
    return z if type(initial) is int and initial == 0 else z + initial


def _prod(a: Any, axis: Any = None, *, keepdims: bool = False, initial: Any = 1, where: Any = True) -> Any:
    z = np.prod(_only(array(a), where, 1), axis=axis, keepdims=keepdims)
    return z if type(initial) is int and initial == 1 else z * initial


def _mean(a: Any, axis: Any = None, *, keepdims: bool = False, where: Any = True) -> Any:
    x = array(a)
    count = np.sum(np.broadcast_to(primal(where), x.shape), axis=axis, keepdims=keepdims)
    return np.sum(_only(x, where, 0), axis=axis, keepdims=keepdims) / count.astype(x.dtype)


def _extreme(reduction: Any, pairwise: Any, worst: float) -> Callable[..., Any]:
    def extreme(a: Any, axis: Any = None, *, keepdims: bool = False, initial: Any = None, where: Any = True) -> Any:
        x = array(a)
        if where is not True and initial is None:
            raise ValueError(f"reduction operation '{pairwise.__name__}' does not have an identity: give initial=")
        if 0 in [x.shape[i] for i in negative_axes(axis, x.ndim)]:  # nothing but the initial value
            return np.sum(x, axis=axis, keepdims=keepdims) + initial
        z = reduction(_only(x, where, worst), axis=axis, keepdims=keepdims)
        return z if initial is None else pairwise(z, initial)

    return extreme


_max, _min = _extreme(np.max, np.maximum, -np.inf), _extreme(np.min, np.minimum, np.inf)


def _moment(a: Any, axis: Any, ddof: float, correction: Any, keepdims: bool, where: Any) -> tuple[Any, Any]:
    """Return the deviations of the elements that count from their mean, and the number of degrees of freedom."""
    x = array(a)
    less = ddof if correction is None else correction
    if where is True:
        elements: Any = count(x, axis)
        deviations = x - np.mean(x, axis=axis, keepdims=True)
    else:
        elements = np.sum(np.broadcast_to(where, x.shape), axis=axis, keepdims=keepdims)
        deviations = _only(x - _mean(x, axis, keepdims=True, where=where), where, 0)
    return deviations, np.maximum(elements - less, 0).astype(np.empty(0, x.dtype).real.dtype)


def _var(
    a: Any, axis: Any = None, *, ddof: float = 0, keepdims: bool = False, where: Any = True, correction: Any = None
) -> Any:
    deviations, freedom = _moment(a, axis, ddof, correction, keepdims, where)
    squares = np.square(deviations)
    if deviations.dtype.kind == "c":
        squares = np.square(np.real(deviations)) + np.square(np.imag(deviations))
    return np.sum(squares, axis=axis, keepdims=keepdims) / freedom


def _std(
    a: Any, axis: Any = None, *, ddof: float = 0, keepdims: bool = False, where: Any = True, correction: Any = None
) -> Any:
    deviations, freedom = _moment(a, axis, ddof, correction, keepdims, where)
    if deviations.dtype.kind == "c":
        parts = (np.real(deviations), np.imag(deviations))
        length = np.hypot(*(euclidean(part, axis=axis, keepdims=keepdims) for part in parts))
    else:
        length = euclidean(deviations, axis=axis, keepdims=keepdims)
    return length / np.sqrt(freedom)  # 0 for a constant: least norm


composite(np.var, _var)
composite(np.std, _std)

for _function, _definition in (
    (np.sum, _sum),
    (np.prod, _prod),
    (np.mean, _mean),
    (np.max, _max),
    (np.amax, _max),
    (np.min, _min),
    (np.amin, _min),
):
    RULES[_function].chains = {"where": _definition, "initial": _definition}  # type: ignore[attr-defined]


def _counting(definition: Callable[..., Any]) -> Callable[..., Any]:
    """Return the variant of a reduction that leaves out nan."""

    def reduction(a: Any, axis: Any = None, *, where: Any = True, **options: Any) -> Any:
        x = array(a)
        return definition(x, axis, where=np.logical_and(primal(where), ~np.isnan(primal(x))), **options)

    reduction.__signature__ = inspect.signature(definition)  # type: ignore[attr-defined]
    return reduction


def _nan_extreme(extreme: Any, worst: float) -> Callable[..., Any]:
    def reduction(a: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
        x = array(a)
        valid = ~np.isnan(primal(x))
        z = extreme(_only(x, valid, worst), axis=axis, keepdims=keepdims)
        empty = ~np.any(valid, axis=axis, keepdims=keepdims)
        return z * np.where(empty, np.nan, 1.0).astype(z.dtype) if np.any(empty) else z

    return reduction


composite(np.nansum, _counting(_sum))
composite(np.nanprod, _counting(_prod))
composite(np.nanmean, _counting(_mean))
composite(np.nanvar, _counting(_var))
composite(np.nanstd, _counting(_std))
composite(np.nanmax, _nan_extreme(np.max, -np.inf))
composite(np.nanmin, _nan_extreme(np.min, np.inf))
composite(np.nancumsum, lambda a, axis=None: np.cumsum(_valid(a, 0), axis=axis))
composite(np.nancumprod, lambda a, axis=None: np.cumprod(_valid(a, 1), axis=axis))


def _valid(a: Any, instead: float) -> Any:
    x = array(a)
    return _only(x, ~np.isnan(primal(x)), instead)


# Averages and covariances.


def _average(a: Any, axis: Any = None, weights: Any = None, returned: bool = False, *, keepdims: bool = False) -> Any:
    x = array(a)
    axes = negative_axes(axis, x.ndim)
    if weights is None:
        z = np.mean(x, axis=axes, keepdims=keepdims)
        total: Any = np.asarray(x.size / max(z.size, 1), z.dtype)
    else:
        w = array(weights)
        if w.shape != x.shape:  # a weight for each place along the axes
            if axis is None or w.shape != tuple(x.shape[i] for i in axes):
                raise ValueError("Shape of weights must be consistent with shape of a along specified axis.")
            w = np.transpose(w, np.argsort(axes))
            w = np.reshape(w, [x.shape[i] if i in axes else 1 for i in range(-x.ndim, 0)])
        total = np.sum(np.broadcast_to(w, x.shape), axis=axes, keepdims=keepdims)
        if np.any(np.equal(total, 0)):
            raise ZeroDivisionError("Weights sum to zero, can't be normalized")
        z = np.sum(x * w, axis=axes, keepdims=keepdims) / total
    return (z, np.broadcast_to(total, z.shape)) if returned else z


def _cov(
    m: Any,
    y: Any = None,
    rowvar: bool = True,
    bias: bool = False,
    ddof: int | None = None,
    fweights: Any = None,
    aweights: Any = None,
) -> Any:
    x = _variables(m, rowvar)
    if y is not None:
        x = np.concatenate([x, _variables(y, rowvar)], axis=0)
    ddof = (0 if bias else 1) if ddof is None else ddof
    weights = None if fweights is None else np.asarray(primal(fweights), dtype=float)
    if aweights is not None:
        weights = array(aweights) if weights is None else weights * aweights
    if weights is None:
        factor: Any = x.shape[1] - ddof
        deviations = x - np.mean(x, axis=1, keepdims=True)
        weighted = deviations
    else:
        total = np.sum(weights)
        excess = total if aweights is None else np.sum(weights * aweights) / total
        factor = total - ddof * excess if aweights is not None else total - ddof
        deviations = x - (np.sum(x * weights, axis=1) / total)[:, None]
        weighted = deviations * weights
    c = np.matmul(deviations, np.conjugate(weighted).T if x.dtype.kind == "c" else weighted.T) * np.true_divide(
        1, factor
    )
    return np.squeeze(c)


def _variables(m: Any, rowvar: bool) -> Any:
    """Return a variable a row, in double precision."""
    x = array(m)
    x = np.atleast_2d(astype(x, np.result_type(x.dtype, np.float64)))
    return x if rowvar or m is None or array(m).ndim == 1 else x.T


def _corrcoef(x: Any, y: Any = None, rowvar: bool = True) -> Any:
    c = np.cov(x, y, rowvar)
    if c.ndim == 0:
        return c / c
    deviation = np.sqrt(np.real(np.diag(c)))
    z = c / deviation[:, None] / deviation[None, :]
    return z if z.dtype.kind == "c" else np.clip(z, -1, 1)


composite(np.average, _average)
composite(np.cov, _cov)
composite(np.corrcoef, _corrcoef)

# Histograms.


def _bincount(x: Any, /, weights: Any = None, minlength: int = 0) -> Any:
    places = np.asarray(primal(x))
    if weights is None:
        return np.bincount(places, minlength=minlength)
    w = array(weights)
    if w.shape != places.shape:
        raise ValueError("The weights and list don't have the same length.")
    return scatter(astype(w, np.float64), (places,), (np.bincount(places, minlength=minlength).size,))


def _edges(a: Any, bins: Any, range: Any) -> Any:
    """Return the edges of the bins, traced where they move with the data."""
    if isinstance(bins, str):
        raise UnsupportedError(
            f"np.histogram(..., bins={bins!r}) has no derivative rule: the number of bins depends on the data. Give "
            "the number or the edges of the bins."
        )
    if np.ndim(bins):
        return array(bins)
    x = array(a)
    low, high = (np.min(x), np.max(x)) if range is None else range
    if not primal(low) < primal(high):
        low, high = low - 0.5, high + 0.5
    return astype(np.linspace(low, high, int(bins) + 1), np.result_type(x.dtype, low, high, 0.0))


def _histogramdd(
    sample: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None
) -> tuple[Any, Any]:
    """Number the cell of each point, and add up the weights in each cell."""
    points = np.stack(sample, axis=-1) if isinstance(sample, tuple | list) else np.atleast_2d(array(sample).T).T
    dimensions = points.shape[-1]
    bins = bins if hasattr(bins, "__len__") else [bins] * dimensions
    ranges = [None] * dimensions if range is None else range
    if len(bins) != dimensions:
        raise ValueError("The dimension of bins must be equal to the dimension of the sample x.")
    edges = [_edges(points[..., i], bins[i], ranges[i]) for i, _ in enumerate(bins)]
    shape = tuple(edge.size - 1 for edge in edges)
    plain = [(np.asarray(primal(points[..., i])), np.asarray(primal(edge))) for i, edge in enumerate(edges)]
    cells = [np.searchsorted(edge, x, "right") - 1 - (x == edge[-1]) for x, edge in plain]  # the last bin is closed
    inside = np.all([(x >= edge[0]) & (x <= edge[-1]) for x, edge in plain], axis=0)
    places = np.ravel_multi_index([cell[inside] for cell in cells], shape)
    w = np.ones(inside.shape) if weights is None else array(weights)
    counts = np.reshape(np.bincount(places, w[inside], minlength=int(np.prod(shape))), shape)
    if density:
        for i, edge in enumerate(edges):
            counts = counts / np.reshape(np.diff(edge), [-1 if j == i else 1 for j, _ in enumerate(edges)])
        counts = counts / np.sum(w[inside])
    return counts, edges


def _histogram(a: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None) -> tuple[Any, Any]:
    edges = _edges(a, bins, range)
    w = None if weights is None else np.ravel(weights)
    if isinstance(w, Traced) or density:
        counts, _ = _histogramdd(np.ravel(a)[:, None], [edges], None, density, w)
        counts = counts if density or w is None else astype(counts, w.dtype)
    else:
        counts = np.histogram(primal(array(a)), primal(edges), weights=w)[0]
    return counts, edges


def _histogram2d(
    x: Any, y: Any, bins: Any = 10, range: Any = None, density: Any = None, weights: Any = None
) -> tuple[Any, Any, Any]:
    if hasattr(bins, "__len__") and len(bins) not in (1, 2):  # the same edges for both
        bins = [bins, bins]
    counts, (x_edges, y_edges) = _histogramdd([x, y], bins, range, density, weights)
    return counts, x_edges, y_edges


composite(np.bincount, _bincount)
composite(np.histogram_bin_edges, lambda a, bins=10, range=None, weights=None: _edges(a, bins, range))
composite(np.histogram, _histogram)
composite(np.histogramdd, _histogramdd)
composite(np.histogram2d, _histogram2d)

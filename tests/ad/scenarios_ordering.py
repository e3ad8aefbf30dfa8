"""Scenarios of order statistics and of choices among elements; points are apart, so that no two change places."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.ad.scenarios import points, rows
from tests.ad.tables import CUBE, MATRIX, NUMBER, VECTOR

LONG = points(7)
HOLES = np.where(points(3, 4) > 1.2, np.nan, 0.0)
WITH_HOLES: dict[str, Any] = {"H": HOLES, "E": np.array([0.0, np.nan, 0.0])}
PLACES = {"I": np.array([[0, 2, 1], [1, 1, 0]]), "J": np.array([[2], [0]]), "K": np.array([1, 0, 2, 1])}
MASKS = {"A": np.array([0, 1, 1]), "C": np.array([True, False, True]), "D": MATRIX > 0.3, "N": np.array([2, 0, 1])}

DIFFERENCES: dict[str, Any] = {"oracle": "differences", "tolerance": 1e-9}

METHODS = (
    *("inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen", "weibull"),
    *("linear", "median_unbiased", "normal_unbiased", "lower", "higher", "midpoint", "nearest"),
)

SCENARIOS = (
    *rows(np.take_along_axis, "np.take_along_axis(x, I, axis=1)", x=MATRIX, given=PLACES),
    *rows(
        np.take_along_axis,
        "np.take_along_axis(x, J, 1)",
        "np.take_along_axis(x, K, axis=None)",
        "np.take_along_axis(x, np.argsort(x, axis=0), axis=0)",
        x=MATRIX,
        given=PLACES,
        **DIFFERENCES,
    ),
    *rows(np.sort, "np.sort(x)", x=MATRIX),
    *rows(
        np.sort,
        "np.sort(x, axis=0)",
        "np.sort(x, axis=None)",
        "np.sort(x, -2, 'heapsort')",
        "np.sort(x, stable=True)",
        "x[np.argsort(x[:, 0])]",
        x=MATRIX,
        **DIFFERENCES,
    ),
    *rows(
        np.partition,
        "np.partition(x, 3)[3]",
        "np.sort(np.partition(x, (2, 4))[:2])",
        "x[np.argpartition(x, 2)][2]",
        x=LONG,
        **DIFFERENCES,
    ),
    *rows(np.ptp, "np.ptp(x)", "np.ptp(x, axis=(0, 2), keepdims=True)", x=CUBE),
    *rows(np.median, "np.median(x)", "np.median(x, axis=(0, 2))", x=CUBE),
    *rows(np.median, "np.median(x, 1)", "np.median(x, axis=1, keepdims=True)", x=CUBE, **DIFFERENCES),
    *rows(np.median, "np.median(x)", x=LONG, **DIFFERENCES),
    *rows(np.median, "np.median(x)", x=NUMBER, **DIFFERENCES),
    *rows(
        np.nanmedian,
        "np.nanmedian(x + H)",
        "np.nanmedian(x + H, axis=0)",
        "np.nanmedian(x + H, axis=1, keepdims=True)",
        x=points(3, 4),
        given=WITH_HOLES,
        **DIFFERENCES,
    ),
    *rows(np.quantile, "np.quantile(x, 0.3)", x=LONG),
    *rows(np.quantile, "np.quantile(x, y)", x=LONG, y=points(2, low=0.1, high=0.9)),
    *rows(
        np.quantile,
        *(f"np.quantile(x, [[0.3, 0.62]], method='{method}')" for method in METHODS),
        "np.quantile(x, [0.0, 0.5, 1.0])",
        x=LONG,
        **DIFFERENCES,
    ),
    *rows(
        np.quantile,
        *(f"np.quantile(x, y, method='{method}')" for method in METHODS),
        x=LONG,
        y=points(2, low=0.15, high=0.9),
        **DIFFERENCES,
    ),
    *rows(
        np.quantile,
        "np.quantile(x, 0.4, axis=(0, 2))",
        "np.quantile(x, [0.1, 0.8], axis=1)",
        "np.quantile(x, [0.1, 0.8], axis=-1, keepdims=True)",
        "np.quantile(x, np.float64(0.3), 0)",
        x=CUBE,
        **DIFFERENCES,
    ),
    *rows(np.percentile, "np.percentile(x, 30)", "np.percentile(x, [30, 80.0], axis=0)", x=CUBE, **DIFFERENCES),
    *rows(np.percentile, "np.percentile(x, y, axis=1)", x=CUBE, y=points(low=20, high=80), **DIFFERENCES),
    *rows(
        np.nanquantile,
        "np.nanquantile(x + H, 0.3)",
        "np.nanquantile(x + H, [0.3, 0.6], axis=0, method='hazen')",
        "np.nanquantile(x + H, 0.45, axis=1, keepdims=True)",
        x=points(3, 4),
        given=WITH_HOLES,
        **DIFFERENCES,
    ),
    *rows(
        np.nanquantile,
        "np.nanquantile(x + H, y, axis=1)",
        x=points(3, 4),
        y=points(2, low=0.1, high=0.9),
        given=WITH_HOLES,
        **DIFFERENCES,
    ),
    *rows(np.nanpercentile, "np.nanpercentile(x + H, 30, axis=1)", x=points(3, 4), given=WITH_HOLES, **DIFFERENCES),
    *rows(
        np.unique,
        "np.unique(x)",
        "np.unique(x[K])",
        "np.unique(x[K], return_index=True, return_counts=True)[0]",
        "np.unique(x[I], axis=0)",
        "np.unique(x[K], return_inverse=True)[0][np.unique(x[K], return_inverse=True)[1]]",
        x=VECTOR,
        given=PLACES,
        **DIFFERENCES,
    ),
    *rows(np.unique_all, "np.unique_all(x[K]).values", x=VECTOR, given=PLACES, **DIFFERENCES),
    *rows(np.unique_counts, "np.unique_counts(x[K]).values", x=VECTOR, given=PLACES, **DIFFERENCES),
    *rows(np.unique_inverse, "np.unique_inverse(x[K]).values", x=VECTOR, given=PLACES, **DIFFERENCES),
    *rows(np.unique_values, "np.sort(np.unique_values(x[K]))", x=VECTOR, given=PLACES, **DIFFERENCES),
    *rows(np.union1d, "np.union1d(x, y)", x=VECTOR, y=points(2, seed=1), **DIFFERENCES),
    *rows(np.setdiff1d, "np.setdiff1d(x, y)", x=VECTOR, y=points(2, seed=1), **DIFFERENCES),
    *rows(np.setxor1d, "np.setxor1d(x, y)", x=VECTOR, y=points(2, seed=1), **DIFFERENCES),
    *rows(np.intersect1d, "np.intersect1d(np.append(x, 1.0), [1.0, 3.0])", x=VECTOR, oracle="linear"),
    *rows(
        np.trim_zeros,
        "np.trim_zeros(np.pad(x, 2))",
        "np.trim_zeros(np.pad(x, 2), 'b')",
        x=VECTOR,
        **DIFFERENCES,
    ),
    *rows(
        np.compress,
        "np.compress(C, x, axis=1)",
        "np.compress([True, True], x)",
        "np.compress([0, 1], x, 0)",
        x=MATRIX,
        given=MASKS,
        oracle="linear",
    ),
    *rows(np.extract, "np.extract(D, x)", "np.extract(x > 0, x)", x=MATRIX, given=MASKS, **DIFFERENCES),
    *rows(np.choose, "np.choose(N, [x, y, 2.0])", x=VECTOR, y=points(2, 1), given=MASKS, oracle="linear"),
    *rows(np.choose, "np.choose(N, [x, y, 2.0], mode='clip')", x=VECTOR, y=points(2, 1), given=MASKS),
    *rows(
        np.choose,
        "np.choose(A, (x, y), mode='wrap')",
        "np.choose(N, [x, y], mode='clip')",
        x=VECTOR,
        y=NUMBER,
        given=MASKS,
        oracle="linear",
    ),
    *rows(
        np.choose,
        "np.choose(A, x)",
        "np.choose([1, 0, 1], x)",
        "np.choose(0, x)",
        x=MATRIX,
        given=MASKS,
        oracle="linear",
    ),
    *rows(np.select, "np.select([x > 1, x > 0], [x * x, y])", x=MATRIX, y=VECTOR),
    *rows(np.select, "np.select([x > 1, C], [x * x, 3.0], default=x[:1])", x=MATRIX, given=MASKS, **DIFFERENCES),
    *rows(np.piecewise, "np.piecewise(x, [x < 0, x >= 0], [lambda v: -v, lambda v: v * v])", x=MATRIX),
    *rows(
        np.piecewise,
        "np.piecewise(x, [x > 0], [np.log, 0.5])",
        "np.piecewise(x[0], x[0] > 0, [lambda v, k: v**k, lambda v, k: v * k], 3)",
        "np.piecewise(x, [x > -9, x > 0], [np.sin, np.exp])",
        x=MATRIX,
        **DIFFERENCES,
    ),
    *rows(np.piecewise, "np.piecewise(x, [x > 0, x <= 0], [np.sin, np.cos])", x=NUMBER, **DIFFERENCES),
)

"""Scenarios of moments, of sums that skip nan or count only some elements, and of histograms."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.ad.scenarios import points, rows
from tests.ad.tables import CUBE, MATRIX, VECTOR

SOME = np.array([[True, False, True], [True, True, False]])
MASK = {"M": SOME, "H": np.where(SOME, 0.0, np.nan), "C": SOME[:, :1] | SOME}
WEIGHTS: dict[str, Any] = {
    "V": np.array([0.2, 0.5, 0.3]),
    "F": np.array([1, 3, 2]),
    "B": np.array([0, 2, 2, 1, 0, 4, 2]),
}
POSITIVE = points(3, low=0.3, high=2)
SAMPLE = points(7) ** 3  # no two of them as far apart as the edges of a histogram

DIFFERENCES: dict[str, Any] = {"oracle": "differences", "tolerance": 1e-9}

REDUCTIONS = {
    np.sum: ("where=M", "axis=1, where=M, initial=2.0", "initial=2.0", "axis=0, keepdims=True, where=C"),
    np.prod: ("where=M", "axis=1, where=M, initial=2.0", "initial=2.0"),
    np.mean: ("where=M", "axis=1, where=M", "axis=0, keepdims=True, where=C"),
    np.max: ("initial=-9.0, where=M", "axis=1, initial=1.0", "axis=0, initial=-9.0, where=M"),
    np.min: ("initial=9.0, where=M", "axis=1, initial=-1.0", "axis=0, initial=9.0, where=M"),
}
NAN_REDUCTIONS = (np.nansum, np.nanprod, np.nanmean, np.nanmax, np.nanmin, np.nanvar, np.nanstd)

SCENARIOS = (
    *(
        scenario
        for function, options in REDUCTIONS.items()
        for scenario in rows(
            function,
            *(f"np.{function.__name__}(x, {option})" for option in options),
            x=MATRIX,
            given=MASK,
            **DIFFERENCES,
        )
    ),
    *rows(np.sum, "x.sum(where=M)", x=MATRIX, given=MASK, oracle="linear"),
    *rows(np.sum, "np.sum(x, where=M)", x=MATRIX, given=MASK),
    *rows(np.max, "np.max(x, initial=x[0, 0] + 5)", x=MATRIX),
    *rows(np.max, "np.max(x, axis=1, initial=2.0)", x=np.zeros((2, 0)), oracle="linear"),
    *(
        scenario
        for function in NAN_REDUCTIONS
        for scenario in rows(
            function,
            f"np.{function.__name__}(x + H)",
            f"np.{function.__name__}(x + H, axis=1)",
            f"np.{function.__name__}(x + H, axis=(0, 1), keepdims=True)",
            x=MATRIX,
            given=MASK,
            **DIFFERENCES,
        )
    ),
    *rows(np.nansum, "np.nansum(x, axis=0)", "np.nansum(x + H, where=C)", x=MATRIX, given=MASK, oracle="linear"),
    *rows(
        np.nanvar, "np.nanvar(x, axis=1)", "np.nanvar(x, ddof=1)", "np.nanvar(x, correction=1)", x=MATRIX, **DIFFERENCES
    ),
    *rows(np.nanstd, "np.nanstd(x)", x=MATRIX),
    *rows(np.nancumsum, "np.nancumsum(x + H)", "np.nancumsum(x + H, axis=1)", x=MATRIX, given=MASK, oracle="linear"),
    *rows(np.nancumprod, "np.nancumprod(x + H)", "np.nancumprod(x + H, axis=0)", x=MATRIX, given=MASK, **DIFFERENCES),
    *rows(
        np.var, "np.var(x, where=M)", "np.var(x, axis=1, where=C, correction=1)", x=MATRIX, given=MASK, **DIFFERENCES
    ),
    *rows(np.std, "np.std(x, where=M, ddof=1)", "np.std(x, axis=1, where=C)", x=MATRIX, given=MASK, **DIFFERENCES),
    *rows(np.average, "np.average(x, axis=1, weights=y)", x=MATRIX, y=POSITIVE),
    *rows(
        np.average,
        "np.average(x)",
        "np.average(x, axis=0)",
        "np.average(x, axis=1, weights=V)",
        "np.average(x, axis=1, weights=V, keepdims=True)",
        "np.average(x, weights=abs(x))",
        "np.average(x, axis=1, weights=V, returned=True)",
        "np.average(x, returned=True)",
        x=MATRIX,
        given=WEIGHTS,
        **DIFFERENCES,
    ),
    *rows(np.average, "np.average(x, axis=(2, 0), weights=y)", x=CUBE, y=points(2, 2, low=0.3, high=2), **DIFFERENCES),
    *rows(np.cov, "np.cov(x)", "np.cov(x, fweights=F)", x=MATRIX, given=WEIGHTS),
    *rows(
        np.cov,
        "np.cov(x, rowvar=False)",
        "np.cov(x, bias=True)",
        "np.cov(x, ddof=0, fweights=F, aweights=V)",
        "np.cov(x[0])",
        "np.cov(x[0], x[1])",
        x=MATRIX,
        given=WEIGHTS,
        **DIFFERENCES,
    ),
    *rows(np.cov, "np.cov(x, aweights=y)", x=MATRIX, y=POSITIVE, **DIFFERENCES),
    *rows(np.corrcoef, "np.corrcoef(x)", x=points(2, 4)),
    *rows(np.corrcoef, "np.corrcoef(x, rowvar=False)", "np.corrcoef(x[0], x[1] ** 2)", x=points(4, 3), **DIFFERENCES),
    *rows(np.bincount, "np.bincount(B, weights=x, minlength=7)", x=SAMPLE, given=WEIGHTS, oracle="linear"),
    *rows(np.bincount, "np.bincount([0, 2, 2], weights=x)", x=VECTOR, oracle="linear"),
    *rows(np.histogram, "np.histogram(x, bins=4)[1]", "np.histogram(x, 3, density=True)", x=SAMPLE, **DIFFERENCES),
    *rows(np.histogram, "np.histogram(B, bins=3, weights=x)", x=SAMPLE, given=WEIGHTS),
    *rows(
        np.histogram,
        "np.histogram(B, bins=[0, 1.5, 4], weights=x)[0]",
        "np.histogram(B, bins=3, range=(1, 4), weights=x)[0]",
        x=SAMPLE,
        given=WEIGHTS,
        oracle="linear",
    ),
    *rows(np.histogram, "np.histogram(x, bins=y, density=True)", x=SAMPLE, y=np.array([-1.9, 0.1, 1.3]), **DIFFERENCES),
    *rows(np.histogram_bin_edges, "np.histogram_bin_edges(x, 3)", x=SAMPLE, **DIFFERENCES),
    *rows(np.histogram2d, "np.histogram2d(x, B, bins=(2, 3), weights=x)", x=SAMPLE, given=WEIGHTS, **DIFFERENCES),
    *rows(
        np.histogramdd,
        "np.histogramdd(x, bins=(2, 3))[1]",
        "np.histogramdd((x[:, 0], x[:, 1]), bins=2, density=True)[0]",
        x=points(5, 2),
        **DIFFERENCES,
    ),
)

"""How a value grows along a sweep, with a 95 % interval.

The exponent is read off as the slope on log-log axes (Theil-Sen: the median of the slopes between all pairs of points,
so that one odd point does no harm), the cost of one more unit of size as the slope of a straight line.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from reports.stats import CONFIDENCE, Array, Estimate


def slope(sizes: ArrayLike, values: ArrayLike) -> Estimate | None:
    """Fit the exponent of growth: the Theil-Sen slope on log-log axes.

    Returns
    -------
    Estimate or None
        None for fewer than three different sizes: two points always lie on a line and say nothing
        of its interval.

    Examples
    --------
    >>> slope([1, 10, 100], [3.0, 30.0, 300.0]).value
    1.0
    """
    return _theil_sen(np.log10(np.asarray(sizes, dtype=float)), np.log10(np.asarray(values, dtype=float)))


def per_unit(sizes: ArrayLike, values: ArrayLike) -> Estimate | None:
    """Fit what one more unit of size adds to a positive value, apart from what it is fixed: a straight line.

    None for fewer than three different sizes.

    Notes
    -----
    Least squares of the relative errors, since the noise of a time is a share of it, with Student's interval. Theil-Sen
    does not do here: nearly every slope between two points depends on the largest one, and its interval misses the
    truth one time in five.

    Examples
    --------
    >>> [round(part, 6) for part in per_unit([1, 10, 100], [7.0, 25.0, 205.0])]
    [2.0, 2.0, 2.0]
    """
    size, value = np.asarray(sizes, dtype=float), np.asarray(values, dtype=float)
    if np.unique(size).size < 3:
        return None
    line, covariance = np.polyfit(size, value, 1, w=1 / value, cov=True)
    margin = stats.t.ppf((1 + CONFIDENCE) / 2, size.size - 2) * math.sqrt(covariance[0, 0])
    return Estimate(float(line[0]), float(line[0] - margin), float(line[0] + margin))


def factor(steps: ArrayLike, values: ArrayLike) -> Estimate | None:
    """Fit the factor by which a positive value changes with each step: the Theil-Sen slope of its logarithm.

    None for fewer than three different steps.

    Examples
    --------
    >>> round(factor([1, 2, 3], [1.0, 4.0, 16.0]).value, 6)
    4.0
    """
    fit = _theil_sen(np.asarray(steps, dtype=float), np.log(np.asarray(values, dtype=float)))
    return None if fit is None else Estimate(*(math.exp(part) for part in fit))


def _theil_sen(x: Array, y: Array) -> Estimate | None:
    """Take the median of the slopes between all pairs of points, with its interval."""
    if np.unique(x).size < 3:
        return None
    fit = stats.theilslopes(y, x, alpha=CONFIDENCE)
    return Estimate(float(fit.slope), float(fit.low_slope), float(fit.high_slope))


def slopes(curves: pd.DataFrame, value: str = "ratio") -> dict[str, tuple[Estimate | None, Estimate | None]]:
    """Fit the slope of each backend of `costs`, or of another value, over the whole sweep and over its larger half.

    The larger half is nearer to the slope of theory: at small sizes NumPy's fixed cost of a call
    hides the growth.
    """
    fitted = {}
    for backend, curve in curves.groupby("backend"):
        large = curve[curve["size"] >= curve["size"].median()]
        fitted[str(backend)] = (
            slope(curve["size"], curve[value]),
            slope(large["size"], large[value]),
        )
    return fitted

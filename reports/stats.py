"""From paired timings to estimates: a ratio, a slope or a crossover, each with a 95 % interval.

Why ratios of pairs? On a shared machine the clock drifts by tens of percent within a minute, and
two blocks of timings of the *same* function can differ by that much. Two calls made right after one
another see the same machine, so their ratio hardly drifts; the median over many such pairs forgives
the few that were interrupted. The bootstrap then asks how far that median would move had other
pairs been drawn.

Growth is read off as the slope on log-log axes (Theil-Sen: the median of the slopes between all
pairs of points, so that one odd point does no harm), the cost of one more unit of size as the slope
of a straight line, and a crossover as the place where the ratio
of two modes passes one.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import stats

CONFIDENCE = 0.95
RESAMPLES = 1999
SEED = 20080101

FEW_PAIRS = 6
"""Below this the range of the pairs is the interval: that of six covers the median with 97 %."""

UNSTABLE = 0.1
"""Pairs that scatter more than this (`scatter`) come from a machine that was disturbed, or from too short a time."""

AXIS = {"wide": "n", "tall": "m", "square": "n"}
"""What grows along each sweep."""

FULL_DERIVATIVE = ("gradient", "jacobian")

APPROXIMATE = "finite-differences"
"""The backend whose derivatives are not exact."""

Array = NDArray[np.float64]


class Estimate(NamedTuple):
    """A value and its 95 % interval."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, row: Any) -> Estimate:
        """Read the estimate that stands in one row of a summary."""
        return cls(row.ratio, row.low, row.high)

    def inverse(self) -> Estimate:
        """Give the estimate of one over this."""
        return Estimate(1 / self.value, 1 / self.high, 1 / self.low)

    def over(self, other: Estimate) -> Estimate:
        """Estimate the quotient of two factors that were estimated apart.

        Notes
        -----
        The ends of an interval are recovered from those of the two [1]_: on a logarithmic axis their distances from
        the values add up as the sides of a right angle do.

        References
        ----------
        .. [1] G. Y. Zou and A. Donner, Construction of confidence limits about effect measures: a general approach,
           Statistics in Medicine 27 (2008), 1693-1702.

        Examples
        --------
        >>> Estimate(6.0, 3.0, 12.0).over(Estimate(2.0, 2.0, 2.0))
        Estimate(value=3.0, low=1.5, high=6.0)
        """
        value = self.value / other.value
        below = math.hypot(math.log(self.value / self.low), math.log(other.high / other.value))
        above = math.hypot(math.log(self.high / self.value), math.log(other.value / other.low))
        return Estimate(value, value * math.exp(-below), value * math.exp(above))


def rows(table: pd.DataFrame) -> Iterator[Any]:
    """Give the rows of a table as named tuples; a column may hold anything, so they are untyped."""
    return iter(table.itertuples(index=False))


# Ratios


def resampled_medians(pairs: ArrayLike, random: np.random.Generator) -> Array:
    """Draw the bootstrap distribution of the median of some pairs.

    Returns
    -------
    Array
        Shape ``(RESAMPLES,)``.
    """
    sample = np.asarray(pairs, dtype=float)
    if np.ptp(sample) == 0:  # nothing to resample
        return np.full(RESAMPLES, sample[0])
    drawn = np.sort(sample[random.integers(0, sample.size, (RESAMPLES, sample.size))], axis=-1)
    # np.median and scipy.stats.bootstrap give the same numbers, in three and five times the time
    return np.asarray((drawn[:, (sample.size - 1) // 2] + drawn[:, sample.size // 2]) / 2)


def ratio(pairs: ArrayLike) -> Estimate:
    """Estimate the median of paired ratios.

    Parameters
    ----------
    pairs
        Shape ``(k,)``. Fewer than `FEW_PAIRS` give their own range as the interval, none give NaN.

    Notes
    -----
    The percentile bootstrap, seeded: the same pairs give the same interval in any order of calls.

    Examples
    --------
    >>> ratio([2.0, 2.0, 2.0])
    Estimate(value=2.0, low=2.0, high=2.0)
    >>> ratio([1.0, 3.0, 2.0])
    Estimate(value=2.0, low=1.0, high=3.0)
    """
    sample = np.asarray(pairs, dtype=float)
    if sample.size == 0:
        return Estimate(math.nan, math.nan, math.nan)
    value = float(np.median(sample))
    if sample.size < FEW_PAIRS:
        return Estimate(value, float(sample.min()), float(sample.max()))
    return Estimate(value, *_interval(resampled_medians(sample, np.random.default_rng(SEED))))


def scatter(pairs: ArrayLike) -> float:
    """Tell how far single pairs lie from their median: the median absolute deviation over the median.

    Examples
    --------
    >>> scatter([1.5, 2.0, 2.0, 9.0])
    0.125
    """
    sample = np.asarray(pairs, dtype=float)
    if sample.size == 0:
        return math.nan
    middle = np.median(sample)
    return float(np.median(np.abs(sample - middle)) / middle)


def summarise(cases: pd.DataFrame) -> pd.DataFrame:
    """Add ``ratio``, ``low``, ``high``, ``scatter`` and ``pair_count`` to every (case, rival)."""
    estimates = pd.DataFrame([ratio(pairs) for pairs in cases["pairs"]], index=cases.index)
    estimates.columns = pd.Index(["ratio", "low", "high"])
    return cases.join(estimates).assign(scatter=cases["pairs"].map(scatter), pair_count=cases["pairs"].map(len))


def noise_floor(pairs: Sequence[float]) -> float:
    """Find how far a function seems to differ from itself: smaller differences mean nothing."""
    estimate = ratio(pairs)
    return max(abs(estimate.low - 1), abs(estimate.high - 1))


# What belongs on one figure


def setting(table: pd.DataFrame, name: str) -> pd.Series[float]:
    """Read one argument of the problems of a table from its column ``size``: NaN where they have none of that name.

    Examples
    --------
    >>> setting(pd.DataFrame({"size": ["n=4,hidden=8", "n=4"]}), "hidden").tolist()
    [8.0, nan]
    """
    return table["size"].str.extract(rf"(?:^|,){name}=(\d+)", expand=False).astype(float)


def costs(summary: pd.DataFrame, sweep: str, problem: str) -> pd.DataFrame:
    """Take the cost over the primal of every full derivative along one sweep.

    Returns
    -------
    DataFrame
        One row a (backend, size), ordered; ``size`` is what grows along the sweep.
    """
    chosen = summary[
        (summary["sweep"] == sweep)
        & (summary["problem"] == problem)
        & (summary["rival"] == "primal")
        & summary["quantity"].isin(FULL_DERIVATIVE)
        & summary["ratio"].notna()
    ]
    chosen = chosen.assign(size=chosen[AXIS[sweep]])
    # "gradient" sorts before "jacobian": where both were timed, the curve is the plain gradient's
    ordered = chosen.sort_values(["backend", "size", "quantity"], kind="stable")
    return ordered.drop_duplicates(["backend", "size"]).reset_index(drop=True)


def derivatives(summary: pd.DataFrame) -> pd.DataFrame:
    """Take every derivative that was timed, one row a case."""
    return summary[(summary["rival"] == "primal") & (summary["status"] == "ok") & (summary["backend"] != "primal")]


def agreement(summary: pd.DataFrame) -> pd.DataFrame:
    """Take the worst difference from the oracle over all sizes and quantities.

    Returns
    -------
    DataFrame
        One row a (problem, backend): ``rho``, ``cases``, how many of them were ``checked``, and ``oracle``, all that
        judged the problem.
    """
    timed = derivatives(summary)
    timed = timed.assign(rho=timed["rho"].where(timed["oracle"] != "none"))
    oracles = timed[timed["oracle"] != "none"].groupby("problem")["oracle"].unique().map(sorted).map(", ".join)
    columns = {"rho": ("rho", "max"), "checked": ("rho", "count"), "cases": ("rho", "size")}
    worst = timed.groupby(["problem", "backend"]).agg(**columns).reset_index()
    return worst.assign(oracle=[oracles.get(problem, "none") for problem in worst["problem"]])


def mode_ratios(summary: pd.DataFrame, sweep: str, problem: str) -> pd.DataFrame:
    """Take forward over reverse, both batched, along one sweep: above one, reverse is cheaper."""
    chosen = summary[
        (summary["sweep"] == sweep)
        & (summary["problem"] == problem)
        & (summary["backend"] == "forward")
        & (summary["rival"] == "reverse")
        & summary["quantity"].isin(FULL_DERIVATIVE)
        & summary["ratio"].notna()
    ]
    ordered = chosen.sort_values(["m", "n", "quantity"], kind="stable")
    return ordered.drop_duplicates(["n", "m"]).reset_index(drop=True)


def problem_costs(summary: pd.DataFrame) -> pd.DataFrame:
    """Take the cost over the primal of the full derivative of every real problem.

    Cases without a time stay, with NaN for the ratio, so that a figure can show what failed.
    """
    chosen = summary[
        (summary["sweep"] == "problem") & (summary["rival"] == "primal") & summary["quantity"].isin(FULL_DERIVATIVE)
    ]
    ordered = chosen.sort_values(["problem", "n", "m", "size", "backend", "quantity"], kind="stable")
    return ordered.drop_duplicates(["problem", "size", "backend"]).reset_index(drop=True)


def peer_ratios(summary: pd.DataFrame) -> pd.DataFrame:
    """Take the time of other tools over that of reverse mode, for gradients: above one, reverse mode is faster."""
    of_reverse = (summary["sweep"] == "peers") & (summary["rival"] == "reverse") & (summary["quantity"] == "gradient")
    chosen = summary[of_reverse & (summary["backend"] != "hand") & summary["ratio"].notna()]
    return chosen.sort_values(["problem", "n", "backend"], kind="stable").reset_index(drop=True)


# Slopes


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


# Crossovers


def crossing(sizes: ArrayLike, ratios: ArrayLike) -> Array:
    """Find the size from which a ratio stays above one, by straight lines on log-log axes.

    Parameters
    ----------
    sizes
        Shape ``(k,)``, rising, k at least 2.
    ratios
        Shape ``(..., k)``.

    Returns
    -------
    Array
        Shape ``(...)``: 0 where the ratio is above one at every size, inf where it is not at the
        largest.

    Examples
    --------
    >>> float(crossing([1, 4], [0.5, 2.0]))
    2.0
    """
    position, height = np.log2(np.asarray(sizes, float)), np.log2(np.asarray(ratios, float))
    below = height <= 0
    last = position.size - 1
    # the last size whose ratio is not above one; argmax finds the first True from the far end
    left = np.minimum(last - np.argmax(below[..., ::-1], axis=-1), last - 1)[..., None]
    start, end = (np.take_along_axis(height, left + step, axis=-1)[..., 0] for step in (0, 1))
    inside = below.any(axis=-1) & ~below[..., -1]
    share = np.where(inside, -start, 0.0) / np.where(inside, end - start, 1.0)
    left = left[..., 0]
    found = 2 ** (position[left] + share * (position[left + 1] - position[left]))
    return np.where(inside, found, np.where(below[..., -1], np.inf, 0.0))


def sweep_crossover(ratios: pd.DataFrame, sweep: str) -> Estimate | None:
    """Estimate where the mode that wins at the far end of a sweep begins to win.

    Parameters
    ----------
    ratios
        Forward over reverse, from `mode_ratios`.
    sweep
        ``"wide"``: the n from which reverse is cheaper. ``"tall"``: the m from which forward is
        cheaper.

    Returns
    -------
    Estimate or None
        0 and inf mean before the first and after the last size; None if there are fewer than two
        sizes.
    """
    ordered = ratios.sort_values(AXIS[sweep])
    if len(ordered) < 2:
        return None
    sign = -1 if sweep == "tall" else 1  # along the tall sweep the ratio falls, its inverse rises
    sizes = ordered[AXIS[sweep]].to_numpy(float)
    value = crossing(sizes, ordered["ratio"].to_numpy(float) ** sign)
    medians = _medians_by_cell(ordered, np.random.default_rng(SEED))
    return Estimate(float(value), *_interval(crossing(sizes, medians**sign)))


def contour(ratios: pd.DataFrame) -> pd.DataFrame:
    """Trace the measured crossover through the n x m grid.

    Returns
    -------
    DataFrame
        One row for each m whose row of the grid has forward cheaper at one end and reverse at the
        other: ``m`` and the ``n`` at which both cost the same.
    """
    points = []
    for m, row in ratios.groupby("m"):
        ordered = row.sort_values("n")
        if len(ordered) >= 2:
            points.append((m, float(crossing(ordered["n"], ordered["ratio"]))))
    found = pd.DataFrame(points, columns=["m", "n"], dtype=float)
    inside = found["n"].between(0, np.inf, inclusive="neither")
    return found.loc[inside].reset_index(drop=True)


def grid_crossover(ratios: pd.DataFrame) -> Estimate | None:
    """Estimate the factor c of n = c m, the line on the grid where the modes cost the same.

    Returns
    -------
    Estimate or None
        The weighted geometric mean of n / m along `contour`; None where the modes do not cross inside the grid.

    Notes
    -----
    Where a fixed cost hides both modes, their ratio hovers around one and any noise moves the crossing far along its
    row. Each row is therefore weighted by the inverse of its bootstrap variance. The interval comes from two levels of
    resampling, the pairs within each cell and the rows of the grid: the second lets it widen where c is not the same
    in all rows, which no number of pairs would show.
    """
    points = contour(ratios)
    if points.empty:
        return None
    random = np.random.default_rng(SEED)
    logs = np.stack([_row_crossings(ratios[ratios["m"] == m], random) for m in points["m"]])
    weights = 1 / (logs.var(axis=1) + 0.01)  # no row counts for more than one that is known to 7 %
    value = np.average(np.log2(points["n"] / points["m"]), weights=weights)
    drawn = random.integers(0, len(logs), size=logs.shape)
    resampled = np.average(np.take_along_axis(logs, drawn, axis=0), axis=0, weights=weights[drawn])
    return Estimate(float(2**value), *_interval(2**resampled))


def _row_crossings(row: pd.DataFrame, random: np.random.Generator) -> Array:
    """Resample log2(n / m) at the crossing of one row of the grid, or at the end of the row beyond which it lies."""
    ordered = row.sort_values("n")
    sizes = ordered["n"].to_numpy(float)
    found = crossing(sizes, _medians_by_cell(ordered, random))
    return np.asarray(np.log2(np.clip(found, sizes[0], sizes[-1]) / float(ordered["m"].iloc[0])))


def _medians_by_cell(ratios: pd.DataFrame, random: np.random.Generator) -> Array:
    """Resample the median of every row on its own: shape (RESAMPLES, rows)."""
    return np.stack([resampled_medians(pairs, random) for pairs in ratios["pairs"]], axis=-1)


def _interval(distribution: Array) -> tuple[float, float]:
    """Cut the tails off a bootstrap distribution; by rank, since a crossover may be inf."""
    ordered = np.sort(distribution)
    tail = round((1 - CONFIDENCE) / 2 * (len(ordered) - 1))
    return float(ordered[tail]), float(ordered[-1 - tail])

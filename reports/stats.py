"""From paired timings to estimates: a ratio, a slope or a crossover, each with a 95 % interval.

Why ratios of pairs? On a shared machine the clock drifts by tens of percent within a minute, and
two blocks of timings of the *same* function can differ by that much. Two calls made right after one
another see the same machine, so their ratio hardly drifts; the median over many such pairs forgives
the few that were interrupted. The bootstrap then asks how far that median would move had other
pairs been drawn.

Growth is read off as the slope on log-log axes (Theil-Sen: the median of the slopes between all
pairs of points, so that one odd point does no harm), and a crossover as the place where the ratio
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

AXIS = {"wide": "n", "tall": "m", "square": "n"}
"""What grows along each sweep."""

FULL_DERIVATIVE = ("gradient", "jacobian")

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
    if np.ptp(sample) == 0:  # nothing to resample, and SciPy would warn of a degenerate distribution
        return np.full(RESAMPLES, sample[0])
    result = stats.bootstrap(
        (sample,),
        np.median,
        n_resamples=RESAMPLES,
        method="percentile",
        vectorized=True,
        rng=random,
    )
    return np.asarray(result.bootstrap_distribution, dtype=float)


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


def summarise(cases: pd.DataFrame) -> pd.DataFrame:
    """Add ``ratio``, ``low``, ``high`` and ``pair_count`` to every (case, rival)."""
    estimates = pd.DataFrame([ratio(pairs) for pairs in cases["pairs"]], index=cases.index)
    estimates.columns = pd.Index(["ratio", "low", "high"])
    return cases.join(estimates).assign(pair_count=cases["pairs"].map(len))


def noise_floor(pairs: Sequence[float]) -> float:
    """Find how far a function seems to differ from itself: smaller differences mean nothing."""
    estimate = ratio(pairs)
    return max(abs(estimate.low - 1), abs(estimate.high - 1))


# What belongs on one figure


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
    case = ["problem", "n", "m", "backend"]
    ordered = chosen.sort_values([*case, "quantity"], kind="stable")
    return ordered.drop_duplicates(case).reset_index(drop=True)


def peer_ratios(summary: pd.DataFrame) -> pd.DataFrame:
    """Take the time of other tools over that of reverse mode: above one, reverse mode is faster."""
    chosen = summary[(summary["sweep"] == "peers") & (summary["rival"] == "reverse") & summary["ratio"].notna()]
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
    size, value = np.asarray(sizes, dtype=float), np.asarray(values, dtype=float)
    if np.unique(size).size < 3:
        return None
    fit = stats.theilslopes(np.log10(value), np.log10(size), alpha=CONFIDENCE)
    return Estimate(float(fit.slope), float(fit.low_slope), float(fit.high_slope))


def slopes(curves: pd.DataFrame) -> dict[str, tuple[Estimate | None, Estimate | None]]:
    """Fit the slope of each backend of `costs`, over the whole sweep and over its larger half.

    The larger half is nearer to the slope of theory: at small sizes NumPy's fixed cost of a call
    hides the growth.
    """
    fitted = {}
    for backend, curve in curves.groupby("backend"):
        large = curve[curve["size"] >= curve["size"].median()]
        fitted[str(backend)] = (
            slope(curve["size"], curve["ratio"]),
            slope(large["size"], large["ratio"]),
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

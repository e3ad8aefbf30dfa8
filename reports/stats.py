"""From paired timings to estimates: ratios, each with a 95 % interval, and the tables of them.

Why ratios of pairs? On a shared machine the clock drifts by tens of percent within a minute, and
two blocks of timings of the *same* function can differ by that much. Two calls made right after one
another see the same machine, so their ratio hardly drifts; the mean of many such pairs, without the
largest and the smallest of them, forgives the few that were interrupted. The bootstrap then asks how
far that mean would move had other pairs been drawn.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

CONFIDENCE = 0.95
RESAMPLES = 1999
SEED = 20080101

TRIM = 0.1
"""The share of the pairs that is cut off at either end before the mean is taken."""

FEW_PAIRS = 6
"""Below this the range of the pairs is the interval: that of six covers their median with 97 %."""

UNSTABLE = 0.1
"""Pairs that scatter more than this (`scatter`) come from a machine that was disturbed, or from too short a time."""

AXIS = {"wide": "n", "tall": "m", "square": "n"}
"""What grows along each sweep."""

FULL_DERIVATIVE = ("gradient", "jacobian")

APPROXIMATE = "finite-differences"
"""The backend whose derivatives are not exact."""

Array = NDArray[np.float64]
Statistic = Callable[[Array], Array]


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


def trimmed_mean(ratios: ArrayLike) -> Array:
    """Take the geometric mean of ratios without the largest and the smallest of them, along the last axis.

    Parameters
    ----------
    ratios
        Shape ``(..., k)``. `TRIM` of the k is cut off at either end, at least one of three and more.

    Notes
    -----
    The median, which cuts off all but the middle, forgives more, and wastes more: of normal noise it needs 1.5 times as
    many pairs for the same precision. Times on a machine that others use also fall into two heaps, undisturbed and
    disturbed; where these are equally large, the median jumps from one to the other while a mean moves a little.

    Examples
    --------
    >>> float(trimmed_mean([1.0, 2.0, 8.0, 1e6]))
    4.0
    """
    ordered = np.sort(ratios, axis=-1)
    count = ordered.shape[-1]
    cut = max(int(TRIM * count), int(count > 2))
    kept = ordered[..., cut : count - cut]
    mean = np.exp(np.log(kept).mean(axis=-1))
    return np.asarray(np.clip(mean, kept[..., 0], kept[..., -1]))  # rounding aside, it lies between them


def median(values: ArrayLike) -> Array:
    """Take the median along the last axis."""
    return np.asarray(np.median(np.asarray(values, dtype=float), axis=-1))


def resampled(sample: ArrayLike, random: np.random.Generator, statistic: Statistic = trimmed_mean) -> Array:
    """Draw the bootstrap distribution of a statistic of some values.

    Returns
    -------
    Array
        Shape ``(RESAMPLES,)``.
    """
    values = np.asarray(sample, dtype=float)
    # scipy.stats.bootstrap gives the same numbers, in twice the time
    return statistic(values[random.integers(0, values.size, (RESAMPLES, values.size))])


def interval(distribution: Array) -> tuple[float, float]:
    """Cut the tails off a bootstrap distribution; by rank, since a crossover may be inf."""
    ordered = np.sort(distribution)
    tail = round((1 - CONFIDENCE) / 2 * (len(ordered) - 1))
    return float(ordered[tail]), float(ordered[-1 - tail])


def ratio(pairs: ArrayLike, statistic: Statistic = trimmed_mean) -> Estimate:
    """Estimate what paired ratios have in common.

    Parameters
    ----------
    pairs
        Shape ``(k,)``. Fewer than `FEW_PAIRS` give their own range as the interval, none give NaN.
    statistic
        What stands for many values: `trimmed_mean` for pairs, `median` for ratios that differ by nature.

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
    value = float(statistic(sample))
    if sample.size < FEW_PAIRS:
        return Estimate(value, float(sample.min()), float(sample.max()))
    return Estimate(value, *interval(resampled(sample, np.random.default_rng(SEED), statistic)))


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

"""Comparisons that one pair of timings does not give: a tool over the better mode, a choice over the better choice.

Each case is timed in turn with the primal and with a few rivals. What else is asked is put together here from those
ratios: first from the pair itself, then through a third backend that both were paired with, the primal last.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from reports import stats
from reports.stats import Estimate

MODES = ("forward", "reverse")

TOOLS = {
    "autograd": ("autograd",),
    "pytorch": ("pytorch",),
    "mygrad": ("mygrad",),
    "jax-eager": ("jax-eager",),
    "jax": ("jax-forward", "jax-reverse"),
    "casadi": ("casadi",),
    "hand": ("hand",),
}
"""Who else differentiates a problem -> its backends, of which the faster one counts, as it does for dualtape."""

BASE = "forward-over-reverse"
"""The nesting that the other nestings were paired with."""

DEAR = 1.3
"""A choice that takes so many times as long as the better one is called dear."""

Ratios = dict[tuple[str, str], Estimate]
"""(backend, rival) -> the time of the one over that of the other, as they were paired."""

_THIRDS = (*MODES, BASE, "primal")


class Comparison(NamedTuple):
    """The time of one over that of another, and whether the two were paired with each other."""

    ratio: Estimate
    paired: bool


def ratios(cases: pd.DataFrame) -> Ratios:
    """Take the ratios of one problem at one size."""
    return {(row.backend, row.rival): Estimate.of(row) for row in stats.rows(cases) if row.pair_count}


def better_mode(known: Ratios) -> str | None:
    """Name the mode that takes less time, by the pairs of the two if there are any; None if neither has a time."""
    if MODES in known:
        return "reverse" if known[MODES].value > 1 else "forward"
    timed = [mode for mode in MODES if (mode, "primal") in known]
    return min(timed, key=lambda mode: known[mode, "primal"].value, default=None)


def compare(known: Ratios, one: str, other: str) -> Comparison | None:
    """Estimate the time of one backend over that of another; None if nothing connects the two."""
    if direct := _paired(known, one, other):
        return Comparison(direct, paired=True)
    for third in _THIRDS:
        top, bottom = _paired(known, one, third), _paired(known, other, third)
        if top and bottom:
            return Comparison(top.over(bottom), paired=False)
    return None


def _paired(known: Ratios, one: str, other: str) -> Estimate | None:
    """Find the ratio of two that were paired, whichever of them was the rival."""
    if (one, other) in known:
        return known[one, other]
    return known[other, one].inverse() if (other, one) in known else None


def _columns(comparison: Comparison | None) -> dict[str, Any]:
    """Spread a comparison over the columns of a tidy table."""
    estimate = comparison.ratio if comparison else Estimate(math.nan, math.nan, math.nan)
    return {**estimate._asdict(), "paired": comparison is not None and comparison.paired}


def _table(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    """Make a tidy table, whose estimates stand in the columns ratio, low and high; it may have no rows."""
    return pd.DataFrame(rows, columns=[*columns, "value", "low", "high", "paired"]).rename(columns={"value": "ratio"})


# Other tools


def tools(summary: pd.DataFrame) -> pd.DataFrame:
    """Compare each tool with the better mode of dualtape on every real problem.

    Returns
    -------
    DataFrame
        One row a (problem, size, tool) that was tried: ``mode`` is the better one, ``backend`` the tool's own better
        one, ``ratio`` the time of the tool over that of the mode (NaN where it has no time), ``calls`` the number of
        calls that the tool's first call, with all it prepares, is repaid by (NaN where it is not faster).
    """
    chosen = summary[(summary["sweep"] == "problem") & summary["quantity"].isin(stats.FULL_DERIVATIVE)]
    rows = []
    for _, cases in chosen.groupby(["problem", "size", "quantity"], sort=True):
        known = ratios(cases)
        mode = better_mode(known)
        if mode is None:
            continue
        own = {row.backend: row for row in stats.rows(cases[cases["rival"] == "primal"])}
        for tool, backends in TOOLS.items():
            tried = [backend for backend in backends if backend in own]
            if tried:
                best = own[min(tried, key=lambda backend: _cost(known, backend))]
                comparison = compare(known, best.backend, mode)
                rows.append(
                    {key: getattr(best, key) for key in ("problem", "size", "n", "m", "quantity", "backend", "status")}
                    | {"tool": tool, "mode": mode, "seconds": best.seconds, "first_call": best.first_call}
                    | {"calls": _repaid(best.first_call, best.seconds, comparison)}
                    | _columns(comparison)
                )
    columns = ["problem", "size", "n", "m", "quantity", "tool", "backend", "mode", "status", "seconds", "first_call"]
    return _table(rows, [*columns, "calls"])


def by_tool(table: pd.DataFrame) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the rows of each tool that has a time on any problem, in the order of `TOOLS`."""
    for tool in TOOLS:
        own = table[table["tool"] == tool]
        if own["ratio"].notna().any():
            yield tool, own


def typical(table: pd.DataFrame) -> Estimate:
    """Estimate the median of a tool over its problems; the interval asks how far other problems would move it."""
    return stats.ratio(np.sort(table["ratio"].dropna().to_numpy(float)), stats.median)


def _cost(known: Ratios, backend: str) -> float:
    """Give the cost over the primal, infinite for what has no time."""
    return known[backend, "primal"].value if (backend, "primal") in known else math.inf


def _repaid(first_call: float, seconds: float, comparison: Comparison | None) -> float:
    """Count the calls from which on a tool has taken less time in all, its first call included."""
    if comparison is None or comparison.ratio.value >= 1:
        return math.nan
    saved = seconds / comparison.ratio.value - seconds
    return max(1.0, math.ceil((first_call - seconds) / saved))


# What choosing by rule costs


class Choice(NamedTuple):
    """What a rule costs over a whole grid: the median of its cells, the share that is `DEAR`, and the worst cell."""

    median: Estimate
    dear: Estimate
    worst: Any


def regrets(summary: pd.DataFrame, problem: str) -> pd.DataFrame:
    """Compare the mode that a rule chooses with the better one, in each cell of the n x m grid.

    Returns
    -------
    DataFrame
        One row a cell that was tried: ``better`` is the mode that takes less time by the pairs of forward and reverse,
        ``ratio`` the time of the chosen one over it, from pairs of their own; below one is noise.
    """
    chosen = summary[
        (summary["sweep"] == "grid") & (summary["problem"] == problem) & summary["quantity"].isin(stats.FULL_DERIVATIVE)
    ]
    rows = []
    for (m, n), cases in chosen.groupby(["m", "n"], sort=True):
        better = better_mode(ratios(cases))
        of_rule = cases[cases["backend"] == "auto"]
        cell = {"n": n, "m": m, "better": better, "ratio": math.nan, "low": math.nan, "high": math.nan, "pairs": ()}
        for row in stats.rows(of_rule[of_rule["rival"] == better]):
            cell |= {"ratio": row.ratio, "low": row.low, "high": row.high, "pairs": row.pairs}
        if len(of_rule):
            rows.append(cell)
    return pd.DataFrame(rows, columns=["n", "m", "better", "ratio", "low", "high", "pairs"])


def choice(regret: pd.DataFrame) -> Choice | None:
    """Sum the cells of `regrets` up; None if none of them has a time.

    Notes
    -----
    The cells are the same in every run, so the intervals come from resampling the pairs within each of them. The worst
    of many cells is in part the one with the worst luck: its ratio errs upwards.
    """
    timed = regret[regret["ratio"].notna()]
    if timed.empty:
        return None
    random = np.random.default_rng(stats.SEED)
    drawn = np.stack([stats.resampled(pairs, random) for pairs in timed["pairs"]], axis=-1)
    measured = timed["ratio"].to_numpy(float)
    return Choice(
        median=_estimate(np.median(measured), np.median(drawn, axis=-1)),
        dear=_estimate((measured > DEAR).mean(), (drawn > DEAR).mean(axis=-1)),
        worst=next(stats.rows(timed.loc[[timed["ratio"].idxmax()]])),
    )


def _estimate(value: float, resampled: stats.Array) -> Estimate:
    """Give a value the interval of its bootstrap distribution."""
    tail = (1 - stats.CONFIDENCE) / 2
    low, high = np.quantile(resampled, [tail, 1 - tail])
    return Estimate(float(value), float(low), float(high))


# Second derivatives


def second_order(summary: pd.DataFrame, quantity: str, problem: str) -> pd.DataFrame:
    """Take the cost over the primal of second derivatives.

    Parameters
    ----------
    quantity
        ``"hessian"`` or ``"hvp"``, which is also the name of the sweep.

    Returns
    -------
    DataFrame
        One row a (backend, size), ordered; ``size`` is n.
    """
    chosen = _second_order(summary, quantity, problem)
    chosen = chosen[(chosen["rival"] == "primal") & chosen["ratio"].notna()]
    return chosen.assign(size=chosen["n"]).sort_values(["backend", "size"], kind="stable").reset_index(drop=True)


def nestings(summary: pd.DataFrame, quantity: str, problem: str) -> pd.DataFrame:
    """Compare every way to second derivatives with forward over reverse, the `BASE`.

    Returns
    -------
    DataFrame
        One row a (backend, size) that has a time, the base itself left out.
    """
    rows = []
    for n, cases in _second_order(summary, quantity, problem).groupby("n", sort=True):
        known = ratios(cases)
        for backend in dict.fromkeys(cases["backend"]):
            comparison = compare(known, backend, BASE)
            if comparison and backend not in (BASE, "primal"):
                rows.append({"backend": backend, "size": n} | _columns(comparison))
    return _table(rows, ["backend", "size"])


def _second_order(summary: pd.DataFrame, quantity: str, problem: str) -> pd.DataFrame:
    """Take the rows of one sweep over second derivatives."""
    return summary[(summary["sweep"] == quantity) & (summary["problem"] == problem) & (summary["quantity"] == quantity)]

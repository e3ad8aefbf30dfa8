"""What checkpoints trade: less memory for more time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from reports import figures, stats, tables, words
from reports.load import Run
from reports.sections.section import Figure, Section, Table, sentences
from reports.stats import Estimate

_TEXT = (
    "A long program fills the tape. Cut into segments of which only the first value is kept (a checkpoint), it fills "
    "the tape of one segment at a time, and computes each segment a second time on the way back. That should cost one "
    "more evaluation of the function, whatever the number of segments. Few segments have long tapes, many have many "
    "checkpoints: the memory is least in between, at about the square root of the number of operations."
)


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show time against memory, if there is a gradient without checkpoints to compare with."""
    trade = traded(summary)
    if len(trade) < 2:
        return
    parts = (sentences(_found(trade)), _figure(trade), Table("Time and memory of one gradient", _table(trade)))
    yield Section("checkpoint", "What checkpoints trade", _TEXT, parts)


def traded(summary: pd.DataFrame) -> pd.DataFrame:
    """Take the gradients of the same chain without checkpoints and in segments.

    Returns
    -------
    DataFrame
        One row a number of ``segments``, rising from 0, the one without checkpoints, whose ``ratio`` is 1: the others
        are over it, put together from the ratios of both to the function itself, which are kept as ``cost``,
        ``cost_low`` and ``cost_high``. Empty if the one without checkpoints has no time.
    """
    chosen = summary[
        (summary["sweep"] == "checkpoint")
        & (summary["rival"] == "primal")
        & (summary["quantity"] == "gradient")
        & (summary["backend"] == "reverse")
        & summary["ratio"].notna()
        & (summary["peak_memory"] > 0)
    ]
    chosen = chosen.assign(
        segments=stats.setting(chosen, "segments").fillna(0).astype(int),
        operations=stats.setting(chosen, "operations"),
        cost=chosen["ratio"],
        cost_low=chosen["low"],
        cost_high=chosen["high"],
    )
    ordered = chosen.sort_values("segments", kind="stable").drop_duplicates("segments").reset_index(drop=True)
    if ordered.empty or ordered["segments"].iloc[0] != 0:
        return ordered.iloc[:0]
    plain, *others = map(_cost, stats.rows(ordered))
    over = pd.DataFrame([Estimate(1.0, 1.0, 1.0), *(cost.over(plain) for cost in others)])
    return ordered.assign(ratio=over["value"], low=over["low"], high=over["high"])


def _cost(row: Any) -> Estimate:
    """Read the cost over the function itself."""
    return Estimate(row.cost, row.cost_low, row.cost_high)


def once_more(over_primal: Estimate) -> Estimate:
    """Give the time over that of a gradient which theory predicts: the gradient, and the function once more.

    Examples
    --------
    >>> once_more(Estimate(4.0, 2.0, 5.0))
    Estimate(value=1.25, low=1.2, high=1.5)
    """
    return Estimate(*(1 + part for part in over_primal.inverse()))


def _figure(trade: pd.DataFrame) -> Figure:
    """Draw time against memory."""
    points = [
        f"{_name(row.segments)} {words.memory(row.peak_memory)} in {words.times(row.ratio)} the time"
        for row in stats.rows(trade)
    ]
    theory = once_more(_cost(trade.iloc[0]))
    return Figure(
        name="checkpoint",
        svg=figures.checkpoint(trade, theory),
        alternative=f"Points of time over that without checkpoints against peak memory: {'; '.join(points)}.",
        caption=f"Problem: {trade['problem'].iloc[0]}, {trade['size'].iloc[0]}, its gradient by reverse mode. Further "
        "left is less memory, further up more time; the dotted line goes through the points by the number of segments. "
        "Bars are 95 % intervals, put together from the ratios of both gradients to the function itself.",
        data=trade[["segments", "peak_memory", "ratio", "low", "high", "pair_count", "seconds"]],
    )


def _name(segments: int) -> str:
    """Name a point."""
    return words.count(segments, "segment") if segments else "no checkpoints"


def _table(trade: pd.DataFrame) -> pd.DataFrame:
    """Tabulate both sides of the trade."""
    plain = trade["peak_memory"].iloc[0]
    return pd.DataFrame(
        {
            "Segments": _name(row.segments),
            "Peak memory": words.memory(row.peak_memory),
            "Over that without": words.times(row.peak_memory / plain),
            "Time over that without": f"{words.times(row.ratio)} ({words.between(Estimate.of(row))})",
            "Time over the function itself": tables.with_interval(
                row._replace(ratio=row.cost, low=row.cost_low, high=row.cost_high)
            ),
        }
        for row in stats.rows(trade)
    )


def _found(trade: pd.DataFrame) -> list[str]:
    """Say where the memory is least, what it costs, and what theory says to both."""
    plain, *others = stats.rows(trade)
    least = min(others, key=lambda row: row.peak_memory)
    theory, time = once_more(_cost(plain)), Estimate.of(least)
    operations = plain.operations
    root = f" Theory says about √{operations:g} = {operations**0.5:.0f} segments." if operations > 0 else ""
    less = words.times(plain.peak_memory / least.peak_memory)
    verdict = "more than" if time.low > theory.high else "less than" if time.high < theory.low else "in line with"
    return [
        f"With {_name(least.segments)} the gradient takes the least memory, {words.memory(least.peak_memory)}, "
        f"{less} less than the {words.memory(plain.peak_memory)} without checkpoints.{root}",
        f"It then takes {words.times(time.value)} the time {words.interval(time)}, {verdict} the "
        f"{words.times(theory.value)} {words.interval(theory)} that computing the function once more explains.",
    ]

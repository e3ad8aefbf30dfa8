"""What a batch of directions saves, and where it stops saving."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from reports import figures, stats, tables, words
from reports.figures.batching import curves
from reports.load import Run
from reports.sections.section import Figure, Section, Table, sentences
from reports.stats import Estimate

ENOUGH = 1.1
"""A larger batch that is not found to make a direction cheaper by more than this factor is not worth its memory."""

_COLUMNS = [
    "hidden",
    "backend",
    "size",
    "directions",
    "ratio",
    "low",
    "high",
    "scatter",
    "pair_count",
    "seconds",
    "peak_memory",
]

_TEXT = (
    "A Jacobian takes many directions, and they can go through the function in batches. What a NumPy call costs before "
    "its first number is then paid once for the whole batch; the numbers themselves are not saved. So a batch pays for "
    "as long as the calls cost more than their numbers: with a small hidden layer for long, with a large one only as "
    "far as a product of matrices is quicker than as many products of a matrix and a vector."
)


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show the cost of one direction in batches of growing size, for each problem of the sweep."""
    for problem in sorted(set(summary.loc[summary["sweep"] == "batch", "problem"])):
        costs = each_direction(summary, problem)
        if not costs.empty:
            figure = _figure(costs, problem, _without_time(summary, problem))
            title = "The cost of one direction over the function itself, with 95 % intervals"
            found = _found(costs)
            first = [sentences(found)] if found else []
            yield Section(
                figure.name, "Where batching stops paying", _TEXT, (*first, figure, Table(title, _table(costs)))
            )


def each_direction(summary: pd.DataFrame, problem: str) -> pd.DataFrame:
    """Take the cost of one direction over the function itself, of each Jacobian in batches.

    Returns
    -------
    DataFrame
        One row a (``hidden``, ``backend``, ``size``), ordered; ``size`` is the number of directions in a batch, and
        ``ratio``, ``low`` and ``high`` are those of the Jacobian over the number of its directions.
    """
    chosen = summary[
        (summary["sweep"] == "batch")
        & (summary["problem"] == problem)
        & (summary["rival"] == "primal")
        & (summary["directions"] > 0)
        & summary["ratio"].notna()
    ]
    batch = chosen["quantity"].str.extract(r"^jacobian-by-(\d+)$", expand=False).astype(float)
    chosen = chosen.assign(hidden=stats.setting(chosen, "hidden"), size=batch).dropna(subset=["hidden", "size"])
    each = {column: chosen[column] / chosen["directions"] for column in ("ratio", "low", "high")}
    ordered = chosen.assign(**each).sort_values(["hidden", "backend", "size"], kind="stable")
    return ordered[_COLUMNS].reset_index(drop=True)


def enough(costs: Sequence[Estimate]) -> int:
    """Find the first of some batches, ordered by size, that no larger one is found to beat by more than `ENOUGH`.

    A larger batch beats it if the whole 95 % interval of the quotient says so.

    Examples
    --------
    >>> exact = [Estimate(cost, cost, cost) for cost in (8.0, 4.0, 2.0, 1.95, 2.5)]
    >>> enough(exact)
    2
    """
    for place, cost in enumerate(costs):
        if all(cost.over(larger).low <= ENOUGH for larger in costs[place + 1 :]):
            return place
    return len(costs) - 1


def _without_time(summary: pd.DataFrame, problem: str) -> str:
    """Name the points that the figure lacks because they could not be timed."""
    failed = summary[(summary["sweep"] == "batch") & (summary["problem"] == problem) & (summary["status"] != "ok")]
    gaps = [
        f"{words.one_direction(row.backend)}, {row.size}, {row.quantity} ({words.STATUS.get(row.status, row.status)})"
        for row in stats.rows(failed)
    ]
    return f" Without a time: {'; '.join(gaps)}." if gaps else ""


def _figure(costs: pd.DataFrame, problem: str, gaps: str) -> Figure:
    """Draw the cost of one direction against the size of the batch."""
    spans = [
        f"{words.one_direction(mode)} with a hidden layer of {words.size(hidden)} from "
        f"{words.times(curve['ratio'].iloc[0])} to {words.times(curve['ratio'].iloc[-1])}"
        for hidden, mode, curve in curves(costs)
    ]
    first, last = words.size(int(costs["size"].min())), words.size(int(costs["size"].max()))
    return Figure(
        name=f"batch-{problem}",
        svg=figures.batching(costs),
        alternative=f"Line chart of the time of one direction over the function itself, in batches of {first} to "
        f"{last} directions: {'; '.join(spans)}.",
        caption=f"Problem: {problem}, a Jacobian of {words.size(int(costs['directions'].max()))} directions. Each "
        "point is the time of the Jacobian over the number of its directions, over the time of the function itself. "
        "Both axes are logarithmic: where a line is flat, a larger batch saves nothing. Bars are 95 % intervals; "
        "tinted areas are what theory predicts (Griewank and Walther, Evaluating Derivatives, 2008) of a machine whose "
        f"calls cost nothing and whose arithmetic is always equally quick.{gaps}",
        data=costs,
    )


def _table(costs: pd.DataFrame) -> pd.DataFrame:
    """Tabulate one row a function and mode, one column a size of the batch."""
    rows = []
    for hidden, mode, curve in curves(costs):
        sizes = [words.size(int(size)) for size in curve["size"]]
        each = {
            "One by one" if size == "1" else f"Batches of {size}": tables.with_interval(row)
            for size, row in zip(sizes, stats.rows(curve), strict=True)
        }
        last = enough([Estimate.of(row) for row in stats.rows(curve)])
        title = {"Hidden layer": words.size(hidden), "Mode": words.one_direction(mode)}
        rows.append(title | each | {"Pays up to": sizes[last]})
    return pd.DataFrame(rows).fillna(words.MISSING)


def _found(costs: pd.DataFrame) -> list[str]:
    """Say what batching saves each mode on each function, and where it stops."""
    found = []
    for hidden, mode, curve in curves(costs):
        if len(curve) < 2:
            continue
        estimates = [Estimate.of(row) for row in stats.rows(curve)]
        sizes = [int(size) for size in curve["size"]]
        last = enough(estimates)
        where = f"With a hidden layer of {words.size(hidden)}, {words.one_direction(mode)}"
        if last == 0:
            found.append(f"{where} saves less than 10 % in any batch.")
            continue
        saved, worst = estimates[0].over(estimates[last]), estimates[-1].over(estimates[last])
        if last == len(sizes) - 1:
            beyond = "that is the largest batch measured"
        elif worst.low > ENOUGH:
            beyond = f"in batches of {sizes[-1]} it is {words.times(worst.value)} dearer again {words.interval(worst)}"
        else:
            beyond = "no larger batch is found to save 10 % more"
        before = "than alone" if sizes[0] == 1 else f"than in batches of {sizes[0]}"
        found.append(
            f"{where} makes a direction {words.times(saved.value)} cheaper in batches of {sizes[last]} {before} "
            f"{words.interval(saved)}; {beyond}."
        )
    return found

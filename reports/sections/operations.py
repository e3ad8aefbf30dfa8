"""What one more operation costs, and what a first call costs."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports import figures, growth, stats, tables, words
from reports.load import Run
from reports.sections.section import Figure, Section, Table, sentences
from reports.stats import Estimate

_QUANTITIES = {
    "jvp": "one pushforward (a Jacobian times a vector)",
    "vjp": "one pullback (a vector times a Jacobian)",
}

_TEXT = (
    "A chain of elementwise operations on one small array, longer and longer: the arithmetic is next to nothing, so "
    "what is left is what a tool does for each operation besides computing it. The time of an operation is the slope "
    "of the time of a call against the number of operations, so the fixed cost of a call does not count. A tool that "
    "compiles pays in its first call, which is given apart."
)


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show the time against the number of operations, for each problem of the sweep."""
    for problem in sorted(set(summary.loc[summary["sweep"] == "depth", "problem"])):
        parts: list[Figure | Table] = []
        found: list[str] = []
        for quantity in _QUANTITIES:
            times = by_depth(summary, problem, quantity)
            if set(times["backend"]) - {"primal"}:
                title = f"The time of an operation in {_QUANTITIES[quantity]}, with 95 % intervals"
                gaps = _without_time(summary, problem, quantity)
                parts += [_figure(times, problem, quantity, gaps), Table(title, _table(times))]
                found += _found(times, quantity)
        if parts:
            first = [sentences(found)] if found else []
            yield Section(f"depth-{problem}", "What an operation costs", _TEXT, (*first, *parts))


def by_depth(summary: pd.DataFrame, problem: str, quantity: str) -> pd.DataFrame:
    """Take the times of one direction along the sweep over depth, and of the function itself.

    Returns
    -------
    DataFrame
        One row a (``backend``, ``size``), ordered; ``size`` is the number of operations.
    """
    chosen = summary[
        (summary["sweep"] == "depth")
        & (summary["problem"] == problem)
        & (summary["rival"] == "primal")
        & summary["quantity"].isin(["primal", quantity])
        & (summary["seconds"] > 0)
    ]
    chosen = chosen.assign(size=stats.setting(chosen, "operations")).dropna(subset="size")
    ordered = chosen.sort_values(["backend", "size"], kind="stable").drop_duplicates(["backend", "size"])
    return ordered[_COLUMNS].reset_index(drop=True)


_COLUMNS = ["backend", "size", "quantity", "seconds", "ratio", "low", "high", "scatter", "pair_count", "first_call"]


def _without_time(summary: pd.DataFrame, problem: str, quantity: str) -> str:
    """Name the points that a figure lacks because they could not be timed."""
    failed = summary[
        (summary["sweep"] == "depth")
        & (summary["problem"] == problem)
        & (summary["quantity"] == quantity)
        & (summary["status"] != "ok")
    ]
    failed = failed.assign(operations=stats.setting(failed, "operations")).dropna(subset="operations")
    gaps = [
        f"{words.one_direction(row.backend)} at {words.size(int(row.operations))} operations "
        f"({words.STATUS.get(row.status, row.status)})"
        for row in stats.rows(failed)
    ]
    return f" Without a time: {', '.join(gaps)}." if gaps else ""


def _figure(times: pd.DataFrame, problem: str, quantity: str, gaps: str) -> Figure:
    """Draw the time of one call against the number of operations."""
    spans = [
        f"{words.one_direction(str(backend))} from {words.seconds(curve['seconds'].iloc[0])} to "
        f"{words.seconds(curve['seconds'].iloc[-1])}"
        for backend, curve in times.groupby("backend")
    ]
    return Figure(
        name=f"operations-{quantity}-{problem}",
        svg=figures.operations(times),
        alternative=f"Line chart of the time of {_QUANTITIES[quantity]} against the number of operations: "
        f"{'; '.join(spans)}.",
        caption=f"Problem: {problem}, {_QUANTITIES[quantity]}. Both axes are logarithmic. How far a line lies above "
        "that of the function itself is its cost; where it is flat, at the left, the fixed cost of a call hides its "
        f"operations. These are times of a clock that drifts: the table has the costs measured in pairs.{gaps}",
        data=times,
        selection=f"depth-{problem} and {quantity}",
    )


def _table(times: pd.DataFrame) -> pd.DataFrame:
    """Tabulate what an operation costs by each backend."""
    rows = []
    for backend in words.ordered(times["backend"]):
        own = times[times["backend"] == backend]
        (last,) = stats.rows(own.tail(1))
        cost = words.MISSING if backend == "primal" else tables.with_interval(last)
        rows.append(
            {
                "Backend": words.one_direction(backend),
                "Operations": f"{words.size(int(own['size'].min()))} to {words.size(int(last.size))}",
                "Time of an operation": _each(own),
                "First call, median": words.seconds(own["first_call"].median()),
                "Over the function itself, at the most operations": cost,
            }
        )
    return pd.DataFrame(rows)


def _each(curve: pd.DataFrame) -> str:
    """Write the time of an operation with its interval."""
    each = growth.per_unit(curve["size"], curve["seconds"])
    return words.MISSING if each is None else f"{words.seconds(max(each.value, 0.0))} ({_between(each)})"


def _found(times: pd.DataFrame, quantity: str) -> list[str]:
    """Say what an operation costs in our mode, over NumPy's own, and what a compiler's first call costs."""
    mode = {"jvp": "forward", "vjp": "reverse"}[quantity]
    fits = {
        str(backend): growth.per_unit(curve["size"], curve["seconds"]) for backend, curve in times.groupby("backend")
    }
    own, plain = fits.get(mode), fits.get("primal")
    if own is None:
        return []
    beside = ""
    if plain is not None:
        beside = f", where NumPy alone takes {words.seconds(plain.value)} (95 % interval {_between(plain)})"
    found = [f"In {mode} mode an operation takes {words.seconds(own.value)} (95 % interval {_between(own)}){beside}."]
    compiled = times[times["backend"] == f"jax-{mode}"]["first_call"].dropna()
    first = times[times["backend"] == mode]["first_call"].dropna()
    if len(compiled) and len(first):
        found.append(
            f"The first call of JAX's compiled {quantity} takes {words.seconds(compiled.median())} in the median, that "
            f"of {mode} mode {words.seconds(first.median())}."
        )
    return found


def _between(each: Estimate) -> str:
    """Write the ends of the interval of a time, which in a noisy run may reach below zero and means nothing there."""
    return " to ".join(words.seconds(max(end, 0.0)) for end in (each.low, each.high))

"""The Hessian, and the Hessian times a vector, by each nesting of the two modes."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports import comparisons, figures, stats, tables, words
from reports.comparisons import BASE
from reports.load import Run
from reports.sections.section import Figure, Part, Section, Table, sentences
from reports.stats import Estimate

_TEXT = (
    "A second derivative is the derivative of a derivative, so one mode runs inside the other, and there are four ways "
    "to nest the two. The outer mode is named first: forward over reverse pushes tangents through the sweep of a "
    "gradient. A gradient in reverse mode takes one sweep, so a Hessian takes n directions through it; a gradient in "
    "forward mode carries n directions of its own, which makes n × n together. Times a vector, a Hessian takes one "
    "direction, unless both modes are forward: then it is n again."
)

_NESTINGS = ("forward-over-forward", BASE, "reverse-over-forward", "reverse-over-reverse")


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Give one section a problem."""
    chosen = summary[summary["sweep"].isin(list(words.SECOND_ORDER))]
    for problem in sorted(set(chosen["problem"])):
        parts = [part for quantity in words.SECOND_ORDER for part in _parts(summary, quantity, problem)]
        if parts:
            yield Section(f"second-order-{problem}", "Second derivatives", _TEXT, tuple(parts))


def _parts(summary: pd.DataFrame, quantity: str, problem: str) -> Iterator[Part]:
    """Show one quantity: what it costs, how that grows, and which nesting is cheapest."""
    curves = comparisons.second_order(summary, quantity, problem)
    curves = curves[curves["backend"] != "primal"]
    if curves.empty:
        return
    what = words.SECOND_ORDER[quantity]
    compared = comparisons.nestings(summary, quantity, problem)
    if found := [*_cheapest(compared, what), *_faster_tools(compared, what)]:
        yield sentences(found)
    first, last = words.size(curves["size"].min()), words.size(curves["size"].max())
    spans = [
        f"{words.nesting(str(name))} from {words.times(costs.iloc[0])} to {words.times(costs.iloc[-1])}"
        for name, costs in curves.groupby("backend")["ratio"]
    ]
    columns = ["backend", "size", "directions", "ratio", "low", "high", "pair_count", "seconds", "first_call"]
    yield Figure(
        name=f"{quantity}-{problem}",
        svg=figures.second_order(curves),
        alternative=f"Line chart of the cost of {what} over the function itself, from n = {first} to {last}: "
        f"{'; '.join(spans)}.",
        caption=f"{what[0].upper()}{what[1:]} of {problem}. Blue lines have forward mode outside, orange ones reverse "
        "mode; solid lines have reverse mode inside, dashed ones forward mode. Both axes are logarithmic; bands are "
        f"95 % intervals.{_without_time(summary, quantity, problem)}",
        data=curves[columns],
    )
    yield Table(
        f"How fast the cost of {what} grows: slopes on log-log axes, with 95 % intervals. At small sizes NumPy's fixed "
        "cost of each call hides the growth",
        tables.slopes(curves, quantity),
    )
    if len(compared):
        yield Table(
            f"Who takes how long for {what}, over forward over reverse, with 95 % intervals; ~ marks what was not "
            "timed in turn with it, but like it with the function itself",
            tables.nestings(compared),
        )


def _cheapest(compared: pd.DataFrame, what: str) -> list[str]:
    """Say which nesting is the cheapest at the largest size, by how much, and how often it is."""
    own = compared[compared["backend"].isin(_NESTINGS)]
    if own.empty:
        return []
    size = own["size"].max()
    last = {row.backend: Estimate.of(row) for row in stats.rows(own[own["size"] == size])}
    best = min(last, key=lambda name: last[name].value)
    rival, ratio = words.nesting(best), last[best]
    opening = f"For {what} at n = {words.size(int(size))}"
    if ratio.low <= 1 <= ratio.high:
        found = (
            f"{opening}, {rival} and forward over reverse cost the same as far as this run can tell: the one takes "
            f"{words.times(ratio.value)} as long as the other {words.interval(ratio)}."
        )
    elif ratio.value < 1:
        factor = ratio.inverse()
        found = (
            f"{opening}, {rival} is the cheapest nesting, {words.times(factor.value)} cheaper than forward over "
            f"reverse {words.interval(factor)}."
        )
    else:
        found = (
            f"{opening}, forward over reverse is the cheapest nesting, {words.times(ratio.value)} cheaper than the "
            f"next, {rival} {words.interval(ratio)}."
        )
    worst = max(last, key=lambda name: last[name].value)
    if last[worst].low > 1 and worst != best:
        found += (
            f" The dearest is {words.nesting(worst)} at {words.times(last[worst].value)} the time of forward over "
            f"reverse {words.interval(last[worst])}."
        )
    return [found, _often(own)]


def _often(own: pd.DataFrame) -> str:
    """Say at how many sizes each nesting is the cheapest."""
    winners = [
        _winner({row.backend: row.ratio for row in stats.rows(cases)}) for _, cases in own.groupby("size", sort=True)
    ]
    counts = pd.Series(winners).value_counts()
    listed = ", ".join(f"{words.nesting(str(name))} at {count}" for name, count in counts.items())
    return f"The cheapest nesting at {words.count(len(winners), 'size')}: {listed}."


def _winner(over_base: dict[str, float]) -> str:
    """Name the cheapest nesting, the base itself if no other takes less time."""
    best = min(over_base, key=lambda name: over_base[name])
    return best if over_base[best] < 1 else BASE


def _faster_tools(compared: pd.DataFrame, what: str) -> list[str]:
    """Name the other tools that take less time than forward over reverse at the largest size."""
    last = compared[(compared["size"] == compared["size"].max()) & (compared["high"] < 1)]
    named = [
        f"{words.nesting(row.backend)} at {words.estimate(Estimate.of(row))}"
        for row in stats.rows(last.sort_values("ratio"))
        if row.backend not in _NESTINGS
    ]
    if not named:
        return []
    return [
        f"Other tools that take less time than forward over reverse for {what} at n = "
        f"{words.size(int(compared['size'].max()))}: {', '.join(named)}."
    ]


def _without_time(summary: pd.DataFrame, quantity: str, problem: str) -> str:
    """Name the points that the figure lacks because they could not be timed."""
    chosen = summary[
        (summary["sweep"] == quantity) & (summary["problem"] == problem) & (summary["quantity"] == quantity)
    ]
    gaps = [
        f"{words.nesting(row.backend)} at n = {words.size(row.n)} ({words.STATUS.get(row.status, row.status)})"
        for row in stats.rows(chosen[chosen["status"] != "ok"])
    ]
    return f" Without a time: {', '.join(gaps)}." if gaps else ""

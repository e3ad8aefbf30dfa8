"""How long other tools take for the same derivatives, over the better mode of dualtape."""

from __future__ import annotations

import math
from collections.abc import Iterator

import pandas as pd

from reports import comparisons, figures, stats, tables, words
from reports.load import Run
from reports.sections.section import Figure, Part, Section, Table, sentences

_TEXT = (
    "The same derivatives of the real problems by other tools, each over the better of dualtape's two modes: above 1× "
    "the tool takes longer, below 1× it is faster. Like dualtape, autograd, PyTorch, MyGrad and JAX without jit run a "
    "program as it is written. JAX with jit compiles it first and CasADi turns it into a graph of operations on "
    "numbers, which the first call pays for and every later one profits from; whether that is worth it depends on how "
    "often the same derivative is taken. A derivative derived by hand is what any tool could reach at best. JAX counts "
    "with its own better mode; autograd, PyTorch and MyGrad have reverse mode only here, so they are at a disadvantage "
    "where forward mode is the better one."
)

_NAMED = 4
"""So many problems are named in one sentence."""

_PREPARED = ("jax", "casadi")
"""Whose first call does much that later ones do not."""


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Compare the tools on the real problems, and with the targets of speed."""
    ratios = comparisons.tools(summary)
    parts = [*_problems(ratios), *_targets(summary)]
    if parts:
        yield Section("peers", "Other tools", _TEXT, tuple(parts))


def _problems(ratios: pd.DataFrame) -> Iterator[Part]:
    """Show the real problems."""
    timed = [(tool, cases[cases["ratio"].notna()]) for tool, cases in comparisons.by_tool(ratios)]
    if not timed:
        return
    yield sentences(_sentence(tool, cases) for tool, cases in timed)
    medians = ", ".join(f"{words.backend(tool)} {words.times(cases['ratio'].median())}" for tool, cases in timed)
    yield Figure(
        name="peers",
        svg=figures.peers(ratios),
        alternative=f"For each tool the time over that of dualtape's better mode on every problem; medians: {medians}.",
        caption="Each mark is one problem; the problems at both ends are named. The upright bar is the median, the box "
        "around it its 95 % interval, which says how far the median would move had other problems been chosen.",
        data=ratios,
        selection="bench_problem",
    )
    yield Table(
        "Time of the tool over the time of dualtape's better mode. Faster and slower count the problems whose 95 % "
        "interval lies below and above 1×. The first call includes compiling and all else that is done once; after so "
        "many calls in the median that is made up for, on the problems where the tool is faster",
        tables.peers(ratios),
    )
    yield Table(
        "The same for each problem, with 95 % intervals; ~ marks a ratio that was put together from two, since the "
        "tool was not timed in turn with the better mode",
        tables.peers_by_problem(ratios),
        tall=True,
    )


def _sentence(tool: str, cases: pd.DataFrame) -> str:
    """Say how long a tool takes in the median and at both ends, and where it is the faster one."""
    ordered = cases.sort_values("ratio")
    median, first, last = comparisons.typical(cases), ordered.iloc[0], ordered.iloc[-1]
    subject = "What was derived by hand" if tool == "hand" else words.backend(tool)
    text = (
        f"{subject} takes {words.times(median.value)} the time of dualtape's better mode in the median of "
        f"{words.count(len(cases), 'problem')} {words.interval(median)}, from {words.times(first['ratio'])} "
        f"({first['problem']}) to {words.times(last['ratio'])} ({last['problem']}). {_faster(ordered)}"
    )
    calls = cases["calls"].median()
    if tool in _PREPARED and not math.isnan(calls):
        text += (
            f" Its first call takes {words.seconds(cases['first_call'].median())} in the median; where it is faster, "
            f"that is made up for after about {words.number(calls, 2)} calls."
        )
    return text


def _faster(ordered: pd.DataFrame) -> str:
    """Say on which problems a tool is faster, by the whole interval."""
    faster = ordered[ordered["high"] < 1]
    if faster.empty:
        return "On none of them its whole interval lies below 1×."
    named = [f"{row.problem} ({words.times(row.ratio)})" for row in stats.rows(faster.head(_NAMED))]
    more = f" and {len(faster) - _NAMED} more" if len(faster) > _NAMED else ""
    return f"Its whole interval lies below 1× on {len(faster)} of them: {', '.join(named)}{more}."


def _targets(summary: pd.DataFrame) -> Iterator[Part]:
    """Show the targets of speed."""
    table = tables.targets(summary)
    if not table.empty:
        yield Table(
            "The targets of speed: time of the tool over the time of the mode of dualtape that one would use, and what "
            "it was to reach. A target below 1× says how much longer than derived by hand, or compiled, is still good",
            table,
            tall=True,
        )

"""How the cost grows along one axis: more inputs, more outputs, more of both."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports import figures, findings, stats, tables, words
from reports.load import Run
from reports.sections.section import Figure, Section, Table, without_time

_TITLES = {
    "wide": "More and more inputs, one output",
    "tall": "One input, more and more outputs",
    "square": "As many outputs as inputs",
}

_TEXTS = {
    "wide": "Forward mode asks one question for every input, so its cost grows with n. Reverse "
    "mode asks one question for every output, and there is only one: its line should be flat.",
    "tall": "Now the roles are exchanged. Forward mode has one input to ask about and should be "
    "flat; reverse mode has to ask once for every output.",
    "square": "Both modes have n questions to ask, so neither has an advantage in their number; "
    "what is left is the price of a question.",
}

_READING = (
    "Both axes are logarithmic: each step multiplies. A slope of 1 means that twice the size costs "
    "twice as much, a slope of 0 that size does not matter. Bands around the lines are 95 % "
    "intervals, often narrower than the line; tinted areas are what theory predicts (Griewank and "
    "Walther, Evaluating Derivatives, 2008)."
)


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Give one section a sweep."""
    for sweep, problem in findings.subjects(summary):
        if sweep in stats.AXIS:
            yield from _scaling(summary, sweep, problem)


def _scaling(summary: pd.DataFrame, sweep: str, problem: str) -> Iterator[Section]:
    """Show how the cost grows along one sweep."""
    curves = stats.costs(summary, sweep, problem)
    if curves.empty:
        return
    spans = [
        f"{words.backend(str(name))} from {words.times(curve['ratio'].iloc[0])} "
        f"to {words.times(curve['ratio'].iloc[-1])}"
        for name, curve in curves.groupby("backend")
    ]
    first, last = words.size(curves["size"].min()), words.size(curves["size"].max())
    figure = Figure(
        name=f"{sweep}-{problem}",
        svg=figures.scaling(curves, sweep),
        alternative=f"Line chart of the cost over the function itself, from {stats.AXIS[sweep]} = "
        f"{first} to {last}: {'; '.join(spans)}.",
        caption=f"Problem: {problem}. {_READING}{without_time(summary, sweep, problem)}",
        data=curves[
            [
                "backend",
                "size",
                "quantity",
                "directions",
                "ratio",
                "low",
                "high",
                "pair_count",
                "seconds",
            ]
        ],
    )
    slopes = Table(
        "How fast the cost grows: slopes on log-log axes, with 95 % intervals. At small sizes NumPy's fixed cost of "
        "each call hides the growth, so the larger half of the sizes is nearer to theory",
        tables.slopes(curves, sweep),
    )
    yield Section(figure.name, _TITLES[sweep], _TEXTS[sweep], (figure, slopes))

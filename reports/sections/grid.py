"""Which mode is cheaper at which numbers of inputs and outputs."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports import figures, findings, stats
from reports.load import Run
from reports.sections.section import Figure, Section, without_time


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Give one section a problem on the grid."""
    for sweep, problem in findings.subjects(summary):
        if sweep == "grid":
            yield from _grid(summary, problem)


def _grid(summary: pd.DataFrame, problem: str) -> Iterator[Section]:
    """Show who wins at which numbers of inputs and outputs."""
    ratios = stats.mode_ratios(summary, "grid", problem)
    if ratios.empty:
        return
    wins = int((ratios["ratio"] > 1).sum())
    figure = Figure(
        name=f"grid-{problem}",
        svg=figures.grid(ratios),
        alternative=f"Heat map of forward over reverse cost on the n by m grid: reverse mode is "
        f"cheaper in {wins} of {len(ratios)} cells, those with many inputs and few outputs.",
        caption=f"Problem: {problem}. Each cell gives the time of forward mode over the time of "
        "reverse mode, both with all directions in one sweep: above 1 (orange) reverse mode is "
        f"cheaper, below 1 (blue) forward mode.{without_time(summary, 'grid', problem)}",
        data=ratios[["n", "m", "ratio", "low", "high", "pair_count"]],
    )
    text = (
        "Any number of inputs against any number of outputs. As a rule of thumb the smaller number decides: "
        "few inputs, forward mode; few outputs, reverse mode. The line shows where they meet."
    )
    yield Section(figure.name, "Where the two modes meet", text, (figure,))

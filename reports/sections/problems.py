"""The problems of the notes and of the field, each by every tool."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports import figures, stats, tables, words
from reports.load import Run
from reports.sections.section import Figure, Section, Table


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show the derivatives of real problems."""
    costs = stats.problem_costs(summary)
    if costs.empty:
        return
    figure = Figure(
        name="problems",
        svg=figures.problems(costs),
        alternative=f"Heat map of the cost of the derivative over the function itself, for "
        f"{words.count(costs['problem'].nunique(), 'problem')}; the table below has the numbers.",
        caption="Each number is the time of the derivative over the time of the function itself, "
        "the darker the dearer; theory puts one gradient in reverse mode at 3 to 4. Hatched cells "
        "have no time, since the backend cannot do it or one call took too long; empty ones were "
        "not tried.",
        data=costs[
            [
                "problem",
                "n",
                "m",
                "backend",
                "quantity",
                "ratio",
                "low",
                "high",
                "seconds",
                "status",
            ]
        ],
    )
    text = "Problems that people really differentiate, each checked against JAX before timing."
    title = "Time of the derivative over the time of the function itself, with 95 % intervals"
    yield Section("problems", "Real problems", text, (figure, Table(title, tables.problems(costs))))

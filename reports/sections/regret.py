"""What it costs to let a rule choose the mode."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports import comparisons, figures, words
from reports.comparisons import DEAR, Choice
from reports.load import Run
from reports.sections.section import Figure, Section, sentences
from reports.stats import Estimate

_TEXT = (
    "Who does not know which mode is cheaper can leave it to ad.jacobian: it evaluates the function once to count what "
    "each mode would write, and takes the one that writes less. A count cannot know every machine and every function, "
    "so what it costs was measured: the time of the mode that it chose, later calls of the same function, over the "
    "time of the better one. 1× is a perfect choice; below 1× is noise, since nothing can beat the better of the two."
)


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Give one section a problem on the grid."""
    for problem in sorted(set(summary.loc[summary["sweep"] == "grid", "problem"])):
        regrets = comparisons.regrets(summary, problem)
        choice = comparisons.choice(regrets)
        if choice:
            yield _section(problem, regrets, choice)


def _section(problem: str, regrets: pd.DataFrame, choice: Choice) -> Section:
    """Show what choosing by rule costs on the grid of one problem."""
    timed = regrets["ratio"].notna().sum()
    hatched = "" if timed == len(regrets) else " Hatched cells have no time."
    figure = Figure(
        name=f"regret-{problem}",
        svg=figures.regret(regrets),
        alternative="Heat map of the time of the mode that the rule chose over the time of the better one, on the n by "
        f"m grid: {words.times(choice.median.value)} in the median of {words.count(timed, 'cell')}, at worst "
        f"{words.times(choice.worst.ratio)}.",
        caption=f"Problem: {problem}. Each cell gives the time of the mode that the rule chose over the time of the "
        f"better mode, and names the better one.{hatched}",
        data=regrets.drop(columns="pairs"),
        selection=f"grid-{problem}",
    )
    return Section(figure.name, "What choosing by rule costs", _TEXT, (sentences(_found(choice, timed)), figure))


def _found(choice: Choice, timed: int) -> list[str]:
    """Say what the rule costs in the median, at worst, and how often it costs much."""
    worst, dear = choice.worst, choice.dear
    return [
        f"In the median of {words.count(timed, 'cell')} of the grid, choosing by rule takes "
        f"{words.times(choice.median.value)} the time of the better mode {words.interval(choice.median)}.",
        f"At worst it takes {words.times(worst.ratio)} {words.interval(Estimate.of(worst))}, at "
        f"{words.place(worst.n, worst.m)}, where {worst.better} mode is the better one. The worst of many cells is in "
        "part the one with the worst luck.",
        f"It takes more than {words.times(DEAR)} the time of the better mode in {_percent(dear.value)} % of the cells "
        f"(95 % interval {_percent(dear.low)} % to {_percent(dear.high)} %).",
    ]


def _percent(share: float) -> str:
    """Write a share in percent."""
    return words.number(100 * share, 2)

"""Every problem by every backend on one screen: what a derivative costs over the function itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

from reports import stats, tables, templating, words
from reports.load import Run
from reports.sections.section import Piece, Section, command
from reports.stats import Estimate

BOUNDS = (1, 3, 10, 30, 100, 300, 1000)
"""The costs at which the colour changes: half decades, one level of colour more than there are bounds."""

_NAME = "overview"
_TITLE = "Time of the full derivative over the time of the function itself, with 95 % intervals"
_TEXT = (
    "One row a problem and size, one column a backend: the time of the gradient, or of the Jacobian where there is "
    "more than one output, over the time of the function itself. Theory puts a gradient in reverse mode at 3 to 4 "
    "whatever the number of inputs, where the work outweighs the calls."
)
_DATA = ["problem", "size", "n", "m", "backend", "quantity", "ratio", "low", "high", "scatter", "seconds", "status"]


@dataclass(frozen=True)
class Cell:
    """One backend on one problem.

    Attributes
    ----------
    kind
        ``"heat-0"``, ``"heat-1"``, ... by the cost, or ``"unsupported"``, ``"timeout"``, ``"untried"``.
    text
        The number, or why there is none, in a word.
    detail
        What else there is to say: the interval, or the reason.
    cost
        To sort by; None without a time.
    unstable
        Whether the pairs scatter.
    """

    kind: str = "untried"
    text: str = ""
    detail: str = ""
    cost: float | None = None
    unstable: bool = False


@dataclass(frozen=True)
class Row:
    """One problem at one size; one cell a backend, in the order of the columns."""

    problem: str
    size: str
    n: int
    m: int
    cells: tuple[Cell, ...]


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show all problems by all backends."""
    costs = stats.problem_costs(summary)
    if costs.empty:
        return
    backends = words.ordered(costs["backend"])
    problems = rows(costs, backends)
    template = templating.environment().get_template("overview.html")
    html = template.render(
        name=_NAME,
        title=_TITLE,
        backends=[words.backend(backend) for backend in backends],
        rows=problems,
        levels=levels(),
        written=words.size,
        command=command(run, "problem"),
    )
    markdown = f"{_TITLE}:\n\n{tables.markdown(frame(problems, backends))}"
    piece = Piece(Markup(html), markdown, _NAME, costs[_DATA])  # the template has escaped what comes from the file
    yield Section(_NAME, "Every problem by every backend", _TEXT, (piece,))


def rows(costs: pd.DataFrame, backends: list[str]) -> tuple[Row, ...]:
    """Arrange costs into one row a problem and size.

    Parameters
    ----------
    costs
        From `reports.stats.problem_costs`.
    backends
        The columns.
    """
    found = []
    for _, own in costs.groupby(["problem", "size"], sort=False):
        cells = {case.backend: _cell(case) for case in stats.rows(own)}
        (first, *_) = stats.rows(own)
        line = tuple(cells.get(backend, Cell()) for backend in backends)
        found.append(Row(first.problem, first.size, first.n, first.m, line))
    return tuple(found)


def _cell(case: Any) -> Cell:
    """Fill in one cell."""
    if case.status != "ok":
        return Cell(case.status, words.STATUS.get(case.status, case.status), case.reason or "no reason recorded")
    if not case.pair_count:
        return Cell("unsupported", words.MISSING, "no ratio recorded")
    level = int(np.searchsorted(BOUNDS, case.ratio, side="right"))
    between = words.between(Estimate.of(case))
    return Cell(f"heat-{level}", words.times(case.ratio), between, case.ratio, case.scatter > stats.UNSTABLE)


def levels() -> list[tuple[str, str]]:
    """Explain the colours: the kind of each level, and the costs that it stands for."""
    ends = [words.times(bound) for bound in BOUNDS]
    inner = [f"{low} to {high}" for low, high in zip(BOUNDS, ends[1:], strict=False)]
    texts = [f"below {ends[0]}", *inner, f"{ends[-1]} and more"]
    return [(f"heat-{level}", text) for level, text in enumerate(texts)]


def frame(problems: tuple[Row, ...], backends: list[str]) -> pd.DataFrame:
    """Write the overview as a table of strings."""
    columns = ["Problem", "Size", "n", "m", *map(words.backend, backends)]
    lines = [
        [row.problem, row.size, words.size(row.n), words.size(row.m), *map(_written, row.cells)] for row in problems
    ]
    return pd.DataFrame(lines, columns=columns)


def _written(cell: Cell) -> str:
    """Write a cell in text; the reasons stand in a table of their own."""
    if cell.cost is None:
        return cell.text
    return f"{cell.text} ({cell.detail})" + (f" {words.UNSTABLE}" if cell.unstable else "")

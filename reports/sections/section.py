"""What a section of the report is made of: text, figures, tables, and pieces of the page that are ready."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from reports import stats, words
from reports.load import Run


@dataclass(frozen=True)
class Figure:
    """A figure with all that stands around it; ``data`` is what it shows, saved beside it."""

    name: str
    svg: str
    alternative: str
    caption: str
    data: pd.DataFrame
    kind: str = "figure"


@dataclass(frozen=True)
class Table:
    """A table of strings; a tall one scrolls by itself."""

    title: str
    frame: pd.DataFrame
    tall: bool = False
    kind: str = "table"


@dataclass(frozen=True)
class Piece:
    """A part of the page in HTML, and what the summary says in its place (Markdown)."""

    html: Markup
    markdown: str = ""
    kind: str = "piece"


Part = Figure | Table | Piece


@dataclass(frozen=True)
class Section:
    """One part of the report: a heading, some text, and the parts below it in order."""

    anchor: str
    title: str
    text: str
    parts: tuple[Part, ...] = ()


Maker = Callable[[Run, pd.DataFrame], Iterator[Section]]
"""Makes the sections of one kind from a run and its summary (`stats.summarise`); none if the run has nothing for it."""


def without_time(summary: pd.DataFrame, sweep: str, problem: str) -> str:
    """Name the points that a figure lacks because they could not be timed."""
    gaps = [
        f"{words.backend(row.backend)} at n = {words.size(row.n)}, m = {words.size(row.m)} "
        f"({words.STATUS.get(row.status, row.status)})"
        for row in stats.rows(summary[summary["status"] != "ok"])
        if (row.sweep, row.problem) == (sweep, problem)
        and row.quantity in stats.FULL_DERIVATIVE
        and (sweep != "grid" or row.backend in ("forward", "reverse"))
    ]
    return f" Without a time: {', '.join(gaps)}." if gaps else ""

"""What a section of the report is made of: text, figures, tables, and pieces of the page that are ready."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pandas as pd
from markupsafe import Markup

from reports import stats, words
from reports.load import Run


@dataclass(frozen=True)
class Figure:
    """A figure with all that stands around it.

    Attributes
    ----------
    data
        What it shows, saved beside it.
    selection
        What chooses its cases with pytest's ``-k``; its name if empty.
    """

    name: str
    svg: str
    alternative: str
    caption: str
    data: pd.DataFrame
    selection: str = ""
    kind: str = "figure"

    @property
    def width(self) -> float:
        """How wide it was drawn, in points."""
        found = re.search(r'<svg[^>]* width="([\d.]+)pt"', self.svg)
        return float(found[1]) if found else 0.0


@dataclass(frozen=True)
class Table:
    """A table of strings; a tall one scrolls by itself."""

    title: str
    frame: pd.DataFrame
    tall: bool = False
    kind: str = "table"


@dataclass(frozen=True)
class Piece:
    """A part of the page in HTML, and what the summary says in its place (Markdown).

    Attributes
    ----------
    name, data
        What it shows, saved as a CSV file of that name; optional.
    """

    html: Markup
    markdown: str = ""
    name: str = ""
    data: pd.DataFrame | None = None
    kind: str = "piece"


@dataclass(frozen=True)
class Pair:
    """Two figures of the same size to be compared: side by side where the page is wide enough for both.

    Nothing in them was measured. Their data are tables of strings, shown below each.

    Attributes
    ----------
    opened
        Whether these tables are unfolded.
    """

    left: Figure
    right: Figure
    opened: bool = False
    kind: str = "pair"


Part = Figure | Pair | Table | Piece


@dataclass(frozen=True)
class Section:
    """One part of the report: a heading, some text, and the parts below it in order."""

    anchor: str
    title: str
    text: str
    parts: tuple[Part, ...] = ()

    @property
    def figures(self) -> list[Figure]:
        """Its figures in order, those of pairs among them."""
        pairs = [(part.left, part.right) if isinstance(part, Pair) else (part,) for part in self.parts]
        return [part for pair in pairs for part in pair if isinstance(part, Figure)]


Maker = Callable[[Run, pd.DataFrame], Iterator[Section]]
"""Makes the sections of one kind from a run and its summary (`stats.summarise`); none if the run has nothing for it."""


def command(run: Run, selection: str) -> str:
    """Write the command that measures some cases of a run again.

    Parameters
    ----------
    run
        Whose sizes are taken.
    selection
        What chooses the cases, for pytest's ``-k``.
    """
    sweep = run.environment.sweep
    scale = f" --sweep={sweep}" if sweep in ("quick", "full") else ""
    return f"pytest benchmarks --benchmark-only{scale} -k {shlex.quote(selection)}"


def sentences(found: Iterable[str]) -> Piece:
    """Give what was found as a list, one finding an item."""
    found = list(found)
    items = Markup("").join(Markup("<li>{}</li>\n").format(sentence) for sentence in found)
    return Piece(Markup("<ul>\n{}</ul>").format(items), "\n".join(f"- {sentence}" for sentence in found))


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

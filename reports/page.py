"""Put the report together: what is said, drawn and tabulated, and write it as files.

`compose` makes everything in memory; `write` puts it on disk. Each file is written beside its
place and then renamed, the page last, so that nobody ever opens half a report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from markupsafe import Markup, escape

from reports import findings, stats, style, tables, templating, words
from reports.folder import renew
from reports.load import Run
from reports.sections import MAKERS, Figure, Piece, Section
from reports.sections.section import command

FIRST_SCREEN = 4
"""So many sentences of the headline stand on the first screen; the others can be unfolded."""

_GLYPH = re.compile(r'<path id="(DejaVu[^"]*)"[^>]*/>')
"""The outline of a letter, which matplotlib writes once a figure; the identifier says which font and which letter."""

Step = Callable[[str], None]


@dataclass(frozen=True)
class Report:
    """The whole report in memory."""

    run: Run
    headline: list[str]
    trust: list[str]
    missing: list[str]
    sections: list[Section]
    cases: pd.DataFrame
    data: pd.DataFrame = field(repr=False)


def compose(run: Run, step: Step = lambda _: None) -> Report:
    """Estimate, draw and tabulate everything that a run has something for.

    Parameters
    ----------
    run
        From `load.load`.
    step
        Called with the name of each stage as it begins.
    """
    step("estimating ratios and intervals")
    summary = stats.summarise(run.cases)
    made: list[Section] = []
    for about, sections in MAKERS.items():
        step(about)
        made += sections(run, summary)
    return Report(
        run=run,
        headline=findings.headline(summary),
        trust=[*run.notes, *findings.trust(summary, run.environment)],
        missing=findings.missing(summary),
        sections=made,
        cases=tables.cases(summary),
        data=summary.drop(columns="pairs"),
    )


FORMATS = {
    "html": ("index.html", ".svg", ".csv"),
    "md": ("summary.md", ".svg", "cases.csv"),
    "csv": ("cases.csv", ".csv"),
}
"""Format -> how the names of its files end: first the one to read, then those that this one refers to."""


def write(report: Report, folder: Path, formats: Collection[str] = tuple(FORMATS)) -> Path:
    """Write the report in some formats, and remove what the last report in the same folder had beyond it.

    Returns
    -------
    Path
        The file to read: ``index.html`` if it is among them.
    """
    endings = tuple(ending for name in FORMATS if name in formats for ending in FORMATS[name])
    renew(folder, {name: text for name, text in _files(report) if name.endswith(endings)})
    return folder / endings[0]


def _files(report: Report) -> Iterator[tuple[str, str]]:
    """Give the name and the text of every file, the page last."""
    for section in report.sections:
        for figure in section.figures:
            yield f"{figure.name}.svg", figure.svg
            yield f"{figure.name}.csv", tables.csv(figure.data)
        for part in section.parts:
            if isinstance(part, Piece) and part.data is not None:
                yield f"{part.name}.csv", tables.csv(part.data)
    yield "cases.csv", tables.csv(report.data)
    yield "summary.md", _render("summary.md", report)
    yield "index.html", _render("index.html", report)


def _render(template: str, report: Report) -> str:
    """Fill a template in."""
    environment = templating.environment()
    environment.filters |= {
        "badged": badged,
        "command": partial(_command, report.run),
        "inline": inline,
        "markdown": tables.markdown,
        "products": products,
        "strings": strings,
        "unbroken": unbroken,
    }
    figures = [figure for section in report.sections for figure in section.figures]
    timed = report.data[(report.data["rival"] == "primal") & (report.data["pair_count"] > 0)]
    return environment.get_template(template).render(
        report=report,
        environment=report.run.environment,
        facts=tables.environment(report.run.environment),
        colours=style.COLOURS,
        first_screen=FIRST_SCREEN,
        glyphs=glyphs(figures),
        pairs_below=stats.FEW_PAIRS,
        trim=stats.TRIM,
        resamples=stats.RESAMPLES,
        scatter=stats.UNSTABLE,
        unstable=int((timed["scatter"] > stats.UNSTABLE).sum()),
        measured=len(timed),
    )


def badged(value: object) -> Markup:
    """Write a value of a table, the word that warns of unstable numbers as a badge."""
    badge = Markup(') <span class="badge" title="single pairs scatter: see The words">{}</span>')
    # it stands behind an interval, which ends with a bracket
    return escape(value).replace(f") {words.UNSTABLE}", badge.format(words.UNSTABLE))


def strings(table: pd.DataFrame) -> pd.DataFrame:
    """Write the data of a figure as a table of strings."""
    return table.map(_written).rename(columns=lambda name: str(name).replace("_", " "))


def products(table: pd.DataFrame) -> pd.DataFrame:
    """Keep each product in the formulas of a table of strings on one line of the page.

    Examples
    --------
    >>> products(pd.DataFrame({"Numbers": ["1 * 3 + 2 * 5 = 13"]})).iat[0, 0]
    '1\xa0*\xa03 + 2\xa0*\xa05 = 13'
    """
    space = "\N{NO-BREAK SPACE}"
    return table.map(lambda value: value.replace(" * ", f"{space}*{space}").replace(" @ ", f"{space}@{space}"))


def _written(value: Any) -> str:
    """Write a number with four digits, an amount in full, and anything else as it is."""
    if isinstance(value, float):
        return words.number(value, 4)
    return words.size(value) if isinstance(value, int) else str(value)


def _command(run: Run, figure: Figure) -> str:
    """Write the command that measures what a figure shows."""
    return command(run, figure.selection or figure.name)


def inline(figure: Figure) -> Markup:
    """Give the SVG element of a figure for use inside a page.

    It takes the colours of the page, the width it is given, and a description for screen readers.
    Identifiers are made unique to the figure: in one page, two figures may not share any. Letters are
    left to `glyphs`.
    """
    element = figure.svg[figure.svg.index("<svg") :]
    element = re.sub(r"<metadata>.*?</metadata>|<!--.*?-->", "", element, flags=re.DOTALL)
    element = re.sub(r"<defs>\s*</defs>", "", _GLYPH.sub("", element)).replace("xlink:href", "href")
    element = re.sub(r"\s*\n\s*", "\n", element)
    element = re.sub(r"(\d\d\.\d\d)\d+", r"\1", element)  # a hundredth of a point is enough; 0.015625 is a scale
    element = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", element, count=1)
    element = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", element, count=1)
    used = set(re.findall(r'(?:href="#|url\(#)([^")]*)', element))
    element = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in used else "", element)
    element = re.sub(r'(\bid="|href="#|url\(#)(?!DejaVu)', rf"\g<1>{figure.name}-", element)
    label = Markup('role="img" aria-label="{}"').format(figure.alternative)
    # the SVG is our own drawing, its texts are outlines, and only the label comes from the data
    return Markup(style.themed(element).replace("<svg", f"<svg {label}", 1))


def glyphs(figures: Iterable[Figure]) -> Markup:
    """Give the letters of all figures, each once; it makes the page a third smaller."""
    found = {match[1]: match[0] for figure in figures for match in _GLYPH.finditer(figure.svg)}
    letters = "\n".join(re.sub(r"\s+", " ", found[identifier]) for identifier in sorted(found))
    return Markup(f'<svg width="0" height="0" aria-hidden="true" class="glyphs"><defs>\n{letters}\n</defs></svg>')


def unbroken(sentence: str) -> str:
    """Keep ``n = 4096`` and ``95 %`` on one line of the page."""
    return sentence.replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}").replace(" %", "\N{NO-BREAK SPACE}%")

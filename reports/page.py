"""Put the report together: what is said, drawn and tabulated, and write it as files.

`compose` makes everything in memory; `write` puts it on disk. Each file is written beside its
place and then renamed, the page last, so that nobody ever opens half a report.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from reports import findings, stats, style, tables
from reports.load import Run
from reports.sections import MAKERS, Figure, Section

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
        trust=findings.trust(summary, run.environment),
        missing=findings.missing(summary),
        sections=made,
        cases=tables.cases(summary),
        data=summary.drop(columns="pairs"),
    )


def write(report: Report, folder: Path) -> Path:
    """Write the page, the summary, the figures and their data.

    Returns
    -------
    Path
        The page, ``index.html``.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in _files(report):
        _replace(folder / path, text)
    return folder / "index.html"


def _files(report: Report) -> Iterator[tuple[str, str]]:
    """Give the name and the text of every file, the page last."""
    for part in (part for section in report.sections for part in section.parts):
        if isinstance(part, Figure):
            yield f"{part.name}.svg", part.svg
            yield f"{part.name}.csv", _csv(part.data)
    yield "cases.csv", _csv(report.data)
    yield "summary.md", _render("summary.md", report)
    yield "index.html", _render("index.html", report)


def _render(template: str, report: Report) -> str:
    """Fill a template in; an unknown name in it is an error, and HTML is escaped."""
    environment = Environment(
        loader=PackageLoader("reports"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"markdown": tables.markdown, "inline": inline, "unbroken": unbroken}
    return environment.get_template(template).render(
        report=report,
        environment=report.run.environment,
        facts=tables.environment(report.run.environment),
        colours=style.COLOURS,
        pairs_below=stats.FEW_PAIRS,
        resamples=stats.RESAMPLES,
    )


def inline(figure: Figure) -> Markup:
    """Give the SVG element of a figure for use inside a page.

    It takes the colours of the page, the width it is given, and a description for screen readers.
    Identifiers are made unique to the figure: in one page, two figures may not share any.
    """
    element = figure.svg[figure.svg.index("<svg") :]
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(r'(<svg[^>]*?) width="[^"]*"', r"\1", element, count=1)
    element = re.sub(r'(<svg[^>]*?) height="[^"]*"', r"\1", element, count=1)
    element = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{figure.name}-", element)
    label = Markup('role="img" aria-label="{}"').format(figure.alternative)
    # the SVG is our own drawing, its texts are outlines, and only the label comes from the data
    return Markup(style.themed(element).replace("<svg", f"<svg {label}", 1))


def unbroken(sentence: str) -> str:
    """Keep ``n = 4096`` and ``95 %`` on one line of the page."""
    return sentence.replace(" = ", "\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}").replace(" %", "\N{NO-BREAK SPACE}%")


def _csv(table: pd.DataFrame) -> str:
    """Write a table as CSV, numbers with six significant digits."""
    return table.to_csv(index=False, float_format="%.6g", lineterminator="\n")


def _replace(path: Path, text: str) -> None:
    """Write beside the path, then rename: the file is the old one or the new one, never half."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(beside, 0o644)  # mkstemp makes files that nobody else may read
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise

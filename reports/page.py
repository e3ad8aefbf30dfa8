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

from reports import figures, findings, stats, style, tables, words
from reports.load import Run

Step = Callable[[str], None]


@dataclass(frozen=True)
class Figure:
    """A figure with all that stands around it; ``data`` is what it shows, saved beside it."""

    name: str
    svg: str
    alternative: str
    caption: str
    data: pd.DataFrame


@dataclass(frozen=True)
class Section:
    """One part of the page: a heading, some text, perhaps a figure and a table."""

    anchor: str
    title: str
    text: str
    figure: Figure | None = None
    table: pd.DataFrame | None = None
    table_title: str = ""


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


_SCALING_TITLES = {
    "wide": "More and more inputs, one output",
    "tall": "One input, more and more outputs",
    "square": "As many outputs as inputs",
}

_SCALING_TEXTS = {
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
    sections = []
    for sweep, problem in findings.subjects(summary):
        if sweep in stats.AXIS:
            step(f"drawing the {sweep} sweep")
            sections += _scaling(summary, sweep, problem)
        elif sweep == "grid":
            step("drawing the n x m grid")
            sections += _grid(summary, problem)
    if (summary["sweep"] == "problem").any():
        step("drawing the real problems")
        sections += _problems(summary)
    step("tabulating the cases")
    sections += _peers(summary)
    sections += _agreement(summary)
    sections += _failures(summary)
    return Report(
        run=run,
        headline=findings.headline(summary),
        trust=findings.trust(summary, run.environment),
        missing=findings.missing(summary),
        sections=sections,
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
    for figure in (section.figure for section in report.sections if section.figure):
        yield f"{figure.name}.svg", figure.svg
        yield f"{figure.name}.csv", _csv(figure.data)
    yield "cases.csv", _csv(report.data)
    yield "summary.md", _render("summary.md", report)
    yield "index.html", _render("index.html", report)


def _scaling(summary: pd.DataFrame, sweep: str, problem: str) -> list[Section]:
    """Show how the cost grows along one sweep."""
    curves = stats.costs(summary, sweep, problem)
    if curves.empty:
        return []
    title = _SCALING_TITLES[sweep]
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
        caption=f"Problem: {problem}. {_READING}{_without_time(summary, sweep, problem)}",
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
    return [
        Section(
            anchor=figure.name,
            title=title,
            text=_SCALING_TEXTS[sweep],
            figure=figure,
            table=tables.slopes(curves, sweep),
            table_title="How fast the cost grows: slopes on log-log axes, with 95 % intervals. At "
            "small sizes NumPy's fixed cost of each call hides the growth, so the larger half of "
            "the sizes is nearer to theory",
        )
    ]


def _without_time(summary: pd.DataFrame, sweep: str, problem: str) -> str:
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


def _grid(summary: pd.DataFrame, problem: str) -> list[Section]:
    """Show who wins at which numbers of inputs and outputs."""
    ratios = stats.mode_ratios(summary, "grid", problem)
    if ratios.empty:
        return []
    wins = int((ratios["ratio"] > 1).sum())
    figure = Figure(
        name=f"grid-{problem}",
        svg=figures.grid(ratios),
        alternative=f"Heat map of forward over reverse cost on the n by m grid: reverse mode is "
        f"cheaper in {wins} of {len(ratios)} cells, those with many inputs and few outputs.",
        caption=f"Problem: {problem}. Each cell gives the time of forward mode over the time of "
        "reverse mode, both with all directions in one sweep: above 1 (orange) reverse mode is "
        f"cheaper, below 1 (blue) forward mode.{_without_time(summary, 'grid', problem)}",
        data=ratios[["n", "m", "ratio", "low", "high", "pair_count"]],
    )
    text = (
        "Any number of inputs against any number of outputs. As a rule the smaller number decides: "
        "few inputs, forward mode; few outputs, reverse mode. The line shows where they meet."
    )
    return [Section(figure.name, "Where the two modes meet", text, figure)]


def _problems(summary: pd.DataFrame) -> list[Section]:
    """Show the derivatives of real problems."""
    costs = stats.problem_costs(summary)
    if costs.empty:
        return []
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
    return [Section("problems", "Real problems", text, figure, tables.problems(costs), title)]


def _peers(summary: pd.DataFrame) -> list[Section]:
    """Show how long other tools take for the same gradients."""
    table = tables.peers(summary)
    if table.empty:
        return []
    text = (
        "The same gradients by tools that, like dualtape, run a program as it is written, without "
        "compiling it first. Above 1× the tool takes longer than dualtape's reverse mode."
    )
    title = "Time of the tool over the time of dualtape's reverse mode, with 95 % intervals"
    return [Section("peers", "Other tools", text, table=table, table_title=title)]


def _agreement(summary: pd.DataFrame) -> list[Section]:
    """Show that what was timed was right."""
    table = tables.agreement(summary)
    if table.empty:
        return []
    text = (
        "A fast wrong derivative is worth nothing. The difference is |x - y| / max(1, |x| + |y|), "
        "the largest over all entries, against JAX in 64-bit arithmetic; 64-bit numbers carry "
        "about 16 digits, so 1e-15 is as good as it gets."
    )
    title = "Worst difference for each backend and problem"
    return [Section("agreement", "Agreement with JAX", text, table=table, table_title=title)]


def _failures(summary: pd.DataFrame) -> list[Section]:
    """Show what could not be timed."""
    table = tables.failures(summary)
    if table.empty:
        return []
    text = "These cases were tried and have no time. They are left out of every estimate above."
    return [Section("failures", "Not timed", text, table=table, table_title="Cases and reasons")]


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

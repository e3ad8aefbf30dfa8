"""Write the report of saved benchmark runs, or compare two of them: ``python -m reports --help``."""

from __future__ import annotations

import argparse
import io
import sys
import webbrowser
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from reports import compare, folder, load, page, stats, tables
from reports.load import ReportError
from reports.merge import merge

OUT = Path("reports/out")
PLAIN_WIDTH = 120
"""Columns of a table in a log or a pipe, which have no width of their own."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one report, or one comparison.

    Returns
    -------
    int
        0, or 2 if there is nothing to be made; the reason is printed as one line.
    """
    options = _parser().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal without the sign for times still gets its report
    width = None if sys.stdout.isatty() else PLAIN_WIDTH
    console = Console(width=width, soft_wrap=True, highlight=False)
    try:
        if options.targets:
            _targets(console, options)
            return 0
        if options.open and "html" not in options.format:
            raise ReportError("--open opens the page, so --format has to name html")
        path = _compare(console, options) if options.compare else _report(console, options)
    except ReportError as error:
        print(f"reports: {error}", file=sys.stderr)
        return 2
    console.print(f"\nThe {'comparison' if options.compare else 'report'}: {escape(str(path))}")
    if options.open and not webbrowser.open(path.resolve().as_uri()):
        console.print("No browser was found: open that file yourself.", style="yellow")
    return 0


def _parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m reports",
        description="Write the report of a saved benchmark run, or compare two of them.",
        epilog="Nothing is measured here: run `pytest benchmarks --benchmark-only` first.",
    )
    parser.add_argument(
        "files",
        nargs="*",
        type=Path,
        metavar="FILE",
        help=f"result file (default: the newest one below {load.RESULTS}/); several are merged into one report, and of "
        "a case that was measured more than once the last file counts",
    )
    instead = parser.add_mutually_exclusive_group()
    instead.add_argument(
        "--compare",
        nargs=2,
        type=Path,
        metavar=("OLD", "NEW"),
        help="say what got faster or slower between two result files, instead of a report",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help=f"folder to write to (default: {OUT}, for a comparison {OUT / 'compare'}); what an earlier report wrote "
        "there is replaced, other files stay",
    )
    parser.add_argument(
        "--format",
        type=_formats,
        default=tuple(page.FORMATS),
        metavar="FORMATS",
        help=f"what to write, with what it refers to: some of {','.join(page.FORMATS)} (default: all)",
    )
    instead.add_argument(
        "--targets",
        action="store_true",
        help="print the targets of speed, and what was measured, instead of writing a report",
    )
    parser.add_argument("--open", action="store_true", help="open the page in the browser")
    return parser


def _formats(text: str) -> tuple[str, ...]:
    """Read a list of formats such as ``html,md``."""
    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in page.FORMATS:
            raise argparse.ArgumentTypeError(f"{name!r} is none of {', '.join(page.FORMATS)}")
    return names


def _report(console: Console, options: argparse.Namespace) -> Path:
    """Write the report, and print its headline and what is missing."""
    files = options.files or [load.newest()]
    out = options.out or OUT
    with console.status(f"reading {escape(', '.join(map(str, files)))}") as status:
        run = merge([load.load(file) for file in files])
        folder.prepare(out)
        report = page.compose(run, step=lambda text: _say(console, status, text))
        path = page.write(report, out, options.format)
    console.print(f"\nMade from {escape(', '.join(map(str, files)))}:\n")
    for sentence in [*report.headline, *report.trust]:
        console.print(f"- {escape(sentence)}")
    for sentence in report.missing:
        console.print(f"- {escape(sentence)}", style="yellow")
    return path


def _targets(console: Console, options: argparse.Namespace) -> None:
    """Print what was to be reached beside what was measured."""
    run = merge([load.load(file) for file in options.files or [load.newest()]])
    frame = tables.targets(stats.summarise(run.cases))
    if frame.empty:
        raise ReportError("there is no target in this run: measure benchmarks/bench_peers.py, or the default sweep")
    compare.show_table(frame, console)


def _compare(console: Console, options: argparse.Namespace) -> Path:
    """Compare two runs, print what changed, and write it."""
    if options.files:
        raise ReportError(f"--compare takes two files, OLD and NEW, and there is a third: {options.files[0]}")
    out = options.out or OUT / "compare"
    with console.status("comparing") as status:
        _say(console, status, f"comparing {options.compare[0]} with {options.compare[1]}")
        old, new = map(load.load, options.compare)
        folder.prepare(out)
        changes = compare.compare(old, new)
        path = compare.write(changes, out, options.format)
    console.print()
    compare.show(changes, console)
    return path


def _say(console: Console, status: Status, text: str) -> None:
    """Tell the stage: beside a spinner on a terminal, as a plain line in a log."""
    if console.is_terminal:
        status.update(escape(text))
    else:
        console.print(f"{escape(text)} ...")


if __name__ == "__main__":
    raise SystemExit(main())

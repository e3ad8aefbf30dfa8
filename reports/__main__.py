"""Write the report of a saved benchmark run: ``python -m reports [FILE] [--out DIR]``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from reports import load, page
from reports.load import ReportError

OUT = Path("reports/out")


def main(arguments: Sequence[str] | None = None) -> int:
    """Write one report.

    Returns
    -------
    int
        0, or 2 if there is no report to be made; the reason is printed as one line.
    """
    options = _parser().parse_args(arguments)
    console = Console(soft_wrap=True, highlight=False)
    try:
        file = options.file or load.newest()
        with console.status(f"reading {escape(str(file))}") as status:
            report = page.compose(load.load(file), step=lambda text: _say(console, status, text))
            path = page.write(report, options.out)
    except ReportError as error:
        print(f"reports: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"reports: cannot write the report: {error}", file=sys.stderr)
        return 2
    _conclude(console, report, path)
    return 0


def _parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser(prog="python -m reports", description="Write the report of a saved benchmark run.")
    parser.add_argument(
        "file",
        nargs="?",
        type=Path,
        help=f"result file (default: the newest one below {load.RESULTS}/)",
    )
    parser.add_argument(
        "--out",
        type=Path,
        default=OUT,
        metavar="DIR",
        help="folder to write to (default: %(default)s)",
    )
    return parser


def _say(console: Console, status: Status, text: str) -> None:
    """Tell the stage: beside a spinner on a terminal, as a plain line in a log."""
    if console.is_terminal:
        status.update(escape(text))
    else:
        console.print(f"{escape(text)} ...")


def _conclude(console: Console, report: page.Report, path: Path) -> None:
    """Print the headline, what is missing, and where the page is."""
    console.print()
    for sentence in [*report.headline, *report.trust]:
        console.print(f"- {escape(sentence)}")
    for sentence in report.missing:
        console.print(f"- {escape(sentence)}", style="yellow")
    console.print(f"\nThe report: {escape(str(path))}")


if __name__ == "__main__":
    raise SystemExit(main())

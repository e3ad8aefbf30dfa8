"""Two saved runs beside each other: what got faster or slower, by more than the noise of either.

Seconds of two runs cannot be compared: the clock of a machine drifts by more than most changes of a program. What can
be compared are the paired ratios, of a case to the function itself and to its rivals, since each pair saw one machine.
The change of a ratio is the new one over the old one. It counts if its 95 % interval leaves out 1 and it is larger
than the noise floors of both runs, the ratio of a function to itself.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from reports import folder, merge, page, stats, style, tables, templating, words
from reports.load import CASE, ReportError, Run
from reports.stats import Estimate

FORMATS = {"html": "compare.html", "md": "compare.md", "csv": "compare.csv"}
"""Format -> the file that holds the comparison in it."""

ALIKE = 0.1
"""Ratios that differ by less are alike: of how many this is true tells how well a run repeats another."""

TERMINAL_ROWS = 12
"""So many rows of each table stand on the terminal; the files have all of them."""

_ROW = [*CASE, "rival"]
_ESTIMATE = ["ratio", "low", "high"]
_OUTCOMES = ("faster", "slower", "same")


@dataclass(frozen=True)
class Changes:
    """What changed from one run to another.

    Attributes
    ----------
    old, new
        The runs.
    floor
        The larger one of their noise floors: 0.02 means that changes up to 2 % do not count.
    rows
        One row a (case, rival) of either run: the columns that identify it, then ``status``, ``reason``, ``ratio``,
        ``low`` and ``high`` of both runs, each with the suffix ``_old`` or ``_new``, ``change`` with ``change_low`` and
        ``change_high``, and the ``outcome``: faster, slower, same, status (it has a time in one run only), new, gone,
        or none if there is nothing to compare.
    """

    old: Run
    new: Run
    floor: float
    rows: pd.DataFrame

    def of(self, *outcomes: str, rivals: bool = False) -> pd.DataFrame:
        """Take the rows with some outcomes, the largest change first, of derivatives over the function or a rival."""
        chosen = self.rows[self.rows["outcome"].isin(outcomes) & (self.rows["backend"] != "primal")]
        chosen = chosen[(chosen["rival"] != "primal") == rivals]
        return chosen.iloc[(-chosen["change"].map(_size)).argsort(kind="stable")]

    @property
    def controls(self) -> pd.DataFrame:
        """The functions timed against themselves in both runs: nothing of them should change."""
        return self.rows[self.rows["outcome"].isin(_OUTCOMES) & (self.rows["backend"] == "primal")]


def compare(old: Run, new: Run) -> Changes:
    """Match the cases of two runs and estimate what changed.

    Raises
    ------
    ReportError
        If no case was timed in both.
    """
    floor = max(map(_floor, (old, new)))
    columns = [*_ROW, *_ESTIMATE, "status", "reason"]
    before, after = (stats.summarise(run.cases)[columns] for run in (old, new))
    rows = before.merge(after, on=_ROW, how="outer", suffixes=("_old", "_new"))
    changes = pd.DataFrame([_change(row) for row in stats.rows(rows)], index=rows.index)
    changes.columns = pd.Index(["change", "change_low", "change_high"])
    rows = rows.join(changes)
    in_old, in_new = (set(run.cases[CASE].itertuples(index=False, name=None)) for run in (old, new))
    rows["outcome"] = [_outcome(row, in_old, in_new, floor) for row in stats.rows(rows)]
    rows = rows.sort_values(_ROW, kind="stable", ignore_index=True)
    if not rows["outcome"].isin(_OUTCOMES).any():
        raise ReportError(
            f"{old.name} and {new.name} have no timed case in common: measure the same cases twice "
            "(the same --sweep, and the same -k if any)"
        )
    return Changes(old, new, floor, rows)


def _floor(run: Run) -> float:
    """Take the noise floor of a run, 0 if it did not record any."""
    return stats.noise_floor(run.environment.noise_pairs) if run.environment.noise_pairs else 0.0


def _change(row: Any) -> Estimate:
    """Estimate the new ratio over the old one; NaN where either is missing."""
    old = Estimate(row.ratio_old, row.low_old, row.high_old)
    new = Estimate(row.ratio_new, row.low_new, row.high_new)
    return Estimate(math.nan, math.nan, math.nan) if math.isnan(old.value + new.value) else new.over(old)


def _size(change: float) -> float:
    """Measure a change by its factor, so that halving and doubling are of one size: 0.5 and 2 both give 2."""
    return max(change, 1 / change)


def _outcome(row: Any, in_old: set[Any], in_new: set[Any], floor: float) -> str:
    """Say in a word what became of one (case, rival)."""
    if not math.isnan(row.change):
        certain = row.change_low > 1 or row.change_high < 1
        if not certain or _size(row.change) <= 1 + floor:
            return "same"
        return "slower" if row.change > 1 else "faster"
    case = tuple(getattr(row, column) for column in CASE)
    if case not in in_old or case not in in_new:
        return "gone" if case in in_old else "new"
    return "status" if row.rival == "primal" and row.status_old != row.status_new else "none"


# In words


def sentences(changes: Changes) -> list[str]:
    """Sum up what changed, the plainest first."""
    compared = changes.of(*_OUTCOMES)
    count = compared["outcome"].value_counts()
    faster, slower = (int(count.get(outcome, 0)) for outcome in ("faster", "slower"))
    found = [
        f"Of {words.count(len(compared), 'derivative')} timed in both runs, {faster} got faster and {slower} slower by "
        f"more than the noise (a floor of {_percent(changes.floor)}), in their cost over the function itself.",
        *_share(compared["change"]),
        *_control(changes.controls),
    ]
    rivals = changes.of(*_OUTCOMES, rivals=True)
    if len(rivals):
        count = rivals["outcome"].value_counts()
        found.append(
            f"Of {words.count(len(rivals), 'ratio')} to a rival, another mode or tool, {int(count.get('faster', 0))} "
            f"got smaller and {int(count.get('slower', 0))} larger, because of either side."
        )
    other = [(len(changes.of(outcome)), text) for outcome, text in _OTHER.items()]
    if any(amount for amount, _ in other):
        found.append("; ".join(f"{words.count(amount, 'derivative')} {text}" for amount, text in other if amount) + ".")
    return found


_OTHER = {"status": "with a time in only one of the runs", "new": "only in the new run", "gone": "only in the old run"}


def _share(change: pd.Series[float]) -> list[str]:
    """Say how many cost ratios are alike in the two runs."""
    if change.empty:
        return []
    alike = int((change.map(_size) < 1 + ALIKE).sum())
    return [
        f"The cost over the function itself differs by less than {_percent(ALIKE)} between the two runs in {alike} of "
        f"{words.count(len(change), 'case')} ({_percent(alike / len(change))})."
    ]


def _control(controls: pd.DataFrame) -> list[str]:
    """Say how much of this would be found if nothing had changed."""
    if controls.empty:
        return []
    moved = int((controls["outcome"] != "same").sum())
    advice = ", which only noise can do: trust changes that are large, or that come in groups" if moved else ""
    return [
        f"As a control, {moved} of {words.count(len(controls), 'function')} timed against themselves changed by more "
        f"than the noise{advice}."
    ]


def warnings(changes: Changes) -> list[str]:
    """Say what makes the two runs hard to compare."""
    old, new = changes.old.environment, changes.new.environment
    found = []
    if differing := merge.differences(old, new):
        found.append(f"The runs differ in {', '.join(differing)}: what changed may come from there.")
    if old.sweep != new.sweep:
        found.append(
            f"The old run is of the {old.sweep} sweep, the new one of the {new.sweep} sweep: only what both did is "
            "compared, and each gave its cases another time."
        )
    for name, run in (("old", changes.old), ("new", changes.new)):
        if not run.environment.noise_pairs:
            found.append(f"The {name} run did not record its noise, so some of its noise may count as change.")
        elif _floor(run) > ALIKE:
            found.append(
                f"The {name} run was disturbed: a function timed against itself differs by up to "
                f"{_percent(_floor(run))}, and smaller changes stay hidden. Repeat it on a quiet machine."
            )
    if changes.old.cases.equals(changes.new.cases):
        found.append("The two files hold the same measurements.")
    elif new.date < old.date and "not recorded" not in (new.date, old.date):
        found.append("The new run was measured before the old one: OLD stands first, then NEW.")
    return found


def _percent(share: float) -> str:
    """Write a share in percent."""
    return f"{words.number(100 * share, 2)} %"


# In tables


def listings(changes: Changes) -> Iterator[tuple[str, pd.DataFrame]]:
    """Give the title and the rows of each table that has any."""
    made = {
        "Slower than before": _listing(changes.of("slower")),
        "Faster than before": _listing(changes.of("faster")),
        "Changed over a rival": _listing(changes.of("faster", "slower", rivals=True), rivals=True),
        "With a time in only one of the runs": _statuses(changes.of("status")),
        "Only in the new run": _groups(changes.of("new")),
        "Only in the old run": _groups(changes.of("gone")),
    }
    return ((title, table) for title, table in made.items() if len(table))


def _listing(chosen: pd.DataFrame, rivals: bool = False) -> pd.DataFrame:
    """Tabulate ratios before and after."""
    return pd.DataFrame(
        {
            "Change": _described(Estimate(row.change, row.change_low, row.change_high)),
            "Backend": words.backend(row.backend),
            **({"Over": words.backend(row.rival)} if rivals else {}),
            "Before": words.times(row.ratio_old),
            "After": words.times(row.ratio_new),
            "Case": _case(row),
        }
        for row in stats.rows(chosen)
    )


def _described(change: Estimate) -> str:
    """Write a change as a factor above one, with its interval."""
    word, factor = ("slower", change) if change.value > 1 else ("faster", change.inverse())
    return f"{words.times(factor.value)} {word} ({words.between(factor)})"


def _statuses(chosen: pd.DataFrame) -> pd.DataFrame:
    """Tabulate what can be timed now and could not before, and the other way round."""
    return pd.DataFrame(
        {
            "Before": row.status_old,
            "After": row.status_new,
            "Backend": words.backend(row.backend),
            "Case": _case(row),
            "Reason": row.reason_new or row.reason_old,
        }
        for row in stats.rows(chosen)
    )


def _groups(chosen: pd.DataFrame) -> pd.DataFrame:
    """Tabulate cases that one run alone has, one row a problem of a sweep."""
    return pd.DataFrame(
        {
            "Sweep": sweep,
            "Problem": problem,
            "Cases": str(len(cases)),
            "Backends": "; ".join(words.backend(name) for name in words.ordered(cases["backend"])),
        }
        for (sweep, problem), cases in chosen.groupby(["sweep", "problem"], sort=True)
    )


def _case(row: Any) -> str:
    """Name what a backend computes."""
    return f"{row.sweep}: {row.problem} {row.size}, {row.quantity}"


def runs(changes: Changes) -> pd.DataFrame:
    """Tabulate what the two runs are."""
    return pd.DataFrame({"": _WHAT, "Old run": _facts(changes.old), "New run": _facts(changes.new)})


_WHAT = ("File", "Date", "Commit", "Sweep", "Cases", "Noise floor")


def _facts(run: Run) -> tuple[str, ...]:
    """Give the facts of one run, in the order of `_WHAT`."""
    return (
        run.name,
        run.environment.date,
        tables.commit(run.environment),
        run.environment.sweep,
        words.size(len(run.cases[CASE].drop_duplicates())),
        _percent(_floor(run)) if run.environment.noise_pairs else "not recorded",
    )


# Where it goes


def show(changes: Changes, console: Console) -> None:
    """Print what changed on the terminal, of each table the first rows."""
    for text in sentences(changes):
        console.print(f"- {escape(text)}")
    for text in warnings(changes):
        console.print(f"- {escape(text)}", style="yellow")
    for title, frame in listings(changes):
        console.print()
        show_table(frame.head(TERMINAL_ROWS), console, title)
        if len(frame) > TERMINAL_ROWS:
            console.print(f"and {len(frame) - TERMINAL_ROWS} more")


def show_table(frame: pd.DataFrame, console: Console, title: str | None = None) -> None:
    """Print a table of words on the terminal."""
    table = Table(title=title and escape(title), title_justify="left", title_style="bold")
    for column in frame.columns:
        table.add_column(escape(column), overflow="fold")
    for row in frame.itertuples(index=False, name=None):
        table.add_row(*map(escape, row))
    console.print(table, soft_wrap=False)


def write(changes: Changes, place: Path, formats: Collection[str] = tuple(FORMATS)) -> Path:
    """Write the comparison in some formats, and remove what the last one in the same folder had beyond them.

    Returns
    -------
    Path
        The file to read: ``compare.html`` if it is among them.
    """
    wanted = [name for name in FORMATS if name in formats]
    texts = {FORMATS[name]: _text(changes, name) for name in wanted}
    folder.write(place, texts, FORMATS.values())
    return place / FORMATS[wanted[0]]


def _text(changes: Changes, name: str) -> str:
    """Write the comparison in one format."""
    if name == "csv":
        return tables.csv(changes.rows)
    environment = templating.environment()
    environment.filters |= {"badged": page.badged, "markdown": tables.markdown, "unbroken": page.unbroken}
    return environment.get_template(FORMATS[name]).render(
        sentences=sentences(changes),
        warnings=warnings(changes),
        listings=list(listings(changes)),
        runs=runs(changes),
        colours=style.COLOURS,
    )

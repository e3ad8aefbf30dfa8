"""That what was timed was right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from reports import figures, stats, tables, words
from reports.load import Run
from reports.sections.section import Figure, Section, Table, sentences
from reports.stats import APPROXIMATE

_TEXT = (
    "A fast wrong derivative is worth nothing, so each was compared before it was timed. The difference is |x - y| / "
    "max(1, |x| + |y|), the largest over all entries, sizes and quantities; 64-bit numbers carry about 16 digits, so "
    "1e-15 is as good as it gets. The oracle is JAX in 64-bit arithmetic or, where JAX cannot differentiate the "
    "problem, the derivative derived by hand. An oracle agrees with itself, so a 0 in its own column says nothing."
)


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show how far each backend is from the oracle."""
    worst = stats.agreement(summary)
    if worst["rho"].notna().sum() == 0:
        return
    found = _found(worst)
    figure = Figure(
        name="agreement",
        svg=figures.agreement(worst),
        alternative=f"For each backend the largest difference from the oracle on every problem. {' '.join(found)}",
        caption="Each mark is one problem, at the worst of its sizes and quantities; the problem with the largest "
        "difference is named. Left of the first dashed line a difference is less than one rounding; what lies beyond "
        "the second is not timed at all, finite differences apart, which are approximations.",
        data=worst,
        selection="bench",
    )
    table = Table(
        "Worst difference from the oracle, of each problem by each backend", tables.agreement(worst), tall=True
    )
    yield Section("agreement", "Agreement", _TEXT, (sentences(found), figure, table))


def _found(worst: pd.DataFrame) -> list[str]:
    """Say how large the largest difference is, who judged, and how far finite differences are."""
    checked = worst[worst["rho"].notna()]
    exact, rough = (checked[(checked["backend"] == APPROXIMATE) == apart] for apart in (False, True))
    found = []
    if len(exact):
        row = _largest(exact)
        found.append(
            f"Over {words.count(exact['problem'].nunique(), 'problem')} the largest difference of an exact derivative "
            f"is {words.rho(row.rho)}, on {row.problem} ({words.backend(row.backend)})."
        )
    judged = worst.drop_duplicates("problem")["oracle"].value_counts()
    found.append(
        "The oracle is "
        + ", ".join(
            f"{words.oracles(str(oracle))} for {words.count(count, 'problem')}" for oracle, count in judged.items()
        )
        + "."
    )
    if len(rough):
        row = _largest(rough)
        found.append(
            f"Finite differences, which are approximations, are off by up to {words.rho(row.rho)}, on {row.problem}."
        )
    return found


def _largest(checked: pd.DataFrame) -> Any:
    """Give the row with the largest difference."""
    return next(stats.rows(checked.loc[[checked["rho"].idxmax()]]))

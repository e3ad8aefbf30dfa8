"""What could not be timed."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports import tables
from reports.load import Run
from reports.sections.section import Section, Table


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show what could not be timed."""
    table = tables.failures(summary)
    if table.empty:
        return
    text = "These cases were tried and have no time. They are left out of every estimate above."
    yield Section("failures", "Not timed", text, (Table("Cases and reasons", table),))

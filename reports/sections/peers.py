"""How long other tools take for the same gradients."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports import tables
from reports.load import Run
from reports.sections.section import Section, Table


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show how long other tools take for the same gradients."""
    table = tables.peers(summary)
    if table.empty:
        return
    text = (
        "The same gradients by tools that, like dualtape, run a program as it is written, without "
        "compiling it first. Above 1× the tool takes longer than dualtape's reverse mode."
    )
    title = "Time of the tool over the time of dualtape's reverse mode, with 95 % intervals"
    yield Section("peers", "Other tools", text, (Table(title, table),))

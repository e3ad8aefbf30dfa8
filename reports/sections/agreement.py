"""That what was timed was right."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports import tables
from reports.load import Run
from reports.sections.section import Section, Table


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show that what was timed was right."""
    table = tables.agreement(summary)
    if table.empty:
        return
    text = (
        "A fast wrong derivative is worth nothing. The difference is |x - y| / max(1, |x| + |y|), "
        "the largest over all entries, against JAX in 64-bit arithmetic; 64-bit numbers carry "
        "about 16 digits, so 1e-15 is as good as it gets."
    )
    title = "Worst difference for each backend and problem"
    yield Section("agreement", "Agreement with JAX", text, (Table(title, table),))

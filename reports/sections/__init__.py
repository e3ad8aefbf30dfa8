"""The sections of the report, in the order of the page; a new one is a file beside this one and a name in `MAKERS`."""

from reports.sections import agreement, failures, grid, peers, problems, scaling
from reports.sections.section import Figure, Maker, Part, Piece, Section, Table

MAKERS: dict[str, Maker] = {
    "how the cost grows": scaling.sections,
    "where the modes meet": grid.sections,
    "the problems": problems.sections,
    "other tools": peers.sections,
    "agreement": agreement.sections,
    "what has no time": failures.sections,
}
"""What a section is about -> what makes it."""

__all__ = ["MAKERS", "Figure", "Maker", "Part", "Piece", "Section", "Table"]

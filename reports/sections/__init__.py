"""The sections of the report, in the order of the page; a new one is a file beside this one and a name in `MAKERS`."""

from reports.sections import (
    agreement,
    batching,
    checkpoint,
    failures,
    grid,
    layers,
    memory,
    modes,
    operations,
    overview,
    peers,
    regret,
    scaling,
    second_order,
)
from reports.sections.section import Figure, Maker, Pair, Part, Piece, Section, Table

MAKERS: dict[str, Maker] = {
    "how the two modes work": modes.sections,
    "the overview": overview.sections,
    "how the cost grows": scaling.sections,
    "where the modes meet": grid.sections,
    "what choosing by rule costs": regret.sections,
    "what batches save": batching.sections,
    "the memory and the tape": memory.sections,
    "what checkpoints trade": checkpoint.sections,
    "what an operation costs": operations.sections,
    "second derivatives": second_order.sections,
    "the gradient in deep networks": layers.sections,
    "other tools": peers.sections,
    "agreement": agreement.sections,
    "what has no time": failures.sections,
}
"""What a section is about -> what makes it."""

__all__ = ["MAKERS", "Figure", "Maker", "Pair", "Part", "Piece", "Section", "Table"]

"""The way from a synthetic result to the sections of one kind."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reports import load, stats
from reports.sections import Figure, Maker, Piece, Section, Table


@pytest.fixture(scope="session")
def made(save: Callable[[Any], Path]) -> Callable[[Maker, Any], list[Section]]:
    """Give the function that makes the sections of one kind of a result."""

    def make(sections: Maker, result: Any) -> list[Section]:
        run = load.load(save(result))
        return list(sections(run, stats.summarise(run.cases)))

    return make


@pytest.fixture(scope="session")
def said() -> Callable[[Section], str]:
    """Give the function that takes what a section found, all its sentences in one text."""
    return lambda section: "\n".join(part.markdown for part in section.parts if isinstance(part, Piece))


@pytest.fixture(scope="session")
def frames() -> Callable[[Section], list[Any]]:
    """Give the function that takes the tables of a section."""
    return lambda section: [part.frame for part in section.parts if isinstance(part, Table)]


@pytest.fixture(scope="session")
def drawn() -> Callable[[Section], list[Figure]]:
    """Give the function that takes the figures of a section."""
    return lambda section: [part for part in section.parts if isinstance(part, Figure)]

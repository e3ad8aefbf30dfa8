"""What a killed run leaves behind, and what the next one makes of it."""

from pathlib import Path

import pytest

from benchmarks.journal import Journal, fresh, newest

HERE = {"sweep": "quick", "commit": "abc"}
CASE = ("wide", "two-layer-tanh", "n=1,m=1", "jvp", "forward")
ENTRY = {"extra_info": {"n": 1}, "data": [1e-6, 2e-6], "iterations": 10}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    journal = Journal(tmp_path / "folder" / "quick-1.jsonl", HERE)
    journal.add(CASE, ENTRY)
    return journal.path


def test_finished_case_is_found_again(path: Path) -> None:
    assert Journal(path, HERE).finished == {CASE: ENTRY}


def test_a_journal_without_cases_leaves_no_file(tmp_path: Path) -> None:
    Journal(tmp_path / "quick-1.jsonl", HERE)
    assert list(tmp_path.iterdir()) == []


def test_death_in_the_middle_of_a_line_loses_that_line_alone(path: Path) -> None:
    with path.open("a") as file:
        file.write('{"case": ["wide"')
    again = Journal(path, HERE)
    assert again.finished == {CASE: ENTRY}
    again.add(("other",), ENTRY)
    assert set(Journal(path, HERE).finished) == {CASE, ("other",)}


def test_other_code_is_refused(path: Path) -> None:
    with pytest.raises(ValueError, match=r"another commit: commit was 'abc' and is 'def'.*without --resume"):
        Journal(path, HERE | {"commit": "def"})


def test_closed_journal_is_gone(path: Path) -> None:
    Journal(path, HERE).close()
    assert not path.exists()


def test_newest_of_a_scale(tmp_path: Path) -> None:
    assert newest("quick", tmp_path) is None
    for scale in ("quick", "full", "quick", "quick", "full"):
        last = fresh(scale, tmp_path)
        last.touch()
        if scale == "quick":
            wanted = last
    assert newest("quick", tmp_path) == wanted

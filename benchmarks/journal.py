"""What a run has finished, kept on disk case by case, so that a killed run can be resumed.

pytest-benchmark writes its result file when all is done. A long run may never get there; so each finished case is also
appended to a journal, one JSON line a case, and a run with ``--resume`` takes from the newest journal what is there and
measures only the rest. A journal ends with its run: it is deleted once the result file is written.
"""

import json
from collections.abc import Hashable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FOLDER = Path(".benchmarks") / "unfinished"


class Journal:
    """The finished cases of one run.

    Parameters
    ----------
    path : Path
        The file, which need not exist.
    circumstances : mapping
        What must be the same for a case to count as finished: the commit, the machine, the scale.

    Raises
    ------
    ValueError
        If the file is of other circumstances, or not a journal.
    """

    def __init__(self, path: Path, circumstances: Mapping[str, Any]) -> None:
        """Read what is there; the file begins with the first case."""
        self.path = path
        self.circumstances = dict(circumstances)
        self.finished: dict[Hashable, dict[str, Any]] = {}
        if path.exists():
            self._read()

    def add(self, case: Hashable, entry: Mapping[str, Any]) -> None:
        """Keep a finished case; after this it survives the death of the process."""
        if not self.path.exists():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._append(self.circumstances)
        self.finished[case] = dict(entry)
        self._append({"case": case, **entry})

    def close(self) -> None:
        """Delete the file: all that it holds is in a result file by now."""
        self.path.unlink(missing_ok=True)

    def _append(self, line: Mapping[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line) + "\n")

    def _read(self) -> None:
        circumstances = self.circumstances
        first, *lines = self.path.read_text(encoding="utf-8").splitlines(keepends=True)
        found = json.loads(first)
        if found != circumstances:
            changed = [name for name in circumstances if found.get(name) != circumstances[name]]
            raise ValueError(
                f"{self.path} is of another {' and '.join(changed)}: "
                + "; ".join(f"{name} was {found.get(name)!r} and is {circumstances[name]!r}" for name in changed)
                + ". Measure anew, without --resume"
            )
        whole = [line for line in lines if line.endswith("\n")]  # the process may have died in the middle of a line
        if len(whole) < len(lines):
            self.path.write_text("".join([first, *whole]), encoding="utf-8")
        for entry in map(json.loads, whole):
            self.finished[tuple(entry.pop("case"))] = entry


def newest(scale: str, folder: Path = FOLDER) -> Path | None:
    """Return the newest journal of a scale, None if no run of it was left unfinished."""
    return max(folder.glob(f"{scale}-*.jsonl"), default=None)


def fresh(scale: str, folder: Path = FOLDER) -> Path:
    """Return the name of a new journal; the names of one scale sort by time."""
    return folder / f"{scale}-{datetime.now(UTC):%Y%m%dT%H%M%S%f}.jsonl"

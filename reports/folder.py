"""A folder of files that is renewed as a whole: nothing in it is half written, and nothing of an earlier report stays.

A report lists what it wrote in ``files.txt``. The next one removes what stands there and is no longer written, and
touches nothing else: the folder may be shared with files of others.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Collection, Mapping
from pathlib import Path

from reports.load import ReportError

LISTING = "files.txt"
KINDS = (".html", ".md", ".svg", ".csv")
"""What a report writes, and so the most that it may remove, whatever the listing says."""


def prepare(folder: Path) -> None:
    """Make a folder, and see that it can be written to before any work is done for it.

    Raises
    ------
    ReportError
        If it cannot.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        tempfile.TemporaryFile(dir=folder).close()
    except (FileExistsError, NotADirectoryError):
        raise ReportError(f"cannot write to {folder}: it is a file, or below one; name a folder") from None
    except OSError as error:
        raise ReportError(f"cannot write to {folder}: {error.strerror}; name another folder with --out") from None


def renew(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files of a report with a listing, and remove what the listing of the last report has beyond them.

    Parameters
    ----------
    files
        Names and texts, in the order in which they are written.
    """
    earlier = listed(folder)
    # until all is done the listing has the files of both reports, so that no interruption leaves any that is unlisted
    write(folder, {LISTING: _listing([*earlier, *files])})
    write(folder, files, earlier)
    write(folder, {LISTING: _listing(files)})


def listed(folder: Path) -> list[str]:
    """Give the names in the listing of a folder that a report can have written; none if there is no listing."""
    try:
        lines = (folder / LISTING).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return []
    return [name for name in lines if name.endswith(KINDS) and Path(name).name == name]


def write(folder: Path, files: Mapping[str, str], earlier: Collection[str] = ()) -> None:
    """Write files, each beside its place and then renamed, and remove the earlier ones that are not among them.

    Raises
    ------
    ReportError
        If a file cannot be written; each is then the old one or the new one, never half.
    """
    prepare(folder)
    name = ""
    try:
        for name, text in files.items():
            _replace(folder / name, text)
        for name in set(earlier) - set(files):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise ReportError(f"cannot write {folder / name}: {error.strerror}") from None


def _listing(names: Collection[str]) -> str:
    """Write names one a line, each once."""
    return "".join(f"{name}\n" for name in sorted(set(names)))


def _replace(path: Path, text: str) -> None:
    """Write beside the path, then rename."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(beside, 0o644)  # mkstemp makes files that nobody else may read
        os.replace(beside, path)
    except BaseException:
        Path(beside).unlink(missing_ok=True)
        raise

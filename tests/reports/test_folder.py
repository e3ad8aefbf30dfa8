"""A folder that is renewed as a whole: nothing half written, nothing left over, nothing of others touched."""

import os

import pytest

from reports import folder
from reports.load import ReportError


def test_what_the_last_report_wrote_and_this_one_does_not_disappears(tmp_path):
    folder.renew(tmp_path, {"old.svg": "1", "both.csv": "1"})
    folder.renew(tmp_path, {"both.csv": "2", "new.svg": "2"})
    assert {path.name for path in tmp_path.iterdir()} == {"both.csv", "new.svg", "files.txt"}
    assert (tmp_path / "both.csv").read_text() == "2"
    assert (tmp_path / "files.txt").read_text() == "both.csv\nnew.svg\n"


def test_files_of_others_stay(tmp_path):
    for name in ("notes.md", "photo.svg"):
        (tmp_path / name).write_text("mine")
    folder.renew(tmp_path, {"page.html": "1"})
    folder.renew(tmp_path, {"page.html": "2"})
    assert {path.name for path in tmp_path.iterdir()} == {"notes.md", "photo.svg", "page.html", "files.txt"}


def test_a_listing_that_was_tampered_with_does_no_harm(tmp_path):
    inside = tmp_path / "out"
    inside.mkdir()
    for path in (tmp_path / "outside.svg", inside / "program.py", inside / "files.txt"):
        path.write_text("mine")
    (inside / "files.txt").write_text("../outside.svg\nprogram.py\nfiles.txt\n.svg/..\n\nmissing.svg\n/etc/x.csv\n")
    folder.renew(inside, {"page.html": "1"})
    assert (tmp_path / "outside.svg").is_file()
    assert {path.name for path in inside.iterdir()} == {"program.py", "page.html", "files.txt"}


def test_a_listing_that_is_not_text_is_as_good_as_none(tmp_path):
    (tmp_path / "files.txt").write_bytes(b"\xff\xfe")
    assert folder.listed(tmp_path) == []


def test_an_interruption_leaves_nothing_unlisted(tmp_path, monkeypatch):
    folder.renew(tmp_path, {"old.svg": "1"})
    replace = os.replace

    def fail(source, target):
        if target.name == "second.svg":
            raise KeyboardInterrupt
        replace(source, target)

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(KeyboardInterrupt):
        folder.renew(tmp_path, {"first.svg": "2", "second.svg": "2"})
    monkeypatch.undo()
    assert {"old.svg", "first.svg"} <= set(folder.listed(tmp_path))
    folder.renew(tmp_path, {"page.html": "3"})
    assert {path.name for path in tmp_path.iterdir()} == {"page.html", "files.txt"}


def test_nothing_is_written_half(tmp_path, monkeypatch):
    path = tmp_path / "index.html"
    path.write_text("old")

    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(ReportError, match=r"cannot write .*index\.html: No space left on device"):
        folder.write(tmp_path, {"index.html": "new"})
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_everybody_may_read_what_was_written(tmp_path):
    folder.write(tmp_path, {"page.html": "1"})
    assert (tmp_path / "page.html").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("below", ["", "further/down"])
def test_a_file_is_no_folder(tmp_path, below):
    (tmp_path / "taken").write_text("a file")
    with pytest.raises(ReportError, match="it is a file, or below one; name a folder"):
        folder.prepare(tmp_path / "taken" / below)


def test_a_folder_that_may_not_be_written(tmp_path, monkeypatch):
    def fail(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(folder.tempfile, "TemporaryFile", fail)
    with pytest.raises(ReportError, match="Permission denied; name another folder with --out"):
        folder.prepare(tmp_path)


def test_a_folder_where_a_file_should_stand(tmp_path):
    (tmp_path / "page.html").mkdir()
    with pytest.raises(ReportError, match=r"cannot write .*page\.html: Is a directory"):
        folder.write(tmp_path, {"page.html": "1"})

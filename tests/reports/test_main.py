"""The command line: the newest run by default, one line for an error, plain lines in a log."""

import ast
from pathlib import Path

import pytest

from reports.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Run in an empty folder, since the defaults are relative to the current one."""
    monkeypatch.chdir(tmp_path)


def test_a_named_file(make_power, save, tmp_path, capsys):
    path = save(make_power(["wide"]))
    assert main([str(path), "--out", "here"]) == 0
    output = capsys.readouterr().out
    assert (tmp_path / "here" / "index.html").is_file()
    assert "The report: " + str(Path("here/index.html")) in output
    assert "- At n = 4096 inputs and m = 1 output, reverse mode is 2" in output
    assert "- The run has no tall sweep" in output
    assert "\x1b" not in output  # no colours and no spinner in a log


def test_the_newest_file(make_power, save, tmp_path):
    path = save(make_power(["wide"]))
    folder = tmp_path / ".benchmarks" / "machine"
    folder.mkdir(parents=True)
    path.rename(folder / path.name)
    assert main([]) == 0
    assert (tmp_path / "reports" / "out" / "index.html").is_file()


@pytest.mark.parametrize("arguments", [[], ["missing.json"]])
def test_an_error_is_one_line(arguments, capsys):
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("reports: ")
    assert captured.err.count("\n") == 1


def test_a_folder_that_cannot_be_written(make_power, save, tmp_path, capsys):
    (tmp_path / "taken").write_text("a file")
    assert main([str(save(make_power(["wide"]))), "--out", "taken"]) == 2
    assert "cannot write the report" in capsys.readouterr().err


def test_reports_imports_neither_ad_nor_benchmarks():
    for path in (ROOT / "reports").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"ad", "benchmarks"}, path

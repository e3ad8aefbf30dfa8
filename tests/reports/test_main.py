"""The command line: the newest run by default, one line for an error, plain lines in a log."""

import ast
import re
import webbrowser
from pathlib import Path

import pytest

from reports import folder, load, page
from reports.__main__ import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """Run in an empty folder, since the defaults are relative to the current one."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def opened(monkeypatch):
    """Collect what would be opened in the browser."""
    addresses = []
    monkeypatch.setattr(webbrowser, "open", lambda address: addresses.append(address) or True)
    return addresses


@pytest.fixture(scope="module")
def wide(make_power, save):
    """A result file of the wide sweep."""
    return save(make_power(["wide"]))


@pytest.fixture(scope="module")
def small(make_power, save):
    """A result file of one case, and so of a quick report."""
    result = make_power([])
    result.case("tall", 1, 4, "forward")
    return save(result)


@pytest.fixture(scope="module")
def report(small):
    """The report of that one case."""
    return page.compose(load.load(small))


def names(folder):
    """Name the files of a folder."""
    return {path.name for path in folder.iterdir()}


def test_a_named_file(wide, tmp_path, capsys, opened):
    assert main([str(wide), "--out", "here"]) == 0
    output = capsys.readouterr().out
    assert (tmp_path / "here" / "index.html").is_file()
    assert "The report: " + str(Path("here/index.html")) in output
    assert f"Made from {wide}:" in output
    assert "- At n = 4096 inputs and m = 1 output, reverse mode is 2" in output
    assert "- The run has no tall sweep" in output
    assert "\x1b" not in output  # no colours and no spinner in a log
    assert opened == []


def test_the_newest_file(small, tmp_path):
    folder = tmp_path / ".benchmarks" / "machine"
    folder.mkdir(parents=True)
    (folder / small.name).write_bytes(small.read_bytes())
    assert main([]) == 0
    assert (tmp_path / "reports" / "out" / "index.html").is_file()


def test_several_files_make_one_report(wide, small, tmp_path, capsys):
    assert main([str(wide), str(small), "--out", "here"]) == 0
    assert "- This report merges 2 runs: 0001_run.json, 0001_run.json." in capsys.readouterr().out
    cases = (tmp_path / "here" / "cases.csv").read_text()
    assert "\nwide," in cases
    assert "\ntall," in cases
    assert "This report merges 2 runs" in (tmp_path / "here" / "index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("formats", "main_file", "others"),
    [
        (("html", "md", "csv"), "index.html", {"summary.md", "cases.csv"}),
        (("html",), "index.html", {"cases.csv"}),
        (("csv", "md"), "summary.md", {"cases.csv"}),
    ],
)
def test_formats(report, tmp_path, formats, main_file, others):
    assert page.write(report, tmp_path / "here", formats) == tmp_path / "here" / main_file
    assert names(tmp_path / "here") & {"index.html", "summary.md", "cases.csv"} == others | {main_file}


def test_a_format_on_the_command_line(small, tmp_path, capsys):
    assert main([str(small), "--out", "here", "--format", "csv"]) == 0
    assert all(name.endswith(".csv") for name in names(tmp_path / "here") - {"files.txt"})
    assert f"The report: {Path('here/cases.csv')}" in capsys.readouterr().out


def test_a_format_brings_the_files_that_it_refers_to(wide, report, tmp_path):
    main([str(wide), "--out", "here", "--format", "md"])
    folder = tmp_path / "here"
    text = (folder / "summary.md").read_text(encoding="utf-8")
    assert "](wide-two-layer-tanh.svg)" in text
    assert {"wide-two-layer-tanh.svg", "cases.csv"} <= names(folder)
    assert "wide-two-layer-tanh.csv" not in names(folder)
    # and the next report in the same folder replaces all of it, and nothing else
    (folder / "notes.md").write_text("mine")
    page.write(report, folder)
    page.write(report, tmp_path / "fresh")
    assert names(folder) == names(tmp_path / "fresh") | {"notes.md"}


def test_open(small, tmp_path, opened):
    assert main([str(small), "--out", "here", "--open"]) == 0
    assert opened == [(tmp_path / "here" / "index.html").as_uri()]


def test_open_without_a_browser(small, monkeypatch, capsys):
    monkeypatch.setattr(webbrowser, "open", lambda _: False)
    assert main([str(small), "--open"]) == 0
    assert "No browser was found" in capsys.readouterr().out


def test_compare(wide, tmp_path, capsys, opened):
    assert main(["--compare", str(wide), str(wide), "--open"]) == 0
    output = capsys.readouterr().out
    path = Path("reports/out/compare/compare.html")
    assert "Of 28 derivatives timed in both runs, 0 got faster and 0 slower" in output
    assert "- The two files hold the same measurements." in output
    assert f"The comparison: {path}" in output
    assert opened == [(tmp_path / path).as_uri()]


def test_a_comparison_and_a_report_leave_each_other_alone(small, report, tmp_path):
    page.write(report, tmp_path / "here")
    before = names(tmp_path / "here")
    main(["--compare", str(small), str(small), "--out", "here"])
    page.write(report, tmp_path / "here")
    assert names(tmp_path / "here") == before | {"compare.html", "compare.md", "compare.csv"}


@pytest.fixture
def broken(tmp_path, small):
    """Files that are no results, each in its own way."""
    text = small.read_text()
    (tmp_path / "empty.json").write_text("")
    (tmp_path / "cut.json").write_text(text[: len(text) // 2])
    (tmp_path / "foreign.json").write_text('{"name": "package"}')
    (tmp_path / "schema.json").write_text(text.replace('"schema": 2', '"schema": 1'))
    (tmp_path / "journal.jsonl").write_text('{"sweep": "full"}\n{}\n')
    (tmp_path / "folder").mkdir()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "no result file below"),
        (["missing.json"], "missing.json does not exist"),
        (["empty.json"], "is empty: the run was interrupted, repeat it"),
        (["cut.json"], "is not complete JSON"),
        (["foreign.json"], "not a file saved by pytest-benchmark"),
        (["schema.json"], "has schema 1 and this report reads schema 2: measure again"),
        (["journal.jsonl"], "is the journal of an unfinished run: add --resume"),
        (["folder"], "folder is a folder: name a result file"),
        (["SMALL", "missing.json"], "missing.json does not exist"),
        (["SMALL", "--out", "cut.json"], "cannot write to cut.json: it is a file"),
        (["SMALL", "--open", "--format", "md"], "--format has to name html"),
        (["--compare", "SMALL", "missing.json"], "missing.json does not exist"),
        (["--compare", "schema.json", "SMALL"], "schema.json has schema 1"),
        (["--compare", "SMALL", "WIDE"], "no timed case in common"),
        (["--compare", "SMALL", "SMALL", "--out", "cut.json"], "cannot write to cut.json: it is a file"),
        (["extra.json", "--compare", "SMALL", "SMALL"], "there is a third: extra.json"),
    ],
)
def test_an_error_is_one_line(broken, small, wide, arguments, message, capsys, tmp_path):
    files = {"SMALL": str(small), "WIDE": str(wide)}
    assert main([files.get(argument, argument) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.err.startswith("reports: ")
    assert captured.err.count("\n") == 1
    assert message in captured.err
    assert not list(tmp_path.rglob("*.html"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--format", "pdf"],
        ["--format", ""],
        ["--compare", "one.json"],
        ["--targets", "--compare", "one.json", "two.json"],
        ["--nothing"],
    ],
)
def test_an_argument_that_is_not_known(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "error: " in capsys.readouterr().err


def test_of_what_was_measured_the_result_file_is_the_whole_contract():
    draws_the_graphs_of_ad = {ROOT / "reports" / name for name in ("sections/modes.py", "figures/expression_graph.py")}
    for path in (ROOT / "reports").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            modules = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            modules += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            forbidden = {"benchmarks"} if path in draws_the_graphs_of_ad else {"ad", "benchmarks"}
            assert not {name.split(".")[0] for name in modules} & forbidden, path


def test_what_readme_shows_is_published():
    shown = set(re.findall(r"reports/published/([\w.-]+)", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert shown
    assert shown <= set(folder.listed(ROOT / "reports" / "published")) & names(ROOT / "reports" / "published")


def test_targets_are_printed_alone(make_power, save, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = make_power([])
    result.case("peers", 10, 1, "autograd", problem="rosenbrock", target=4, ratios={"primal": "9", "reverse": "4.6 5"})
    assert main([str(save(result)), "--targets"]) == 0
    printed = capsys.readouterr().out
    assert "rosenbrock" in printed
    assert "reached" in printed
    assert not list(tmp_path.rglob("*.html"))


def test_a_run_without_targets_says_so(small, capsys):
    assert main([str(small), "--targets"]) == 2
    assert "there is no target in this run" in capsys.readouterr().err

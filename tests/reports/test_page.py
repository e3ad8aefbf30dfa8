"""The page: complete, self-contained, escaped, and the same bytes from the same file."""

import re
from html.parser import HTMLParser

import pytest

from reports import load, page

VOID = {"meta", "link", "br", "img", "hr", "input"}


class Reader(HTMLParser):
    """Check that elements nest, and collect what the tests ask about."""

    def __init__(self):
        super().__init__()
        self.open, self.identifiers, self.targets, self.errors = [], [], [], []

    def handle_starttag(self, tag, attributes):
        self.handle_startendtag(tag, attributes)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        named = dict(attributes)
        self.identifiers += [named["id"]] if "id" in named else []
        self.targets += [named[key] for key in ("href", "src", "xlink:href") if key in named]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.errors.append(tag)


@pytest.fixture(scope="module")
def report(make_power, save):
    result = make_power()
    result.cases("problem", [(50, 1)], problem="mlp")
    result.case("problem", 9, 1, "forward", problem="<b>&", status="unsupported", reason="<script>")
    return page.compose(load.load(save(result)))


@pytest.fixture(scope="module")
def folder(report, tmp_path_factory):
    return page.write(report, tmp_path_factory.mktemp("report") / "out").parent


@pytest.fixture
def html(folder):
    return (folder / "index.html").read_text(encoding="utf-8")


def test_files(folder):
    names = {path.name for path in folder.iterdir()}
    figures = {f"{sweep}-two-layer-tanh" for sweep in ("wide", "tall", "grid")} | {"problems"}
    expected = {f"{name}.{suffix}" for name in figures for suffix in ("svg", "csv")}
    assert names == expected | {"cases.csv", "summary.md", "index.html"}


def test_the_page_is_well_formed(html):
    reader = Reader()
    reader.feed(html)
    assert not reader.errors
    assert not reader.open
    assert html.startswith("<!DOCTYPE html>")
    repeated = {name for name in reader.identifiers if reader.identifiers.count(name) > 1}
    assert not repeated
    inside = {target[1:] for target in reader.targets if target.startswith("#")}
    assert inside <= set(reader.identifiers)


def test_the_page_needs_no_network(html, folder):
    reader = Reader()
    reader.feed(html)
    files = {target for target in reader.targets if not target.startswith("#")}
    assert all((folder / target).is_file() for target in files)
    assert not re.search(r"url\((?!#)|@import|<script|<link|<iframe", html)
    # the names of XML vocabularies look like addresses, but nobody fetches them
    assert set(re.findall(r"https?://[^\s\"'<>]+", html)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_what_comes_from_the_file_is_escaped(html):
    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_the_page_says_what_was_found(html, report):
    assert report.headline
    for sentence in [*report.headline, *report.trust]:
        assert page.unbroken(sentence).replace("'", "&#39;") in html
    assert 'role="img" aria-label="Line chart' in html
    assert "pytest --benchmark-only" in html


def test_the_summary_says_the_same(folder, report):
    text = (folder / "summary.md").read_text(encoding="utf-8")
    assert all(f"- {sentence}\n" in text for sentence in report.headline)
    assert "![" in text
    assert "&lt;" not in text


def test_the_same_file_gives_the_same_bytes(make_power, save, tmp_path):
    path = save(make_power(["wide", "grid"]))
    for name in ("one", "two"):
        page.write(page.compose(load.load(path)), tmp_path / name)
    for first in (tmp_path / "one").iterdir():
        assert first.read_bytes() == (tmp_path / "two" / first.name).read_bytes()


@pytest.mark.parametrize("sweep", ["wide", "tall", "square", "grid"])
def test_one_sweep_alone_gives_a_report(make_power, save, tmp_path, sweep):
    report = page.compose(load.load(save(make_power([sweep]))))
    assert report.missing
    text = page.write(report, tmp_path / "out").read_text(encoding="utf-8")
    assert "so its section is missing" in text


def test_one_backend_alone_gives_a_report(make_power, save, tmp_path):
    result = make_power([])
    for n in (1, 4):
        result.case("wide", n, 1, "primal")
        result.case("wide", n, 1, "jax-reverse")
    report = page.compose(load.load(save(result)))
    assert report.headline == []
    page.write(report, tmp_path / "out")


def test_a_run_in_which_everything_failed_gives_a_report(make_power, save, tmp_path):
    result = make_power([])
    for sweep in ("wide", "grid", "problem"):
        result.case(sweep, 4, 1, "forward", status="unsupported", reason="no rule", rho=None)
    report = page.compose(load.load(save(result)))
    assert [section.anchor for section in report.sections] == ["problems", "failures"]
    page.write(report, tmp_path / "out")


def test_a_sweep_that_is_not_known_is_still_tabulated(make_power, save):
    result = make_power(["wide"])
    result.case("depth", 4, 1, "forward")
    assert "depth" in set(page.compose(load.load(save(result))).cases["Sweep"])


def test_nothing_is_written_half(tmp_path, monkeypatch):
    path = tmp_path / "index.html"
    path.write_text("old")

    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(page.os, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        page._replace(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_each_stage_is_told(make_power, save):
    told = []
    page.compose(load.load(save(make_power(["wide"]))), told.append)
    assert told[0] == "estimating ratios and intervals"
    assert "how the cost grows" in told

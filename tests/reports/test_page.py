"""The page: complete, self-contained, escaped, and the same bytes from the same file."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pandas as pd
import pytest
from markupsafe import Markup

from reports import load, page, style
from reports.sections import Figure, Section

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
    result.case("problem", 9, 1, "forward", problem="<b>&", status="unsupported", reason="<iframe>")
    return page.compose(load.load(save(result)))


@pytest.fixture(scope="module")
def folder(report, tmp_path_factory):
    return page.write(report, tmp_path_factory.mktemp("report") / "out").parent


@pytest.fixture
def html(folder):
    return (folder / "index.html").read_text(encoding="utf-8")


def test_files(report, folder):
    names = {path.name for path in folder.iterdir()}
    figures = [figure for section in report.sections for figure in section.figures]
    assert {f"{sweep}-two-layer-tanh" for sweep in ("wide", "tall", "grid")} <= {figure.name for figure in figures}
    expected = {f"{figure.name}.{suffix}" for figure in figures for suffix in ("svg", "csv")}
    assert names == expected | {"overview.csv", "cases.csv", "summary.md", "index.html", "files.txt"}


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
    assert not re.search(r"url\((?!#)|@import|<script [^>]*src|<link|<iframe", html)
    # the names of XML vocabularies look like addresses, but nobody fetches them
    assert set(re.findall(r"https?://[^\s\"'<>]+", html)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_what_comes_from_the_file_is_escaped(html):
    assert "<iframe>" not in html
    assert html.count("&lt;iframe&gt;") > 1
    assert "<b>" not in html


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
    assert {"overview", "failures"} <= {section.anchor for section in report.sections}
    page.write(report, tmp_path / "out")


def test_a_sweep_that_is_not_known_is_still_tabulated(make_power, save):
    result = make_power(["wide"])
    result.case("depth", 4, 1, "forward")
    assert "depth" in set(page.compose(load.load(save(result))).cases["Sweep"])


def test_each_stage_is_told(make_power, save):
    told = []
    page.compose(load.load(save(make_power(["wide"]))), told.append)
    assert told[0] == "estimating ratios and intervals"
    assert "how the cost grows" in told


# What goes into the page


@pytest.fixture
def figure():
    svg = """<?xml version="1.0"?>
<svg width="10pt" height="20pt" viewBox="0 0 10 20" xmlns:xlink="http://www.w3.org/1999/xlink">
 <metadata>made by a tool</metadata>
 <!-- a letter -->
 <defs>
  <path id="DejaVuSans-41" d="M 2188 4044
L 1331 1722" transform="scale(0.015625)"/>
 </defs>
 <g id="figure_1"><clipPath id="p1"/><path d="M 73.178182 -125.320372" clip-path="url(#p1)" style="stroke: #1f2328"/>
 <use xlink:href="#DejaVuSans-41" transform="translate(1.5 0)"/></g>
</svg>"""
    return Figure("drawn", svg, 'A "quoted" line', "A line.", pd.DataFrame({"n": [1024], "low_end": [0.123456]}))


def test_a_figure_inside_the_page(figure):
    element = page.inline(figure)
    assert element.startswith('<svg role="img" aria-label="A &#34;quoted&#34; line" viewBox="0 0 10 20"')
    assert 'id="drawn-p1"' in element
    assert "url(#drawn-p1)" in element
    assert 'style="stroke: var(--ink)"' in element
    assert "M 73.17 -125.32" in element
    for left_out in ("metadata", "<!--", "figure_1", "<defs>", "<path id="):
        assert left_out not in element
    assert 'href="#DejaVuSans-41"' in element


def test_letters_are_written_once(figure):
    letters = page.glyphs([figure, replace(figure, name="another")])
    assert letters.count("<path") == letters.count('<path id="DejaVuSans-41" d="M 2188 4044 L 1331 1722"') == 1
    assert "scale(0.015625)" in letters


def test_every_letter_that_is_used_is_there(html):
    used = set(re.findall(r'href="#(DejaVu[^"]+)"', html))
    assert used
    assert used == set(re.findall(r'<path id="(DejaVu[^"]+)"', html))


def test_the_numbers_of_a_figure_stand_below_it(make_power, save, tmp_path, figure):
    run = load.load(save(make_power(["wide"])))
    report = replace(page.compose(run), sections=[Section("one", "One", "It is drawn.", (figure,))])
    html = page.write(report, tmp_path).read_text(encoding="utf-8")
    assert '<tr><th scope="col">n</th><th scope="col">low end</th></tr>' in html
    assert "<tr><td>1024</td><td>0.1235</td></tr>" in html
    assert "<code>pytest benchmarks --benchmark-only -k drawn</code>" in html


@pytest.mark.parametrize(
    ("sweep", "selection", "expected"),
    [
        ("default", "", "pytest benchmarks --benchmark-only -k drawn"),
        ("full", "", "pytest benchmarks --benchmark-only --sweep=full -k drawn"),
        ("default", "hvp or hessian", "pytest benchmarks --benchmark-only -k 'hvp or hessian'"),
    ],
)
def test_the_command_of_a_figure(make_power, save, figure, sweep, selection, expected):
    run = load.load(save(make_power(["wide"])))
    run = replace(run, environment=replace(run.environment, sweep=sweep))
    assert page._command(run, replace(figure, selection=selection)) == expected


def test_an_unstable_number_has_a_badge(make_power, save, tmp_path):
    result = make_power([])
    for n, pairs in {4: "1 2 3 4 5 6", 8: "3 3 3 3 3 9"}.items():
        result.case("wide", n, 1, "reverse", ratios={"primal": pairs})
    report = page.compose(load.load(save(result)))
    html = page.write(report, tmp_path).read_text(encoding="utf-8")
    first, second = (row for row in html.split("<tr>") if row.startswith("<td>wide</td>"))
    assert '<span class="badge" title=' in first
    assert "badge" not in second
    assert "1 of the 2 timed cases of this run are unstable" in html


def test_a_badge_does_not_let_anything_through():
    assert page.badged("<b> (1 to 2) unstable") == Markup(
        '&lt;b&gt; (1 to 2) <span class="badge" title="single pairs scatter: see The words">unstable</span>'
    )
    assert page.badged("an unstable sort") == "an unstable sort"


def test_the_script_is_short_and_the_page_light(html):
    script = html.split("<script>")[1].split("</script>")[0]
    assert len(script.splitlines()) <= 120
    assert len(html.encode()) < 3e6


def test_the_sheet_knows_every_colour(html):
    assert all(html.count(f"--{name}: {colour};") >= 1 for name in style.COLOURS for colour in style.COLOURS[name])

"""The overview: each cell says its number, its interval and its kind, and nothing of it is lost on the way to HTML."""

from html.parser import HTMLParser

import pytest

from reports import load, stats
from reports.sections import overview


def pairs(value, scatter=0.0):
    """Write eight pairs around a value."""
    return {"primal": " ".join(f"{value * (1 + scatter) ** step:.12g}" for step in (-2, -1, -0.5, 0, 0, 0.5, 1, 2))}


@pytest.fixture(scope="module")
def run(make_power, save):
    result = make_power([])
    for n, cost in {4: 3.6, 400: 250.0}.items():
        result.case("problem", n, 1, "primal", problem="mlp", ratios=pairs(1))
        result.case("problem", n, 1, "reverse", problem="mlp", ratios=pairs(cost, 0.01))
    result.case("problem", 4, 1, "forward", problem="mlp", ratios=pairs(0.5, 0.3))
    result.case("problem", 400, 1, "forward", problem="mlp", status="timeout", reason="over <2 s>", rho=None)
    result.case("problem", 4, 1, "pytorch", problem="mlp", status="unsupported", reason="no rule", rho=None)
    result.case("problem", 4, 1, "forward", problem="mlp", quantity="jvp", ratios=pairs(99))
    result.case("wide", 4, 1, "reverse", problem="two-layer-tanh")
    return load.load(save(result))


@pytest.fixture(scope="module")
def section(run):
    (section,) = overview.sections(run, stats.summarise(run.cases))
    return section


@pytest.fixture(scope="module")
def cells(run):
    """Give the cells as {(n, backend): cell}."""
    costs = stats.problem_costs(stats.summarise(run.cases))
    names = ["forward", "reverse", "pytorch"]
    return {
        (row.n, name): cell for row in overview.rows(costs, names) for name, cell in zip(names, row.cells, strict=True)
    }


def test_a_cell_has_its_number_and_interval(cells):
    cell = cells[4, "reverse"]
    assert (cell.text, cell.kind, cell.cost, cell.unstable) == ("3.6×", "heat-2", pytest.approx(3.6), False)
    low, high = map(float, cell.detail.split(" to "))
    assert 3.5 < low <= 3.6 <= high < 3.7


def test_a_cell_without_a_time_says_why(cells):
    assert cells[400, "forward"] == overview.Cell("timeout", "too slow", "over <2 s>")
    assert cells[4, "pytorch"] == overview.Cell("unsupported", "cannot", "no rule")
    assert cells[400, "pytorch"] == overview.Cell("untried")


def test_a_cell_whose_pairs_scatter_is_marked(cells):
    assert [key for key, cell in cells.items() if cell.unstable] == [(4, "forward")]


def test_colours_are_half_decades():
    levels = overview.levels()
    assert levels[0] == ("heat-0", "below 1×")
    assert levels[2] == ("heat-2", "3 to 10×")
    assert levels[-1] == ("heat-7", "1000× and more")


@pytest.mark.parametrize(("cost", "level"), [(0.99, 0), (1.0, 1), (2.99, 1), (3.0, 2), (1e3, 7), (1e9, 7)])
def test_a_cost_at_a_bound_has_the_colour_of_the_dearer(make_power, summarise, cost, level):
    result = make_power([])
    result.case("problem", 4, 1, "reverse", ratios={"primal": f"{cost} {cost}"})
    ((cell,),) = (row.cells for row in overview.rows(stats.problem_costs(summarise(result)), ["reverse"]))
    assert cell.kind == f"heat-{level}"


def test_two_sizes_with_as_many_inputs_and_outputs_stay_apart(make_power, summarise):
    result = make_power([])
    for size in ("layers=1,width=8", "layers=8,width=1"):
        result.case("problem", 8, 1, "reverse", size=size)
    found = overview.rows(stats.problem_costs(summarise(result)), ["reverse"])
    assert [row.size for row in found] == ["layers=1,width=8", "layers=8,width=1"]


def test_the_summary_has_the_same_table(section):
    (piece,) = section.parts
    lines = piece.markdown.splitlines()
    assert lines[2] == "| Problem | Size | n | m | forward, batched | reverse, batched | PyTorch |"
    assert lines[4].startswith("| mlp | n=4,m=1 | 4 | 1 | 0.5× (")
    assert ") unstable | 3.6× (" in lines[4]
    assert lines[4].endswith("| cannot |")
    assert lines[5].startswith("| mlp | n=400,m=1 | 400 | 1 | too slow | 250× (")
    assert lines[5].endswith(") |  |")


def test_the_table_of_the_page_has_every_cell(section):
    class Cells(HTMLParser):
        """Collect the attributes and the text of each cell."""

        found: list

        def __init__(self):
            super().__init__()
            self.found = []

        def handle_starttag(self, tag, attributes):
            if tag in ("td", "th"):
                self.found.append([dict(attributes), ""])

        def handle_data(self, data):
            if self.found:
                self.found[-1][1] += data

    reader = Cells()
    reader.feed(section.parts[0].html.split("</table>")[0])
    heads, first, second = reader.found[:6], reader.found[6:12], reader.found[12:]
    assert [text.strip() for _, text in heads] == [
        "Problem",
        "n",
        "m",
        "forward, batched",
        "reverse, batched",
        "PyTorch",
    ]
    assert first[3][0]["data-value"] == "0.5"
    assert first[3][0]["title"].startswith("95 % interval ")
    assert "unstable" in first[3][0]["title"]
    assert "95 % interval" in first[3][1]  # for those who cannot rest a pointer on it
    assert first[5] == [{"class": "unsupported", "title": "no rule"}, first[5][1]]
    assert first[5][1].split() == ["cannot:", "no", "rule"]
    assert second[3][0] == {"class": "timeout", "title": "over <2 s>"}
    assert second[5][1].split() == ["not", "tried"]


def test_the_data_stand_beside_the_page(section):
    (piece,) = section.parts
    assert piece.name == "overview"
    assert set(piece.data["status"]) == {"ok", "timeout", "unsupported"}
    assert len(piece.data) == 5


def test_the_command_measures_the_problems_again(section):
    assert "<code>pytest benchmarks --benchmark-only -k problem</code>" in section.parts[0].html


def test_no_problem_gives_no_section(make_power, save):
    run = load.load(save(make_power(["wide"])))
    assert list(overview.sections(run, stats.summarise(run.cases))) == []

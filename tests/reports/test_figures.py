"""Figures: well-formed, the same bytes each time, and labels that keep apart."""

from xml.etree import ElementTree

import numpy as np
import pytest

from reports import figures, stats, style

PROBLEM = "two-layer-tanh"


@pytest.fixture(scope="module")
def summary(make_power, summarise):
    result = make_power(["wide", "tall", "square", "grid"])
    for backend in ("primal", "forward", "reverse"):
        result.case("problem", 50, 1, backend, problem="mlp")
    result.case("problem", 9, 1, "forward", problem="mlp", status="timeout", reason="slow")
    return summarise(result)


def draw(summary, name):
    """Draw the figure of one sweep."""
    if name == "grid":
        return figures.grid(stats.mode_ratios(summary, "grid", PROBLEM))
    if name == "problem":
        return figures.problems(stats.problem_costs(summary))
    return figures.scaling(stats.costs(summary, name, PROBLEM), name)


@pytest.mark.parametrize("name", ["wide", "tall", "square", "grid", "problem"])
def test_a_figure_is_well_formed_and_the_same_each_time(summary, name):
    svg = draw(summary, name)
    root = ElementTree.fromstring(svg)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "dc:date" not in svg
    assert draw(summary, name) == svg


def test_a_figure_does_not_depend_on_the_settings_of_the_reader(summary):
    import matplotlib

    before = draw(summary, "wide")
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        assert draw(summary, "wide") == before
        assert matplotlib.rcParams["font.size"] == 30


@pytest.mark.parametrize("name", ["wide", "grid"])
def test_one_size_is_enough(make_power, summarise, name):
    result = make_power([])
    result.cases(name, [(4, 1)])
    ElementTree.fromstring(draw(summarise(result), name))


def test_a_cell_without_a_time_is_hatched(summary):
    ratios = stats.mode_ratios(summary, "grid", PROBLEM)
    assert "pattern" not in figures.grid(ratios)
    assert "pattern" in figures.grid(ratios.drop(3))


def test_a_problem_that_nobody_could_time_is_drawn(make_power, summarise):
    result = make_power([])
    result.case("problem", 50, 1, "forward", problem="mlp", status="timeout", reason="slow")
    ElementTree.fromstring(draw(summarise(result), "problem"))


@pytest.mark.parametrize("wanted", [[0.5, 0.5, 0.5], [0.9, 1.0, 0.95], [0.0, 0.02, 0.9], [0.3], [1.5, -0.5]])
def test_labels_keep_their_gap_and_their_order(wanted):
    heights = figures.spread(wanted, gap=0.1)
    assert (np.diff(np.sort(heights)) >= 0.1 - 1e-12).all()
    assert (np.argsort(heights, kind="stable") == np.argsort(wanted, kind="stable")).all()
    assert heights.min() >= 0
    assert heights.max() <= 1


def test_labels_that_have_room_stay():
    np.testing.assert_allclose(figures.spread([0.8, 0.1, 0.4], gap=0.1), [0.8, 0.1, 0.4])


def test_every_colour_follows_the_theme(summary):
    themed = style.themed(draw(summary, "wide"))
    assert "var(--forward)" in themed
    assert "var(--ink)" in themed
    assert not any(light in themed for light, _ in style.COLOURS.values())


def test_no_colour_is_drawn_outside_the_palette(summary):
    import re

    used = set(re.findall(r"#[0-9a-f]{6}", draw(summary, "wide")))
    assert used <= {light for light, _ in style.COLOURS.values()}

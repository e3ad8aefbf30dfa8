"""The cost along a sweep."""

from xml.etree import ElementTree

import matplotlib
import pytest

from reports import figures, stats, style


@pytest.fixture(scope="module")
def summary(make_power, summarise):
    return summarise(make_power(["wide", "tall", "square"]))


def draw(summary, sweep):
    return figures.scaling(stats.costs(summary, sweep, "two-layer-tanh"), sweep)


@pytest.mark.parametrize("sweep", ["wide", "tall", "square"])
def test_the_figure_is_sound(summary, sound, in_palette, sweep):
    assert in_palette(sound(lambda: draw(summary, sweep)))


def test_the_figure_does_not_depend_on_the_settings_of_the_reader(summary):
    before = draw(summary, "wide")
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        assert draw(summary, "wide") == before
        assert matplotlib.rcParams["font.size"] == 30


def test_one_size_is_enough(make_power, summarise):
    result = make_power([])
    result.cases("wide", [(4, 1)])
    ElementTree.fromstring(draw(summarise(result), "wide"))


def test_every_colour_follows_the_theme(summary):
    themed = style.themed(draw(summary, "wide"))
    assert "var(--forward)" in themed
    assert "var(--ink)" in themed
    assert not any(light in themed for light, _ in style.COLOURS.values())

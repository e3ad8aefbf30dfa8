"""The map of the n x m grid."""

from xml.etree import ElementTree

import pytest

from reports import figures, stats


@pytest.fixture(scope="module")
def ratios(make_power, summarise):
    return stats.mode_ratios(summarise(make_power(["grid"])), "grid", "two-layer-tanh")


def test_the_figure_is_sound(ratios, sound):
    sound(lambda: figures.grid(ratios))


def test_one_size_is_enough(make_power, summarise):
    result = make_power([])
    result.cases("grid", [(4, 1)])
    ElementTree.fromstring(figures.grid(stats.mode_ratios(summarise(result), "grid", "two-layer-tanh")))


def test_a_cell_without_a_time_is_hatched(ratios):
    assert "pattern" not in figures.grid(ratios)
    assert "pattern" in figures.grid(ratios.drop(3))

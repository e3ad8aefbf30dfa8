"""The picture of an expression graph with one sweep."""

import re

import numpy as np
import pytest

import ad
from reports import figures, style

SWEEPS = ("forward", "reverse")


@pytest.fixture(scope="module")
def graph():
    return ad.graph(lambda x, y: x * np.exp(y) + x, 2.0, 1.0)


@pytest.mark.parametrize("sweep", SWEEPS)
def test_the_figure_is_sound(graph, sound, in_palette, sweep):
    assert in_palette(sound(lambda: figures.expression_graph(graph, sweep)))


@pytest.mark.parametrize(("sweep", "other"), [("forward", "reverse"), ("reverse", "forward")])
def test_one_sweep_alone_is_shown_in_its_colour(graph, sweep, other):
    svg = style.themed(figures.expression_graph(graph, sweep))
    assert svg.count(f"fill: var(--{sweep})") == len(graph)
    assert f"var(--{other})" not in svg
    assert {"var(--ink)", "var(--paper)", "var(--muted)"} <= set(re.findall(r"var\(.*?\)", svg))
    assert not re.search(r"(?:fill|stroke): #", svg)


def test_pictures_of_both_sweeps_compare(graph):
    sizes = [re.search(r'width="[\d.]+pt" height="[\d.]+pt"', figures.expression_graph(graph, s)) for s in SWEEPS]
    assert sizes[0][0] == sizes[1][0]


def test_no_identifier_is_there_twice(graph):
    identifiers = re.findall(r'\bid="([^"]*)"', figures.expression_graph(graph, "forward"))
    assert len(set(identifiers)) == len(identifiers)
    assert not any(" " in identifier for identifier in identifiers)


def test_letters_are_9_points(graph):
    """The picture is as large as its letters need: the page relies on it when it says how wide it is shown."""
    svg = figures.expression_graph(graph, "forward")
    scales = {float(scale) for scale in re.findall(r"scale\(([\d.]+) -[\d.]+\)", svg)}
    assert sorted(scales) == pytest.approx([0.08, 0.09])  # on arrows and in nodes, in hundreds of points

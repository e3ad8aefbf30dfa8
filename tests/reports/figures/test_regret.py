"""The map of what choosing by rule costs."""

import pandas as pd
import pytest

from reports import figures


def table(*ratios):
    """Give one row of a grid."""
    return pd.DataFrame({"n": range(1, len(ratios) + 1), "m": 1, "better": "forward", "ratio": ratios})


def test_the_figure_is_sound(sound):
    assert "pattern" not in sound(lambda: figures.regret(table(0.95, 1.0, 1.2, 1.7)))


def test_one_cell_is_enough(sound):
    sound(lambda: figures.regret(table(1.0)))


def test_a_cell_without_a_time_is_hatched():
    assert "pattern" in figures.regret(table(1.0, float("nan")))


@pytest.mark.parametrize(("ratio", "explained"), [(1.29, 0), (1.31, 1)])
def test_a_dear_cell_has_a_frame_that_is_explained(ratio, explained):
    assert figures.regret(table(ratio)).count("legend_1") == explained

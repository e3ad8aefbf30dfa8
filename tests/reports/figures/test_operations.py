"""The time of one call against its operations."""

import pandas as pd

from reports import figures


def times(depths):
    rows = [(backend, count, 1e-6 * (5 + count)) for backend in ("primal", "forward", "casadi") for count in depths]
    return pd.DataFrame(rows, columns=["backend", "size", "seconds"])


def test_the_figure_is_sound(sound, in_palette):
    assert in_palette(sound(lambda: figures.operations(times([1, 10, 100]))))


def test_one_depth_is_enough(sound):
    sound(lambda: figures.operations(times([10])))

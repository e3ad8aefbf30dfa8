"""The peak of memory."""

import pandas as pd

from reports import figures


def curves(sizes):
    rows = [(backend, n, 1000 * n) for backend in ("primal", "reverse", "tape", "hand") for n in sizes]
    return pd.DataFrame(rows, columns=["backend", "size", "peak_memory"])


def test_the_figure_is_sound(sound, in_palette):
    assert in_palette(sound(lambda: figures.memory(curves([1, 4, 16]), "n")))


def test_one_size_is_enough(sound):
    sound(lambda: figures.memory(curves([4]), "n"))

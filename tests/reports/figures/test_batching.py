"""The cost of one direction in a batch."""

import pandas as pd

from reports import figures


def costs(sizes):
    rows = [
        (h, mode, k, 1 / k, 0.9 / k, 1.2 / k) for h in (8, 64, 512) for mode in ("forward", "reverse") for k in sizes
    ]
    return pd.DataFrame(rows, columns=["hidden", "backend", "size", "ratio", "low", "high"])


def test_the_figure_is_sound(sound, in_palette):
    assert in_palette(sound(lambda: figures.batching(costs([1, 4, 16]))))


def test_one_batch_is_enough(sound):
    sound(lambda: figures.batching(costs([4])))

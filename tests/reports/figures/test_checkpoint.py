"""Time against memory."""

import pandas as pd
import pytest

from reports import figures
from reports.stats import Estimate

THEORY = Estimate(1.3, 1.2, 1.4)


def trade(segments):
    rows = [(count, 1e6 * (1 + abs(count - 16)), 1.3, 1.2, 1.5) for count in segments]
    return pd.DataFrame(rows, columns=["segments", "peak_memory", "ratio", "low", "high"])


@pytest.mark.parametrize("segments", [[0, 1, 4, 16, 64, 256], [0, 16]])
def test_the_figure_is_sound(sound, in_palette, segments):
    assert in_palette(sound(lambda: figures.checkpoint(trade(segments), THEORY)))

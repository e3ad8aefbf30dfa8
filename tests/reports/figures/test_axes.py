"""What figures share: labels keep apart, the marks stand at powers of ten."""

import numpy as np
import pytest
from matplotlib.figure import Figure

from reports import words
from reports.figures import axes


@pytest.mark.parametrize("wanted", [[0.5, 0.5, 0.5], [0.9, 1.0, 0.95], [0.0, 0.02, 0.9], [0.3], [1.5, -0.5]])
def test_labels_keep_their_gap_and_their_order(wanted):
    heights = axes.spread(wanted, gap=0.1)
    assert (np.diff(np.sort(heights)) >= 0.1 - 1e-12).all()
    assert (np.argsort(heights, kind="stable") == np.argsort(wanted, kind="stable")).all()
    assert heights.min() >= 0
    assert heights.max() <= 1


def test_labels_that_have_room_stay():
    np.testing.assert_allclose(axes.spread([0.8, 0.1, 0.4], gap=0.1), [0.8, 0.1, 0.4])


def test_powers_of_ten_within_the_data_are_marked():
    plot = Figure().subplots()
    plot.set_yscale("log")
    axes.decades(plot, 0.5, 200.0, words.times)
    assert [label.get_text() for label in plot.get_yticklabels()] == ["1×", "10×", "100×"]
    assert plot.get_ylim() == pytest.approx((0.4, 280))


def test_not_more_sizes_are_marked_than_fit():
    plot = Figure().subplots()
    axes.size_ticks(plot, 2.0 ** np.arange(13))
    assert [label.get_text() for label in plot.get_xticklabels()] == ["1", "4", "16", "64", "256", "1024", "4096"]

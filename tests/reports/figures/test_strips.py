"""Marks of one row: equal values are seen side by side, within the row."""

import numpy as np
from matplotlib.figure import Figure

from reports.figures import strips


def test_equal_marks_keep_apart_within_their_row():
    plot = Figure().subplots()
    strips.strip(plot, 3, "autograd", np.ones(8), height=0.5)
    (marks,) = plot.get_lines()
    heights = np.asarray(marks.get_ydata(), dtype=float)
    assert len(set(heights)) == 8
    assert (abs(heights - 3) <= 0.25).all()
    assert (np.diff(np.sort(heights)) > 0.02).all()


def test_marks_keep_their_values():
    plot = Figure().subplots()
    strips.strip(plot, 0, "autograd", np.array([3.0, 1.0, 2.0]))
    assert plot.get_lines()[0].get_xdata().tolist() == [3.0, 1.0, 2.0]

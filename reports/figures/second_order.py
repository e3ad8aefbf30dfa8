"""The cost of second derivatives over the function itself, by each nesting of the modes, as the inputs become more."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from reports import growth, style, words
from reports.figures.axes import End, curve, decades, name_curves, size_ticks

PLACE = (0.09, 0.1, 0.55, 0.86)
"""More room at the right than other curves leave: the names are longer."""


def second_order(curves: pd.DataFrame) -> str:
    """Draw the cost over the function itself against the number of inputs, on log-log axes.

    Parameters
    ----------
    curves
        From `comparisons.second_order`.
    """
    with style.drawing():
        figure = Figure(figsize=(8.6, 5.8))
        axes = figure.add_axes(PLACE)
        axes.set(xscale="log", yscale="log", xlabel="number of inputs n (one output)")
        axes.set_ylabel("time over the time of the function itself")
        for backend, table in curves.groupby("backend"):
            curve(axes, str(backend), table)
        decades(axes, min(1.0, curves["low"].min()), max(10.0, curves["high"].max()))
        size_ticks(axes, np.unique(curves["size"].to_numpy(float)))
        axes.grid(True, which="major")
        name_curves(axes, _ends(curves), gap=min(0.095, 1 / curves["backend"].nunique()))
        return style.svg(figure)


def _ends(curves: pd.DataFrame) -> list[End]:
    """Name each curve, with its slope."""
    fitted = growth.slopes(curves)
    ends = []
    for backend, end in curves.groupby("backend").last().iterrows():
        slope = fitted[str(backend)][0]
        fit = f"\nslope {words.slope(slope)}" if slope else ""
        ends.append(End(words.nesting(str(backend)) + fit, style.look(str(backend)).colour, end["size"], end["ratio"]))
    return ends

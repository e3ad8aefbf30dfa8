"""The peak of memory during one call as one size grows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from reports import growth, style, words
from reports.figures.axes import End, curve, decades, name_curves, size_ticks


def memory(curves: pd.DataFrame, label: str, name: Callable[[str], str] = words.backend) -> str:
    """Draw bytes against a size, on log-log axes.

    Parameters
    ----------
    curves
        One row a (``backend``, ``size``), with ``peak_memory`` in bytes.
    label
        What grows to the right.
    name
        What a backend is called.
    """
    with style.drawing():
        figure = Figure(figsize=(8.6, 4.9))
        axes = figure.add_axes((0.09, 0.11, 0.62, 0.85))
        axes.set(xscale="log", yscale="log", xlabel=label, ylabel="peak memory of one call")
        for backend, table in curves.groupby("backend"):
            curve(axes, str(backend), table, "peak_memory")
        decades(axes, curves["peak_memory"].min(), curves["peak_memory"].max(), words.memory)
        size_ticks(axes, np.unique(curves["size"].to_numpy(float)))
        axes.grid(True, which="major")
        name_curves(axes, _ends(curves, name))
        return style.svg(figure)


def _ends(curves: pd.DataFrame, name: Callable[[str], str]) -> list[End]:
    """Name each curve, with its slope at the larger sizes: at small ones Python's own objects hide it."""
    fitted = growth.slopes(curves, "peak_memory")
    ends = []
    for backend, end in curves.groupby("backend").last().iterrows():
        slope = fitted[str(backend)][1]
        fit = f"\nslope at the end {words.slope(slope)}" if slope else ""
        ends.append(End(name(str(backend)) + fit, style.look(str(backend)).colour, end["size"], end["peak_memory"]))
    return ends

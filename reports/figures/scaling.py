"""The cost over the function itself as one size grows, and what theory says of it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from reports import growth, stats, style, words
from reports.figures.axes import PLACE, End, curve, decades, name_curves, size_ticks, theory
from reports.stats import Array

AXIS_LABELS = {
    "wide": "number of inputs n (one output)",
    "tall": "number of outputs m (one input)",
    "square": "number of inputs n, and as many outputs",
}

# Griewank & Walther, Evaluating Derivatives (2008): the cost over the function itself is between
# a + b k and c + d k, written (a, b, c, d), k being the size that grows along the sweep.
_THEORY = {
    "wide": {"forward": (1.0, 1.0, 1.0, 1.5), "reverse": (3.0, 0.0, 4.0, 0.0)},
    "tall": {"forward": (2.0, 0.0, 2.5, 0.0), "reverse": (1.0, 2.0, 1.5, 2.5)},
    "square": {"forward": (1.0, 1.0, 1.0, 1.5), "reverse": (1.0, 2.0, 1.5, 2.5)},
}


def scaling(curves: pd.DataFrame, sweep: str) -> str:
    """Draw the cost over the function itself against the size, on log-log axes.

    Parameters
    ----------
    curves
        From `stats.costs`.
    sweep
        ``"wide"``, ``"tall"`` or ``"square"``.
    """
    with style.drawing():
        figure = Figure(figsize=(8.6, 5.6))
        axes = figure.add_axes(PLACE)
        axes.set(xscale="log", yscale="log", xlabel=AXIS_LABELS[sweep])
        axes.set_ylabel("time over the time of the function itself")
        sizes = np.unique(curves["size"].to_numpy(float))
        bands = [_theory_band(axes, sizes, sweep, mode) for mode in ("forward", "reverse")]
        for backend, table in curves.groupby("backend"):
            curve(axes, str(backend), table)
        # the limits follow the data, not the theory
        decades(axes, min(1.0, curves["low"].min()), max(10.0, curves["high"].max()))
        size_ticks(axes, sizes)
        axes.grid(True, which="major")
        name_curves(axes, _ends(curves))
        figure.legend(handles=bands, loc="lower left", bbox_to_anchor=(0.08, 0.005), fontsize=9)
        return style.svg(figure)


def _theory_band(axes: Axes, sizes: Array, sweep: str, mode: str) -> Patch:
    """Shade what theory allows for a mode, and give the entry of the legend."""
    constant, growth, high_constant, high_growth = _THEORY[sweep][mode]
    low, high = constant + growth * sizes, high_constant + high_growth * sizes
    letter = stats.AXIS[sweep]
    bounds = f"{_line(constant, growth, letter)} to {_line(high_constant, high_growth, letter)}"
    label = f"theory for {mode} mode, all directions in one sweep: {bounds} times the function"
    return theory(axes, sizes, low, high, mode, label)


def _line(constant: float, growth: float, letter: str) -> str:
    """Write a + b n."""
    factor = "" if growth == 1 else f"{growth:g} "
    return f"{constant:g} + {factor}{letter}" if growth else f"{constant:g}"


def _ends(curves: pd.DataFrame) -> list[End]:
    """Name each curve, with its slope."""
    fitted = growth.slopes(curves)
    ends = []
    for backend, end in curves.groupby("backend").last().iterrows():
        slope = fitted[str(backend)][0]
        fit = f"\nslope {words.slope(slope)}" if slope else ""
        name, colour = words.backend(str(backend)), style.look(str(backend)).colour
        ends.append(End(name + fit, colour, end["size"], end["ratio"]))
    return ends

"""The cost of one direction when more and more of them travel together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from reports import stats, style, words
from reports.figures.axes import End, decades, name_curves, size_ticks, theory

# Griewank & Walther, Evaluating Derivatives (2008): k directions cost a + b k to c + d k, written (a, b, c, d).
_THEORY = {"forward": (1.0, 1.0, 1.0, 1.5), "reverse": (1.0, 2.0, 1.5, 2.5)}

_LINES = ("-", "--", ":")
_MARKERS = ("o", "s", "^")


def curves(costs: pd.DataFrame) -> Iterator[tuple[int, str, pd.DataFrame]]:
    """Give each curve: the size of the hidden layer, the mode, and its rows."""
    for key, table in costs.groupby(["hidden", "backend"]):
        hidden, mode = cast("tuple[float, str]", key)
        yield int(hidden), mode, table


def batching(costs: pd.DataFrame) -> str:
    """Draw the cost of one direction, over the function itself, against the directions in a sweep, on log-log axes.

    Parameters
    ----------
    costs
        One row a (``hidden``, ``backend``, ``size``), the size being that of a batch, with ``ratio``, ``low`` and
        ``high``. Colour says the mode, dashes and markers the hidden layer.
    """
    with style.drawing():
        figure = Figure(figsize=(8.6, 5.6))
        axes = figure.add_axes((0.09, 0.2, 0.66, 0.76))
        axes.set(xscale="log", yscale="log", xlabel="directions in one sweep")
        axes.set_ylabel("time of one direction over the time of the function itself")
        sizes = np.unique(costs["size"].to_numpy(float))
        bands = []
        for mode, (constant, growth, high_constant, high_growth) in _THEORY.items():
            low, high = constant / sizes + growth, high_constant / sizes + high_growth
            label = (
                f"theory for k directions in one {mode} sweep: {constant:g}/k + {growth:g} "
                f"to {high_constant:g}/k + {high_growth:g} times the function for each"
            )
            bands.append(theory(axes, sizes, low, high, mode, label))
        widths = sorted(set(costs["hidden"]))
        ends = []
        for hidden, mode, table in curves(costs):
            colour = style.look(mode).colour
            kind = widths.index(hidden) % len(_LINES)
            axes.errorbar(
                table["size"],
                table["ratio"],
                (table["ratio"] - table["low"], table["high"] - table["ratio"]),
                elinewidth=0.8,
                color=colour,
                linestyle=_LINES[kind],
                marker=_MARKERS[kind],
                markerfacecolor=style.PAPER if kind else colour,
                markersize=5,
                linewidth=1.6,
            )
            (end,) = stats.rows(table.tail(1))
            text = f"{words.one_direction(mode)},\nhidden layer of {words.size(hidden)}"
            ends.append(End(text, colour, end.size, end.ratio))
        decades(axes, costs["low"].min(), costs["high"].max())
        size_ticks(axes, sizes)
        axes.grid(True, which="major")
        name_curves(axes, ends)
        figure.legend(handles=bands, loc="lower left", bbox_to_anchor=(0.08, 0.005), fontsize=9)
        return style.svg(figure)

"""The time of one call as the number of its operations grows."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from reports import growth, stats, style, words
from reports.figures.axes import End, curve, decades, name_curves, size_ticks


def operations(times: pd.DataFrame) -> str:
    """Draw seconds against the number of operations, on log-log axes.

    Parameters
    ----------
    times
        One row a (``backend``, ``size``), the size being the number of operations, with ``seconds``.
    """
    with style.drawing():
        figure = Figure(figsize=(8.6, 5.2))
        axes = figure.add_axes((0.11, 0.105, 0.62, 0.86))
        axes.set(xscale="log", yscale="log", xlabel="number of operations", ylabel="time of one call")
        ends = []
        for backend, table in times.groupby("backend"):
            curve(axes, str(backend), table[["size", "seconds"]], "seconds")
            each = growth.per_unit(table["size"], table["seconds"])
            fit = f"\n{words.seconds(each.value)} an operation" if each and each.value > 0 else ""
            (end,) = stats.rows(table.tail(1))
            ends.append(
                End(words.one_direction(str(backend)) + fit, style.look(str(backend)).colour, end.size, end.seconds)
            )
        decades(axes, times["seconds"].min(), times["seconds"].max(), words.seconds)
        size_ticks(axes, np.unique(times["size"].to_numpy(float)))
        axes.grid(True, which="major")
        name_curves(axes, ends, gap=0.085)
        return style.svg(figure)

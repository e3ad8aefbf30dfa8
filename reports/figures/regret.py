"""What choosing the mode by rule costs: the chosen mode over the better one, on the n x m grid."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from reports import stats, style, words
from reports.comparisons import DEAR

_REGRET = LinearSegmentedColormap.from_list("regret", ["#f4f2ee", "#c9b8d4", "#5b2a75"])
"""Neither blue nor orange: here colour says how much is lost, not which mode wins."""


def regret(regrets: pd.DataFrame) -> str:
    """Draw the map of the time of the chosen mode over that of the better one.

    Parameters
    ----------
    regrets
        From `comparisons.regrets`; cells without a time are hatched.
    """
    columns, rows = sorted(set(regrets["n"])), sorted(set(regrets["m"]))
    colour = LogNorm(1, max(2.0, regrets["ratio"].max()), clip=True)
    below, height = 0.95, 0.46 * len(rows)  # inches
    whole = below + height + 0.12
    with style.drawing():
        figure = Figure(figsize=(8.6, whole))
        axes = figure.add_axes((0.09, below / whole, 0.88, height / whole))
        axes.set(xlabel="number of inputs n", ylabel="number of outputs m")
        axes.set(xlim=(0, len(columns)), ylim=(0, len(rows)))
        for row in stats.rows(regrets):
            _cell(axes, (columns.index(row.n), rows.index(row.m)), row.ratio, row.better, colour)
        axes.set_xticks(np.arange(len(columns)) + 0.5, map(words.size, columns))
        axes.set_yticks(np.arange(len(rows)) + 0.5, map(words.size, rows))
        axes.tick_params(length=0)
        axes.spines[:].set_visible(False)
        if (regrets["ratio"] > DEAR).any():
            frame = Patch(facecolor="none", edgecolor=style.INK, lw=1.6, label=f"above {words.times(DEAR)}")
            figure.legend(handles=[frame], loc="lower right", bbox_to_anchor=(0.98, 0.0), fontsize=9)
        return style.svg(figure)


def _cell(axes: Axes, place: tuple[int, int], ratio: float, better: str | None, colour: LogNorm) -> None:
    """Draw one cell: what the rule's choice costs there, and which mode is the better one."""
    if math.isnan(ratio):
        axes.add_patch(Rectangle(place, 1, 1, fc="none", ec=style.MUTED, hatch="////", lw=0))
        return
    share = float(colour(ratio))
    mark = style.LIGHT_MARK if share > 0.5 else style.DARK_MARK
    axes.add_patch(Rectangle(place, 1, 1, facecolor=_REGRET(share), edgecolor=style.PAPER, lw=1))
    if ratio > DEAR:
        axes.add_patch(Rectangle((place[0] + 0.03, place[1] + 0.05), 0.94, 0.9, fc="none", ec=mark, lw=1.6, zorder=4))
    axes.text(
        place[0] + 0.5,
        place[1] + 0.5,
        f"{ratio:.2f}×\n{better}",
        ha="center",
        va="center",
        fontsize=min(8.5, 80 / axes.get_xlim()[1]),
        linespacing=1.1,
        color=mark,
        zorder=5,
    )

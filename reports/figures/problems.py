"""The real problems: what each derivative costs, by whom."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from reports import stats, style, words

_COST = LinearSegmentedColormap.from_list("cost", ["#f4f2ee", "#8d9aa8", "#22303f"])
"""Neither blue nor orange: here colour says how much, not which mode."""


def problems(costs: pd.DataFrame) -> str:
    """Draw the map of the cost over the function itself: rows problems, columns backends.

    Parameters
    ----------
    costs
        From `stats.problem_costs`; what has no time is hatched and says why in a word.
    """
    backends = words.ordered(costs["backend"])
    cases = costs[["problem", "n", "m"]].drop_duplicates().reset_index(drop=True)
    above, below, height = 1.25, 0.1, 0.46 * len(cases)  # inches
    whole = above + below + height
    with style.drawing():
        figure = Figure(figsize=(8.6, whole))
        axes = figure.add_axes((0.2, below / whole, 0.72, height / whole))
        colour = LogNorm(1, max(100.0, costs["ratio"].max()))
        for row in stats.rows(cases.merge(costs)):
            level = cases.index[(cases == [row.problem, row.n, row.m]).all(axis=1)][0]
            _problem_cell(axes, int(level), backends.index(row.backend), row, colour)
        axes.set(xlim=(0, len(backends)), ylim=(len(cases), 0))
        labels = [f"{row.problem}\nn = {words.size(row.n)}" for row in stats.rows(cases)]
        axes.set_yticks(np.arange(len(cases)) + 0.5, labels, fontsize=8.5, linespacing=1.1)
        axes.set_xticks(np.arange(len(backends)) + 0.5, map(words.backend, backends))
        axes.xaxis.tick_top()
        axes.tick_params(length=0)
        for label in axes.get_xticklabels():
            label.set(rotation=35, ha="left", rotation_mode="anchor", fontsize=9)
        axes.spines[:].set_visible(False)
        return style.svg(figure)


def _problem_cell(axes: Axes, level: int, column: int, case: Any, colour: LogNorm) -> None:
    """Draw one backend on one problem."""
    failed = math.isnan(case.ratio)
    share = 0.0 if failed else float(np.clip(colour(case.ratio), 0, 1))
    axes.add_patch(
        Rectangle(
            (column, level),
            1,
            1,
            facecolor="none" if failed else _COST(share),
            edgecolor=style.MUTED if failed else style.PAPER,
            hatch="///" if failed else None,
            linewidth=0 if failed else 1,
        )
    )
    axes.text(
        column + 0.5,
        level + 0.5,
        words.STATUS.get(case.status, case.status) if failed else words.times(case.ratio),
        ha="center",
        va="center",
        fontsize=7 if failed else 9,
        color=style.INK if failed else style.LIGHT_MARK if share > 0.5 else style.DARK_MARK,
        path_effects=[withStroke(linewidth=3, foreground=style.PAPER)] if failed else [],
    )

"""What checkpoints trade: less memory for more time."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke

from reports import stats, style, words
from reports.stats import Estimate


def checkpoint(trade: pd.DataFrame, theory: Estimate) -> str:
    """Draw the time over that without checkpoints against the peak of memory, one point a number of segments.

    Parameters
    ----------
    trade
        Ordered by ``segments``, 0 being none, with ``peak_memory`` (bytes), and times in ``ratio``, ``low``, ``high``
    theory
        The time that one more evaluation of the function makes of it.
    """
    colour = style.look("reverse").colour
    with style.drawing():
        figure = Figure(figsize=(8.6, 4.9))
        axes = figure.add_axes((0.09, 0.21, 0.87, 0.75))
        axes.set(xscale="log", xlabel="peak memory of one gradient")
        axes.set_ylabel("time over that without checkpoints")
        axes.axhspan(theory.low, theory.high, color=style.MUTED, alpha=0.15, lw=0)
        line = axes.axhline(theory.value, color=style.MUTED, lw=1, ls="--")
        line.set_label("theory: the gradient without checkpoints, and the function once more (band: 95 % interval)")
        points = axes.errorbar(
            trade["peak_memory"],
            trade["ratio"],
            (trade["ratio"] - trade["low"], trade["high"] - trade["ratio"]),
            color=colour,
            linestyle=":",
            linewidth=1.0,
            elinewidth=0.8,
            marker="o",
            markersize=6,
            label="measured: the number at a point is that of the segments, each checkpointed",
        )
        _limits(axes, trade, theory)
        _name_points(axes, trade)
        axes.grid(True, which="major")
        figure.legend(handles=[points, line], loc="lower left", bbox_to_anchor=(0.08, 0.0), fontsize=9)
        return style.svg(figure)


def _limits(axes: Axes, trade: pd.DataFrame, theory: Estimate) -> None:
    """Leave room for the names of the points, and mark 1, 2 and 5 of each decade of memory."""
    low, high = 0.6 * trade["peak_memory"].min(), 2.0 * trade["peak_memory"].max()
    decades = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    marks = [step * 10.0**decade for decade in decades for step in (1, 2, 5)]
    inside = [mark for mark in marks if low <= mark <= high]
    axes.set_xticks(inside, [words.memory(mark) for mark in inside], minor=False)
    axes.set_xticks([], minor=True)
    axes.set_xlim(low, high)
    axes.set_ylim(0, 1.15 * max(trade["high"].max(), theory.high))
    ticks = axes.get_yticks()
    axes.set_yticks(ticks, [words.times(tick) if tick else "0" for tick in ticks])
    axes.set_ylim(0, 1.15 * max(trade["high"].max(), theory.high))


def _name_points(axes: Axes, trade: pd.DataFrame) -> None:
    """Write the number of segments beside its point: on the way to the least memory below, on the way back above."""
    turn = min(stats.rows(trade), key=lambda row: row.peak_memory).segments
    for row in stats.rows(trade):
        axes.annotate(
            words.size(row.segments) if row.segments else "no checkpoints",
            (row.peak_memory, row.ratio),
            xytext=(6, -13 if row.segments <= turn else 6),
            textcoords="offset points",
            fontsize=9,
            color=style.INK,
            path_effects=[withStroke(linewidth=3, foreground=style.PAPER)],
        )

"""The n x m grid: which mode is cheaper where, and the line on which they cost the same."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colorbar import Colorbar
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.typing import LineStyleType
from numpy.typing import ArrayLike

from reports import crossovers, style, words
from reports.stats import Array

VECTOR_CROSSOVER = 1.67
"""Griewank & Walther (2008): with vector modes reverse wins from about n = 1.67 m."""

_FORWARD_TO_REVERSE = LinearSegmentedColormap.from_list(
    "forward to reverse", ["#08457e", "#4a9bd9", "#f4f2ee", "#ee8f4c", "#8f3600"], N=45
)
"""Fewer than 50 colours: with more, matplotlib makes the colour bar a bitmap."""


def grid(ratios: pd.DataFrame) -> str:
    """Draw the map of log2(forward / reverse), with the measured crossover and those of theory.

    Parameters
    ----------
    ratios
        From `stats.mode_ratios`: forward over reverse at each (n, m).
    """
    table = ratios.pivot(index="m", columns="n", values="ratio")
    columns, rows = table.columns.to_numpy(float), table.index.to_numpy(float)
    values = np.log2(table.to_numpy(float))
    limit = max(1.0, float(np.nanmax(np.abs(values))))
    below, height = 1.32, max(2.2, 0.6 * len(rows))  # inches
    whole = below + height + 0.18
    with style.drawing():
        figure = Figure(figsize=(8.6, whole))
        axes = figure.add_axes((0.09, below / whole, 0.66, height / whole))
        axes.set(xlabel="number of inputs n", ylabel="number of outputs m")
        mesh = axes.pcolormesh(values, cmap=_FORWARD_TO_REVERSE, vmin=-limit, vmax=limit, edgecolors=style.PAPER, lw=1)
        for (row, column), value in np.ndenumerate(values):
            _cell(axes, (column, row), value, limit, bool(columns[column] > rows[row]))
        _crossovers(axes, ratios, columns, rows)
        axes.set_xticks(np.arange(len(columns)) + 0.5, [words.size(int(n)) for n in columns])
        axes.set_yticks(np.arange(len(rows)) + 0.5, [words.size(int(m)) for m in rows])
        axes.set(xlim=(0, len(columns)), ylim=(0, len(rows)))
        bar_axes = figure.add_axes((0.78, below / whole, 0.02, height / whole))
        _colour_bar(figure.colorbar(mesh, cax=bar_axes), limit)
        figure.legend(
            handles=_crossover_legend(ratios),
            loc="lower left",
            bbox_to_anchor=(0.07, 0.0),
            fontsize=9,
        )
        return style.svg(figure)


def _cell(axes: Axes, place: tuple[int, int], value: float, limit: float, more_inputs: bool) -> None:
    """Write the ratio into the corner of its cell that is farther from the crossover lines."""
    if math.isnan(value):
        axes.add_patch(Rectangle(place, 1, 1, fc="none", ec=style.MUTED, hatch="////", lw=0))
        return
    share = 0.5 + value / (2 * limit)
    axes.text(
        place[0] + (0.94 if more_inputs else 0.06),
        place[1] + (0.08 if more_inputs else 0.92),
        words.number(2**value, 2 if value < math.log2(100) else 3),
        ha="right" if more_inputs else "left",
        va="bottom" if more_inputs else "top",
        fontsize=min(9.0, 70 / axes.get_xlim()[1]),
        color=style.DARK_MARK if 0.2 < share < 0.8 else style.LIGHT_MARK,
        zorder=5,
        path_effects=[withStroke(linewidth=2, foreground=_FORWARD_TO_REVERSE(share))],
    )


def _colour_bar(bar: Colorbar, limit: float) -> None:
    """Read the colours aloud at whole powers of two, the same at both sides of zero."""
    step = math.ceil(limit / 3)
    powers = [power for power in range(-3 * step, 3 * step + 1, step) if abs(power) <= limit]
    bar.set_ticks([float(power) for power in powers])
    bar.set_ticklabels([_who_is_cheaper(power) for power in powers])
    bar.ax.tick_params(length=0)
    for spine in bar.ax.spines.values():
        spine.set_visible(False)


def _who_is_cheaper(power: int) -> str:
    """Read log2(forward / reverse) aloud."""
    if power == 0:
        return "the same"
    return f"{'reverse' if power > 0 else 'forward'} {words.times(2.0 ** abs(power))} cheaper"


def _crossovers(axes: Axes, ratios: pd.DataFrame, columns: Array, rows: Array) -> None:
    """Draw the lines on which both modes cost the same: measured, n = m and n = 1.67 m."""
    outputs = np.geomspace(rows[0] / 4, rows[-1] * 4, 200)
    halo = [withStroke(linewidth=3.4, foreground=style.LIGHT_MARK, alpha=0.7)]
    lines = [("--", 1.2, outputs, outputs), (":", 1.6, VECTOR_CROSSOVER * outputs, outputs)]
    measured = crossovers.contour(ratios)
    if len(measured):
        lines.append(("-", 2.0, measured["n"].to_numpy(), measured["m"].to_numpy()))
    for line, width, n, m in lines:
        axes.plot(
            _position(n, columns),
            _position(m, rows),
            color=style.DARK_MARK,
            linestyle=line,
            linewidth=width,
            marker="o" if line == "-" else "",
            markersize=5,
            path_effects=halo,
        )


def _crossover_legend(ratios: pd.DataFrame) -> list[Line2D]:
    """Explain the lines that are drawn, in the colour of text: it shows in both themes."""
    entries: list[tuple[LineStyleType, float, str, str]] = [
        ("-", 2.0, "o", "measured: forward and reverse cost the same"),
        ("--", 1.2, "", "theory, one direction at a time: n = m"),
        (":", 1.6, "", f"theory, all directions in one sweep: n = {VECTOR_CROSSOVER} m"),
    ]
    return [
        Line2D([], [], color=style.INK, linestyle=line, lw=width, marker=marker, ms=5, label=label)
        for line, width, marker, label in entries
        if line != "-" or len(crossovers.contour(ratios))
    ]


def _position(sizes: ArrayLike, marks: Array) -> Array:
    """Find where a size lies on an axis of equal cells, going on straight beyond both ends."""
    size, mark = np.log2(np.asarray(sizes, float)), np.log2(marks)
    if len(mark) == 1:
        return np.asarray(size - mark[0] + 0.5)
    left = np.clip(np.searchsorted(mark, size, side="right") - 1, 0, len(mark) - 2)
    return np.asarray(left + (size - mark[left]) / (mark[left + 1] - mark[left]) + 0.5)

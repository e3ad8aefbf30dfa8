"""Every figure of the report: one function, from one tidy table to one SVG text.

Curves are named at their ends and rows at their left, so that no legend ever covers data; what is
explained in a legend (the theory) stands below the axes.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colorbar import Colorbar
from matplotlib.colors import LinearSegmentedColormap, LogNorm
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.patheffects import withStroke
from matplotlib.typing import LineStyleType
from numpy.typing import ArrayLike
from scipy.optimize import isotonic_regression

from reports import stats, style, words
from reports.stats import Array

VECTOR_CROSSOVER = 1.67
"""Griewank & Walther (2008): with vector modes reverse wins from about n = 1.67 m."""

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

_FORWARD_TO_REVERSE = LinearSegmentedColormap.from_list(
    "forward to reverse", ["#08457e", "#4a9bd9", "#f4f2ee", "#ee8f4c", "#8f3600"], N=45
)
"""Fewer than 50 colours: with more, matplotlib makes the colour bar a bitmap."""


_COST = LinearSegmentedColormap.from_list("cost", ["#f4f2ee", "#8d9aa8", "#22303f"])
"""Neither blue nor orange: here colour says how much, not which mode."""


# Cost along a sweep


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
        axes = figure.add_axes((0.09, 0.2, 0.62, 0.76))
        axes.set(xscale="log", yscale="log", xlabel=AXIS_LABELS[sweep])
        axes.set_ylabel("time over the time of the function itself")
        sizes = np.unique(curves["size"].to_numpy(float))
        bands = [_theory_band(axes, sizes, sweep, mode) for mode in ("forward", "reverse")]
        for backend, curve in curves.groupby("backend"):
            _curve(axes, str(backend), curve)
        _decades(axes, curves)
        _size_ticks(axes, sizes)
        axes.grid(True, which="major")
        _name_curves(axes, curves)
        figure.legend(handles=bands, loc="lower left", bbox_to_anchor=(0.08, 0.005), fontsize=9)
        return style.svg(figure)


def _theory_band(axes: Axes, sizes: Array, sweep: str, mode: str) -> Patch:
    """Shade what theory allows for a mode, and give the entry of the legend."""
    constant, growth, high_constant, high_growth = _THEORY[sweep][mode]
    low, high = constant + growth * sizes, high_constant + high_growth * sizes
    colour = style.look(mode).colour
    axes.fill_between(sizes, low, high, color=colour, alpha=0.13, linewidth=0)
    letter = stats.AXIS[sweep]
    bounds = f"{_line(constant, growth, letter)} to {_line(high_constant, high_growth, letter)}"
    label = f"theory for {mode} mode, all directions in one sweep: {bounds} times the function"
    return Patch(color=colour, alpha=0.25, linewidth=0, label=label)


def _line(constant: float, growth: float, letter: str) -> str:
    """Write a + b n."""
    factor = "" if growth == 1 else f"{growth:g} "
    return f"{constant:g} + {factor}{letter}" if growth else f"{constant:g}"


def _curve(axes: Axes, backend: str, curve: pd.DataFrame) -> None:
    """Draw one backend: its line, and the band of its intervals."""
    look = style.look(backend)
    axes.fill_between(curve["size"], curve["low"], curve["high"], color=look.colour, alpha=0.3, lw=0)
    axes.plot(
        curve["size"],
        curve["ratio"],
        color=look.colour,
        linestyle=look.line,
        marker=look.marker,
        markerfacecolor=look.colour if look.filled else style.PAPER,
        markersize=5,
        linewidth=1.6,
    )


def _decades(axes: Axes, curves: pd.DataFrame) -> None:
    """Mark the powers of ten on the upright axis; its limits follow the data, not the theory."""
    low, high = min(1.0, curves["low"].min()), max(10.0, curves["high"].max())
    powers = range(math.floor(math.log10(low)), math.floor(math.log10(high)) + 1)
    decades = [10.0**power for power in powers]
    axes.set_yticks(decades, [words.times(decade) for decade in decades], minor=False)
    axes.set_yticks([], minor=True)
    axes.set_ylim(0.8 * low, 1.4 * high)


def _size_ticks(axes: Axes, sizes: Array) -> None:
    """Mark measured sizes, not more than fit side by side."""
    shown = sizes[:: math.ceil(len(sizes) / 8)]
    axes.set_xticks(shown, [words.size(int(size)) for size in shown], minor=False)
    axes.set_xticks([], minor=True)


def _name_curves(axes: Axes, curves: pd.DataFrame) -> None:
    """Write the name and slope of each curve to the right of the axes, without collisions."""
    ends = curves.groupby("backend").last()
    fitted = stats.slopes(curves)
    low, high = np.log10(axes.get_ylim())
    wanted = (np.log10(ends["ratio"].to_numpy(float)) - low) / (high - low)
    for (backend, end), height in zip(ends.iterrows(), spread(wanted, gap=0.095), strict=True):
        slope = fitted[str(backend)][0]
        fit = f"\nslope {words.slope(slope)}" if slope else ""
        axes.annotate(
            words.backend(str(backend)) + fit,
            xy=(end["size"], end["ratio"]),
            xytext=(1.05, height),
            textcoords="axes fraction",
            color=style.look(str(backend)).colour,
            fontsize=8.5,
            va="center",
            linespacing=1.15,
            arrowprops={
                "arrowstyle": "-",
                "color": style.MUTED,
                "lw": 0.6,
                "relpos": (0, 0.5),
                "shrinkB": 4,
            },
        )


def spread(wanted: ArrayLike, gap: float) -> Array:
    """Move labels apart, as little as possible, so that they keep a gap and stay within 0 and 1.

    Examples
    --------
    >>> spread([0.5, 0.5], gap=0.5).tolist()
    [0.25, 0.75]
    """
    height = np.asarray(wanted, dtype=float)
    order = np.argsort(height, kind="stable")
    # with the gaps taken out, "apart" becomes "not falling", which isotonic regression solves
    steps = gap * np.arange(len(height))
    moved = np.empty_like(height)
    apart = isotonic_regression(height[order] - steps).x
    moved[order] = np.maximum(0, np.minimum(apart, 1 - steps[-1])) + steps
    return moved


# The n x m grid


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
    measured = stats.contour(ratios)
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
        if line != "-" or len(stats.contour(ratios))
    ]


def _position(sizes: ArrayLike, marks: Array) -> Array:
    """Find where a size lies on an axis of equal cells, going on straight beyond both ends."""
    size, mark = np.log2(np.asarray(sizes, float)), np.log2(marks)
    if len(mark) == 1:
        return np.asarray(size - mark[0] + 0.5)
    left = np.clip(np.searchsorted(mark, size, side="right") - 1, 0, len(mark) - 2)
    return np.asarray(left + (size - mark[left]) / (mark[left + 1] - mark[left]) + 0.5)


# Real problems


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

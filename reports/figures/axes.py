"""What the figures share: a curve with its band, the marks of logarithmic axes, and names at the ends of curves."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from numpy.typing import ArrayLike
from scipy.optimize import isotonic_regression

from reports import style, words
from reports.stats import Array

PLACE = (0.09, 0.2, 0.62, 0.76)
"""Where the axes stand in a figure whose curves are named at their right, with a legend below."""


def curve(axes: Axes, backend: str, table: pd.DataFrame, value: str = "ratio") -> None:
    """Draw one backend: its line, and the band of its intervals if the table has them.

    Parameters
    ----------
    table
        One row a point, with the columns ``size``, `value` and, for a band, ``low`` and ``high``.
    """
    look = style.look(backend)
    if {"low", "high"} <= set(table.columns):
        axes.fill_between(table["size"], table["low"], table["high"], color=look.colour, alpha=0.3, lw=0)
    axes.plot(
        table["size"],
        table[value],
        color=look.colour,
        linestyle=look.line,
        marker=look.marker,
        markerfacecolor=look.colour if look.filled else style.PAPER,
        markersize=5,
        linewidth=1.6,
    )


def theory(axes: Axes, sizes: Array, low: Array, high: Array, mode: str, label: str) -> Patch:
    """Shade what theory allows for a mode, and give the entry of the legend."""
    colour = style.look(mode).colour
    axes.fill_between(sizes, low, high, color=colour, alpha=0.13, linewidth=0)
    return Patch(color=colour, alpha=0.25, linewidth=0, label=label)


def decades(axes: Axes, low: float, high: float, write: Callable[[float], str] = words.times) -> None:
    """Mark the powers of ten on the upright axis, and end it a little outside of the data.

    Where fewer than two powers fit, 2 and 5 times a power are marked too; where not even they do, the data's own ends.
    """
    bottom, top = 0.8 * low, 1.4 * high
    powers = range(math.floor(math.log10(bottom)), math.floor(math.log10(top)) + 1)
    marks = [low, high] if low < high else [low]
    for steps in ((1, 2, 5), (1,)):
        inside = [mark for mark in (step * 10.0**power for power in powers for step in steps) if bottom <= mark <= top]
        marks = inside if len(inside) >= 2 else marks
    axes.set_yticks(marks, [write(mark) for mark in marks], minor=False)
    axes.set_yticks([], minor=True)
    axes.set_ylim(bottom, top)


def size_ticks(axes: Axes, sizes: Array) -> None:
    """Mark measured sizes, not more than fit side by side."""
    shown = sizes[:: math.ceil(len(sizes) / 8)]
    axes.set_xticks(shown, [words.size(int(size)) for size in shown], minor=False)
    axes.set_xticks([], minor=True)


class End(NamedTuple):
    """The right end of a curve: what is written there (one line or two), in which colour, and where the curve ends."""

    text: str
    colour: str
    x: float
    y: float


def name_curves(axes: Axes, ends: Iterable[End], gap: float = 0.095) -> None:
    """Write the names of curves to the right of axes whose upright one is logarithmic, without collisions.

    Parameters
    ----------
    gap
        The least distance between two names, in heights of the axes.
    """
    ends = list(ends)
    low, high = np.log10(axes.get_ylim())
    wanted = (np.log10([end.y for end in ends]) - low) / (high - low)
    for end, height in zip(ends, spread(wanted, gap), strict=True):
        axes.annotate(
            end.text,
            xy=(end.x, end.y),
            xytext=(1.05, height),
            textcoords="axes fraction",
            color=end.colour,
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

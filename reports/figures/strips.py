"""What figures of many problems share: one row a tool, one mark a problem, on a logarithmic axis."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patheffects import withStroke

from reports import style
from reports.stats import Array

_GOLDEN = (np.sqrt(5) - 1) / 2


def strip(axes: Axes, level: float, backend: str, values: Array, height: float = 0.5) -> None:
    """Draw the marks of one row, moved up and down a little so that equal ones are seen side by side."""
    look = style.look(backend)
    rank = np.argsort(np.argsort(values, kind="stable"))
    lift = ((rank + 0.5) * _GOLDEN % 1 - 0.5) * height  # no two neighbours at the same height, and never at random
    axes.plot(
        values,
        level + lift,
        linestyle="none",
        color=look.colour,
        marker=look.marker,
        markerfacecolor=look.colour if look.filled else style.PAPER,
        markersize=4,
        alpha=0.75,
    )


def note(axes: Axes, x: float, level: float, text: str, side: str) -> None:
    """Write beside a mark, to the ``"left"`` or ``"right"`` of it."""
    axes.annotate(
        text,
        (x, level),
        xytext=(-6 if side == "left" else 6, 0),
        textcoords="offset points",
        ha="right" if side == "left" else "left",
        va="center",
        fontsize=7.5,
        color=style.MUTED,
        path_effects=[withStroke(linewidth=2.5, foreground=style.PAPER)],
    )


def name_rows(axes: Axes, names: Sequence[str], levels: Sequence[float]) -> None:
    """Name the rows at the left, and leave nothing else of the upright axis."""
    axes.set_yticks(levels, names)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.grid(True, axis="x", which="major")

"""How far each backend is from the oracle, on every problem."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from reports import stats, style, words
from reports.figures.strips import name_rows, note, strip

TOLERANCE = 1e-8
"""What every backend but finite differences had to keep, or it was not timed."""

EPSILON = float(np.finfo(float).eps)
"""The distance of 1 from the next 64-bit number."""

_LEAST = 1e-17
"""What differs by less stands here, at the left end of the axis."""


def agreement(worst: pd.DataFrame) -> str:
    """Draw one row a backend, one mark a problem: the worst difference from the oracle.

    Parameters
    ----------
    worst
        From `stats.agreement`; finite differences, which are approximations, stand apart.
    """
    checked = worst[worst["rho"].notna()]
    names = words.ordered(checked["backend"])
    names.sort(key=lambda name: name == stats.APPROXIMATE)
    levels = {name: level + (0.5 if name == stats.APPROXIMATE else 0.0) for level, name in enumerate(names)}
    below, above, height = 0.62, 0.32, 0.3 * (len(names) + 0.5)  # inches
    whole = below + height + above
    with style.drawing():
        figure = Figure(figsize=(8.6, whole))
        axes = figure.add_axes((0.2, below / whole, 0.77, height / whole))
        high = max(10 * TOLERANCE, 100 * checked["rho"].max())
        axes.set(xscale="log", xlim=(0.4 * _LEAST, high), ylim=(max(levels.values()) + 0.6, -0.6))
        axes.set_xlabel("largest difference from the oracle")
        powers = [10.0**power for power in range(-17, math.ceil(math.log10(high)), 3)]
        axes.set_xticks(powers, [f"≤ {_LEAST:.0e}", *(f"{power:.0e}" for power in powers[1:])], minor=False)
        axes.set_xticks([], minor=True)
        exact = (
            sum(name != stats.APPROXIMATE for name in names) - 0.5
        )  # the lower end of the rows that the lines are for
        for x, text in ((EPSILON, "rounding of one operation"), (TOLERANCE, "not timed beyond")):
            axes.plot([x, x], [-0.6, exact], color=style.INK, lw=1, ls="--")
            axes.text(x, -0.65, text, ha="center", va="bottom", fontsize=9)
        for name, level in levels.items():
            own = checked[checked["backend"] == name].sort_values("rho")
            strip(axes, level, name, np.maximum(own["rho"].to_numpy(float), _LEAST), height=0.3)
            last = own.iloc[-1]
            note(axes, max(last["rho"], _LEAST), level, last["problem"], "right")
        name_rows(axes, [words.backend(name) for name in levels], list(levels.values()))
        return style.svg(figure)

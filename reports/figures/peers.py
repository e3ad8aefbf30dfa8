"""How long other tools take, over the better mode of dualtape, on every real problem."""

from __future__ import annotations

import math

import pandas as pd
from matplotlib.figure import Figure

from reports import style, words
from reports.comparisons import by_tool, typical
from reports.figures.strips import name_rows, note, strip


def peers(ratios: pd.DataFrame) -> str:
    """Draw one row a tool, one mark a problem, and the median with its interval.

    Parameters
    ----------
    ratios
        From `comparisons.tools`.
    """
    timed = ratios[ratios["ratio"].notna()]
    names = [tool for tool, _ in by_tool(ratios)]
    low, high = timed["ratio"].min(), timed["ratio"].max()
    below, above, height = 0.62, 0.3, 0.62 * len(names)  # inches
    whole = below + height + above
    with style.drawing():
        figure = Figure(figsize=(8.6, whole))
        axes = figure.add_axes((0.15, below / whole, 0.66, height / whole))
        room = max(10, high / low) ** 0.33  # for the names of the problems at both ends
        axes.set(xscale="log", xlim=(low / room, high * room), ylim=(len(names) - 0.4, -0.6))
        axes.set_xlabel("time of the tool over the time of dualtape's better mode")
        powers = [10.0**power for power in range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)]
        axes.set_xticks(powers, map(words.times, powers), minor=False)
        axes.set_xticks([], minor=True)
        axes.axvline(1, color=style.INK, lw=1.2)
        for level, tool in enumerate(names):
            own = timed[timed["tool"] == tool].sort_values("ratio")
            strip(axes, level, tool, own["ratio"].to_numpy(float))
            median = typical(own)
            colour = style.look(tool).colour
            axes.fill_betweenx([level - 0.32, level + 0.32], median.low, median.high, color=colour, alpha=0.25, lw=0)
            axes.plot([median.value] * 2, [level - 0.32, level + 0.32], color=colour, lw=2.4)
            first, last = own.iloc[0], own.iloc[-1]
            note(axes, first["ratio"], level, first["problem"], "left")
            note(axes, last["ratio"], level, last["problem"], "right")
            text = f"median {words.times(median.value)}\n{words.count(len(own), 'problem')}"
            axes.text(1.02, level, text, transform=axes.get_yaxis_transform(), color=colour, fontsize=9, va="center")
        name_rows(axes, [words.backend(tool) for tool in names], range(len(names)))
        for x, text, side in ((0.92, "faster than dualtape", "right"), (1.09, "slower", "left")):
            axes.text(
                x, 1.01, text, transform=axes.get_xaxis_transform(), ha=side, va="bottom", fontsize=9, color=style.MUTED
            )
        return style.svg(figure)

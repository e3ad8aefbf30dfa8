"""The norm of the gradient in each layer of deep networks."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from reports import style
from reports.figures.axes import End, decades, name_curves
from reports.stats import Array
from reports.style import COLOURS, Look

# Not the colours of the modes: all are by reverse mode.
_LOOKS = (
    Look(COLOURS["peer"][0], "-", "o"),
    Look(COLOURS["peer-three"][0], "-", "s"),
    Look(COLOURS["peer-two"][0], "-", "^"),
    Look(COLOURS["peer-four"][0], "-", "X"),
)


def layers(norms: Mapping[str, Array]) -> str:
    """Draw each network's gradient norms from the first layer to the last, the upright axis logarithmic.

    A norm of zero has no place on a logarithmic axis: it stands on a line of its own below it, which is marked 0.

    Parameters
    ----------
    norms
        Name of the network -> the norm of each layer, the first layer first; not all of them zero.
    """
    positive = [norm for each in norms.values() for norm in each if norm > 0]
    low, high = math.log10(min(positive)), math.log10(max(positive))
    zero = 10 ** (low - 0.13 * max(high - low, 1))
    with style.drawing():
        figure = Figure(figsize=(8.6, 5.0))
        axes = figure.add_axes((0.1, 0.11, 0.66, 0.85))
        axes.set(yscale="log", xlabel="layer, from the input to the output", ylabel="norm of the gradient of the layer")
        ends = []
        for place, (name, each) in enumerate(norms.items()):
            look = _LOOKS[place % len(_LOOKS)]
            _norms(axes, each, zero, look)
            ends.append(End(name, look.colour, len(each), each[-1] if each[-1] > 0 else zero))
        axes.set_xticks(range(1, 1 + max(map(len, norms.values()))))
        _marks(axes, 10**low, 10**high, zero, any(0 in each for each in norms.values()))
        axes.grid(True, which="major")
        name_curves(axes, ends, gap=0.06)
        return style.svg(figure)


def _norms(axes: Axes, norms: Array, zero: float, look: Look) -> None:
    """Draw one network: a line through the norms that are positive, single marks where they are zero."""
    layer = np.arange(1, 1 + len(norms))
    line = np.where(norms > 0, norms, np.nan)
    axes.plot(layer, line, color=look.colour, linestyle=look.line, marker=look.marker, markersize=5, linewidth=1.6)
    dead = layer[norms == 0]
    axes.plot(dead, np.full(len(dead), zero), color=look.colour, linestyle="", marker=look.marker, markersize=5)


def _marks(axes: Axes, low: float, high: float, zero: float, zeros: bool) -> None:
    """Mark powers of ten, not more than fit, and the line of zero if a norm stands on it."""
    decades(axes, low, high, _power)
    every = math.ceil(len(axes.get_yticks()) / 8)
    marks = [mark for mark in axes.get_yticks() if round(math.log10(mark)) % every == 0]
    axes.set_yticks([*marks, *([zero] if zeros else [])], [*map(_power, marks), *(["0"] if zeros else [])])
    if zeros:
        axes.axhline(zero, color=style.MUTED, linestyle=":", linewidth=1.0, zorder=0)
        axes.set_ylim(zero / (low / zero) ** 0.35, axes.get_ylim()[1])


def _power(value: float) -> str:
    """Write a power of ten."""
    return f"{value:g}" if 0.01 <= value <= 1000 else f"$10^{{{round(math.log10(value))}}}$"

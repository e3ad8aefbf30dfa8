"""How figures look: colours, line styles, and the way to the same SVG bytes from the same data.

Colour says the mode (blue forward, orange reverse: a pair that colour-blind readers tell apart),
dashes and markers say how it was run, so that no line depends on colour alone.

A figure is drawn in the light colours. The page replaces each by a CSS variable (`themed`), whose
value follows the reader's light or dark theme; a file of its own keeps the light ones.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

import matplotlib
from matplotlib.figure import Figure

COLOURS = {
    "ink": ("#1f2328", "#e6edf3"),
    "paper": ("#fdfdfd", "#161b22"),
    "forward": ("#0b6bb5", "#6cb6ff"),
    "reverse": ("#c2500a", "#ff9d57"),
    "muted": ("#6a737d", "#9aa4af"),
    "peer": ("#7d4698", "#cf9be6"),
    "peer-two": ("#0a7a5a", "#4cc49a"),
    "peer-three": ("#b0246c", "#f48fc0"),
    "peer-four": ("#7a6200", "#d9bd4a"),
}
"""Name: (light, dark). No colour stands for anything else in a figure, so each can be replaced."""

INK, PAPER, FORWARD, REVERSE, MUTED = (COLOURS[name][0] for name in ("ink", "paper", "forward", "reverse", "muted"))

# On a heat map the cell behind the mark is the same in both themes, and so must be the mark.
DARK_MARK, LIGHT_MARK = "#101418", "#ffffff"


class Look(NamedTuple):
    """How one backend is drawn."""

    colour: str
    line: str
    marker: str
    filled: bool = True


LOOKS = {
    "forward": Look(FORWARD, "-", "o"),
    "forward-looped": Look(FORWARD, "--", "s", filled=False),
    "jax-forward": Look(FORWARD, ":", "^"),
    "reverse": Look(REVERSE, "-", "o"),
    "reverse-looped": Look(REVERSE, "--", "s", filled=False),
    "jax-reverse": Look(REVERSE, ":", "^"),
    # of a nesting colour says the outer mode, dashes and marker the inner one
    "forward-over-forward": Look(FORWARD, "--", "s", filled=False),
    "forward-over-reverse": Look(FORWARD, "-", "o"),
    "reverse-over-forward": Look(REVERSE, "--", "s", filled=False),
    "reverse-over-reverse": Look(REVERSE, "-", "o"),
    "auto": Look(INK, "--", "*"),
    "jax": Look(REVERSE, ":", "^"),
    "jax-eager": Look(MUTED, ":", "<"),
    "finite-differences": Look(MUTED, "--", "X"),
    "autograd": Look(COLOURS["peer"][0], "-.", "D"),
    "pytorch": Look(COLOURS["peer-two"][0], "-.", "v"),
    "mygrad": Look(COLOURS["peer-three"][0], "-.", "h"),
    "casadi": Look(COLOURS["peer-four"][0], "-.", "p"),
    "hand": Look(INK, "-", "P"),
    "primal": Look(INK, ":", "d"),
    "tape": Look(REVERSE, "--", "s", filled=False),
}

_SETTINGS: dict[Any, Any] = {
    "font.family": "DejaVu Sans",  # comes with matplotlib, so every machine draws the same letters
    "font.size": 10.0,
    "svg.hashsalt": "dualtape",  # without a salt the identifiers in the file are random
    "svg.fonttype": "path",
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.facecolor": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.minor.size": 0.0,
    "ytick.minor.size": 0.0,
    "figure.facecolor": PAPER,
    "grid.color": INK,
    "grid.alpha": 0.15,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "hatch.linewidth": 0.6,
}


def look(backend: str) -> Look:
    """Tell how to draw a backend; one that is not known is grey."""
    return LOOKS.get(backend, Look(MUTED, ":", "d"))


@contextmanager
def drawing() -> Iterator[None]:
    """Draw with the settings of the report, whatever the reader's matplotlibrc says."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


def svg(figure: Figure) -> str:
    """Write a figure as SVG text without a date; call it inside `drawing`."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def themed(text: str) -> str:
    """Replace the colours of an SVG figure by the CSS variables of the page."""
    for name, (light, _) in COLOURS.items():
        text = text.replace(light, f"var(--{name})")
    return text

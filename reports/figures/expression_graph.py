"""The expression graph of a function with what one sweep makes of it, drawn by the library itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.figure import Figure

from reports import style

if TYPE_CHECKING:
    from ad import Graph

POINTS = 72
"""So many to an inch: the layout of a graph is in points."""


def expression_graph(graph: Graph, sweep: str) -> str:
    """Draw a graph with its values and what one sweep adds to them, just large enough for its letters.

    Parameters
    ----------
    sweep
        ``"forward"``: the tangents pushed forward; ``"reverse"``: the cotangents pulled back.
    """
    shown = {"tangents": sweep == "forward", "cotangents": sweep == "reverse"}
    with style.drawing():
        trial = graph.draw(Figure().add_axes((0, 0, 1, 1)), **shown)  # tells how large it is
        figure = Figure(figsize=(trial.get_xlim()[1] / POINTS, trial.get_ylim()[1] / POINTS))
        axes = graph.draw(figure.add_axes((0, 0, 1, 1)), **shown)
        for artist in axes.get_children():
            artist.set_gid(None)  # it names the node, as often as there are letters in it; a page needs each only once
        return style.svg(figure)

"""What the two modes do, step by step, on examples that fit into a picture: recorded by the library itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from markupsafe import Markup

import ad
from ad.graph import Node
from ad.listing import text
from reports import figures, words
from reports.load import Run
from reports.sections.section import Figure, Pair, Part, Piece, Section

_TEXT = (
    "A program is a graph of small calls whose derivatives are known. The number on an arrow is such a derivative: how "
    "much the node at its head changes with the node at its tail. Forward mode is asked about one input and pushes "
    "tangents t along the arrows: how does each node move with that input? Reverse mode is asked about one output and "
    "pulls cotangents ct back against the arrows: how does that output move with each node? Both multiply along an "
    "arrow and add where arrows meet. The pictures and the steps are recorded by the library: ad.graph(f, ...) "
    "evaluates a function and does both sweeps, .draw() gives the picture and .steps() the table."
)


@dataclass(frozen=True)
class Example:
    """A function at a point, and what is to be seen in its graph.

    Attributes
    ----------
    name
        Of its files.
    tangents
        What forward mode begins with: 1 for the first number of the first input, 0 for all others.
    asked
        That number, as it is called.
    lesson
        What a newcomer sees here.
    """

    name: str
    title: str
    function: Callable[..., Any]
    arguments: tuple[Any, ...]
    tangents: tuple[Any, ...]
    asked: str
    lesson: str

    def graph(self) -> ad.Graph:
        """Evaluate the function, and do both sweeps."""
        return ad.graph(self.function, *self.arguments, tangents=self.tangents)


def _neuron(w: Any, x: Any) -> Any:
    return 1 / (1 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))


def _layer(W: Any, b: Any) -> Any:
    scores = W @ np.array([2.0, 1.0]) + b
    return np.log(np.sum(np.exp(scores))) - scores[0]


EXAMPLES = (
    Example(
        name="product",
        title="A sum times a number: f = (x + y) z at x = -2, y = 5, z = -4",
        function=lambda x, y, z: (x + y) * z,
        arguments=(-2.0, 5.0, -4.0),
        tangents=(1.0, 0.0, 0.0),
        asked="x",
        lesson="On the way back the addition hands its cotangent on to both of its inputs; the multiplication hands to "
        "each its cotangent times the value of the other.",
    ),
    Example(
        name="paths",
        title="Two ways to one output: e = (a + b)(b + 1) at a = 2, b = 1",
        function=lambda a, b: (a + b) * (b + 1),
        arguments=(2.0, 1.0),
        tangents=(1.0, 0.0),
        asked="a",
        lesson="Two paths lead from b to the output. Reverse mode adds what comes back along them, 3 + 2 = 5, once, "
        "where they meet: no path is walked by itself, however many there are.",
    ),
    Example(
        name="neuron",
        title="A sigmoid neuron: 1 / (1 + exp(-(w[0] x[0] + w[1] x[1] + w[2]))) at w = (2, -3, -3), x = (-1, -2)",
        function=_neuron,
        arguments=((2.0, -3.0, -3.0), (-1.0, -2.0)),
        tangents=((1.0, 0.0, 0.0), (0.0, 0.0)),
        asked="w[0]",
        lesson="The sigmoid is four calls here, and needs no rule of its own: from the output back to v8 the numbers "
        "on the arrows multiply to 0.197, which is (1 - f) f for the value f = 0.731.",
    ),
    Example(
        name="softmax",
        title="A layer with softmax and its loss: -log softmax(W x + b)[0] for two classes, at x = (2, 1)",
        function=_layer,
        arguments=(np.array([[1.0, -1.0], [0.0, 1.0]]), np.array([-1.0, -1.0])),
        tangents=(np.array([[1.0, 0.0], [0.0, 0.0]]), np.array([0.0, 0.0])),
        asked="W[0, 0]",
        lesson="Nodes hold whole arrays. The loss, written as log(sum(exp(v3))) - v3[0], comes back to the scores v3 "
        "along two paths: the one through exp brings the probabilities, (0.5, 0.5), and the other takes 1 from that of "
        "the class that was observed.",
    ),
)


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show both modes on the examples; the run has no part in it."""
    yield Section("modes", "How the two modes work", _TEXT, _parts())


@cache
def _parts() -> tuple[Part, ...]:
    """Show each example; the same in every report, so that one process draws it once."""
    return tuple(
        part for example in EXAMPLES for part in (_introduction(example), _pair(example, opened=example is EXAMPLES[0]))
    )


def _introduction(example: Example) -> Piece:
    """Say what an example is, what is to be seen in it, and how many sweeps each mode needs for its gradient."""
    n = sum(np.size(node.value) for node in _inputs(example.graph()))
    told = (
        f"{example.lesson} The gradient has {words.count(n, 'number')}: forward mode needs {words.count(n, 'sweep')}, "
        "one for each, and reverse mode one for all."
    )
    html = Markup("<h3>{}</h3>\n<p>{}</p>").format(example.title, told)
    return Piece(html, f"### {example.title}\n\n{told}")


def _pair(example: Example, opened: bool) -> Pair:
    """Draw the graph with what forward mode pushes, and again with what reverse mode pulls."""
    graph = example.graph()
    gradient = ", ".join(f"{node.name}: {text(node.cotangent)}" for node in _inputs(graph))
    forward = (
        f"Forward mode, asked about {example.asked}: one sweep from left to right. Its last tangent, "
        f"{text(graph[-1].tangent)}, is the derivative of the output by {example.asked}, and by no other number."
    )
    reverse = (
        "Reverse mode: one sweep from right to left. The cotangents that arrive at the inputs are the whole gradient: "
        f"{gradient}."
    )
    return Pair(_figure(example, graph, "forward", forward), _figure(example, graph, "reverse", reverse), opened)


def _figure(example: Example, graph: ad.Graph, sweep: str, caption: str) -> Figure:
    return Figure(
        name=f"modes-{example.name}-{sweep}",
        svg=figures.expression_graph(graph, sweep),
        alternative=described(graph, sweep),
        caption=caption,
        data=table(graph, sweep),
    )


def _inputs(graph: ad.Graph) -> list[Node]:
    return [node for node in graph if node.operation == "input"]


def described(graph: ad.Graph, sweep: str) -> str:
    """Say in words what the picture of one sweep shows, with all its numbers."""
    name, sign = ("tangent", "t") if sweep == "forward" else ("cotangent", "ct")
    values = [str(step) for step in graph.steps() if step.sweep == "evaluate"]
    nodes = [f"{value}, {sign} = {text(getattr(node, name))}" for value, node in zip(values, graph, strict=True)]
    arrows = [
        f"{graph[parent].name} to {node.name}: {text(partial, 4)}"
        for node in graph
        for parent, partial in zip(node.parents, node.partials, strict=True)
    ]
    return (
        f"Graph of {words.count(len(graph), 'node')}, from left to right, with values and {name}s {sign}. "
        f"{'; '.join(nodes)}. On the arrows: {', '.join(arrows)}."
    )


def table(graph: ad.Graph, sweep: str) -> pd.DataFrame:
    """Tabulate the steps of one sweep: forward mode goes along the calls, reverse mode back through them.

    Parameters
    ----------
    sweep
        ``"forward"`` or ``"reverse"``.
    """
    rows: list[tuple[int, str, str, str]] = []
    for step in graph.steps():
        if step.sweep == sweep:
            node = graph[step.node] if sweep == "forward" or not step.sources else graph[step.sources[0]]
            seed = "output" if sweep == "reverse" else "input"
            operation = f"{node.name} = {node.expression}" if step.sources else f"{seed} {node.name}"
            numbers = str(step).removeprefix(step.formula).removeprefix(" = ")
            rows.append((len(rows) + 1, operation, step.formula, numbers))
    return pd.DataFrame(rows, columns=["Step", "Operation", "Formula", "Numbers"])

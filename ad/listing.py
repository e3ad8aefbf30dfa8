"""How a recorded graph is written: as a table, as the steps of its sweeps, in Graphviz's language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ad.core import primal

if TYPE_CHECKING:
    from ad.graph import Graph, Node

__all__ = ["Step", "constant", "dot", "named", "steps", "table", "text"]

TEXT_SIZE = 6
"""How many numbers of an array are written out at most; of a larger one the shape is."""


def text(x: Any, size: int = TEXT_SIZE, digits: int = 4) -> str:
    """Return an array of at most `size` numbers as they are, any larger one as its shape, None as a dash."""
    if x is None:
        return "-"
    if isinstance(x, tuple):
        return f"({', '.join(text(part, size, digits) for part in x)})"
    if np.size(x) > size:
        return f"shape {np.shape(x)}"
    if np.ndim(x):
        return f"[{' '.join(text(part, size, digits) for part in x)}]"
    number = f"{x + 0.0:.{digits}g}"  # without the sign of -0.0
    return f"({number})" if np.iscomplexobj(x) else number


def constant(x: Any) -> str:
    """Return an argument that is not recorded much as a program would write it."""
    x = primal(x)
    if isinstance(x, np.ndarray | np.generic | float | complex) and np.asarray(x).dtype.kind in "biufc":
        return text(x, 4)
    if isinstance(x, slice):
        ends = (x.start, x.stop) if x.step is None else (x.start, x.stop, x.step)
        return ":".join("" if end is None else constant(end) for end in ends)
    if isinstance(x, tuple | list):
        parts = ", ".join(map(constant, x))
        return f"({parts})" if isinstance(x, tuple) else f"[{parts}]"
    return "..." if x is ... else str(getattr(x, "__name__", repr(x)))


def named(node: Node, call: str, length: int) -> str:
    """Return the name of a node and what was called, cut to a length."""
    cut = call if len(call) <= length else f"{call[: length - 1]}…"
    return node.name if node.operation == "input" else f"{node.name} = {cut}"


def table(graph: Graph) -> str:
    """Return a plain-text table of all nodes."""
    rows = [("", "expression", "value", "d/dparents", "tangent", "cotangent")]
    for node in graph:
        partials = zip(node.parents, node.partials, strict=True)
        by = ", ".join(f"{graph[parent].name}: {text(partial)}" for parent, partial in partials)
        numbers = (text(node.value), by, text(node.tangent), text(node.cotangent))
        rows.append((str(node.index), named(node, node.expression, 60), *numbers))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [
        "  ".join(f"{cell:{side}{width}}" for cell, side, width in zip(row, "><><>>", widths, strict=True)).rstrip()
        for row in rows
    ]
    outputs = ("constant" if index is None else graph[index].name for index in graph.outputs)
    return "\n".join([*lines, f"output: {', '.join(outputs)}"])


@dataclass(frozen=True, eq=False)
class Step:
    """One step of the evaluation, of the forward or of the reverse sweep; ``str(step)`` says it in one line.

    Attributes
    ----------
    sweep : {"evaluate", "forward", "reverse"}
    node : int
        The node that gets a value or a tangent, or whose cotangent is added to.
    sources : tuple of int
        The nodes that it comes from; empty for a seed.
    formula : str
        ``ct[x] += ct[v3] * dv3/dx``. The sign ``*`` multiplies element by element, ``@`` by a Jacobian.
    numbers : str
        Its right side in numbers; empty for a seed, and where they are many.
    term, total : array
        What is computed, and what the node has after this step: more than that where cotangents add up.
    """

    sweep: str
    node: int
    sources: tuple[int, ...]
    formula: str
    numbers: str
    term: Any
    total: Any

    def __str__(self) -> str:
        sides = " = ".join(side for side in (self.formula, self.numbers, text(self.term)) if side)
        return sides if self.total is self.term else f"{sides}, in total {text(self.total)}"


def steps(graph: Graph) -> Iterator[Step]:
    """Yield the steps of the evaluation, of the forward sweep and of the reverse sweep, each in its order.

    Examples
    --------
    >>> import ad
    >>> for step in ad.graph(lambda a, b: a * (a + b), 3.0, 1.0).steps():
    ...     print(f"{step.sweep:8}", step)
    evaluate a = 3
    evaluate b = 1
    evaluate v2 = add(a, b) = 4
    evaluate v3 = multiply(a, v2) = 12
    forward  t[a] = 1
    forward  t[b] = 0
    forward  t[v2] = t[a] * dv2/da + t[b] * dv2/db = 1 * 1 + 0 * 1 = 1
    forward  t[v3] = t[a] * dv3/da + t[v2] * dv3/dv2 = 1 * 4 + 1 * 3 = 7
    reverse  ct[v3] = 1
    reverse  ct[a] += ct[v3] * dv3/da = 1 * 4 = 4
    reverse  ct[v2] += ct[v3] * dv3/dv2 = 1 * 3 = 3
    reverse  ct[a] += ct[v2] * dv2/da = 3 * 1 = 3, in total 7
    reverse  ct[b] += ct[v2] * dv2/db = 3 * 1 = 3
    """
    for node in graph:
        formula = named(node, node.expression, 60)
        yield Step("evaluate", node.index, node.parents, formula, "", node.value, node.value)
    for node in graph:
        terms = [_pushed(node, graph[parent], slot) for slot, parent in enumerate(node.parents)]
        formula = " = ".join([f"t[{node.name}]", *filter(None, [" + ".join(formula for formula, _ in terms)])])
        numbers = " + ".join(number for _, number in terms) if all(number for _, number in terms) else ""
        yield Step("forward", node.index, node.parents, formula, numbers, node.tangent, node.tangent)
    totals: dict[int, Any] = {}
    for index, seed in zip(graph.outputs, graph.seeds, strict=True):
        if index is not None and seed is not None:
            totals[index] = totals[index] + seed if index in totals else seed
            yield Step("reverse", index, (), f"ct[{graph[index].name}]", "", seed, totals[index])
    for node in reversed(graph.nodes):
        for slot, (index, term) in enumerate(zip(node.parents, node.given, strict=False)):  # nothing is given off path
            formula, numbers = _pulled(node, graph[index], slot)
            if isinstance(term, tuple):  # to one of several outputs, of which each is given to once
                totals[index] = term = next(part for part in term if part is not None)
            else:
                totals[index] = totals[index] + term if index in totals else term
            yield Step("reverse", index, (node.index,), formula, numbers, term, totals[index])


def _pushed(node: Node, parent: Node, slot: int) -> tuple[str, str]:
    """Return what one parent adds to a tangent, as a formula and in numbers."""
    partial, t, d = node.partials[slot], f"t[{parent.name}]", f"d{node.name}/d{parent.name}"
    if isinstance(parent.value, tuple):
        return node.label.replace("·", t), ""
    if node.elementwise or (parent.value.ndim == 0 and partial is not None):
        return f"{t} * {d}", _product(parent.tangent, "*", partial)
    return f"{d} @ {t}", _product(partial, "@", parent.tangent)


def _pulled(node: Node, parent: Node, slot: int) -> tuple[str, str]:
    """Return what one parent is given of a cotangent, as a formula and in numbers."""
    partial, ct, d = node.partials[slot], f"ct[{node.name}]", f"d{node.name}/d{parent.name}"
    if isinstance(parent.value, tuple):
        return f"{node.label.replace('·', f'ct[{parent.name}]')} += {ct}", ""
    sign = "*" if node.elementwise or (partial is not None and node.value.ndim == 0) else "@"
    formula, numbers = f"{ct} {sign} {d}", _product(node.cotangent, sign, partial)
    if node.elementwise and parent.value.shape != node.value.shape:  # it was repeated, and is given the sum
        formula, numbers = f"sum({formula})", numbers and f"sum({numbers})"
    return f"ct[{parent.name}] += {formula}", numbers


def _product(x: Any, sign: str, y: Any) -> str:
    small = x is not None and y is not None and max(np.size(x), np.size(y)) <= TEXT_SIZE
    return f"{text(x)} {sign} {text(y)}" if small else ""


def dot(graph: Graph) -> str:
    r"""Return the graph in the language of Graphviz: text for ``dot -Tsvg``.

    Examples
    --------
    >>> import ad
    >>> print(ad.graph(lambda x: 2.0 * x, 3.0).to_dot())
    digraph {
      rankdir=LR;
      node [shape=box];
      n0 [label="x\n3\nt = 1\nct = 2"];
      n1 [label="v1 = multiply(2, ·)\n6\nt = 2\nct = 1", penwidth=2];
      n0 -> n1 [label="2"];
    }
    """
    lines = ["digraph {", "  rankdir=LR;", "  node [shape=box];"]
    for node in graph:
        numbers = (text(node.value), f"t = {text(node.tangent)}", f"ct = {text(node.cotangent)}")
        style = ", penwidth=2" if node.index in graph.outputs else ", style=dashed" if node.cotangent is None else ""
        lines.append(f"  n{node.index} [label={_quoted(named(node, node.label, 30), *numbers)}{style}];")
    for node in graph:
        for parent, partial in zip(node.parents, node.partials, strict=True):
            label = "" if partial is None else f" [label={_quoted(text(partial))}]"
            lines.append(f"  n{parent} -> n{node.index}{label};")
    return "\n".join([*lines, "}"])


def _quoted(*lines: str) -> str:
    escaped = (line.replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return '"{}"'.format("\\n".join(escaped))

"""The recorded expression graph of a function: every call, its local derivatives, and what both sweeps make of it.

A tape lists the calls of one evaluation. Here each is kept with all that a picture of it shows: the value, the partial
derivatives by its parents, the tangent that forward mode pushes to it and the cotangent that reverse mode pulls back to
it. Neither machine is written again: the function runs on variables of a tape whose values are dual numbers (modes
nest), so that values and tangents come with the records, and `_sweep` is the sweep of `ad.tape` without its economies.

It is for teaching and debugging: it keeps everything, and is slow. How a graph is shown is in `ad.listing` and
`ad.drawing`.
"""

from __future__ import annotations

import contextlib
import inspect
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from ad import drawing, listing, tree
from ad.arguments import Arguments, output_leaves, tangents_like, zeros_like
from ad.core import Traced, name_of, primal
from ad.cotangents import full
from ad.dual import Dual, Sweep
from ad.errors import InputTypeError
from ad.rule import Rule, times
from ad.rules.indexing import scatter_add, spread
from ad.tape import PAIR, Bundle, Tape, Variable, parents_of, partials_of

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Graph", "Node", "graph"]

JACOBIAN_SIZE = 64
"""How many numbers a local Jacobian has at most; a larger one is not formed."""


@dataclass(frozen=True, eq=False)
class Node:
    """An input, or one recorded call ``z = f(x, ...)``.

    A call with several outputs has tuples for its value, tangent and cotangent; each output is a node behind it.

    Attributes
    ----------
    index : int
        Its place in the order of evaluation.
    name : str
        The name of an input, ``v3`` for the call of index 3.
    operation, label, expression : str
        What was called: ``add``; with the constants that took part, ``add(·, 1)``; with the parents, ``add(x, 1)``.
    parents : tuple of int
        The nodes that it was computed from, one twice in ``x * x``.
    value : array
    partials : tuple
        The derivative by each parent. For an elementwise call dz/dx of each element, which broadcasts to the shape of
        `value`; for any other the Jacobian, of shape ``value.shape + x.shape`` (where complex numbers meet real ones,
        the one that cotangents are multiplied by). None for a Jacobian of more than 64 numbers, and between a call with
        several outputs and its neighbours.
    elementwise : bool
        Which of the two the partials are.
    tangent : array
        Pushed forward, of the shape of `value`.
    cotangent : array or None
        Pulled back, of the shape of `value`; None where no output that was given a cotangent depends on the node.
    given : tuple
        What each parent is given of the cotangent; empty where that is None.
    """

    index: int
    name: str
    operation: str
    label: str
    expression: str
    parents: tuple[int, ...]
    value: Any
    partials: tuple[Any, ...]
    elementwise: bool
    tangent: Any
    cotangent: Any
    given: tuple[Any, ...]


@dataclass(frozen=True, eq=False)
class Graph:
    """The nodes of one evaluation in order, inputs first; made by `graph`.

    ``graph[3]`` and ``graph["x"]`` are nodes by index and by name; ``str(graph)`` is a table of all.

    Attributes
    ----------
    nodes : tuple of Node
    outputs : tuple of int or None
        The node of each output, in the order of the leaves of the result; None for one that depends on no input.
    seeds : tuple of array or None
        The cotangent that each output was given.
    """

    nodes: tuple[Node, ...]
    outputs: tuple[int | None, ...]
    seeds: tuple[Any, ...]

    def __len__(self) -> int:
        return len(self.nodes)

    def __iter__(self) -> Iterator[Node]:
        return iter(self.nodes)

    def __getitem__(self, key: int | str) -> Node:
        if not isinstance(key, str):
            return self.nodes[key]
        for node in self:
            if node.name == key:
                return node
        raise KeyError(f"no node is called {key!r}, only {', '.join(node.name for node in self)}")

    def __str__(self) -> str:
        return listing.table(self)

    def steps(self) -> Iterator[listing.Step]:
        """Yield the steps of the evaluation, of the forward and of the reverse sweep; see `ad.listing.steps`."""
        return listing.steps(self)

    def to_dot(self) -> str:
        """Return the graph in the language of Graphviz: text for ``dot -Tsvg``."""
        return listing.dot(self)

    def draw(self, ax: Axes | None = None, *, tangents: bool = True, cotangents: bool = True) -> Axes:
        """Draw the graph from left to right with matplotlib, and return the axes.

        Parameters
        ----------
        ax : matplotlib Axes, optional
            Where to draw, as large as fits; by default a new figure, just large enough.
        tangents, cotangents : bool
            Whether to write them below the values, in blue and in orange.

        Raises
        ------
        ImportError
            If matplotlib is not installed.

        Notes
        -----
        A node stands right of its parents, in the layer of the longest path that leads to it. Outputs have a thick
        frame; what no output with a cotangent depends on has a dashed one. Legible for up to about 25 nodes.
        """
        return drawing.draw(self, ax, tangents, cotangents)


def graph(f: Callable[..., Any], *args: Any, tangents: Sequence[Any] | None = None, cotangent: Any = None) -> Graph:
    """Evaluate `f` once and return its expression graph, with both sweeps done.

    Parameters
    ----------
    f : callable
        A function of arrays, or of nested tuples, lists and dicts of them.
    *args
        Its arguments. Those of a floating-point type are differentiated by; any other, such as an integer, is passed on
        as it is.
    tangents : sequence, optional
        A tangent for each of the arguments that are differentiated by, of its structure and shapes, as in `ad.jvp`. By
        default ones for the first input and zeros for the others: the derivative of every node by the first number, or
        along ``(1, 1, ...)`` if that is an array.
    cotangent : optional
        A cotangent of the structure and shapes of the output. By default ones for the first output, and nothing for
        any other: the derivative of one number, or of the sum of one array, by every node.

    Returns
    -------
    Graph
        Inputs first, named after the parameters of `f` (``w[0]`` and ``w["b"]`` inside a tree), then one node for each
        recorded call, named ``v3`` by its index.

    Raises
    ------
    InputTypeError
        If no argument is of a floating-point type.
    ShapeMismatchError
        If the tangents or the cotangent do not have the structure and shapes of what they belong to.

    Examples
    --------
    >>> import ad
    >>> graph = ad.graph(lambda x, y, z: (x + y) * z, -2.0, 5.0, -4.0)
    >>> print(graph)
       expression            value  d/dparents    tangent  cotangent
    0  x                        -2                      1         -4
    1  y                         5                      0         -4
    2  z                        -4                      0          3
    3  v3 = add(x, y)            3  x: 1, y: 1          1         -4
    4  v4 = multiply(v3, z)    -12  v3: -4, z: 3       -4          1
    output: v4
    >>> graph["z"].cotangent == graph["v3"].value
    np.True_
    """
    argnums = tuple(i for i, arg in enumerate(args) if any(map(_is_floating, tree.flatten(arg)[0])))
    if not argnums:
        raise InputTypeError(
            f"graph was given no argument of {name_of(f)} of a floating-point type, by which it could differentiate. "
            "Pass one by position; write 3.0 instead of 3, or convert an array with x.astype(float)."
        )
    arguments = Arguments(f, args, {}, argnums)
    inputs = [primal(x) for x in arguments.leaves]
    if tangents is None:
        ts = [np.ones_like(x)[()] if i == 0 else zeros_like(x) for i, x in enumerate(inputs)]
    else:
        ts = tangents_like(inputs, list(tangents), arguments.structure, "tangent")
    with Sweep() as sweep, _Recorder(_input_names(f, args, argnums)) as tape:
        tape.values = [Dual.of(x, t, sweep) for x, t in zip(inputs, ts, strict=True)]
        variables = [Variable.of(x, index, tape) for index, x in enumerate(tape.values)]
        leaves, structure = output_leaves(arguments.call(variables))
        outputs = tuple(leaf.index if type(leaf) is Variable and leaf.tag is tape else None for leaf in leaves)
        ys = [primal(leaf) for leaf in leaves]
        if cotangent is None:
            seeds = [np.ones_like(y)[()] if i == 0 else None for i, y in enumerate(ys)]
        else:
            seeds = [np.array(ct)[()] for ct in tangents_like(ys, cotangent, structure, "cotangent")]
        return Graph(tuple(_nodes(tape, sweep, outputs, seeds)), outputs, tuple(seeds))


def _is_floating(x: Any) -> bool:
    return isinstance(x, Traced) or np.asarray(x).dtype.kind in "fc"


def _input_names(f: Callable[..., Any], args: Sequence[Any], argnums: Sequence[int]) -> list[str]:
    """Return a name for each leaf of the arguments `argnums`: its parameter, and where in a tree it stands."""
    names = [f"x{i}" for i in range(len(args))]
    with contextlib.suppress(TypeError, ValueError):  # a function written in C may not tell; of a wrong call `f` will
        signature = inspect.signature(f)
        bound = signature.bind(*args).arguments
        names = []
        for name, value in bound.items():
            several = signature.parameters[name].kind is inspect.Parameter.VAR_POSITIONAL
            names += [f"{name}[{i}]" for i in range(len(value))] if several else [name]
    return [leaf for i in argnums for leaf in _leaf_names(names[i], args[i])]


def _leaf_names(name: str, branch: Any) -> list[str]:
    """Return the name of each leaf, in the order of `tree.flatten`."""
    if isinstance(branch, dict):
        keys = [(f'["{key}"]' if isinstance(key, str) else f"[{key!r}]", branch[key]) for key in sorted(branch)]
    elif isinstance(branch, tuple | list):
        fields = getattr(branch, "_fields", None)
        keys = [(f".{fields[i]}" if fields else f"[{i}]", part) for i, part in enumerate(branch)]
    else:
        return [] if branch is None else [name]
    return [leaf for key, part in keys for leaf in _leaf_names(name + key, part)]


class _Recorder(Tape):
    """A tape that keeps the value of each record and how its call reads; every call goes through `evaluate`."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(len(names))
        self.quick = False
        self.names = list(names)
        self.words = [("input", name, name) for name in names]  # operation, label, expression
        self.values: list[Any] = []

    def lift(self, value: Any) -> Variable:
        z = super().lift(value)
        self._keep(("constant", "constant", "constant"), value)
        return z

    def evaluate(self, rule: Rule, args: list[Any], kwargs: dict[str, Any]) -> Any:
        words = self._read(rule, args, kwargs)
        z = super().evaluate(rule, args, kwargs)
        if type(z) is not tuple:
            self._keep(words, z.value)
            return z
        call = len(self.names)
        self._keep(words, tuple(part.value for part in z))
        for i, part in enumerate(z):
            self._keep((words[0], f"·[{i}]", f"{self.names[call]}[{i}]"), part.value)
        return z

    def _keep(self, words: tuple[str, str, str], value: Any) -> None:
        self.names.append(f"v{len(self.names)}")
        self.words.append(words)
        self.values.append(value)

    def _read(self, rule: Rule, args: Sequence[Any], kwargs: dict[str, Any]) -> tuple[str, str, str]:
        """Return the name of the operation, its label with the constants, and its expression with the parents, too."""
        operation = rule.name.removeprefix("numpy.")
        options = [f"{k}={listing.constant(x)}" for k, x in kwargs.items() if x is not None and x is not False]
        blanks, names = [], []
        for arg in args:
            mine = type(arg) is Variable and arg.tag is self
            blanks.append("·" if mine else listing.constant(arg))
            names.append(self.names[arg.index] if mine else blanks[-1])
        label = operation if set(blanks) == {"·"} and not options else _call(operation, blanks + options)
        return operation, label, _call(operation, names + options)


def _call(operation: str, arguments: Sequence[str]) -> str:
    if operation == "getitem":
        x, key = arguments
        return f"{x}[{key[1:-1] if key.startswith('(') else key}]"
    return f"{operation}({', '.join(arguments)})"


def _nodes(tape: _Recorder, sweep: Sweep, outputs: Sequence[int | None], seeds: Sequence[Any]) -> Iterator[Node]:
    """Yield the nodes; the records hold values of the forward sweep, which must be open still."""

    def tangent(x: Any) -> Any:
        return np.array(primal(x.tangent))[()] if type(x) is Dual and x.tag is sweep else zeros_like(x)

    values = [_each(lambda x: np.array(primal(x))[()], value) for value in tape.values]
    cts, given = _sweep(tape.records, values, outputs, seeds)
    for index, record in enumerate(tape.records):
        parents = () if record is None else parents_of(record)
        yield Node(
            index,
            tape.names[index],
            *tape.words[index],
            parents=parents,
            value=values[index],
            partials=() if record is None else tuple(_partials(record, values[index], [values[i] for i in parents])),
            elementwise=record is not None and partials_of(record) is not None,
            tangent=_each(tangent, tape.values[index]),
            cotangent=_parts(cts[index]),
            given=given[index],
        )


def _each(function: Callable[[Any], Any], x: Any) -> Any:
    return tuple(map(function, x)) if isinstance(x, tuple) else function(x)


def _parts(ct: Any) -> Any:
    return tuple(ct.parts) if isinstance(ct, Bundle) else ct


def _sweep(
    records: Sequence[Any], values: Sequence[Any], outputs: Sequence[int | None], seeds: Sequence[Any]
) -> tuple[list[Any], list[Any]]:
    """Pull cotangents back: return that of each record, and what it gives its parents of it, all in full."""
    cts: list[Any] = [None] * len(records)
    given: list[tuple[Any, ...]] = [()] * len(records)

    def add(index: int, ct: Any) -> None:
        cts[index] = ct if cts[index] is None else cts[index] + ct

    for output, seed in zip(outputs, seeds, strict=True):
        if output is not None and seed is not None:
            add(output, seed)
    for index, record in reversed(list(enumerate(records))):
        if record is not None and cts[index] is not None:
            parents = parents_of(record)
            parts = [_in_full(ct, values[i]) for i, ct in zip(parents, _pull(record, cts[index]), strict=True)]
            for parent, ct in zip(parents, parts, strict=True):
                add(parent, ct)
            given[index] = tuple(map(_parts, parts))
    return cts, given


def _in_full(ct: Any, value: Any) -> Any:
    return ct if isinstance(ct, Bundle) else full(ct, value)


def _pull(record: Any, ct: Any, directions: tuple[int, ...] = ()) -> list[Any]:
    """Return what a record gives each of its parents: the three cases of `Tape.sweep`."""
    pull, _, kept, _ = record
    if pull is None or pull is PAIR:
        given = [times(ct, partial) for partial in partials_of(record) or ()]
    elif pull is scatter_add:
        shape, _, key, _ = kept
        given = [spread(ct, key, shape, directions)]
    else:
        given = pull(ct, kept)
        given = [given] if type(record[1]) is int else given
    return [primal(part) for part in given]


def _partials(record: Any, value: Any, parents: Sequence[Any]) -> Sequence[Any]:
    """Return the derivative of a call by each parent: what it keeps, or the Jacobian, from all unit cotangents."""
    partials = partials_of(record)
    if partials is not None:
        return [np.array(primal(partial))[()] for partial in partials]
    several = any(isinstance(x, tuple) for x in (value, *parents))
    small = [not several and 0 < value.size * x.size <= JACOBIAN_SIZE for x in parents]
    if not any(small):
        return [None] * len(parents)
    units = np.eye(value.size, dtype=value.dtype).reshape(value.size, *value.shape)
    rows = zip(_pull(record, units, (value.size,)), parents, small, strict=True)
    return [np.reshape(_in_full(row, x), value.shape + x.shape)[()] if fits else None for row, x, fits in rows]

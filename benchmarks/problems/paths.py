"""Derivatives as sums over paths, which both modes factor instead of walking every path.

The derivative of z with respect to x is the sum, over all paths from x to z in the computational graph, of the products
of the derivatives along each path. Forward mode sums the paths that reach a node, reverse mode those that leave it:
every edge is then touched once. In `fan`, k paths lead from x to y and k from y to z: k² paths, but 2 k edges.

References
----------
C. Olah, Calculus on Computational Graphs: Backpropagation (2015).
"""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.problems.gates import points
from benchmarks.problems.problem import Array, Problem

SOURCE = "C. Olah, Calculus on Computational Graphs: Backpropagation (2015)"


def graph(xp: Any, inputs: Any) -> Any:
    """Return the sum of (a + b)(b + 1): two paths lead from b to the output, one from a."""
    a, b = inputs
    return xp.sum((a + b) * (b + 1.0))


def graph_derivative(inputs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Return (b + 1, (b + 1) + (a + b)): one product for each path."""
    a, b = inputs
    return b + 1.0, (b + 1.0) + (a + b)


def paths(graphs: int = 1) -> Problem:
    """Return the graphs side by side, their outputs summed, the first at a = 2, b = 1."""
    return Problem("paths", SOURCE, graph, points((2.0, 1.0), graphs), derivative=graph_derivative)


def edges(xp: Any, x: Any, rates: Any, k: int) -> Any:
    """Return the mean of sin(rate x) over k edges that lead from x to one node."""
    total = 0.0
    for i in range(k):
        total = total + xp.sin(x * rates[i])
    return total / k


def fan_loop(xp: Any, x: Any, into: Any, out: Any, k: int) -> Any:
    """Return z: k edges from x to y, and k from y to z, one call each."""
    return edges(xp, edges(xp, x, into, k), out, k)


def fan_vectorised(xp: Any, x: Any, into: Any, out: Any) -> Any:
    """Return z by array operations."""
    return xp.mean(xp.sin(xp.mean(xp.sin(x * into)) * out))


def fan_derivative(x: Array, into: Array, out: Array) -> Array:
    """Return the factored sum over paths: the sum over the edges to y times the sum over the edges to z."""
    y = np.mean(np.sin(x * into))
    return np.mean(into * np.cos(x * into)) * np.mean(out * np.cos(y * out))


def fan(k: int = 3) -> Problem:
    """Return the fan of k paths in and k paths out, at x = 0.5."""
    into, out = np.random.default_rng(0).uniform(0.5, 1.5, size=(2, k))
    return Problem(
        name="fan",
        source=SOURCE,
        f=partial(fan_loop, k=k),
        x=np.array(0.5),
        data=(into, out),
        derivative=fan_derivative,
        compact=fan_vectorised,
    )

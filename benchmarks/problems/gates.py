"""Gates: the smallest circuits, and the patterns of their derivatives: add distributes, max routes, multiply swaps.

Many circuits are evaluated side by side and their outputs are summed, so that the inputs of each have the derivative
that they would have alone. One circuit is overhead only; a million of them are memory traffic.

References
----------
A. Karpathy, Backpropagation, Intuitions: notes of the course CS231n, Stanford University.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem

SOURCE = "A. Karpathy, Backpropagation, Intuitions (CS231n)"
UPSTREAM = 2.0  # the derivative that reaches the first of the single gates from above, as in the notes


def points(first: tuple[float, ...], circuits: int) -> tuple[Array, ...]:
    """Return the inputs of all circuits: of the first one at the point `first`, of the others drawn from [-5, 5]."""
    inputs = np.random.default_rng(0).uniform(-5.0, 5.0, size=(len(first), circuits))
    inputs[:, 0] = first
    return tuple(inputs)


def circuit(xp: Any, inputs: Any) -> Any:
    """Return the sum of (x + y) z."""
    x, y, z = inputs
    return xp.sum((x + y) * z)


def circuit_derivative(inputs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Return (z, z, x + y): the product swaps x + y and z, and the sum hands what it is given to both sides."""
    x, y, z = inputs
    return z.copy(), z.copy(), x + y


def add(xp: Any, inputs: Any, upstream: Any) -> Any:
    """Return the sum of upstream (x + y)."""
    x, y = inputs
    return xp.sum(upstream * (x + y))


def add_derivative(inputs: tuple[Array, ...], upstream: Array) -> tuple[Array, ...]:
    """Return what comes from above, distributed to both inputs."""
    return upstream.copy(), upstream.copy()


def maximum(xp: Any, inputs: Any, upstream: Any) -> Any:
    """Return the sum of upstream max(x, y)."""
    x, y = inputs
    return xp.sum(upstream * xp.maximum(x, y))


def maximum_derivative(inputs: tuple[Array, ...], upstream: Array) -> tuple[Array, ...]:
    """Return what comes from above, routed to the larger input."""
    x, y = inputs
    return upstream * np.heaviside(x - y, 0.5), upstream * np.heaviside(y - x, 0.5)  # at a tie half to each


def multiply(xp: Any, inputs: Any, upstream: Any) -> Any:
    """Return the sum of upstream x y."""
    x, y = inputs
    return xp.sum(upstream * (x * y))


def multiply_derivative(inputs: tuple[Array, ...], upstream: Array) -> tuple[Array, ...]:
    """Return what comes from above times the other input: the inputs are swapped."""
    x, y = inputs
    return upstream * y, upstream * x


def gates(circuits: int = 1) -> Problem:
    """Return the circuit (x + y) z, the first at (-2, 5, -4)."""
    return Problem("gates", SOURCE, circuit, points((-2.0, 5.0, -4.0), circuits), derivative=circuit_derivative)


def upstreams(circuits: int) -> Array:
    """Return the derivatives that reach the single gates from above."""
    drawn = np.random.default_rng(1).normal(size=circuits)
    drawn[0] = UPSTREAM
    return drawn


def gate_add(circuits: int = 1) -> Problem:
    """Return the gate x + y, the first at (4, 2)."""
    return Problem("gate-add", SOURCE, add, points((4.0, 2.0), circuits), (upstreams(circuits),), add_derivative)


def gate_max(circuits: int = 1) -> Problem:
    """Return the gate max(x, y), the first at (4, 2): it is not sensitive to y."""
    x = points((4.0, 2.0), circuits)
    return Problem("gate-max", SOURCE, maximum, x, (upstreams(circuits),), maximum_derivative)


def gate_multiply(circuits: int = 1) -> Problem:
    """Return the gate x y, the first at (3, -4)."""
    x = points((3.0, -4.0), circuits)
    return Problem("gate-multiply", SOURCE, multiply, x, (upstreams(circuits),), multiply_derivative)

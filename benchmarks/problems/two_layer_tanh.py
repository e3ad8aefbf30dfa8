"""The sweeps' function, y = tanh(A2 tanh(A1 x)): any number of inputs to any number of outputs."""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem

# Small, so that the primal costs nearly the same at every size and what grows is differentiation:
# from n = 1 to 4096 it takes 2 times longer with 8 hidden units, 30 times with 256, 130 with 1024.
HIDDEN = 8


def f(xp: Any, x: Any, a1: Any, a2: Any) -> Any:
    """Return tanh(A2 tanh(A1 x)); a scalar if A2 is one row given as a vector."""
    return xp.tanh(a2 @ xp.tanh(a1 @ x))


def derivative(x: Array, a1: Array, a2: Array) -> Array:
    """Return diag(1 - y**2) A2 diag(1 - u**2) A1, with u the hidden layer."""
    u = np.tanh(a1 @ x)
    y = np.tanh(a2 @ u)
    # Transposed twice, so that 1 - y**2 scales the rows of A2 and a vector A2 alike.
    return ((1 - y * y) * a2.T).T * (1 - u * u) @ a1


def two_layer_tanh(n: int, m: int = 1, hidden: int = HIDDEN) -> Problem:
    """Return the two-layer network from n inputs to m outputs.

    Weights are normal, scaled by one over the root of their columns, so that no unit saturates.
    """
    rng = np.random.default_rng(0)
    a1 = rng.normal(size=(hidden, n)) / np.sqrt(n)
    a2 = rng.normal(size=(m, hidden) if m > 1 else hidden) / np.sqrt(hidden)
    return Problem(
        name="two-layer-tanh",
        source="a two-layer network with fixed weights; only its sizes matter",
        f=f,
        x=rng.normal(size=n),
        data=(a1, a2),
        derivative=derivative,
    )

"""Four transcendental functions in a row, sum of tanh(cos(exp(sin(x)))): what does differentiation add to their cost?

On long arrays nearly all of the time goes into sines, exponentials and hyperbolic tangents, of which a derivative that
uses the answers again needs two more: cos(x) and sin(exp(sin(x))). On short ones it is the overhead of five calls.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem


def f(xp: Any, x: Any) -> Any:
    """Return the sum of the elements of x after the four calls."""
    return xp.sum(xp.tanh(xp.cos(xp.exp(xp.sin(x)))))


def derivative(x: Array) -> Array:
    """Return the product of the four derivatives, those of exp and tanh from their answers."""
    exponential = np.exp(np.sin(x))
    z = np.tanh(np.cos(exponential))
    return (z * z - 1.0) * np.sin(exponential) * exponential * np.cos(x)


def transcendental(n: int) -> Problem:
    """Return the sum over n numbers drawn from [-2, 2]."""
    x = np.random.default_rng(0).uniform(-2.0, 2.0, size=n)
    return Problem("transcendental", "four elementwise calls and a sum", f, x, (), derivative)

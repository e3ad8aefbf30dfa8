"""A neuron: the logistic function of a weighted sum, differentiated with respect to its weights and its inputs.

By hand it goes in stages: the weighted sum is an intermediate of its own, and the derivative of the logistic function
needs nothing but its value.

References
----------
A. Karpathy, Backpropagation, Intuitions: notes of the course CS231n, Stanford University.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem


def f(xp: Any, parameters: Any) -> Any:
    """Return the logistic function of w[0] x[0] + w[1] x[1] + ... + w[-1]; the last weight is the bias."""
    w, x = parameters
    dot = w[:-1] @ x + w[-1]
    return 1.0 / (1.0 + xp.exp(-dot))


def derivative(parameters: tuple[Array, ...]) -> tuple[Array, ...]:
    """Return the derivatives by w and by x, both through the derivative (1 - f) f of the weighted sum."""
    w, x = parameters
    value = 1.0 / (1.0 + np.exp(-(w[:-1] @ x + w[-1])))
    ddot = (1.0 - value) * value
    return np.append(x * ddot, ddot), w[:-1] * ddot


def neuron(inputs: int = 2) -> Problem:
    """Return the neuron; with 2 inputs at w = (2, -3, -3) and x = (-1, -2).

    More inputs have random weights, scaled by one over the root of their number, so that it does not saturate.
    """
    rng = np.random.default_rng(0)
    w = np.append([2.0, -3.0], rng.normal(size=inputs) / np.sqrt(inputs))[:inputs]
    x = np.append([-1.0, -2.0], rng.normal(size=inputs))[:inputs]
    return Problem(
        name="neuron",
        source="A. Karpathy, Backpropagation, Intuitions (CS231n)",
        f=f,
        x=(np.append(w, -3.0), x),
        derivative=derivative,
    )

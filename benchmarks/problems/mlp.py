"""A small multilayer perceptron, 32 x 10 x 16 x 3: a batch of 32, 10 features, 3 classes.

So small that the arithmetic is nearly free: what is measured is the overhead of a traced call on
arrays of a few dozen numbers, which is where most NumPy programs live.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem

BATCH, FEATURES, CLASSES = 32, 10, 3


def f(xp: Any, parameters: Any, inputs: Any, onehot: Any) -> Any:
    """Return the mean cross-entropy of softmax after one tanh layer."""
    w1, b1, w2, b2 = parameters
    scores = xp.tanh(inputs @ w1 + b1) @ w2 + b2
    normaliser = xp.log(xp.sum(xp.exp(scores), 1))
    return xp.mean(normaliser - xp.sum(scores * onehot, 1))


def derivative(parameters: tuple[Array, ...], inputs: Array, onehot: Array) -> tuple[Array, ...]:
    """Return the gradient by the four equations of backpropagation."""
    w1, b1, w2, b2 = parameters
    hidden = np.tanh(inputs @ w1 + b1)
    exponentials = np.exp(hidden @ w2 + b2)
    error = (exponentials / exponentials.sum(1)[:, None] - onehot) / len(inputs)
    hidden_error = (error @ w2.T) * (1 - hidden * hidden)
    return inputs.T @ hidden_error, hidden_error.sum(0), hidden.T @ error, error.sum(0)


def mlp(n: int = 227, m: int = 1) -> Problem:
    """Return the perceptron with n weights and biases; n = 14 h + 3 with h hidden units."""
    hidden = (n - CLASSES) // (FEATURES + 1 + CLASSES)
    rng = np.random.default_rng(0)
    shapes = (FEATURES, hidden), (hidden,), (hidden, CLASSES), (CLASSES,)
    return Problem(
        name="mlp",
        source="the smallest network that is one: two affine layers, tanh, softmax",
        n=n,
        m=m,
        f=f,
        x=tuple(rng.normal(scale=0.5, size=shape) for shape in shapes),
        data=(
            rng.normal(size=(BATCH, FEATURES)),
            np.eye(CLASSES)[rng.integers(CLASSES, size=BATCH)],
        ),
        derivative=derivative,
    )

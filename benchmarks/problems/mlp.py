"""Multilayer perceptrons: a small one on random numbers, and two on real handwritten digits.

Small, 32 x 10 x 16 x 3 (a batch of 32, 10 features, 16 hidden units, 3 classes), the arithmetic is nearly free: what
is measured is the overhead of a traced call on arrays of a few dozen numbers, which is where most NumPy programs live.
At 128 x 784 x 512 x 10 it is the matrix products.

References
----------
M. A. Nielsen, Neural Networks and Deep Learning (2015), chapters 1 to 3.
"""

import numpy as np

from benchmarks.problems.digits import CLASSES, PIXELS, SOURCE, digits, onehot
from benchmarks.problems.network import CROSS_ENTROPY, QUADRATIC, RELU, SIGMOID, TANH, Network, initial
from benchmarks.problems.problem import Problem


def mlp(batch: int = 32, features: int = 10, hidden: int = 16, classes: int = 3) -> Problem:
    """Return the perceptron with one tanh layer and the cross-entropy of softmax, on random inputs."""
    rng = np.random.default_rng(0)
    network = Network(TANH, CROSS_ENTROPY)
    return Problem(
        name="mlp",
        source="the smallest network that is one: two affine layers, tanh, softmax",
        f=network.f,
        x=initial(rng, (features, hidden, classes)),
        data=(rng.normal(size=(batch, features)), onehot(rng.integers(classes, size=batch), classes)),
        derivative=network.derivative,
    )


def digits_mlp(batch: int = 32, hidden: int = 128, layers: int = 1) -> Problem:
    """Return the perceptron with relu layers and the cross-entropy of softmax, on real digits."""
    return _on_digits("digits-mlp", Network(RELU, CROSS_ENTROPY), batch, hidden, layers)


def digits_quadratic(batch: int = 32, hidden: int = 30, layers: int = 1) -> Problem:
    """Return the perceptron with sigmoid layers and the quadratic cost, on real digits."""
    return _on_digits("digits-quadratic", Network(SIGMOID, QUADRATIC), batch, hidden, layers)


def _on_digits(name: str, network: Network, batch: int, hidden: int, layers: int) -> Problem:
    """Return the cost of the first pictures, with `layers` hidden layers of `hidden` units each."""
    pictures, labels = digits()
    return Problem(
        name=name,
        source=f"{SOURCE}; M. A. Nielsen (2015), chapter 2",
        f=network.f,
        x=initial(np.random.default_rng(0), (PIXELS, *(hidden,) * layers, CLASSES)),
        data=(pictures[:batch], onehot(labels[:batch])),
        derivative=network.derivative,
    )

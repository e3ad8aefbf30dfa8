"""The cost of a trained network as a function of the picture: optimise what it sees, not its weights.

The network has learnt the handwritten digits and is now fixed; the picture is of one digit, and the cost is low where
the network takes it for another. The derivative goes one step further back than that of the weights: d_1 W_1^T.

References
----------
K. Simonyan, A. Vedaldi and A. Zisserman, Deep inside convolutional networks: visualising image classification models
and saliency maps (2014), arXiv:1312.6034.
"""

from functools import lru_cache
from typing import Any

import numpy as np

from benchmarks.problems.digits import CLASSES, PIXELS, SOURCE, held_out_set, onehot, training_set
from benchmarks.problems.network import CROSS_ENTROPY, TANH, Network, Parameters, initial
from benchmarks.problems.problem import Array, Problem
from benchmarks.problems.training import batches, sgd

NETWORK = Network(TANH, CROSS_ENTROPY)


@lru_cache(maxsize=4)
def trained(hidden: int) -> Parameters:
    """Return the parameters that seeded training on the digits ends with; it takes a fraction of a second."""
    pictures, labels = training_set()
    start = initial(np.random.default_rng(0), (PIXELS, hidden, CLASSES))
    return sgd(NETWORK.derivative, start, batches(pictures, onehot(labels), size=32, epochs=20), rate=0.5)


def f(xp: Any, picture: Any, *data: Any) -> Any:
    """Return the cost of one picture, the data being the network's parameters and the wanted output."""
    *parameters, wanted = data
    return NETWORK.f(xp, parameters, picture[None, :], wanted)


def derivative(picture: Array, *data: Array) -> Array:
    """Return the error of the first layer, times its weights transposed."""
    *parameters, wanted = data
    activations = NETWORK.activations(tuple(parameters), picture[None, :])
    error = NETWORK.errors(tuple(parameters), activations, wanted)[0]
    return (error @ parameters[0].T)[0]


def input_gradient(hidden: int = 32, wanted: int = 3) -> Problem:
    """Return the cost of a handwritten zero that the network should take for the digit `wanted`."""
    pictures, labels = held_out_set()
    return Problem(
        name="input-gradient",
        source=f"{SOURCE}; K. Simonyan et al. (2014)",
        f=f,
        x=pictures[np.argmax(labels == 0)],
        data=(*trained(hidden), onehot(np.array([wanted]))),
        derivative=derivative,
    )

"""The same cost as layers are added: how the gradient vanishes, explodes, or dies on its way back.

Going back one layer multiplies the error by the weights and by the slope of the activation. The slope of the sigmoid
is at most 1/4, so with ordinary weights the first layers learn slowly; large weights win over the slopes and the
gradient grows from layer to layer; and a relu whose z is below zero passes nothing back at all.

References
----------
M. A. Nielsen, Neural Networks and Deep Learning (2015), chapter 5; B. Poole et al., Exponential expressivity in deep
neural networks through transient chaos (2016), arXiv:1606.05340, for large weights; K. He et al., Delving deep into
rectifiers (2015), arXiv:1502.01852, for the scale with which relus keep the size of the gradient.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ad import reverse
from benchmarks.problems.digits import CLASSES, PIXELS, SOURCE, digits, onehot
from benchmarks.problems.network import CROSS_ENTROPY, RELU, SIGMOID, TANH, Activation, Network, initial
from benchmarks.problems.problem import Array, Problem

BATCH = 32


@dataclass(frozen=True)
class Variant:
    """An activation, and the weights and biases that it starts with (see `benchmarks.problems.network.initial`)."""

    activation: Activation
    scale: float
    bias: float


VARIANTS = {
    "sigmoid": Variant(SIGMOID, scale=1.0, bias=0.0),
    "large-weights": Variant(TANH, scale=6.0, bias=0.0),
    "relu": Variant(RELU, scale=np.sqrt(2.0), bias=0.0),
    "dead-relu": Variant(RELU, scale=np.sqrt(2.0), bias=-0.2),
}


def depth(variant: str, layers: int = 4, width: int = 32) -> Problem:
    """Return the cost on real digits of a network with so many hidden layers, all of one width."""
    chosen = VARIANTS[variant]
    network = Network(chosen.activation, CROSS_ENTROPY)
    widths = (PIXELS, *(width,) * layers, CLASSES)
    pictures, labels = digits()
    return Problem(
        name=f"depth-{variant}",
        source=f"{SOURCE}; M. A. Nielsen (2015), chapter 5",
        f=network.f,
        x=initial(np.random.default_rng(0), widths, chosen.scale, chosen.bias),
        data=(pictures[:BATCH], onehot(labels[:BATCH])),
        derivative=network.derivative,
    )


def gradient_norms(
    layers: int, width: int = 32, variant: str = "sigmoid", grad: Callable[..., Any] = reverse.grad
) -> Array:
    """Return the norm of the gradient of every layer, its weights and biases together, the first layer first.

    Parameters
    ----------
    layers, width, variant
        Which network, as for `depth`.
    grad : callable
        The transform that differentiates: `ad.reverse.grad`, or any other of that meaning.

    Returns
    -------
    ndarray
        Of shape (layers + 1,): the hidden layers, then the output layer.
    """
    problem = depth(variant, layers, width)
    gradient = grad(problem.function())(problem.x)
    layerwise = zip(gradient[::2], gradient[1::2], strict=True)
    return np.array([np.hypot(np.linalg.norm(w), np.linalg.norm(b)) for w, b in layerwise])

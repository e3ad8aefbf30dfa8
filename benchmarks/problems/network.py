"""What the networks share: layers of chosen widths, an activation, a cost, and backpropagation by hand.

The parameters are a flat tuple (W1, b1, W2, b2, ...), and a batch holds one picture a row. Layer l computes
z_l = a_(l-1) W_l + b_l and a_l = activation(z_l) from the layer before it; the cost reads z of the last one.
With d_l for the error dC/dz_l, the derivative is the four equations of backpropagation:

- the error of the output, d_L = dC/dz_L;
- one layer back, d_l = (d_(l+1) W_(l+1)^T) * activation'(z_l);
- dC/db_l = d_l, summed over the batch;
- dC/dW_l = a_(l-1)^T d_l.

References
----------
M. A. Nielsen, Neural Networks and Deep Learning (2015), chapter 2.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.problems.problem import Array

Parameters = tuple[Array, ...]


@dataclass(frozen=True)
class Activation:
    """An elementwise function, and its derivative.

    Parameters
    ----------
    function : callable
        ``function(xp, z)`` returns the activation a.
    slope : callable
        ``slope(a)`` returns da/dz from the activation itself.
    """

    function: Callable[[Any, Any], Any]
    slope: Callable[[Array], Array]


SIGMOID = Activation(lambda xp, z: 1.0 / (1.0 + xp.exp(-z)), lambda a: a * (1.0 - a))
TANH = Activation(lambda xp, z: xp.tanh(z), lambda a: 1.0 - a * a)
RELU = Activation(lambda xp, z: xp.where(z > 0.0, z, 0.0), lambda a: (a > 0.0).astype(float))  # 0 at the kink


@dataclass(frozen=True)
class Cost:
    """What a network is trained to lower, a mean over the batch.

    Parameters
    ----------
    function : callable
        ``function(xp, z, targets)`` returns the cost of the last layer's z.
    error : callable
        ``error(z, targets)`` returns its derivative in z, of each picture alone: not yet divided by their number.
    """

    function: Callable[[Any, Any, Any], Any]
    error: Callable[[Array, Array], Array]


def _cross_entropy(xp: Any, z: Any, targets: Any) -> Any:
    """Return the mean of -log softmax(z)[label], for scores far below 709, where exp overflows."""
    normaliser = xp.log(xp.sum(xp.exp(z), 1))
    return xp.mean(normaliser - xp.sum(z * targets, 1))


def _cross_entropy_error(z: Array, targets: Array) -> Array:
    exponentials = np.exp(z)
    return exponentials / exponentials.sum(1)[:, None] - targets


def _quadratic(xp: Any, z: Any, targets: Any) -> Any:
    """Return the mean of half the squared distance between sigmoid(z) and the target."""
    return xp.mean(0.5 * xp.sum((SIGMOID.function(xp, z) - targets) ** 2, 1))


def _quadratic_error(z: Array, targets: Array) -> Array:
    a = SIGMOID.function(np, z)
    return (a - targets) * SIGMOID.slope(a)


CROSS_ENTROPY = Cost(_cross_entropy, _cross_entropy_error)
QUADRATIC = Cost(_quadratic, _quadratic_error)


@dataclass(frozen=True)
class Network:
    """Hidden layers of one activation, then an affine layer and the cost.

    Parameters
    ----------
    activation : Activation
        What follows every affine map but the last.
    cost : Cost
        What follows the last one.
    """

    activation: Activation
    cost: Cost

    def outputs(self, xp: Any, parameters: Any, inputs: Any) -> Any:
        """Return z of the last layer, of shape (batch, classes)."""
        *hidden, (w_last, b_last) = _layers(parameters)
        a = inputs
        for w, b in hidden:
            a = self.activation.function(xp, a @ w + b)
        return a @ w_last + b_last

    def f(self, xp: Any, parameters: Any, inputs: Any, targets: Any) -> Any:
        """Return the cost of the batch."""
        return self.cost.function(xp, self.outputs(xp, parameters, inputs), targets)

    def predict(self, parameters: Parameters, inputs: Array) -> Array:
        """Return the class of each picture, the one of the largest output."""
        return np.argmax(self.outputs(np, parameters, inputs), 1)

    def activations(self, parameters: Parameters, inputs: Array) -> list[Array]:
        """Return the inputs and the activations of every hidden layer."""
        activations = [inputs]
        for w, b in _layers(parameters)[:-1]:
            activations.append(self.activation.function(np, activations[-1] @ w + b))
        return activations

    def errors(self, parameters: Parameters, activations: Sequence[Array], targets: Array) -> list[Array]:
        """Return dC/dz of every layer, the first layer first."""
        layers = _layers(parameters)
        w, b = layers[-1]
        errors = [self.cost.error(activations[-1] @ w + b, targets) / len(targets)]
        for (w, _), a in zip(layers[:0:-1], activations[:0:-1], strict=True):
            errors.append((errors[-1] @ w.T) * self.activation.slope(a))
        return errors[::-1]

    def derivative(self, parameters: Parameters, inputs: Array, targets: Array) -> Parameters:
        """Return the gradient with respect to the parameters."""
        activations = self.activations(parameters, inputs)
        errors = self.errors(parameters, activations, targets)
        return tuple(part for a, d in zip(activations, errors, strict=True) for part in (a.T @ d, d.sum(0)))


def initial(rng: np.random.Generator, widths: Sequence[int], scale: float = 1.0, bias: float = 0.0) -> Parameters:
    """Return random parameters of layers of these widths, the inputs' first.

    Weights have the standard deviation `scale` over the root of how many are summed, so that with a scale near 1 no
    unit saturates, however wide the layers; biases lie around `bias`.
    """
    return tuple(
        part
        for before, after in pairwise(widths)
        for part in (
            rng.normal(scale=scale / np.sqrt(before), size=(before, after)),
            rng.normal(loc=bias, scale=0.1, size=after),
        )
    )


def _layers(parameters: Any) -> list[tuple[Any, Any]]:
    """Return the (W, b) of every layer."""
    parameters = tuple(parameters)
    return list(zip(parameters[::2], parameters[1::2], strict=True))

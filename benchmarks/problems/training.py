"""Training, which is what gradients of networks are for: descent on batches, plain and with Adagrad's step sizes.

References
----------
J. Duchi, E. Hazan and Y. Singer, Adaptive subgradient methods for online learning and stochastic optimization, Journal
of Machine Learning Research 12 (2011), 2121-2159.
"""

from collections.abc import Callable, Iterable, Iterator

import numpy as np

from benchmarks.problems.network import Parameters
from benchmarks.problems.problem import Array

Gradient = Callable[..., Parameters]
Batch = tuple[Array, ...]


def batches(*data: Array, size: int, epochs: int) -> Iterator[Batch]:
    """Yield batches of so many rows of all data, every epoch in a new seeded order, an incomplete one left out."""
    rng = np.random.default_rng(0)
    for _ in range(epochs):
        order = rng.permutation(len(data[0]))
        for start in range(0, len(order) - size + 1, size):
            yield tuple(each[order[start : start + size]] for each in data)


def sgd(gradient: Gradient, parameters: Parameters, batches: Iterable[Batch], rate: float) -> Parameters:
    """Return the parameters after one step of `rate` against ``gradient(parameters, *batch)`` for each batch."""
    for batch in batches:
        steps = gradient(parameters, *batch)
        parameters = tuple(x - rate * step for x, step in zip(parameters, steps, strict=True))
    return parameters


def adagrad(gradient: Gradient, parameters: Parameters, batches: Iterable[Batch], rate: float) -> Parameters:
    """Return the parameters after steps as of `sgd`, each number's over the root of its squared gradients so far."""
    memory = tuple(np.full_like(x, 1e-8) for x in parameters)
    for batch in batches:
        steps = gradient(parameters, *batch)
        memory = tuple(m + step * step for m, step in zip(memory, steps, strict=True))
        parameters = tuple(x - rate * step / np.sqrt(m) for x, step, m in zip(parameters, steps, memory, strict=True))
    return parameters

"""One affine unit with a rectifier, max(0, w · x + b), and the mean square of its errors over a batch.

References
----------
T. Parr and J. Howard, The Matrix Calculus You Need For Deep Learning, arXiv:1802.01528 (2018), sections 5 and 6.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem


def f(xp: Any, parameters: Any, inputs: Any, targets: Any) -> Any:
    """Return the mean over the batch of (target - max(0, w · x + b))²."""
    w, b = parameters
    z = inputs @ w + b
    activations = xp.where(z > 0.0, z, 0.0)  # by cases, like its derivative: 0 where z = 0
    return xp.mean((targets - activations) ** 2)


def derivative(parameters: tuple[Array, ...], inputs: Array, targets: Array) -> tuple[Array, ...]:
    """Return the derivatives by w and b by cases: an example at which the unit is off adds nothing to them."""
    w, b = parameters
    z = inputs @ w + b
    errors = np.where(z > 0.0, z - targets, 0.0) * (2 / len(targets))
    return errors @ inputs, errors.sum()


def affine_relu(inputs: int = 10, batch: int = 32) -> Problem:
    """Return the unit with `inputs` weights and a bias, on a seeded batch of normal inputs."""
    rng = np.random.default_rng(0)
    return Problem(
        name="affine-relu",
        source="T. Parr and J. Howard, arXiv:1802.01528 (2018), sections 5 and 6",
        f=f,
        x=(rng.normal(size=inputs) / np.sqrt(inputs), np.array(0.1)),
        data=(rng.normal(size=(batch, inputs)), rng.uniform(0.0, 2.0, size=batch)),
        derivative=derivative,
    )

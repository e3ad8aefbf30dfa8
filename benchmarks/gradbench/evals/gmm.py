"""The Gaussian mixture of `benchmarks.problems.gmm`; GradBench adds its prior, other than ADBench."""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.gradbench.evals.function import Function, Mode
from benchmarks.gradbench.reading import Value
from benchmarks.problems.gmm import objective
from benchmarks.problems.problem import Array

PARAMETERS = "alpha", "mu", "q", "l"


def read(value: Value) -> tuple[Any, ...]:
    """Return the parameters (alpha, mu, q, l), the points, and gamma and m of the prior."""
    d, k, n = (value[size].integer(least=1) for size in ("d", "k", "n"))
    gamma, m = value["gamma"].number(), value["m"].integer(least=0)
    if gamma <= 0.0:
        raise value["gamma"].error("positive")
    shapes = (k,), (k, d), (k, d), (k, d * (d - 1) // 2)
    parameters = tuple(value[name].array(*shape) for name, shape in zip(PARAMETERS, shapes, strict=True))
    return parameters, value["x"].array(n, d), gamma, m


def evaluate(mode: Mode, parameters: tuple[Array, ...], *data: Any) -> Any:
    """Return the log posterior."""
    return objective(np, parameters, *data)


def differentiate(mode: Mode, parameters: tuple[Array, ...], *data: Any) -> Any:
    """Return its gradient by each of the parameters."""
    return mode.grad(partial(objective, np))(parameters, *data)


def write(gradient: tuple[Array, ...]) -> dict[str, Array]:
    """Return the gradient under the names of the parameters."""
    return dict(zip(PARAMETERS, gradient, strict=True))


GMM = {"objective": Function(read, evaluate), "jacobian": Function(read, differentiate, write)}

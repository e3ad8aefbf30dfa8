"""The determinant by minors of `benchmarks.problems.det`."""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.gradbench.evals.function import Function, Mode
from benchmarks.gradbench.reading import Value
from benchmarks.problems.det import f
from benchmarks.problems.problem import Array


def read(value: Value) -> tuple[Array]:
    """Return the matrix."""
    ell = value["ell"].integer(least=1)
    return (value["A"].array(ell * ell).reshape(ell, ell),)


def evaluate(mode: Mode, matrix: Array) -> Any:
    """Return its determinant."""
    return f(np, matrix)


def differentiate(mode: Mode, matrix: Array) -> Any:
    """Return the gradient."""
    return mode.grad(partial(f, np))(matrix)


DET = {"primal": Function(read, evaluate), "gradient": Function(read, differentiate, np.ravel)}

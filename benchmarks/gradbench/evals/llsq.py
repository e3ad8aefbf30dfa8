"""The least squares of `benchmarks.problems.llsq`; their matrix is made in each run, as the input does not hold it."""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.gradbench.evals.function import Function, Mode
from benchmarks.gradbench.reading import Value
from benchmarks.problems.llsq import f, samples
from benchmarks.problems.problem import Array


def read(value: Value) -> tuple[Array, int]:
    """Return the coefficients and the number of points."""
    return value["x"].array(None), value["n"].integer(least=2)


def evaluate(mode: Mode, x: Array, points: int) -> Any:
    """Return half the sum of squares."""
    return f(np, x, *samples(len(x), points))


def differentiate(mode: Mode, x: Array, points: int) -> Any:
    """Return its gradient."""
    return mode.grad(partial(f, np))(x, *samples(len(x), points))


LLSQ = {"primal": Function(read, evaluate), "gradient": Function(read, differentiate)}

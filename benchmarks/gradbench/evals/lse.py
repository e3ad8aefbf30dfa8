"""The log-sum-exp of `benchmarks.problems.lse`."""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.gradbench.evals.function import Function, Mode
from benchmarks.gradbench.reading import Value
from benchmarks.problems.lse import logsumexp
from benchmarks.problems.problem import Array


def read(value: Value) -> tuple[Array]:
    """Return the numbers."""
    return (value["x"].array(None),)


def evaluate(mode: Mode, x: Array) -> Any:
    """Return their log-sum-exp."""
    return logsumexp(np, x)


def differentiate(mode: Mode, x: Array) -> Any:
    """Return its gradient."""
    return mode.grad(partial(logsumexp, np))(x)


LSE = {"primal": Function(read, evaluate), "gradient": Function(read, differentiate)}

"""The chain of differential equations of `benchmarks.problems.ode`: all components, and the gradient of the last."""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.gradbench.evals.function import Function, Mode
from benchmarks.gradbench.reading import Value
from benchmarks.problems.ode import solve, solve_last
from benchmarks.problems.problem import Array


def read(value: Value) -> tuple[Array, int]:
    """Return the coefficients and the number of steps."""
    return value["x"].array(None), value["s"].integer(least=1)


def evaluate(mode: Mode, x: Array, steps: int) -> Any:
    """Return the solution."""
    return solve(np, x, steps)


def differentiate(mode: Mode, x: Array, steps: int) -> Any:
    """Return the gradient of its last component."""
    return mode.grad(partial(solve_last, np))(x, steps)


ODE = {"primal": Function(read, evaluate), "gradient": Function(read, differentiate)}

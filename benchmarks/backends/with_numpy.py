"""What needs no automatic differentiation: the function, differences, derivatives by hand."""

from functools import partial

import numpy as np

from benchmarks.backends.backend import Backend, Call, Unsupported
from benchmarks.problems import Problem

# Truncation grows with step**2, round-off with 1/step: they balance at the cube root of epsilon.
STEP = float(np.finfo(float).eps ** (1 / 3))


def primal(problem: Problem) -> Call:
    """Prepare the plain function."""
    return partial(problem.function(), problem.x)


def finite_differences(problem: Problem) -> Call:
    """Prepare central differences: 2 n evaluations."""
    f, x = problem.function(), problem.x
    if isinstance(x, tuple):
        raise Unsupported("finite differences are taken of functions of one array")

    def differentiate() -> np.ndarray:
        columns = []
        for index in np.ndindex(x.shape):
            step = STEP * max(1.0, abs(x[index]))
            right, left = x.copy(), x.copy()
            right[index] += step
            left[index] -= step
            columns.append((f(right) - f(left)) / (right[index] - left[index]))
        jacobian = np.stack(columns, axis=-1)
        return jacobian.reshape(jacobian.shape[:-1] + x.shape)

    return differentiate


def by_hand(problem: Problem) -> Call:
    """Prepare the derivative that was derived with paper and pencil."""
    if problem.derivative is None:
        raise Unsupported(f"nobody derived {problem.name} by hand yet")
    return partial(problem.derivative, problem.x, *problem.data)


PRIMAL = Backend("primal", {"primal": primal})
FINITE_DIFFERENCES = Backend(
    "finite-differences",
    {"gradient": finite_differences, "jacobian": finite_differences},
    directions="inputs",
    tolerance=1e-5,  # an approximation: about epsilon ** (2/3) of the size of f, not of f'
)
HAND = Backend("hand", {"gradient": by_hand, "jacobian": by_hand})

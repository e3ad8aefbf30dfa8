"""What needs no automatic differentiation: the function, differences, derivatives by hand."""

from functools import partial

import numpy as np

from benchmarks.backends.backend import Backend, Call, Unsupported
from benchmarks.backends.vector import join, of_vector, split
from benchmarks.problems import Problem
from benchmarks.problems.problem import Array, Inputs

# Truncation grows with step**2, round-off with 1/step: they balance at the cube root of epsilon.
STEP = float(np.finfo(float).eps ** (1 / 3))


def primal(problem: Problem) -> Call:
    """Prepare the plain function."""
    return partial(problem.function(), problem.x)


def differences(problem: Problem) -> Call:
    """Prepare the gradient or Jacobian by central differences: 2 n evaluations."""
    f, x = of_vector(problem, problem.function()), join(problem, problem.x)

    def differentiate() -> Inputs:
        columns = []
        for index, value in enumerate(x):
            step = STEP * max(1.0, abs(value))
            right, left = x.copy(), x.copy()
            right[index] += step
            left[index] -= step
            columns.append((f(right) - f(left)) / (right[index] - left[index]))
        return split(problem, np.stack(columns, axis=-1))

    return differentiate


def difference(problem: Problem) -> Call:
    """Prepare the derivative along one direction by one central difference."""
    f = of_vector(problem, problem.function())
    x, t = join(problem, problem.x), join(problem, problem.tangent)

    def differentiate() -> Array:
        step = STEP * max(1.0, np.max(np.abs(x))) / np.max(np.abs(t))
        return (f(x + step * t) - f(x - step * t)) / (2.0 * step)

    return differentiate


def by_hand(problem: Problem) -> Call:
    """Prepare the derivative that was derived with paper and pencil."""
    if problem.derivative is None:
        raise Unsupported(f"nobody derived {problem.name} by hand yet")
    return partial(problem.derivative, problem.x, *problem.data)


PRIMAL = Backend("primal", {"primal": primal})
# No second derivatives: a difference of differences keeps at best half of the digits of f.
FINITE_DIFFERENCES = Backend(
    "finite-differences",
    {"jvp": difference, "gradient": differences, "jacobian": differences},
    directions="inputs",
    tolerance=1e-5,  # an approximation: about epsilon ** (2/3) of the size of f, not of f'
)
HAND = Backend("hand", {"gradient": by_hand, "jacobian": by_hand})

"""Rosenbrock's valley, sum of 100 (x[i+1] - x[i]**2)**2 + (1 - x[i])**2, written in two ways.

Vectorised, it is a handful of calls on long arrays: what costs is memory traffic. As a scalar loop
it is thousands of calls on single numbers: what costs is the overhead of a traced call.

References
----------
H. H. Rosenbrock, An automatic method for finding the greatest or least value of a function, The
Computer Journal 3 (1960), 175-184; in n dimensions as in `scipy.optimize.rosen`.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem

SOURCE = "H. H. Rosenbrock, The Computer Journal 3 (1960), 175-184"


def vectorised(xp: Any, x: Any) -> Any:
    """Return Rosenbrock's function by array operations."""
    return xp.sum(100.0 * (x[1:] - x[:-1] ** 2) ** 2 + (1.0 - x[:-1]) ** 2)


def scalar_loop(xp: Any, x: Any) -> Any:
    """Return Rosenbrock's function by a Python loop over the elements of x."""
    total = 0.0
    for i in range(len(x) - 1):
        total = total + 100.0 * (x[i + 1] - x[i] ** 2) ** 2 + (1.0 - x[i]) ** 2
    return total


def derivative(x: Array) -> Array:
    """Return the gradient: each term of the sum touches two neighbours."""
    valley = x[1:] - x[:-1] ** 2
    gradient = np.zeros_like(x)
    gradient[:-1] = -400.0 * x[:-1] * valley - 2.0 * (1.0 - x[:-1])
    gradient[1:] += 200.0 * valley
    return gradient


def hessian_diagonals(x: Array) -> tuple[Array, Array]:
    """Return the main diagonal of the Hessian and the one beside it: each term of the sum couples two neighbours."""
    main = np.zeros_like(x)
    main[:-1] = 1200.0 * x[:-1] ** 2 - 400.0 * x[1:] + 2.0
    main[1:] += 200.0
    return main, -400.0 * x[:-1]


def hessian(x: Array) -> Array:
    """Return the Hessian, a tridiagonal matrix."""
    main, beside = hessian_diagonals(x)
    return np.diag(main) + np.diag(beside, 1) + np.diag(beside, -1)


def hvp(x: Array, t: Array) -> Array:
    """Return the Hessian times t, without the matrix."""
    main, beside = hessian_diagonals(x)
    product = main * t
    product[:-1] += beside * t[1:]
    product[1:] += beside * t[:-1]
    return product


def rosenbrock(n: int) -> Problem:
    """Return the vectorised definition on n inputs drawn from [-2, 2]."""
    x = np.random.default_rng(0).uniform(-2.0, 2.0, size=n)
    return Problem("rosenbrock", SOURCE, vectorised, x, derivative=derivative)


def rosenbrock_loop(n: int) -> Problem:
    """Return the scalar loop at the same point."""
    x = np.random.default_rng(0).uniform(-2.0, 2.0, size=n)
    return Problem("rosenbrock-loop", SOURCE, scalar_loop, x, derivative=derivative, compact=vectorised)

"""The determinant by expansion along the first row, in scalar code.

Of l rows, that is l! products: no way to compute a determinant, but a program of thousands of operations on single
numbers, so that what costs is the overhead of a traced call.

References
----------
B. M. Bell, cmpad: Comparing Automatic Differentiation Packages, the problem det_by_minor; GradBench, the problem det.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem


def f(xp: Any, x: Any) -> Any:
    """Return the determinant of the square matrix x."""
    indices = range(len(x))
    rows = [[x[i, j] for j in indices] for i in indices]  # each element is selected once, not once a product
    return expand(rows, tuple(indices))


def expand(rows: list[list[Any]], columns: tuple[int, ...]) -> Any:
    """Return the determinant of the last ``len(columns)`` of the rows, restricted to those columns."""
    row = rows[-len(columns)]
    if len(columns) == 1:
        return row[columns[0]]
    total = row[columns[0]] * expand(rows, columns[1:])
    for k in range(1, len(columns)):
        term = row[columns[k]] * expand(rows, columns[:k] + columns[k + 1 :])
        total = total - term if k % 2 else total + term
    return total


def by_elimination(xp: Any, x: Any) -> Any:
    """Return the same number by Gaussian elimination, as libraries do."""
    return xp.linalg.det(x)


def derivative(x: Array) -> Array:
    """Return the matrix of cofactors, det(x) times the inverse of the transpose, of a regular matrix."""
    return np.linalg.det(x) * np.linalg.inv(x).T


def det(ell: int = 5) -> Problem:
    """Return the determinant of a normal matrix of ell rows."""
    return Problem(
        name="det",
        source="B. M. Bell, cmpad, det_by_minor; GradBench, det",
        f=f,
        x=np.random.default_rng(0).normal(size=(ell, ell)),
        derivative=derivative,
        compact=by_elimination,
    )

"""The four products of vectors and matrices, and what a derivative that comes from above gives to each factor.

Each product z is contracted with a random array: L = sum(dz z), so that dz is the derivative of L with respect to z.

References
----------
J. Johnson, Derivatives, Backpropagation, and Vectorization: a handout of the course CS231n, Stanford University (2017);
M. B. Giles, Collected matrix derivative results for forward and reverse mode algorithmic differentiation, Advances in
Automatic Differentiation (2008), 35-44.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem

SOURCE = "M. B. Giles, Collected matrix derivative results (2008)"


def matmul(xp: Any, factors: Any, dz: Any) -> Any:
    """Return the contraction of x @ y: a dot product, a matrix times a vector, or a product of matrices."""
    x, y = factors
    return xp.sum(dz * (x @ y))


def outer_product(xp: Any, factors: Any, dz: Any) -> Any:
    """Return the contraction of the outer product of two vectors."""
    x, y = factors
    return xp.sum(dz * xp.outer(x, y))


def dot_derivative(factors: tuple[Array, ...], dz: Array) -> tuple[Array, ...]:
    """Return dz y and dz x."""
    x, y = factors
    return dz * y, dz * x


def outer_derivative(factors: tuple[Array, ...], dz: Array) -> tuple[Array, ...]:
    """Return dz y and dzᵀ x."""
    x, y = factors
    return dz @ y, dz.T @ x


def matrix_vector_derivative(factors: tuple[Array, ...], dz: Array) -> tuple[Array, ...]:
    """Return dz xᵀ and Wᵀ dz."""
    w, x = factors
    return np.outer(dz, x), w.T @ dz


def matrix_matrix_derivative(factors: tuple[Array, ...], dz: Array) -> tuple[Array, ...]:
    """Return dz Wᵀ and Xᵀ dz."""
    x, w = factors
    return dz @ w.T, x.T @ dz


def normal(*shapes: tuple[int, ...]) -> list[Array]:
    """Return seeded arrays of these shapes."""
    rng = np.random.default_rng(0)
    return [np.asarray(rng.normal(size=shape)) for shape in shapes]


def dot(size: int = 3) -> Problem:
    """Return the dot product of two vectors."""
    x, y, dz = normal((size,), (size,), ())
    return Problem("dot", SOURCE, matmul, (x, y), (dz,), dot_derivative)


def outer(rows: int = 3, columns: int = 2) -> Problem:
    """Return the outer product of two vectors."""
    x, y, dz = normal((rows,), (columns,), (rows, columns))
    return Problem("outer", SOURCE, outer_product, (x, y), (dz,), outer_derivative)


def matrix_vector(rows: int = 3, columns: int = 2) -> Problem:
    """Return the product of a matrix and a vector."""
    w, x, dz = normal((rows, columns), (columns,), (rows,))
    return Problem("matrix-vector", SOURCE, matmul, (w, x), (dz,), matrix_vector_derivative)


def matrix_matrix(rows: int = 5, inner: int = 10, columns: int = 3) -> Problem:
    """Return the product of two matrices."""
    x, w, dz = normal((rows, inner), (inner, columns), (rows, columns))
    return Problem("matrix-matrix", SOURCE, matmul, (x, w), (dz,), matrix_matrix_derivative)

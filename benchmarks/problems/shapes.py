"""The derivative map: numbers, vectors and matrices in and out, and the patterns that Jacobians have.

A Jacobian has the shape of the output followed by that of the input. An elementwise operation has a diagonal one, the
expansion of a number to a vector a column, a sum a row.

References
----------
T. Parr and J. Howard, The Matrix Calculus You Need For Deep Learning, arXiv:1802.01528 (2018), section 4; J. Johnson,
Derivatives, Backpropagation, and Vectorization: a handout of the course CS231n, Stanford University (2017).
"""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem

SOURCE = "T. Parr and J. Howard, arXiv:1802.01528 (2018)"


def tensor_map(xp: Any, x: Any, a: Any, rank: int) -> Any:
    """Return tanh(A x), where A has the axes of the output and then those of x, of which there are `rank`."""
    return xp.tanh(xp.tensordot(a, x, rank))


def tensor_map_derivative(x: Array, a: Array) -> Array:
    """Return (1 - y²) A, of the shape of y followed by that of x."""
    y = np.tanh(np.tensordot(a, x, x.ndim))
    # Transposed twice, so that 1 - y² goes with the first axes of A.
    return ((1 - y * y).T * a.T).T


def derivative_map(inputs: int = 1, outputs: int = 1, size: int = 3) -> Problem:
    """Return a map from `inputs` axes to `outputs` axes: 0 for a number, 1 for a vector, 2 for a matrix.

    No two axes are equally long, so that no two of them can be mistaken for each other.
    """
    rng = np.random.default_rng(0)
    into, out = (size, size + 1)[:inputs], (size + 2, size + 3)[:outputs]
    a = rng.normal(size=out + into) / np.sqrt(np.prod(into))
    return Problem(
        name="derivative-map",
        source="J. Johnson, Derivatives, Backpropagation, and Vectorization (CS231n, 2017)",
        f=partial(tensor_map, rank=inputs),
        x=np.asarray(rng.normal(size=into)),
        data=(np.asarray(a),),
        derivative=tensor_map_derivative,
    )


def product(xp: Any, inputs: Any) -> Any:
    """Return w x, element by element."""
    w, x = inputs
    return w * x


def product_derivative(inputs: tuple[Array, ...]) -> tuple[Array, ...]:
    """Return two diagonals: each output depends on one element of w and one of x."""
    w, x = inputs
    return np.diag(x), np.diag(w)


def elementwise(size: int = 3) -> Problem:
    """Return the elementwise product of two vectors of `size` >= 2 elements."""
    w, x = np.random.default_rng(0).normal(size=(2, size))
    return Problem("elementwise", SOURCE, product, (w, x), derivative=product_derivative)


def expansion(xp: Any, z: Any, x: Any) -> Any:
    """Return x z with z a number, which is expanded to the length of x."""
    return x * z


def expansion_derivative(z: Array, x: Array) -> Array:
    """Return the column x."""
    return x.copy()


def scalar_expansion(size: int = 3) -> Problem:
    """Return the product of a number with a fixed vector of `size` >= 2 elements."""
    x = np.random.default_rng(0).normal(size=size)
    return Problem("scalar-expansion", SOURCE, expansion, np.array(0.5), (x,), expansion_derivative)


def sum_of_squares(xp: Any, x: Any) -> Any:
    """Return the sum of x²."""
    return xp.sum(x**2)


def sum_of_squares_derivative(x: Array) -> Array:
    """Return the row 2 x: a row of ones times the diagonal of the square."""
    return 2 * x


def row_sum(size: int = 3) -> Problem:
    """Return the sum of the squares of a vector."""
    x = np.random.default_rng(0).normal(size=size)
    return Problem("row-sum", SOURCE, sum_of_squares, x, derivative=sum_of_squares_derivative)

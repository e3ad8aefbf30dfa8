"""The unit directions with which a Jacobian begins: a diagonal, through elementwise calls and slices, too.

Each of them moves one element of a vector. Written out, n directions of n elements are a matrix of zeros with one
diagonal, and every call on the way would multiply the zeros, too. Here it multiplies what is on the diagonal, and a
product with a matrix scales the rows of that matrix.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from ad.core import Traced
from ad.cotangents import ONE, Form, is_number

__all__ = ["Diagonal"]

_ndarray = np.ndarray


class Diagonal(Form):
    """Directions of a vector, each of which moves one of its elements: a matrix of this `shape` with one diagonal.

    In row r, that of a direction, the diagonal is in column ``r + offset``; a slice of the vector takes some of the
    columns, a batch of directions some of the rows. The elements on it are `values`, one number for all columns or a
    vector of them.
    """

    __slots__ = ("_matrix", "dtype", "offset", "shape", "values")

    def __init__(self, values: Any, shape: tuple[int, int], offset: int, dtype: Any) -> None:
        self.values = values
        self.shape = shape
        self.offset = offset
        self.dtype = dtype
        self._matrix: Any = None

    @property
    def size(self) -> int:
        """The number of elements."""
        return prod(self.shape)

    def full(self) -> Any:
        """Return the matrix."""
        return self._written("C")

    def __getitem__(self, key: Any) -> Any:
        """Return all rows of a part: of a slice a `Diagonal`, of anything else a view that must not be written to.

        All views are of one matrix that is written out once, column by column: so that of some columns is one block of
        memory, through which NumPy goes in one loop and not in a loop a row.
        """
        if len(key) == 2 and type(key[1]) is slice and key[1].step is None:
            rows, width = self.shape
            start, stop, _ = key[1].indices(width)
            values = self.values if is_number(self.values) else self.values[start:stop]
            return Diagonal(values, (rows, max(stop - start, 0)), self.offset - start, self.dtype)
        if self._matrix is None:
            self._matrix = self._written("F")
        return self._matrix[key]

    def _written(self, memory: Any) -> Any:
        """Return the matrix in an array with its rows ("C") or its columns ("F") together in memory."""
        if isinstance(self.values, Traced):
            return np.eye(*self.shape, self.offset, self.dtype) * self.values
        matrix = np.zeros(self.shape, self.dtype, memory)
        self.add_to(matrix)
        return matrix

    def add_to(self, array: Any) -> None:
        """Add to an array of this shape in place: to its diagonal."""
        diagonal = array.diagonal(self.offset)
        diagonal.flags.writeable = True
        diagonal += self._on_diagonal()

    def _on_diagonal(self) -> Any:
        """Return the values of the rows that have one, a number if it is the same for all."""
        return self.values if is_number(self.values) else self.values[self._columns()]

    def _columns(self) -> slice:
        """Return the columns that the diagonal passes."""
        start = self.offset
        stop = start + self.shape[0]
        return slice(start if start > 0 else 0, stop if stop > 0 else 0)

    def scale(self, matrix: Any) -> Any:
        """Return the product with another matrix: each of its rows times a number, and a row of zeros where the
        diagonal passes no column."""
        values, (rows, width) = self.values, self.shape
        if self.offset or rows != width:
            matrix, values = matrix[self._columns()], self._on_diagonal()
        scaled = matrix * (values if is_number(values) else values[:, None])
        if len(scaled) == rows:
            return scaled
        zeros = np.zeros((rows, *scaled.shape[1:]), scaled.dtype)
        before = min(max(-self.offset, 0), rows)
        return np.concatenate([zeros[:before], scaled, zeros[before + len(scaled) :]])

    def __mul__(self, other: Any) -> Any:
        if isinstance(other, Form):
            other = other.full()
        return Diagonal(other if self.values is ONE else self.values * other, self.shape, self.offset, self.dtype)

    def __add__(self, other: Any) -> Any:
        if type(other) is Diagonal:
            if other.offset == self.offset:
                return Diagonal(self.values + other.values, self.shape, self.offset, self.dtype)
            total = other._written("F")
        else:
            total = other.copy("K") if type(other) is _ndarray else other
        if type(total) is not _ndarray or total.dtype is not self.dtype or isinstance(self.values, Traced):
            return super().__add__(total)
        self.add_to(total)
        return total

    def __radd__(self, other: Any) -> Any:
        return self + other

"""Tangents and cotangents that are not written out: what a sweep knows of an array without making it.

Many of them have a form, and a sweep that keeps to the form does less:

- of a sum, every element has the same cotangent: one number stands for the array;
- a Jacobian begins with the unit vectors, in either mode: a `Diagonal`, which has a file of its own (`ad.diagonal`);
- of a sum along one axis, the elements along it have the same cotangent: a `Repeated` array;
- squares and constant factors multiply by numbers: a `Scaled` array;
- a product ``W @ h`` gives the matrix W an outer product, and a loop that uses W again and again gives it a sum of
  them: an `Outer` keeps the vectors, and makes one matrix product of them in the end.

`full` writes one out. A sweep does so before a rule that knows nothing of forms.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ad.core import Traced
from ad.directions import broadcast

__all__ = [
    "LONG",
    "MINUS_ONE",
    "ONE",
    "Form",
    "Outer",
    "Repeated",
    "Scaled",
    "full",
    "is_number",
    "twice",
    "typed",
]

_ndarray = np.ndarray

ONE = 1.0
"""The one object that stands for a constant partial, or a cotangent, of 1, so that the product can be skipped."""

MINUS_ONE = -1.0
"""Likewise for -1: NumPy negates in half the time in which it multiplies ten numbers by one of Python's."""

_PYTHON = (float, int, complex)


def is_number(ct: Any) -> bool:
    """Tell whether a cotangent has no axes: it is that of a number, or stands for an array of it."""
    return type(ct) in _PYTHON or not ct.ndim


def typed(ct: Any, dtype: Any) -> Any:
    """Return a cotangent with a type of NumPy: a Python number in `dtype`."""
    return dtype.type(ct) if type(ct) in _PYTHON else ct


def full(ct: Any, z: Any) -> Any:
    """Return a cotangent of `z` in its shape and with a type of NumPy; one that is written out, as it is."""
    if isinstance(ct, Form):
        return ct.full()
    if type(z) is tuple:  # of a call with several outputs: the cotangents of each come in full
        return ct
    ct = typed(ct, z.dtype)
    return ct if ct.ndim or not z.shape else broadcast(ct, z.shape)


class Form:
    """A tangent or cotangent with axes that is not written out."""

    __slots__ = ()
    __array_ufunc__ = None  # an array leaves sums and products to this class
    ndim = 2

    def full(self) -> Any:
        """Return the array."""
        raise NotImplementedError

    def add_to(self, array: Any) -> None:
        """Add to an array of this shape in place."""
        array += self.full()

    def __getitem__(self, key: Any) -> Any:
        return self.full()[key]

    def __mul__(self, other: Any) -> Any:
        return self.full() * other

    def __neg__(self) -> Any:
        return self * MINUS_ONE

    def __add__(self, other: Any) -> Any:
        return self.full() + (other.full() if isinstance(other, Form) else other)

    def __radd__(self, other: Any) -> Any:
        return other + self.full()


class Repeated(Form):
    """An array of a `shape` that is the same all along some axes; `narrow` has length 1 along these."""

    __slots__ = ("narrow", "shape")

    def __init__(self, narrow: Any, shape: tuple[int, ...]) -> None:
        self.narrow = narrow
        self.shape = shape

    @property
    def ndim(self) -> int:  # type: ignore[override]
        """The number of axes."""
        return len(self.shape)

    @property
    def dtype(self) -> Any:
        """The type of the numbers."""
        return self.narrow.dtype

    def full(self) -> Any:
        """Return the array, a view that must not be written to."""
        return broadcast(self.narrow, self.shape)

    def __mul__(self, other: Any) -> Any:
        if type(other) is Scaled:
            product = (self.narrow * other.number) * other.array
        else:
            product = self.narrow * (other.full() if isinstance(other, Form) else other)
        return product if product.shape == self.shape else Repeated(product, self.shape)


class Scaled(Form):
    """A number times an array, not multiplied yet.

    The derivative of a square is 2 x. Written out, that is one pass over memory when it is recorded, another when the
    cotangent multiplies it, and one for each constant and change of sign on the way: here only the number changes. The
    product with another array is a new array, which the number multiplies in place.
    """

    __slots__ = ("array", "number")

    def __init__(self, number: Any, array: Any) -> None:
        self.number = number
        self.array = array

    @property
    def ndim(self) -> int:  # type: ignore[override]
        """The number of axes."""
        return int(self.array.ndim)

    def full(self) -> Any:
        """Return the product."""
        return self.array * self.number

    def __mul__(self, other: Any) -> Any:
        if type(other) is Scaled:
            return Scaled(self.number * other.number, self.array) * other.array
        if isinstance(other, Traced):
            return super().__mul__(other)
        return self.__rmul__(other)

    def __rmul__(self, other: Any) -> Any:
        if is_number(other):
            return Scaled(self.number * other, self.array)
        product = other * self.array
        product *= self.number
        return product


LONG = 2**13
"""The size from which a pass over an array costs more than a `Scaled` that saves it: 64 KiB of numbers.

The gradient of Rosenbrock's function took 1.08 to 1.24 times as long with each square's derivative written out, for
8000 to 1 000 000 inputs, and 0.96 to 0.99 times for 1000 to 4000; that of a sum of squares 1.06 to 1.50 times.
"""


def twice(z: Any, x: Any) -> Any:
    """Return 2 `x`, the derivative of the square `z` of `x`; for a long array as a `Scaled`."""
    if type(x) is _ndarray:
        return Scaled(2.0, x) if x.size >= LONG else x + x
    return 2.0 * x


class Outer(Form):
    """A sum of outer products, of the vectors `left` with the vectors `right`."""

    __slots__ = ("dtype", "left", "right")

    def __init__(self, left: Any, right: Any) -> None:
        self.left = [left]
        self.right = [right]
        self.dtype = left.dtype

    def full(self) -> Any:
        """Return the sum: of several products as one product of matrices."""
        if len(self.left) == 1:
            return self.left[0][:, None] * self.right[0]
        return np.array(self.left).T @ np.array(self.right)

    @classmethod
    def of(cls, other: Outer) -> Outer:
        """Return a copy, which can be added to."""
        outer = cls(other.left[0], other.right[0])
        outer.left, outer.right = other.left[:], other.right[:]
        return outer

    def add(self, other: Outer) -> None:
        """Add the products of another sum to this one."""
        self.left += other.left
        self.right += other.right

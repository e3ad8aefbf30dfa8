"""Ufuncs: each element of the answer depends on that element of each argument.

One partial derivative an argument, written with the answer ``z`` where that is cheaper or steadier. A number is a
partial that is constant. Comparisons answer from primals, so that ``(x > y)`` in a partial is a plain array of zeros
and ones.

Singular points: a partial is the limit there, infinite or not; at a kink it is the subgradient of least norm; a point
that has neither is nan. A comment says so on the line.
"""

from __future__ import annotations

from math import log, pi
from typing import Any

import numpy as np

from ad.core import primal
from ad.cotangents import twice
from ad.directions import align, broadcast, fold, lead
from ad.rule import composite, constant, elementwise, general

LOG2, LOG10 = log(2.0), log(10.0)


def _weak(value: Any, x: Any) -> Any:
    """Return `value`, made of `x` alone, as a Python number where `x` is one: it takes on the type of its partner."""
    return float(value) if isinstance(x, float | int) and not isinstance(x, np.generic) else value


# Arithmetic.
elementwise(np.add, 1, 1)
elementwise(np.subtract, 1, -1)
elementwise(np.multiply, lambda z, x, y: y, lambda z, x, y: x)
elementwise(np.divide, lambda z, x, y: 1 / y, lambda z, x, y: -z / y)
elementwise(np.negative, -1)
elementwise(np.positive, 1)
elementwise(np.reciprocal, lambda z, x: -z * z)
elementwise(np.square, twice)  # 2 x
elementwise(np.sqrt, lambda z, x: 0.5 / z)  # inf at 0: the limit
elementwise(np.cbrt, lambda z, x: 1 / (3 * z * z))  # inf at 0: the limit
elementwise(
    np.power,
    lambda z, x, y: y * x ** (y - (y != 0)),  # 0 at y = 0, for any x
    lambda z, x, y: z * _weak(np.log(x + (x == 0)), x),  # at x = 0: 0 where z is finite, nan where it is infinite
)
composite(np.float_power, lambda x1, x2: np.power(np.multiply(x1, np.float64(1)), x2))  # always in double precision
elementwise(np.remainder, 1, lambda z, x, y: -np.floor(x / y))
elementwise(np.fmod, 1, lambda z, x, y: -np.trunc(x / y))

# Exponentials and logarithms.
elementwise(np.exp, lambda z, x: z)
elementwise(np.exp2, lambda z, x: z * LOG2)
elementwise(np.expm1, lambda z, x: z + 1)
elementwise(np.log, lambda z, x: 1 / x)
elementwise(np.log2, lambda z, x: 1 / (x * LOG2))
elementwise(np.log10, lambda z, x: 1 / (x * LOG10))
elementwise(np.log1p, lambda z, x: 1 / (1 + x))
# exp(x) / (exp(x) + exp(y)), in a form that neither overflows nor subtracts infinities
elementwise(
    np.logaddexp,
    lambda z, x, y: np.exp(-np.logaddexp(0.0, y - x)),
    lambda z, x, y: np.exp(-np.logaddexp(0.0, x - y)),
)
elementwise(
    np.logaddexp2,
    lambda z, x, y: np.exp2(-np.logaddexp2(0.0, y - x)),
    lambda z, x, y: np.exp2(-np.logaddexp2(0.0, x - y)),
)

# Trigonometric and hyperbolic functions.
elementwise(np.sin, lambda z, x: np.cos(x))
elementwise(np.cos, lambda z, x: -np.sin(x))
elementwise(np.tan, lambda z, x: 1 + z * z)
elementwise(np.arcsin, lambda z, x: 1 / np.sqrt((1 - x) * (1 + x)))  # inf at 1: the limit
elementwise(np.arccos, lambda z, x: -1 / np.sqrt((1 - x) * (1 + x)))  # -inf at 1: the limit
elementwise(np.arctan, lambda z, x: 1 / (1 + x * x))
elementwise(np.sinh, lambda z, x: np.cosh(x))
elementwise(np.cosh, lambda z, x: np.sinh(x))
elementwise(np.tanh, lambda z, x: 1 - z * z)  # 0 far out, without overflow
elementwise(np.arcsinh, lambda z, x: 1 / np.hypot(1.0, x))
elementwise(np.arccosh, lambda z, x: 1 / np.sqrt((x - 1) * (x + 1)))  # inf at 1: the limit
elementwise(np.arctanh, lambda z, x: 1 / ((1 - x) * (1 + x)))  # inf at 1: the limit
# x / r**2 and -y / r**2, without the square of what is very large or small; nan at (0, 0)
elementwise(np.arctan2, lambda z, y, x: x / (r := np.hypot(x, y)) / r, lambda z, y, x: -y / (r := np.hypot(x, y)) / r)
elementwise(np.hypot, lambda z, x, y: x / (z + (z == 0)), lambda z, x, y: y / (z + (z == 0)))  # 0 at (0, 0): least norm
elementwise((np.degrees, np.rad2deg), 180 / pi)
elementwise((np.radians, np.deg2rad), pi / 180)


def _share(z: Any, wins: Any, ties: Any) -> Any:
    """Return the share of one of two arguments in a selection: 1 where it wins, a half at a tie."""
    return (wins + 0.5 * ties).astype(z.dtype)


# Kinks. A tie is shared evenly; a nan wins maximum for neither argument, and loses fmax to a number.
elementwise((np.absolute, np.fabs), lambda z, x: np.sign(x))  # 0 at 0: the least subgradient
elementwise(np.maximum, lambda z, x, y: _share(z, x > y, x == y), lambda z, x, y: _share(z, y > x, x == y))
elementwise(np.minimum, lambda z, x, y: _share(z, x < y, x == y), lambda z, x, y: _share(z, y < x, x == y))
elementwise(
    np.fmax,
    lambda z, x, y: _share(z, (x > y) | np.isnan(y), x == y),
    lambda z, x, y: _share(z, (y > x) | np.isnan(x), x == y),
)
elementwise(
    np.fmin,
    lambda z, x, y: _share(z, (x < y) | np.isnan(y), x == y),
    lambda z, x, y: _share(z, (y < x) | np.isnan(x), x == y),
)
elementwise(np.copysign, lambda z, x, y: np.sign(x) * _weak(np.copysign(1.0, y), y), 0)  # 0 at x = 0, as for abs
elementwise(np.heaviside, 0, lambda z, x, y: np.equal(x, 0).astype(z.dtype))

# One step towards y: it moves with x, by the same amount, and not with y.
general(
    np.nextafter,
    pushes=(
        lambda t, z, x, y: broadcast(align(t, x, z.ndim), lead(t, x) + z.shape).astype(z.dtype),
        lambda t, z, x, y: np.zeros(lead(t, y) + z.shape, z.dtype),
    ),
    pulls=(
        lambda ct, z, x, y: fold(ct, x, z.ndim),
        lambda ct, z, x, y: np.zeros(lead(ct, z) + y.shape, y.dtype),
    ),
)

# Parts of a number.
elementwise(np.ldexp, lambda z, x, i: np.ldexp(z.dtype.type(1), i), 0)
composite(np.frexp, lambda x: (np.ldexp(x, -_exponent(x)), _exponent(x)))
composite(np.modf, lambda x: (x - np.trunc(x), np.trunc(x)))
composite(np.divmod, lambda x, y: (np.floor_divide(x, y), np.remainder(x, y)))


def _exponent(x: Any) -> Any:
    return np.frexp(primal(x))[1]


# Derivative zero by structure: steps, tests and comparisons.
constant(np.floor, np.ceil, np.trunc, np.rint, np.fix, np.round, np.around, np.floor_divide, np.spacing)
constant(np.greater, np.greater_equal, np.less, np.less_equal, np.equal, np.not_equal)
constant(
    np.isfinite, np.isinf, np.isnan, np.signbit, np.isneginf, np.isposinf, np.isreal, np.iscomplex, np.iscomplexobj
)
constant(np.logical_and, np.logical_or, np.logical_xor, np.logical_not, np.allclose, np.isclose)
constant(np.array_equal, np.array_equiv)

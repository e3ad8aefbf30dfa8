"""Which scenarios test which rule: for each function of the rule table some calls, and points in its domain.

Points are generic: no ties, no kinks, no boundaries; those are in `test_edge_cases.py`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from itertools import product
from typing import Any

import numpy as np

from ad.core import name_of
from ad.rules.unsupported import REASONS
from tests.ad.scenarios import Scenario, points, rows

Interval = tuple[float, float]

# Elementwise functions: the interval that each argument is taken from.

UNARY: dict[Any, Interval] = {
    np.negative: (-2, 2),
    np.positive: (-2, 2),
    np.conjugate: (-2, 2),
    np.reciprocal: (0.5, 2),
    np.square: (-2, 2),
    np.sqrt: (0.2, 2),
    np.cbrt: (0.2, 2),
    np.exp: (-2, 2),
    np.exp2: (-2, 2),
    np.expm1: (-2, 2),
    np.log: (0.2, 2),
    np.log2: (0.2, 2),
    np.log10: (0.2, 2),
    np.log1p: (-0.5, 2),
    np.sin: (-2, 2),
    np.cos: (-2, 2),
    np.tan: (-1, 1),
    np.arcsin: (-0.8, 0.8),
    np.arccos: (-0.8, 0.8),
    np.arctan: (-2, 2),
    np.sinh: (-2, 2),
    np.cosh: (-2, 2),
    np.tanh: (-2, 2),
    np.arcsinh: (-2, 2),
    np.arccosh: (1.3, 2.5),
    np.arctanh: (-0.8, 0.8),
    np.degrees: (-2, 2),
    np.rad2deg: (-2, 2),
    np.radians: (-2, 2),
    np.deg2rad: (-2, 2),
    np.absolute: (-2, 2),
    np.fabs: (-2, 2),
}

BINARY: dict[Any, tuple[Interval, Interval]] = {
    np.add: ((-2, 2), (-2, 2)),
    np.subtract: ((-2, 2), (-2, 2)),
    np.multiply: ((-2, 2), (-2, 2)),
    np.divide: ((-2, 2), (0.5, 2)),
    np.power: ((0.3, 2), (-1.5, 2.5)),
    np.float_power: ((0.3, 2), (-1.5, 2.5)),
    np.remainder: ((-5, 5), (1.1, 1.9)),
    np.fmod: ((-5, 5), (1.1, 1.9)),
    np.logaddexp: ((-2, 2), (-2, 2)),
    np.logaddexp2: ((-2, 2), (-2, 2)),
    np.arctan2: ((-2, 2), (-2, 2)),
    np.hypot: ((-2, 2), (-2, 2)),
    np.maximum: ((-2, 2), (-2.1, 1.9)),
    np.minimum: ((-2, 2), (-2.1, 1.9)),
    np.fmax: ((-2, 2), (-2.1, 1.9)),
    np.fmin: ((-2, 2), (-2.1, 1.9)),
    np.copysign: ((-2, 2), (-2, 2)),
    np.heaviside: ((-2, 2), (-2, 2)),
}

OPERATORS: dict[str, Any] = {
    "x + y": np.add,
    "x - y": np.subtract,
    "x * y": np.multiply,
    "x / y": np.divide,
    "x ** y": np.power,
    "x % y": np.remainder,
    "-x": np.negative,
    "+x": np.positive,
    "abs(x)": np.absolute,
    "x ** 2": np.square,
}


def elementwise_calls() -> Iterator[Scenario]:
    """Return a scenario for each elementwise function, of a vector and, if it is binary, a column."""
    for function, (low, high) in UNARY.items():
        yield Scenario(function, f"np.{function.__name__}(x)", {"x": points(3, low=low, high=high)})
    for function, (left, right) in BINARY.items():
        inputs = {"x": points(3, low=left[0], high=left[1]), "y": points(2, 1, low=right[0], high=right[1], seed=1)}
        yield Scenario(function, f"np.{function.__name__}(x, y)", inputs)


VECTOR, MATRIX, CUBE = points(3), points(2, 3), points(2, 3, 2)
NUMBER = points()

ELEMENTWISE = (
    *rows(np.ldexp, "np.ldexp(x, i)", x=VECTOR, given={"i": np.array([1, -2, 3])}),
    *rows(np.frexp, "np.frexp(x)[0]", x=points(3, low=1.1, high=1.9), oracle="linear"),
    *rows(np.modf, "np.modf(x)[0]", x=VECTOR + 0.1),
    *rows(np.real, "np.real(x)", "x.real", "x.conj()", "x.conjugate()", x=VECTOR, oracle="linear"),
    *rows(np.imag, "np.imag(x)", "x.imag", x=VECTOR, oracle="linear"),
    *rows(np.angle, "np.angle(x + 1j * y)", "np.angle(x - 1j * y, deg=True)", x=VECTOR, y=points(3, seed=1)),
    *rows(
        np.divmod, "np.divmod(x, y)[1]", "divmod(x, y)[1]", x=points(3, low=-5, high=5), y=points(3, low=1.1, high=1.9)
    ),
)

# Reductions. AXES are all ways to say over what: nothing, one axis from either end, several.

AXES = ("", ", axis=0", ", axis=-1", ", axis=(0, 2)", ", axis=(-1, 0), keepdims=True", ", keepdims=True", ", axis=()")


def reduced(name: str, axes: tuple[str, ...] = AXES) -> list[str]:
    """Return the calls of a reduction along each of `axes`, the last as a method."""
    return [*(f"np.{name}(x{axis})" for axis in axes), f"x.{name}(axis=1)", f"x.{name}(1)"]


REDUCTIONS = (
    *rows(np.sum, *reduced("sum"), "np.add.reduce(x)", x=CUBE, oracle="linear"),
    *rows(np.sum, "np.sum(x, axis=(0, 2))", x=CUBE),
    *rows(np.sum, "np.sum(x)", "np.sum(x, axis=0)", x=points(0, 3), oracle="linear"),
    *rows(np.mean, *reduced("mean"), x=CUBE, oracle="linear"),
    *rows(np.mean, "np.mean(x, axis=(0, 2))", x=CUBE),
    *rows(np.prod, *reduced("prod"), x=CUBE),
    *rows(np.max, *reduced("max"), x=CUBE),
    *rows(np.min, *reduced("min"), x=CUBE),
    *rows(np.amax, "np.amax(x, axis=1)", x=CUBE),
    *rows(np.amin, "np.amin(x, axis=1)", x=CUBE),
    *rows(np.var, *reduced("var"), "np.var(x, axis=1, ddof=1)", x=CUBE),
    *rows(np.std, *reduced("std", AXES[:-1]), "np.std(x, axis=1, ddof=1)", x=CUBE),
    *rows(
        np.cumsum, "np.cumsum(x)", "np.cumsum(x, axis=0)", "np.cumsum(x, 1)", "x.cumsum(-1)", x=CUBE, oracle="linear"
    ),
    *rows(np.cumsum, "np.cumsum(x, axis=1)", x=CUBE),
    *rows(np.cumprod, "np.cumprod(x)", "np.cumprod(x, axis=0)", "np.cumprod(x, 1)", "x.cumprod(-1)", x=CUBE),
    *rows(np.sum, "np.sum(x)", "x.mean()", x=NUMBER, oracle="linear"),
    *rows(np.prod, "x.prod()", x=NUMBER),
    *rows(np.max, "x.max()", x=NUMBER),
    *rows(np.std, "np.std(x, axis=0)", x=points(4, 1)),
)

# Shapes, orders, joins, repeats, choices: all of them linear; JAX answers once for each function.

INSIDE = {"C": np.array([[True, False, True], [False, False, True]]), "A": points(2, 3, seed=5)}

SHAPING = (
    *rows(np.reshape, "np.reshape(x, (3, 2))", x=MATRIX),
    *rows(
        np.reshape,
        "x.reshape(3, 2)",
        "x.reshape((3, 2))",
        "x.reshape(-1)",
        "x.reshape(3, -1)",
        "np.reshape(x, 6)",
        "np.reshape(x, (3, 2), order='F')",
        "x.reshape(3, -1, order='F')",
        x=MATRIX,
        oracle="linear",
    ),
    *rows(np.reshape, "x.reshape(1, 1)", "x.reshape(())", x=NUMBER, oracle="linear"),
    *rows(np.ravel, "np.ravel(x)", x=MATRIX),
    *rows(np.ravel, "x.ravel()", "x.flatten()", "np.ravel(x, order='F')", x=MATRIX, oracle="linear"),
    *rows(np.squeeze, "np.squeeze(x)", "np.squeeze(x, axis=1)", x=points(2, 1, 3, 1)),
    *rows(np.squeeze, "x.squeeze()", "x.squeeze(axis=(1, -1))", x=points(2, 1, 3, 1), oracle="linear"),
    *rows(np.expand_dims, "np.expand_dims(x, (0, -1))", x=MATRIX),
    *rows(np.expand_dims, "np.expand_dims(x, 0)", "np.expand_dims(x, axis=-1)", x=MATRIX, oracle="linear"),
    *rows(np.atleast_1d, "np.atleast_1d(x)", x=NUMBER),
    *rows(np.atleast_2d, "np.atleast_2d(x)", x=VECTOR),
    *rows(np.atleast_3d, "np.atleast_3d(x)", x=MATRIX),
    *rows(np.atleast_2d, "np.atleast_2d(x)", x=NUMBER, oracle="linear"),
    *rows(np.atleast_3d, "np.atleast_3d(x)", x=VECTOR, oracle="linear"),
    *rows(np.atleast_1d, "np.atleast_1d(x, y)", x=NUMBER, y=MATRIX, oracle="linear"),
    *rows(np.astype, "np.astype(x, float)", x=MATRIX),
    *rows(np.copy, "np.copy(x)", "x.copy()", x=MATRIX),
    *rows(np.transpose, "np.transpose(x)", "np.transpose(x, (1, 2, 0))", x=CUBE),
    *rows(
        np.transpose,
        "x.T",
        "x.mT",
        "x.transpose()",
        "x.transpose(1, 2, 0)",
        "x[0, 0].transpose(0)",
        "x.transpose((1, -1, 0))",
        "np.transpose(x, axes=(0, 2, 1))",
        x=CUBE,
        oracle="linear",
    ),
    *rows(np.swapaxes, "np.swapaxes(x, 0, -1)", x=CUBE),
    *rows(np.swapaxes, "x.swapaxes(1, 0)", x=CUBE, oracle="linear"),
    *rows(np.moveaxis, "np.moveaxis(x, 0, -1)", "np.moveaxis(x, (0, -1), (1, 0))", x=CUBE),
    *rows(np.flip, "np.flip(x)", "np.flip(x, axis=(0, -1))", x=CUBE),
    *rows(np.flip, "np.flip(x, 1)", "np.flip(x, axis=-3)", x=CUBE, oracle="linear"),
    *rows(np.flipud, "np.flipud(x)", x=MATRIX),
    *rows(np.fliplr, "np.fliplr(x)", x=MATRIX),
    *rows(np.roll, "np.roll(x, 2)", "np.roll(x, (1, -1), (0, 1))", x=CUBE),
    *rows(np.roll, "np.roll(x, -1, axis=1)", "np.roll(x, 1, axis=(0, 1))", x=CUBE, oracle="linear"),
    *rows(np.broadcast_to, "np.broadcast_to(x, (2, 4, 3))", x=points(4, 1)),
    *rows(np.broadcast_to, "np.broadcast_to(x, (2, 3))", x=NUMBER, oracle="linear"),
    *rows(np.broadcast_to, "np.broadcast_to(x, 3)", "np.broadcast_to(x, (2, 3))", x=points(1), oracle="linear"),
    *rows(np.tile, "np.tile(x, (2, 1, 2))", x=MATRIX),
    *rows(np.tile, "np.tile(x, 2)", "np.tile(x, (3, 2))", x=VECTOR, oracle="linear"),
    *rows(np.tile, "np.tile(x, 3)", x=NUMBER, oracle="linear"),
    *rows(np.repeat, "np.repeat(x, 2)", "np.repeat(x, 2, axis=0)", x=MATRIX),
    *rows(np.repeat, "x.repeat(2, axis=-1)", "np.repeat(x, [1, 0, 3], axis=1)", x=MATRIX, oracle="linear"),
    *rows(np.pad, "np.pad(x, 1)", "np.pad(x, ((1, 2), (0, 1)), mode='reflect')", x=MATRIX),
    *rows(
        np.pad,
        "np.pad(x, ((1, 2), (0, 1)))",
        "np.pad(x, 1, constant_values=5)",
        "np.pad(x, (1, 2), mode='edge')",
        "np.pad(x, 1, 'wrap')",
        "np.pad(x, 2, mode='symmetric')",
        x=MATRIX,
        oracle="linear",
    ),
    *rows(np.concatenate, "np.concatenate([x, y])", "np.concatenate((x, y), axis=0)", x=MATRIX, y=points(1, 3)),
    *rows(
        np.concatenate,
        "np.concatenate([x, y, x], axis=-1)",
        "np.concatenate([x, y], axis=None)",
        "np.concatenate([x, A, y], axis=1)",
        x=MATRIX,
        y=points(2, 2),
        given=INSIDE,
        oracle="linear",
    ),
    *rows(np.stack, "np.stack([x, y], axis=1)", x=MATRIX, y=points(2, 3, seed=1)),
    *rows(
        np.stack,
        "np.stack([x, y])",
        "np.stack((x, y), axis=-1)",
        "np.stack([A, x, y, x])",
        x=MATRIX,
        y=points(2, 3, seed=1),
        given=INSIDE,
        oracle="linear",
    ),
    *rows(np.stack, "np.stack([x, y, 1.0, x])", x=NUMBER, y=points(seed=1) + 1, oracle="linear"),
    *rows(np.vstack, "np.vstack([x, y])", x=MATRIX, y=VECTOR),
    *rows(np.hstack, "np.hstack([x, y])", x=MATRIX, y=points(2, 1)),
    *rows(np.hstack, "np.hstack([x, y])", x=NUMBER, y=VECTOR, oracle="linear"),
    *rows(np.split, "np.split(x, 3, axis=1)", "np.split(x, [1], axis=0)", x=MATRIX),
    *rows(np.split, "np.split(x, [1, 4])", "np.split(x, [2, 2])", x=points(5), oracle="linear"),
    *rows(np.diagonal, "np.diagonal(x)", "np.diagonal(x, 1, 2, 0)", x=CUBE),
    *rows(
        np.diagonal, "x.diagonal()", "x.diagonal(offset=-1, axis1=1, axis2=2)", "x.diagonal(5)", x=CUBE, oracle="linear"
    ),
    *rows(np.diag, "np.diag(x)", x=VECTOR),
    *rows(np.diag, "np.diag(x, 1)", "np.diag(x, k=-2)", x=VECTOR, oracle="linear"),
    *rows(np.diag, "np.diag(x)", "np.diag(x, 1)", x=MATRIX, oracle="linear"),
    *rows(np.trace, "np.trace(x)", x=MATRIX),
    *rows(np.trace, "x.trace()", "x.trace(1, 0, 2)", "np.trace(x, axis1=2, axis2=1)", x=CUBE, oracle="linear"),
    *rows(np.tril, "np.tril(x)", x=MATRIX),
    *rows(np.triu, "np.triu(x)", x=MATRIX),
    *rows(np.tril, "np.tril(x, k=-1)", "np.triu(x, 1)", x=points(2, 3, 3), oracle="linear"),
    *rows(np.where, "np.where(C, x, y)", x=MATRIX, y=points(1, 3), given=INSIDE),
    *rows(
        np.where,
        "np.where(C, x, 2.0)",
        "np.where(C, 2.0, x)",
        "np.where(C, A, x)",
        "np.where(C, x, x)",
        x=points(2, 1),
        given=INSIDE,
        oracle="linear",
    ),
    *rows(np.where, "np.where(C, x, y)", x=NUMBER, y=VECTOR, given=INSIDE, oracle="linear"),
    *rows(np.clip, "np.clip(x, -0.5, 1.0)", "np.clip(x, None, 1.0)", "np.clip(x, min=0.1)", x=CUBE),
    *rows(np.clip, "x.clip(-0.5, 1.0)", "x.clip(-0.5)", "x.clip(max=1.0)", x=CUBE),
    *rows(np.clip, "np.clip(x, y, z)", x=MATRIX, y=points(3, low=-1.5, high=-0.1), z=points(2, 1, low=0.2, high=1.4)),
)

# Selections. The letters I, J, M are index arrays and a mask.

KEYS = {
    "I": np.array([2, 0, -1]),
    "J": np.array([[0, 1], [1, 0]]),
    "M": np.array([[True, False, True], [False, True, True]]),
    "T": np.array([True, False, True]),
}

INDEXING = (
    *rows(
        np.take,
        "np.take(x, 3)",
        "np.take(x, I)",
        "x.take(J, axis=0)",
        "np.take(x, K, axis=1, mode='wrap')",
        "np.take(x, K, axis=1, mode='clip')",
        x=CUBE,
        given={**KEYS, "K": np.array([5, 1, -7])},
    ),
    *rows(np.take, "np.take(x, [2, 0, 2], axis=1)", x=CUBE, oracle="linear"),
    *rows(
        "getitem",
        *(
            "x[1]",
            "x[-1]",
            "x[1, 2, 0]",
            "x[:, 1]",
            "x[..., 1]",
            "x[1, ..., 0]",
            "x[1:, ::-1]",
            "x[::-1, 2:0:-1]",
            "x[5:]",
        ),
        *("x[None]", "x[:, None, 1]", "x[..., None]", "x[()]", "x[...]", "x[1][0]", "x[np.int64(1), 0]", "x[0:0]"),
        *("x[[0, 1, 1]]", "x[I % 2]", "x[J]", "x[:, I]", "x[:, :, J]", "x[[0, 1], [1, 2]]", "x[J, J]", "x[J, J, J]"),
        *("x[[0, 1], :, [1, 0]]", "x[0, :, [1, 0]]", "x[:, 1, [0, 1]]", "x[J, :, J]", "x[:, I, 0]", "x[None, I % 2]"),
        *("x[[1], None, I]", "x[1:, [0, 2], ::-1]", "x[..., [0, 0, 1]]", "x[[[0], [1]], [[0, 2]]]", "x[[], :]"),
        *("x[M]", "x[~M]", "x[:, T]", "x[:, T, 1:]", "x[[True, False]]", "x[M, 1]", "x[[0, 1], T[:2] * 1]", "x[True]"),
        *("x[np.array(1)]", "x[np.array(1), I]", "x[slice(0, 1), 2]", "x[np.where(M)]", "x[np.ix_([0, 1], [2, 0])]"),
        x=CUBE,
        given={**KEYS, "np": np},
        oracle="linear",
    ),
    *rows(
        "getitem",
        "x[0]",
        "x[-1]",
        "x[[0, 0, 1]]",
        "x[I]",
        "x[J]",
        "x[::2]",
        "x[T]",
        x=VECTOR,
        given=KEYS,
        oracle="linear",
    ),
    *rows("getitem", "x[()]", "x[None]", "x[..., None]", "x[...]", x=NUMBER, oracle="linear"),
    *rows(
        "getitem",
        "x[I, :, J[:, :1]]",
        "x[:, [0, 1], [2, 0]]",
        "x[M]",
        "x[1:, ..., 0]",
        x=points(3, 2, 3),
        given={
            "I": np.array([0, 2, 2]),
            "J": KEYS["J"],
            "M": np.arange(6).reshape(3, 2) % 2 == 0,
        },
    ),
    *rows(
        "getitem",
        "list(x)",
        "[row[0] for row in x]",
        "sum(x)",
        "np.stack(list(reversed(list(x))))",
        x=MATRIX,
        oracle="linear",
    ),
)

# Products. Matmul, dot, inner and tensordot in all combinations of ranks; each is linear in both arrays.

LEFT = {1: points(3), 2: points(2, 3), 3: points(2, 2, 3), 4: points(2, 1, 2, 3)}
RIGHT = {1: points(3, seed=1), 2: points(3, 2, seed=1), 3: points(2, 3, 2, seed=1), 4: points(1, 2, 3, 2, seed=1)}
SQUARE, OTHER = points(2, 2), points(2, 2, seed=1)

EINSUMS: dict[str, tuple[Any, ...]] = {
    "ij,jk->ik": (MATRIX, points(3, 2, seed=1)),
    "ij,jk": (MATRIX, points(3, 2, seed=1)),
    "ba,bc": (MATRIX, points(2, 2, seed=1)),
    "ij,ij->": (MATRIX, points(2, 3, seed=1)),
    "ij,ij->ji": (MATRIX, points(2, 3, seed=1)),
    "i,j->ji": (VECTOR, points(2, seed=1)),
    "ij->": (MATRIX,),
    "ij->j": (MATRIX,),
    "ij->ji": (MATRIX,),
    "ii": (SQUARE,),
    "ii->i": (SQUARE,),
    "iij,j->i": (points(2, 2, 3), VECTOR),
    "ij,k->k": (MATRIX, points(2, seed=1)),
    "...ij,...jk->...ik": (LEFT[3], RIGHT[3]),
    "...ij,jk": (LEFT[3], RIGHT[2]),
    "i...,i...->...": (MATRIX, points(2, 3, seed=1)),
    "...i,...i": (LEFT[3], points(3, seed=1)),
    "...,...": (MATRIX, points(1, 3, seed=1)),
    "ij,jk,kl->il": (MATRIX, points(3, 2, seed=1), OTHER),
    " i j , j -> i ": (MATRIX, VECTOR),
    "ij,ij->ij": (MATRIX, points(1, 3, seed=1)),
    ",ij->ij": (NUMBER, MATRIX),
    "bij,bkj->bik": (LEFT[3], points(2, 2, 3, seed=1)),
}


def einsum_rows() -> Iterator[Scenario]:
    """Return a scenario for each of `EINSUMS`."""
    for subscripts, arrays in EINSUMS.items():
        inputs = dict(zip("xyz", arrays, strict=False))
        yield from rows(np.einsum, f"np.einsum({subscripts!r}, {', '.join(inputs)})", oracle="linear", **inputs)


PRODUCTS = (
    *(
        scenario
        for x, y in product(LEFT.values(), RIGHT.values())
        for function, call in ((np.matmul, "x @ y"), (np.dot, "np.dot(x, y)"))
        for scenario in rows(function, call, x=x, y=y, oracle="linear")
    ),
    *rows(np.matmul, "np.matmul(x, y)", x=LEFT[4], y=RIGHT[3]),
    *rows(np.matmul, "x @ A", "A.T @ x.mT", "np.matmul(x, A)", x=LEFT[3], given={"A": RIGHT[2]}, oracle="linear"),
    *rows(np.matmul, "x @ x", x=SQUARE),
    *rows(np.dot, "np.dot(x, y)", "x.dot(y)", x=LEFT[3], y=RIGHT[2]),
    *rows(np.dot, "np.dot(x, y)", "y.dot(x)", "np.inner(x, y)", x=NUMBER, y=MATRIX, oracle="linear"),
    *rows(np.dot, "x.dot(A)", "np.dot(A.T, x.T)", x=MATRIX, given={"A": RIGHT[2]}, oracle="linear"),
    *(
        scenario
        for x, y in product(LEFT.values(), (points(3, seed=1), points(2, 3, seed=1), points(2, 1, 3, seed=1)))
        for scenario in rows(np.inner, "np.inner(x, y)", x=x, y=y, oracle="linear")
    ),
    *rows(np.inner, "np.inner(x, y)", x=MATRIX, y=points(2, 3, seed=1)),
    *rows(np.tensordot, "np.tensordot(x, y, axes=1)", x=LEFT[3], y=RIGHT[2]),
    *rows(
        np.tensordot,
        "np.tensordot(x, y, 0)",
        "np.tensordot(x, y, axes=([1, 0], [0, 1]))",
        "np.tensordot(x, y, axes=(-1, 0))",
        "np.tensordot(x, y, ([-1], [-2]))",
        x=MATRIX,
        y=points(3, 2, seed=1),
        oracle="linear",
    ),
    *rows(np.tensordot, "np.tensordot(x, y)", x=points(2, 2, 3), y=points(2, 3, 2, seed=1), oracle="linear"),
    *rows(np.tensordot, "np.tensordot(x, y, 1)", x=LEFT[4], y=RIGHT[1], oracle="linear"),
    *rows(np.vdot, "np.vdot(x, y)", x=MATRIX, y=points(2, 3, seed=1)),
    *rows(np.outer, "np.outer(x, y)", x=VECTOR, y=points(2, seed=1)),
    *rows(np.outer, "np.outer(x, y)", "np.multiply.outer(x, y)", x=MATRIX, y=points(2, seed=1), oracle="linear"),
    *rows(np.vecdot, "np.vecdot(x, y)", x=MATRIX, y=points(2, 3, seed=1)),
    *rows(np.vecdot, "np.vecdot(x, y)", x=VECTOR, y=points(2, 3, seed=1), oracle="linear"),
    *rows(np.kron, "np.kron(x, y)", x=MATRIX, y=points(1, 2, seed=1)),
    *rows(np.kron, "np.kron(x, y)", x=VECTOR, y=points(2, 2, seed=1), oracle="linear"),
    *rows(np.cross, "np.cross(x, y)", x=MATRIX, y=points(2, 3, seed=1)),
    *rows(np.cross, "np.cross(x, y)", x=VECTOR, y=points(2, 3, seed=1), oracle="linear"),
    *rows(np.cross, "np.cross(x, y)", x=points(2, 1, 3), y=points(2, 3, seed=1), oracle="linear"),
    *rows(np.cross, "np.cross(x, y, axisa=1, axisc=0)", x=points(2, 3, 2), y=VECTOR, oracle="linear"),
    *rows(
        np.cross,
        "np.cross(x, y, axis=0)",
        "np.cross(x, y, 0, 0, -1)",
        x=points(3, 2),
        y=points(3, 2, seed=1),
        oracle="linear",
    ),
    *rows(
        np.einsum,
        "np.einsum('ij,jk', x, y)",
        "np.einsum(x, [0, 1], y, [1, 2], [2, 0])",
        x=MATRIX,
        y=points(3, 2, seed=1),
    ),
    *rows(
        np.einsum,
        "np.einsum(x, [0, 1], y, [1, 2])",
        "np.einsum(x, [..., 0], y, [0, 1])",
        "np.einsum('ij,jk,kl', x, y, A, optimize=True)",
        "np.einsum('ij,jk,lm->m', x, y, A)",
        x=MATRIX,
        y=points(3, 2, seed=1),
        given={"A": OTHER},
        oracle="linear",
    ),
    *einsum_rows(),
)

# Linear algebra, at well-conditioned matrices.

REGULAR = points(3, 3) + 4 * np.eye(3)
STACK = points(2, 2, 2) + 4 * np.eye(2)

LINALG = (
    *rows(np.linalg.inv, "np.linalg.inv(x)", x=REGULAR),
    *rows(np.linalg.inv, "np.linalg.inv(x)", x=STACK),
    *rows(np.linalg.det, "np.linalg.det(x)", x=REGULAR),
    *rows(np.linalg.det, "np.linalg.det(x)", x=STACK),
    *rows(np.linalg.det, "np.linalg.det(x)", x=points(1, 1)),
    *rows(np.linalg.slogdet, "np.linalg.slogdet(x)[1]", "np.linalg.slogdet(-x).logabsdet", x=REGULAR),
    *rows(np.linalg.slogdet, "np.linalg.slogdet(x)[1]", x=STACK),
    *rows(np.linalg.solve, "np.linalg.solve(x, y)", x=REGULAR, y=points(3)),
    *rows(np.linalg.solve, "np.linalg.solve(x, y)", x=REGULAR, y=points(3, 2)),
    *rows(np.linalg.solve, "np.linalg.solve(x, y)", x=STACK, y=points(2, 2, 1, seed=1)),
    *rows(np.linalg.solve, "np.linalg.solve(x, y)", x=STACK, y=points(2, 3, seed=1)),
    *rows(np.linalg.solve, "np.linalg.solve(x, y)", x=STACK[0], y=points(3, 2, 1, seed=1)),
    *rows(np.linalg.solve, "np.linalg.solve(x, y)", x=STACK, y=points(2, seed=1)),
    *rows(np.linalg.solve, "np.linalg.solve(x, A)", x=REGULAR, given={"A": points(3, 2)}),
    *rows(np.linalg.solve, "np.linalg.solve(A, x)", x=points(3), given={"A": REGULAR}),
    *rows(
        np.linalg.norm,
        "np.linalg.norm(x)",
        "np.linalg.norm(x, axis=1)",
        "np.linalg.norm(x, 1, axis=0)",
        "np.linalg.norm(x, ord=3, axis=-1, keepdims=True)",
        "np.linalg.norm(x, ord=np.inf, axis=(1,))",
        "np.linalg.norm(x, ord=-np.inf, axis=1)",
        "np.linalg.norm(x, 'fro')",
        "np.linalg.norm(x, 'fro', axis=(1, 0), keepdims=True)",
        "np.linalg.norm(x, axis=(-2, -1))",
        "np.linalg.norm(x, 1)",
        "np.linalg.norm(x, -1)",
        "np.linalg.norm(x, np.inf)",
        "np.linalg.norm(x, -np.inf, axis=(1, 0))",
        "np.linalg.norm(x, np.inf, keepdims=True)",
        x=MATRIX,
    ),
    *rows(np.linalg.norm, "np.linalg.norm(x)", "np.linalg.norm(x, 2)", "np.linalg.norm(x, 2.5)", x=VECTOR),
    *rows(np.linalg.norm, "np.linalg.norm(x)", "np.linalg.norm(x, axis=1)", "np.linalg.norm(x, axis=(0, 2))", x=CUBE),
)

SCENARIOS = (*ELEMENTWISE, *REDUCTIONS, *SHAPING, *INDEXING, *PRODUCTS, *LINALG)

CONSTANTS: dict[Any, str] = {
    **{
        getattr(np, name): f"np.{name}(x)"
        for name in (
            *("sign", "floor", "ceil", "trunc", "rint", "fix", "round", "around", "spacing"),
            *("isfinite", "isinf", "isnan", "signbit", "isneginf", "isposinf", "isreal", "iscomplex", "iscomplexobj"),
            *(
                "logical_not",
                "argmax",
                "argmin",
                "argsort",
                "nanargmax",
                "nanargmin",
                "argwhere",
                "nonzero",
                "flatnonzero",
            ),
            *("all", "any", "count_nonzero", "shape", "ndim", "size", "result_type"),
        )
    },
    **{
        getattr(np, name): f"np.{name}(x, A)"
        for name in (
            *("floor_divide", "greater", "greater_equal", "less", "less_equal", "equal", "not_equal"),
            *("logical_and", "logical_or", "logical_xor", "allclose", "isclose", "array_equal", "array_equiv"),
            *("may_share_memory", "shares_memory"),
        )
    },
    np.linalg.matrix_rank: "np.linalg.matrix_rank(x)",
    np.einsum_path: "np.einsum_path('...->...', x)",
    np.argpartition: "np.argpartition(x, 1)",
    np.lexsort: "np.lexsort((x, A))",
    np.isin: "np.isin(x, A)",
    np.ix_: "np.ix_(x > 0)",
    np.ravel_multi_index: "np.ravel_multi_index((np.argmax(x),), (3,))",
    np.unravel_index: "np.unravel_index(np.argmax(x), x.shape)",
    np.isrealobj: "np.isrealobj(x)",
    np.common_type: "np.common_type(x)",
    np.min_scalar_type: "np.min_scalar_type(x)",
    np.array2string: "np.array2string(x)",
    np.array_repr: "np.array_repr(x)",
    np.array_str: "np.array_str(x)",
    np.searchsorted: "np.searchsorted([-1.0, 0.0, 1.0], x)",
    np.digitize: "np.digitize(x, [-1.0, 0.0, 1.0])",
    np.can_cast: "np.can_cast(x.dtype, np.result_type(x))",
    np.full_like: "np.full_like(x, 2.0)",
}
"""Functions whose derivative is zero by structure, and a call of each on `x` and a constant `A` of its shape."""

BUFFERS: dict[Any, str] = {
    np.zeros_like: "np.zeros_like(x)",
    np.ones_like: "np.ones_like(x)",
    np.empty_like: "np.empty_like(x)",
    np.zeros: "np.zeros(3, like=x)",
    np.ones: "np.ones(3, like=x)",
    np.empty: "np.empty(3, like=x)",
}
"""Functions that make an array after the pattern of a traced one, to be assigned to, and a call of each on `x`."""

COVERED_BY: dict[str, Any] = {
    "assign": np.zeros_like,
    "scatter": np.diag,
    "join": np.concatenate,
    "pile": np.stack,
    "convert": np.astype,
    "choose": np.where,
    "contract": np.einsum,
    "cross_product": np.cross,
    "solve_matrix": np.linalg.solve,
    "logabsdet": np.linalg.slogdet,
    "signdet": np.linalg.slogdet,
    "cholesky_factor": np.linalg.cholesky,
    "qr_orthogonal": np.linalg.qr,
    "qr_triangular": np.linalg.qr,
    "hermitian_eigenvalues": np.linalg.eigh,
    "hermitian_eigenvectors": np.linalg.eigh,
    "general_eigenvalues": np.linalg.eig,
    "general_eigenvectors": np.linalg.eig,
    "left_vectors": np.linalg.svd,
    "singular_values": np.linalg.svd,
    "right_vectors": np.linalg.svd,
    "pseudo_inverse": np.linalg.pinv,
    "least_squares": np.linalg.lstsq,
    "euclidean": np.linalg.norm,
    "convolution": np.convolve,
    "match": np.convolve,
    "sinc_derivative": np.sinc,
}
"""Functions of ad's own, and the public function that reaches each."""


FAMILIES = ("assembling", "calculus", "fft", "linalg", "methods", "ordering", "polynomials", "special", "statistics")
"""The families of rules whose scenarios are in a file of their own, ``scenarios_<family>.py``."""


def all_scenarios() -> Iterator[Scenario]:
    """Return the scenarios of this file and of all families."""
    yield from SCENARIOS
    for family in FAMILIES:
        yield from import_module(f"tests.ad.scenarios_{family}").SCENARIOS


def domain_of(function: Any) -> Any:
    """Return where a function of the rule table is tested; None if nowhere."""
    for table in (UNARY, BINARY, CONSTANTS, BUFFERS, REASONS):
        if function in table:
            return table[function]
    if name_of(function) in COVERED_BY:
        return domain_of(COVERED_BY[name_of(function)])
    for family in FAMILIES:
        elsewhere = getattr(import_module(f"tests.ad.scenarios_{family}"), "ELSEWHERE", {})
        if name_of(function) in elsewhere:
            return elsewhere[name_of(function)]
    return [s for s in all_scenarios() if s.function is function or s.function == name_of(function)] or None

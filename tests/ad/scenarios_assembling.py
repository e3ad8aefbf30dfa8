"""Scenarios of functions that put arrays together, take them apart, and turn them round: all of them linear."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.ad.scenarios import points, rows
from tests.ad.tables import CUBE, MATRIX, NUMBER, VECTOR

OTHER = points(2, 3, seed=1)
GIVEN = {"I": np.array([2, 0]), "B": np.array([True, False, True]), "A": points(3, seed=5)}

DIFFERENCES: dict[str, Any] = {"oracle": "differences", "tolerance": 1e-9}

SCENARIOS = (
    *rows(np.column_stack, "np.column_stack([x, y])", x=VECTOR, y=points(3, 2)),
    *rows(np.dstack, "np.dstack([x, y])", x=MATRIX, y=OTHER),
    *rows(np.dstack, "np.dstack([x, A])", x=VECTOR, given=GIVEN, oracle="linear"),
    *rows(np.block, "np.block([[x, y], [y, x]])", x=MATRIX, y=OTHER),
    *rows(
        np.block,
        "np.block([x[0], 1.0, y[1]])",
        "np.block(x)",
        "np.block([[x[0, 0], y[0]], [np.ones(4)]])",
        "np.block([[[x]], [[y]]])",
        x=MATRIX,
        y=OTHER,
        oracle="linear",
    ),
    *rows(np.append, "np.append(x, y)", "np.append(x, y, axis=1)", x=MATRIX, y=OTHER, oracle="linear"),
    *rows(np.append, "np.append(x, y)", x=MATRIX, y=OTHER),
    *rows(np.broadcast_arrays, "np.broadcast_arrays(x, y)[0]", x=VECTOR, y=points(2, 1)),
    *rows(np.broadcast_arrays, "np.broadcast_arrays(x, y, A)", x=VECTOR, y=points(2, 1), given=GIVEN, oracle="linear"),
    *rows(np.meshgrid, "np.meshgrid(x, y)[1]", x=VECTOR, y=points(2)),
    *rows(
        np.meshgrid,
        "np.meshgrid(x, y, A)",
        "np.meshgrid(x, y, indexing='ij')",
        "np.meshgrid(x, y, sparse=True)",
        "np.meshgrid(x)",
        x=VECTOR,
        y=points(2),
        given=GIVEN,
        oracle="linear",
    ),
    *rows(np.array_split, "np.array_split(x, 2, axis=1)", "np.array_split(x, [1])", x=MATRIX, oracle="linear"),
    *rows(np.array_split, "np.array_split(x, 2)[0]", x=VECTOR),
    *rows(np.hsplit, "np.hsplit(x, 3)", "np.hsplit(x[0], [1])", x=MATRIX, oracle="linear"),
    *rows(np.vsplit, "np.vsplit(x, 2)", x=MATRIX, oracle="linear"),
    *rows(np.dsplit, "np.dsplit(x, 2)", x=CUBE, oracle="linear"),
    *rows(np.unstack, "np.unstack(x)", "np.unstack(x, axis=-1)", x=CUBE, oracle="linear"),
    *rows(np.insert, "np.insert(x, 1, y, axis=0)", x=MATRIX, y=VECTOR),
    *rows(
        np.insert,
        "np.insert(x, 1, y, axis=1)",
        "np.insert(x, [1], y[:, None], axis=1)",
        "np.insert(x, [0, 2, 2], y[:, None], axis=1)",
        "np.insert(x, slice(0, 3, 2), 5.0, axis=1)",
        "np.insert(x, -1, y)",
        "np.insert(x, I, y)",
        "np.insert(x, B, y[:, None], axis=1)",
        "np.insert(A, 1, y)",
        "np.insert(x, 2, y[0])",
        x=MATRIX,
        y=points(2, seed=1),
        given=GIVEN,
        oracle="linear",
    ),
    *rows(np.delete, "np.delete(x, 1, axis=1)", x=MATRIX),
    *rows(
        np.delete,
        "np.delete(x, 4)",
        "np.delete(x, [0, -1], axis=1)",
        "np.delete(x, slice(0, 2), 1)",
        "np.delete(x, B, axis=1)",
        x=MATRIX,
        given=GIVEN,
        oracle="linear",
    ),
    *rows(np.resize, "np.resize(x, (3, 3))", x=MATRIX),
    *rows(np.resize, "np.resize(x, 4)", "np.resize(x, (2, 1, 5))", x=MATRIX, oracle="linear"),
    *rows(np.rot90, "np.rot90(x)", x=MATRIX),
    *rows(
        np.rot90,
        *(f"np.rot90(x, {k}, axes={axes})" for k in (-1, 0, 2, 3, 5) for axes in ((0, 1), (2, 0))),
        x=CUBE,
        oracle="linear",
    ),
    *rows(np.rollaxis, "np.rollaxis(x, 2)", x=CUBE),
    *rows(
        np.rollaxis, "np.rollaxis(x, 0, 3)", "np.rollaxis(x, -2, 1)", "np.rollaxis(x, 1, -1)", x=CUBE, oracle="linear"
    ),
    *rows(np.diag_indices_from, "x[0][np.diag_indices_from(x[0])]", x=points(1, 2, 2), oracle="linear"),
    *rows(np.tril_indices_from, "x[np.tril_indices_from(x)]", x=MATRIX, oracle="linear"),
    *rows(np.triu_indices_from, "x[np.triu_indices_from(x, 1)]", x=MATRIX, oracle="linear"),
    *rows(np.matrix_transpose, "np.matrix_transpose(x)", x=CUBE),
    *rows(np.diagflat, "np.diagflat(x)", "np.diagflat(x, -1)", x=points(2, 1), oracle="linear"),
    *rows(np.cumulative_sum, "np.cumulative_sum(x, axis=1, include_initial=True)", x=MATRIX),
    *rows(
        np.cumulative_sum,
        "np.cumulative_sum(x)",
        "np.cumulative_sum(x, include_initial=True)",
        x=VECTOR,
        oracle="linear",
    ),
    *rows(
        np.cumulative_prod,
        "np.cumulative_prod(x, axis=0)",
        "np.cumulative_prod(x, axis=-1, include_initial=True)",
        x=MATRIX,
        **DIFFERENCES,
    ),
    *rows(np.apply_along_axis, "np.apply_along_axis(np.sum, 1, x)", x=CUBE),
    *rows(
        np.apply_along_axis,
        "np.apply_along_axis(lambda v: v[::-1] ** 2, 1, x)",
        "np.apply_along_axis(lambda v, k: np.outer(v, v)[:k], 0, x, k=1)",
        "np.apply_along_axis(lambda v: (v[0], v[1] * 2), 2, x)",
        x=CUBE,
        **DIFFERENCES,
    ),
    *rows(np.apply_over_axes, "np.apply_over_axes(np.sum, x, [0, 2])", x=CUBE),
    *rows(np.apply_over_axes, "np.apply_over_axes(np.cumsum, x, 1)", x=CUBE, oracle="linear"),
    *rows(np.nextafter, "np.nextafter(x, y)", x=MATRIX, y=points(1, 3) + 9, oracle="linear"),
    *rows(np.matvec, "np.matvec(x, y)", x=CUBE, y=points(3, 2, 2, seed=1)[0], oracle="linear"),
    *rows(np.matvec, "np.matvec(x, y)", x=MATRIX, y=VECTOR),
    *rows(np.vecmat, "np.vecmat(x, y)", x=points(2, 2), y=points(3, 2, 3, seed=1)[:, None], oracle="linear"),
    *rows(np.where, "np.where(B, x, 2.0)", "np.where(B, 1, x)", x=VECTOR, given=GIVEN, oracle="linear"),
    *rows(
        "vectorize",
        "np.vectorize(lambda v, w: v * w if v > 0 else v + w)(x, y)",
        x=VECTOR,
        y=points(2, 1),
        **DIFFERENCES,
    ),
    *rows("full", "np.full((2, 2), x)", x=NUMBER, oracle="linear"),
)

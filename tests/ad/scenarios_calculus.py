"""Scenarios of differences, integrals, interpolation, grids, repairs, sinc and i0."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.ad.scenarios import points, rows
from tests.ad.tables import CUBE, MATRIX, NUMBER, VECTOR

GRID = points(4, 4)
KNOTS = np.array([-1.7, -0.4, 0.3, 1.1, 1.9])
STEPS = {"S": np.array([0.5, 1.2, 1.7, 3.1]), "H": np.array([0.0, np.nan, np.inf]), "A": points(2, seed=5)}
SHIFTED = points(5, seed=3)
ANGLES = np.array([0.2, 3.0, 6.1, 9.4, 2.3])

DIFFERENCES: dict[str, Any] = {"oracle": "differences", "tolerance": 1e-9}

SCENARIOS = (
    *rows(np.diff, "np.diff(x)", x=CUBE),
    *rows(
        np.diff,
        "np.diff(x, n=2, axis=1)",
        "np.diff(x, 0)",
        "np.diff(x, axis=0, prepend=1.0)",
        "np.diff(x, axis=1, append=x, prepend=x[:, :1])",
        x=CUBE,
        oracle="linear",
    ),
    *rows(np.ediff1d, "np.ediff1d(x)", "np.ediff1d(x, to_begin=x[0, :2], to_end=[2.0])", x=MATRIX, oracle="linear"),
    *rows(np.gradient, "np.gradient(x)", x=GRID),
    *rows(
        np.gradient,
        "np.gradient(x, axis=1)",
        "np.gradient(x, 0.3, edge_order=2)",
        "np.gradient(x, 0.5, S)",
        "np.gradient(x, S, axis=-1, edge_order=2)",
        "np.gradient(x[:2, 0], S[:2])",
        x=GRID,
        given=STEPS,
        oracle="linear",
    ),
    *rows(
        np.gradient,
        "np.gradient(x, y, axis=0)",
        "np.gradient(x, 2.0, y, edge_order=2)",
        "np.gradient(x, y[1] - y[0], axis=1, edge_order=2)",
        x=GRID,
        y=STEPS["S"],
        **DIFFERENCES,
    ),
    *rows(np.trapezoid, "np.trapezoid(x)", "np.trapezoid(x, axis=1, dx=0.3)", x=CUBE, oracle="linear"),
    *rows(np.trapezoid, "np.trapezoid(x, y, axis=0)", x=GRID, y=STEPS["S"]),
    *rows(
        np.trapezoid, "np.trapezoid(x, y)", "np.trapezoid(x, y, axis=0)", x=GRID, y=points(4, 4, seed=1), **DIFFERENCES
    ),
    *rows(np.interp, "np.interp(x, y, z)", x=points(2, 2), y=KNOTS, z=SHIFTED),
    *rows(
        np.interp,
        "np.interp(x, y, z)",
        "np.interp(x, y, z, left=0.5, right=z[0] ** 2)",
        x=np.array([-3.0, 0.0, 2.5, 1.0]),
        y=KNOTS,
        z=SHIFTED,
        **DIFFERENCES,
    ),
    *rows(
        np.interp,
        "np.interp(x, y, z, period=3.1)",
        x=points(3, low=-4, high=6),
        y=points(3, low=0, high=5),
        z=VECTOR,
        **DIFFERENCES,
    ),
    *rows(np.interp, "np.interp(x, [0.0], y)", x=VECTOR, y=points(1), **DIFFERENCES),
    *rows(np.interp, "np.interp(x, [-2.0, 2.0], [1.0, 4.0])", x=NUMBER, **DIFFERENCES),
    *rows(np.unwrap, "np.unwrap(x)", x=ANGLES),
    *rows(np.unwrap, "np.unwrap(x, period=2.5)", "np.unwrap(x, 4.0, axis=0)", x=ANGLES, **DIFFERENCES),
    *rows(np.linspace, "np.linspace(x, y, 4)", x=VECTOR, y=points(2, 1, seed=1)),
    *rows(
        np.linspace,
        "np.linspace(x, y, 3, endpoint=False)",
        "np.linspace(x, 2.0, 3, axis=-1)",
        "np.linspace(0, x, 1)",
        "np.linspace(x, y, 5, retstep=True)",
        x=VECTOR,
        y=NUMBER,
        oracle="linear",
    ),
    *rows(np.linspace, "np.linspace(x, 2, num=3)", x=NUMBER, oracle="linear"),
    *rows(np.logspace, "np.logspace(x, y, 4)", x=VECTOR, y=NUMBER),
    *rows(np.logspace, "np.logspace(x, 2.0, 3, base=y)", x=VECTOR, y=points(low=1.5, high=3), **DIFFERENCES),
    *rows(np.logspace, "np.logspace(0.5, x, 3, base=[2, 3], axis=-1, endpoint=False)", x=NUMBER, **DIFFERENCES),
    *rows(np.geomspace, "np.geomspace(x, y, 4)", x=points(2, low=0.4, high=2), y=points(low=0.4, high=3)),
    *rows(np.geomspace, "np.geomspace(-x, -2.0, 3, axis=-1)", x=points(2, low=0.4, high=2), **DIFFERENCES),
    *rows(np.nan_to_num, "np.nan_to_num(x)", x=MATRIX),
    *rows(np.nan_to_num, "np.nan_to_num(x + H, nan=2.0, posinf=3.0)", x=MATRIX, given=STEPS, **DIFFERENCES),
    *rows(np.real_if_close, "np.real_if_close(x)", x=VECTOR, oracle="linear"),
    *rows(np.sinc, "np.sinc(x)", x=points(2, 3), tolerance=1e-11),
    *rows(np.sinc, "np.sinc(x)", x=NUMBER, **DIFFERENCES),
    *rows(np.sinc, "np.sinc(3 * x)", x=points(6), **DIFFERENCES),
    *rows(np.i0, "np.i0(x)", x=points(2, 3), tolerance=1e-11),
    *rows(np.i0, "np.i0(x)", x=NUMBER, **DIFFERENCES),
)

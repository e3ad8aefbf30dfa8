"""Scenarios of the methods of ufuncs: reduce, accumulate, reduceat, at."""

from __future__ import annotations

import numpy as np

from ad.rules.methods import METHODS
from tests.ad.scenarios import points, rows

CUBE, MATRIX = points(2, 3, 2), points(4, 3)

STARTS = {"I": np.array([0, 2, 1, 1, 3]), "J": np.array([2, 0])}


def along(name: str) -> list[str]:
    """Return the calls of a reduction along axes."""
    return [f"np.{name}(x{axis})" for axis in ("", ", axis=1", ", -1", ", axis=None", ", axis=(0, 2), keepdims=True")]


SCENARIOS = (
    *rows(METHODS[np.add, "reduce"], *along("add.reduce"), x=CUBE, oracle="linear"),
    *rows(METHODS[np.multiply, "reduce"], *along("multiply.reduce"), x=CUBE, oracle="differences", tolerance=1e-9),
    *rows(METHODS[np.maximum, "reduce"], *along("maximum.reduce"), x=CUBE, oracle="differences", tolerance=1e-9),
    *rows(METHODS[np.minimum, "reduce"], *along("minimum.reduce"), x=CUBE, oracle="differences", tolerance=1e-9),
    *rows(METHODS[np.hypot, "reduce"], *along("hypot.reduce")[:3], x=CUBE, oracle="differences", tolerance=1e-9),
    *rows(METHODS[np.logaddexp, "reduce"], *along("logaddexp.reduce"), x=CUBE, oracle="differences", tolerance=1e-9),
    *rows(METHODS[np.logaddexp2, "reduce"], *along("logaddexp2.reduce"), x=CUBE, oracle="differences", tolerance=1e-9),
    *(
        scenario
        for ufunc in (np.multiply, np.maximum, np.minimum, np.logaddexp, np.logaddexp2)
        for scenario in rows(
            METHODS[ufunc, "accumulate"],
            *(f"np.{ufunc.__name__}.accumulate(x{axis})" for axis in ("", ", axis=1", ", -1")),
            x=CUBE,
            oracle="differences",
            tolerance=1e-9,
        )
    ),
    *rows(METHODS[np.add, "accumulate"], "np.add.accumulate(x)", "np.add.accumulate(x, 1)", x=CUBE, oracle="linear"),
    *rows(
        METHODS[np.add, "reduceat"],
        "np.add.reduceat(x, I)",
        "np.add.reduceat(x, [0, 2])",
        "np.add.reduceat(x, J, axis=1)",
        "np.add.reduceat(x, J, -1)",
        x=MATRIX,
        given=STARTS,
        oracle="linear",
    ),
    *rows(METHODS[np.add, "reduceat"], "np.add.reduceat(x, [0])", x=points(3), oracle="linear"),
    *rows(np.subtract, "np.subtract.outer(x, y)", x=points(3), y=points(2, 1, seed=1), oracle="linear"),
    *rows(np.arctan2, "np.arctan2.outer(x, y)", x=points(3), y=points(2, seed=1), oracle="differences", tolerance=1e-9),
)

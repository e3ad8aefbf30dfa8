"""Scenarios of convolution and of polynomials as sequences of coefficients."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.ad.scenarios import points, rows
from tests.ad.tables import MATRIX, VECTOR

STEPS = {"A": points(2, seed=5)}
SHIFTED = points(5, seed=3)
DIVIDEND, DIVISOR = np.array([4.0, -2, 3, 1, 5]), np.array([2.0, 1, -4])  # no rounding, in any precision

DIFFERENCES: dict[str, Any] = {"oracle": "differences", "tolerance": 1e-9}

SCENARIOS = (
    *rows(np.convolve, "np.convolve(x, y)", "np.convolve(y, x, 'same')", x=points(5), y=points(3, seed=1)),
    *rows(
        np.convolve,
        *(f"np.convolve({a}, '{mode}')" for a in ("x, y", "y, x", "x, A") for mode in ("full", "same", "valid")),
        x=points(5),
        y=points(4, seed=1),
        given=STEPS,
        oracle="linear",
    ),
    *rows(np.convolve, "np.convolve(x, x)", x=VECTOR, **DIFFERENCES),
    *rows(np.convolve, "np.convolve(x, 2.0)", "np.convolve([1.0], x)", x=VECTOR, oracle="linear"),
    *rows(np.correlate, "np.correlate(x, y)", x=points(5), y=points(3, seed=1)),
    *rows(
        np.correlate,
        *(f"np.correlate({a}, '{mode}')" for a in ("x, y", "y, x") for mode in ("full", "same", "valid")),
        x=points(5),
        y=points(4, seed=1),
        oracle="linear",
    ),
    *rows(np.polyval, "np.polyval(x, y)", x=VECTOR, y=points(2, 2, seed=1)),
    *rows(np.polyval, "np.polyval([1.0, 2, 3], x)", "np.polyval(np.poly1d([1.0, 2]), x)", x=MATRIX, **DIFFERENCES),
    *rows(np.vander, "np.vander(x)", "np.vander(x, 4, increasing=True)", x=VECTOR),
    *rows(np.polyadd, "np.polyadd(x, y)", "np.polyadd(y, [1.0])", x=VECTOR, y=points(2, seed=1), oracle="linear"),
    *rows(np.polysub, "np.polysub(x, y)", "np.polysub(y, x)", x=VECTOR, y=points(2, seed=1), oracle="linear"),
    *rows(np.polymul, "np.polymul(x, y)", x=VECTOR, y=points(2, seed=1)),
    *rows(np.polyder, "np.polyder(x)", "np.polyder(x, 2)", "np.polyder(x, 0)", x=points(4), oracle="linear"),
    *rows(
        np.polyint, "np.polyint(x)", "np.polyint(x, 2, k=[1.0, x[0]])", "np.polyint(x, 2, 3)", x=VECTOR, oracle="linear"
    ),
    *rows(np.polydiv, "np.polydiv(x, y)", "np.polydiv(y, x)", x=DIVIDEND, y=DIVISOR, **DIFFERENCES),
    *rows(np.poly, "np.poly(x)", x=VECTOR),
    *rows(np.poly, "np.poly(x)", x=np.array([[2.0, 1], [0.5, -1]]), **DIFFERENCES),
    *rows(np.roots, "np.roots(x)", x=np.array([1.0, -2, -5, 6]), **DIFFERENCES),
    *rows(np.roots, "np.roots(np.append(x, 0.0))", "np.roots(x[:2])", x=np.array([2.0, 3, -1]), **DIFFERENCES),
    *rows(
        np.polyfit,
        "np.polyfit(x, y, 2)",
        "np.polyfit(x, y, 1, w=[1, 2, 1, 1, 2])",
        x=points(5),
        y=SHIFTED,
        **DIFFERENCES,
    ),
)

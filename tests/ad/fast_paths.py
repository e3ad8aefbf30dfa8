"""Programs of operators, on which the fast path of each mode must say what the general way says."""

from __future__ import annotations

import numpy as np

from tests.ad.scenarios import points

X, Y, C, A = points(3), points(3, seed=1), points(3, seed=2), points(3, 3, seed=3)

S = np.float64(1.5)

CALLS = {
    "numbers": lambda x, y: (2.0 * x - 1) / (x + 3) + x**2 - x**3 + 2.0**y,
    "scalars": lambda x, y: (S * x - S) / (x[0] + S) + S**y + x.astype(np.float32) * S + (x + 0.5j) * S,
    "broadcast": lambda x, y: A * x - y / A + (C[:, None] - x) * A + x[0] * C + C / y[1] + A[:, :1] * y * A[0],
    "axes": lambda x, y: np.sum(A * x, 1) * np.mean(np.outer(x, y), axis=0) + (A * y).sum(axis=-1, keepdims=True)[:, 0],
    "arrays": lambda x, y: x * C + C / y - (C - x) * np.hypot(x, y),
    "both": lambda x, y: x * y + x / y - np.arctan2(x, y) + np.maximum(x, y),
    "repeated": lambda x, y: x * y[0] + y[1:2] * x + np.ones((2, 3)) * x + x.astype(np.float32) * y,
    "products": lambda x, y: A @ x + y @ A + x * (x @ y) + C @ np.outer(x, y),
    "parts": lambda x, y: (A * y)[..., 1] * x[None, 1:][0, -1] + np.outer(x, y)[1:, 0][-1:] + x[:, None][2] * y[()],
    "selections": lambda x, y: x[1:] * y[:-1] + x[0] + y[-1] + np.outer(x, y)[1][:2],
    "totals": lambda x, y: np.sum(x) * y + x.mean() * np.sum(x * y) + np.sum([x[0], y[1]]) + np.mean(np.sin(x)),
    "unary": lambda x, y: -x + abs(y) + np.exp(np.sin(x)) + np.square(y),
}

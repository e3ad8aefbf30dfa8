"""The bundle adjustment of `benchmarks.problems.ba`: one camera, point and observation, replicated to full size."""

from typing import Any

import numpy as np

from benchmarks.gradbench.evals.function import Function, Mode
from benchmarks.gradbench.reading import Value
from benchmarks.problems.ba import CAMERA, POINT, residuals, sparse_jacobian
from benchmarks.problems.problem import Array

SHOWN = 30
"""How many entries of each list of the sparse Jacobian are written: those of the first observation."""


def read(value: Value) -> tuple[Array, Array, Array, Array]:
    """Return n cameras, m points, p weights and p features."""
    n, m, p = (value[count].integer(least=1) for count in ("n", "m", "p"))
    camera, point, feature = value["cam"].array(CAMERA), value["x"].array(POINT), value["feat"].array(2)
    return np.tile(camera, (n, 1)), np.tile(point, (m, 1)), np.full(p, value["w"].number()), np.tile(feature, (p, 1))


def evaluate(mode: Mode, cameras: Array, points: Array, weights: Array, features: Array) -> Any:
    """Return all residuals."""
    return residuals(np, (cameras, points, weights), features)


def write_residuals(output: Array) -> dict[str, Any]:
    """Return the residuals of the first observation: those of the others are the same."""
    count = len(output) // 3
    return {
        "reproj_error": {"elements": output[:2], "repeated": count},
        "w_err": {"element": output[2 * count], "repeated": count},
    }


def write_jacobian(output: tuple[Array, Array, Array]) -> dict[str, Array]:
    """Return the first entries of each list, and the last."""
    return {
        name: np.append(entries[:SHOWN], entries[-1])
        for name, entries in zip(("rows", "cols", "vals"), output, strict=True)
    }


BA = {
    "objective": Function(read, evaluate, write_residuals),
    "jacobian": Function(read, sparse_jacobian, write_jacobian),
}

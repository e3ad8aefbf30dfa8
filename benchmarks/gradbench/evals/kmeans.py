"""The clustering of `benchmarks.problems.kmeans`, and Newton's direction for it."""

from typing import Any

import numpy as np

from benchmarks.gradbench.evals.function import Function, Mode
from benchmarks.gradbench.reading import Value
from benchmarks.problems.kmeans import cost, direction
from benchmarks.problems.problem import Array


def read(value: Value) -> tuple[Array, Array]:
    """Return the centroids and the points."""
    points = value["points"].array(None, None)
    return value["centroids"].array(None, points.shape[1]), points


def evaluate(mode: Mode, centroids: Array, points: Array) -> Any:
    """Return the cost."""
    return cost(np, centroids, points)


KMEANS = {"cost": Function(read, evaluate), "dir": Function(read, direction)}

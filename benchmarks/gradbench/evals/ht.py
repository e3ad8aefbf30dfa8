"""The hand tracking of `benchmarks.problems.hand`, with the model that the message brings along."""

from typing import Any

import numpy as np

from benchmarks.gradbench.evals.function import Function, Mode
from benchmarks.gradbench.reading import InputError, Value
from benchmarks.problems.hand import BONES, THETA, jacobian, residuals
from benchmarks.problems.hand_model import Model


def read(value: Value) -> tuple[Any, ...]:
    """Return the pose, the model, the correspondences, the points, and the coordinates on triangles or None."""
    data = value["data"]
    model = read_model(data["model"])
    points = data["points"].array(None, 3)
    simple = value["us"].json == []
    us = None if simple else value["us"].array(len(points), 2)
    targets = model.base_positions if simple else model.triangles
    correspondences = data["correspondences"].indices(len(points), below=len(targets))
    return value["theta"].array(THETA), model, correspondences, points, us


def read_model(value: Value) -> Model:
    """Return the skeleton and its mesh."""
    bones = value["bone_count"].integer(least=int(BONES.max()) + 1)
    parents = value["parents"].indices(bones, least=-1, below=bones)
    for bone, parent in enumerate(parents):
        if parent >= bone:
            raise InputError(f"{value.name}.parents[{bone}] is {parent}: a parent comes before its children")
    positions = value["base_positions"].array(None, 4)
    return Model(
        parents=tuple(parents.tolist()),
        base_relatives=value["base_relatives"].array(bones, 4, 4),
        inverse_base_absolutes=value["inverse_base_absolutes"].array(bones, 4, 4),
        base_positions=positions,
        weights=value["weights"].array(len(positions), bones),
        triangles=value["triangles"].indices(None, 3, below=len(positions)),
        is_mirrored=value["is_mirrored"].flag(),
    )


def evaluate(mode: Mode, *arguments: Any) -> Any:
    """Return what is missing from the hand to the points."""
    return residuals(np, *arguments)


HT = {"objective": Function(read, evaluate), "jacobian": Function(read, jacobian)}

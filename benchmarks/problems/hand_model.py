"""A skeleton and the mesh that hangs on it: the data of hand tracking, and a hand made of tubes."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.problems.problem import Array
from benchmarks.problems.rotation import rotate

FINGERS = 5
PARENTS = (-1, *(0 if joint == 0 else 4 * finger + joint for finger in range(FINGERS) for joint in range(4)), 0)
"""The 22 bones of a hand: the wrist, four of each finger one behind the other, the forearm."""

RINGS, AROUND, LENGTH, RADIUS = 4, 6, 0.03, 0.008
"""Each bone is a tube of so many rings of so many vertices; in metres."""


@dataclass(frozen=True)
class Model:
    """A skeleton and its mesh, of b bones, v vertices and t triangles.

    Parameters
    ----------
    parents : sequence of int
        The parent of each bone, which comes before it; -1 for a root.
    base_relatives : array of shape (b, 4, 4)
        From the frame of each bone to that of its parent, at rest.
    inverse_base_absolutes : array of shape (b, 4, 4)
        From space to the frame of each bone, at rest.
    base_positions : array of shape (v, 4) or (v, 3)
        The vertices at rest, with or without a fourth coordinate of 1.
    weights : array of shape (v, b)
        How much a vertex hangs on a bone.
    triangles : array of int of shape (t, 3)
        The vertices of each triangle.
    is_mirrored : bool
        Whether the hand is the other one, reflected in x.
    """

    parents: tuple[int, ...]
    base_relatives: Any
    inverse_base_absolutes: Any
    base_positions: Any
    weights: Any
    triangles: Any
    is_mirrored: bool = False


def tubes() -> Model:
    """Return a hand of 22 tubes, slightly bent at random: 528 vertices, 792 triangles."""
    rng = np.random.default_rng(0)
    relatives = np.tile(np.eye(4), (len(PARENTS), 1, 1))
    relatives[:, :3, :3] = [rotate(np, r[:, None], np.eye(3)) for r in rng.normal(scale=0.1, size=(len(PARENTS), 3))]
    relatives[1:, 1, 3] = LENGTH  # the y axis points along a bone: each starts where its parent ends
    relatives[1:-1:4, :2, 3] = [[0.02 * (finger - 2), 0.08] for finger in range(FINGERS)]
    relatives[-1, 1, 3] = -LENGTH

    absolutes = relatives.copy()
    for bone, parent in enumerate(PARENTS[1:], 1):
        absolutes[bone] = absolutes[parent] @ relatives[bone]
    vertices = np.concatenate([tube() @ frame.T for frame in absolutes])
    middles = absolutes[:, :3] @ [0.0, LENGTH / 2, 0.0, 1.0]
    square = np.sum((vertices[:, None, :3] - middles) ** 2, 2)
    weights = np.exp(-square / LENGTH**2)
    strips = [strip() + bone * RINGS * AROUND for bone in range(len(PARENTS))]
    return Model(
        parents=PARENTS,
        base_relatives=relatives,
        inverse_base_absolutes=np.linalg.inv(absolutes),
        base_positions=vertices,
        weights=weights / weights.sum(1)[:, None],
        triangles=np.concatenate(strips),
    )


def tube() -> Array:
    """Return the vertices of one tube along the y axis, ring by ring, with a fourth coordinate of 1."""
    along, angle = np.meshgrid(np.linspace(0.0, LENGTH, RINGS), 2 * np.pi * np.arange(AROUND) / AROUND, indexing="ij")
    vertices = np.stack([RADIUS * np.cos(angle), along, RADIUS * np.sin(angle), np.ones_like(angle)], -1)
    return vertices.reshape(-1, 4)


def strip() -> Array:
    """Return the triangles of one tube: two between neighbours on a ring and those on the next."""
    here = np.arange((RINGS - 1) * AROUND)
    beside = here - here % AROUND + (here + 1) % AROUND
    return np.concatenate(
        [np.stack([here, beside, here + AROUND], 1), np.stack([beside, beside + AROUND, here + AROUND], 1)]
    )

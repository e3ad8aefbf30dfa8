"""Hand tracking: a skeleton moves a mesh, which is fitted to points measured in space. Tall: 26 -> 3 a point.

The pose theta holds the rotation of the whole hand as an angle-axis vector (3), its translation (3), and four angles a
finger. Finger k turns three bones: bone 2 + 4k by two angles, first about its x axis and then about its z axis, and the
two bones behind it by one angle about their x axes. A bone carries the bones behind it along, and a vertex of the mesh
moves with the weighted mean of the bones that it hangs on (linear blend skinning).

A point is fitted to a vertex, or (the complicated problem) to a place on a triangle, whose coordinates u are inputs of
that point alone. In that problem's Jacobian the 2N columns of the coordinates are blocks, which two directions give.

References
----------
J. Taylor et al., User-specific hand modeling from monocular depth sequences, CVPR 2014; F. Šrajer, Z. Kukelova,
A. Fitzgibbon, A benchmark of selected algorithmic differentiation tools on some problems in computer vision and machine
learning, Optimization Methods and Software 33 (2018), 889-906.
"""

from itertools import pairwise
from types import ModuleType
from typing import Any

import numpy as np

from ad import forward
from benchmarks.problems.hand_model import FINGERS, PARENTS, Model, tubes
from benchmarks.problems.problem import Array, Problem
from benchmarks.problems.rotation import pull_to_axis, rotate

SOURCE = "F. Šrajer, Z. Kukelova, A. Fitzgibbon, Optimization Methods and Software 33 (2018), 889-906 (ADBench)"
GLOBAL = 6
THETA = GLOBAL + 4 * FINGERS
STILL = 1e-4
"""A rotation of the whole hand by less is none."""

BONES = np.array([bone for finger in range(FINGERS) for bone in np.array([2, 2, 3, 4]) + 4 * finger])
"""The bone that each angle turns."""
IS_Z = np.tile([False, True, False, False], FINGERS)
"""Whether the angle is about the bone's z axis; all others are about its x axis."""

CHUNK = 64
"""How many points are differentiated together in reverse: each adds three directions, which only it depends on."""


def turn(still: tuple[int, ...], row: int, column: int) -> tuple[Array, Array, Array]:
    """Return constant K, C, S (4, 4) such that K + cos(a) C + sin(a) S turns the axis `row` towards `column` by a."""
    fixed, cosine, sine = np.zeros((3, 4, 4))
    fixed[still, still] = 1.0
    cosine[row, row] = cosine[column, column] = 1.0
    sine[column, row], sine[row, column] = 1.0, -1.0
    return fixed, cosine, sine


# Of both rotations, about x and about z: (2, 1, 4, 4), to broadcast against the angles of the bones.
FIXED, COSINE, SINE = (np.stack(pair)[:, None] for pair in zip(turn((0, 3), 1, 2), turn((2, 3), 0, 1), strict=True))


def levels(parents: tuple[int, ...]) -> list[Array]:
    """Return the bones by their distance from the root: those of a level move with those of the level above."""
    depths: list[int] = []
    for parent in parents:
        depths.append(0 if parent == -1 else depths[parent] + 1)
    return [np.flatnonzero(np.equal(depths, level)) for level in range(max(depths) + 1)]


def absolutes(xp: Any, theta: Any, model: Model) -> Any:
    """Return the posed frame of each bone (b, 4, 4), from the bone to space."""
    bones = np.arange(len(model.parents))[:, None]
    angle_of_bone = np.stack([(bones == BONES) & ~IS_Z, (bones == BONES) & IS_Z]).astype(float)
    angles = (xp.asarray(angle_of_bone) @ theta[GLOBAL:])[:, :, None, None]
    turns = xp.asarray(FIXED) + xp.cos(angles) * xp.asarray(COSINE) + xp.sin(angles) * xp.asarray(SINE)
    relatives = model.base_relatives @ turns[1] @ turns[0]

    tree = levels(model.parents)
    posed = [relatives[tree[0]]]
    for above, level in pairwise(tree):
        parents = np.searchsorted(above, np.array(model.parents)[level])
        posed.append(posed[-1][parents] @ relatives[level])
    return xp.concatenate(posed)[np.argsort(np.concatenate(tree))]


def global_rotation(xp: Any, theta: Any) -> Any:
    """Return the matrix of the rotation of the whole hand."""
    r, identity = theta[:3], xp.asarray(np.eye(3))
    return xp.where(xp.sum(r * r) < STILL**2, identity, rotate(xp, r[:, None], identity))


def moments(xp: Any, model: Model, vertices: Any) -> Any:
    """Return weight times position at rest of the chosen vertices on each bone, (k, b, 4): they move linearly."""
    at_rest = model.base_positions[vertices]
    if at_rest.shape[1] == 3:
        at_rest = xp.concatenate([at_rest, xp.ones_like(at_rest[:, :1])], 1)
    return model.weights[vertices][:, :, None] * at_rest[:, None, :]


def positions(xp: Any, theta: Any, model: Model, vertices: Any) -> Any:
    """Return the posed positions (k, 3) of the chosen vertices.

    The rotation of the whole hand is applied to the few transforms of the bones and not to the many vertices.
    """
    transforms = absolutes(xp, theta, model) @ model.inverse_base_absolutes
    columns = xp.reshape(xp.swapaxes(transforms[:, :3], 1, 2), (-1, 3)) @ global_rotation(xp, theta).T
    if model.is_mirrored:
        columns = columns * xp.asarray(np.array([-1.0, 1.0, 1.0]))
    return xp.reshape(moments(xp, model, vertices), (-1, len(columns))) @ columns + theta[3:GLOBAL]


def residuals(xp: Any, theta: Any, model: Model, correspondences: Any, points: Any, us: Any = None) -> Any:
    """Return what is missing from the hand to the points, flat.

    Parameters
    ----------
    xp : module
        The array namespace.
    theta : array of shape (26,)
        The pose.
    model : Model
        The skeleton and its mesh.
    correspondences : array of int of shape (N,)
        The vertex that each point is fitted to; with `us`, the triangle.
    points : array of shape (N, 3)
        The measured points.
    us : array of shape (N, 2), optional
        The coordinates u of each point on its triangle: u[0] A + u[1] B + (1 - u[0] - u[1]) C.

    Returns
    -------
    array of shape (3N,)
        Point by point. Only the vertices that correspond to a point are computed.
    """
    if us is None:
        return xp.ravel(points - positions(xp, theta, model, correspondences))
    corners = positions(xp, theta, model, xp.ravel(model.triangles[correspondences]))
    a, b, c = (corners[corner::3] for corner in range(3))
    return xp.ravel(points - (c + us[:, :1] * (a - c) + us[:, 1:] * (b - c)))


def shifted(xp: Any, shift: Any, theta: Any, model: Model, correspondences: Any, points: Any, us: Any = None) -> Any:
    """Return the residuals with theta shifted by shift[-26:], and the coordinates of all points alike by shift[:2]."""
    us = None if us is None else us + shift[:2]
    return residuals(xp, theta + shift[-THETA:], model, correspondences, points, us)


def jacobian(
    mode: ModuleType, theta: Array, model: Model, correspondences: Array, points: Array, us: Array | None = None
) -> Array:
    """Return the Jacobian of the residuals by theta, (3N, 26); with `us` by u and theta, compressed to (3N, 28).

    Parameters
    ----------
    mode : module
        `ad.forward` or `ad.reverse`.
    theta, model, correspondences, points, us
        As in `residuals`.

    Notes
    -----
    Forward, 26 directions move the pose, and two the coordinates of all points alike. In reverse there are 3N
    directions by the pose, and three by the coordinates: of the sum over the points, each of which reads its own.
    """
    if mode is forward:
        shift = np.zeros(THETA if us is None else 2 + THETA)
        return mode.jacobian(lambda shift: shifted(np, shift, theta, model, correspondences, points, us))(shift)

    def summed(us: Any) -> Any:
        return np.sum(np.reshape(residuals(np, theta, model, correspondences, points, us), (-1, 3)), 0)

    parts = [slice(start, start + CHUNK) for start in range(0, len(points), CHUNK)]
    of_points = ((correspondences[part], points[part], None if us is None else us[part]) for part in parts)
    by_theta = np.concatenate(
        [mode.jacobian(lambda theta, each=each: residuals(np, theta, model, *each))(theta) for each in of_points]
    )
    if us is None:
        return by_theta
    return np.concatenate([np.moveaxis(mode.jacobian(summed)(us), 0, 1).reshape(-1, 2), by_theta], 1)


def fitted_moments(model: Model, correspondences: Array, us: Array | None) -> Array:
    """Return the moments (N, b, 4) of the place that each point is fitted to."""
    if us is None:
        return moments(np, model, correspondences)
    corners = moments(np, model, np.ravel(model.triangles[correspondences]))
    shares = np.column_stack([us, 1.0 - us.sum(1)])
    return np.sum(shares[:, :, None, None] * corners.reshape(*shares.shape, *corners.shape[1:]), 1)


def derivative_by_theta(theta: Array, model: Model, correspondences: Array, us: Array | None = None) -> Array:
    """Return the Jacobian (3N, 26) of the residuals by theta, by hand.

    An angle turns all bones from its own on about its axis: their velocities are G T, with the transform T of each and
    the generator G of the turn, carried to where the axis is.
    """
    frames = absolutes(np, theta, model)
    parents = np.array(model.parents)[BONES]
    about_z = frames[parents] @ model.base_relatives[BONES]  # the angle about x comes behind, that about z before
    axes = np.where(IS_Z[:, None, None], about_z, frames[BONES])
    generators = axes @ SINE[np.where(IS_Z, 1, 0), 0] @ np.linalg.inv(axes)
    behind = np.eye(len(frames), dtype=bool)  # behind[i, k]: bone k moves with bone i
    for bone, parent in enumerate(model.parents):
        if parent != -1:
            behind[:, bone] |= behind[:, parent]

    transforms = frames @ model.inverse_base_absolutes
    on_bones = np.einsum("kij,nkj->nki", transforms, fitted_moments(model, correspondences, us))
    moved = np.einsum("ak,nki->nai", behind[BONES].astype(float), on_bones)
    by_angles = np.einsum("aij,naj->nia", generators, moved)[:, :3]
    rotation = global_rotation(np, theta)
    turned = (rotation @ on_bones.sum(1)[:, :3].T)[:, None]

    jacobian = np.zeros((len(correspondences), 3, THETA))
    if np.sum(theta[:3] ** 2) >= STILL**2:
        by_axis = pull_to_axis(theta[:3, None, None], turned, np.eye(3)[:, :, None])
        jacobian[:, :, :3] = by_axis.transpose(2, 1, 0)
    jacobian[:, :, GLOBAL:] = rotation @ by_angles
    if model.is_mirrored:
        jacobian[:, 0] *= -1.0
    jacobian[:, :, 3:GLOBAL] = np.eye(3)
    return -jacobian.reshape(-1, THETA)


def derivative_by_us(theta: Array, model: Model, correspondences: Array) -> Array:
    """Return the blocks (3N, 2) of the Jacobian of the residuals by the coordinates, by hand: sides of a triangle."""
    corners = positions(np, theta, model, np.ravel(model.triangles[correspondences])).reshape(-1, 3, 3)
    return np.moveaxis(corners[:, 2:] - corners[:, :2], 1, 2).reshape(-1, 2)


def simple(xp: Any, theta: Any, correspondences: Any, points: Any, *mesh: Any) -> Any:
    """Return the residuals of points fitted to vertices."""
    return residuals(xp, theta, Model(PARENTS, *mesh), correspondences, points)


def simple_derivative(theta: Array, correspondences: Array, points: Array, *mesh: Array) -> Array:
    """Return the Jacobian (3N, 26) by hand."""
    return derivative_by_theta(theta, Model(PARENTS, *mesh), correspondences)


def complicated(xp: Any, x: Any, correspondences: Any, points: Any, *mesh: Any) -> Any:
    """Return the residuals of points fitted to places on triangles, of x = (us, theta)."""
    us, theta = x
    return residuals(xp, theta, Model(PARENTS, *mesh), correspondences, points, us)


def complicated_derivative(
    x: tuple[Array, Array], correspondences: Array, points: Array, *mesh: Array
) -> tuple[Array, Array]:
    """Return the Jacobians (3N, N, 2), zero but for the blocks on its diagonal, and (3N, 26) by hand."""
    us, theta = x
    model = Model(PARENTS, *mesh)
    by_us = np.zeros((3 * len(us), *us.shape))
    row = np.arange(3 * len(us))
    by_us[row, row // 3] = derivative_by_us(theta, model, correspondences)
    return by_us, derivative_by_theta(theta, model, correspondences, us)


def compressed(xp: Any, shift: Any, us: Any, theta: Any, correspondences: Any, points: Any, *mesh: Any) -> Any:
    """Return the complicated residuals with (us, theta) shifted by 2 + 26 numbers."""
    return shifted(xp, shift, theta, Model(PARENTS, *mesh), correspondences, points, us)


def compressed_derivative(
    shift: Array, us: Array, theta: Array, correspondences: Array, points: Array, *mesh: Array
) -> Array:
    """Return the compressed Jacobian (3N, 28) by hand."""
    us, theta, model = us + shift[:2], theta + shift[2:], Model(PARENTS, *mesh)
    by_us = derivative_by_us(theta, model, correspondences)
    return np.concatenate([by_us, derivative_by_theta(theta, model, correspondences, us)], 1)


def measured(points: int, on_triangles: bool) -> tuple[Array, Array, tuple[Array, ...]]:
    """Return theta, the coordinates u, and the data: points measured on a hand in another pose, and the mesh."""
    rng = np.random.default_rng(0)
    model = tubes()
    theta, us = rng.normal(scale=0.3, size=THETA), rng.uniform(0.0, 0.5, size=(points, 2))
    correspondences = rng.integers(len(model.triangles if on_triangles else model.base_positions), size=points)
    missing = residuals(
        np,
        theta + rng.normal(scale=0.05, size=THETA),
        model,
        correspondences,
        np.zeros((points, 3)),
        us if on_triangles else None,
    )
    mesh = model.base_relatives, model.inverse_base_absolutes, model.base_positions, model.weights, model.triangles
    return theta, us, (correspondences, -missing.reshape(-1, 3), *mesh)


def hand_tracking(points: int = 100) -> Problem:
    """Return the simple problem: 26 -> 3N for N points."""
    theta, _, data = measured(points, on_triangles=False)
    return Problem("hand", SOURCE, simple, theta, data, simple_derivative)


def hand_tracking_complicated(points: int = 100) -> Problem:
    """Return the complicated problem by all its inputs: 2N + 26 -> 3N."""
    theta, us, data = measured(points, on_triangles=True)
    return Problem("hand-complicated", SOURCE, complicated, (us, theta), data, complicated_derivative)


def hand_tracking_compressed(points: int = 100) -> Problem:
    """Return the complicated problem by the directions that give its whole Jacobian: 28 -> 3N."""
    theta, us, data = measured(points, on_triangles=True)
    return Problem(
        "hand-compressed", SOURCE, compressed, np.zeros(2 + THETA), (us, theta, *data), compressed_derivative
    )

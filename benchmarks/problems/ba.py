"""Bundle adjustment: cameras and points in space are fitted to pictures, one block of the Jacobian an observation.

An observation i is of camera ``i mod N`` and point ``i mod M``. It moves with 15 inputs of its own, 11 of the camera
(angle-axis rotation r, centre C, focal length f, principal point x0, distortion kappa), 3 of the point X and its weight
w, and has 3 residuals: w (projection - feature), and 1 - w**2. The dense Jacobian is nearly all zeros and never built
at size: 15 directions forward, or 3 backward, give all blocks at once.

Arrays are component by component, ``(15, P)``, so that each component of all observations is contiguous.

References
----------
F. Šrajer, Z. Kukelova, A. Fitzgibbon, A benchmark of selected algorithmic differentiation tools on some problems in
computer vision and machine learning, Optimization Methods and Software 33 (2018), 889-906.
"""

from types import ModuleType
from typing import Any

import numpy as np

from ad import forward
from benchmarks.problems.problem import Array, Problem
from benchmarks.problems.rotation import pull_to_axis, rotate

SOURCE = "F. Šrajer, Z. Kukelova, A. Fitzgibbon, Optimization Methods and Software 33 (2018), 889-906 (ADBench)"
CAMERA, POINT = 11, 3
OWN = CAMERA + POINT + 1
"""How many inputs an observation reads: those of its camera, of its point, and its weight."""

CHUNK = 2048
"""How many observations are differentiated together: their 15 directions still fit into the cache."""


def block(xp: Any, own: Any, feature: Any) -> Any:
    """Return the residuals (3, ...) of the inputs (15, ...) and feature (2, ...) of one observation, or of many."""
    r, centre, focal, principal, kappa = own[:3], own[3:6], own[6], own[7:9], own[9:CAMERA]
    point, weight = own[CAMERA:-1], own[-1]
    turned = rotate(xp, r, point - centre)
    u = turned[:2] / turned[2]
    square = xp.sum(u * u, 0)
    distorted = (1.0 + kappa[0] * square + kappa[1] * square**2) * u
    reprojection = weight * (focal * distorted + principal - feature)
    return xp.stack([reprojection[0], reprojection[1], 1.0 - weight**2])


def block_derivative(own: Array, feature: Array) -> Array:
    """Return the Jacobian (3, 15, ...) of `block` by the chain rule through the projection."""
    r, centre, focal, principal, kappa = own[:3], own[3:6], own[6], own[7:9], own[9:CAMERA]
    point, weight = own[CAMERA:-1], own[-1]
    turned = rotate(np, r, point - centre)
    u = turned[:2] / turned[2]
    square = np.sum(u * u, 0)
    distortion = 1.0 + kappa[0] * square + kappa[1] * square**2
    slope = 2.0 * (kappa[0] + 2.0 * kappa[1] * square)

    jacobian = np.zeros((3, OWN, *own.shape[1:]))
    for row in range(2):
        by_u = weight * focal * slope * u[row] * u
        by_u[row] += weight * focal * distortion
        by_turned = np.stack([by_u[0], by_u[1], -np.sum(by_u * u, 0)]) / turned[2]
        by_point = rotate(np, -r, by_turned)
        jacobian[row, :3] = pull_to_axis(r, turned, by_turned)
        jacobian[row, 3:6] = -by_point
        jacobian[row, 6] = weight * distortion * u[row]
        jacobian[row, 7 + row] = weight
        jacobian[row, 9:CAMERA] = weight * focal * u[row] * np.stack([square, square**2])
        jacobian[row, CAMERA:-1] = by_point
        jacobian[row, -1] = focal * distortion * u[row] + principal[row] - feature[row]
    jacobian[2, -1] = -2.0 * weight
    return jacobian


def observed(count: int, cameras: Any, points: Any) -> tuple[Array, Array]:
    """Return which camera and which point each observation is of."""
    return np.arange(count) % len(cameras), np.arange(count) % len(points)


def gather(xp: Any, cameras: Any, points: Any, weights: Any) -> Any:
    """Return the inputs (15, P) of each observation, of cameras (N, 11), points (M, 3) and weights (P,)."""
    camera, point = observed(len(weights), cameras, points)
    return xp.concatenate([cameras[camera].T, points[point].T, weights[None]])


def rows(xp: Any, blocks: Any) -> Any:
    """Put (3, P, ...) in the order of the residuals: two reprojection errors an observation, then the weight errors."""
    pairs = xp.stack([blocks[0], blocks[1]], 1)
    return xp.concatenate([xp.reshape(pairs, (-1, *blocks.shape[2:])), blocks[2]])


def residuals(xp: Any, parameters: Any, features: Any) -> Any:
    """Return all residuals (3P,) of parameters (cameras, points, weights) and features (P, 2)."""
    return rows(xp, block(xp, gather(xp, *parameters), features.T))


def residuals_derivative(parameters: tuple[Array, ...], features: Array) -> tuple[Array, ...]:
    """Return the dense Jacobians (3P, N, 11), (3P, M, 3) and (3P, P): blocks of zeros but for each one's own."""
    cameras, points, weights = parameters
    count = len(weights)
    blocks = rows(np, np.moveaxis(block_derivative(gather(np, *parameters), features.T), 1, -1))
    observation = rows(np, np.tile(np.arange(count), (3, 1)))
    camera, point = (index[observation] for index in observed(count, cameras, points))
    row = np.arange(3 * count)
    jacobians = tuple(np.zeros((3 * count, *each.shape)) for each in parameters)
    jacobians[0][row, camera] = blocks[:, :CAMERA]
    jacobians[1][row, point] = blocks[:, CAMERA:-1]
    jacobians[2][row, observation] = blocks[:, -1]
    return jacobians


def shifted(xp: Any, shift: Any, own: Any, features: Any) -> Any:
    """Return all residuals (3P,), the inputs of every observation shifted by the same (15,)."""
    return rows(xp, block(xp, own + shift[:, None], features.T))


def shifted_derivative(shift: Array, own: Array, features: Array) -> Array:
    """Return the blocks of all observations, one below the other: (3P, 15)."""
    return rows(np, np.moveaxis(block_derivative(own + shift[:, None], features.T), 1, -1))


def jacobian_blocks(mode: ModuleType, cameras: Array, points: Array, weights: Array, features: Array) -> Array:
    """Return the Jacobian of each observation's residuals by its own inputs, (P, 3, 15), and no zeros between them.

    Parameters
    ----------
    mode : module
        `ad.forward` or `ad.reverse`.
    cameras, points, weights, features : ndarray
        Of shapes (N, 11), (M, 3), (P,) and (P, 2).

    Notes
    -----
    Forward, all observations are shifted alike: 15 directions. In reverse, the residuals are summed over the
    observations, of which each reads inputs of its own: 3 directions.
    """
    own = gather(np, cameras, points, weights)
    blocks = np.empty((len(weights), 3, OWN))
    for start in range(0, len(weights), CHUNK):
        part = slice(start, start + CHUNK)
        blocks[part] = _chunk_of_blocks(mode, own[:, part], features[part].T)
    return blocks


def _chunk_of_blocks(mode: ModuleType, own: Array, feature: Array) -> Array:
    if mode is forward:
        by_shift = mode.jacobian(lambda shift: block(np, own + shift[:, None], feature))(np.zeros(OWN))
        return np.moveaxis(by_shift, 1, 0)
    by_own = mode.jacobian(lambda own: np.sum(block(np, own, feature), 1))(own)
    return np.moveaxis(by_own, 2, 0)


def sparse_jacobian(
    mode: ModuleType, cameras: Array, points: Array, weights: Array, features: Array
) -> tuple[Array, Array, Array]:
    """Return the Jacobian of `residuals` as compressed sparse rows.

    The parameters are those of `jacobian_blocks`. The columns are those of the cameras, of the points, of the weights.

    Returns
    -------
    rows, columns, values : ndarray
        Row k has its values in ``values[rows[k] : rows[k + 1]]``, 15 for each of the 2P reprojection errors and 1 for
        each of the P weight errors.
    """
    count = len(weights)
    blocks = jacobian_blocks(mode, cameras, points, weights, features)
    camera, point = observed(count, cameras, points)
    weight = cameras.size + points.size + np.arange(count)
    own = np.concatenate(
        [
            CAMERA * camera[:, None] + np.arange(CAMERA),
            cameras.size + POINT * point[:, None] + np.arange(POINT),
            weight[:, None],
        ],
        1,
    )
    lengths = np.concatenate([[0], np.full(2 * count, OWN), np.ones(count, int)])
    columns = np.concatenate([np.repeat(own, 2, 0).ravel(), weight])
    values = np.concatenate([blocks[:, :2].ravel(), blocks[:, 2, -1]])
    return np.cumsum(lengths), columns, values


def scene(cameras: int, points: int, observations: int) -> tuple[tuple[Array, Array, Array], Array]:
    """Return cameras, points and weights, and the features that they observe up to a pixel or so of noise."""
    rng = np.random.default_rng(0)
    camera = np.concatenate(
        [
            rng.normal(
                scale=0.3, size=(cameras, 6)
            ),  # all stand near the origin and look along z, where the points are
            rng.uniform(400.0, 600.0, size=(cameras, 1)),
            rng.normal(scale=10.0, size=(cameras, 2)),
            rng.normal(scale=0.1, size=(cameras, 2)),
        ],
        1,
    )
    point = rng.normal(size=(points, 3)) + np.array([0.0, 0.0, 8.0])
    weight = rng.uniform(0.2, 1.0, size=observations)
    at_the_origin = block(np, gather(np, camera, point, np.ones(observations)), np.zeros((2, observations)))
    return (camera, point, weight), at_the_origin[:2].T + rng.normal(size=(observations, 2))


def bundle_adjustment(cameras: int = 2, points: int = 5, observations: int = 10) -> Problem:
    """Return all residuals by all parameters, densely: 11 N + 3 M + P -> 3 P."""
    x, features = scene(cameras, points, observations)
    return Problem("ba", SOURCE, residuals, x, (features,), residuals_derivative)


def bundle_adjustment_block(rotated: int = 1) -> Problem:
    """Return the residuals of one observation by its own inputs: 15 -> 3; `rotated` = 0 for a camera without
    rotation."""
    parameters, features = scene(1, 1, 1)
    own = gather(np, *parameters)[:, 0]
    own[:3] *= rotated
    return Problem("ba-block", SOURCE, block, own, (features[0],), block_derivative)


def bundle_adjustment_compressed(cameras: int = 49, points: int = 776, observations: int = 3184) -> Problem:
    """Return all residuals by a shift of every observation's own inputs: 15 -> 3 P, the blocks of the whole problem."""
    parameters, features = scene(cameras, points, observations)
    x, data = np.zeros(OWN), (gather(np, *parameters), features)
    return Problem("ba-compressed", SOURCE, shifted, x, data, shifted_derivative)

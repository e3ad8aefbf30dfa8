"""Bundle adjustment: pictures worked out by hand, what does not change a picture, and the layout of the Jacobian."""

from types import ModuleType

import numpy as np
import pytest
from scipy.linalg import expm
from scipy.sparse import csr_array

from ad import forward, reverse
from benchmarks.agreement import rho
from benchmarks.problems import ba, build
from benchmarks.problems.ba import (
    block,
    block_derivative,
    gather,
    jacobian_blocks,
    residuals,
    residuals_derivative,
    scene,
    sparse_jacobian,
)

MODES = pytest.mark.parametrize("mode", [forward, reverse])

# ADBench's data/ba/test.txt (Copyright (c) Microsoft Corporation, MIT License).
CAMERA = [1.797201, 0.590697, -0.635786, 90.859550, 29.361415, 28.777534, 211.628116]
CAMERA += [-0.284531, -14.762924, 0.058931, 0.069976]
POINT, WEIGHT, FEATURE = [4.173048, 5.586898, 1.403869], 0.417022, np.array([-525.672849, 161.811929])


def own(r=(0, 0, 0), centre=(0, 0, 0), focal=1, principal=(0, 0), kappa=(0, 0), point=(0, 0, 1), weight=1):
    """Return the 15 inputs of one observation."""
    return np.array([*r, *centre, focal, *principal, *kappa, *point, weight], float)


def rotation(r) -> np.ndarray:
    """Return the matrix of the rotation by r, as the exponential of that of the cross product with r."""
    return expm(np.cross(np.eye(3), np.asarray(r)))


def textbook(x: np.ndarray, feature: np.ndarray) -> np.ndarray:
    """Return the residuals of one observation, step by step."""
    r, centre, focal, principal, (k1, k2), point, w = x[:3], x[3:6], x[6], x[7:9], x[9:11], x[11:14], x[14]
    seen = rotation(r) @ (point - centre)
    u = seen[:2] / seen[2]
    radius = np.hypot(*u)
    return np.append(w * (focal * u * (1 + k1 * radius**2 + k2 * radius**4) + principal - feature), 1 - w**2)


def differences(x: np.ndarray, feature: np.ndarray) -> np.ndarray:
    """Return the Jacobian of one observation by central differences."""
    steps = np.diag(1e-5 * np.maximum(1.0, np.abs(x)))
    return np.stack([(block(np, x + h, feature) - block(np, x - h, feature)) / (2 * np.max(h)) for h in steps], 1)


def test_pinhole_camera() -> None:
    x = own(point=(6.0, -3.0, 3.0), weight=0.5)
    np.testing.assert_array_equal(block(np, x, np.array([1.0, 1.0])), [0.5 * (2 - 1), 0.5 * (-1 - 1), 0.75])


def test_distortion_worked_by_hand() -> None:
    x = own(focal=100.0, principal=(7.0, 9.0), kappa=(0.25, 0.5), point=(3.0, 4.0, 5.0))  # |u| is 1
    np.testing.assert_allclose(block(np, x, np.zeros(2)), [100 * 0.6 * 1.75 + 7, 100 * 0.8 * 1.75 + 9, 0.0])
    x = own(kappa=(0.25, 0.5), point=(2.0, 0.0, 1.0))  # 1 + 0.25 * 4 + 0.5 * 16
    np.testing.assert_allclose(block(np, x, np.zeros(2)), [20.0, 0.0, 0.0])


@pytest.mark.parametrize("r", [(0.0, 0.0, 0.0), (0.3, -0.5, 0.2)])
def test_a_point_on_the_optical_axis_is_seen_at_the_principal_point(r) -> None:
    centre = np.array([1.0, 2.0, 3.0])
    axis = rotation(r).T @ [0.0, 0.0, 4.0]  # turned back from the camera into space
    x = own(r, centre, focal=500.0, principal=(11.0, 13.0), kappa=(0.3, 0.7), point=centre + axis)
    np.testing.assert_allclose(block(np, x, np.array([11.0, 13.0])), 0.0, atol=1e-12)
    jacobian = block_derivative(x, np.array([11.0, 13.0]))
    np.testing.assert_allclose(jacobian[:2, [6, 9, 10, 14]], 0.0, atol=1e-12)  # neither focal length nor kappa matters


def test_agrees_with_the_textbook() -> None:
    x = np.array([*CAMERA, *POINT, WEIGHT])
    np.testing.assert_allclose(block(np, x, FEATURE), textbook(x, FEATURE), atol=1e-11)
    assert np.max(np.abs(block(np, x, FEATURE)[:2])) < 1.0  # the feature is where this camera sees this point
    parameters, features = scene(3, 2, 7)
    each = gather(np, *parameters).T
    np.testing.assert_allclose(
        block(np, each.T, features.T).T, [textbook(*pair) for pair in zip(each, features, strict=True)], rtol=1e-11
    )


def test_camera_and_points_moved_together_see_the_same() -> None:
    (cameras, points, weights), features = scene(3, 4, 9)
    before, shift = residuals(np, (cameras, points, weights), features), np.array([0.5, -1.0, 2.0])
    moved = cameras.copy()
    moved[:, 3:6] += shift
    np.testing.assert_allclose(residuals(np, (moved, points + shift, weights), features), before, rtol=1e-12)
    blocks = jacobian_blocks(reverse, cameras, points, weights, features)
    np.testing.assert_allclose(blocks[:, :, 3:6], -blocks[:, :, 11:14], rtol=1e-12)


def test_scene_turned_about_the_camera_is_seen_by_the_camera_turned_back() -> None:
    turn, x = [0.2, -0.1, 0.4], own(focal=300.0, kappa=(0.1, 0.2), point=(0.5, 1.0, 4.0))
    there = own(turn, focal=300.0, kappa=(0.1, 0.2), point=rotation(turn).T @ x[11:14])
    np.testing.assert_allclose(block(np, there, FEATURE), block(np, x, FEATURE), rtol=1e-13)


def test_points_at_other_distances_on_one_ray_are_seen_at_one_place() -> None:
    x = own((0.1, 0.2, 0.3), (0.0, 0.0, 0.0), 400.0, (1.0, 2.0), (0.1, 0.1), (1.0, 2.0, 9.0), 0.7)
    by_point = block_derivative(x, FEATURE)[:2, 11:14]
    np.testing.assert_allclose(by_point @ x[11:14], 0.0, atol=1e-12)


@MODES
@pytest.mark.parametrize("angle", [0.0, 1e-12, 1e-6, 1e-3, 1.0])
def test_block_at_any_angle(mode: ModuleType, angle: float) -> None:
    x = np.array([*CAMERA, *POINT, WEIGHT])
    x[3:6] = [4.0, 5.0, -2.0]
    x[:3] = angle * np.array([0.6, 0.0, 0.8])
    jacobian = mode.jacobian(lambda x: block(np, x, FEATURE))(x)
    np.testing.assert_allclose(jacobian, differences(x, FEATURE), rtol=1e-6, atol=1e-6)
    assert rho(jacobian, block_derivative(x, FEATURE)) <= 1e-12


@MODES
def test_derivative_at_zero_rotation_is_the_limit(mode: ModuleType) -> None:
    x = own(focal=300.0, kappa=(0.1, 0.2), point=(0.5, 1.0, 4.0), weight=0.8)
    jacobian = mode.jacobian(lambda x: block(np, x, FEATURE))
    near = x + np.array([1e-9, -2e-9, 1e-9] + 12 * [0.0])
    np.testing.assert_allclose(jacobian(x), jacobian(near), rtol=1e-7, atol=1e-5)
    assert np.all(jacobian(x)[:2, :3] != 0.0)  # and not the zeros of a branch without r


@MODES
def test_blocks_are_those_of_each_observation(mode: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    (cameras, points, weights), features = scene(3, 4, 10)
    cameras[1, :3] = 0.0
    blocks = jacobian_blocks(mode, cameras, points, weights, features)
    assert blocks.shape == (10, 3, 15)
    for i, (x, feature) in enumerate(zip(gather(np, cameras, points, weights).T, features, strict=True)):
        assert rho(blocks[i], mode.jacobian(lambda x, feature=feature: block(np, x, feature))(x)) <= 1e-12
    np.testing.assert_array_equal(blocks[:, 2, :14], 0.0)
    np.testing.assert_allclose(blocks[:, 2, 14], -2 * weights)
    monkeypatch.setattr(ba, "CHUNK", 4)
    np.testing.assert_allclose(jacobian_blocks(mode, cameras, points, weights, features), blocks, rtol=1e-13)


@MODES
@pytest.mark.parametrize(("n", "m", "p"), [(1, 1, 1), (2, 3, 7), (3, 2, 5), (4, 5, 3)])
def test_sparse_rows_are_the_dense_jacobian(mode: ModuleType, n: int, m: int, p: int) -> None:
    parameters, features = scene(n, m, p)
    rows, columns, values = sparse_jacobian(mode, *parameters, features)
    assert (len(rows), len(columns), len(values)) == (3 * p + 1, 31 * p, 31 * p)
    sparse = csr_array((values, columns, rows), shape=(3 * p, 11 * n + 3 * m + p))
    dense = mode.jacobian(lambda parameters: residuals(np, parameters, features))(parameters)
    for jacobian in (dense, residuals_derivative(parameters, features)):
        flat = np.concatenate([each.reshape(3 * p, -1) for each in jacobian], 1)
        assert rho(sparse.toarray(), flat) <= 1e-12


def test_layout_of_the_sparse_rows() -> None:
    (cameras, points, weights), features = scene(2, 3, 4)
    rows, columns, values = sparse_jacobian(forward, cameras, points, weights, features)
    assert rows.tolist() == [0, 15, 30, 45, 60, 75, 90, 105, 120, 121, 122, 123, 124]
    assert columns[:15].tolist() == columns[15:30].tolist() == [*range(11), 22, 23, 24, 31]
    assert columns[-19:-4].tolist() == [*range(11, 22), 22, 23, 24, 34]  # observation 3: camera 1, point 0
    assert columns[-4:].tolist() == [31, 32, 33, 34]
    np.testing.assert_allclose(values[-4:], -2 * weights)
    np.testing.assert_allclose(values[[14, 29]] * weights[0], residuals(np, (cameras, points, weights), features)[:2])


def test_modes_agree_over_several_chunks() -> None:
    (cameras, points, weights), features = scene(7, 100, 2 * ba.CHUNK + 10)
    pushed, pulled = (jacobian_blocks(mode, cameras, points, weights, features) for mode in (forward, reverse))
    assert rho(pushed, pulled) <= 1e-12
    assert rho(pulled[-1], block_derivative(gather(np, cameras, points, weights)[:, -1], features[-1])) <= 1e-12


def test_residuals_are_pairs_and_then_weight_errors() -> None:
    parameters, features = scene(2, 3, 5)
    by_observation = block(np, gather(np, *parameters), features.T)
    flat = residuals(np, parameters, features)
    np.testing.assert_array_equal(flat[:10].reshape(5, 2), by_observation[:2].T)
    np.testing.assert_array_equal(flat[10:], 1 - parameters[2] ** 2)


def test_compressed_jacobian_is_all_blocks() -> None:
    problem = build("ba-compressed", "cameras=2,points=3,observations=5")
    own, features = problem.data
    jacobian = forward.jacobian(problem.function())(problem.x)
    blocks = block_derivative(own, features.T)
    np.testing.assert_allclose(jacobian[:10].reshape(5, 2, 15), np.moveaxis(blocks[:2], 2, 0), rtol=1e-11, atol=1e-11)
    np.testing.assert_allclose(jacobian[10:], blocks[2].T, rtol=1e-12)

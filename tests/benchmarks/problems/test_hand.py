"""Hand tracking: poses worked out by hand, the definition bone by bone, and the compressed Jacobian."""

from dataclasses import replace
from types import ModuleType

import numpy as np
import pytest
from scipy.linalg import expm

from ad import forward, reverse
from benchmarks.agreement import rho
from benchmarks.problems import build, hand
from benchmarks.problems.hand import (
    GLOBAL,
    STILL,
    THETA,
    derivative_by_theta,
    derivative_by_us,
    jacobian,
    levels,
    measured,
    positions,
    residuals,
)
from benchmarks.problems.hand_model import PARENTS, Model, tubes

MODES = pytest.mark.parametrize("mode", [forward, reverse])
MODEL = tubes()
BONES = len(PARENTS)
QUARTER = np.pi / 2


def offset(y: np.ndarray) -> np.ndarray:
    """Return the transforms that move by y along the y axis."""
    transforms = np.tile(np.eye(4), (len(y), 1, 1))
    transforms[:, 1, 3] = y
    return transforms


def stick() -> Model:
    """Return a hand of steps of 1 along the y axis; vertex k stands at the tip of bone k and hangs on it alone."""
    steps = np.array([0.0] + 21 * [1.0])
    heights = np.array([sum(steps[bone] for bone in line(k)) for k in range(BONES)])
    tips = np.stack([0 * heights, heights + 1.0, 0 * heights], 1)
    return Model(PARENTS, offset(steps), offset(-heights), tips, np.eye(BONES), np.arange(21).reshape(7, 3))


def line(bone: int) -> list[int]:
    """Return a bone and all bones before it."""
    return [] if bone == -1 else [bone, *line(PARENTS[bone])]


def pose(**angles: float) -> np.ndarray:
    """Return theta, zero but for theta[i] given as ``t<i>``."""
    theta = np.zeros(THETA)
    for name, angle in angles.items():
        theta[int(name[1:])] = angle
    return theta


def textbook(theta: np.ndarray, model: Model) -> np.ndarray:
    """Return the positions of all vertices by the definition, a bone and a vertex at a time."""
    angles = np.zeros((len(model.parents), 2))
    for finger in range(5):
        x1, z1, x2, x3 = theta[6 + 4 * finger : 10 + 4 * finger]
        angles[2 + 4 * finger : 5 + 4 * finger] = [[x1, z1], [x2, 0.0], [x3, 0.0]]
    absolutes: list[np.ndarray] = []
    for (x, z), parent, relative in zip(angles, model.parents, model.base_relatives, strict=True):
        local = np.eye(4)
        local[:3, :3] = rotation([0.0, 0.0, z]) @ rotation([x, 0.0, 0.0])
        absolutes.append((np.eye(4) if parent == -1 else absolutes[parent]) @ relative @ local)
    transforms = [absolute @ inverse for absolute, inverse in zip(absolutes, model.inverse_base_absolutes, strict=True)]
    found = []
    for weights, vertex in zip(model.weights, model.base_positions, strict=True):
        blended = sum(weight * transform @ vertex for weight, transform in zip(weights, transforms, strict=True))
        turned = (rotation(theta[:3]) if np.linalg.norm(theta[:3]) >= 1e-4 else np.eye(3)) @ blended[:3]
        found.append(turned * ([-1, 1, 1] if model.is_mirrored else [1, 1, 1]) + theta[3:6])
    return np.array(found)


def rotation(r) -> np.ndarray:
    """Return the matrix of the rotation by r, as the exponential of that of the cross product with r."""
    return expm(np.cross(np.eye(3), np.asarray(r)))


def differences(f, x: np.ndarray) -> np.ndarray:
    """Return the Jacobian of f, a function of one vector, by central differences."""
    return np.stack([(f(x + step) - f(x - step)) / 2e-6 for step in 1e-6 * np.eye(len(x))], 1)


def test_at_rest_nothing_moves() -> None:
    vertices = np.arange(len(MODEL.base_positions))
    np.testing.assert_allclose(positions(np, np.zeros(THETA), MODEL, vertices), MODEL.base_positions[:, :3], atol=1e-15)


def test_global_transform_turns_about_the_origin_and_then_moves() -> None:
    theta = pose(t2=QUARTER, t3=10.0, t4=20.0, t5=30.0)
    rest = MODEL.base_positions[:5]
    expected = np.stack([10 - rest[:, 1], 20 + rest[:, 0], 30 + rest[:, 2]], 1)
    np.testing.assert_allclose(positions(np, theta, MODEL, np.arange(5)), expected, rtol=1e-13)


# Bone 1 ends at (0, 2, 0), and so begins bone 2; the tip of bone k of a straight finger is at (0, k + 1, 0).
@pytest.mark.parametrize(
    ("theta", "tips"),
    [
        (pose(), {1: (0, 2, 0), 2: (0, 3, 0), 4: (0, 5, 0), 21: (0, 2, 0)}),
        (pose(t6=QUARTER), {1: (0, 2, 0), 2: (0, 2, 1), 3: (0, 2, 2), 4: (0, 2, 3), 6: (0, 3, 0)}),
        (pose(t7=QUARTER), {1: (0, 2, 0), 2: (-1, 2, 0), 4: (-3, 2, 0), 6: (0, 3, 0)}),
        (pose(t6=QUARTER, t7=QUARTER), {2: (0, 2, 1), 4: (0, 2, 3)}),  # about x first, into the axis of the second
        (pose(t8=QUARTER), {2: (0, 3, 0), 3: (0, 3, 1), 4: (0, 3, 2)}),
        (pose(t9=QUARTER), {3: (0, 4, 0), 4: (0, 4, 1)}),
        (pose(t8=QUARTER, t9=QUARTER), {3: (0, 3, 1), 4: (0, 2, 1)}),
        (pose(t7=QUARTER, t8=QUARTER), {2: (-1, 2, 0), 3: (-1, 2, 1)}),
        (pose(t10=QUARTER), {2: (0, 3, 0), 6: (0, 2, 1), 8: (0, 2, 3), 10: (0, 3, 0)}),
        (pose(t25=QUARTER), {19: (0, 4, 0), 20: (0, 4, 1), 21: (0, 2, 0)}),
    ],
)
def test_bent_sticks(theta: np.ndarray, tips: dict[int, tuple[float, ...]]) -> None:
    found = positions(np, theta, stick(), np.array(list(tips)))
    np.testing.assert_allclose(found, np.array(list(tips.values())), atol=1e-14)


def test_an_angle_moves_the_bones_from_its_own_on_and_no_other() -> None:
    points, theta = np.zeros((BONES, 3)), np.linspace(0.1, 1.0, THETA)
    moved = np.any(jacobian(forward, theta, stick(), np.arange(BONES), points).reshape(BONES, 3, THETA) != 0.0, 1)
    for angle in range(4 * 5):
        finger, joint = divmod(angle, 4)
        first = 4 * finger + (2, 2, 3, 4)[joint]
        assert np.flatnonzero(moved[:, GLOBAL + angle]).tolist() == list(range(first, 4 * finger + 5))


def test_a_bone_is_rigid() -> None:
    rigid = replace(MODEL, weights=np.repeat(np.eye(BONES), 24, 0))
    theta = np.random.default_rng(1).normal(size=THETA)
    posed = positions(np, theta, rigid, np.arange(22 * 24)).reshape(22, 24, 3)
    rest = rigid.base_positions[:, :3].reshape(22, 24, 3)
    apart = [np.linalg.norm(each[:, :, None] - each[:, None], axis=-1) for each in (posed, rest)]
    np.testing.assert_allclose(*apart, atol=1e-14)


@pytest.mark.parametrize("is_mirrored", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_agrees_with_the_textbook(seed: int, is_mirrored: bool) -> None:
    rng = np.random.default_rng(seed)
    model = replace(
        MODEL,
        parents=(-1, *(int(rng.integers(-1, bone)) for bone in range(1, BONES))),  # any forest
        base_relatives=rng.normal(size=(BONES, 4, 4)) * [[1], [1], [1], [0]] + np.diag([0, 0, 0, 1]),
        base_positions=MODEL.base_positions[::13],
        weights=rng.normal(size=(41, BONES)),
        is_mirrored=is_mirrored,
    )
    theta, chosen = rng.normal(size=THETA), rng.integers(41, size=30)
    expected = textbook(theta, model)[chosen]
    np.testing.assert_allclose(positions(np, theta, model, chosen), expected, rtol=1e-11, atol=1e-11)
    points = rng.normal(size=(30, 3))
    np.testing.assert_allclose(residuals(np, theta, model, chosen, points), np.ravel(points - expected), atol=1e-10)


def test_levels_of_a_tree() -> None:
    assert [level.tolist() for level in levels((-1, 0, 1, -1, 0, 3, 2))] == [[0, 3], [1, 4, 5], [2], [6]]


def test_a_fourth_coordinate_of_one_changes_nothing() -> None:
    theta, _, (vertices, points, *_) = measured(10, on_triangles=False)
    without = replace(MODEL, base_positions=MODEL.base_positions[:, :3])
    with_it, without_it = (residuals(np, theta, model, vertices, points) for model in (MODEL, without))
    np.testing.assert_array_equal(with_it, without_it)


def test_corners_of_the_triangles() -> None:
    theta, _, (triangles, points, *_) = measured(10, on_triangles=True)
    for corner, u in enumerate([(1.0, 0.0), (0.0, 1.0), (0.0, 0.0)]):
        there = residuals(np, theta, MODEL, triangles, points, np.tile(u, (10, 1)))
        expected = residuals(np, theta, MODEL, MODEL.triangles[triangles, corner], points)
        np.testing.assert_allclose(there, expected, atol=1e-15)
    middle = residuals(np, theta, MODEL, triangles, points, np.full((10, 2), 1 / 3))
    corners = positions(np, theta, MODEL, MODEL.triangles[triangles].ravel()).reshape(10, 3, 3)
    np.testing.assert_allclose(middle, np.ravel(points - corners.mean(1)), atol=1e-15)


@MODES
def test_jacobian_of_the_simple_problem(mode: ModuleType) -> None:
    theta, _, (vertices, points, *_) = measured(12, on_triangles=False)
    found = jacobian(mode, theta, MODEL, vertices, points)
    assert found.shape == (36, 26)
    expected = differences(lambda theta: residuals(np, theta, MODEL, vertices, points), theta)
    np.testing.assert_allclose(found, expected, atol=1e-8)
    assert rho(found, derivative_by_theta(theta, MODEL, vertices)) <= 1e-12


@MODES
def test_jacobian_of_the_complicated_problem(mode: ModuleType) -> None:
    theta, us, (triangles, points, *_) = measured(12, on_triangles=True)
    found = jacobian(mode, theta, MODEL, triangles, points, us)
    assert found.shape == (36, 28)

    def shifted(x: np.ndarray) -> np.ndarray:
        return residuals(np, x[2:], MODEL, triangles, points, us + x[:2])

    np.testing.assert_allclose(found, differences(shifted, np.concatenate([np.zeros(2), theta])), atol=1e-8)
    by_us, by_theta = derivative_by_us(theta, MODEL, triangles), derivative_by_theta(theta, MODEL, triangles, us)
    assert rho(found, np.concatenate([by_us, by_theta], 1)) <= 1e-12


@MODES
def test_compressed_columns_are_the_blocks_of_the_dense_jacobian(mode: ModuleType) -> None:
    problem = build("hand-complicated", "points=5")
    us, theta = problem.x
    by_us, by_theta = mode.jacobian(problem.function())(problem.x)
    found = jacobian(mode, theta, MODEL, *problem.data[:2], us)
    assert rho(found[:, 2:], by_theta) <= 1e-12
    rows = np.arange(15)
    assert rho(found[:, :2], by_us[rows, rows // 3]) <= 1e-12
    by_us[rows, rows // 3] = 0.0
    np.testing.assert_array_equal(by_us, 0.0)


@MODES
def test_points_may_be_differentiated_in_parts(mode: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    theta, us, (triangles, points, *_) = measured(10, on_triangles=True)
    whole = jacobian(mode, theta, MODEL, triangles, points, us)
    monkeypatch.setattr(hand, "CHUNK", 4)
    np.testing.assert_allclose(jacobian(mode, theta, MODEL, triangles, points, us), whole, atol=1e-15)


@MODES
@pytest.mark.parametrize("is_mirrored", [False, True])
def test_a_hand_that_hardly_turns_does_not(mode: ModuleType, is_mirrored: bool) -> None:
    model = replace(MODEL, is_mirrored=is_mirrored)
    theta, _, (vertices, points, *_) = measured(4, on_triangles=False)
    turning = []
    for angle in (0.0, 0.9 * STILL, 1.1 * STILL):
        theta[:3] = angle * np.array([0.6, 0.0, 0.8])
        found = jacobian(mode, theta, model, vertices, points)
        assert rho(found, derivative_by_theta(theta, model, vertices)) <= 1e-12
        turning.append((residuals(np, theta, model, vertices, points), np.count_nonzero(found[:, :3])))
    (at_zero, by_zero), (below, by_below), (above, by_above) = turning
    np.testing.assert_array_equal(at_zero, below)
    assert np.all(above != below)
    assert by_zero == by_below == 0
    assert by_above > 0


def test_mesh_of_tubes() -> None:
    assert (MODEL.base_positions.shape, MODEL.triangles.shape) == ((528, 4), (792, 3))
    np.testing.assert_allclose(MODEL.weights.sum(1), 1.0)
    assert np.unique(MODEL.triangles).tolist() == list(range(528))
    a, b, c = MODEL.base_positions[MODEL.triangles.T, :3]
    areas = np.linalg.norm(np.cross(b - a, c - a), axis=1) / 2
    np.testing.assert_allclose(areas, 0.008 * 0.03 / 3 / 2)  # right-angled: a side of the hexagon, a third of a bone


def test_residuals_vanish_where_the_points_were_measured() -> None:
    theta = np.random.default_rng(5).normal(size=THETA)
    points = positions(np, theta, MODEL, np.arange(9))
    np.testing.assert_array_equal(residuals(np, theta, MODEL, np.arange(9), points), 0.0)

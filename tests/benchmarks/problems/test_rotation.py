"""Rotations by an angle-axis vector: what they keep, and their derivatives at every angle, zero included."""

import numpy as np
import pytest
from scipy.linalg import expm

from ad import forward, reverse
from benchmarks.problems.rotation import cross, pull_to_axis, rotate

RNG = np.random.default_rng(7)
AXIS, X = np.array([0.36, 0.48, -0.8]), np.array([1.0, -2.0, 3.0])  # the axis is of length 1
MODES = pytest.mark.parametrize("mode", [forward, reverse])


def skew(r: np.ndarray) -> np.ndarray:
    """Return the matrix of the cross product with r."""
    return np.array([[0.0, -r[2], r[1]], [r[2], 0.0, -r[0]], [-r[1], r[0], 0.0]])


@pytest.mark.parametrize("angle", [0.0, 1e-200, 1e-12, 1e-4, 0.5, np.pi, 6.0])
def test_is_the_exponential_of_the_cross_product(angle: float) -> None:
    np.testing.assert_allclose(rotate(np, angle * AXIS, X), expm(skew(angle * AXIS)) @ X, rtol=0, atol=1e-14)


def test_known_turns() -> None:
    quarter = np.array([0.0, 0.0, np.pi / 2])
    np.testing.assert_allclose(rotate(np, quarter, np.array([1.0, 0.0, 5.0])), [0.0, 1.0, 5.0], atol=1e-15)
    np.testing.assert_allclose(rotate(np, 2 * np.pi * AXIS, X), X, atol=1e-14)
    np.testing.assert_array_equal(rotate(np, np.zeros(3), X), X)


def test_keeps_lengths_and_goes_back() -> None:
    r, x = RNG.normal(size=(2, 3, 50))
    turned = rotate(np, r, x)
    np.testing.assert_allclose(np.sum(turned**2, 0), np.sum(x**2, 0), rtol=1e-13)
    np.testing.assert_allclose(rotate(np, -r, turned), x, atol=1e-14)
    np.testing.assert_allclose(cross(np, r, x).T, np.cross(r.T, x.T), rtol=1e-15)


@MODES
def test_first_derivative_at_zero_is_the_cross_product(mode) -> None:
    np.testing.assert_array_equal(mode.jacobian(lambda r: rotate(np, r, X))(np.zeros(3)), -skew(X))


@MODES
def test_second_derivative_at_zero_is_that_of_the_exponential(mode) -> None:
    units = [skew(unit) for unit in np.eye(3)]
    expected = np.array([[(a @ b + b @ a) @ X / 2 for b in units] for a in units]).transpose(2, 0, 1)
    np.testing.assert_allclose(mode.hessian(lambda r: rotate(np, r, X))(np.zeros(3)), expected, atol=1e-15)


@MODES
@pytest.mark.parametrize("angle", [1e-300, 1e-160, 1e-100, 1e-20, 1e-12, 1e-9, 1e-6])
def test_derivative_runs_into_its_limit(mode, angle: float) -> None:
    with np.errstate(under="ignore"):
        jacobian = mode.jacobian(lambda r: rotate(np, r, X))(angle * AXIS)
    np.testing.assert_allclose(jacobian, -skew(X), rtol=0, atol=10 * angle + 1e-14)


@MODES
def test_derivative_by_central_differences_across_zero(mode) -> None:
    step = 1e-5
    columns = [(rotate(np, step * unit, X) - rotate(np, -step * unit, X)) / (2 * step) for unit in np.eye(3)]
    np.testing.assert_allclose(mode.jacobian(lambda r: rotate(np, r, X))(np.zeros(3)), np.stack(columns, 1), atol=1e-9)


@MODES
def test_one_zero_among_many_leaves_the_others_alone(mode) -> None:
    r, x = RNG.normal(size=(2, 3, 4))
    r[:, 2] = 0.0
    together = mode.jacobian(lambda r: rotate(np, r, x))(r)
    for i in range(4):
        alone = mode.jacobian(lambda one, i=i: rotate(np, one, x[:, i]))(r[:, i])
        np.testing.assert_allclose(together[:, i, :, i], alone, rtol=1e-14, atol=1e-15)
    assert np.count_nonzero(together) <= 4 * 9


@pytest.mark.parametrize("angle", [0.0, 1e-9, 1e-5, 0.1, 3.0, 10.0])
def test_pullback_by_hand(angle: float) -> None:
    ct = np.array([0.3, 2.0, -0.7])
    y, pullback = reverse.vjp(lambda r: rotate(np, r, X), angle * AXIS)
    np.testing.assert_allclose(pull_to_axis(angle * AXIS, y, ct), pullback(ct)[0], rtol=0, atol=1e-13)

"""One step of the Brusselator and one of the heat equation: equilibria, symmetries, structure of the Jacobians."""

from functools import partial
from types import ModuleType

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems import build
from benchmarks.problems.pde import (
    RATIO,
    brusselator_derivative,
    brusselator_step,
    brusselator_step_size,
    heat_derivative,
    heat_matrix,
    heat_step,
    inner_points,
)

MODES = pytest.mark.parametrize("mode", [forward, reverse])


def far_from_the_diagonal(matrix: np.ndarray, distance: int) -> np.ndarray:
    rows, columns = np.indices(matrix.shape)
    return matrix[np.abs(rows - columns) > distance]


def test_the_brusselator_rests_in_its_equilibrium() -> None:
    state = np.tile([1.0, 3.0], 7)
    np.testing.assert_allclose(brusselator_step(np, state), state, rtol=1e-15)


def test_reaction_of_the_brusselator_by_hand() -> None:
    """Inside of a uniform state nothing diffuses. At u = 2, v = 1: u' = 1 + 4 - 8 and v' = 6 - 4."""
    answer = brusselator_step(np, np.tile([2.0, 1.0], 5))
    step, spread = brusselator_step_size(5)
    np.testing.assert_allclose(answer[2:-2], np.tile([2.0 - 3.0 * step, 1.0 + 2.0 * step], 3), rtol=1e-14)
    # At the border there is one neighbour that differs, with the value of the end.
    np.testing.assert_allclose(answer[:2], [2.0 - 3.0 * step - spread, 1.0 + 2.0 * step + 2.0 * spread], rtol=1e-14)


def test_the_brusselator_cannot_tell_left_from_right() -> None:
    state = np.random.default_rng(1).uniform(0.5, 3, (6, 2))
    forth = brusselator_step(np, state.ravel())
    back = brusselator_step(np, state[::-1].ravel())
    np.testing.assert_allclose(back.reshape(6, 2)[::-1].ravel(), forth, rtol=1e-14)


@MODES
def test_jacobian_of_the_brusselator_in_equilibrium(mode: ModuleType) -> None:
    """At (1, 3) the reaction has the Jacobian [[2, 1], [-3, -1]], of positive trace: the oscillation starts there."""
    step, spread = brusselator_step_size(3)
    middle = np.eye(2) * (1 - 2 * spread) + step * np.array([[2, 1], [-3, -1]])
    expected = np.kron(np.eye(3), middle) + np.kron(np.eye(3, k=1) + np.eye(3, k=-1), spread * np.eye(2))
    state = np.tile([1.0, 3.0], 3)
    np.testing.assert_allclose(brusselator_derivative(state), expected, atol=1e-15)
    np.testing.assert_allclose(mode.jacobian(partial(brusselator_step, np))(state), expected, atol=1e-15)


@MODES
def test_jacobian_of_the_brusselator_is_banded(mode: ModuleType) -> None:
    problem = build("brusselator", "n=24")
    jacobian = mode.jacobian(problem.function())(problem.x)
    assert np.all(far_from_the_diagonal(jacobian, 2) == 0)
    assert np.all(np.diag(jacobian, 2) == brusselator_step_size(12)[1])
    # Of the diagonals beside the main one, every second number would couple v of a point to u of the next.
    assert np.all(np.diag(jacobian, 1)[1::2] == 0)
    assert np.count_nonzero(np.diag(jacobian, 1)[::2]) == 12


@pytest.mark.parametrize("cells", [1, 10, 100, 10_000])
def test_the_explicit_step_is_stable(cells: int) -> None:
    step, spread = brusselator_step_size(cells)
    assert 0 < step <= 0.01
    assert 0 < spread <= 0.25


def test_sizes_of_the_brusselator() -> None:
    assert build("brusselator", "n=10").n == build("brusselator", "n=10").m == 10
    with pytest.raises(ValueError, match="5 is odd"):
        build("brusselator", "n=5")


def test_the_implicit_step_solves_its_equation() -> None:
    """At every point: new - old = flow in from the right - flow out to the left, conductivity from the old state."""
    old = build("heat", "n=9").x
    new = heat_step(np, old)
    u, z = np.array([0.0, *old, 0.0]), np.array([0.0, *new, 0.0])
    for i in range(1, 10):
        right, left = 1 + ((u[i] + u[i + 1]) / 2) ** 2, 1 + ((u[i - 1] + u[i]) / 2) ** 2
        flow = RATIO * (right * (z[i + 1] - z[i]) - left * (z[i] - z[i - 1]))
        assert z[i] - u[i] == pytest.approx(flow, abs=1e-13)


def test_heat_spreads() -> None:
    """The largest temperature falls, none becomes negative, and the sum falls by what leaves at both ends."""
    old = build("heat", "n=50").x
    new = heat_step(np, old)
    assert np.max(new) < np.max(old)
    assert np.min(new) > 0
    out = (1 + (old[[0, -1]] / 2) ** 2) @ new[[0, -1]]
    assert old.sum() - new.sum() == pytest.approx(RATIO * out, rel=1e-11)


def test_heat_cannot_tell_left_from_right() -> None:
    x = build("heat", "n=10").x
    np.testing.assert_allclose(heat_step(np, x[::-1].copy())[::-1], heat_step(np, x), rtol=1e-13)


def test_a_small_sine_decays_as_in_the_linear_equation() -> None:
    """Sines are the eigenvectors of the second difference, with eigenvalues -4 sin²(k pi h / 2)."""
    n, k = 15, 3
    sine = 1e-6 * np.sin(k * np.pi * inner_points(n))
    decay = 1 / (1 + 4 * RATIO * np.sin(k * np.pi / (n + 1) / 2) ** 2)
    np.testing.assert_allclose(heat_step(np, sine), decay * sine, rtol=1e-9, atol=1e-18)


@MODES
def test_jacobian_of_the_heat_step_without_heat(mode: ModuleType) -> None:
    """At zero the conductivity is constant: what remains is the inverse of the linear equation's matrix."""
    zero = np.zeros(6)
    linear = np.eye(6) * (1 + 2 * RATIO) - RATIO * (np.eye(6, k=1) + np.eye(6, k=-1))
    np.testing.assert_allclose(heat_matrix(np, zero), linear, rtol=1e-15)
    for jacobian in (heat_derivative(zero), mode.jacobian(partial(heat_step, np))(zero)):
        np.testing.assert_allclose(jacobian @ linear, np.eye(6), atol=1e-14)


@MODES
def test_jacobian_of_the_heat_step_is_full_and_solves_a_banded_system(mode: ModuleType) -> None:
    problem = build("heat", "n=12")
    jacobian = mode.jacobian(problem.function())(problem.x)
    assert np.all(jacobian != 0)
    np.testing.assert_allclose(jacobian, heat_derivative(problem.x), rtol=1e-10)
    right = heat_matrix(np, problem.x) @ jacobian
    np.testing.assert_allclose(far_from_the_diagonal(right, 1), 0, atol=1e-14)
    assert np.all(np.abs(np.diag(right, 1)) > 1e-3)


def test_sizes_of_the_heat_step() -> None:
    assert build("heat", "n=7").n == build("heat", "n=7").m == 7
    with pytest.raises(ValueError, match="a single point"):
        build("heat", "n=1")

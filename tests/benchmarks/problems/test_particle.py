"""The charged particle: its flight, its derivative by w, and the four ways of nesting, shortened by a coarse search."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems.gradient_descent import argmin
from benchmarks.problems.particle import (
    DT,
    PATIENCE,
    POSITION,
    STEPS,
    VELOCITY,
    derivative,
    f,
    landing,
    particle,
    potential,
    slope,
    solve,
)

MODES = {"forward": forward.value_and_grad, "reverse": reverse.value_and_grad}
COARSE = partial(argmin, step=1e-3, tolerance=1e-3)  # 2 evaluations from w = 0.203, instead of 75


def evaluate(w: Any) -> tuple[Any, Any]:
    """The squared distance and its derivative by hand, of a vector of one w."""
    return f(np, w[0]), np.array([derivative(w[0])])


def counted(calls: list[Any]) -> Callable[[Any, Any], tuple[Any, Any]]:
    """The gradient of the potential by hand, noting where it is evaluated."""

    def gradient(position: Any, w: Any) -> tuple[Any, Any]:
        calls.append(position)
        return slope(position, w)

    return gradient


def test_potential_by_hand() -> None:
    assert potential((10.0, 4.0), 1.0) == pytest.approx(1 / 4 + 1 / 5, rel=1e-15)
    assert slope((10.0, 4.0), 1.0) == pytest.approx((0.0, -1 / 16 + 1 / 25), rel=1e-14)


@pytest.mark.parametrize("mode", MODES)
def test_slope_is_the_gradient_of_the_potential(mode: str) -> None:
    value, gradient = MODES[mode](potential)((1.5, 2.5), 0.3)
    assert value == potential((1.5, 2.5), 0.3)
    np.testing.assert_allclose(gradient, slope((1.5, 2.5), 0.3), rtol=1e-13)


def test_flight_is_eulers() -> None:
    calls: list[Any] = []
    landing(counted(calls), 0.0)
    assert calls[0] == POSITION
    assert calls[1] == (DT * VELOCITY[0], POSITION[1])  # the position moves with the velocity from before the push
    assert min(y for _, y in calls) > 0.0
    assert len(calls) < STEPS


def test_a_straight_fall_ends_on_the_axis() -> None:
    """With a constant pull of 1 the height after k steps is 8 - k (k - 1) / 200: 0.2 after 40, where it falls at 4."""
    assert landing(lambda position, w: (0.0, 1.0), 0.0) == pytest.approx(0.75 * (4.0 + 0.2 / 4.0), rel=1e-12)


def test_a_particle_that_never_lands_is_an_error() -> None:
    with pytest.raises(ValueError, match=f"{PATIENCE} steps: choose a smaller w"):
        landing(lambda position, w: (0.0, -1.0), 0.5)


@pytest.mark.parametrize("w", [0.0, 0.15, 0.5])
def test_derivative_by_differences(w: float) -> None:
    h = 1e-5
    assert derivative(w) == pytest.approx((f(np, w + h) - f(np, w - h)) / (2 * h), rel=1e-6)


@pytest.mark.parametrize("inner", MODES)
@pytest.mark.parametrize("outer", MODES)
def test_derivative_through_the_inner_gradient(outer: str, inner: str) -> None:
    gradient = MODES[inner](potential)
    value, by_w = MODES[outer](lambda w: landing(lambda position, w: gradient(position, w)[1], w) ** 2)(0.2)
    assert value == pytest.approx(f(np, 0.2), rel=1e-10)
    assert by_w == pytest.approx(derivative(0.2), rel=1e-10)


@pytest.mark.parametrize("inner", MODES)
@pytest.mark.parametrize("outer", MODES)
def test_nested_derivatives_find_what_gradients_by_hand_find(outer: str, inner: str) -> None:
    expected, _ = COARSE(evaluate, np.array([0.203]))
    answer = solve(MODES[outer], MODES[inner], 0.203, COARSE)
    assert answer == pytest.approx(expected[0], abs=1e-12)
    assert 0.204 < answer < 0.2072


def test_the_whole_search_by_hand_steers_into_the_origin() -> None:
    w, value = argmin(evaluate, np.array([0.0]))
    assert w[0] == pytest.approx(0.2071918746486116, abs=1e-12)  # what GradBench expects
    assert value < 1e-7


def test_tenths() -> None:
    assert particle(5).x == 0.5
    assert particle().x.shape == ()

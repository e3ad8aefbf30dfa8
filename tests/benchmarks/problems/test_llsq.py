"""Least squares: the definition term by term, small fits by hand, and the best fit."""

from types import ModuleType

import numpy as np
import pytest

from ad import forward, hessian, reverse
from benchmarks.problems.llsq import derivative, f, llsq, samples


def test_value_is_that_of_the_definition() -> None:
    problem = llsq(inputs=5, points=8)
    total = 0.0
    for i in range(8):
        t = -1.0 + 2.0 * i / 7
        s = (t > 0) - (t < 0)
        total += 0.5 * (s - sum(x * t**j for j, x in enumerate(problem.x))) ** 2
    assert problem.function()(problem.x) == pytest.approx(total, rel=1e-14)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_a_line_through_three_points_by_hand(mode: ModuleType) -> None:
    """At t = -1, 0, 1 the residuals of a + b t are b - a - 1, -a and 1 - a - b; the gradient is (3a, 2b - 2)."""
    data = samples(2, 3)
    x = np.array([2.0, 5.0])
    assert f(np, x, *data) == pytest.approx(0.5 * (2**2 + 2**2 + 6**2))
    np.testing.assert_allclose(mode.grad(lambda x: f(np, x, *data))(x), [6.0, 8.0], rtol=1e-15)
    np.testing.assert_allclose(derivative(x, *data), [6.0, 8.0], rtol=1e-15)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_gradient_vanishes_at_the_best_fit(mode: ModuleType) -> None:
    powers, signs = samples(5, 30)
    best = np.linalg.lstsq(powers, signs)[0]
    np.testing.assert_allclose(mode.grad(lambda x: f(np, x, powers, signs))(best), np.zeros(5), atol=1e-12)
    np.testing.assert_allclose(best[::2], np.zeros(3), atol=1e-14)  # the sign function is odd


def test_hessian_is_the_normal_matrix() -> None:
    problem = llsq(inputs=4, points=9)
    powers, _ = problem.data
    np.testing.assert_allclose(hessian(problem.function())(problem.x), powers.T @ powers, rtol=1e-13, atol=1e-14)


def test_sign_of_the_middle_is_zero() -> None:
    np.testing.assert_array_equal(samples(1, 5)[1], [-1, -1, 0, 1, 1])
    np.testing.assert_array_equal(samples(1, 4)[1], [-1, -1, 1, 1])

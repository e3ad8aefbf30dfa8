"""The chain of differential equations: its exact solution, and how far a step of Runge-Kutta reaches."""

from functools import partial
from math import factorial
from types import ModuleType

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems import build
from benchmarks.problems.ode import TIME, derivative, monomials, solve, solve_last


def exact(x: np.ndarray) -> np.ndarray:
    """x[0] ... x[i] t**(i+1) / (i+1)!"""
    return np.cumprod(x) * np.array([TIME ** (i + 1) / factorial(i + 1) for i in range(len(x))])


def test_four_components_are_exact() -> None:
    """They are polynomials of degree 4 in time, which Runge-Kutta's method of order 4 integrates exactly."""
    x = build("ode", "n=8,steps=10").x
    np.testing.assert_allclose(solve(np, np.array([3.0, 1.0, 2.0]), 1), [6.0, 6.0, 8.0], rtol=1e-15)
    np.testing.assert_allclose(solve(np, x, 10)[:4], exact(x)[:4], rtol=1e-14)
    assert abs(solve(np, x, 10)[4] / exact(x)[4] - 1) > 1e-6


def test_the_others_converge_with_order_four() -> None:
    x = build("ode", "n=8,steps=10").x
    coarse, fine = (np.abs(solve(np, x, steps) - exact(x))[4:] for steps in (20, 40))
    assert np.all(np.abs(np.log2(coarse / fine) - 4) < 0.2)


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_monomials_are_the_answer(steps: int) -> None:
    x = np.linspace(1, 3, 4 * steps)
    np.testing.assert_allclose(monomials(np, x, steps), solve(np, x, steps), rtol=1e-13)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_components_out_of_reach_are_constant(mode: ModuleType) -> None:
    """Two steps reach 8 components: the others are zero, and so are their derivatives."""
    x = np.linspace(1, 3, 11)
    jacobian = mode.jacobian(partial(solve, np, steps=2))(x)
    assert np.all(solve(np, x, 2)[:8] > 0)
    assert np.all(solve(np, x, 2)[8:] == 0)
    assert np.all(np.diag(jacobian)[:8] > 0)
    assert np.all(jacobian[8:] == 0)
    np.testing.assert_allclose(jacobian, derivative(x, 2), atol=1e-14)


def test_the_point_is_that_of_the_definition() -> None:
    x = build("ode", "n=100,steps=25").x
    assert np.all((x > 1) & (x < 3))
    np.testing.assert_array_equal(x, build("ode-last", "n=100,steps=25").x)


@pytest.mark.parametrize("name", ["ode", "ode-last"])
def test_too_few_steps_are_refused(name: str) -> None:
    assert build(name, "n=8,steps=2").n == 8
    with pytest.raises(ValueError, match="2 steps reach 8 components: the last of 9 is identically zero"):
        build(name, "n=9,steps=2")


def test_underflow_is_refused() -> None:
    """The last of 300 components is about 1e-434."""
    assert build("ode-last", "n=150,steps=40").f(np, build("ode-last", "n=150,steps=40").x) > 0
    with pytest.raises(ValueError, match="underflows"):
        build("ode-last", "n=300,steps=100")


def test_a_single_component_is_the_last() -> None:
    assert build("ode-last", "n=1,steps=3").m == 1
    with pytest.raises(ValueError, match="ode-last"):
        build("ode", "n=1,steps=3")


@pytest.mark.parametrize("mode", [forward, reverse])
def test_small_components_are_right_to_all_digits(mode: ModuleType) -> None:
    """The last of 40 components is about 1e-24: agreement is relative here, row by row."""
    problem, last = build("ode", "n=40,steps=12"), build("ode-last", "n=40,steps=12")
    jacobian, gradient = mode.jacobian(problem.function())(problem.x), mode.grad(last.function())(last.x)
    assert np.max(gradient) < 1e-20
    np.testing.assert_allclose(jacobian, problem.derivative(problem.x), rtol=1e-13)
    np.testing.assert_allclose(gradient, last.derivative(last.x), rtol=1e-13)
    np.testing.assert_allclose(gradient, jacobian[-1], rtol=1e-13)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_a_component_depends_on_those_before_it(mode: ModuleType) -> None:
    problem = build("ode", "n=8,steps=10")
    jacobian = mode.jacobian(problem.function())(problem.x)
    assert np.all(jacobian[np.triu_indices(8, 1)] == 0)
    assert np.all(jacobian[np.tril_indices(8)] > 0)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_at_a_zero_the_derivative_is_a_limit(mode: ModuleType) -> None:
    """Where x[1] = 0, every later component is zero and its derivative by x[1] is not."""
    x = np.array([2.0, 0.0, 3.0])
    np.testing.assert_allclose(mode.grad(partial(solve_last, np, steps=5))(x), [0.0, 8.0, 0.0], atol=1e-14)

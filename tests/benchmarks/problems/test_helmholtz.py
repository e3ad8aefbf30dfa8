"""The Helmholtz energy: its limits and symmetries, and where it is not defined."""

from types import ModuleType

import numpy as np
import pytest

import ad
from ad import forward, reverse
from benchmarks.problems import build
from benchmarks.problems.helmholtz import derivative, f

MODES = pytest.mark.parametrize("mode", [forward, reverse])


def test_one_component_by_hand() -> None:
    """At s = bx = 1/2: x log(2 x) - a x**2 √2 log((3 + √2) / (3 - √2)), since √8 s = √2."""
    x, a, b = 0.25, 3.0, 2.0
    by_hand = x * np.log(2 * x) - a * x**2 / 2**0.5 * np.log((3 + 2**0.5) / (3 - 2**0.5))
    assert f(np, np.array([x]), np.array([[a]]), np.array([b])) == pytest.approx(by_hand, rel=1e-14)


@MODES
def test_without_volumes(mode: ModuleType) -> None:
    """As b goes to zero, the energy goes to Σ x log x - xᵀAx."""
    problem = build("helmholtz", "n=5")
    a, _ = problem.data
    x, b = problem.x, np.full(5, 1e-7)
    assert f(np, x, a, b) == pytest.approx(np.sum(x * np.log(x)) - x @ a @ x, rel=1e-6)
    expected = np.log(x) + 1 - (a + a.T) @ x
    np.testing.assert_allclose(derivative(x, a, b), expected, rtol=1e-6)
    np.testing.assert_allclose(mode.grad(lambda x: f(np, x, a, b))(x), expected, rtol=1e-6)


@MODES
def test_the_order_of_the_components_is_free(mode: ModuleType) -> None:
    problem, order = build("helmholtz", "n=6"), np.array([3, 0, 5, 1, 4, 2])
    a, b = problem.data[0][np.ix_(order, order)], problem.data[1][order]
    gradient = mode.grad(problem.function())(problem.x)[order]
    np.testing.assert_allclose(mode.grad(lambda x: f(np, x, a, b))(problem.x[order]), gradient, rtol=1e-13)
    np.testing.assert_allclose(derivative(problem.x[order], a, b), gradient, rtol=1e-13)


@MODES
def test_only_the_symmetric_part_of_the_attractions_counts(mode: ModuleType) -> None:
    problem = build("helmholtz", "n=6")
    a, b = problem.data
    symmetric = (a + a.T) / 2
    assert not np.allclose(a, symmetric)
    assert f(np, problem.x, a, b) == pytest.approx(f(np, problem.x, symmetric, b), rel=1e-14)
    expected = problem.derivative(problem.x, a, b)
    np.testing.assert_allclose(derivative(problem.x, symmetric, b), expected, rtol=1e-13)
    np.testing.assert_allclose(mode.grad(lambda x: f(np, x, symmetric, b))(problem.x), expected, rtol=1e-13)


@MODES
def test_scaling(mode: ModuleType) -> None:
    """With c times as much of a fluid of 1/c of the volumes and attractions, f is c f + c log(c) Σ x."""
    problem, c = build("helmholtz", "n=6"), 3.0
    a, b = problem.data
    expected = c * problem.f(np, problem.x, a, b) + c * np.log(c) * problem.x.sum()
    assert f(np, c * problem.x, a / c, b / c) == pytest.approx(expected, rel=1e-13)
    gradient = mode.grad(lambda x: f(np, x, a / c, b / c))(c * problem.x)
    np.testing.assert_allclose(gradient, problem.derivative(problem.x, a, b) + np.log(c), rtol=1e-13)


def test_second_derivative_is_the_slope_of_the_gradient() -> None:
    problem, step = build("helmholtz", "n=4"), 1e-6
    x, data = problem.x, problem.data
    columns = [(derivative(x + step * e, *data) - derivative(x - step * e, *data)) / (2 * step) for e in np.eye(4)]
    hessian = ad.hessian(problem.function())(x)
    np.testing.assert_allclose(hessian, hessian.T, rtol=1e-12)
    np.testing.assert_allclose(hessian, columns, rtol=1e-6)


@pytest.mark.parametrize("n", [1, 2, 10, 50])
def test_the_classic_sizes_are_defined(n: int) -> None:
    problem = build("helmholtz", f"n={n}")
    a, b = problem.data
    for numbers in (problem.x, a, b):
        assert np.all((numbers > 0) & (numbers < 0.1))
    assert np.isfinite(problem.f(np, problem.x, a, b))


def test_too_much_fluid_is_refused() -> None:
    with pytest.raises(ValueError, match="the energy is defined below 1"):
        build("helmholtz", "n=500")

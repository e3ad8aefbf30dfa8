"""Rosenbrock's valley: the numbers of the literature, its two minima, its second derivatives, and SciPy's version."""

from collections.abc import Callable
from functools import partial
from types import ModuleType

import numpy as np
import pytest

import ad
from ad import forward, reverse
from benchmarks.problems import build
from benchmarks.problems.rosenbrock import derivative, hessian, hvp, scalar_loop, vectorised

MODES = pytest.mark.parametrize("mode", [forward, reverse])
WAYS = pytest.mark.parametrize("function", [vectorised, scalar_loop])


@MODES
@WAYS
def test_at_the_classic_starting_point(mode: ModuleType, function: Callable[..., float]) -> None:
    """At (-1.2, 1), where Rosenbrock began, the value is 24.2."""
    x, f = np.array([-1.2, 1.0]), partial(function, np)
    assert f(x) == pytest.approx(24.2, rel=1e-14)
    np.testing.assert_allclose(mode.grad(f)(x), [-215.6, -88.0], rtol=1e-13)
    np.testing.assert_allclose(mode.hessian(f)(x), [[1330.0, 480.0], [480.0, 200.0]], rtol=1e-13)


@MODES
@WAYS
@pytest.mark.parametrize("n", [2, 5])
def test_at_the_minimum(mode: ModuleType, function: Callable[..., float], n: int) -> None:
    x, f = np.ones(n), partial(function, np)
    assert f(x) == 0
    assert np.all(mode.grad(f)(x) == 0)
    assert np.all(derivative(x) == 0)
    assert np.all(np.linalg.eigvalsh(hessian(x)) > 0)


def test_a_second_minimum_in_four_dimensions() -> None:
    """Near (-0.776, 0.613, 0.382, 0.146), found by Newton's method with the Hessian by hand."""
    x = np.array([-0.776, 0.613, 0.382, 0.146])
    for _ in range(4):
        x = x - np.linalg.solve(hessian(x), derivative(x))
    np.testing.assert_allclose(x, [-0.776, 0.613, 0.382, 0.146], atol=5e-4)
    np.testing.assert_allclose(reverse.grad(partial(vectorised, np))(x), 0, atol=1e-12)
    assert np.all(np.linalg.eigvalsh(hessian(x)) > 0)


@MODES
@pytest.mark.parametrize("n", [2, 3, 30])
def test_both_ways_are_one_function(mode: ModuleType, n: int) -> None:
    vector, loop = build("rosenbrock", f"n={n}"), build("rosenbrock-loop", f"n={n}")
    np.testing.assert_array_equal(vector.x, loop.x)
    assert vector.f(np, vector.x) == pytest.approx(loop.f(np, loop.x), rel=1e-14)
    expected = vector.derivative(vector.x)
    for problem in (vector, loop):
        np.testing.assert_allclose(mode.grad(problem.function())(problem.x), expected, rtol=1e-12, atol=1e-11)


@WAYS
@pytest.mark.parametrize("n", [2, 3, 8])
def test_second_derivatives(function: Callable[..., float], n: int) -> None:
    problem = build("rosenbrock", f"n={n}")
    x, t, f = problem.x, problem.tangent, partial(function, np)
    np.testing.assert_allclose(ad.hessian(f)(x), hessian(x), rtol=1e-12, atol=1e-11)
    np.testing.assert_allclose(ad.hvp(f, (x,), (t,)), hvp(x, t), rtol=1e-12, atol=1e-11)
    np.testing.assert_allclose(hessian(x) @ t, hvp(x, t), rtol=1e-12, atol=1e-11)


def test_scipy_has_the_same_function() -> None:
    optimize = pytest.importorskip("scipy.optimize", reason="SciPy is not installed")
    problem = build("rosenbrock", "n=10")
    x, t = problem.x, problem.tangent
    assert problem.f(np, x) == pytest.approx(optimize.rosen(x), rel=1e-14)
    np.testing.assert_allclose(derivative(x), optimize.rosen_der(x), rtol=1e-12, atol=1e-11)
    np.testing.assert_allclose(hessian(x), optimize.rosen_hess(x), rtol=1e-13)
    np.testing.assert_allclose(hvp(x, t), optimize.rosen_hess_prod(x, t), rtol=1e-12, atol=1e-11)

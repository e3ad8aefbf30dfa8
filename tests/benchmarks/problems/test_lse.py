"""Log-sum-exp: shifts, ties, large numbers, and its first two derivatives."""

from types import ModuleType

import numpy as np
import pytest

from ad import forward, hessian, reverse
from benchmarks.problems.lse import logsumexp, lse, softmax


def f(x: np.ndarray) -> np.ndarray:
    return logsumexp(np, x)


def test_value_is_that_of_the_definition() -> None:
    x = lse(50).x
    assert f(x) == pytest.approx(np.log(np.sum(np.exp(x))), rel=1e-14)
    assert f(np.log(np.array([1.0, 2.0, 3.0, 4.0]))) == pytest.approx(np.log(10.0), rel=1e-15)


@pytest.mark.parametrize("mode", [forward, reverse])
@pytest.mark.parametrize("shift", [0.0, 1e4, -1e4])
def test_large_numbers_neither_overflow_nor_vanish(mode: ModuleType, shift: float) -> None:
    x = np.array([0.0, np.log(3.0)]) + shift
    assert f(x) == pytest.approx(np.log(4.0) + shift, rel=1e-14)
    np.testing.assert_allclose(mode.grad(f)(x), [0.25, 0.75], rtol=1e-11)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_equal_numbers_share_alike(mode: ModuleType) -> None:
    """All are the largest: the derivative of the shift is split among them, and cancels."""
    np.testing.assert_allclose(mode.grad(f)(np.full(8, 3.0)), np.full(8, 0.125), rtol=1e-14)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_gradient_adds_up_to_one(mode: ModuleType) -> None:
    x = lse(100).x
    assert np.sum(mode.grad(f)(x)) == pytest.approx(1.0, rel=1e-14)
    np.testing.assert_allclose(mode.grad(f)(x), np.exp(x) / np.sum(np.exp(x)), rtol=1e-12)


def test_hessian_is_that_of_softmax() -> None:
    x = lse(6).x
    p = softmax(x)
    np.testing.assert_allclose(hessian(f)(x), np.diag(p) - np.outer(p, p), atol=1e-15)


def test_columns_of_a_matrix_are_apart() -> None:
    x = np.random.default_rng(1).normal(size=(5, 3))
    np.testing.assert_allclose(f(x), [f(column) for column in x.T], rtol=1e-14)
    np.testing.assert_allclose(softmax(x), np.transpose([softmax(column) for column in x.T]), rtol=1e-14)

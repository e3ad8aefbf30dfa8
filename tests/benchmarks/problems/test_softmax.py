"""Softmax and its negative log-likelihood with the numbers of the notes, and what is known of them."""

from types import ModuleType

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems import build
from benchmarks.problems.softmax import (
    negative_log_likelihood,
    negative_log_likelihood_derivative,
    probabilities,
    probabilities_derivative,
)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_the_scores_of_the_notes(mode: ModuleType) -> None:
    """At (1, 2), the sum of -log p over both classes: dp = (-3.7183, -1.3679), ds = (-0.4621, 0.4621)."""
    scores, both = np.array([1.0, 2.0]), np.ones(2)
    p = probabilities(np, scores)
    dp = mode.grad(lambda p: -np.sum(np.log(p)))(p)
    np.testing.assert_allclose(dp, [-3.7183, -1.3679], atol=5e-5)
    for ds in (
        probabilities_derivative(scores) @ dp,
        negative_log_likelihood_derivative(scores, both),
        mode.grad(lambda s: negative_log_likelihood(np, s, both))(scores),
    ):
        np.testing.assert_allclose(ds, [-0.4621, 0.4621], atol=5e-5)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_the_second_of_two_letters(mode: ModuleType) -> None:
    """Observed is the second: the derivative is (p1, p2 - 1)."""
    problem = build("softmax-nll", "classes=2")
    p = probabilities(np, problem.x)
    assert problem.data[0].tolist() == [0, 1]
    np.testing.assert_allclose(mode.grad(problem.function())(problem.x), [p[0], p[1] - 1], rtol=1e-12)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_entries_of_the_jacobian(mode: ModuleType) -> None:
    """p_i (1 - p_i) on the diagonal, -p_i p_j beside it; symmetric, and its rows add up to 0."""
    problem = build("softmax", "classes=5")
    p = probabilities(np, problem.x)
    expected = [[p[i] * (1 - p[i]) if i == j else -p[i] * p[j] for j in range(5)] for i in range(5)]
    for jacobian in (problem.derivative(problem.x), mode.jacobian(problem.function())(problem.x)):
        np.testing.assert_allclose(jacobian, expected, atol=1e-15)
        np.testing.assert_allclose(jacobian, jacobian.T, atol=1e-15)
        np.testing.assert_allclose(jacobian.sum(1), 0, atol=1e-15)


def test_the_likelihood_is_that_of_softmax() -> None:
    problem = build("softmax-nll", "classes=6")
    p = probabilities(np, problem.x)
    assert p.sum() == pytest.approx(1, rel=1e-15)
    assert problem.f(np, problem.x, *problem.data) == pytest.approx(-np.log(p[-1]), rel=1e-14)
    by_chain_rule = probabilities_derivative(problem.x) @ (-problem.data[0] / p)
    np.testing.assert_allclose(problem.derivative(problem.x, *problem.data), by_chain_rule, atol=1e-15)


@pytest.mark.parametrize("mode", [forward, reverse])
@pytest.mark.parametrize("shift", [-1000.0, 1000.0])
def test_a_shift_of_all_scores_changes_nothing(mode: ModuleType, shift: float) -> None:
    """Not even where the exponentials would overflow, or all vanish."""
    softmax, likelihood = build("softmax", "classes=4"), build("softmax-nll", "classes=4")
    jacobian = mode.jacobian(softmax.function())(softmax.x + shift)
    np.testing.assert_allclose(jacobian, softmax.derivative(softmax.x), atol=1e-12)
    gradient = mode.grad(likelihood.function())(likelihood.x + shift)
    np.testing.assert_allclose(gradient, likelihood.derivative(likelihood.x, *likelihood.data), atol=1e-12)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_a_certain_mistake(mode: ModuleType) -> None:
    """Where the probability of what was observed underflows, its score still receives the derivative -1."""
    scores, onehot = np.array([0.0, 2000.0]), np.array([1.0, 0.0])
    assert negative_log_likelihood(np, scores, onehot) == 2000
    assert mode.grad(lambda s: negative_log_likelihood(np, s, onehot))(scores).tolist() == [-1, 1]


@pytest.mark.parametrize("mode", [forward, reverse])
def test_equal_scores(mode: ModuleType) -> None:
    """The largest score, which is subtracted, is then not unique; softmax is smooth all the same."""
    equal = np.zeros(4)
    jacobian = mode.jacobian(lambda s: probabilities(np, s))(equal)
    np.testing.assert_allclose(jacobian, np.eye(4) / 4 - 1 / 16, atol=1e-16)

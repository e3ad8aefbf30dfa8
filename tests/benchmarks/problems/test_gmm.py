"""The Gaussian mixture: its densities by their definitions, ADBench's numbers, and what is known of its gradient."""

from functools import partial
from math import exp, lgamma, log, pi
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from ad.testing import check_grads
from benchmarks.agreement import rho
from benchmarks.problems.gmm import derivative, gmm, objective

# ADBench's data/gmm/test.txt (Copyright (c) Microsoft Corporation, MIT License): D = 2, K = 3, one point.
ALPHA = np.array([-0.649014, 1.181166, -0.758453])
MU = np.array([[0.092339, 0.186260], [0.345561, 0.396767], [0.538817, 0.419195]])
Q = np.array([[0.586443, -0.851887], [-1.509405, 0.875874], [0.166813, -1.965419]])
LOWER = np.array([[0.800321], [-0.242790], [-1.270071]])
POINT = np.array([[1.175171, 2.029160]])


def factor(q: np.ndarray, lower: np.ndarray) -> np.ndarray:
    """Return Q_k, its strict lower part filled column by column."""
    d, left = len(q), list(lower)
    factor = np.diag(np.exp(q))
    for column in range(d):
        for row in range(column + 1, d):
            factor[row, column] = left.pop(0)
    return factor


def log_posterior(parameters: Any, x: np.ndarray, gamma: float, m: int, sign: float = 1.0) -> float:
    """Return the log of the product of all densities, multiplied by their textbook definitions."""
    alpha, mu, q, lower = parameters
    d = x.shape[1]
    precisions = [factor(*each).T @ factor(*each) for each in zip(q, lower, strict=True)]
    weights = [exp(a) / sum(map(exp, alpha)) for a in alpha]
    total = 0.0
    for point in x:
        density = 0.0
        for weight, mean, precision in zip(weights, mu, precisions, strict=True):
            distance = (point - mean) @ precision @ (point - mean)
            density += weight * exp(-distance / 2) * (np.linalg.det(precision) / (2 * pi) ** d) ** 0.5
        total += log(density)
    degrees, scale = d + m + 1, np.eye(d) / gamma**2
    for precision in precisions:  # Wishart's density of the precision
        gammas = d * (d - 1) / 4 * log(pi) + sum(lgamma(degrees / 2 + (1 - j) / 2) for j in range(1, d + 1))
        total += sign * (
            (degrees - d - 1) / 2 * log(np.linalg.det(precision))
            - np.trace(np.linalg.inv(scale) @ precision) / 2
            - degrees * d / 2 * log(2)
            - degrees / 2 * log(np.linalg.det(scale))
            - gammas
        )
    return total


@pytest.mark.parametrize(("gamma", "m"), [(1.0, 0), (0.7, 3), (2.5, 1)])
@pytest.mark.parametrize("sign", [1.0, -1.0])
@pytest.mark.parametrize(("d", "k"), [(1, 2), (2, 3), (4, 2), (3, 1)])
def test_objective_is_the_logarithm_of_all_densities(d: int, k: int, gamma: float, m: int, sign: float) -> None:
    problem = gmm(d, k, points=7)
    value = objective(np, problem.x, *problem.data, gamma, m, sign)
    assert value == pytest.approx(log_posterior(problem.x, *problem.data, gamma, m, sign), rel=1e-12)


def test_value_and_gradient_of_adbench() -> None:
    """The numbers that ADBench's own tests expect; it subtracts the prior."""
    parameters = ALPHA, MU, Q, LOWER
    arguments = parameters, POINT, 1.0, 0, -1.0
    expected = (
        np.array([1.08662855508652456e-01, -7.41270039523898472e-01, 6.32607184015246071e-01]),
        np.array(
            [
                [1.11692576532787013e00, 1.63333013551455269e-01],
                [-2.19989824071193142e-02, 2.27778292254236098e-01],
                [1.20963025612832187e00, -6.06375920733956339e-02],
            ]
        ),
        np.array(
            [
                [2.58529994051162237e00, 1.12632694524213789e-01],
                [7.35180573182305508e-02, 5.41836362715595232e00],
                [1.71892309775004937e00, 8.60091090790866875e-01],
            ]
        ),
        np.array([[3.85744309849611777e-01], [-3.21494409677446469e-01], [-9.94640930466322848e-01]]),
    )
    assert objective(np, *arguments) == pytest.approx(8.07380408004975791, rel=1e-14)
    for gradient in (derivative, forward.grad(partial(objective, np)), reverse.grad(partial(objective, np))):
        assert rho(gradient(*arguments), expected) <= 1e-14


def test_one_standard_normal_point_by_hand() -> None:
    """D = K = 1 at all zeros, with a point at x and gamma = sqrt(2): the gradient by q is (1 - x^2) - 2 + m."""
    parameters = np.zeros(1), np.zeros((1, 1)), np.zeros((1, 1)), np.zeros((1, 0))
    x, gamma, m = np.array([[3.0]]), 2**0.5, 5
    normal = -log(2 * pi) / 2 - 9 / 2
    prior = -1 - lgamma(7 / 2)
    assert objective(np, parameters, x, gamma, m) == pytest.approx(normal + prior, rel=1e-15)
    for gradient in (derivative, reverse.grad(partial(objective, np))):
        alpha, mu, q, lower = gradient(parameters, x, gamma, m)
        np.testing.assert_allclose((alpha[0], mu[0, 0], q[0, 0]), (0, 3, 1 - 9 - 2 + 5), atol=1e-14)
        assert lower.shape == (1, 0)


@pytest.mark.parametrize(("gamma", "m", "sign"), [(0.7, 3, 1.0), (2.5, 1, -1.0)])
def test_hand_derivative_for_any_prior(gamma: float, m: int, sign: float) -> None:
    problem = gmm(d=3, k=4, points=9)
    arguments = problem.x, *problem.data, gamma, m, sign
    assert rho(derivative(*arguments), reverse.grad(partial(objective, np))(*arguments)) <= 1e-14


def test_gradient_is_that_of_finite_differences() -> None:
    problem = gmm(d=3, k=2, points=5)
    check_grads(problem.function(), (problem.x,), order=1)


def test_prior_of_arrays_without_axes() -> None:
    """Numbers that come from a file or from a message are often such arrays."""
    problem = gmm(d=2, k=3, points=5)
    gradient = reverse.grad(partial(objective, np))
    arrays = gradient(problem.x, *problem.data, np.array(0.7), np.array(3))
    assert rho(arrays, gradient(problem.x, *problem.data, 0.7, 3)) == 0
    assert rho(derivative(problem.x, *problem.data, np.array(0.7), np.array(3)), arrays) <= 1e-14


def test_shifting_all_scores_changes_nothing() -> None:
    problem = gmm(d=2, k=3, points=20)
    alpha, *others = problem.x
    f = problem.function()
    assert f((alpha + 5.0, *others)) == pytest.approx(f(problem.x), rel=1e-13)
    assert np.sum(reverse.grad(f)(problem.x)[0]) == pytest.approx(0.0, abs=1e-13)


def test_shifting_points_and_means_changes_nothing() -> None:
    problem = gmm(d=3, k=2, points=20)
    alpha, mu, q, lower = problem.x
    shift = np.array([1.0, -2.0, 0.5])
    shifted = problem.f(np, (alpha, mu + shift, q, lower), problem.data[0] + shift)
    assert shifted == pytest.approx(problem.function()(problem.x), rel=1e-13)


def test_mean_of_a_single_cluster_is_best() -> None:
    problem = gmm(d=3, k=1, points=20)
    alpha, _, q, lower = problem.x
    mean = np.mean(problem.data[0], 0, keepdims=True)
    _, mu, _, _ = reverse.grad(problem.function())((alpha, mean, q, lower))
    np.testing.assert_allclose(mu, np.zeros((1, 3)), atol=1e-12)


def test_far_points_do_not_underflow() -> None:
    """The density of the nearest cluster at 100 standard deviations is exp(-5000): zero as a number, not as a log."""
    parameters = np.zeros(2), np.array([[0.0], [1.0]]), np.zeros((2, 1)), np.zeros((2, 0))
    x = np.array([[101.0]])
    alpha, mu, _, _ = reverse.grad(partial(objective, np))(parameters, x, 1.0, 0)
    np.testing.assert_allclose(alpha, [-0.5, 0.5])
    np.testing.assert_allclose(mu, [[0.0], [100.0]], atol=1e-12)


def test_default_is_the_size_of_the_field() -> None:
    problem = gmm()
    assert problem.n == 5 * (1 + 10 + 10 * 11 // 2)
    assert problem.data[0].shape == (1000, 10)

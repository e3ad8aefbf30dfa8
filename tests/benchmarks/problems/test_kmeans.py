"""k-means: the cost term by term, the diagonal Hessian, and Newton's direction, which is Lloyd's step."""

from functools import partial
from types import ModuleType

import numpy as np
import pytest

from ad import forward, hessian, hvp, reverse
from benchmarks.problems.kmeans import cost, derivative, diagonal, direction, kmeans

# Four points and two centroids, three points for the first of them.
POINTS = np.array([[0.0, 0.0], [1.0, 0.0], [2.0, 3.0], [10.0, 10.0]])
CENTROIDS = np.array([[1.0, 2.0], [9.0, 10.0]])


def test_value_is_that_of_the_definition() -> None:
    problem = kmeans(k=4, points=15, d=3)
    (points,) = problem.data
    total = sum(
        min(sum((c - p) ** 2 for c, p in zip(centroid, point, strict=True)) for centroid in problem.x)
        for point in points
    )
    assert problem.function()(problem.x) == pytest.approx(total, rel=1e-13)


def test_small_case_by_hand() -> None:
    """The squared distances are 5, 4, 2 and 1; the clusters have the means (1, 1) and (10, 10)."""
    assert cost(np, CENTROIDS, POINTS) == pytest.approx(12.0, rel=1e-14)
    np.testing.assert_allclose(derivative(CENTROIDS, POINTS), [[0.0, 6.0], [-2.0, 0.0]], atol=1e-13)
    np.testing.assert_array_equal(diagonal(CENTROIDS, POINTS), [[6.0, 6.0], [2.0, 2.0]])


@pytest.mark.parametrize("mode", [forward, reverse])
def test_direction_by_hand(mode: ModuleType) -> None:
    np.testing.assert_allclose(direction(mode, CENTROIDS, POINTS), [[0.0, 1.0], [-1.0, 0.0]], atol=1e-13)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_newtons_step_goes_to_the_means(mode: ModuleType) -> None:
    problem = kmeans(k=4, points=60, d=3)
    (points,) = problem.data
    nearest = np.argmin(np.sum((points[:, None] - problem.x) ** 2, 2), 1)
    means = np.array([points[nearest == j].mean(0) for j in range(4)])
    step = direction(mode, problem.x, points)
    np.testing.assert_allclose(problem.x - step, means, rtol=1e-12)
    np.testing.assert_allclose(step, derivative(problem.x, points) / diagonal(problem.x, points), rtol=1e-12)
    assert cost(np, means, points) < cost(np, problem.x, points)


def test_hessian_is_diagonal() -> None:
    problem = kmeans(k=3, points=20, d=2)
    (points,) = problem.data
    full = hessian(problem.function())(problem.x).reshape(6, 6)
    expected = diagonal(problem.x, points)
    np.testing.assert_allclose(full, np.diag(expected.ravel()), rtol=1e-14)
    np.testing.assert_allclose(hvp(problem.function(), (problem.x,), (np.ones((3, 2)),)), expected, rtol=1e-14)
    assert np.sum(expected) == 2 * 2 * 20  # each point counts twice in each of two dimensions


def test_empty_cluster_has_no_gradient() -> None:
    centroids = np.vstack([CENTROIDS, [[-50.0, 50.0]]])
    gradient = reverse.grad(partial(cost, np))(centroids, POINTS)
    np.testing.assert_array_equal(gradient[2], np.zeros(2))
    np.testing.assert_array_equal(derivative(centroids, POINTS)[2], np.zeros(2))
    np.testing.assert_array_equal(diagonal(centroids, POINTS)[2], np.zeros(2))


def test_every_point_a_centroid_costs_nothing() -> None:
    assert cost(np, POINTS, POINTS) == pytest.approx(0.0, abs=1e-12)
    np.testing.assert_allclose(reverse.grad(partial(cost, np))(POINTS, POINTS), np.zeros((4, 2)), atol=1e-12)


def test_no_cluster_is_empty_at_the_start() -> None:
    problem = kmeans(k=5, points=40, d=2)
    assert np.all(diagonal(problem.x, *problem.data) >= 2)

"""k-means clustering: the cost sum_i min_j |C_j - P_i|^2 of centroids C, and Newton's direction for it.

Where no point is equally near to two centroids, each belongs to one cluster and the cost is a sum of squares: its
Hessian is diagonal. One product with a vector of ones is then the whole of it, and Newton's step from any centroids
goes to the means of their clusters, which is Lloyd's algorithm.

References
----------
L. Bottou and Y. Bengio, Convergence properties of the k-means algorithms, Advances in Neural Information Processing
Systems 7 (1995), 585-592; the sizes are those of GradBench's kmeans.
"""

from functools import partial
from types import ModuleType
from typing import Any

import numpy as np

from ad import forward
from benchmarks.problems.problem import Array, Problem


def distances(xp: Any, centroids: Any, points: Any) -> Any:
    """Return |C_j - P_i|^2 - |P_i|^2, one row a point: what says which centroid is nearest, by one matrix product."""
    return xp.sum(centroids * centroids, 1) - (2.0 * points) @ centroids.T


def cost(xp: Any, centroids: Any, points: Any) -> Any:
    """Return the sum over the points of the squared distance to the nearest centroid."""
    return xp.sum(points * points) + xp.sum(xp.amin(distances(xp, centroids, points), 1))


def clusters(centroids: Array, points: Array) -> tuple[Array, Array]:
    """Return how many points each cluster has, shape (k, 1), and the sum of them, shape (k, d)."""
    k, d = centroids.shape
    nearest = distances(np, centroids, points).argmin(1)
    places = nearest[:, None] * d + np.arange(d)
    sums = np.bincount(places.ravel(), points.ravel(), k * d).reshape(k, d)
    return np.bincount(nearest, minlength=k)[:, None], sums


def derivative(centroids: Array, points: Array) -> Array:
    """Return the gradient: twice each centroid's distance to the mean of its cluster, times the number of points."""
    counts, sums = clusters(centroids, points)
    return 2.0 * (counts * centroids - sums)


def diagonal(centroids: Array, points: Array) -> Array:
    """Return the diagonal of the Hessian, in the shape of the centroids: twice the number of points."""
    counts, _ = clusters(centroids, points)
    return np.broadcast_to(2.0 * counts, centroids.shape)


def direction(mode: ModuleType, centroids: Array, points: Array) -> Array:
    """Return Newton's direction, the gradient over the diagonal of the Hessian; no cluster may be empty.

    The gradient is taken in `mode`, `ad.forward` or `ad.reverse`. One tangent of ones pushed through it brings the
    diagonal along.
    """
    gradient = partial(mode.grad(partial(cost, np)), points=points)
    slopes, curvatures = forward.jvp(gradient, (centroids,), (np.ones_like(centroids),))
    return slopes / curvatures


def kmeans(k: int = 10, points: int = 1000, d: int = 8) -> Problem:
    """Return the clustering of so many points in d dimensions, of which the last k are the centroids."""
    p = np.random.default_rng(0).uniform(size=(points, d))
    return Problem("kmeans", "GradBench's kmeans", cost, p[-k:].copy(), (p,), derivative)

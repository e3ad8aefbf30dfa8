"""The log posterior of a Gaussian mixture: one large matrix product, and what follows it elementwise.

Each inverse covariance is Q^T Q with Q lower triangular, whose diagonal is given by its logarithm: any real parameters
are then a valid mixture. The factors Q of all clusters are stacked into one matrix, so that one product serves all of
them, and the points lie along the last axis, so that the sums over dimensions and clusters add up whole rows.

References
----------
F. Srajer, Z. Kukelova and A. Fitzgibbon, A benchmark of selected algorithmic differentiation tools on some problems in
computer vision and machine learning, Optimization Methods and Software 33 (2018), 889-906; their code, ADBench,
subtracts the prior that is added here.
"""

from functools import cache, partial
from math import lgamma, log, pi
from typing import Any

import numpy as np

from benchmarks.problems.lse import logsumexp, softmax
from benchmarks.problems.problem import Array, Problem

GAMMA, M = 1.5, 2  # of the prior; others cost the same, but 1 and 0 would hide parts of it


@cache
def packed_places(d: int) -> Array:
    """Return, for each entry of a lower triangular matrix, its place in [diagonal | columns below it | 0]."""
    places = np.full((d, d), d + d * (d - 1) // 2)
    np.fill_diagonal(places, range(d))
    columns, rows = columns_and_rows(d)
    places[rows, columns] = d + np.arange(len(rows))
    return places


@cache
def columns_and_rows(d: int) -> tuple[Array, Array]:
    """Return the column and the row of each entry below the diagonal, one column after another."""
    columns, rows = np.triu_indices(d, 1)
    return columns, rows


def whiten(xp: Any, parameters: Any, x: Any) -> tuple[Any, Any]:
    """Return the factors Q_k, shape (K, D, D), and Q_k (x_i - mu_k) of all clusters and points, shape (K, D, N)."""
    _, mu, q, lower = parameters
    (n, d), k = x.shape, len(mu)
    factors = xp.concatenate([xp.exp(q), lower, xp.zeros((k, 1))], 1)[:, packed_places(d)]
    products = xp.reshape(xp.reshape(factors, (k * d, d)) @ x.T, (k, d, n))
    return factors, products - factors @ mu[:, :, None]


def log_densities(xp: Any, parameters: Any, whitened: Any) -> Any:
    """Return beta, shape (K, N): the log density of each cluster at each point but for a constant."""
    alpha, _, q, _ = parameters
    return (alpha + xp.sum(q, 1))[:, None] - 0.5 * xp.sum(xp.square(whitened), 1)


def prior_constant(d: int, gamma: float, m: int) -> float:
    """Return what Wishart's log density adds for each cluster, whatever the parameters."""
    degrees = d + m + 1
    log_gamma = d * (d - 1) / 4 * log(pi) + sum(lgamma((degrees - j) / 2) for j in range(d))
    return degrees * d * log(gamma / 2**0.5) - log_gamma


def objective(xp: Any, parameters: Any, x: Any, gamma: float, m: int, sign: float = 1.0) -> Any:
    """Return the log posterior of the parameters (alpha, mu, q, lower); with -1 for `sign`, what ADBench computes.

    The weights of the clusters are softmax(alpha), shape (K,), their means mu, shape (K, D). The factors Q have the
    diagonals exp(q), shape (K, D), and below them the columns in lower, shape (K, D (D - 1) / 2). The prior of Q^T Q is
    Wishart's distribution with D + m + 1 degrees of freedom and scale 1 / gamma^2.
    """
    alpha, _, q, lower = parameters
    n, d = x.shape
    _, whitened = whiten(xp, parameters, x)
    mixture = xp.sum(logsumexp(xp, log_densities(xp, parameters, whitened)))
    likelihood = mixture - n * (d / 2 * log(2 * pi) + logsumexp(xp, alpha))
    norms = xp.sum(xp.exp(2.0 * q)) + xp.sum(xp.square(lower))
    prior = len(q) * prior_constant(d, gamma, m) - gamma**2 / 2 * norms + m * xp.sum(q)
    return likelihood + sign * prior


def derivative(
    parameters: tuple[Array, ...], x: Array, gamma: float, m: int, sign: float = 1.0
) -> tuple[Array, Array, Array, Array]:
    """Return the gradient: each cluster answers for a share of each point, and that share pulls at its parameters."""
    alpha, mu, q, lower = parameters
    (n, d), k = x.shape, len(mu)
    factors, whitened = whiten(np, parameters, x)
    shares = softmax(log_densities(np, parameters, whitened))
    counts = shares.sum(1)
    pulls = np.multiply(whitened, shares[:, None], out=whitened)
    total = pulls.sum(2)
    d_mu = np.squeeze(total[:, None] @ factors, 1)
    d_factors = total[:, :, None] * mu[:, None] - (pulls.reshape(k * d, n) @ x).reshape(k, d, d)
    columns, rows = columns_and_rows(d)
    diagonal = np.exp(q)
    return (
        counts - n * softmax(alpha),
        d_mu,
        np.diagonal(d_factors, 0, 1, 2) * diagonal + counts[:, None] + sign * (m - (gamma * diagonal) ** 2),
        d_factors[:, rows, columns] - sign * gamma**2 * lower,
    )


def gmm(d: int = 10, k: int = 5, points: int = 1000) -> Problem:
    """Return the mixture of k clusters at so many points in d dimensions."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(points, d))
    alpha, mu = rng.normal(size=k), rng.uniform(size=(k, d))
    q, lower = rng.normal(size=(k, d)), rng.normal(size=(k, d * (d - 1) // 2))
    return Problem(
        name="gmm",
        source="F. Srajer, Z. Kukelova and A. Fitzgibbon (2018): ADBench's GMM",
        f=partial(objective, gamma=GAMMA, m=M),
        x=(alpha, mu, q, lower),
        data=(x,),
        derivative=partial(derivative, gamma=GAMMA, m=M),
    )

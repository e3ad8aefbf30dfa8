"""Softmax of C scores, and its negative log-likelihood.

References
----------
C. M. Bishop, Pattern Recognition and Machine Learning (2006), 4.3.4.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem

SOURCE = "C. M. Bishop (2006), 4.3.4"


def probabilities(xp: Any, scores: Any) -> Any:
    """Return exp(scores), divided by their sum."""
    exponentials = xp.exp(scores - xp.amax(scores))  # the largest exponential is then exp(0)
    return exponentials / xp.sum(exponentials)


def probabilities_derivative(scores: Array) -> Array:
    """Return the Jacobian diag(p) - p pᵀ."""
    p = probabilities(np, scores)
    return np.diag(p) - np.outer(p, p)


def negative_log_likelihood(xp: Any, scores: Any, counts: Any) -> Any:
    """Return the sum of -counts log(softmax): of one observation, counts is one-hot."""
    shifted = scores - xp.amax(scores)
    return xp.sum(counts * (xp.log(xp.sum(xp.exp(shifted))) - shifted))


def negative_log_likelihood_derivative(scores: Array, counts: Array) -> Array:
    """Return softmax, as often as there are observations, less what was observed: p - onehot for a single one."""
    return counts.sum() * probabilities(np, scores) - counts


def softmax(classes: int = 10) -> Problem:
    """Return softmax of normal scores of `classes` >= 2 classes."""
    scores = np.random.default_rng(0).normal(size=classes)
    return Problem("softmax", SOURCE, probabilities, scores, derivative=probabilities_derivative)


def softmax_nll(classes: int = 10) -> Problem:
    """Return the negative log-likelihood of one observation, of the last class."""
    scores = np.random.default_rng(0).normal(size=classes)
    onehot = np.append(np.zeros(classes - 1), 1.0)
    return Problem(
        "softmax-nll", SOURCE, negative_log_likelihood, scores, (onehot,), negative_log_likelihood_derivative
    )

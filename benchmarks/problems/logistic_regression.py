"""Multinomial logistic regression on real handwritten digits: the mean cross-entropy of softmax.

The data are all 1797 pictures (see `benchmarks.problems.digits`). A column of ones carries the biases, so that one
matrix holds all weights.

References
----------
C. M. Bishop, Pattern Recognition and Machine Learning (2006), 4.3.4.
"""

from typing import Any

import numpy as np

from benchmarks.problems.digits import CLASSES, PIXELS, SOURCE, digits, onehot
from benchmarks.problems.problem import Array, Problem


def f(xp: Any, weights: Any, pictures: Any, targets: Any) -> Any:
    """Return the mean over the pictures of -log softmax(picture @ weights)[label]."""
    scores = pictures @ weights
    scores = scores - xp.amax(scores, 1)[:, None]  # the largest exponential is then exp(0)
    normaliser = xp.log(xp.sum(xp.exp(scores), 1))
    return xp.mean(normaliser - xp.sum(scores * targets, 1))


def derivative(weights: Array, pictures: Array, targets: Array) -> Array:
    """Return pictures^T (softmax - targets), averaged over the pictures."""
    scores = pictures @ weights
    exponentials = np.exp(scores - scores.max(1)[:, None])
    softmax = exponentials / exponentials.sum(1)[:, None]
    return pictures.T @ (softmax - targets) / len(pictures)


def logistic_regression(n: int = 650) -> Problem:
    """Return the regression with n weights: 10 classes times the pixels kept, plus a bias each.

    n = 650 keeps all 64 pixels; 330, 170, 90 and 50 keep every 2nd, 4th, 8th and 16th.
    """
    pixels, labels = digits()
    kept = n // CLASSES - 1
    pictures = np.column_stack([pixels[:, :: PIXELS // kept], np.ones(len(pixels))])
    return Problem(
        name="logistic-regression",
        source=f"{SOURCE}; C. M. Bishop (2006), 4.3.4",
        f=f,
        x=np.random.default_rng(0).normal(scale=0.1, size=(pictures.shape[1], CLASSES)),
        data=(pictures, onehot(labels)),
        derivative=derivative,
    )

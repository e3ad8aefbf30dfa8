"""Multinomial logistic regression on real handwritten digits: the mean cross-entropy of softmax.

The data are the 1797 pictures of 8 x 8 pixels in `sklearn.datasets.load_digits`. A column of ones
carries the biases, so that one matrix holds all weights.

References
----------
C. M. Bishop, Pattern Recognition and Machine Learning (2006), 4.3.4; the data: E. Alpaydin and
C. Kaynak, Optical Recognition of Handwritten Digits (1998), UCI Machine Learning Repository.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem

CLASSES = 10


def f(xp: Any, weights: Any, pictures: Any, onehot: Any) -> Any:
    """Return the mean over the pictures of -log softmax(picture @ weights)[label]."""
    scores = pictures @ weights
    scores = scores - xp.amax(scores, 1)[:, None]  # the largest exponential is then exp(0)
    normaliser = xp.log(xp.sum(xp.exp(scores), 1))
    return xp.mean(normaliser - xp.sum(scores * onehot, 1))


def derivative(weights: Array, pictures: Array, onehot: Array) -> Array:
    """Return pictures^T (softmax - onehot), averaged over the pictures."""
    scores = pictures @ weights
    exponentials = np.exp(scores - scores.max(1)[:, None])
    softmax = exponentials / exponentials.sum(1)[:, None]
    return pictures.T @ (softmax - onehot) / len(pictures)


def logistic_regression(n: int = 650, m: int = 1) -> Problem:
    """Return the regression with n weights: 10 classes times the pixels kept, plus a bias each.

    n = 650 keeps all 64 pixels; 330, 170, 90 and 50 keep every 2nd, 4th, 8th and 16th.
    """
    from sklearn.datasets import load_digits

    digits = load_digits()
    kept = n // CLASSES - 1
    pixels = digits.data[:, :: digits.data.shape[1] // kept] / 16.0
    pictures = np.column_stack([pixels, np.ones(len(pixels))])
    onehot = np.eye(CLASSES)[digits.target]
    return Problem(
        name="logistic-regression",
        source="scikit-learn's load_digits; C. M. Bishop (2006), 4.3.4",
        n=n,
        m=m,
        f=f,
        x=np.random.default_rng(0).normal(scale=0.1, size=(pictures.shape[1], CLASSES)),
        data=(pictures, onehot),
        derivative=derivative,
    )

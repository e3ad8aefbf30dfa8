"""The real handwritten digits: 1797 pictures of 8 x 8 pixels, and which of them training may see.

References
----------
E. Alpaydin and C. Kaynak, Optical Recognition of Handwritten Digits (1998), UCI Machine Learning Repository; as
`sklearn.datasets.load_digits`.
"""

from functools import lru_cache

import numpy as np

from benchmarks.problems.problem import Array

SOURCE = "scikit-learn's load_digits"
PIXELS, CLASSES = 64, 10
HELD_OUT_EVERY = 5


@lru_cache(maxsize=1)
def digits() -> tuple[Array, Array]:
    """Return the pictures, of shape (1797, 64) and from 0 to 1, and their labels, of shape (1797,)."""
    from sklearn.datasets import load_digits

    bunch = load_digits()
    return bunch.data / 16.0, bunch.target


def onehot(labels: Array, classes: int = CLASSES) -> Array:
    """Return one row a label, with a one in the label's column."""
    return np.eye(classes)[labels]


def training_set() -> tuple[Array, Array]:
    """Return the pictures and labels to train on: all but every fifth."""
    pictures, labels = digits()
    kept = np.arange(len(labels)) % HELD_OUT_EVERY != 0
    return pictures[kept], labels[kept]


def held_out_set() -> tuple[Array, Array]:
    """Return the pictures and labels that training never sees: every fifth."""
    pictures, labels = digits()
    return pictures[::HELD_OUT_EVERY], labels[::HELD_OUT_EVERY]

"""The pictures are the real ones, and what training sees is apart from what it is judged by."""

import numpy as np

from benchmarks.problems.digits import CLASSES, PIXELS, digits, held_out_set, onehot, training_set


def test_all_pictures_are_there() -> None:
    pictures, labels = digits()
    assert pictures.shape == (1797, PIXELS)
    assert (pictures.min(), pictures.max()) == (0.0, 1.0)
    assert set(labels) == set(range(CLASSES))


def test_held_out_pictures_are_not_trained_on() -> None:
    (seen, seen_labels), (unseen, unseen_labels) = training_set(), held_out_set()
    assert len(seen) + len(unseen) == 1797
    assert not {picture.tobytes() for picture in seen} & {picture.tobytes() for picture in unseen}
    assert set(seen_labels) == set(unseen_labels) == set(range(CLASSES))


def test_onehot() -> None:
    np.testing.assert_array_equal(onehot(np.array([2, 0]), 3), [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]])

"""The yardstick itself: rho on numbers whose disagreement is known."""

import numpy as np
import pytest

from benchmarks.agreement import rho


def test_small_numbers_are_compared_absolutely() -> None:
    assert rho(np.array([1e-3]), np.array([2e-3])) == pytest.approx(1e-3)


def test_large_numbers_are_compared_relatively() -> None:
    assert rho(np.array([1e6, 0.0]), np.array([1e6 + 2.0, 0.0])) == pytest.approx(1e-6)


def test_worst_leaf_counts() -> None:
    assert rho((np.zeros(2), np.array(0.25)), (np.zeros(2), np.array(0.0))) == 0.25


def test_nan_is_never_within_a_tolerance() -> None:
    assert not rho(np.array([np.nan, 0.0]), np.array([0.0, 0.0])) <= 1e-8


def test_shapes_must_be_the_same() -> None:
    with pytest.raises(ValueError, match="shapes"):
        rho(np.zeros((1, 3)), np.zeros(3))

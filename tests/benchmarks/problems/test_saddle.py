"""The saddle point: the four ways of nesting agree with each other and with gradients by hand."""

from functools import partial

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems.gradient_descent import Search, argmin
from benchmarks.problems.saddle import objective, saddle, solve

MODES = {"forward": forward.value_and_grad, "reverse": reverse.value_and_grad}
START = np.array([1.0, 1.0])
COARSE = partial(argmin, step=0.1, tolerance=1e-3)  # 400 evaluations instead of 24025


def by_hand(start: np.ndarray, search: Search) -> tuple[np.ndarray, np.ndarray]:
    """The same searches, on gradients derived by hand."""

    def maximum(x: np.ndarray) -> tuple[np.ndarray, float]:
        y, negative = search(lambda y: (-objective(x, y), 2.0 * y), start)
        return y, -negative

    x, _ = search(lambda x: (maximum(x)[1], 2.0 * x), start)
    return x, maximum(x)[0]


@pytest.mark.parametrize("inner", MODES)
@pytest.mark.parametrize("outer", MODES)
def test_nested_derivatives_find_what_gradients_by_hand_find(outer: str, inner: str) -> None:
    answer = np.concatenate(solve(MODES[outer], MODES[inner], START, COARSE))
    np.testing.assert_allclose(answer, np.concatenate(by_hand(START, COARSE)), rtol=1e-12)
    assert np.all(np.abs(answer) < 2e-3)


@pytest.mark.parametrize("inner", MODES)
@pytest.mark.parametrize("outer", MODES)
def test_start_that_is_not_symmetric(outer: str, inner: str) -> None:
    start = np.array([0.7, -0.2])
    answer = solve(MODES[outer], MODES[inner], start, COARSE)
    for found, expected in zip(answer, by_hand(start, COARSE), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12)
        assert abs(found[0]) > abs(found[1]) > 0.0


def test_full_tolerance_ends_where_gradbench_says() -> None:
    np.testing.assert_allclose(np.concatenate(by_hand(START, argmin)), np.full(4, 8.246324826140356e-06), rtol=1e-10)


def test_value_by_hand() -> None:
    assert objective(np.array([3.0, 1.0]), np.array([2.0, 1.0])) == 5.0
    assert saddle(3).n == 6

"""Gradient descent: minima known beforehand, and each rule of its step length on its own."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from benchmarks.problems.gradient_descent import STEP, TOLERANCE, argmin, norm


def bowl(visited: list[Any]) -> Any:
    """Return |x - 1|^2 with its gradient, noting where it is evaluated."""

    def evaluate(x: Any) -> tuple[Any, Any]:
        visited.append(x)
        return (x - 1.0) @ (x - 1.0), 2.0 * (x - 1.0)

    return evaluate


def test_norm_is_euclidean() -> None:
    assert norm(np.array([3.0, -4.0])) == 5.0


def test_minimum_of_a_bowl() -> None:
    x, value = argmin(bowl([]), np.array([3.0, -2.0]))
    assert np.linalg.norm(x - 1.0) < 2e-5
    assert value == pytest.approx((x - 1.0) @ (x - 1.0), rel=1e-12)


def test_step_doubles_after_ten_successes() -> None:
    visited: list[Any] = []
    argmin(bowl(visited), np.array([3.0]))
    points = [float(x[0]) for x in visited]
    steps = [(a - b) / (2.0 * (a - 1.0)) for a, b in pairwise(points)]
    np.testing.assert_allclose(steps[:25], [STEP] * 10 + [2 * STEP] * 10 + [4 * STEP] * 5, rtol=1e-9)


def test_step_halves_after_a_failure_and_the_count_begins_again() -> None:
    """A valley so steep that the first steps climb its other side: 1e6 x^2 from 1."""
    visited: list[Any] = []

    def evaluate(x: Any) -> tuple[Any, Any]:
        visited.append(float(x[0]))
        return 1e6 * x @ x, 2e6 * x

    x, _ = argmin(evaluate, np.array([1.0]))
    assert visited[:3] == pytest.approx([1.0, 1.0 - 20.0, 1.0 - 10.0])
    assert abs(x[0]) < 1e-5


def test_a_flat_start_is_the_answer() -> None:
    visited: list[Any] = []
    x, value = argmin(bowl(visited), np.array([1.0, 1.0]))
    assert (x == 1.0).all()
    assert value == 0.0
    assert len(visited) == 1


def test_a_short_step_ends_the_search_where_it_is() -> None:
    start = np.array([1.0 + 0.4 * TOLERANCE / STEP])
    visited: list[Any] = []
    x, _ = argmin(bowl(visited), start)
    assert x is start  # a step of 0.8 of the tolerance: not taken
    assert len(visited) == 1


def test_a_coarser_tolerance_ends_sooner() -> None:
    fine: list[Any] = []
    coarse: list[Any] = []
    argmin(bowl(fine), np.array([3.0]))
    argmin(bowl(coarse), np.array([3.0]), tolerance=1e-2)
    assert len(coarse) < len(fine)


def test_a_value_that_is_no_number_ends_the_search() -> None:
    x, _ = argmin(lambda x: (np.nan, np.array([1.0])), np.array([0.0]), tolerance=1e-9)
    assert x == 0.0

"""Sums, products, extremes, moments and running totals along every kind of axis."""

from collections.abc import Callable

import numpy as np
import pytest

from tests.ad.checks import CHECKS, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.tables import REDUCTIONS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", REDUCTIONS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


def test_axis_out_of_bounds_fails_as_ever() -> None:
    for mode in MODES:
        for f in (np.sum, np.prod, np.max, np.var, np.cumsum):
            with pytest.raises(np.exceptions.AxisError):
                mode.jacobian(lambda x: f(x, axis=2))(points(2, 3))  # noqa: B023


def test_product_of_nothing_is_one() -> None:
    for mode in MODES:
        for axis, shape in ((0, (3,)), (1, (0,)), (None, ()), ((0, 1), ())):
            jacobian = mode.jacobian(lambda x: np.prod(x, axis=axis))(np.zeros((0, 3)))  # noqa: B023
            assert jacobian.shape == (*shape, 0, 3)


def test_maximum_of_nothing_fails_as_ever() -> None:
    for mode in MODES:
        with pytest.raises(ValueError, match="zero-size array"):
            mode.jacobian(np.max)(np.zeros(0))


def test_product_has_no_division() -> None:
    """Zeros are factors like any other, to second order."""
    x = np.array([2.0, 0.0, 0.0, 3.0])
    expected = np.zeros((4, 4))
    expected[1, 2] = expected[2, 1] = 6
    for outer in MODES:
        for inner in MODES:
            expect_equal(outer.jacobian(inner.grad(np.prod))(x), expected)


def test_mean_and_variance_in_half_of_the_freedom() -> None:
    x = points(2, 4)
    for mode in MODES:
        for ddof in (0, 1, 2):
            got = mode.jacobian(lambda x: np.var(x, axis=1, ddof=ddof))(x)  # noqa: B023
            by_hand = 2 * (x - x.mean(axis=1, keepdims=True)) / (4 - ddof)
            expect_equal(got, np.stack([np.stack([by_hand[0], 0 * x[1]]), np.stack([0 * x[0], by_hand[1]])]))


def test_running_totals_are_triangular() -> None:
    for mode in MODES:
        expect_equal(mode.jacobian(np.cumsum)(points(4)), np.tril(np.ones((4, 4))))
        expect_equal(mode.jacobian(np.cumprod)(np.array([2.0, 3.0])), np.array([[1.0, 0], [3, 2]]))


def test_the_cotangent_of_a_sum_is_not_written_to() -> None:
    """It is one number seen from every element; adding to it must not change the others."""
    for mode in MODES:
        expect_equal(
            mode.grad(lambda x: np.sum(x) + x[0] + np.sum(x[1:]) + np.sum(x))(points(3)), np.array([3.0, 3, 3])
        )

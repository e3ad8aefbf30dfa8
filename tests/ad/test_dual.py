"""Dual numbers: their algebra, one direction and batches of them."""

from typing import Any

import numpy as np
import pytest

from ad import forward
from ad.dual import Dual, Sweep
from tests.ad.checks import expect_equal
from tests.ad.scenarios import points

X, T = points(3), points(3, seed=1)


def test_dual_numbers_follow_their_algebra():
    """(x + t eps)(y + s eps) = xy + (ty + xs) eps, for eps squared is zero."""
    with Sweep() as sweep:
        x, y = Dual(np.float64(3), np.float64(1), sweep), Dual(np.float64(5), np.float64(2), sweep)
        cases = ((x + y, 8, 3), (x - y, -2, -1), (x * y, 15, 11), (x / y, 0.6, -0.04), (x**2, 9, 6), (-x, -3, -1))
        for z, value, tangent in cases:
            assert (z.value, z.tangent) == pytest.approx((value, tangent))
            assert z.tag is sweep


def test_directions_travel_together():
    """A batch of tangents has the directions as its first axis, whatever is done to the value."""
    with Sweep() as sweep:
        x = Dual(X, np.stack([T, 2 * T]), sweep)
        for z in (x * x, np.sin(x), x[1], x[::-1], x * np.ones((2, 3)), np.sum(x), x @ X, np.stack([x, x])):
            assert z.tangent.shape == (2, *z.shape)
            expect_equal(z.tangent[1], 2 * z.tangent[0])


def test_the_first_derivative_of_a_chain_takes_no_more_python_stack():
    def f(x: Any) -> Any:
        for _ in range(20_000):
            x = x * 1.0001
        return x

    expect_equal(forward.derivative(f)(1.0), 1.0001**20_000, 1e-10)


def test_constants_carry_no_tangent():
    """An input that no direction of the batch moves stays a plain number."""
    seen = []
    forward.jacobian(lambda x, y: seen.append((type(x), type(y))) or x * y, (0, 1), chunk_size=1)(2.0, 3.0)
    assert seen == [(Dual, np.float64), (np.float64, Dual)]


def test_zero_tangents_are_not_skipped():
    """What is skipped depends on structure, never on a tangent that happens to be zero: nan times zero is nan."""
    with np.errstate(all="ignore"):
        assert np.isnan(forward.jvp(lambda x: np.log(x) * x, (0.0,), (0.0,))[1])

"""Dual numbers: their algebra, one direction and batches of them."""

from typing import Any

import numpy as np
import pytest

from ad import forward, hessian, hvp, reverse
from ad.dual import Dual, Sweep
from tests.ad.checks import expect_equal
from tests.ad.scenarios import points

X, T = points(3), points(3, seed=1)


def test_dual_numbers_follow_their_algebra():
    """(x + t eps)(y + s eps) = xy + (ty + xs) eps, for eps squared is zero."""
    with Sweep() as sweep:
        x, y = Dual.of(np.float64(3), np.float64(1), sweep), Dual.of(np.float64(5), np.float64(2), sweep)
        cases = ((x + y, 8, 3), (x - y, -2, -1), (x * y, 15, 11), (x / y, 0.6, -0.04), (x**2, 9, 6), (-x, -3, -1))
        for z, value, tangent in cases:
            assert (z.value, z.tangent) == pytest.approx((value, tangent))
            assert z.tag is sweep


def test_directions_travel_together():
    """A batch of tangents has the directions as its first axis, whatever is done to the value."""
    with Sweep() as sweep:
        x = Dual.of(X, np.stack([T, 2 * T]), sweep)
        for z in (x * x, np.sin(x), x[1], x[::-1], x * np.ones((2, 3)), np.sum(x), x @ X, np.stack([x, x])):
            assert z.tangent.shape == (2, *z.shape)
            expect_equal(z.tangent[1], 2 * z.tangent[0])


def test_the_first_derivative_of_a_chain_takes_no_more_python_stack():
    def f(x: Any) -> Any:
        for _ in range(20_000):
            x = x * 1.0001
        return x

    expect_equal(forward.derivative(f)(1.0), 1.0001**20_000, 1e-10)


def test_values_and_tangents_are_added_in_place_at_slices_and_numbers():
    for directions in ((), (2,)):
        with Sweep(directions) as sweep:
            x = Dual.of(X, np.broadcast_to(T, directions + T.shape), sweep)
            buffer = x.add_to(None, slice(1, 4), (5,))
            assert x[0].add_to(buffer, 2, (5,)) is buffer
            assert x.add_to(buffer, slice(-3, None), (5,)) is buffer
            expect_equal(buffer.value, np.array([0, X[0], X[1] + X[0] + X[0], X[2] + X[1], X[2]]))
            for t in buffer.tangent.reshape(-1, 5):
                expect_equal(t, np.array([0, T[0], T[1] + T[0] + T[0], T[2] + T[1], T[2]]))


def test_only_what_one_level_traces_is_added_in_place():
    with Sweep() as outer, Sweep() as inner:
        x = Dual.of(X, T, inner)
        buffer = x.add_to(None, slice(0, 3), (4,))
        assert Dual.of(Dual.of(X, T, outer), T, inner).add_to(None, slice(0, 3), (4,)) is None  # of two levels
        assert Dual.of(X, T, outer).add_to(buffer, slice(0, 3), (4,)) is None  # of another
        assert Dual.of(np.float64(1), np.float64(1), inner).add_to(buffer, slice(0, 3), (4,)) is None  # for all
        expect_equal(buffer.value, np.append(X, 0.0))


def test_second_and_third_derivatives_through_overlapping_parts():
    def f(x: Any) -> Any:
        return np.sum(x[1:] ** 2 * x[:-1]) + x[0] * x[2] ** 2 + np.sum(x[::2]) * np.sum(x[1:]) * x[-1]

    x = points(4)
    expect_equal(hessian(f)(x), forward.hessian(f)(x))
    expect_equal(hessian(f)(x), reverse.hessian(f)(x))
    expect_equal(hvp(f, (x,), (x[::-1],)), hessian(f)(x) @ x[::-1])
    third = [mode.jacobian(hessian(f))(x) for mode in (forward, reverse)]
    expect_equal(third[0], third[1])
    expect_equal(third[0], np.transpose(third[0], (2, 0, 1)))


def test_constants_carry_no_tangent():
    """An input that no direction of the batch moves stays a plain number."""
    seen = []
    forward.jacobian(lambda x, y: seen.append((type(x), type(y))) or x * y, (0, 1), chunk_size=1)(2.0, 3.0)
    assert seen == [(Dual, np.float64), (np.float64, Dual)]


def test_zero_tangents_are_not_skipped():
    """What is skipped depends on structure, never on a tangent that happens to be zero: nan times zero is nan."""
    with np.errstate(all="ignore"):
        assert np.isnan(forward.jvp(lambda x: np.log(x) * x, (0.0,), (0.0,))[1])

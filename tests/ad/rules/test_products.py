"""Products: all combinations of ranks, all forms of einsum."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from tests.ad.checks import CHECKS, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.tables import PRODUCTS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", PRODUCTS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


def test_shapes_that_do_not_fit_fail_as_ever() -> None:
    x, y = points(2, 3), points(2, 3, seed=1)
    mistakes = (
        lambda x: x @ y,
        lambda x: x[0] @ y[0, :2],
        lambda x: np.dot(x, y),
        lambda x: np.inner(x, y.T),
        lambda x: np.vdot(x, y[0]),
        lambda x: np.tensordot(x, y.T, ([0, 1], [0, 1])),  # as many elements, but not the same axes
        lambda x: np.einsum("ij,jk", x, y),
        lambda x: np.einsum("ii->i", x),
    )
    for mode in MODES:
        for mistake in mistakes:
            with pytest.raises(ValueError, match=r".+"):
                mistake(x)
            with pytest.raises(ValueError, match=r".+"):
                mode.jacobian(mistake)(x)
        with pytest.raises(ValueError, match=r"np\.cross takes vectors of 3 elements.*x\[0\] \* y\[1\]"):
            mode.jacobian(lambda x: np.cross(x[:, :2], y[:, :2]))(x)
        with pytest.raises(ValueError, match="names 2 operands, but 1 were given"):
            mode.jacobian(lambda x: np.einsum("ij,jk", x))(x)


@pytest.mark.parametrize("axes", [0, 1, 2, ([0], [1]), ((0, 1), (1, 0)), (1, 0), ([-1, 0], [1, 2])], ids=str)
def test_tensordot_is_that_of_numpy(axes: Any) -> None:
    x = points(2, 3, 2) if axes != 2 else points(2, 2, 3)
    y = points(3, 2, 2, seed=1) if axes not in (0, 1, 2) else points(2, 3, 2, seed=1)
    shape = np.tensordot(x, y, axes).shape
    value, t = forward.jvp(lambda x, y: np.tensordot(x, y, axes), (x, y), (y.reshape(x.shape), x.reshape(y.shape)))
    expect_equal(value, np.tensordot(x, y, axes), 1e-14)
    expect_equal(t, np.tensordot(y.reshape(x.shape), y, axes) + np.tensordot(x, x.reshape(y.shape), axes), 1e-14)
    assert reverse.vjp(lambda x: np.tensordot(x, y, axes), x)[1](np.ones(shape))[0].shape == x.shape


def test_products_over_an_empty_axis() -> None:
    x, y = np.zeros((2, 0)), np.zeros((0, 3))
    for mode in MODES:
        for stack in (np.zeros((2, 2, 0)), np.zeros((0, 2, 0)), np.zeros((2, 0, 2, 0))):
            by_x, by_y = mode.jacobian(np.matmul, (0, 1))(stack, y)
            assert by_x.shape == (*stack.shape[:-1], 3, *stack.shape)
            assert by_y.shape == (*stack.shape[:-1], 3, 0, 3)
        for f in (np.matmul, np.dot, lambda x, y: np.tensordot(x, y, 1), lambda x, y: np.einsum("ij,jk->ik", x, y)):
            by_x, by_y = mode.jacobian(f, (0, 1))(x, y)
            assert by_x.shape == (2, 3, 2, 0)
            assert by_y.shape == (2, 3, 0, 3)


def test_random_contractions_of_a_product() -> None:
    """dZ into a product gives dZ y.T to the left and x.T dZ to the right."""
    x, y, dz = points(3, 4), points(4, 2, seed=1), points(3, 2, seed=2)
    for product in (np.matmul, np.dot, lambda x, y: np.einsum("ij,jk", x, y), lambda x, y: np.tensordot(x, y, 1)):
        expect_equal(reverse.vjp(product, x, y)[1](dz), (dz @ y.T, x.T @ dz))

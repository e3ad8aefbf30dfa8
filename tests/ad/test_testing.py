"""The public checks: they pass what is right, and fail what is wrong in value, shape or type."""

from typing import Any

import numpy as np
import pytest

from ad import testing
from ad.core import RULES, primitive
from ad.rule import elementwise, linear
from tests.ad.scenarios import points

X = points(3, low=0.5, high=2)


@pytest.fixture
def cube():
    """A function whose rule a test may sabotage."""

    @primitive
    def cube(x: Any) -> Any:
        return x * x * x

    yield cube
    RULES.pop(cube, None)


def test_a_right_rule_passes(cube: Any) -> None:
    elementwise(cube, lambda z, x: 3 * x * x)
    testing.check_grads(cube, (X,), order=2)
    testing.check_grads(cube, (X.astype("f4"),))
    testing.check_grads(lambda p, y: cube(p["x"]) * y, ({"x": X}, 2.0), order=2)


@pytest.mark.parametrize(
    "partial",
    [
        lambda z, x: 3.001 * x * x,
        lambda z, x: -3 * x * x,
        lambda z, x: 3 * x,
        lambda z, x: x * 0,
        lambda z, x: np.nan * x,
        lambda z, x: np.array([3.0, 0, 3]) * x * x,
    ],
)
def test_a_wrong_partial_fails(cube: Any, partial: Any) -> None:
    elementwise(cube, partial)
    with pytest.raises(AssertionError, match="pushforward of output 0 differs from differences"):
        testing.check_grads(cube, (X,))


def test_a_wrong_second_derivative_fails(cube: Any) -> None:
    elementwise(cube, lambda z, x: 3 * np.asarray(getattr(x, "value", x)) ** 2)
    testing.check_grads(cube, (X,), order=1)
    with pytest.raises(AssertionError):
        testing.check_grads(cube, (X,), order=2)


@pytest.fixture
def double():
    @primitive
    def double(x: Any) -> Any:
        return 2 * x

    yield double
    RULES.pop(double, None)


@pytest.mark.parametrize(
    ("pull", "message"),
    [
        (lambda ct, z, x: 3 * ct, "not the transpose"),
        (lambda ct, z, x: 2 * ct[::-1], "not the transpose"),
        (lambda ct, z, x: 2 * np.concatenate([ct, ct]), r"has shape \(6,\), not \(3,\)"),
    ],
)
def test_a_wrong_pull_fails(double: Any, pull: Any, message: str) -> None:
    linear(double, push=lambda t, z, x: 2 * t, pull=pull)
    testing.check_grads(double, (X,), modes=["forward"])
    with pytest.raises(AssertionError, match=message):
        testing.check_grads(double, (X,), modes=["reverse"])


@pytest.mark.parametrize(
    ("push", "message"),
    [
        (lambda t, z, x: 3 * t, "differs from differences"),
        (lambda t, z, x: 2 * t[:2], r"has shape \(2,\), not \(3,\)"),
        (lambda t, z, x: (2 * t).astype("f4"), "has dtype float32, not float64"),
    ],
)
def test_a_wrong_push_fails(double: Any, push: Any, message: str) -> None:
    linear(double, push=push, pull=lambda ct, z, x: 2 * ct)
    with pytest.raises(AssertionError, match=message):
        testing.check_grads(double, (X,), modes=["forward"])


def test_unknown_mode() -> None:
    with pytest.raises(ValueError, match="not 'sideways'"):
        testing.check_grads(np.sin, (X,), modes=["sideways"])


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        (1.0, 1.0, 0),
        ([1.0, np.nan, np.inf], [1.0, np.nan, np.inf], 0),
        (np.inf, -np.inf, np.inf),
        (np.nan, 1.0, np.inf),
        ([1.0, 2.0], [1.0, 2.0, 3.0], np.inf),
        (0.0, 1e-3, 1e-3),
        (1e6, 1.002e6, 2e3 / 2.002e6),
        (np.zeros((0, 3)), np.zeros((0, 3)), 0),
    ],
)
def test_rho(x: Any, y: Any, expected: float) -> None:
    assert testing.rho(x, y) == pytest.approx(expected)


def test_differences_are_of_fourth_order() -> None:
    errors = [abs(testing.directional_difference(np.exp, (1.0,), (1.0,), step)[0] - np.e) for step in (0.2, 0.1)]
    assert errors[0] / errors[1] == pytest.approx(16, rel=0.05)

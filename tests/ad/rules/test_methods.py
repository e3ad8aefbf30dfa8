"""Methods of ufuncs: scenarios, ties and infinities, additions in place, and what refuses."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ad import UnsupportedError, testing
from tests.ad.checks import CHECKS, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.scenarios_methods import SCENARIOS

inf, nan = np.inf, np.nan


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


SINGULAR: list[tuple[str, list[float], Any]] = [
    ("np.logaddexp.reduce(x)", [1000.0, 1000.0], [0.5, 0.5]),
    ("np.logaddexp.reduce(x)", [-inf, 0.0], [0, 1]),
    ("np.logaddexp.reduce(x)", [-inf, -inf], [nan, nan]),
    ("np.hypot.reduce(x)", [0.0, 0.0], [0, 0]),
    ("np.maximum.reduce(x)", [1.0, 3.0, 3.0], [0, 0.5, 0.5]),
    ("np.maximum.accumulate(x)", [1.0, 1.0, 0.0], [[1, 0, 0], [1, 0, 0], [1, 0, 0]]),  # the first of equals stays ahead
    ("np.minimum.accumulate(x)", [1.0, 1.0, 0.0], [[1, 0, 0], [1, 0, 0], [0, 0, 1]]),
    ("np.maximum.accumulate(x)", [1.0, nan, 3.0], [[1, 0, 0], [0, 1, 0], [0, 1, 0]]),
    ("np.multiply.accumulate(x)", [2.0, 0.0, 3.0], [[1, 0, 0], [0, 2, 0], [0, 6, 0]]),
]


@pytest.mark.parametrize(("call", "point", "expected"), SINGULAR, ids=str)
def test_singular_point(call: str, point: list[float], expected: Any) -> None:
    f = Scenario(None, call, {"x": None}).f()
    with np.errstate(all="ignore"):
        for mode in MODES:
            for chunk_size in (1, None):
                expect_equal(mode.jacobian(f, chunk_size=chunk_size)(np.array(point)), np.array(expected))


def test_empty_arrays() -> None:
    for mode in MODES:
        for f in (np.maximum.accumulate, np.logaddexp.accumulate, lambda x: np.logaddexp.reduce(x, axis=1)):
            assert mode.jacobian(f)(np.zeros((0, 2))).size == 0
        assert mode.jacobian(np.logaddexp.reduce)(np.zeros((0, 2))).shape == (2, 0, 2)


def test_additions_in_place_repeat_where_a_place_is_named_twice() -> None:
    def f(x: Any) -> Any:
        y = np.zeros_like(x)
        places = np.array([0, 0, 2])
        np.add.at(y, places, np.sin(x[:3]))
        places[:] = 1  # the sweep must not see this
        np.subtract.at(y, (1, 2), x[3, 0])
        np.add.at(y, (slice(None), [0]), 2.0)
        return y

    x = points(4, 3)
    testing.check_grads(f, (x,), order=2)
    expected = np.zeros((4, 3))
    np.add.at(expected, [0, 0, 2], np.sin(x[:3]))
    expected[1, 2] -= x[3, 0]
    expected[:, 0] += 2
    for mode in MODES:
        value, _ = mode.value_and_grad(lambda x: np.sum(f(x) * x))(x)
        expect_equal(value, np.sum(expected * x))


@pytest.mark.parametrize(
    "call", ["np.subtract.reduce(x)", "np.multiply.at(x, [0], 2.0)", "np.maximum.reduceat(x, [0])"]
)
def test_method_without_a_rule(call: str) -> None:
    f = Scenario(None, call, {"x": None}).f()
    for mode in MODES:
        with pytest.raises(UnsupportedError, match=r"numpy\.\w+\.\w+ has no derivative rule"):
            mode.jacobian(f)(points(3))


@pytest.mark.parametrize("method", ["logaddexp.accumulate", "maximum.accumulate", "add.reduceat"])
def test_options_are_refused_by_the_name_of_the_method(method: str) -> None:
    starts = ", [0]" if method == "add.reduceat" else ""
    f = Scenario(None, f"np.{method}(x{starts}, dtype=float)", {"x": None}).f()
    for mode in MODES:
        with pytest.raises(UnsupportedError, match=rf"numpy\.{method}\(\.\.\., dtype=\.\.\.\).*Leave dtype out"):
            mode.jacobian(f)(points(3))

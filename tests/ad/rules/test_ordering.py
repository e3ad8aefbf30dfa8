"""Order statistics: scenarios, ties, holes, and what refuses."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ad import UnsupportedError, forward, reverse
from tests.ad.checks import CHECKS, CHUNK_SIZES, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.scenarios_ordering import SCENARIOS

inf, nan = np.inf, np.nan


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


# Of one array: the array, and the Jacobian there.
SINGULAR: list[tuple[str, Any, Any]] = [
    ("np.sort(x)", [2.0, 1.0, 1.0, 1.0], [[0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0]]),
    ("np.median(x)", [4.0, 1.0, 3.0, 2.0], [0, 0, 0.5, 0.5]),
    ("np.median(x)", [2.0, 2.0, 2.0, 2.0], [0, 0.5, 0.5, 0]),
    ("np.median(x)", [inf, inf, inf], [0, 1, 0]),
    ("np.median(x)", [1.0, nan, 2.0], [0, nan, 0]),
    ("np.nanmedian(x)", [1.0, nan, 2.0, 4.0, 3.0], [0, 0, 0.5, 0, 0.5]),
    ("np.quantile(x, 0.5)", [4.0, 1.0, 3.0, 2.0], [0, 0, 0.5, 0.5]),
    ("np.quantile(x, 1.0)", [4.0, 1.0], [1, 0]),
    ("np.quantile([4.0, 1.0, 2.0], x)", [0.0, 0.5, 1.0], [[2, 0, 0], [0, 4, 0], [0, 0, 4]]),
    ("np.unique(x)", [2.0, 1.0, 2.0], [[0, 1, 0], [1, 0, 0]]),
    ("np.ptp(x)", [3.0, 1.0, 3.0], [0.5, -1, 0.5]),
]


@pytest.mark.parametrize(("call", "point", "expected"), SINGULAR, ids=lambda value: str(value))
def test_singular(call: str, point: Any, expected: Any) -> None:
    f = Scenario(None, call, {"x": None}).f()
    with np.errstate(all="ignore"):
        for mode in MODES:
            for chunk_size in CHUNK_SIZES:
                got = mode.jacobian(f, chunk_size=chunk_size)(np.array(point))
                if np.isnan(expected).any():  # nan spreads to all directions that travel together
                    assert np.isnan(np.sum(got)), mode.__name__
                else:
                    expect_equal(got, np.array(expected), hint=f"({mode.__name__}, chunk_size={chunk_size})")


def test_numbers_beside_the_values_are_plain() -> None:
    def f(x: Any) -> Any:
        values, index, inverse, counts = np.unique(x, True, True, True)
        assert all(type(a) is np.ndarray and a.dtype.kind == "i" for a in (index, inverse, counts))
        order = np.lexsort((x, x))
        assert order.dtype.kind == "i"
        common, first, second = np.intersect1d(x, x[:2], return_indices=True)
        assert np.array_equal(x[first], common)
        assert np.array_equal(x[:2][second], common)
        assert np.array_equal(np.isin(x, [1.0]), [False, True, True])
        return np.sum(values[inverse] * np.array([1.0, 2.0, 3.0])) + x[order][2]

    for mode in MODES:
        expect_equal(mode.grad(f)(np.array([2.0, 1.0, 1.0])), np.array([2, 5, 0]))  # the first 1 stands for both


def test_a_function_is_evaluated_only_where_its_condition_holds() -> None:
    for mode in MODES:
        with np.errstate(all="raise"):
            got = mode.jacobian(lambda x: np.piecewise(x, [x > 0], [np.log, lambda v: 3 * v]))(
                np.array([-1.0, 0.0, 2.0])
            )
        expect_equal(got, np.diag([3, 3, 0.5]))


def test_refusals() -> None:
    x = points(4)
    for mode in (forward, reverse):
        with pytest.raises(UnsupportedError, match=r"numpy\.quantile\(\.\.\., weights=\.\.\.\)"):
            mode.grad(lambda x: np.quantile(x, 0.5, weights=np.ones(4), method="inverted_cdf"))(x)
        with pytest.raises(UnsupportedError, match=r"numpy\.sort_complex .* np\.sort\(x\)"):
            mode.grad(lambda x: np.sort_complex(x)[0])(x)
        with pytest.raises(ValueError, match="same number of dimensions"):
            mode.grad(lambda x: np.take_along_axis(x, np.array([[1]]), 0)[0])(x)
        with pytest.raises(ValueError, match="choice array"):
            mode.grad(lambda x: np.choose([-1], [x, x])[0])(x)

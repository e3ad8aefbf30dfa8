"""Moments and sums over some elements, histograms: scenarios, holes, and what refuses."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ad import UnsupportedError
from tests.ad.checks import CHECKS, CHUNK_SIZES, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.scenarios_statistics import SCENARIOS

nan = np.nan


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


# Of one array: the array, and the gradient there. What is left out has derivative zero.
SINGULAR: list[tuple[str, Any, Any]] = [
    ("np.nansum(x)", [1.0, nan, 2.0], [1, 0, 1]),
    ("np.nanprod(x)", [2.0, nan, 0.0], [0, 0, 2]),
    ("np.nanmax(x)", [1.0, nan, 2.0, 2.0], [0, 0, 0.5, 0.5]),
    ("np.nanmean(x)", [1.0, nan, 2.0], [0.5, 0, 0.5]),
    ("np.nanstd(x)", [2.0, nan, 2.0], [0, 0, 0]),
    ("np.nansum(x)", [nan, nan], [0, 0]),
    ("np.max(x, initial=3.0)", [1.0, 3.0], [0, 0.5]),
    ("np.sum(x, where=[True, False])", [1.0, nan], [1, 0]),
]


@pytest.mark.parametrize(("call", "point", "expected"), SINGULAR, ids=lambda value: str(value))
def test_singular(call: str, point: Any, expected: Any) -> None:
    f = Scenario(None, call, {"x": None}).f()
    with np.errstate(all="ignore"):
        for mode in MODES:
            for chunk_size in CHUNK_SIZES:
                got = mode.jacobian(f, chunk_size=chunk_size)(np.array(point))
                expect_equal(got, np.array(expected), hint=f"({mode.__name__}, chunk_size={chunk_size})")


def test_counts_are_plain() -> None:
    def f(x: Any) -> Any:
        counts, edges = np.histogram(x, bins=3)
        assert type(counts) is np.ndarray
        assert counts.dtype.kind == "i"
        assert np.array_equal(np.histogram(x, bins=[-3, 0, 3])[0] * 1.0, np.histogram2d(x, x, [[-3, 0, 3], 1])[0][:, 0])
        return np.sum(counts * edges[1:])

    x = points(7)
    for mode in MODES:
        expect_equal(mode.value_and_grad(f)(x)[0], np.sum(np.histogram(x, 3)[0] * np.histogram(x, 3)[1][1:]))


def test_refusals() -> None:
    x = points(4)
    for mode in MODES:
        with pytest.raises(UnsupportedError, match=r"bins='auto'.*number or the edges"):
            mode.grad(lambda x: np.histogram(x, bins="auto")[1][0])(x)
        with pytest.raises(UnsupportedError, match=r"numpy\.nansum\(\.\.\., dtype=\.\.\.\).*Leave dtype out"):
            mode.grad(lambda x: np.nansum(x, dtype=float))(x)
        with pytest.raises(ValueError, match="initial"):
            mode.grad(lambda x: np.max(x, where=[True, False, True, True]))(x)
        with pytest.raises(ZeroDivisionError):
            mode.grad(lambda x: np.average(x, weights=[1, -1, 1, -1]))(x)
        with pytest.raises(ValueError, match="weights"):
            mode.grad(lambda x: np.bincount([1, 2], weights=x)[0])(x)

"""Differences, interpolation, grids, sinc and i0: scenarios, kinks, and what refuses."""

from collections.abc import Callable
from fractions import Fraction
from math import factorial
from typing import Any

import numpy as np
import pytest

from ad import UnsupportedError
from tests.ad.checks import CHECKS, CHUNK_SIZES, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.scenarios_calculus import SCENARIOS

inf, nan = np.inf, np.nan


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


# Of one array: the array, and the Jacobian there.
SINGULAR: list[tuple[str, Any, Any]] = [
    ("np.sinc(x)", [0.0, 1.0], [[0, 0], [0, -1]]),
    ("np.nan_to_num(x)", [nan, 1.0, inf], [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
    (
        "np.interp(x, [0.0, 1.0, 2.0], [0.0, 1.0, 3.0])",
        [0.0, 1.0, 2.0],
        np.diag([1, 2, 2]),
    ),  # to the right, at the end left
    ("np.interp(x, [0.0, 1.0], [2.0, 3.0])", [-1.0, 5.0], np.diag([0, 0])),
    ("np.interp([0.0, 1.0], x, [5.0, 3.0])", [0.0, 1.0], [[2, 0], [0, 2]]),
    ("np.i0(x)", [0.0], [[0]]),
]


@pytest.mark.parametrize(("call", "point", "expected"), SINGULAR, ids=lambda value: str(value))
def test_singular(call: str, point: Any, expected: Any) -> None:
    f = Scenario(None, call, {"x": None}).f()
    with np.errstate(all="ignore"):
        for mode in MODES:
            for chunk_size in CHUNK_SIZES:
                got = mode.jacobian(f, chunk_size=chunk_size)(np.array(point))
                expect_equal(got, np.array(expected), hint=f"({mode.__name__}, chunk_size={chunk_size})")


def sinc_by_integral(x: float, order: int) -> float:
    """Return a derivative of ``sinc(x) = integral of cos(pi x s) for s from 0 to 1``, by Gauss and Legendre."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    s = np.pi * (nodes + 1) / 2
    return float(np.sum(weights * s**order * np.cos(x * s + order * np.pi / 2)) / 2)


def i0_by_series(x: float, order: int) -> float:
    """Return a derivative of ``i0(x) = sum((x / 2)**(2 n) / n!**2)``, term by term."""
    return sum(
        float(Fraction(factorial(2 * n), factorial(2 * n - order) * 4**n * factorial(n) ** 2)) * x ** (2 * n - order)
        for n in range((order + 1) // 2, 80)
    )


@pytest.mark.parametrize(("f", "reference"), [(np.sinc, sinc_by_integral), (np.i0, i0_by_series)])
@pytest.mark.parametrize("x", [0.0, 1e-5, 0.3, 1.3, 9.5, 30.0])
def test_higher_derivatives(f: Any, reference: Any, x: float) -> None:
    """To any order, at zero, near it and far out, by both modes in turn."""
    for order in range(5):
        expected = reference(x, order)
        assert abs(f(x) - expected) <= 1e-12 * max(1.0, abs(expected)), order
        f = MODES[order % 2].derivative(f)


def test_sinc_is_smooth_across_its_series() -> None:
    """The power series and the recurrence agree where one takes over from the other."""
    for order in range(6):
        edge = (2 + order / 2) / np.pi
        g: Any = np.sinc
        for _ in range(order):
            g = MODES[0].derivative(g)
        below, above = g(edge * (1 - 1e-13)), g(edge * (1 + 1e-13))
        assert abs(below - above) < 1e-10


def test_i0_far_out() -> None:
    x = np.array([1e-3, 3.0, 30.0, 300.0, 700.0])
    expected = np.array([5.00000062500002604e-4, 3.953370217402609396, 768532038938.95699949, nan, nan])
    for mode in MODES:
        got = np.diag(mode.jacobian(np.i0)(x))
        assert np.allclose(got[:3], expected[:3], rtol=1e-13)
        ratio = got / np.i0(x)  # I1 / I0 = 1 - 1 / (2 x) - 1 / (8 x**2) - 1 / (8 x**3) - 25 / (128 x**4) - ...
        far = x[3:]
        series = 1 - 1 / (2 * far) - 1 / (8 * far**2) - 1 / (8 * far**3) - 25 / (128 * far**4)
        assert np.allclose(ratio[3:], series, rtol=1e-12)


def test_kaiser_window_through_absorption() -> None:
    for mode in MODES:
        slope = (np.kaiser(5, 2.0 + 1e-5) - np.kaiser(5, 2.0 - 1e-5)) / 2e-5
        expect_equal(mode.derivative(lambda beta: np.kaiser(5, beta) + 0.0)(2.0), slope, 1e-8)


def test_refusals() -> None:
    x = points(4)
    for mode in MODES:
        with pytest.raises(UnsupportedError, match=r"numpy\.linspace\(\.\.\., dtype=\.\.\.\)"):
            mode.jacobian(lambda x: np.linspace(x, 2.0, dtype=int))(1.0)
        with pytest.raises(UnsupportedError, match="different sign"):
            mode.jacobian(lambda x: np.geomspace(x, -2.0))(1.0)
        with pytest.raises(ValueError, match="too small"):
            mode.jacobian(np.gradient)(x[:1])

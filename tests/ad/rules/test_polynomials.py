"""Convolution and polynomials: scenarios, zero coefficients, batches, and what refuses."""

import warnings
from collections.abc import Callable

import numpy as np
import pytest

from ad import UnsupportedError
from tests.ad.checks import CHECKS, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.scenarios_polynomials import SCENARIOS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


def test_zero_coefficients() -> None:
    for mode in MODES:
        expect_equal(mode.jacobian(lambda x: np.vander(x, 3)[0])(np.zeros(1)), np.array([[0], [1], [0]]))
        rest = mode.jacobian(lambda x: np.polydiv(x, [1.0, 1.0])[1])(np.array([1.0, 2.0, 1.0]))
        expect_equal(rest, np.array([[1, -1, 1]]))
        roots = mode.jacobian(np.roots)(np.array([0.0, 1.0, -2.0, 0.0]))
        expect_equal(roots[:, 1:3], np.array([[-2, -1], [0, 0]]))


def test_long_convolution_against_fourier() -> None:
    """A batch of directions goes another way than one, through windows."""
    x, y = points(200), points(50, seed=1)
    for mode in MODES:
        one = mode.jacobian(lambda y: np.convolve(x, y), chunk_size=1)(y)
        expect_equal(mode.jacobian(lambda y: np.convolve(x, y))(y), one)


def test_a_poor_fit_warns() -> None:
    for mode in MODES:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with pytest.raises(np.exceptions.RankWarning, match="poorly conditioned"):
                mode.jacobian(lambda y: np.polyfit([1.0, 1.0, 1.0], y, 1))(points(3))


def test_refusals() -> None:
    x = points(4)
    for mode in MODES:
        with pytest.raises(UnsupportedError, match=r"numpy\.polyfit\(\.\.\., cov=\.\.\.\)"):
            mode.jacobian(lambda x: np.polyfit(x, x, 1, cov=True))(x)
        with pytest.raises(ValueError, match="mode must be"):
            mode.jacobian(lambda x: np.convolve(x, x, "most"))(x)

"""Growth: slopes that are known are found again."""

import numpy as np
import pytest

from reports import growth
from tests.reports.draws import noisy


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0, 2.0])
def test_slope_recovers_the_exponent(exponent):
    sizes = 2.0 ** np.arange(10)
    fit = growth.slope(sizes, 3 * sizes**exponent * noisy(1, 0.03, len(sizes)))
    assert fit.low <= exponent <= fit.high
    assert fit.value == pytest.approx(exponent, abs=0.03)


def test_slope_forgives_one_odd_point():
    sizes = 2.0 ** np.arange(9)
    values = sizes.copy()
    values[4] *= 10
    assert growth.slope(sizes, values).value == pytest.approx(1)


def test_slope_needs_three_sizes():
    assert growth.slope([1, 2], [1, 2]) is None
    assert growth.slope([], []) is None


@pytest.mark.parametrize("fixed", [0.0, 40.0])
def test_per_unit_recovers_what_one_more_costs(fixed):
    sizes = 10.0 ** np.arange(5)
    fit = growth.per_unit(sizes, (fixed + 3 * sizes) * noisy(1, 0.03, len(sizes)))
    assert fit.low <= 3 <= fit.high
    assert fit.value == pytest.approx(3, rel=0.1)


@pytest.mark.parametrize("noise", [0.02, 0.2])
def test_per_unit_covers_the_truth(noise):
    sizes = np.array([1.0, 10.0, 100.0, 1000.0])
    fits = [growth.per_unit(sizes, (4 + sizes) * noisy(1, noise, 4, seed)) for seed in range(100)]
    assert sum(fit.low <= 1 <= fit.high for fit in fits) >= 88  # 95 expected, as for the ratio


def test_factor_recovers_what_a_step_does():
    steps = np.arange(15)
    fit = growth.factor(steps, 0.25**steps * noisy(1, 0.2, len(steps)))
    assert fit.low <= 0.25 <= fit.high
    assert fit.value == pytest.approx(0.25, rel=0.05)


@pytest.mark.parametrize("fit", [growth.per_unit, growth.factor])
def test_two_points_are_no_fit(fit):
    assert fit([1, 2], [1, 2]) is None

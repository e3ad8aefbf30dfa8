"""Statistics on data whose ratio, slope and crossover are known."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import bootstrap

from reports import crossovers, growth, stats
from reports.stats import Estimate
from tests.reports.draws import noisy


def test_ratio_covers_the_truth():
    covered = [
        estimate.low <= 3 <= estimate.high for estimate in (stats.ratio(noisy(3, seed=seed)) for seed in range(100))
    ]
    assert sum(covered) >= 88  # 95 expected; fewer than 88 has a chance below one in 300


def test_ratio_narrows_with_more_pairs():
    few, many = (stats.ratio(noisy(2, pairs=pairs)) for pairs in (10, 1000))
    assert many.high - many.low < 0.3 * (few.high - few.low)


def test_ratio_is_the_same_each_time():
    assert stats.ratio(noisy(2)) == stats.ratio(noisy(2))


@pytest.mark.parametrize("pairs", [1, 3, 40])
def test_ratio_of_constant_pairs_has_no_width(pairs):
    assert stats.ratio([1.5] * pairs) == (1.5, 1.5, 1.5)


def test_ratio_of_few_pairs_is_their_range():
    assert stats.ratio([2.0, 1.0, 4.0]) == (2.0, 1.0, 4.0)


def test_ratio_of_nothing_is_nan():
    assert all(math.isnan(part) for part in stats.ratio([]))


@pytest.mark.parametrize("pairs", [7, 20])
def test_medians_are_resampled_as_scipy_does(pairs):
    sample = noisy(2, pairs=pairs)
    options = {"n_resamples": stats.RESAMPLES, "method": "percentile", "vectorized": True}
    expected = bootstrap((sample,), np.median, rng=np.random.default_rng(3), **options).bootstrap_distribution
    np.testing.assert_array_equal(stats.resampled_medians(sample, np.random.default_rng(3)), expected)


def test_scatter_forgives_single_pairs_but_not_many():
    assert stats.scatter([2.0] * 9 + [1e6] * 4) == 0
    assert stats.scatter([1.0, 1.5, 2.0, 2.5, 3.0]) == pytest.approx(0.25)
    assert math.isnan(stats.scatter([]))


def test_scatter_does_not_depend_on_the_size_of_the_ratio():
    assert stats.scatter(1000 * noisy(2)) == pytest.approx(stats.scatter(noisy(2)))


def test_inverse_swaps_the_ends():
    assert Estimate(2.0, 1.0, 4.0).inverse() == (0.5, 0.25, 1.0)


def test_noise_floor_is_the_far_end_of_the_interval():
    assert stats.noise_floor([0.98, 1.0, 1.01]) == pytest.approx(0.02)


def test_a_setting_is_read_whole_or_not_at_all():
    table = pd.DataFrame({"size": ["size=10,operations=7", "operations=12", "xoperations=3", "n=4"]})
    np.testing.assert_array_equal(stats.setting(table, "operations"), [7, 12, np.nan, np.nan])


def test_known_answers_survive_the_file(make_power, summarise):
    summary = summarise(make_power(noise=0.01))
    wide = stats.mode_ratios(summary, "wide", "two-layer-tanh").iloc[-1]
    assert wide["low"] <= 4096 / 1.8 <= wide["high"]
    curves = stats.costs(summary, "wide", "two-layer-tanh")
    fitted = {backend: whole for backend, (whole, _) in growth.slopes(curves).items()}
    for backend, exponent in {"forward": 1, "forward-looped": 1, "reverse": 0}.items():
        assert fitted[backend].value == pytest.approx(exponent, abs=0.01)
    grid = crossovers.grid_crossover(stats.mode_ratios(summary, "grid", "two-layer-tanh"))
    assert grid.low <= 1.8 <= grid.high
    assert grid.value == pytest.approx(1.8, rel=0.02)


def test_the_gradient_is_preferred_where_a_jacobian_was_timed_too(make_power, summarise):
    result = make_power(["wide"])
    result.case("wide", 4, 1, "forward", quantity="jacobian")
    curves = stats.costs(summarise(result), "wide", "two-layer-tanh")
    assert set(curves["quantity"]) == {"gradient"}

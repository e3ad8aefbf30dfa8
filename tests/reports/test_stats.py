"""Statistics on data whose ratio, slope and crossover are known."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import bootstrap, trim_mean

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


def scipy_trimmed_mean(pairs, axis):
    return np.exp(trim_mean(np.log(pairs), stats.TRIM, axis=axis))


@pytest.mark.parametrize("count", [10, 19, 40])
def test_mean_is_trimmed_as_scipy_does(count):
    sample = noisy(2, pairs=(3, count))
    np.testing.assert_allclose(stats.trimmed_mean(sample), scipy_trimmed_mean(sample, axis=-1), rtol=1e-12)


@pytest.mark.parametrize(("pairs", "expected"), [([3.0], 3), ([1.0, 4.0], 2), ([1.0, 2.0, 9.0], 2), ([1, 2, 8, 9], 4)])
def test_mean_of_few_leaves_out_one_at_either_end(pairs, expected):
    assert stats.trimmed_mean(pairs) == pytest.approx(expected)


def test_mean_forgives_a_tenth_of_the_pairs_at_either_end():
    undisturbed = noisy(2, pairs=32)
    disturbed = np.concatenate([undisturbed, [1e-3] * 4, [1e3] * 4])
    assert stats.ratio(disturbed).value == pytest.approx(np.exp(np.log(undisturbed).mean()))


def test_pairs_in_two_equal_heaps_give_what_lies_between():
    low, high = ([1.0] * 20 + [1.2] * 20, [1.0] * 18 + [1.2] * 22)
    assert stats.ratio(high).value / stats.ratio(low).value < 1.02 < stats.median(high) / stats.median(low)


@pytest.mark.parametrize("pairs", [10, 20])
@pytest.mark.parametrize(
    ("statistic", "of_scipy"), [(stats.trimmed_mean, scipy_trimmed_mean), (stats.median, np.median)]
)
def test_pairs_are_resampled_as_scipy_does(pairs, statistic, of_scipy):
    sample = noisy(2, pairs=pairs)
    options = {"n_resamples": stats.RESAMPLES, "method": "percentile", "vectorized": True}
    expected = bootstrap((sample,), of_scipy, rng=np.random.default_rng(3), **options).bootstrap_distribution
    np.testing.assert_allclose(stats.resampled(sample, np.random.default_rng(3), statistic), expected, rtol=1e-12)


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

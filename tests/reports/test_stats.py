"""Statistics on data whose ratio, slope and crossover are known."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy.stats import bootstrap

from reports import stats
from reports.stats import Estimate


def noisy(value, noise=0.05, pairs=25, seed=0):
    """Draw paired ratios around a value."""
    random = np.random.default_rng(seed)
    return value * np.exp(noise * random.standard_normal(pairs))


def grid_of(ratio, sizes=(1, 4, 16, 64, 256)):
    """Make the table of a grid from ratio(n, m), a little noise added."""
    return pd.DataFrame(
        {"n": n, "m": m, "ratio": np.median(pairs), "pairs": tuple(pairs)}
        for seed, (n, m) in enumerate((n, m) for n in sizes for m in sizes)
        for pairs in [noisy(ratio(n, m), 0.02, seed=seed)]
    )


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


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0, 2.0])
def test_slope_recovers_the_exponent(exponent):
    sizes = 2.0 ** np.arange(10)
    fit = stats.slope(sizes, 3 * sizes**exponent * noisy(1, 0.03, len(sizes)))
    assert fit.low <= exponent <= fit.high
    assert fit.value == pytest.approx(exponent, abs=0.03)


def test_slope_forgives_one_odd_point():
    sizes = 2.0 ** np.arange(9)
    values = sizes.copy()
    values[4] *= 10
    assert stats.slope(sizes, values).value == pytest.approx(1)


def test_slope_needs_three_sizes():
    assert stats.slope([1, 2], [1, 2]) is None
    assert stats.slope([], []) is None


@pytest.mark.parametrize("fixed", [0.0, 40.0])
def test_per_unit_recovers_what_one_more_costs(fixed):
    sizes = 10.0 ** np.arange(5)
    fit = stats.per_unit(sizes, (fixed + 3 * sizes) * noisy(1, 0.03, len(sizes)))
    assert fit.low <= 3 <= fit.high
    assert fit.value == pytest.approx(3, rel=0.1)


@pytest.mark.parametrize("noise", [0.02, 0.2])
def test_per_unit_covers_the_truth(noise):
    sizes = np.array([1.0, 10.0, 100.0, 1000.0])
    fits = [stats.per_unit(sizes, (4 + sizes) * noisy(1, noise, 4, seed)) for seed in range(100)]
    assert sum(fit.low <= 1 <= fit.high for fit in fits) >= 88  # 95 expected, as for the ratio


def test_factor_recovers_what_a_step_does():
    steps = np.arange(15)
    fit = stats.factor(steps, 0.25**steps * noisy(1, 0.2, len(steps)))
    assert fit.low <= 0.25 <= fit.high
    assert fit.value == pytest.approx(0.25, rel=0.05)


@pytest.mark.parametrize("fit", [stats.per_unit, stats.factor])
def test_two_points_are_no_fit(fit):
    assert fit([1, 2], [1, 2]) is None


def test_a_setting_is_read_whole_or_not_at_all():
    table = pd.DataFrame({"size": ["size=10,operations=7", "operations=12", "xoperations=3", "n=4"]})
    np.testing.assert_array_equal(stats.setting(table, "operations"), [7, 12, np.nan, np.nan])


def test_crossing():
    sizes = [1, 4, 16]
    assert stats.crossing(sizes, [0.5, 2.0, 8.0]) == pytest.approx(2)
    assert stats.crossing(sizes, [2.0, 3.0, 4.0]) == 0
    assert stats.crossing(sizes, [0.1, 0.2, 0.3]) == math.inf
    assert stats.crossing(sizes, [2.0, 0.5, 2.0]) == pytest.approx(8)  # from where it stays above
    assert stats.crossing(sizes, [0.5, 1.0, 2.0]) == pytest.approx(4)


def test_crossing_along_leading_axes():
    ratios = np.array([[0.5, 2.0], [2.0, 4.0], [0.1, 0.2]])
    np.testing.assert_allclose(stats.crossing([1, 4], ratios), [2, 0, np.inf])


@pytest.mark.parametrize(("sweep", "axis"), [("wide", "n"), ("tall", "m")])
def test_sweep_crossover_recovers_the_size(sweep, axis):
    sign = 1 if sweep == "wide" else -1
    pairs = [tuple(noisy((size / 10) ** sign, seed=size)) for size in (1, 4, 16, 64)]
    table = pd.DataFrame({axis: (1, 4, 16, 64), "pairs": pairs})
    table["ratio"] = table["pairs"].map(np.median)
    estimate = stats.sweep_crossover(table, sweep)
    assert estimate.low <= 10 <= estimate.high
    assert estimate.high / estimate.low < 1.2


def test_sweep_crossover_needs_two_sizes():
    assert stats.sweep_crossover(pd.DataFrame({"n": [1]}), "wide") is None


@pytest.mark.parametrize("factor", [1.0, 1.8, 2.5])
def test_grid_crossover_recovers_the_factor(factor):
    estimate = stats.grid_crossover(grid_of(lambda n, m: n / (factor * m)))
    assert estimate.low <= factor <= estimate.high
    assert estimate.value == pytest.approx(factor, rel=0.03)


def test_grid_crossover_widens_when_rows_differ():
    same = stats.grid_crossover(grid_of(lambda n, m: n / (2 * m)))
    differ = stats.grid_crossover(grid_of(lambda n, m: n / (2 * m + 4)))
    assert differ.high / differ.low > 1.5 > same.high / same.low


def test_grid_crossover_hardly_heeds_rows_where_a_fixed_cost_hides_both_modes():
    def hidden(n, m):
        return 0.98 if max(n, m) <= 16 and n < 16 else 1.01 if max(n, m) <= 16 else n / (2 * m)

    estimate = stats.grid_crossover(grid_of(hidden))
    assert estimate.value == pytest.approx(2, rel=0.5)
    assert estimate.low <= 2 <= estimate.high


def test_contour_has_only_rows_with_a_crossing_inside():
    points = stats.contour(grid_of(lambda n, m: n / (2 * m)))
    assert points["m"].tolist() == [1, 4, 16, 64]  # at m = 256 the crossing lies beyond n = 256
    np.testing.assert_allclose(points["n"], 2 * points["m"], rtol=0.03)


def test_no_crossover_inside_the_grid():
    assert stats.grid_crossover(grid_of(lambda n, m: 10.0)) is None
    assert stats.contour(grid_of(lambda n, m: 0.1)).empty


def test_a_grid_with_holes(make_power, summarise):
    ratios = grid_of(lambda n, m: n / (2 * m)).drop([0, 7, 12])
    assert stats.grid_crossover(ratios).value == pytest.approx(2, rel=0.05)


def test_known_answers_survive_the_file(make_power, summarise):
    summary = summarise(make_power(noise=0.01))
    wide = stats.mode_ratios(summary, "wide", "two-layer-tanh").iloc[-1]
    assert wide["low"] <= 4096 / 1.8 <= wide["high"]
    curves = stats.costs(summary, "wide", "two-layer-tanh")
    fitted = {backend: whole for backend, (whole, _) in stats.slopes(curves).items()}
    for backend, exponent in {"forward": 1, "forward-looped": 1, "reverse": 0}.items():
        assert fitted[backend].value == pytest.approx(exponent, abs=0.01)
    grid = stats.grid_crossover(stats.mode_ratios(summary, "grid", "two-layer-tanh"))
    assert grid.low <= 1.8 <= grid.high
    assert grid.value == pytest.approx(1.8, rel=0.02)


def test_the_gradient_is_preferred_where_a_jacobian_was_timed_too(make_power, summarise):
    result = make_power(["wide"])
    result.case("wide", 4, 1, "forward", quantity="jacobian")
    curves = stats.costs(summarise(result), "wide", "two-layer-tanh")
    assert set(curves["quantity"]) == {"gradient"}

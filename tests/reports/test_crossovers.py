"""Crossovers: where they are known, they are found again."""

import math

import numpy as np
import pandas as pd
import pytest

from reports import crossovers
from tests.reports.draws import noisy


def grid_of(ratio, sizes=(1, 4, 16, 64, 256)):
    """Make the table of a grid from ratio(n, m), a little noise added."""
    return pd.DataFrame(
        {"n": n, "m": m, "ratio": np.median(pairs), "pairs": tuple(pairs)}
        for seed, (n, m) in enumerate((n, m) for n in sizes for m in sizes)
        for pairs in [noisy(ratio(n, m), 0.02, seed=seed)]
    )


def test_crossing():
    sizes = [1, 4, 16]
    assert crossovers.crossing(sizes, [0.5, 2.0, 8.0]) == pytest.approx(2)
    assert crossovers.crossing(sizes, [2.0, 3.0, 4.0]) == 0
    assert crossovers.crossing(sizes, [0.1, 0.2, 0.3]) == math.inf
    assert crossovers.crossing(sizes, [2.0, 0.5, 2.0]) == pytest.approx(8)  # from where it stays above
    assert crossovers.crossing(sizes, [0.5, 1.0, 2.0]) == pytest.approx(4)


def test_crossing_along_leading_axes():
    ratios = np.array([[0.5, 2.0], [2.0, 4.0], [0.1, 0.2]])
    np.testing.assert_allclose(crossovers.crossing([1, 4], ratios), [2, 0, np.inf])


@pytest.mark.parametrize(("sweep", "axis"), [("wide", "n"), ("tall", "m")])
def test_sweep_crossover_recovers_the_size(sweep, axis):
    sign = 1 if sweep == "wide" else -1
    pairs = [tuple(noisy((size / 10) ** sign, seed=size)) for size in (1, 4, 16, 64)]
    table = pd.DataFrame({axis: (1, 4, 16, 64), "pairs": pairs})
    table["ratio"] = table["pairs"].map(np.median)
    estimate = crossovers.sweep_crossover(table, sweep)
    assert estimate.low <= 10 <= estimate.high
    assert estimate.high / estimate.low < 1.2


def test_sweep_crossover_needs_two_sizes():
    assert crossovers.sweep_crossover(pd.DataFrame({"n": [1]}), "wide") is None


@pytest.mark.parametrize("factor", [1.0, 1.8, 2.5])
def test_grid_crossover_recovers_the_factor(factor):
    estimate = crossovers.grid_crossover(grid_of(lambda n, m: n / (factor * m)))
    assert estimate.low <= factor <= estimate.high
    assert estimate.value == pytest.approx(factor, rel=0.03)


def test_grid_crossover_widens_when_rows_differ():
    same = crossovers.grid_crossover(grid_of(lambda n, m: n / (2 * m)))
    differ = crossovers.grid_crossover(grid_of(lambda n, m: n / (2 * m + 4)))
    assert differ.high / differ.low > 1.5 > same.high / same.low


def test_grid_crossover_hardly_heeds_rows_where_a_fixed_cost_hides_both_modes():
    def hidden(n, m):
        return 0.98 if max(n, m) <= 16 and n < 16 else 1.01 if max(n, m) <= 16 else n / (2 * m)

    estimate = crossovers.grid_crossover(grid_of(hidden))
    assert estimate.value == pytest.approx(2, rel=0.5)
    assert estimate.low <= 2 <= estimate.high


def test_contour_has_only_rows_with_a_crossing_inside():
    points = crossovers.contour(grid_of(lambda n, m: n / (2 * m)))
    assert points["m"].tolist() == [1, 4, 16, 64]  # at m = 256 the crossing lies beyond n = 256
    np.testing.assert_allclose(points["n"], 2 * points["m"], rtol=0.03)


def test_no_crossover_inside_the_grid():
    assert crossovers.grid_crossover(grid_of(lambda n, m: 10.0)) is None
    assert crossovers.contour(grid_of(lambda n, m: 0.1)).empty


def test_a_grid_with_holes(make_power, summarise):
    ratios = grid_of(lambda n, m: n / (2 * m)).drop([0, 7, 12])
    assert crossovers.grid_crossover(ratios).value == pytest.approx(2, rel=0.05)

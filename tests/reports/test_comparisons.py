"""Comparisons: known ratios come back, whichever way they were put together, within their intervals."""

import math

import numpy as np
import pytest

from reports import comparisons, growth, stats
from reports.stats import Estimate

GRID = (1, 4, 16, 64)
PROBLEM = "two-layer-tanh"


def ratios(**values):
    """Give exact ratios, named like forward_reverse for forward over reverse; jax stands for jax-forward."""
    names = {"jax": "jax-forward"}
    pairs = {tuple(names.get(part, part) for part in key.split("_")): value for key, value in values.items()}
    return {pair: Estimate(value, value, value) for pair, value in pairs.items()}


# Quotients of estimates


def test_a_quotient_covers_the_truth_as_often_as_it_says():
    random = np.random.default_rng(5)
    hits = 0
    for _ in range(60):
        top, bottom = (value * np.exp(0.1 * random.standard_normal(20)) for value in (6.0, 2.0))
        estimate = stats.ratio(top).over(stats.ratio(bottom))
        hits += estimate.low <= 3 <= estimate.high
    assert 53 <= hits <= 60  # 95 % of 60 is 57


def test_a_quotient_by_an_exact_factor_scales():
    estimate = Estimate(6.0, 5.0, 8.0).over(Estimate(2.0, 2.0, 2.0))
    np.testing.assert_allclose(estimate, (3.0, 2.5, 4.0))


def test_a_quotient_turns_the_interval_of_what_it_divides_by():
    estimate = Estimate(1.0, 1.0, 1.0).over(Estimate(2.0, 1.0, 8.0))
    np.testing.assert_allclose(estimate, (0.5, 0.125, 1.0))


# Who is better


@pytest.mark.parametrize(
    ("known", "mode"),
    [
        (ratios(forward_reverse=1.2), "reverse"),
        (ratios(forward_reverse=0.8), "forward"),
        # the pairs of the two decide, not those with the primal, which were taken at other times
        (ratios(forward_reverse=0.8, forward_primal=9.0, reverse_primal=8.0), "forward"),
        (ratios(forward_primal=9.0, reverse_primal=8.0), "reverse"),
        (ratios(forward_primal=9.0), "forward"),
        (ratios(auto_primal=9.0), None),
    ],
)
def test_the_better_mode(known, mode):
    assert comparisons.better_mode(known) == mode


@pytest.mark.parametrize(
    ("known", "value", "paired"),
    [
        (ratios(jax_reverse=0.5, jax_primal=9.0, reverse_primal=2.0), 0.5, True),
        (ratios(reverse_jax=4.0), 0.25, True),
        (ratios(jax_forward=0.5, forward_reverse=4.0), 2.0, False),
        (ratios(jax_primal=6.0, reverse_primal=3.0), 2.0, False),
        # through a mode rather than through the primal
        (ratios(jax_forward=0.5, forward_reverse=4.0, jax_primal=6.0, reverse_primal=1.0), 2.0, False),
    ],
)
def test_a_comparison_takes_the_shortest_way(known, value, paired):
    comparison = comparisons.compare(known, "jax-forward", "reverse")
    assert comparison.ratio.value == pytest.approx(value)
    assert comparison.paired == paired


def test_nothing_connects_the_two():
    assert comparisons.compare(ratios(jax_forward=0.5, reverse_primal=3.0), "jax-forward", "reverse") is None


# Other tools


@pytest.fixture(scope="module")
def tools(make_power, summarise):
    result = make_power([])

    def case(problem, backend, *changes, **values):
        paired = {rival: result.ratios(value) for rival, value in values.items()}
        result.case("problem", 50, 1, backend, problem=problem, ratios=paired, **dict(changes))

    result.noise, result.random = 0.02, np.random.default_rng(5)
    # on one problem reverse mode is twice as fast, on the other forward mode three times
    for problem, forward, reverse in (("wide", 8.0, 4.0), ("tall", 4.0, 12.0)):
        case(problem, "forward", primal=forward, reverse=forward / reverse)
        case(problem, "reverse", primal=reverse)
        case(problem, "autograd", primal=24.0, reverse=24.0 / reverse)
        case(problem, "jax-forward", primal=1.0, forward=1 / forward)
        case(problem, "jax-reverse", ("first_call", 0.5), primal=0.8, reverse=0.8 / reverse)
        case(problem, "casadi", primal=2.0)
        case(problem, "mygrad", ("status", "timeout"), ("reason", "slow"), primal=1.0)
    return comparisons.tools(summarise(result)).set_index(["problem", "tool"])


@pytest.mark.parametrize(
    ("problem", "tool", "value", "paired"),
    [
        ("wide", "autograd", 6.0, True),
        ("tall", "autograd", 6.0, False),
        ("wide", "jax", 0.2, True),
        ("tall", "jax", 0.2, False),
        ("wide", "casadi", 0.5, False),
        ("tall", "casadi", 0.5, False),
    ],
)
def test_tools_are_compared_with_the_better_mode(tools, problem, tool, value, paired):
    row = tools.loc[(problem, tool)]
    assert row["mode"] == {"wide": "reverse", "tall": "forward"}[problem]
    assert row["low"] < value < row["high"]
    assert row["ratio"] == pytest.approx(value, rel=0.03)
    assert row["paired"] == paired


def test_the_better_mode_of_a_tool_counts(tools):
    assert tools.loc[("tall", "jax"), "backend"] == "jax-reverse"


def test_a_tool_without_a_time_keeps_its_row_and_its_reason(tools):
    row = tools.loc[("wide", "mygrad")]
    assert math.isnan(row["ratio"])
    assert row["status"] == "timeout"


def test_a_first_call_is_repaid_by_the_calls_that_it_saves(tools):
    # reverse mode takes 4 times as long as the primal, JAX 0.8 times as long: with the first call JAX takes 0.5 s
    row = tools.loc[("wide", "jax")]
    saved = row["seconds"] / row["ratio"] - row["seconds"]
    assert row["calls"] == math.ceil((0.5 - row["seconds"]) / saved)
    assert math.isnan(tools.loc[("wide", "autograd"), "calls"])


def test_no_problem_gives_no_tools(make_power, summarise):
    assert comparisons.tools(summarise(make_power(["wide"]))).empty


# What choosing by rule costs


def grid(make_power, costs, noise=0.0):
    """Make a grid where the rule's choice costs ``costs(n, m)`` times the better mode."""
    result = make_power([], noise=noise)
    for n in GRID:
        for m in GRID:
            for backend in ("primal", "forward", "reverse"):
                result.case("grid", n, m, backend)
            better, worse = sorted(("forward", "reverse"), key=lambda mode: result.costs[mode](n, m))
            gap = result.costs[better](n, m) / result.costs[worse](n, m)
            paired = {better: result.ratios(costs(n, m)), worse: result.ratios(costs(n, m) * gap)}
            result.case("grid", n, m, "auto", ratios={"primal": "9"} | paired)
    return result


def test_regret_is_over_the_better_mode(make_power, summarise):
    regrets = comparisons.regrets(summarise(grid(make_power, lambda n, m: 1.1)), PROBLEM)
    assert len(regrets) == len(GRID) ** 2
    np.testing.assert_allclose(regrets["ratio"], 1.1)
    # forward costs 2 n and reverse 3.6 m
    assert (regrets["better"] == np.where(regrets["n"] > 1.8 * regrets["m"], "reverse", "forward")).all()


def test_the_choice_is_summed_up(make_power, summarise):
    result = grid(make_power, lambda n, m: 2.0 if n == 16 else 1.4 if (n, m) == (4, 4) else 1.05)
    choice = comparisons.choice(comparisons.regrets(summarise(result), PROBLEM))
    assert choice.median == pytest.approx((1.05, 1.05, 1.05))
    assert choice.dear == pytest.approx((5 / 16, 5 / 16, 5 / 16))
    assert (choice.worst.n, choice.worst.ratio) == (16, 2.0)


def test_the_intervals_of_a_choice_hold_the_truth(make_power, summarise):
    result = grid(make_power, lambda n, m: 1.3 if m == 1 else 1.1, noise=0.03)
    choice = comparisons.choice(comparisons.regrets(summarise(result), PROBLEM))
    assert choice.median.low < 1.1 < choice.median.high
    assert choice.dear.low < choice.dear.high <= 0.25  # of the four cells at the limit some are drawn above it


def test_a_cell_where_one_mode_has_no_time_is_compared_with_the_other(make_power, summarise):
    result = make_power([])
    slow = {"status": "timeout", "reason": "slow", "ratios": {}}
    result.case("grid", 4, 1, "forward", **slow)
    result.case("grid", 4, 1, "reverse")
    result.case("grid", 4, 1, "auto", ratios={"primal": "4", "reverse": "1.2"})
    result.case("grid", 8, 1, "forward", **slow)
    result.case("grid", 8, 1, "reverse", **slow)
    result.case("grid", 8, 1, "auto", **slow)
    regrets = comparisons.regrets(summarise(result), PROBLEM)
    np.testing.assert_equal(regrets["ratio"].tolist(), [1.2, math.nan])
    assert comparisons.choice(regrets).worst.n == 4


def test_a_grid_without_a_rule_has_no_regret(make_power, summarise):
    regrets = comparisons.regrets(summarise(make_power(["grid"])), PROBLEM)
    assert regrets.empty
    assert comparisons.choice(regrets) is None


# Second derivatives


@pytest.fixture(scope="module")
def hessian(make_power, summarise):
    result = make_power([], noise=0.02)
    for n in (2, 8, 32, 128):
        for backend, cost, rivals in (
            ("primal", 1.0, {}),
            ("forward-over-reverse", 2.0 * n, {}),
            ("forward-over-forward", 2.0 * n**2, {"forward-over-reverse": float(n)}),
            ("casadi", 1.0 * n, {}),
        ):
            paired = {rival: result.ratios(value) for rival, value in ({"primal": cost} | rivals).items()}
            result.case("hessian", n, 1, backend, quantity="hessian", problem="rosenbrock", ratios=paired)
    return summarise(result)


def test_slopes_of_second_derivatives_come_back(hessian):
    fitted = growth.slopes(comparisons.second_order(hessian, "hessian", "rosenbrock"))
    for backend, slope in (("forward-over-reverse", 1.0), ("forward-over-forward", 2.0), ("casadi", 1.0)):
        estimate = fitted[backend][0]
        assert estimate.value == pytest.approx(slope, abs=0.02)
        assert estimate.low - 0.01 <= slope <= estimate.high + 0.01


def test_nestings_stand_over_forward_over_reverse(hessian):
    table = comparisons.nestings(hessian, "hessian", "rosenbrock").set_index(["backend", "size"])
    assert set(table.index.get_level_values("backend")) == {"forward-over-forward", "casadi"}
    for n in (2, 8, 32, 128):
        for backend, value, paired in (("forward-over-forward", n, True), ("casadi", 0.5, False)):
            row = table.loc[(backend, n)]
            assert row["ratio"] == pytest.approx(value, rel=0.03)
            assert row["paired"] == paired


def test_other_sweeps_have_no_second_derivatives(hessian):
    assert comparisons.second_order(hessian, "hvp", "rosenbrock").empty
    assert comparisons.nestings(hessian, "hvp", "rosenbrock").empty

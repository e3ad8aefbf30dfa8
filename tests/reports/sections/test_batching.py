"""Batches: where they stop paying is found, on costs that are known."""

import numpy as np
import pytest

from reports.sections import batching
from reports.stats import Estimate

SIZES = (1, 4, 16, 64, 256)


def jacobians(result, each, backend="forward", hidden=8):
    """Add Jacobians of 256 directions in batches of k, at each(k) over the function itself a direction."""
    size = f"n=256,m=256,hidden={hidden}"
    for k in SIZES:
        ratios = {"primal": result.ratios(256 * each(k))}
        result.case("batch", 256, 256, backend, size=size, quantity=f"jacobian-by-{k}", directions=256, ratios=ratios)
    return result


def test_the_cost_of_a_direction_is_that_of_the_jacobian_over_its_directions(make_power, summarise):
    costs = batching.each_direction(summarise(jacobians(make_power([]), lambda k: 1 / k + 0.5)), "two-layer-tanh")
    np.testing.assert_allclose(costs["ratio"], [1 / k + 0.5 for k in SIZES], rtol=1e-3)
    assert costs["size"].tolist() == list(SIZES)


def test_the_end_of_the_gain_is_found_within_the_noise(make_power, made, said, frames):
    result = jacobians(make_power([], noise=0.02), lambda k: 2 / k + 0.1)
    jacobians(result, lambda k: 3.0, backend="reverse")
    jacobians(result, lambda k: max(4 / k, k / 64), backend="reverse", hidden=1024)
    (section,) = made(batching.sections, result)
    forward, flat, valley = said(section).splitlines()
    assert "With a hidden layer of 8, forward mode makes a direction 19" in forward
    assert "in batches of 256 than alone" in forward
    assert forward.endswith("that is the largest batch measured.")
    assert flat == "- With a hidden layer of 8, reverse mode saves less than 10 % in any batch."
    assert "With a hidden layer of 1024, reverse mode makes a direction 1" in valley
    assert "cheaper in batches of 16 than alone" in valley
    assert "in batches of 256 it is 1" in valley
    assert "dearer again" in valley
    (table,) = frames(section)
    assert table["Pays up to"].tolist() == ["256", "1", "16"]


def test_a_gain_within_the_noise_does_not_count():
    blurred = [Estimate(1.0, 0.8, 1.2), Estimate(0.8, 0.6, 1.0)]
    assert batching.enough(blurred) == 0
    assert batching.enough([Estimate(1.0, 0.99, 1.01), Estimate(0.8, 0.79, 0.81)]) == 1


@pytest.mark.parametrize("changes", [{"size": "n=4"}, {"quantity": "jacobian"}, {"directions": 0}, {"ratios": {}}])
def test_what_is_no_batch_gives_no_section(make_power, made, changes):
    result = make_power([])
    entry = {"size": "n=4,hidden=8", "quantity": "jacobian-by-4", "directions": 4} | changes
    result.case("batch", 4, 4, "forward", **entry)
    assert made(batching.sections, result) == []


def test_one_batch_and_one_that_was_too_slow_are_said(make_power, made, drawn):
    result = make_power([])
    shared = {"size": "n=4,hidden=8", "directions": 4}
    result.case("batch", 4, 4, "forward", quantity="jacobian-by-4", **shared)
    result.case("batch", 4, 4, "forward", quantity="jacobian-by-1", status="timeout", reason="slow", **shared)
    (section,) = made(batching.sections, result)
    (figure,) = drawn(section)
    assert "Without a time: forward mode, n=4,hidden=8, jacobian-by-1 (too slow)." in figure.caption

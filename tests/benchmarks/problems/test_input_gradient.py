"""The picture is optimised with the network fixed: the cost falls until the network sees another digit."""

from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from ad.testing import check_grads
from benchmarks.problems.digits import held_out_set
from benchmarks.problems.input_gradient import NETWORK, input_gradient, trained

MODES = [forward, reverse]


def test_network_has_learnt_the_digits() -> None:
    pictures, labels = held_out_set()
    assert np.mean(NETWORK.predict(trained(32), pictures) == labels) > 0.95


def test_gradient_is_that_of_finite_differences() -> None:
    problem = input_gradient(hidden=8)
    check_grads(problem.function(), (problem.x,), order=1)


@pytest.mark.parametrize("mode", MODES)
def test_picture_is_one_step_behind_the_first_biases(mode: Any) -> None:
    """dC/dx = W_1 d_1, and d_1 is the gradient of the first biases, which the same tool gives."""
    problem = input_gradient(hidden=8)
    *parameters, wanted = problem.data
    cost = lambda parameters: NETWORK.f(np, parameters, problem.x[None, :], wanted)
    expected = parameters[0] @ mode.grad(cost)(tuple(parameters))[1]
    np.testing.assert_allclose(mode.grad(problem.function())(problem.x), expected, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(problem.derivative(problem.x, *problem.data), expected, rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("wanted", [3, 8])
def test_optimising_the_picture_changes_what_the_network_sees(mode: Any, wanted: int) -> None:
    problem = input_gradient(hidden=16, wanted=wanted)
    parameters, cost = problem.data[:-1], problem.function()
    gradient = mode.grad(cost)
    picture, costs = problem.x, [cost(problem.x)]
    assert NETWORK.predict(parameters, picture[None, :])[0] == 0
    for _ in range(20):
        picture = np.clip(picture - 0.05 * gradient(picture), 0.0, 1.0)  # it stays a picture
        costs.append(cost(picture))
    assert NETWORK.predict(parameters, picture[None, :])[0] == wanted
    assert costs[-1] < 0.1 * costs[0]


def test_picture_of_the_wanted_digit_costs_little_and_has_a_small_gradient() -> None:
    wrong, right = input_gradient(wanted=3), input_gradient(wanted=0)
    assert right.function()(right.x) < 0.01 < 1.0 < wrong.function()(wrong.x)
    gradients = [np.linalg.norm(problem.derivative(problem.x, *problem.data)) for problem in (right, wrong)]
    assert gradients[0] < 0.01 * gradients[1]

"""Gradients of deep networks: products of weights and slopes, which vanish, explode, or die."""

from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems.depth import VARIANTS, depth, gradient_norms
from benchmarks.problems.network import CROSS_ENTROPY, QUADRATIC, RELU, SIGMOID, Network, initial

MODES = [forward, reverse]


@pytest.mark.parametrize("mode", MODES)
def test_chain_of_single_neurons(mode: Any) -> None:
    """Nielsen's dC/db1 = s'(z1) w2 s'(z2) w3 s'(z3) w4 s'(z4) dC/da4, with s the sigmoid."""
    network = Network(SIGMOID, QUADRATIC)
    parameters = initial(np.random.default_rng(3), (1, 1, 1, 1, 1), scale=2.0)
    x, y = np.array([[0.7]]), np.array([[1.0]])
    a, expected = 0.7, 1.0
    for layer in range(4):
        w, b = parameters[2 * layer][0, 0], parameters[2 * layer + 1][0]
        a = 1 / (1 + np.exp(-(w * a + b)))
        expected *= a * (1 - a) * (1.0 if layer == 0 else w)
    expected *= a - 1.0
    gradient = mode.grad(lambda parameters: network.f(np, parameters, x, y))(parameters)
    assert gradient[1][0] == pytest.approx(expected, rel=1e-13)


@pytest.mark.parametrize("variant", VARIANTS)
def test_norms_of_both_modes_agree_however_small(variant: str) -> None:
    """Relative to each norm: the first layer's can be 1e-8 of the last one's."""
    problem = depth(variant, layers=6, width=5)
    hand = gradient_norms(6, 5, variant, lambda f: lambda x: problem.derivative(x, *problem.data))
    assert hand.shape == (7,)
    for mode in MODES:
        np.testing.assert_allclose(gradient_norms(6, 5, variant, mode.grad), hand, rtol=1e-11)


def test_sigmoid_gradient_vanishes() -> None:
    """Each layer costs the gradient a factor: the weights' size times at most 1/4."""
    norms = gradient_norms(10, variant="sigmoid")
    assert np.all(norms[:-1] < 0.5 * norms[1:])
    assert norms[0] < 1e-6 * norms[-1]


def test_gradient_of_large_weights_explodes() -> None:
    norms = gradient_norms(10, variant="large-weights")
    assert norms[0] > 100 * norms[-1]
    assert gradient_norms(20, variant="large-weights")[0] > 10 * norms[0]


def test_gradient_of_well_scaled_relus_does_neither() -> None:
    norms = gradient_norms(10, variant="relu")
    assert np.all(norms < 5 * norms[-1])
    assert np.all(norms > norms[-1] / 5)


def test_nothing_passes_a_layer_of_dead_relus() -> None:
    problem, network = depth("dead-relu", layers=8), Network(RELU, CROSS_ENTROPY)
    alive = [np.any(a > 0.0) for a in network.activations(problem.x, problem.data[0])[1:]]
    last_dead = max(layer for layer in range(8) if not alive[layer])
    norms = gradient_norms(8, variant="dead-relu")
    np.testing.assert_array_equal(norms[: last_dead + 1], 0.0)
    assert np.all(norms[last_dead + 1 :] > 0.0)


def test_units_die_one_by_one_with_depth() -> None:
    """The same layers: with 4 of them the gradient comes through, smaller than that of living relus."""
    norms, living = gradient_norms(4, variant="dead-relu"), gradient_norms(4, variant="relu")
    assert np.all(norms[:-1] > 0.0)
    assert np.all(norms[:-1] < 0.5 * living[:-1])


def test_layers_are_added_to_the_same_cost() -> None:
    shallow, deep = depth("sigmoid", layers=2, width=7), depth("sigmoid", layers=5, width=7)
    for left, right in zip(shallow.data, deep.data, strict=True):
        np.testing.assert_array_equal(left, right)
    assert deep.n - shallow.n == 3 * (7 * 7 + 7)

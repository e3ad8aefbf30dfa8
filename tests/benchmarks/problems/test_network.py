"""Layers, costs and the four equations of backpropagation, against numbers and sums worked by hand."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from ad.testing import check_grads
from benchmarks.agreement import rho
from benchmarks.problems.digits import onehot
from benchmarks.problems.network import CROSS_ENTROPY, QUADRATIC, RELU, SIGMOID, TANH, Activation, Network, initial

MODES = [forward, reverse]
RNG = np.random.default_rng(0)
WIDTHS = (3, 5, 4, 2)
PARAMETERS, INPUTS, TARGETS = initial(RNG, WIDTHS), RNG.normal(size=(6, 3)), onehot(RNG.integers(2, size=6), 2)
NETWORKS = [Network(activation, cost) for activation in (SIGMOID, TANH, RELU) for cost in (CROSS_ENTROPY, QUADRATIC)]


@pytest.mark.parametrize("activation", [SIGMOID, TANH, RELU])
def test_slope_is_the_derivative_of_the_activation(activation: Activation) -> None:
    z = np.array([-2.0, -0.3, 0.4, 3.0])
    expected = np.diag(forward.jacobian(lambda z: activation.function(np, z))(z))
    np.testing.assert_allclose(activation.slope(activation.function(np, z)), expected, rtol=1e-14)


@pytest.mark.parametrize("mode", MODES)
def test_relu_passes_nothing_back_at_its_kink(mode: Any) -> None:
    assert mode.grad(lambda z: RELU.function(np, z))(0.0) == 0.0


@pytest.mark.parametrize("network", NETWORKS)
def test_gradient_is_that_of_finite_differences(network: Network) -> None:
    check_grads(lambda parameters: network.f(np, parameters, INPUTS, TARGETS), (PARAMETERS,), order=1)


@pytest.mark.parametrize("network", NETWORKS)
@pytest.mark.parametrize("mode", MODES)
def test_backpropagation_is_what_the_modes_compute(network: Network, mode: Any) -> None:
    gradient = mode.grad(lambda parameters: network.f(np, parameters, INPUTS, TARGETS))(PARAMETERS)
    assert rho(network.derivative(PARAMETERS, INPUTS, TARGETS), gradient) <= 1e-14


def test_four_equations_one_picture_and_one_index_at_a_time() -> None:
    """Nielsen's equations with his sums written out: no matrix product, no batch."""
    network = Network(SIGMOID, QUADRATIC)
    x, y = INPUTS[:1], TARGETS[:1]
    w1, b1, w2, b2, w3, b3 = PARAMETERS
    a1 = SIGMOID.function(np, x[0] @ w1 + b1)
    a2 = SIGMOID.function(np, a1 @ w2 + b2)
    a3 = SIGMOID.function(np, a2 @ w3 + b3)
    d3 = [(a3[j] - y[0, j]) * a3[j] * (1 - a3[j]) for j in range(2)]
    d2 = [sum(w3[k, j] * d3[j] for j in range(2)) * a2[k] * (1 - a2[k]) for k in range(4)]
    d1 = [sum(w2[k, j] * d2[j] for j in range(4)) * a1[k] * (1 - a1[k]) for k in range(5)]
    gradient = network.derivative(PARAMETERS, x, y)
    for weights, biases, a, d in zip(gradient[::2], gradient[1::2], (x[0], a1, a2), (d1, d2, d3), strict=True):
        np.testing.assert_allclose(biases, d, rtol=1e-13)
        np.testing.assert_allclose(weights, [[each * error for error in d] for each in a], rtol=1e-13)


@pytest.mark.parametrize(("w", "b", "output"), [(0.6, 0.9, 0.82), (2.0, 2.0, 0.98)])
@pytest.mark.parametrize("mode", MODES)
def test_one_neuron_that_starts_badly_learns_slowly(mode: Any, w: float, b: float, output: float) -> None:
    """The neuron of Nielsen's chapter 3, from input 1 to the wanted output 0: both partials are a a (1 - a)."""
    network = Network(SIGMOID, QUADRATIC)
    parameters, x, y = (np.array([[w]]), np.array([b])), np.array([[1.0]]), np.array([[0.0]])
    a = SIGMOID.function(np, network.outputs(np, parameters, x))[0, 0]
    assert a == pytest.approx(output, abs=0.005)
    dw, db = mode.grad(lambda parameters: network.f(np, parameters, x, y))(parameters)
    assert dw[0, 0] == pytest.approx(a * a * (1 - a), rel=1e-13)
    assert db[0] == dw[0, 0]


@pytest.mark.parametrize("mode", MODES)
def test_cross_entropy_takes_the_slope_of_the_output_out(mode: Any) -> None:
    """The error of the output is softmax(z) - y: large where the output is badly wrong, however saturated."""
    z, y = np.array([[20.0, 0.0, -20.0]]), np.array([[0.0, 0.0, 1.0]])
    error = mode.grad(lambda z: CROSS_ENTROPY.function(np, z, y))(z)
    np.testing.assert_allclose(error, [[1.0, 0.0, -1.0]], atol=1e-8)
    np.testing.assert_allclose(CROSS_ENTROPY.error(z, y), error, atol=1e-15)


def test_costs_of_a_network_that_knows_nothing() -> None:
    zeros, y = np.zeros((4, 10)), onehot(np.arange(4))
    assert CROSS_ENTROPY.function(np, zeros, y) == pytest.approx(np.log(10.0), rel=1e-14)
    assert QUADRATIC.function(np, zeros, y) == pytest.approx(10 * 0.5 * 0.25, rel=1e-14)


def test_order_of_the_hidden_units_does_not_matter() -> None:
    network, order = Network(TANH, CROSS_ENTROPY), np.array([3, 0, 4, 1, 2])
    w1, b1, w2, *rest = PARAMETERS
    permuted = (w1[:, order], b1[order], w2[order], *rest)
    dw1, db1, dw2, *others = network.derivative(PARAMETERS, INPUTS, TARGETS)
    assert network.f(np, permuted, INPUTS, TARGETS) == pytest.approx(
        network.f(np, PARAMETERS, INPUTS, TARGETS), rel=1e-14
    )
    assert rho(network.derivative(permuted, INPUTS, TARGETS), (dw1[:, order], db1[order], dw2[order], *others)) <= 1e-15


def test_cost_and_gradient_of_a_batch_are_means_over_its_pictures() -> None:
    network = Network(TANH, CROSS_ENTROPY)
    alone = [network.derivative(PARAMETERS, INPUTS[i : i + 1], TARGETS[i : i + 1]) for i in range(6)]
    mean = tuple(np.mean(each, axis=0) for each in zip(*alone, strict=True))
    assert rho(network.derivative(PARAMETERS, INPUTS, TARGETS), mean) <= 1e-15


def test_prediction_is_the_likeliest_class() -> None:
    network = Network(RELU, CROSS_ENTROPY)
    parameters = np.eye(3), np.zeros(3), np.eye(3), np.zeros(3)
    np.testing.assert_array_equal(network.predict(parameters, np.array([[0.1, 0.9, 0.2], [0.5, 0.3, 0.1]])), [1, 0])


def test_initial_weights_keep_the_size_of_what_they_sum() -> None:
    widths = (400, 100, 900, 10)
    parameters = initial(np.random.default_rng(0), widths, scale=2.0, bias=-1.0)
    for (before, after), w, b in zip(pairwise(widths), parameters[::2], parameters[1::2], strict=True):
        assert (w.shape, b.shape) == ((before, after), (after,))
        assert np.std(w) == pytest.approx(2.0 / np.sqrt(before), rel=0.05)
        assert np.mean(b) == pytest.approx(-1.0, abs=0.1)

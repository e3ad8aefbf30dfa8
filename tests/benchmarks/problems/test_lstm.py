"""The LSTM: the definition number by number, networks that can be solved by hand, and the paths of its gradient."""

from functools import partial
from itertools import pairwise
from math import exp, log, tanh
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from ad.testing import check_grads
from benchmarks.problems.lstm import derivative, lstm, objective


def sigmoid(z: float) -> float:
    return 1 / (1 + exp(-z))


def loss(parameters: Any, state: np.ndarray, sequence: np.ndarray) -> float:
    """Return the loss as it is defined: times outside, layers inside, one number after the other."""
    main, (in_weight, out_weight, out_bias) = parameters
    b, hidden, cell = state.shape[1], state[0::2].tolist(), state[1::2].tolist()
    total = 0.0
    for now, following in pairwise(sequence):
        y = [x * w for x, w in zip(now, in_weight, strict=True)]
        for layer in range(len(main) // 2):
            weights, biases = main[2 * layer].reshape(4, b), main[2 * layer + 1].reshape(4, b)
            for j in range(b):
                forget = sigmoid(y[j] * weights[0, j] + biases[0, j])
                ingate = sigmoid(hidden[layer][j] * weights[1, j] + biases[1, j])
                outgate = sigmoid(y[j] * weights[2, j] + biases[2, j])
                change = tanh(hidden[layer][j] * weights[3, j] + biases[3, j])
                cell[layer][j] = cell[layer][j] * forget + ingate * change
                hidden[layer][j] = outgate * tanh(cell[layer][j])
            y = list(hidden[layer])
        prediction = [y[j] * out_weight[j] + out_bias[j] for j in range(b)]
        normaliser = log(2 + sum(map(exp, prediction)))
        total += sum(x * (p - normaliser) for x, p in zip(following, prediction, strict=True))
    return -total / (b * (len(sequence) - 1))


def wild(layers: int, length: int, bits: int) -> tuple[Any, ...]:
    """Return a network with weights and a state of both signs."""
    rng = np.random.default_rng(1)
    parameters = rng.normal(size=(2 * layers, 4 * bits)), rng.normal(size=(3, bits))
    return parameters, rng.normal(size=(2 * layers, bits)), rng.integers(2, size=(length, bits)).astype(float)


@pytest.mark.parametrize(("layers", "length", "bits"), [(1, 2, 1), (1, 5, 3), (2, 6, 4), (3, 4, 2)])
def test_objective_is_the_loss_by_its_definition(layers: int, length: int, bits: int) -> None:
    arguments = wild(layers, length, bits)
    assert objective(np, *arguments) == pytest.approx(loss(*arguments), rel=1e-13)


@pytest.mark.parametrize(("layers", "length", "bits"), [(1, 2, 1), (1, 5, 3), (3, 6, 2)])
def test_hand_derivative_is_that_of_both_modes(layers: int, length: int, bits: int) -> None:
    """Relative to each number: those of the lower layers are small."""
    arguments = wild(layers, length, bits)
    for mode in (forward, reverse):
        for hand, found in zip(derivative(*arguments), mode.grad(partial(objective, np))(*arguments), strict=True):
            np.testing.assert_allclose(hand, found, rtol=1e-11, atol=1e-17)


def test_gradient_is_that_of_finite_differences() -> None:
    parameters, state, sequence = wild(2, 5, 2)
    check_grads(lambda x: objective(np, x, state, sequence), (parameters,), order=1)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_network_of_zeros_by_hand(mode: ModuleType) -> None:
    """It predicts zeros, whose normaliser is log(2 + b); a bias then shifts its own bit and, by 1 / (2 + b), all."""
    _, _, sequence = wild(1, 6, 3)
    nothing, state = (np.zeros((2, 12)), np.zeros((3, 3))), np.zeros((2, 3))
    frequencies = sequence[1:].mean(0)
    assert objective(np, nothing, state, sequence) == pytest.approx(log(5) * frequencies.mean(), rel=1e-14)
    d_main, d_extra = mode.grad(partial(objective, np))(nothing, state, sequence)
    np.testing.assert_allclose(d_extra[2], (frequencies.sum() / 5 - frequencies) / 3, atol=1e-15)
    np.testing.assert_array_equal(d_main, np.zeros((2, 12)))


def test_without_a_way_out_nothing_inside_matters() -> None:
    (main, extra), state, sequence = wild(2, 6, 3)
    extra[1] = 0.0
    for gradient in (derivative, reverse.grad(partial(objective, np))):
        d_main, d_extra = gradient((main, extra), state, sequence)
        np.testing.assert_array_equal(d_main, np.zeros_like(main))
        np.testing.assert_array_equal(d_extra[0], np.zeros(3))
        assert np.all(d_extra[1:] != 0)


def test_the_last_row_of_the_text_is_only_a_target() -> None:
    parameters, state, sequence = wild(2, 6, 3)
    longer = np.vstack([sequence, np.zeros((1, 3))])
    assert objective(np, parameters, state, longer) * 6 == pytest.approx(
        objective(np, parameters, state, sequence) * 5, rel=1e-13
    )


def test_bits_meet_only_in_the_normaliser() -> None:
    """All layers are diagonal: exchanging two bits everywhere exchanges their derivatives."""
    (main, extra), state, sequence = wild(2, 6, 3)
    order = [2, 0, 1]

    def exchanged(rows: np.ndarray) -> np.ndarray:
        return rows.reshape(len(rows), -1, 3)[:, :, order].reshape(rows.shape)

    d_main, d_extra = derivative((main, extra), state, sequence)
    arguments = (exchanged(main), exchanged(extra)), exchanged(state), exchanged(sequence)
    for found, expected in zip(derivative(*arguments), (exchanged(d_main), exchanged(d_extra)), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-12, atol=1e-17)


def test_default_is_the_size_of_the_field() -> None:
    problem = lstm()
    assert problem.n == 8 * 2 * 14 + 3 * 14
    assert problem.data[1].shape == (1024, 14)
    assert set(np.unique(problem.data[1])) == {0.0, 1.0}

"""Networks really train on the gradients of `ad`: the digits are learnt, and so is some English."""

from functools import partial
from typing import Any

import numpy as np
import pytest
from scipy.optimize import minimize

from ad import forward, reverse
from benchmarks.problems.char_rnn import char_rnn, encoded, f
from benchmarks.problems.digits import CLASSES, PIXELS, held_out_set, onehot, training_set
from benchmarks.problems.mlp import mlp
from benchmarks.problems.network import CROSS_ENTROPY, QUADRATIC, RELU, SIGMOID, TANH, Network, Parameters, initial
from benchmarks.problems.training import adagrad, batches, sgd


def accuracy(network: Network, parameters: Parameters) -> float:
    pictures, labels = held_out_set()
    return float(np.mean(network.predict(parameters, pictures) == labels))


@pytest.mark.parametrize(
    ("network", "rate"),
    [
        (Network(RELU, CROSS_ENTROPY), 0.2),
        (Network(TANH, CROSS_ENTROPY), 0.5),
        (Network(SIGMOID, QUADRATIC), 5.0),
    ],
)
def test_digits_are_learnt_by_descent_on_batches(network: Network, rate: float) -> None:
    pictures, labels = training_set()
    start = initial(np.random.default_rng(0), (PIXELS, 32, CLASSES))
    gradient = reverse.grad(partial(network.f, np))
    trained = sgd(gradient, start, batches(pictures, onehot(labels), size=32, epochs=20), rate)
    assert accuracy(network, start) < 0.3
    assert accuracy(network, trained) > 0.95


def test_digits_are_learnt_by_scipy() -> None:
    """L-BFGS on all pictures at once, with the parameters in one long vector."""
    network, (pictures, labels) = Network(TANH, CROSS_ENTROPY), training_set()
    start = initial(np.random.default_rng(0), (PIXELS, 32, CLASSES))
    ends = np.cumsum([leaf.size for leaf in start])[:-1]

    def unravel(vector: Any) -> Any:
        return tuple(part.reshape(leaf.shape) for part, leaf in zip(np.split(vector, ends), start, strict=True))

    cost = reverse.value_and_grad(lambda vector: network.f(np, unravel(vector), pictures, onehot(labels)))
    vector = np.concatenate([leaf.ravel() for leaf in start])
    found = minimize(cost, vector, jac=True, method="L-BFGS-B", options={"maxiter": 20})
    assert found.fun < 0.02
    assert accuracy(network, unravel(found.x)) > 0.95


def test_both_modes_take_the_same_steps() -> None:
    problem = mlp()
    steps = [problem.data] * 5
    by_hand = sgd(problem.derivative, problem.x, steps, rate=0.5)
    for mode in (forward, reverse):
        trained = sgd(mode.grad(partial(problem.f, np)), problem.x, steps, rate=0.5)
        for leaf, expected, start in zip(trained, by_hand, problem.x, strict=True):
            np.testing.assert_allclose(leaf, expected, rtol=0, atol=1e-14)
            assert np.max(np.abs(leaf - start)) > 0.01


def test_some_english_is_learnt() -> None:
    """Adagrad goes through the text once, 25 characters a step."""
    steps, problem = 25, char_rnn(hidden=32)
    characters, start = encoded(), np.zeros(32)
    chunks = [
        (characters[i : i + steps], characters[i + 1 : i + steps + 1], start)
        for i in range(0, len(characters) - steps, steps)
    ]
    loss = partial(f, np, steps=steps)
    trained = adagrad(reverse.grad(loss), problem.x, chunks, rate=0.1)
    before, after = (np.mean([loss(parameters, *chunk) for chunk in chunks]) for parameters in (problem.x, trained))
    assert before == pytest.approx(steps * np.log(characters.shape[1]), rel=0.03)  # a guess among all characters
    assert after < 0.7 * before


def test_one_step_of_each_rule() -> None:
    """The gradient of x^2 at 3 is 6; Adagrad's first step is the rate, whatever the gradient's size."""
    gradient = lambda parameters, weight: (2.0 * weight * parameters[0],)
    x, batch = (np.array([3.0]),), (1.0,)
    np.testing.assert_allclose(sgd(gradient, x, [batch], rate=0.1)[0], [2.4])
    np.testing.assert_allclose(adagrad(gradient, x, [batch], rate=0.1)[0], [2.9])
    second = 2.9 - 0.1 * 5.8 / np.hypot(6.0, 5.8)
    np.testing.assert_allclose(adagrad(gradient, x, [batch, batch], rate=0.1)[0], [second])


def test_batches_take_every_row_once_an_epoch() -> None:
    rows = np.arange(12)
    drawn = list(batches(rows, rows * 10, size=4, epochs=2))
    assert len(drawn) == 6
    for epoch in (drawn[:3], drawn[3:]):
        np.testing.assert_array_equal(np.sort(np.concatenate([left for left, _ in epoch])), rows)
    assert all(np.array_equal(left * 10, right) for left, right in drawn)
    assert not np.array_equal(drawn[0][0], drawn[3][0])


def test_incomplete_batch_is_left_out() -> None:
    assert [len(batch) for (batch,) in batches(np.arange(10), size=4, epochs=1)] == [4, 4]

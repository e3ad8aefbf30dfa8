"""The recurrent network: its text, its loss, and backpropagation through time."""

from functools import partial

import numpy as np
import pytest

from ad import reverse
from ad.testing import check_grads
from benchmarks.agreement import rho
from benchmarks.problems.char_rnn import char_rnn, derivative, encoded, f, text


def test_text_is_encoded_without_loss() -> None:
    characters, vocabulary = encoded(), sorted(set(text()))
    assert text().startswith("Alice was beginning to get very tired")
    assert 3000 < len(text()) < 5000
    assert characters.shape == (len(text()), len(vocabulary))
    assert "".join(vocabulary[i] for i in np.argmax(characters, 1)) == text()


def test_targets_are_the_next_characters() -> None:
    problem = char_rnn(hidden=3, steps=25)
    inputs, targets, start = problem.data
    vocabulary = sorted(set(text()))
    assert "".join(vocabulary[i] for i in np.argmax(inputs, 1)) == "Alice was beginning to ge"
    np.testing.assert_array_equal(targets[:-1], inputs[1:])
    np.testing.assert_array_equal(start, np.zeros(3))


def test_default_is_the_usual_size() -> None:
    problem = char_rnn()
    vocabulary = problem.data[0].shape[1]
    assert len(problem.data[0]) == 25
    assert problem.n == 100 * vocabulary + 100 * 100 + vocabulary * 100 + 100 + vocabulary


def test_network_that_knows_nothing_guesses_among_all_characters() -> None:
    problem = char_rnn(hidden=3, steps=7)
    nothing = tuple(np.zeros_like(leaf) for leaf in problem.x)
    assert problem.function()(nothing) == pytest.approx(7 * np.log(problem.data[0].shape[1]), rel=1e-14)


def test_gradient_is_that_of_finite_differences() -> None:
    problem = char_rnn(hidden=3, steps=4)
    check_grads(problem.function(), (problem.x,), order=1)


def test_hand_derivative_from_a_state_that_text_before_has_left() -> None:
    problem = char_rnn(hidden=4, steps=5)
    inputs, targets, _ = problem.data
    start = np.random.default_rng(1).uniform(-0.9, 0.9, size=4)
    gradient = reverse.grad(partial(f, np, steps=5))(problem.x, inputs, targets, start)
    assert rho(derivative(problem.x, inputs, targets, start), gradient) <= 1e-14


def test_one_step_by_the_lines_of_the_backward_pass() -> None:
    """dWhy += dy h^T, dhraw = (1 - h^2) (Why^T dy), dWxh += dhraw x^T, dWhh += dhraw h_before^T."""
    problem = char_rnn(hidden=4, steps=1)
    wxh, whh, why, bh, by = problem.x
    x, y, before = problem.data[0][0], problem.data[1][0], np.array([0.5, -0.2, 0.0, 0.9])
    h = np.tanh(wxh @ x + whh @ before + bh)
    dy = np.exp(why @ h + by) / np.sum(np.exp(why @ h + by)) - y
    dhraw = (1 - h**2) * (why.T @ dy)
    expected = np.outer(dhraw, x), np.outer(dhraw, before), np.outer(dy, h), dhraw, dy
    assert rho(derivative(problem.x, problem.data[0], problem.data[1], before), expected) <= 1e-15
    assert rho(reverse.grad(partial(f, np, steps=1))(problem.x, *problem.data[:2], before), expected) <= 1e-15


def test_loss_of_a_text_is_the_loss_of_its_parts() -> None:
    """The second part starts from the state that the first one ends in."""
    problem = char_rnn(hidden=4, steps=6)
    inputs, targets, start = problem.data
    wxh, whh, _, bh, _ = problem.x
    middle = start
    for x in inputs[:2]:
        middle = np.tanh(wxh @ x + whh @ middle + bh)
    parts = f(np, problem.x, inputs[:2], targets[:2], start, 2) + f(np, problem.x, inputs[2:], targets[2:], middle, 4)
    assert parts == pytest.approx(problem.function()(problem.x), rel=1e-14)

"""The three perceptrons have the layers that their parameters say, and the digits are real."""

from itertools import pairwise

import numpy as np
import pytest

from benchmarks.problems.digits import digits
from benchmarks.problems.mlp import digits_mlp, digits_quadratic, mlp
from benchmarks.problems.problem import Problem


def shapes(problem: Problem) -> list[tuple[int, ...]]:
    return [leaf.shape for leaf in problem.leaves]


@pytest.mark.parametrize(
    ("batch", "features", "hidden", "classes"), [(32, 10, 16, 3), (32, 64, 128, 10), (128, 784, 512, 10)]
)
def test_sizes_of_the_synthetic_perceptron(batch: int, features: int, hidden: int, classes: int) -> None:
    problem = mlp(batch=batch, features=features, hidden=hidden, classes=classes)
    assert shapes(problem) == [(features, hidden), (hidden,), (hidden, classes), (classes,)]
    assert [each.shape for each in problem.data] == [(batch, features), (batch, classes)]
    np.testing.assert_array_equal(problem.data[1].sum(1), np.ones(batch))
    assert problem.function()(problem.x) == pytest.approx(np.log(classes), abs=0.5)  # a guess, before training


def test_smallest_is_the_default() -> None:
    assert mlp().n == 10 * 16 + 16 + 16 * 3 + 3


@pytest.mark.parametrize(
    ("problem", "widths"),
    [
        (digits_mlp(), (64, 128, 10)),
        (digits_mlp(batch=5, hidden=7, layers=3), (64, 7, 7, 7, 10)),
        (digits_quadratic(), (64, 30, 10)),
        (digits_quadratic(batch=9, hidden=4, layers=2), (64, 4, 4, 10)),
    ],
)
def test_perceptrons_on_digits(problem: Problem, widths: tuple[int, ...]) -> None:
    assert shapes(problem)[::2] == list(pairwise(widths))
    assert shapes(problem)[1::2] == [(width,) for width in widths[1:]]
    pictures, targets = problem.data
    np.testing.assert_array_equal(pictures, digits()[0][: len(pictures)])
    np.testing.assert_array_equal(np.argmax(targets, 1), digits()[1][: len(pictures)])


def test_pixels_that_are_dark_in_every_picture_teach_nothing() -> None:
    problem = digits_mlp(batch=8, hidden=4)
    dark = np.all(problem.data[0] == 0.0, axis=0)
    dw = problem.derivative(problem.x, *problem.data)[0]
    assert 0 < np.count_nonzero(dark) < 64
    np.testing.assert_array_equal(dw[dark], 0.0)
    assert np.all(np.any(dw[~dark] != 0.0, axis=1))


def test_quadratic_cost_is_half_the_squared_distance() -> None:
    problem = digits_quadratic(batch=3, hidden=4)
    w1, b1, w2, b2 = problem.x
    pictures, targets = problem.data
    outputs = 1 / (1 + np.exp(-(1 / (1 + np.exp(-(pictures @ w1 + b1))) @ w2 + b2)))
    cost = sum(np.sum((y - a) ** 2) / 2 for a, y in zip(outputs, targets, strict=True)) / 3
    assert problem.function()(problem.x) == pytest.approx(cost, rel=1e-14)

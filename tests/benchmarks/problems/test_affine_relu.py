"""The affine unit with a rectifier, case by case."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems import build
from benchmarks.problems.affine_relu import derivative, f


def gradients(parameters: Any, *data: Any) -> list[Any]:
    """Return the gradient by hand, by forward and by reverse mode."""
    return [
        derivative(parameters, *data),
        *(mode.grad(lambda parameters: f(np, parameters, *data))(parameters) for mode in (forward, reverse)),
    ]


@pytest.mark.parametrize("size", ["inputs=2,batch=8", "inputs=4,batch=10", "inputs=10,batch=32"])
def test_the_batch_has_both_cases(size: str) -> None:
    problem = build("affine-relu", size)
    (w, b), (inputs, targets) = problem.x, problem.data
    on = inputs @ w + b > 0
    assert 0 < np.count_nonzero(on) < len(targets)


def test_an_example_adds_by_its_case() -> None:
    """2/N times its error times (x, 1) where the unit is on, nothing where it is off."""
    problem = build("affine-relu", "inputs=4,batch=10")
    (w, b), (inputs, targets) = problem.x, problem.data
    by_w, by_b = np.zeros(4), 0.0
    for x, target in zip(inputs, targets, strict=True):
        z = w @ x + b
        if z > 0:
            by_w += 2 / 10 * (z - target) * x
            by_b += 2 / 10 * (z - target)
    for got_w, got_b in gradients(problem.x, *problem.data):
        np.testing.assert_allclose(got_w, by_w, rtol=1e-12)
        assert got_b == pytest.approx(by_b, rel=1e-12)


def test_where_the_unit_is_on_it_is_linear_regression() -> None:
    problem = build("affine-relu", "inputs=4,batch=10")
    inputs, targets = problem.data
    parameters = problem.x[0], np.array(100.0)
    design = np.column_stack([inputs, np.ones(10)])
    expected = 2 / 10 * design.T @ (design @ np.append(*parameters) - targets)
    for by_w, by_b in gradients(parameters, inputs, targets):
        np.testing.assert_allclose(np.append(by_w, by_b), expected, rtol=1e-12)


def test_a_dead_unit_learns_nothing() -> None:
    """Where it is off for every example, no target moves it."""
    problem = build("affine-relu", "inputs=4,batch=10")
    parameters = problem.x[0], np.array(-100.0)
    assert f(np, parameters, *problem.data) == np.mean(problem.data[1] ** 2)
    for by_w, by_b in gradients(parameters, *problem.data):
        assert (by_w.tolist(), by_b) == ([0, 0, 0, 0], 0)


def test_a_unit_at_its_kink_is_off() -> None:
    """At w · x + b = 0 the notes count the unit as off: its derivative there is 0."""
    parameters = np.array([1.0]), np.array(-1.0)
    for by_w, by_b in gradients(parameters, np.array([[1.0]]), np.array([3.0])):
        assert (by_w.tolist(), by_b) == ([0], 0)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_it_is_the_maximum_with_zero(mode: ModuleType) -> None:
    problem = build("affine-relu", "inputs=4,batch=10")
    inputs, targets = problem.data

    def with_maximum(parameters: Any) -> Any:
        w, b = parameters
        return np.mean((targets - np.maximum(0.0, inputs @ w + b)) ** 2)

    assert problem.f(np, problem.x, *problem.data) == with_maximum(problem.x)
    got, expected = (mode.grad(function)(problem.x) for function in (problem.function(), with_maximum))
    np.testing.assert_allclose(np.append(*got), np.append(*expected), rtol=1e-12)

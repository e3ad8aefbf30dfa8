"""The neuron of the notes, in stages."""

from types import ModuleType

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems import build
from benchmarks.problems.neuron import derivative, f


@pytest.mark.parametrize("mode", [forward, reverse])
def test_the_neuron_of_the_notes(mode: ModuleType) -> None:
    problem = build("neuron", "inputs=2")
    w, x = problem.x
    assert (w.tolist(), x.tolist()) == ([2, -3, -3], [-1, -2])
    value, (dw, dx) = mode.value_and_grad(problem.function())(problem.x)
    assert value == pytest.approx(1 / (1 + np.exp(-1)), rel=1e-15)
    assert value == pytest.approx(0.73, abs=0.005)
    np.testing.assert_allclose(dw, [-0.1966, -0.3932, 0.1966], atol=5e-5)
    np.testing.assert_allclose(dx, [0.3932, -0.5898], atol=5e-5)


@pytest.mark.parametrize("inputs", [1, 2, 20])
def test_stages(inputs: int) -> None:
    """Everything is a multiple of the derivative by the weighted sum, (1 - f) f, which is that of the bias."""
    problem = build("neuron", f"inputs={inputs}")
    w, x = problem.x
    value = problem.f(np, problem.x)
    for dw, dx in (problem.derivative(problem.x), reverse.grad(problem.function())(problem.x)):
        assert dw[-1] == pytest.approx((1 - value) * value, rel=1e-12)
        np.testing.assert_allclose(dw[:-1] / dw[-1], x, rtol=1e-12)
        np.testing.assert_allclose(dx / dw[-1], w[:-1], rtol=1e-12)


def test_more_inputs_join_those_of_the_notes() -> None:
    w, x = build("neuron", "inputs=20").x
    assert (w.shape, x.shape) == ((21,), (20,))
    assert (w[:2].tolist(), w[-1], x[:2].tolist()) == ([2, -3], -3, [-1, -2])


def test_no_size_saturates() -> None:
    for inputs in (1, 2, 20, 1000, 100_000):
        problem = build("neuron", f"inputs={inputs}")
        assert 1e-3 < problem.f(np, problem.x) < 1 - 1e-3


def test_a_saturated_neuron_learns_nothing() -> None:
    """At f(40) the derivative by the bias is exp(-40), whatever the inputs are."""
    saturated = np.array([0.0, 0.0, 40.0]), np.array([1.0, 1.0])
    assert f(np, saturated) == 1
    for dw, _ in (derivative(saturated), *(mode.grad(lambda p: f(np, p))(saturated) for mode in (forward, reverse))):
        assert np.all(np.abs(dw) <= 1.0001 * np.exp(-40))

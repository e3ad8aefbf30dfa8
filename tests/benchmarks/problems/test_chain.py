"""The chain of elementwise calls: how many they are, and that twice round the cycle is the way back."""

from __future__ import annotations

from functools import partial
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems import build
from benchmarks.problems.chain import CYCLE, LONGEST_COMPILED, calls, derivative, summed_calls

MODES = pytest.mark.parametrize("mode", [forward, reverse])
POINTS = np.linspace(0.2, 0.8, 7)


def test_one_cycle_by_hand() -> None:
    once = np.arctanh(2 * np.log(2.5 - np.exp(np.tanh(POINTS) / 2)))
    np.testing.assert_allclose(calls(np, POINTS, len(CYCLE)), once, rtol=1e-14)
    assert np.all((once > 0.2) & (once < 0.81))  # well inside of the domain of the next cycle


@MODES
def test_every_length_up_to_two_cycles(mode: ModuleType) -> None:
    for operations in range(2 * len(CYCLE) + 1):
        gradient = mode.grad(partial(summed_calls, np, operations=operations))(POINTS)
        np.testing.assert_allclose(gradient, derivative(POINTS, operations), rtol=1e-13)
        each = [mode.grad(partial(calls, np, operations=operations))(x) for x in POINTS]
        np.testing.assert_allclose(each, gradient, rtol=1e-13)


@MODES
def test_twice_round_is_the_way_back(mode: ModuleType) -> None:
    twice = 2 * len(CYCLE)
    np.testing.assert_allclose(calls(np, POINTS, twice), POINTS, rtol=1e-13)
    np.testing.assert_allclose(mode.grad(partial(summed_calls, np, operations=twice))(POINTS), 1, rtol=1e-13)
    assert np.max(np.abs(derivative(POINTS, len(CYCLE)) + 1)) > 0.1  # once round is not


def test_a_long_chain_neither_vanishes_nor_explodes() -> None:
    for operations in range(1001, 1001 + 2 * len(CYCLE)):
        size = np.abs(derivative(POINTS, operations))
        assert np.all((size > 0.1) & (size < 10))


class Counted:
    """A number that knows how many calls made it."""

    def __init__(self, count: int = 0) -> None:
        self.count = count

    def called(self, *others: object) -> Counted:
        return Counted(self.count + 1)

    __mul__ = __rmul__ = __rsub__ = called


@pytest.mark.parametrize("operations", [0, 1, 7, 100])
def test_number_of_operations(operations: int) -> None:
    namespace = SimpleNamespace(**dict.fromkeys(("tanh", "exp", "log", "arctanh"), Counted.called))
    assert calls(namespace, Counted(), operations).count == operations


@pytest.mark.parametrize("name", ["chain", "scalar-chain"])
def test_only_a_long_chain_has_a_short_form(name: str) -> None:
    short, long = (build(name, f"operations={n}") for n in (LONGEST_COMPILED, LONGEST_COMPILED + 1))
    assert short.compact is None
    np.testing.assert_allclose(long.compact(np, long.x), long.f(np, long.x), rtol=1e-12)


@MODES
def test_the_scalar_chain_is_of_a_single_number(mode: ModuleType) -> None:
    problem = build("scalar-chain", "operations=5")
    assert np.shape(problem.x) == np.shape(mode.grad(problem.function())(problem.x)) == ()
    assert (problem.n, problem.m) == (1, 1)
    assert mode.grad(problem.function())(0.4) == pytest.approx(problem.derivative(problem.x), rel=1e-14)


def test_width_and_length_of_the_chain() -> None:
    problem = build("chain", "size=6,operations=3")
    assert (problem.n, problem.m) == (6, 1)
    np.testing.assert_array_equal(problem.x, build("chain", "size=6,operations=90").x)

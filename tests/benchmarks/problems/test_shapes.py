"""The derivative map, all of it, and the patterns of the Jacobians."""

from types import ModuleType

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems import build

NUMBER, VECTOR, MATRIX = 0, 1, 2
KINDS = (NUMBER, VECTOR, MATRIX)


@pytest.mark.parametrize("mode", [forward, reverse])
@pytest.mark.parametrize("outputs", KINDS)
@pytest.mark.parametrize("inputs", KINDS)
def test_the_derivative_map(mode: ModuleType, inputs: int, outputs: int) -> None:
    """The Jacobian has the shape of the output and then that of the input, and so has the one by hand."""
    problem = build("derivative-map", f"inputs={inputs},outputs={outputs},size=3")
    x, y = problem.x, problem.f(np, problem.x, *problem.data)
    assert (np.ndim(x), np.ndim(y)) == (inputs, outputs)
    by_hand = problem.derivative(x, *problem.data)
    assert np.shape(by_hand) == np.shape(y) + np.shape(x)
    for chunk_size in (1, 2, None):
        jacobian = mode.jacobian(problem.function(), chunk_size=chunk_size)(x)
        assert np.shape(jacobian) == np.shape(y) + np.shape(x)
        np.testing.assert_allclose(jacobian, by_hand, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("mode", [forward, reverse])
@pytest.mark.parametrize("inputs", KINDS)
def test_a_gradient_has_the_shape_of_the_input(mode: ModuleType, inputs: int) -> None:
    problem = build("derivative-map", f"inputs={inputs},outputs=0,size=2")
    assert np.shape(mode.grad(problem.function())(problem.x)) == (2, 3)[:inputs]


@pytest.mark.parametrize("outputs", KINDS)
@pytest.mark.parametrize("inputs", KINDS)
def test_flattened_it_is_one_matrix(inputs: int, outputs: int) -> None:
    """Of a map between vectors, which the notes reduce all others to: diag(1 - y²) A."""
    problem = build("derivative-map", f"inputs={inputs},outputs={outputs},size=2")
    a = problem.data[0].reshape(problem.m, problem.n)
    y = np.tanh(a @ problem.x.ravel())
    jacobian = problem.derivative(problem.x, *problem.data).reshape(problem.m, problem.n)
    np.testing.assert_allclose(jacobian, np.diag(1 - y**2) @ a, rtol=1e-12)


def test_no_two_axes_are_equally_long() -> None:
    shape = build("derivative-map", "inputs=2,outputs=2,size=3").data[0].shape
    assert shape == (5, 6, 3, 4)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_an_elementwise_operation_is_diagonal(mode: ModuleType) -> None:
    problem = build("elementwise", "size=4")
    w, x = problem.x
    for by_w, by_x in (mode.jacobian(problem.function())(problem.x), problem.derivative(problem.x)):
        np.testing.assert_array_equal(by_w, np.diag(x))
        np.testing.assert_array_equal(by_x, np.diag(w))


@pytest.mark.parametrize("mode", [forward, reverse])
def test_the_expansion_of_a_number_is_a_column(mode: ModuleType) -> None:
    problem = build("scalar-expansion", "size=4")
    assert problem.x.shape == ()
    np.testing.assert_array_equal(mode.jacobian(problem.function())(problem.x), problem.data[0])
    np.testing.assert_array_equal(mode.jacobian(lambda z: problem.data[0] + z)(problem.x), np.ones(4))


@pytest.mark.parametrize("mode", [forward, reverse])
def test_a_sum_is_a_row(mode: ModuleType) -> None:
    """A row of ones, times the diagonal Jacobian of the square."""
    problem = build("row-sum", "size=4")
    row = mode.jacobian(np.sum)(problem.x)
    np.testing.assert_array_equal(row, np.ones(4))
    diagonal = mode.jacobian(np.square)(problem.x)
    np.testing.assert_allclose(mode.grad(problem.function())(problem.x), row @ diagonal, rtol=1e-15)


def test_a_derivative_is_an_array_of_its_own() -> None:
    problem = build("scalar-expansion", "size=2")
    assert not np.shares_memory(problem.derivative(problem.x, *problem.data), problem.data[0])

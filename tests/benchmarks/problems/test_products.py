"""The four products with the numbers of the notes, and what is true of all of them."""

from types import ModuleType
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems import build

SIZES = {
    "dot": "size=3",
    "outer": "rows=3,columns=2",
    "matrix-vector": "rows=3,columns=2",
    "matrix-matrix": "rows=5,inner=10,columns=3",
}


@pytest.mark.parametrize(
    ("name", "factors", "expected"),
    [
        ("dot", ([1, 2, 3], [3, 2, 1]), ([3, 2, 1], [1, 2, 3])),
        ("outer", ([1, 2, 3], [3, 2]), ([5, 5, 5], [6, 6])),
        ("matrix-vector", ([[1, 2], [2, 1]], [1, 2]), ([[1, 2], [1, 2]], [3, 3])),
        (
            "matrix-matrix",
            ([[1, 2, 3], [3, 2, 1]], [[1, 2, 3], [2, 1, 3], [3, 1, 2]]),
            ([[6, 6, 6], [6, 6, 6]], [[4, 4, 4], [4, 4, 4], [4, 4, 4]]),
        ),
    ],
)
def test_sums_of_the_notes(name: str, factors: Any, expected: Any) -> None:
    """A contraction with ones is a sum."""
    problem = build(name, SIZES[name])
    x, y = (np.array(factor, float) for factor in factors)
    dz = np.ones(np.shape(np.outer(x, y) if name == "outer" else x @ y))
    assert [each.tolist() for each in problem.derivative((x, y), dz)] == list(expected)
    for mode in (forward, reverse):
        gradient = mode.grad(lambda factors: problem.f(np, factors, dz))((x, y))
        assert [each.tolist() for each in gradient] == list(expected)


@pytest.mark.parametrize("name", SIZES)
def test_the_contraction_is_linear_in_each_factor(name: str) -> None:
    """So each factor, paired with its derivative, gives the contraction back."""
    problem = build(name, SIZES[name])
    value = problem.f(np, problem.x, *problem.data)
    for factor, derivative in zip(problem.x, problem.derivative(problem.x, *problem.data), strict=True):
        assert derivative.shape == factor.shape
        assert np.sum(factor * derivative) == pytest.approx(value, rel=1e-12)


@pytest.mark.parametrize("name", SIZES)
def test_dz_is_what_comes_from_above(name: str) -> None:
    """The pullback of the product alone, given dz, is the gradient of the contraction."""
    problem = build(name, SIZES[name])
    _, pullback = reverse.vjp(np.outer if name == "outer" else np.matmul, *problem.x)
    (dz,) = problem.data
    for given, expected in zip(pullback(dz), problem.derivative(problem.x, dz), strict=True):
        np.testing.assert_allclose(given, expected, rtol=1e-12)


@pytest.mark.parametrize("name", ["dot", "matrix-vector"])
def test_a_vector_is_a_matrix_of_one_column(name: str) -> None:
    """What holds of two matrices gives the rules of the other products."""
    problem, matrices = build(name, SIZES[name]), build("matrix-matrix", SIZES["matrix-matrix"])
    left, right = np.atleast_2d(problem.x[0]), problem.x[1][:, None]
    dz = problem.data[0].reshape(-1, 1)
    expected = matrices.derivative((left, right), dz)
    for one, other in zip(problem.derivative(problem.x, *problem.data), expected, strict=True):
        np.testing.assert_allclose(one.ravel(), other.ravel(), rtol=1e-12)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_shapes_of_the_notes(mode: ModuleType) -> None:
    """D = W.dot(X) with a W of 5 x 10 and an X of 10 x 3: dW = dD.dot(X.T), dX = W.T.dot(dD)."""
    problem = build("matrix-matrix", SIZES["matrix-matrix"])
    (w, x), (dd,) = problem.x, problem.data
    assert (w.shape, x.shape, dd.shape) == ((5, 10), (10, 3), (5, 3))
    dw, dx = mode.grad(problem.function())(problem.x)
    np.testing.assert_allclose(dw, dd.dot(x.T), rtol=1e-12)
    np.testing.assert_allclose(dx, w.T.dot(dd), rtol=1e-12)

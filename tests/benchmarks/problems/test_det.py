"""The determinant by minors: values worked by hand, its cofactors, singular matrices, and the number of products."""

from __future__ import annotations

from functools import partial
from types import ModuleType

import numpy as np
import pytest

import ad
from ad import forward, reverse
from benchmarks.problems import build
from benchmarks.problems.det import derivative, expand, f

MODES = pytest.mark.parametrize("mode", [forward, reverse])
determinant = partial(f, np)


def cofactors(x: np.ndarray) -> np.ndarray:
    """The determinants of what is left without row i and column j, with the signs of a chessboard."""
    answer = np.empty_like(x)
    for i, j in np.ndindex(x.shape):
        answer[i, j] = (-1) ** (i + j) * np.linalg.det(np.delete(np.delete(x, i, 0), j, 1))
    return answer


def test_by_hand() -> None:
    assert determinant(np.array([[7.0]])) == 7
    assert determinant(np.array([[2.0, 3.0], [5.0, 7.0]])) == 14 - 15
    # 2 (3 * 4 - 2 * 1) - 0 (1 * 4 - 2 * 1) + 1 (1 * 1 - 3 * 1)
    assert determinant(np.array([[2.0, 0.0, 1.0], [1.0, 3.0, 2.0], [1.0, 1.0, 4.0]])) == 18
    assert determinant(np.eye(5)[[1, 0, 2, 4, 3]]) == 1
    assert determinant(np.eye(5)[[1, 2, 3, 0, 4]]) == -1


@MODES
def test_gradient_by_hand(mode: ModuleType) -> None:
    assert mode.grad(determinant)(np.array([[7.0]])).tolist() == [[1]]
    assert mode.grad(determinant)(np.array([[2.0, 3.0], [5.0, 7.0]])).tolist() == [[7, -5], [-3, 2]]
    x = np.array([[2.0, 0.0, 1.0], [1.0, 3.0, 2.0], [1.0, 1.0, 4.0]])
    expected = [[10, -2, -2], [1, 7, -2], [-3, -3, 6]]
    assert mode.grad(determinant)(x).tolist() == expected
    np.testing.assert_allclose(derivative(x), expected, rtol=1e-14)


@MODES
@pytest.mark.parametrize("ell", [4, 6])
def test_the_gradient_is_the_matrix_of_cofactors(mode: ModuleType, ell: int) -> None:
    problem = build("det", f"ell={ell}")
    gradient = mode.grad(problem.function())(problem.x)
    np.testing.assert_allclose(gradient, cofactors(problem.x), rtol=1e-11)
    np.testing.assert_allclose(problem.derivative(problem.x), cofactors(problem.x), rtol=1e-11)
    # Euler's theorem for a polynomial in which every term has one factor of each row.
    np.testing.assert_allclose(np.sum(problem.x * gradient, 1), np.linalg.det(problem.x), rtol=1e-12)


@MODES
def test_singular_matrix(mode: ModuleType) -> None:
    """The inverse of a matrix of rank l - 1 does not exist; the cofactors do, and they are of rank 1."""
    x = np.arange(1.0, 10.0).reshape(3, 3)
    assert determinant(x) == 0
    assert mode.grad(determinant)(x).tolist() == [[-3, 6, -3], [6, -12, 6], [-3, 6, -3]]
    with_equal_rows = build("det", "ell=5").x.copy()
    with_equal_rows[3] = with_equal_rows[0]
    gradient = mode.grad(determinant)(with_equal_rows)
    np.testing.assert_allclose(gradient, cofactors(with_equal_rows), atol=1e-13)
    assert np.linalg.matrix_rank(gradient, tol=1e-12) == 1
    np.testing.assert_allclose(gradient @ with_equal_rows.T, 0, atol=1e-13)


def test_the_inverse_of_a_singular_matrix_does_not_exist() -> None:
    with pytest.raises(np.linalg.LinAlgError, match="Singular"):
        derivative(np.array([[1.0, 2.0], [2.0, 4.0]]))


@MODES
def test_singular_twice(mode: ModuleType) -> None:
    """Of rank l - 2: all cofactors vanish, and the second derivative is the first that does not."""
    x = np.outer([1.0, 2.0, -1.0], [3.0, 1.0, 2.0])
    assert np.all(mode.grad(determinant)(x) == 0)
    assert np.count_nonzero(ad.hessian(determinant)(x)) > 0
    assert np.all(mode.grad(determinant)(np.zeros((4, 4))) == 0)


def test_second_derivative_by_hand() -> None:
    """Of ad - bc: one by a and d, minus one by b and c."""
    expected = np.fliplr(np.diag([1, -1, -1, 1]))
    assert ad.hessian(determinant)(np.array([[2.0, 3.0], [5.0, 7.0]])).reshape(4, 4).tolist() == expected.tolist()


class Counted:
    """A number that counts the products and the sums that it is made with."""

    products = sums = 0

    def __mul__(self, other: Counted) -> Counted:
        Counted.products += 1
        return self

    def __add__(self, other: Counted) -> Counted:
        Counted.sums += 1
        return self

    __sub__ = __add__


@pytest.mark.parametrize(("ell", "products", "sums"), [(1, 0, 0), (2, 2, 1), (3, 9, 5), (4, 40, 23), (5, 205, 119)])
def test_number_of_operations(ell: int, products: int, sums: int) -> None:
    """No minor is remembered: of l rows, l (1 + those of l - 1) products, and l! - 1 sums."""
    Counted.products = Counted.sums = 0
    expand([[Counted()] * ell] * ell, tuple(range(ell)))
    assert (Counted.products, Counted.sums) == (products, sums)

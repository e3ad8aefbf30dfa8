"""Cotangents that are not written out: the same numbers as if they were, and what they save."""

from typing import Any

import numpy as np
import pytest

from ad import forward, hvp, reverse
from ad.cotangents import LONG, ONE, Outer, Repeated, Scaled, full, is_number, typed
from ad.directions import Like
from ad.measure import peak_memory, tape_size
from tests.ad.checks import MODES, expect_equal, expect_same
from tests.ad.scenarios import points

X, Y = points(3), points(4, seed=1)
A, W = points(4, 3, seed=2), points(3, 4, seed=3)


# One number for all.


def test_numbers_stand_for_arrays() -> None:
    z = Like(np.zeros((2, 3), np.float32))
    for number in (ONE, 2, np.float32(3.0)):
        assert is_number(number)
        whole = full(number, z)
        assert whole.shape == (2, 3)
        assert whole.dtype == np.float32
        assert np.all(whole == number)
    assert type(typed(1, np.dtype(float))) is np.float64
    assert not is_number(X)
    assert full(X, Like(X)) is X


@pytest.mark.parametrize(
    "f",
    [
        np.sum,
        np.mean,
        lambda x: np.sum(x * 3),
        lambda x: np.sum(x) + np.mean(x[1:]),
        lambda x: np.sum(np.reshape(x, (3, 1)).T * 2.0),
        lambda x: np.sum(x[[0, 0, 2]]),
        lambda x: np.sum(np.sum(np.ones((2, 3)) * x, axis=0)),
        lambda x: np.mean(np.maximum(x, 0.0) + x),
        lambda x: np.sum(x - np.sum(x)),
    ],
)
def test_a_number_gives_the_same_gradient(f: Any) -> None:
    expect_equal(reverse.grad(f)(X), forward.grad(f)(X))
    expect_equal(forward.jacobian(reverse.grad(f))(X), forward.hessian(f)(X))
    expect_equal(reverse.jacobian(reverse.grad(f))(X), forward.hessian(f)(X))


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.longdouble, complex])
def test_a_number_takes_on_the_type_of_the_input(dtype: Any) -> None:
    x = X.astype(dtype)
    gradient = reverse.grad(lambda x: np.mean(x * 2 + x), holomorphic=dtype is complex)(x)
    assert gradient.dtype == dtype
    expect_equal(gradient, np.full(3, 1, dtype), 1e-3 if dtype is np.float16 else 1e-7)


def test_a_partial_that_becomes_a_gradient_is_not_that_array() -> None:
    """Times one, the partial derivative of ``x * c`` is ``c`` itself, which is the caller's."""
    c = Y[:3].copy()
    gradient = reverse.grad(lambda x: np.sum(x * c))(X)
    gradient[:] = 0.0
    assert np.array_equal(c, Y[:3])
    _, pullback = reverse.vjp(lambda x: np.sum(np.exp(x)), X)
    (first,) = pullback(1.0)
    first[:] = 0.0
    expect_equal(pullback(1.0)[0], np.exp(X))


# Numbers times arrays.

LINE = points(LONG, low=-1.0, high=1.0)


@pytest.mark.parametrize(
    "f",
    [
        lambda x, square: np.sum(square(x)),
        lambda x, square: -3.0 * np.mean(square(2.0 - x)),
        lambda x, square: np.sum(square(x[1:] - square(x[:-1])) + square(1.0 - x[:-1])),
        lambda x, square: np.sum(square(square(x)) * x) + np.sum(x),
        lambda x, square: np.sum(np.sin(square(x))) + np.sum(square(np.reshape(x, (2, -1))) @ np.ones(LONG // 2)),
        lambda x, square: np.sum(square(x)) * np.sum(square(x)),
        lambda x, square: np.sum(square(x[::2])) + square(x[0]) + np.sum(square(x[[0, 1, 1]])),
        lambda x, square: np.sum(np.outer(square(x[:3]), square(x)) * 2.0) + np.sum(square(x) - np.sum(square(x))),
    ],
)
def test_the_square_of_a_long_array(f: Any) -> None:
    """It has the derivative of x * x, which knows no forms."""
    seed = points(LONG, seed=1)
    for square in (np.square, lambda x: x**2):
        for derivative in (
            lambda f: reverse.grad(f)(LINE),
            lambda f: forward.jvp(f, (LINE,), (seed,))[1],
            lambda f: hvp(f, (LINE,), (seed,)),
            lambda f: reverse.grad(lambda x: np.sum(reverse.grad(f)(x) * seed))(LINE),
        ):
            expected = derivative(lambda x: f(x, lambda x: x * x))
            expect_equal(derivative(lambda x, square=square: f(x, square)), expected)


@pytest.mark.parametrize("dtype", [np.float32, complex])
def test_the_square_of_a_long_array_keeps_its_type(dtype: Any) -> None:
    x = LINE.astype(dtype)
    gradient = reverse.grad(lambda x: np.sum(x**2), holomorphic=dtype is complex)(x)
    assert gradient.dtype == dtype
    expect_equal(gradient, x + x)


def test_squares_of_a_long_array_keep_no_second_array() -> None:
    size = tape_size(lambda x: np.sum(x**2), LINE)
    assert size.bytes < 1.5 * LINE.nbytes


def test_the_jacobian_of_a_long_square() -> None:
    for chunk_size in (1, 2):
        rows = reverse.jacobian(lambda x: np.stack([np.sum(x**2), np.sum(x**3)]), chunk_size=chunk_size)(LINE)
        expect_equal(rows, np.stack([2.0 * LINE, 3.0 * LINE * LINE]))
    matrix = points(2, LONG)
    expect_equal(forward.jacobian(lambda x: matrix @ x**2)(LINE), matrix * (2.0 * LINE))


def test_the_algebra_of_scaled_arrays() -> None:
    s = Scaled(2.0, X)
    expect_equal(s.full(), 2.0 * X)
    for product in (s * -3.0, -3.0 * s, np.float64(-3.0) * s):
        assert type(product) is Scaled
        assert product.array is X
        expect_equal(product.full(), -6.0 * X)
    expect_equal(s * s, 4.0 * X * X)
    expect_equal(s * X, 2.0 * X * X)
    expect_equal(X * s, 2.0 * X * X)
    expect_equal(s + X, 3.0 * X)
    expect_equal(X + s, 3.0 * X)
    expect_equal(s + s, 4.0 * X)


# Repeated arrays.


def test_the_algebra_of_repeated_arrays() -> None:
    column, matrix = A[:, :1], points(4, 3, seed=5)
    r = Repeated(column, (4, 3))
    wide = np.repeat(column, 3, 1)
    expect_equal(r.full(), wide)
    assert not r.full().flags.writeable
    for product, expected in ((r * -2.0, -2.0 * wide), (r * column, column * wide)):
        assert type(product) is Repeated
        expect_equal(product.full(), expected)
    for factor in (matrix, matrix[0]):
        assert type(r * factor) is np.ndarray
        expect_equal(r * factor, wide * factor)
    expect_equal(r * Scaled(2.0, matrix), 2.0 * wide * matrix)
    expect_equal(r * r, wide * wide)
    expect_equal(r + matrix, wide + matrix)
    expect_equal(matrix + r, wide + matrix)
    expect_equal(r + r, 2.0 * wide)


@pytest.mark.parametrize("axis", [0, 1, -1, (0, 1), (0,)])
@pytest.mark.parametrize("keepdims", [False, True])
def test_sums_and_means_along_an_axis(axis: Any, keepdims: bool) -> None:
    for reduce in (np.sum, np.mean):
        expect_same(lambda x, reduce=reduce: np.sin(reduce(x, axis, keepdims=keepdims)), A)
        expect_same(lambda x, reduce=reduce: reduce(np.exp(x) * x, axis=axis, keepdims=keepdims) ** 2, A)
        expect_same(lambda x, reduce=reduce: reduce(x**2 * X + x, axis) @ np.ones(3) if axis in (0, (0,)) else x[0], A)


def test_a_repeated_cotangent_reaches_an_input_as_its_own_array() -> None:
    gradient = reverse.vjp(lambda x: np.sum(x, 1), A)[1](points(4))[0]
    expect_equal(gradient, np.repeat(points(4)[:, None], 3, 1))
    gradient[0, 0] = 7.0
    assert gradient[0, 1] != 7.0


# Outer products.


@pytest.mark.parametrize("steps", [1, 2, 5])
def test_a_recurrent_loop_gives_the_same_gradient(steps: int) -> None:
    recurrent, inputs = points(4, 4, seed=4), points(5, 3, seed=5)

    def f(w: Any, u: Any) -> Any:
        h = np.zeros(4)
        for x in inputs[:steps]:
            h = np.tanh(u @ h + w @ x) + h @ u
        return np.sum(h * h) + np.sum(w) * 0.1 + np.sum(u[0])

    expect_equal(reverse.grad(f, (0, 1))(A, recurrent), forward.grad(f, (0, 1))(A, recurrent))


def test_a_matrix_that_was_computed_is_written_out_on_the_way() -> None:
    expect_same(lambda w, x: np.tanh(w) @ x + (w * w) @ x, A, X)
    expect_equal(
        reverse.grad(lambda w: np.sum(np.exp(w).T @ Y + X @ np.exp(w).T[:, :3] @ np.ones((3, 3))))(A),
        forward.grad(lambda w: np.sum(np.exp(w).T @ Y + X @ np.exp(w).T[:, :3] @ np.ones((3, 3))))(A),
    )


def test_outer_products_add_up() -> None:
    total = Outer.of(Outer(X, Y))
    total.add(Outer(2.0 * X, Y))
    expect_equal(total.full(), 3.0 * np.outer(X, Y))
    expect_equal(total + W, 3.0 * np.outer(X, Y) + W)
    expect_equal(W + total, 3.0 * np.outer(X, Y) + W)
    expect_equal(total * 2.0, 6.0 * np.outer(X, Y))


def test_a_cotangent_that_two_share_is_not_added_to_in_place() -> None:
    """Both A and B get the cotangent of their sum; what else A gets must not reach B, in any order."""

    def f(a: Any, b: Any) -> Any:
        return np.sum(a @ X) + np.sum((a + b) @ (2.0 * X)) + np.sum(a @ (3.0 * X)) + np.sum(b[1] * 4.0)

    expect_equal(reverse.grad(f, (0, 1))(A, A.copy()), forward.grad(f, (0, 1))(A, A.copy()))


# Memory.

SIZE = 20_000


@pytest.mark.parametrize(
    ("call", "arrays"),
    [
        (lambda x: np.exp(-x), 12 + 4),  # each partial is the answer: N arrays, and a few on the way
        (np.tanh, 12 + 4),
        (lambda x: x + 1.0, 4),  # no partial needs an array
        (lambda x: 2.0 - x, 4),
        (lambda x: x + x, 4),
    ],
)
def test_the_peak_of_a_chain_is_what_its_pullbacks_read(call: Any, arrays: int) -> None:
    def chain(x: Any) -> Any:
        for _ in range(12):
            x = call(x)
        return np.sum(x)

    x = np.linspace(0.1, 0.5, SIZE)
    assert peak_memory(lambda: reverse.grad(chain)(x)) <= (arrays + 0.1) * 8 * SIZE


def test_a_loop_keeps_vectors_instead_of_matrices() -> None:
    """Fifty outer products of 200 x 200 would take 16 MB; what is kept is fifty pairs of vectors."""
    w, x = np.full((200, 200), 1e-3), np.ones(200)

    def f(w: Any) -> Any:
        h = x
        for _ in range(50):
            h = w @ h
        return np.sum(h)

    assert peak_memory(lambda: reverse.grad(f)(w)) < 4 * w.nbytes


C = points(4)
HOLOMORPHIC: dict[str, Any] = {  # real constants beside complex values: a cotangent is complex in any case
    "one after another": lambda x: np.sum(x * x + x * C + x * (2 * C)),
    "a slice first": lambda x: np.sum(x[1:] * x[1:] * 1.5) + np.sum(x * C),
    "a slice last": lambda x: np.sum(x * C) + np.sum(x[1:] * x[1:]),
    "positions": lambda x: np.sum(x[[0, 0, 1]] ** 2) + np.sum(x * C),
    "a constant alone": lambda x: np.sum(x * C),
    "a product": lambda x: (np.outer(C, C) @ x) * C + x * x,
    "a diagonal": lambda x: x * C,
}


@pytest.mark.parametrize("f", HOLOMORPHIC.values(), ids=HOLOMORPHIC.keys())
def test_real_constants_in_holomorphic_functions(f: Any) -> None:
    x = C + 0.5j * C[::-1]
    expected = np.stack([(f(x + 1e-6 * unit) - f(x - 1e-6 * unit)) / 2e-6 for unit in np.eye(4)], -1)
    for mode in MODES:
        for chunk_size in (None, 1):
            jacobian = mode.jacobian(f, holomorphic=True, chunk_size=chunk_size)(x)
            assert jacobian.dtype == complex
            np.testing.assert_allclose(jacobian, expected, rtol=1e-7)
        if not f(x).ndim:
            gradient = mode.grad(f, holomorphic=True)(x)
            assert gradient.dtype == complex
            np.testing.assert_allclose(gradient, expected, rtol=1e-7)

"""Unit directions that are not written out: the same numbers as if they were, and what they save."""

from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from ad.cotangents import ONE, Scaled
from ad.diagonal import Diagonal
from ad.measure import peak_memory
from tests.ad.checks import expect_equal, expect_same
from tests.ad.scenarios import points

X, Y = points(3), points(4, seed=1)
A, W = points(4, 3, seed=2), points(3, 4, seed=3)


@pytest.mark.parametrize(
    "f",
    [
        lambda x: x,
        lambda x: -x * 2.0,
        np.tanh,
        lambda x: x * x + np.sin(x),
        lambda x: A @ x,
        lambda x: np.tanh(x @ W),
        lambda x: np.tanh(A @ np.tanh(x)),
        lambda x: x[::-1] * x,
        lambda x: x[:2],
        lambda x: x[1:],
        lambda x: x[1:] - x[:-1] ** 2,
        lambda x: np.sin(x[1:])[:1] * x[:-1][:1] + x[2:],
        lambda x: (x[:-1] * x[0] + x[1:]) * x[1:],
        lambda x: A[:, 1:] @ np.tanh(x[1:]),
        lambda x: np.concatenate([x[3:], x[2:1], x[:1:1] * x[::2][:1]]),
        lambda x: np.cumsum(x),
        lambda x: x / np.sum(x),
        lambda x: x - np.max(x),
        lambda x: np.concatenate([x, x * 2.0]),
        lambda x: (x[:, None] * np.ones(2)).sum(1),
    ],
)
def test_a_diagonal_gives_the_same_jacobian(f: Any) -> None:
    expect_same(f, X)
    expected = forward.hessian(f, chunk_size=1)(X)
    for outer in (forward, reverse):
        for inner in (forward, reverse):
            expect_equal(outer.jacobian(inner.jacobian(f))(X), expected)
            expect_equal(outer.jacobian(inner.jacobian(f, chunk_size=2), chunk_size=2)(X), expected)


def test_directions_that_a_derivative_does_not_reach_are_exactly_zero() -> None:
    """Beside an infinite partial derivative a zero of the identity would be nan."""
    for mode in (forward, reverse):
        with np.errstate(divide="ignore"):
            jacobian = mode.jacobian(np.sqrt)(np.array([0.0, 4.0]))
        assert jacobian.tolist() == [[np.inf, 0.0], [0.0, 0.25]]


def test_a_jacobian_is_not_the_matrix_that_the_function_multiplies_by() -> None:
    matrix = A.copy()
    for mode in (forward, reverse):
        jacobian = mode.jacobian(lambda x: matrix @ x)(X)
        jacobian[:] = 0.0
        assert np.array_equal(matrix, A)


def test_directions_of_an_inner_level_meet_tangents_of_an_outer_one() -> None:
    def f(x: Any) -> Any:
        inner = forward.jacobian(lambda y: np.sin(y) * x + y * y + (y + x)[::-1] + A.T @ (A @ (x * y)))(Y[:3])
        return np.sum(inner * inner, 1)

    expected = forward.jacobian(f, chunk_size=1)(X)
    for outer in (forward, reverse):
        expect_equal(outer.jacobian(f)(X), expected)


def test_the_algebra_of_diagonals() -> None:
    d = Diagonal(ONE, (3, 3), 0, np.dtype(float))
    expect_equal(d.full(), np.eye(3))
    expect_equal((d * X).full(), np.diag(X))
    expect_equal((d * X + d).full(), np.diag(X) + np.eye(3))
    expect_equal((d * X).scale(W), X[:, None] * W)
    for added in (W[:, :3] + d, d + W[:, :3]):
        expect_equal(added, W[:, :3] + np.eye(3))
    assert (d * 2.0).full().dtype == float
    expect_equal((d * Scaled(2.0, X)).full(), np.diag(2.0 * X))


def test_some_rows_of_a_diagonal() -> None:
    rows = slice(1, 3)
    d = Diagonal(ONE, (2, 3), 1, np.dtype(float))
    assert (d.shape, d.size) == ((2, 3), 6)
    expect_equal(d.full(), np.eye(3)[rows])
    expect_equal((d * X).full(), np.diag(X)[rows])
    expect_equal((d * X * X + d * 2.0).full(), np.diag(X * X + 2.0)[rows])
    expect_equal((d * X).scale(W), (np.diag(X) @ W)[rows])


@pytest.mark.parametrize("values", [ONE, Y], ids=["number", "vector"])
@pytest.mark.parametrize("rows", [slice(0, 4), slice(1, 3), slice(3, 4)])
def test_some_columns_of_a_diagonal(rows: slice, values: Any) -> None:
    """Those of a slice are a diagonal that lies elsewhere, or misses them."""
    d = Diagonal(values, (rows.stop - rows.start, 4), rows.start, Y.dtype)
    whole = (np.eye(4) * values)[rows]
    for run in (slice(None), slice(1, None), slice(None, -1), slice(1, 3), slice(3, None), slice(2, 1)):
        part, expected = d[:, run], whole[:, run]
        assert type(part) is Diagonal
        assert part.shape == expected.shape
        expect_equal(part.full(), expected)
        expect_equal(part.scale(A[run]), expected @ A[run])
        expect_equal((part * Y[run]).full(), expected * Y[run])
        expect_equal(part + expected, expected + expected)
        total = np.ones(part.shape)
        part.add_to(total)
        expect_equal(total, 1.0 + expected)
        inner = part[:, 1:]
        assert type(inner) is Diagonal
        expect_equal(inner.full(), expected[:, 1:])
    expect_equal(d[:, 1:] + d[:, :-1], whole[:, 1:] + whole[:, :-1])


@pytest.mark.parametrize("rows", [slice(0, 3), slice(1, 3)])
def test_parts_of_a_diagonal_are_views_of_one_matrix_and_blocks_of_memory(rows: slice) -> None:
    d = Diagonal(ONE, (rows.stop - rows.start, 3), rows.start, np.dtype(float)) * X
    left, right = d[:, 1], d[:, ::-1]
    expect_equal(left, d.full()[:, 1])
    expect_equal(right, d.full()[:, ::-1])
    assert np.shares_memory(left, right)
    assert left.flags.f_contiguous
    assert right[:, ::-1].flags.f_contiguous
    assert not np.shares_memory(d.full(), left)  # that may be written to


def test_a_batch_of_units_is_not_written_out() -> None:
    """Nor is it behind an elementwise call: 200 directions of 2000 numbers would take 3.2 MB."""
    x, matrix = points(2000), points(2000, 8)
    into, out_of = (
        forward.jacobian(lambda x: np.tanh(x) @ matrix, chunk_size=200),
        reverse.jacobian(lambda y: np.tanh(matrix @ y), chunk_size=200),
    )
    assert peak_memory(lambda: into(x)) < 1e6
    assert peak_memory(lambda: out_of(x[:8])) < 1e6


def test_slices_of_a_batch_of_units_are_not_written_out() -> None:
    x, matrix = points(500), points(498, 8)
    jacobian = forward.jacobian(lambda x: np.tanh(x[1:-1]) @ matrix)
    assert peak_memory(lambda: jacobian(x)) < 2e5  # 500 directions of 498 numbers are 2 MB
    slopes = 1.0 - np.tanh(x[1:-1, None]) ** 2
    expect_equal(jacobian(x), np.pad((slopes * matrix).T, ((0, 0), (1, 1))))

"""Selections, and their transpose: every kind of key, alone and with directions in front."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from ad.rules.indexing import gather, is_basic, scatter, scatter_add, spread
from tests.ad.checks import CHECKS, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.tables import INDEXING


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", INDEXING, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


X = points(3)


def test_masks_made_of_traced_values() -> None:
    x = points(2, 3)
    for mode in MODES:
        expect_equal(mode.jacobian(lambda x: x[x > 0])(x), np.eye(6).reshape(6, 2, 3)[(x > 0).ravel()])
        expect_equal(mode.jacobian(lambda x: x[:, x[0] > 0])(x), np.eye(6).reshape(2, 3, 2, 3)[:, x[0] > 0])


def test_repeated_places_add_up() -> None:
    for mode in MODES:
        assert mode.grad(lambda x: np.sum(x[[0, 0, 1]]))(X).tolist() == [2, 1, 0]
        assert mode.grad(lambda x: np.sum(x[[0, 0, 1]][[0, 0, 1]]))(X).tolist() == [3, 0, 0]
        assert mode.grad(lambda x: np.sum(x[np.zeros((4, 5), int)]))(X).tolist() == [20, 0, 0]


def test_float_and_out_of_range_keys_are_refused_as_ever() -> None:
    for mode in MODES:
        with pytest.raises(IndexError, match="out of bounds"):
            mode.grad(lambda x: x[3])(X)
        with pytest.raises(IndexError, match="valid indices"):
            mode.grad(lambda x: x[1.0])(X)
        with pytest.raises(IndexError, match="too many indices"):
            mode.grad(lambda x: x[0, 0])(X)
        with pytest.raises(IndexError):
            mode.grad(lambda x: x[0])(1.0)


@pytest.mark.parametrize("key", [0, slice(1, None), None, Ellipsis, (0, None), (slice(None), 1, ...), np.int64(1), ()])
def test_basic_keys(key: Any) -> None:
    assert is_basic(key)


@pytest.mark.parametrize(
    "key", [[0], np.array([0]), (0, [1]), np.array(True), True, (slice(None), np.array(0)), ((0, 1),)]
)
def test_advanced_keys(key: Any) -> None:
    assert not is_basic(key)


@pytest.mark.parametrize("key", [(slice(None), (1, 2, 1)), ((0, 0),), ((0, 1), (1, 1)), ((),), (0, ())])
def test_tuples_in_a_key_are_positions(key: Any) -> None:
    x = points(2, 3)
    arrays = tuple(k if isinstance(k, slice | int) else np.array(k, int) for k in key)
    for mode in MODES:
        expect_equal(mode.jacobian(lambda x: x[key])(x), mode.jacobian(lambda x: x[arrays])(x))
    expected = reverse.grad(lambda x: np.sum(x[arrays] ** 2))(x)
    expect_equal(expected, forward.grad(lambda x: np.sum(x[key] ** 2))(x))

    def assigned(x: Any) -> Any:
        y = np.zeros_like(x)
        y[key] = x[key] * 2.0
        return np.sum(y**2)

    plain = np.zeros_like(x)
    plain[key] = 8.0 * x[key]
    for mode in MODES:
        expect_equal(mode.grad(assigned)(x), plain)


KEYS = [
    *(0, -1, slice(None, None, -1), None, Ellipsis, (0, None, slice(1)), ([0, 1, 1], slice(None)), ([1, 0], [2, 2])),
    *(
        (slice(None), [2, 0, 0]),
        np.array([[True, False, True], [False, True, True]]),
        (0, np.array([True, False, True])),
    ),
]


@pytest.mark.parametrize("key", KEYS, ids=str)
@pytest.mark.parametrize("directions", [(), (4,)])
def test_scatter_is_the_transpose_of_a_selection(key: Any, directions: tuple[int, ...]) -> None:
    """With directions and without, in place and as a value: sum(ct * x[key]) == sum(scatter(ct) * x)."""
    x = points(2, 3)
    selected = gather(points(*directions, 2, 3, seed=1), key, x.shape, directions)
    ct = np.asarray(points(*selected.shape, seed=2))
    buffer = np.zeros(directions + x.shape)
    scatter_add(buffer, ct, key, directions)
    expect_equal(spread(ct, key, x.shape, directions), buffer)
    for k in np.ndindex(directions):
        expect_equal(np.sum(ct[k] * x[key]), np.sum(buffer[k] * x))
        expect_equal(scatter(ct[k], key, x.shape), buffer[k])
        expect_equal(selected[k], points(*directions, 2, 3, seed=1)[k][key])


MANY = np.random.default_rng(0).integers(-5, 5, (3, 40, 40))
"""Enough places, named again and again and counted from either end, that they are worth flattening."""

LARGE_KEYS = [
    *((MANY[0], MANY[1], MANY[2]), (MANY[0], MANY[1].ravel()[:40]), MANY[0], MANY[0, 0], (3, MANY[1]), (MANY[1], -1)),
    *(MANY[0].astype(np.int8), (MANY[0] % 5).astype(np.uint64), (MANY[0], np.array(1)), np.ix_(*MANY[:, 0])),
    *((slice(None), MANY[1]), (..., MANY[2]), (MANY[0], slice(None), MANY[1]), (None, MANY[0]), (MANY[0], None, 1)),
    *((slice(1, None), MANY[1], slice(None, None, -2)), (slice(0, 1), [0, 0])),
    *(np.arange(5) % 2 == 0, (slice(None), MANY[0, 0, :5] > 0), (MANY[0, :5] > 0)[:, :5], (MANY[0, 0, :5] > 0, 1)),
]


@pytest.mark.parametrize("key", LARGE_KEYS, ids=range(len(LARGE_KEYS)))
@pytest.mark.parametrize("dtype", ["f8", "f4", "c16"])
@pytest.mark.parametrize("shape", [(5, 5, 5), (5, 5, 90)])
def test_many_places_are_added_to_as_numpy_does(key: Any, dtype: Any, shape: tuple[int, ...]) -> None:
    ct = points(2, *np.zeros(shape)[key].shape).astype(dtype)
    expected, buffer, batch = np.ones(shape, dtype), np.ones(shape, dtype), np.ones((2, *shape), dtype)
    np.add.at(expected, key, ct[1])
    scatter_add(buffer, ct[1], key)
    scatter_add(batch, ct, key, (2,))
    assert buffer.dtype == batch.dtype == dtype
    expect_equal([buffer, batch[1]], [expected, expected], 1e-5 if dtype == "f4" else 1e-13)


@pytest.mark.parametrize("chunk_size", [1, None])
@pytest.mark.parametrize(
    "key", [[0, 1, 1], (slice(None), [0, 0]), np.array([[True, False, True], [True, True, False]])]
)
@pytest.mark.parametrize("others", [1, 2])
def test_a_selection_adds_to_cotangents_that_lie_transposed_in_memory(key: Any, others: int, chunk_size: Any) -> None:
    def f(x: Any) -> Any:
        y = np.sin(x)
        selected = y[key]
        return np.concatenate([np.ravel(selected), *(np.ravel(np.exp(n * y.T)) for n in range(others))])

    x = points(2, 3)
    expect_equal(reverse.jacobian(f, chunk_size=chunk_size)(x), forward.jacobian(f)(x))


def test_scatter_is_differentiated_again() -> None:
    """The second derivative of a selection runs through scatter, in both modes and batched."""

    def f(x: Any) -> Any:
        return np.sum(x[[0, 0, 2]] ** 3) * x[1]

    expected = np.array(
        [[12 * X[0] * X[1], 6 * X[0] ** 2, 0], [6 * X[0] ** 2, 0, 3 * X[2] ** 2], [0, 3 * X[2] ** 2, 6 * X[2] * X[1]]]
    )
    for outer in MODES:
        for chunk_size in (1, 2, None):
            expect_equal(outer.jacobian(reverse.grad(f), chunk_size=chunk_size)(X), expected)


def test_iteration_unpacks() -> None:
    def f(x: Any) -> Any:
        a, b, c = x
        return a * b * c

    for mode in MODES:
        expect_equal(mode.grad(f)(X), np.array([X[1] * X[2], X[0] * X[2], X[0] * X[1]]))

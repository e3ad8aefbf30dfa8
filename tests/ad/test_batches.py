"""Batches of directions: how many travel together, the unit directions, and what becomes of what they give."""

from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from ad.batches import BATCH_BYTES, chunks, identity, matrix, split
from tests.ad.checks import expect_equal
from tests.ad.scenarios import points

X = points(3)


@pytest.mark.parametrize(
    ("count", "chunk_size", "expected"),
    [
        (5, 2, [(0, 2), (2, 4), (4, 5)]),
        (4, 2, [(0, 2), (2, 4)]),
        (3, 7, [(0, 3)]),
        (3, None, [(0, 3)]),
        (0, 2, [(0, 0)]),
    ],
)
def test_chunks(count: int, chunk_size: int | None, expected: list[tuple[int, int]]) -> None:
    assert [(batch.start, batch.stop) for batch in chunks(count, 10, [X], chunk_size)] == expected


def test_default_chunks_are_bounded_by_memory() -> None:
    widest = BATCH_BYTES // 8 // 4
    assert [batch.stop - batch.start for batch in chunks(10, widest, [X], None)] == [4, 4, 2]
    outer = forward.Dual.of(X, np.zeros((2, 3)), forward.Sweep())
    for inputs in ([outer], [outer, outer]):  # they travel together, however many inputs carry them
        assert [batch.stop - batch.start for batch in chunks(10, widest, inputs, None)] == [2] * 5
    assert [batch.stop - batch.start for batch in chunks(3, 100 * BATCH_BYTES, [X], None)] == [1] * 3


def test_number_of_sweeps(monkeypatch: pytest.MonkeyPatch) -> None:
    """One evaluation a batch in forward mode; in reverse mode one evaluation, and one sweep a batch."""
    evaluations, sweeps = [], []
    sweep = reverse.Tape.sweep
    monkeypatch.setattr(reverse.Tape, "sweep", lambda self, *a, **k: sweeps.append(a) or sweep(self, *a, **k))

    def f(x: Any) -> Any:
        evaluations.append(x)
        return np.concatenate([np.sin(x), np.cos(x)])

    for chunk_size, expected in ((1, 3), (2, 2), (3, 1), (None, 1)):
        evaluations.clear()
        forward.jacobian(f, chunk_size=chunk_size)(X)
        assert len(evaluations) == expected
    for chunk_size, expected in ((1, 6), (4, 2), (None, 1)):
        evaluations.clear(), sweeps.clear()
        reverse.jacobian(f, chunk_size=chunk_size)(X)
        assert (len(evaluations), len(sweeps)) == (1, expected)


def test_identity_over_several_leaves() -> None:
    whole = [np.array(1.0)[()], np.zeros((2, 2), "f4"), np.zeros(0)]
    seeds = identity(whole, slice(0, 5))
    assert [seed.shape for seed in seeds[:2]] == [(5,), (5, 2, 2)]
    assert seeds[1].dtype == "f4"
    assert np.array_equal(np.concatenate([seeds[0][:, None], seeds[1].reshape(5, 4)], axis=1), np.eye(5))
    assert seeds[2] is None
    assert identity(whole, slice(1, 3))[0] is None
    single = identity(whole, slice(2, 3))
    assert single[0] is None
    assert np.array_equal(single[1], [[0, 1], [0, 0]])


def test_matrix_joins_batches_and_fills_zeros() -> None:
    batches = [slice(0, 2), slice(2, 3)]
    (joined,) = matrix([[np.ones((2, 3))], [None]], [X], batches)
    assert np.array_equal(joined, [[1, 1, 1], [1, 1, 1], [0, 0, 0]])


def test_split() -> None:
    row = np.arange(10.0).reshape(2, 5)
    blocks = split(row, (2,), [np.zeros((2, 2)), np.float64(0)])
    assert np.array_equal(blocks[0], [[[0, 1], [2, 3]], [[5, 6], [7, 8]]])
    assert np.array_equal(blocks[1], [4, 9])


LEAVES = [np.float64(0), np.zeros(3), np.zeros((2, 2)), np.zeros(0), np.zeros((1, 1)), np.float64(0)]


@pytest.mark.parametrize("some", [LEAVES, *([leaf] for leaf in LEAVES), LEAVES[:2], LEAVES[4:]])
@pytest.mark.parametrize("shape", [(), (2,), (2, 3)])
def test_split_undoes_the_join_of_blocks(some: list[Any], shape: tuple[int, ...]) -> None:
    blocks = [points(*shape, *leaf.shape, seed=i) for i, leaf in enumerate(some)]
    row = np.concatenate([np.reshape(x, (*shape, y.size)) for x, y in zip(blocks, some, strict=True)], axis=-1)
    expect_equal(split(row, shape, some), blocks)
    expect_equal(forward.jvp(lambda row: split(row, shape, some), (row,), (2 * row,))[1], [2 * x for x in blocks])

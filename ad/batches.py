"""All directions of a Jacobian, in batches that travel together.

A Jacobian takes the unit directions of its inputs (forward mode) or outputs (reverse mode). As many of them travel in
one sweep as memory allows; what the sweeps give is joined to one array a leaf, and cut into blocks.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ad.core import Traced
from ad.cotangents import ONE
from ad.diagonal import Diagonal

__all__ = ["BATCH_BYTES", "chunks", "identity", "is_vector", "leading_shape", "matrix", "split"]

BATCH_BYTES = 2**24
"""How large a batch of directions may be for the widest input or output, if no chunk_size is given: 16 MiB.

It bounds the memory of a Jacobian (its intermediate values are usually of that width, too), and beyond the processor's
cache a larger batch is no faster.
"""


def chunks(count: int, widest: int, leaves: Sequence[Any], chunk_size: int | None) -> list[slice]:
    """Split `count` directions into batches of `chunk_size`, by default of what `BATCH_BYTES` allows.

    `widest` is the number of elements that one direction has at its widest. Directions of an outer transform, which the
    `leaves` may carry, multiply it.
    """
    if chunk_size is None:
        outer = 1
        for x in leaves:
            if isinstance(x, Traced):
                outer = max(outer, _outer_directions(x))
        chunk_size = BATCH_BYTES // (8 * widest * outer or 1) or 1
    elif chunk_size < 1:
        raise ValueError(f"chunk_size must be at least 1, not {chunk_size}")
    if count <= chunk_size:
        return [slice(0, count)]
    return [slice(start, min(start + chunk_size, count)) for start in range(0, count, chunk_size)]


def _outer_directions(x: Any) -> int:
    """Return how many directions of outer forward sweeps `x` carries."""
    tangent = getattr(x, "tangent", None)
    if tangent is None:
        return 1
    return max(int(tangent.size) // max(int(x.size), 1), 1) * _outer_directions(x.value)


def leading_shape(batch: slice) -> tuple[int, ...]:
    """Return the leading shape of the tangents or cotangents of a batch: a single direction comes without one."""
    count = batch.stop - batch.start
    return () if count == 1 else (count,)


def identity(leaves: Sequence[Any], directions: slice) -> list[Any]:
    """Return the unit directions number `directions` of the space of all `leaves`: a batch for each leaf.

    A leaf that none of them moves gets None. A single direction comes without the leading axis. Several directions of
    one vector come as a `Diagonal`.
    """
    count = directions.stop - directions.start
    if count > 1 and is_vector(leaves):
        dtype = leaves[0].dtype
        shape, one = (count, leaves[0].size), dtype.type(1) if dtype.kind == "c" else ONE
        return [Diagonal(one, shape, directions.start, dtype)]
    seeds: list[Any] = []
    start = 0
    for x in leaves:
        if max(directions.start, start) >= min(directions.stop, start + x.size):
            seeds.append(None)
        else:
            seed = np.zeros((count, x.size), x.dtype)
            ahead = directions.start - start  # by how many columns the first row is ahead of those of x
            row = max(-ahead, 0)
            seed.reshape(-1)[row * x.size + row + ahead :: x.size + 1][: x.size - row - ahead] = 1
            seeds.append(seed.reshape(x.shape)[()] if count == 1 else seed.reshape(count, *x.shape))
        start += x.size
    return seeds


def is_vector(leaves: Sequence[Any]) -> bool:
    """Tell whether the leaves are one vector of more than one number, whose unit directions are a diagonal."""
    return len(leaves) == 1 and leaves[0].ndim == 1 and leaves[0].size > 1


def matrix(blocks: Sequence[Sequence[Any]], leaves: Sequence[Any], batches: Sequence[slice]) -> list[Any]:
    """Join what each batch of directions gave for each leaf (None: zero) to one array ``(directions, *leaf.shape)`` a
    leaf."""
    if len(batches) == 1:
        return _rows(blocks[0], leaves, batches[0])
    rows = [_rows(parts, leaves, batch) for parts, batch in zip(blocks, batches, strict=True)]
    return [np.concatenate(parts) for parts in zip(*rows, strict=True)]


def _rows(parts: Sequence[Any], leaves: Sequence[Any], batch: slice) -> list[Any]:
    """Return what a batch of directions gave for each leaf (None: zero), with the directions as leading axis."""
    count, rows = batch.stop - batch.start, []
    for part, leaf in zip(parts, leaves):  # noqa: B905 (strict takes longer)
        if part is None:
            part = np.zeros((count, *leaf.shape), leaf.dtype)
        elif count == 1:
            part = part.reshape(1, *leaf.shape)
        rows.append(part)
    return rows


def split(row: Any, shape: tuple[int, ...], leaves: Sequence[Any]) -> list[Any]:
    """Cut the last axis of an array ``shape + (n,)`` (or the only axis) into one block ``shape + leaf.shape`` a
    leaf."""
    if len(leaves) == 1 and leaves[0].ndim == 1:
        return [row]
    blocks = []
    start = 0
    for leaf in leaves:
        stop = start + leaf.size
        if leaf.ndim == 0:
            blocks.append(row[..., start] if shape else row[start])
        else:
            block = row if len(leaves) == 1 else row[..., start:stop]
            blocks.append(block if leaf.ndim == 1 else np.reshape(block, shape + leaf.shape))
        start = stop
    return blocks

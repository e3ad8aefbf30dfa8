"""Functions that move numbers without changing them: shapes, orders, joins, repeats, choices by a condition.

All are linear, and the transpose of each is a move back: a reshape to the old shape, the inverse permutation, a sum
over what was repeated, a piece cut out of what was joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ad.core import Traced, evaluate, primal, primitive
from ad.directions import align, broadcast, cast, fold, lead, negative_axes, negative_axis
from ad.operands import array, operand
from ad.rule import composite, constant, joint, linear
from ad.rules.indexing import scatter

# Shapes.


def _back(ct: Any, z: Any, x: Any, *options: Any, **named: Any) -> Any:
    """Undo any change of shape that keeps the order of the elements."""
    return np.reshape(ct, lead(ct, z) + x.shape)


def _alike(t: Any, z: Any, x: Any, *options: Any, **named: Any) -> Any:
    """Repeat any change of shape that keeps the order of the elements."""
    return np.reshape(t, lead(t, x) + z.shape)


def _same(ct: Any, *_: Any, **options: Any) -> Any:
    """Move one number for all of `z` back to all of `x`."""
    return ct


def _reordered(t: Any, x: Any, z: Any, order: str) -> Any:
    """Return `t`, which belongs to `x`, in the shape of `z`; with "F" the first axis behind the directions runs
    fastest."""
    if order == "F":
        turned = np.reshape(_permute(t, None, x.ndim), lead(t, x) + z.shape[::-1])
        return _permute(turned, None, z.ndim)
    return np.reshape(t, lead(t, x) + z.shape)


linear(
    np.reshape,
    push=lambda t, z, x, shape, order="C", *, copy=None: _reordered(t, x, z, order),
    pull=lambda ct, z, x, shape, order="C", *, copy=None: _reordered(ct, z, x, order),
    number=_same,
)
composite(np.ravel, lambda a, order="C": np.reshape(a, (-1,), order))
linear((np.squeeze, np.expand_dims), push=_alike, pull=_back, number=_same)
composite(np.atleast_1d, lambda *arys: _each(arys, lambda x: x if x.ndim >= 1 else np.reshape(x, (1,))))
composite(np.atleast_2d, lambda *arys: _each(arys, lambda x: x if x.ndim >= 2 else np.reshape(x, (1, x.size))))
composite(
    np.atleast_3d,
    lambda *arys: _each(
        arys, lambda x: x if x.ndim >= 3 else np.reshape(x, (*(x.shape if x.ndim == 2 else (1, x.size)), 1))
    ),
)


def _each(arrays: Sequence[Any], change: Any) -> Any:
    changed = [change(x if isinstance(x, Traced) else array(np.asarray(x))) for x in arrays]
    return changed[0] if len(changed) == 1 else tuple(changed)


# Types.


@primitive
def convert(x: Any, dtype: Any) -> Any:
    """Return `x` in another floating-point type."""
    return x.astype(dtype)


linear(convert, push=lambda t, z, x, dtype: t.astype(z.dtype), pull=lambda ct, z, x, dtype: cast(ct, x.dtype))


def astype(x: Any, dtype: Any, /, *, copy: bool = True) -> Any:
    """Return `x` in `dtype`; as integers or booleans it is a constant."""
    if np.dtype(dtype) == x.dtype:
        return x
    return convert(x, dtype) if np.dtype(dtype).kind in "fc" else primal(x).astype(dtype)


if hasattr(np, "astype"):  # NumPy >= 2.1
    composite(np.astype, astype)
composite(np.copy, lambda a, order="K": np.positive(a))

# Orders of axes and elements.


def _permute(t: Any, axes: Any, ndim: int) -> Any:
    """Transpose the last `ndim` axes of `t`, leaving the directions in front."""
    ahead = t.ndim - ndim
    if axes is None and not ahead:
        return t.T
    order = range(ndim)[::-1] if axes is None else [axis + ndim for axis in _negative(axes, ndim)]
    return np.transpose(t, (*range(ahead), *(ahead + axis for axis in order)))


def _inverse(axes: Any, ndim: int) -> Any:
    return None if axes is None else np.argsort(_negative(axes, ndim))


def _negative(axes: Any, ndim: int) -> tuple[int, ...]:
    return negative_axes(axes if isinstance(axes, int) else tuple(axes), ndim)


linear(
    np.transpose,
    push=lambda t, z, x, axes=None: _permute(t, axes, x.ndim),
    pull=lambda ct, z, x, axes=None: _permute(ct, _inverse(axes, x.ndim), x.ndim),
    number=_same,
)
linear(
    np.swapaxes,
    push=lambda t, z, x, axis1, axis2: np.swapaxes(t, negative_axis(axis1, x.ndim), negative_axis(axis2, x.ndim)),
    pull=lambda ct, z, x, axis1, axis2: np.swapaxes(ct, negative_axis(axis1, x.ndim), negative_axis(axis2, x.ndim)),
)
linear(
    np.moveaxis,
    push=lambda t, z, x, source, destination: np.moveaxis(
        t, negative_axes(source, x.ndim), negative_axes(destination, x.ndim)
    ),
    pull=lambda ct, z, x, source, destination: np.moveaxis(
        ct, negative_axes(destination, x.ndim), negative_axes(source, x.ndim)
    ),
)
linear(
    np.flip,
    push=lambda t, z, x, axis=None: np.flip(t, negative_axes(axis, x.ndim)),
    pull=lambda ct, z, x, axis=None: np.flip(ct, negative_axes(axis, x.ndim)),
)
composite(np.flipud, lambda m: np.flip(m, 0))
composite(np.fliplr, lambda m: np.flip(m, 1))


def _roll(t: Any, shift: Any, axis: Any, x: Any, directions: tuple[int, ...]) -> Any:
    if axis is None:
        return np.reshape(np.roll(np.reshape(t, (*directions, x.size)), shift, -1), t.shape)
    axes = negative_axes(axis, x.ndim)
    return np.roll(t, shift, axes if len(axes) > 1 or isinstance(axis, tuple | list) else axes[0])


linear(
    np.roll,
    push=lambda t, z, x, shift, axis=None: _roll(t, shift, axis, x, lead(t, x)),
    pull=lambda ct, z, x, shift, axis=None: _roll(ct, np.negative(shift), axis, x, lead(ct, z)),
)

# Repeats and borders.
linear(
    np.broadcast_to,
    push=lambda t, z, x, shape: np.broadcast_to(align(t, x, z.ndim), lead(t, x) + z.shape),
    pull=lambda ct, z, x, shape: fold(ct, x, z.ndim),
)


def _tile(A: Any, reps: Any) -> Any:
    """Repeat along new axes of length ``reps``, and merge each with the axis it repeats."""
    x = array(A)
    reps = (reps,) if np.ndim(reps) == 0 else tuple(reps)
    ndim = max(x.ndim, len(reps))
    reps = (1,) * (ndim - len(reps)) + reps
    shape = (1,) * (ndim - x.ndim) + x.shape
    apart = np.reshape(x, [size for n in shape for size in (1, n)])
    repeated = np.broadcast_to(apart, [size for pair in zip(reps, shape, strict=True) for size in pair])
    return np.reshape(repeated, [r * n for r, n in zip(reps, shape, strict=True)])


composite(np.tile, _tile)


def _repeat(a: Any, repeats: Any, axis: int | None = None) -> Any:
    x = np.ravel(a) if axis is None else array(a)
    axis = -1 if axis is None else negative_axis(axis, x.ndim)
    return np.take(x, np.repeat(np.arange(x.shape[axis]), repeats), axis)


composite(np.repeat, _repeat)


def _take(a: Any, indices: Any, axis: int | None = None, *, mode: Any = "raise") -> Any:
    x = np.ravel(a) if axis is None else array(a)
    axis = 0 if axis is None else negative_axis(axis, x.ndim) + x.ndim
    if mode != "raise":  # let NumPy wrap or clip the indices
        indices = np.take(np.arange(x.shape[axis]), indices, mode=mode)
    return x[(slice(None),) * axis + (np.asarray(indices),)]


composite(np.take, _take)


def _pad(array: Any, pad_width: Any, mode: Any = "constant", *, constant_values: Any = 0) -> Any:
    """Pad with constants by a join of blocks, with anything else by a selection of what NumPy would repeat."""
    x = operand(array)
    if mode in ("edge", "wrap", "reflect", "symmetric"):
        places = np.pad(np.arange(x.size).reshape(x.shape), pad_width, mode=mode)
        return np.ravel(x)[places]
    if mode != "constant":
        raise ValueError(
            f"np.pad(..., mode={mode!r}) has no derivative rule. Use constant, edge, wrap, reflect or symmetric, or "
            "np.concatenate with the borders you want."
        )
    border = np.pad(np.zeros(x.shape, x.dtype), pad_width, constant_values=constant_values)
    inside = np.pad(np.ones(x.shape, bool), pad_width)
    places = np.pad(np.arange(x.size).reshape(x.shape), pad_width)
    return np.where(inside, np.ravel(x)[places], border) if x.size else border


composite(np.pad, _pad)

# Joins and splits.


@primitive
def join(*arrays: Any, axis: int) -> Any:
    """Return the arrays one after another along `axis`, which is negative."""
    return np.concatenate(arrays, axis=axis)


def _zeros(arg: Any, directions: tuple[int, ...]) -> Any:
    return np.zeros(directions + np.shape(arg), arg.dtype)


def _filled(tangents: Sequence[Any], argnums: Sequence[int], args: Sequence[Any]) -> list[Any]:
    """Return a tangent for every argument: zeros for those that are constant."""
    directions = lead(tangents[0], args[argnums[0]])
    known = dict(zip(argnums, tangents, strict=True))
    return [known[i] if i in known else _zeros(np.asarray(arg), directions) for i, arg in enumerate(args)]


def _cut(ct: Any, argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> list[Any]:
    """Return the pieces of the cotangent of a join that belong to the arguments `argnums`."""
    axis = kwargs["axis"]
    ahead = (slice(None),) * (ct.ndim + axis)
    places, stop = [], 0
    for arg in args:
        start, stop = stop, stop + arg.shape[axis]
        places.append((*ahead, slice(start, stop)))
    return [cast(ct[places[i]], args[i].dtype) for i in argnums]


joint(
    join, push=lambda tangents, argnums, z, args, kwargs: join(*_filled(tangents, argnums, args), **kwargs), pull=_cut
)


@primitive
def pile(*arrays: Any, axis: int) -> Any:
    """Return arrays of one shape along a new `axis`, which is negative."""
    return np.stack(arrays, axis=axis)


def _unpile(ct: Any, argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> list[Any]:
    ahead = (slice(None),) * (ct.ndim + kwargs["axis"])
    return [cast(ct[(*ahead, i)], args[i].dtype) for i in argnums]


joint(
    pile,
    push=lambda tangents, argnums, z, args, kwargs: pile(*_filled(tangents, argnums, args), **kwargs),
    pull=_unpile,
)


def _concatenate(arrays: Any, axis: int | None = 0) -> Any:
    xs = [array(x) for x in arrays]
    if axis is None:
        return evaluate(join, *[np.ravel(x) for x in xs], axis=-1)
    return evaluate(join, *xs, axis=negative_axis(axis, xs[0].ndim))


def _stack(arrays: Any, axis: int = 0) -> Any:
    xs = [array(x) for x in arrays]
    return evaluate(pile, *xs, axis=negative_axis(axis, xs[0].ndim + 1))


composite(np.concatenate, _concatenate)
composite(np.stack, _stack)
composite(np.vstack, lambda tup: np.concatenate([np.atleast_2d(x) for x in tup], 0))
composite(np.hstack, lambda tup: np.concatenate([np.atleast_1d(x) for x in tup], -1 if np.ndim(tup[0]) < 2 else 1))


def _split(ary: Any, indices_or_sections: Any, axis: int = 0) -> list[Any]:
    x = array(ary)
    index = negative_axis(axis, x.ndim) + x.ndim
    pieces = np.split(np.arange(x.shape[index]), indices_or_sections)
    ahead = (slice(None),) * index
    return [x[(*ahead, slice(int(p[0]), int(p[-1]) + 1) if p.size else slice(0, 0))] for p in pieces]


composite(np.split, _split)

# Diagonals and triangles.


def _diagonal(a: Any, offset: int = 0, axis1: int = 0, axis2: int = 1) -> Any:
    x = np.moveaxis(a, (axis1, axis2), (-2, -1))
    count = np.diagonal(np.empty(x.shape[-2:]), offset).size
    places = np.arange(count)
    return x[..., places + max(-offset, 0), places + max(offset, 0)]


def _diag(v: Any, k: int = 0) -> Any:
    x = array(v)
    if x.ndim == 2:
        return np.diagonal(x, k)
    size = x.size + abs(k)
    rows = np.arange(x.size) + max(-k, 0)
    return scatter(x, (rows, rows + k), (size, size))


composite(np.diagonal, _diagonal)
composite(np.diag, _diag)
composite(np.trace, lambda a, offset=0, axis1=0, axis2=1: np.sum(np.diagonal(a, offset, axis1, axis2), axis=-1))


def _triangle(m: Any, k: int) -> Any:
    """Return where a stack of matrices is on or below its diagonal number `k`."""
    rows, columns = m.shape[-2:]
    return np.tri(rows, columns, k=k, dtype=np.bool_)


composite(np.tril, lambda m, k=0: np.where(_triangle(m, k), m, 0))
composite(np.triu, lambda m, k=0: np.where(_triangle(m, k - 1), 0, m))

# Choices.


@primitive
def choose(condition: Any, x: Any, y: Any) -> Any:
    """Return `x` where the condition holds, `y` elsewhere."""
    return np.where(condition, x, y)[()]


def _push_choice(tangents: Sequence[Any], argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> Any:
    branches: list[Any] = [0, 0]  # a constant branch moves by nothing, whatever its value
    for i, t in zip(argnums, tangents, strict=True):
        branches[i - 1] = align(t, args[i], z.ndim)
        directions = lead(t, args[i])
    return cast(broadcast(np.where(args[0], *branches), directions + z.shape), z.dtype)


def _pull_choice(ct: Any, argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> list[Any]:
    condition = args[0]
    sides = [np.where(condition, ct, 0) if i == 1 else np.where(condition, 0, ct) for i in argnums]
    return [fold(side, args[i], z.ndim) for i, side in zip(argnums, sides, strict=True)]


joint(choose, push=_push_choice, pull=_pull_choice)


def _where(condition: Any, x: Any = None, y: Any = None, /) -> Any:
    if x is None:
        return np.nonzero(condition)
    return evaluate(choose, np.asarray(primal(condition)), *partners(x, y))


def partners(*values: Any) -> list[Any]:
    """Return arrays, in which a Python number takes on the type of its partners."""
    operands = [operand(value) for value in values]
    types = [getattr(value, "dtype", value) for value in operands]
    return [x if hasattr(x, "dtype") else np.asarray(x, np.result_type(*types)) for x in operands]


composite(np.where, _where)
composite(
    np.clip, lambda a, a_min=None, a_max=None, *, min=None, max=None: _clip(a, _first(a_min, min), _first(a_max, max))
)


def _first(old: Any, new: Any) -> Any:
    return new if old is None else old


def _clip(a: Any, low: Any, high: Any) -> Any:
    above = a if low is None else np.maximum(a, low)
    return above if high is None else np.minimum(above, high)


# Questions of shape and type, and arrays made after the pattern of a traced one: nothing to differentiate.
constant(np.shape, np.ndim, np.size, np.result_type, np.can_cast, np.may_share_memory, np.shares_memory)
constant(np.zeros_like, np.ones_like, np.empty_like, np.zeros, np.ones, np.empty)
composite(np.full_like, lambda a, fill_value, dtype=None: np.broadcast_to(fill_value, primal(a).shape))

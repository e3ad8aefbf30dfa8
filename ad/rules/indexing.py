"""Selections: ``x[key]``, its transpose, and the NumPy functions that are indexing in disguise.

The transpose of a selection scatters: it adds a cotangent into zeros at the places that were selected, twice where a
place was selected twice. The reverse sweep does this in place, in the buffer that collects the cotangent of `x`, so
that a loop over ``x[i]`` costs what it touches and not n times n.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from ad.core import RULES, primitive
from ad.directions import align, cast, fold, lead
from ad.rule import Function, Rule, joint, linear

__all__ = ["assign", "behind", "frozen", "gather", "getitem", "is_basic", "scatter", "scatter_add", "spread"]

getitem = primitive(operator.getitem)


@primitive
def scatter(ct: Any, key: Any, shape: tuple[int, ...]) -> Any:
    """Return zeros of `shape` with `ct` added at `key`: the transpose of ``x[key]``."""
    buffer = np.zeros(shape, ct.dtype)
    scatter_add(buffer, ct, key)
    return buffer


def is_basic(key: Any) -> bool:
    """Tell whether `key` selects a view, so that no place is selected twice."""
    for part in key if type(key) is tuple else (key,):  # a tuple in a tuple is an array of positions, as a list is
        if type(part) not in _BASIC and not isinstance(part, np.integer):
            return False
    return True


_BASIC = (slice, int, type(None), type(Ellipsis))


def scatter_add(buffer: Any, ct: Any, key: Any, directions: tuple[int, ...] = ()) -> None:
    """Add `ct` in place to the places `key` of `buffer`, which is C-contiguous; both may lead with directions."""
    if is_basic(key):
        key = behind(key) if directions else key
        part = buffer[key]
        if type(part) is np.ndarray:
            part += ct  # and not `buffer[key] += ct`, which copies the part onto itself in the end
        else:
            buffer[key] += ct
    elif directions or _pays_to_flatten(buffer, ct, key):
        places = _flat_places(key, buffer.shape[len(directions) :], directions)
        np.add.at(buffer.reshape(-1), places, np.ravel(ct))
    else:
        np.add.at(buffer, key, ct)


def _pays_to_flatten(buffer: Any, ct: Any, key: Any) -> bool:
    """Tell whether adding at flat positions, several times faster in NumPy, makes up for working them out."""
    if type(ct) is not np.ndarray or ct.size < 1000 or buffer.ndim == ct.ndim == 1:
        return False
    return "O" not in _kinds(key) or 8 * ct.size > buffer.size  # with a slice in the key `_flat` counts all of x


def spread(ct: Any, key: Any, shape: tuple[int, ...], directions: tuple[int, ...]) -> Any:
    """Return what `scatter_add` would add to zeros, as a value that can be differentiated again."""
    if not directions:
        return scatter(ct, key, shape)
    if is_basic(key):
        return scatter(ct, behind(key), directions + shape)
    flat = scatter(np.ravel(ct), _flat_places(key, shape, directions), (prod(directions + shape),))
    return np.reshape(flat, directions + shape)


def gather(t: Any, key: Any, shape: tuple[int, ...], directions: tuple[int, ...]) -> Any:
    """Return ``x[key]`` for each of the directions of `t`; `shape` is that of `x`."""
    if not directions:
        return t[key]
    if is_basic(key):
        return t[behind(key)]
    return np.reshape(t, (*directions, prod(shape)))[:, _flat(key, shape)]


def behind(key: Any) -> tuple[Any, ...]:
    """Return a basic key for arrays that have one leading axis more."""
    return (slice(None), *(key if type(key) is tuple else (key,)))


def _flat(key: Any, shape: tuple[int, ...]) -> Any:
    """Return the flat positions that `key` selects, in the shape of the selection.

    With the directions in front, an advanced key could change the order of the axes; flat positions cannot.
    """
    if _kinds(key) != {"i"}:
        return np.arange(prod(shape)).reshape(shape)[key]
    keys = key if type(key) is tuple else (key,)
    places = np.ravel_multi_index(keys, shape[: len(keys)], mode="wrap")
    rest = shape[len(keys) :]
    return np.add.outer(places * prod(rest), np.arange(prod(rest)).reshape(rest)) if rest else places


def _flat_places(key: Any, shape: tuple[int, ...], directions: tuple[int, ...]) -> Any:
    """Return the flat positions that `key` selects in all of the directions, one after another."""
    places = np.ravel(_flat(key, shape))
    return np.ravel(np.add.outer(np.arange(prod(directions)) * prod(shape), places)) if directions else places


def _kinds(key: Any) -> set[str]:
    """Return the kinds of index in `key`: "i" integers, "b" masks, "O" slices, None and Ellipsis."""
    return {np.asarray(k).dtype.kind for k in (key if type(key) is tuple else (key,))}


class _Selection(Rule):
    """``x[key]``: the sweep itself scatters its cotangent, in place."""

    arrays = 1

    def __init__(self, function: Function) -> None:
        super().__init__(function)
        self.call = operator.getitem

    def push(self, tangents: Sequence[Any], argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> Any:
        (t,), (x, key) = tangents, args
        return gather(t, key, x.shape, lead(t, x))

    def keep(self, argnums: Sequence[int], z: Any, args: list[Any], kwargs: Any) -> tuple[Any, Any]:
        x, key = args
        basic = is_basic(key)
        return (x.shape, x.dtype, key if basic else frozen(key), basic), scatter_add


def frozen(key: Any) -> Any:
    """Copy the index arrays in `key`, which the caller may overwrite before the sweep."""
    return tuple(map(_frozen, key)) if type(key) is tuple else _frozen(key)


def _frozen(part: Any) -> Any:
    if isinstance(part, np.ndarray | list | tuple):
        places = np.array(part)
        return places if places.size else places.astype(int)  # an empty list becomes floats
    return part


RULES[getitem] = _Selection(getitem)


@primitive
def assign(x: Any, value: Any, *, key: Any) -> Any:
    """Return a copy of `x` in which ``x[key] = value``."""
    z = np.array(x)
    z[key] = value
    return z


def _place(target: Any, value: Any, key: Any, shape: tuple[int, ...], directions: tuple[int, ...]) -> Any:
    """Return `target`, of `shape` behind the directions, with `value` at `key` in each of them."""
    if not directions:
        return assign(target, value, key=key)
    if is_basic(key):
        return assign(target, value, key=behind(key))
    flat = np.reshape(target, (*directions, prod(shape)))
    return np.reshape(assign(flat, value, key=(slice(None), _flat(key, shape))), directions + shape)


def _push_assign(tangents: Sequence[Any], argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> Any:
    key = kwargs["key"]
    known = dict(zip(argnums, tangents, strict=True))
    directions = lead(tangents[0], args[argnums[0]])
    target = known[0] if 0 in known else np.zeros(directions + z.shape, z.dtype)
    value = align(known[1], args[1], np.broadcast_to(False, z.shape)[key].ndim) if 1 in known else 0.0
    return _place(target, value, key, z.shape, directions)


def _pull_assign(ct: Any, argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> list[Any]:
    key, directions = kwargs["key"], lead(ct, z)
    given = []
    for i in argnums:
        if i == 0:  # what was overwritten receives nothing
            given.append(cast(_place(ct, 0.0, key, z.shape, directions), args[0].dtype))
        else:
            part = gather(ct, key, z.shape, directions)
            if not is_basic(key):
                part = part * _survives(key, z.shape).astype(ct.dtype)
            given.append(fold(part, args[1], part.ndim - len(directions)))
    return given


def _survives(key: Any, shape: tuple[int, ...]) -> Any:
    """Tell of each element that an advanced key assigns whether it stayed: where a place is named twice, the last
    does."""
    places = _flat(key, shape)
    order = np.arange(places.size).reshape(places.shape)
    last = np.empty(prod(shape), int)
    last[places] = order
    return last[places] == order


joint(assign, push=_push_assign, pull=_pull_assign)

linear(
    scatter,
    push=lambda t, z, y, key, shape: spread(t, key, shape, lead(t, y)),
    pull=lambda ct, z, y, key, shape: gather(ct, key, shape, lead(ct, z)),
)

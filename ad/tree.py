"""Nested tuples, lists and dicts of arrays, and the flat list of their leaves.

A transform works on a flat list of leaves; its user thinks in parameters such as ``{"W": ..., "b": ...}`` or
``[(W1, b1), (W2, b2)]``. `flatten` takes such a tree apart and returns its structure; `unflatten` puts leaves back into
it. Anything that is not a tuple, list, dict or None is a leaf; None is a tree without leaves.

>>> leaves, structure = flatten({"W": 1.0, "b": (2.0, 3.0)})
>>> leaves
[1.0, 2.0, 3.0]
>>> unflatten(structure, [10.0, 20.0, 30.0])
{'W': 10.0, 'b': (20.0, 30.0)}
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from typing import Any

__all__ = ["Structure", "flatten", "map_leaves", "unflatten"]

Structure = Any
"""A tree in which every leaf is the marker `LEAF`."""


class _Leaf:
    def __repr__(self) -> str:
        return "*"


LEAF = _Leaf()


def flatten(tree: Any) -> tuple[list[Any], Structure]:
    """Return the leaves of `tree`, from left to right (dicts in the order of their sorted keys), and its structure.

    Parameters
    ----------
    tree : nested tuples, lists and dicts
        Keys of one dict must be comparable with each other.

    Returns
    -------
    leaves : list
    structure : Structure
        The tree with every leaf replaced; structures are equal if and only if the trees have the same form.
    """
    if not isinstance(tree, _BRANCHES):
        return [tree], LEAF
    kind: Any = type(tree)
    if kind in _FLAT and not any(map(_are_branches, map(type, tree))):  # most trees are flat
        return list(tree), kind([LEAF]) * len(tree)
    leaves: list[Any] = []
    return leaves, _take(tree, leaves)


_BRANCHES: Any = (tuple, list, dict, type(None))
_FLAT = (tuple, list)


@functools.lru_cache(maxsize=128)
def _are_branches(kind: type) -> bool:
    return issubclass(kind, _BRANCHES)


def _take(tree: Any, leaves: list[Any]) -> Structure:
    if not isinstance(tree, _BRANCHES):
        leaves.append(tree)
        return LEAF
    if tree is None:
        return None
    if isinstance(tree, dict):
        return {key: _take(tree[key], leaves) for key in sorted(tree)}
    return _rebuild(tree, [_take(branch, leaves) for branch in tree])


def _rebuild(like: Any, branches: list[Any]) -> Any:
    if isinstance(like, list):
        return branches
    return type(like)(*branches) if hasattr(like, "_fields") else tuple(branches)  # namedtuples keep their type


def unflatten(structure: Structure, leaves: Iterable[Any]) -> Any:
    """Put `leaves` back into `structure`, the inverse of `flatten`."""
    if structure is LEAF:
        return next(iter(leaves))
    if type(structure) in _FLAT and structure.count(LEAF) == len(structure):
        return type(structure)(leaves)
    return _fill(structure, iter(leaves))


def _fill(structure: Structure, leaves: Iterator[Any]) -> Any:
    if structure is LEAF:
        return next(leaves)
    if structure is None:
        return None
    if isinstance(structure, dict):
        return {key: _fill(branch, leaves) for key, branch in structure.items()}
    return _rebuild(structure, [next(leaves) if branch is LEAF else _fill(branch, leaves) for branch in structure])


def map_leaves(function: Callable[..., Any], tree: Any, *rest: Any) -> Any:
    """Apply `function` to the leaves of `tree` (and of `rest`, trees of the same structure), keeping the structure.

    >>> map_leaves(lambda a, b: a + b, (1, [2]), (10, [20]))
    (11, [22])
    """
    leaves, structure = flatten(tree)
    others = [flatten(other)[0] for other in rest]
    return unflatten(structure, map(function, leaves, *others))

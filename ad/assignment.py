"""Item assignment on traced arrays: ``y[i] = v``, ``y[a:b] += v``, ``y[mask] = 0``, ``np.add(x, 1, out=y)``.

A traced value never changes, but the object that stands for it may come to stand for another: ``y[i] = v`` evaluates
the function `assign`, which answers a changed copy, and lets the object `y` become that answer. Whoever holds `y` sees
the change, as with NumPy.

A view is another object on the same memory. A write to the view ``v = y[2:5]`` is a write to `y`: the view remembers
where it was taken from, and the write is repeated there. A write to `y` would be a write to `v`, too; that is refused
while `v` is alive, and so is a write to a view that is more than a slice (a transpose, a reshape). Refused, because
the alternative is a silently wrong number.
"""

from __future__ import annotations

from sys import getrefcount
from typing import Any

from ad.errors import AssignmentError
from ad.rules.indexing import assign, frozen

__all__ = ["overwrite", "remember", "set_item"]


class _Lease:
    """What all live views of one array hold, so that its reference count tells how many there are."""

    __slots__ = ()


def remember(array: Any, part: Any, key: Any) -> None:
    """Note that `part` is a view of `array`: ``array[key]``, or another kind of view if `key` is None."""
    lease = getattr(array, "lease", None)
    if lease is None:  # the first view
        lease = array.lease = _Lease()
    part.base = (array, key, lease)


def _live_views(array: Any) -> int:
    """Return how many views of `array` are alive; a weak reference to each would tell the same at twice the cost."""
    return getrefcount(array.lease) - 2 if getattr(array, "lease", None) else 0  # but the array's own and the argument


def set_item(array: Any, key: Any, value: Any, writer: Any = None) -> None:
    """Let `array` become a copy of itself in which ``array[key] = value``.

    Parameters
    ----------
    array : Traced
    key : any key of NumPy
    value : number, array or traced value that broadcasts to the selection
    writer : Traced, optional
        The view of `array` that has been written to.

    Raises
    ------
    AssignmentError
        If NumPy's own answer would change a view that is alive, or be seen in an array that this is a view of.
    """
    base = getattr(value, "base", None)
    if writer is None and base is not None and base[0] is array and type(base[1]) is type(key) and base[1] == key:
        return  # y[a:b] += v has been written through the view y[a:b] already
    overwrite(array, assign(array, value, key=frozen(key)), writer)


def overwrite(array: Any, new: Any, writer: Any = None) -> None:
    """Let the object `array` stand for the value `new`, and write to the array that it is a view of, if it is one."""
    base = getattr(array, "base", None)
    if base is not None and base[1] is None:
        raise AssignmentError(
            "assigning to a reshaped, transposed or broadcast view of a traced array: NumPy would write to the array "
            "behind it, too. Assign to that array, or take a copy first: y = x.reshape(2, 3).copy()."
        )
    if _live_views(array) > (writer is not None):
        raise AssignmentError(
            "assigning to a traced array of which a view (v = y[2:5]) is alive: NumPy would change the view, too. "
            "Take a copy (v = y[2:5].copy()), or delete the view before you assign."
        )
    array.__class__ = type(new)
    array.value, array.tag = new.value, new.tag
    for slot in ("tangent", "index"):
        if hasattr(new, slot):
            setattr(array, slot, getattr(new, slot))
    if base is not None:
        set_item(base[0], base[1], array, writer=array)

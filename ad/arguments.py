"""What all transforms do with the arguments and results of the function they differentiate.

`argnums` chooses the arguments to differentiate by; each may be a tree; its leaves must be floating-point arrays or
numbers. The other arguments pass through untouched. Both modes read this file, so that they accept the same programs
and complain in the same words.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any

import numpy as np

from ad import tree
from ad.core import Traced, apply, name_of
from ad.cotangents import Form, full
from ad.errors import InputTypeError, OutputShapeError, ShapeMismatchError
from ad.operands import absorb

__all__ = [
    "Arguments",
    "check_numbers",
    "derivative_of",
    "gradient_of",
    "input_leaf",
    "output_leaves",
    "own",
    "scalar_output",
    "split_aux",
    "tangents_like",
    "total_size",
    "zeros_like",
]

_ndarray = np.ndarray
_FLOAT64 = np.dtype(np.float64)


class Arguments:
    """The arguments of one call of `f`: the leaves to differentiate by, and the way back to a call.

    Parameters
    ----------
    f : callable
    args : tuple
        The positional arguments of the call.
    kwargs : dict
        Its keyword arguments, which are not differentiated.
    argnums : int or sequence of int
        Which of `args` to differentiate by.
    """

    __slots__ = ("argnums", "args", "f", "kwargs", "leaf", "leaves", "single", "structure")

    def __init__(self, f: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], argnums: Any) -> None:
        self.f = f
        self.args = args
        self.kwargs = kwargs
        self.single = type(argnums) is int or not isinstance(argnums, (tuple, list, range))
        if self.single:
            if type(argnums) is not int or not 0 <= argnums < len(args):
                argnums = _position(f, args, argnums)
            self.argnums: Sequence[int] = (argnums,)
            x = args[argnums]
            if ((type(x) is _ndarray and x.ndim) or isinstance(x, Traced)) and x.dtype.kind in "fc":  # the usual case
                self.leaf = True
                self.leaves: list[Any] = [x]
                self.structure: tree.Structure = tree.LEAF
                return
            leaves, self.structure = tree.flatten(x)
        elif argnums == range(len(args)):
            self.argnums = argnums
            leaves, self.structure = tree.flatten(list(args))
        else:
            self.argnums = [_position(f, args, i) for i in argnums]
            leaves, self.structure = tree.flatten([args[i] for i in self.argnums])
        self.leaf = self.structure is tree.LEAF
        self.leaves = [x if type(x) is _ndarray and x.dtype is _FLOAT64 and x.ndim else input_leaf(x) for x in leaves]

    def call(self, leaves: Sequence[Any]) -> Any:
        """Call `f` with `leaves` in place of the chosen ones; to NumPy's errors add a note where it helps."""
        args = list(self.args)
        if self.leaf:
            args[self.argnums[0]] = leaves[0]
        elif self.single:
            args[self.argnums[0]] = tree.unflatten(self.structure, leaves)
        else:
            for i, value in zip(self.argnums, tree.unflatten(self.structure, leaves), strict=True):
                args[i] = value
        try:
            return self.f(*args, **self.kwargs)
        except (ValueError, TypeError, AttributeError) as error:
            _explain(error)
            raise

    def pack(self, leaves: Sequence[Any]) -> Any:
        """Return one leaf an input as `argnums` asks for them: a tree, or a tuple of trees."""
        if self.leaf:
            return leaves[0]
        chosen = tree.unflatten(self.structure, leaves)
        return chosen if self.single else tuple(chosen)

    @property
    def size(self) -> int:
        """The number n of inputs: of numbers in all chosen leaves."""
        return total_size(self.leaves)


def _position(f: Callable[..., Any], args: tuple[Any, ...], argnum: Any) -> int:
    index = int(argnum)
    if not -len(args) <= index < len(args):
        raise TypeError(
            f"argnums={index} chooses no argument: {name_of(f)} was called with {len(args)} positional arguments. "
            "Pass the argument to differentiate by position, not by keyword."
        )
    return index % len(args)


def _explain(error: Exception) -> None:
    """Add a note where NumPy's error does not say what is wrong with a traced value."""
    for words, note in _NOTES.items():
        if re.search(words, str(error)) and note not in getattr(error, "__notes__", ()):  # once, when nested
            error.add_note(note)


_OBJECTS = (
    "If a traced value came here: np.array([...]) of traced values and plain numbers gives an array of objects, as "
    "does np.asarray in a function that was called, and something took numbers alone. Make it with np.stack([...]), "
    "write the formula of the function with functions that have rules, such as np.logaddexp.reduce for "
    "scipy.special.logsumexp, or hold its argument constant with ad.stop_gradient(x)."
)
_PLAIN = (
    "A traced value was written into a plain float array, which cannot hold its derivative. Make it with "
    "np.zeros_like(x) or np.zeros(shape, like=x), or build it from its parts: np.stack([...])."
)
_NOTES = {
    r"setting an array element with a sequence|output from dtype\('O'\)": _PLAIN,
    r"not supported for the input types|ufunc does not support argument|(input|data) from dtype\('O'\)": _OBJECTS,
    r"no attribute '(arctan2|hypot|fmod|logical_xor)'|doesn't define __trunc__": _OBJECTS,
}
"""What is said in NumPy's error (a regular expression) -> what the user reads below it."""


def _leaf(x: Any) -> Any:
    """Return `x` traced, as an array or as a NumPy scalar; as an array of objects if it is nothing of that."""
    if isinstance(x, (Traced, np.floating)):
        return x
    if type(x) is not np.ndarray:
        x = np.asarray(x)
    if x.dtype.kind == "O":
        with contextlib.suppress(TypeError, ValueError):
            x = absorb(x)
        return x
    return x if x.ndim else x[()]


def input_leaf(x: Any) -> Any:
    """Return an input as a traced value, an array or a NumPy scalar; raise `InputTypeError` if it has no derivative."""
    if type(x) is np.ndarray and x.ndim and x.dtype.kind in "fc":
        return x
    x = _leaf(x)
    if x.dtype.kind not in "fc":
        raise InputTypeError(
            f"cannot differentiate by an input of dtype {x.dtype}: its values have no neighbours to move to. "
            "Convert it with x.astype(float) (or write 3.0 instead of 3), or leave it out of argnums."
        )
    return x


def output_leaves(out: Any) -> tuple[list[Any], tree.Structure]:
    """Return the leaves of a result as arrays, NumPy scalars or traced values, and its structure."""
    if isinstance(out, Traced):
        return [out], tree.LEAF
    leaves, structure = tree.flatten(out)
    return [leaf if isinstance(leaf, Traced) else _output_leaf(leaf) for leaf in leaves], structure


def _output_leaf(leaf: Any) -> Any:
    array = _leaf(leaf)
    if array.dtype.kind in "biu":
        return array.astype(float)
    if array.dtype.kind not in "fc":
        raise OutputShapeError(
            f"the function returned {leaf!r}, which is not a number or an array. Return arrays, or nested tuples, "
            "lists and dicts of them; return anything else beside them with has_aux=True."
        )
    return array


def check_numbers(leaves: Sequence[Any], what: str, holomorphic: bool) -> None:
    """Raise `InputTypeError` unless all `leaves` are real, or all complex with `holomorphic`."""
    for x in leaves:
        if (x.dtype.kind == "c") is not holomorphic:
            raise InputTypeError(
                f"with holomorphic=True the {what} must be complex, not {x.dtype}. Leave it out for real functions."
                if holomorphic
                else f"an {what} of dtype {x.dtype} has no single derivative unless the function is holomorphic: then "
                "pass holomorphic=True. Of any other function take the real and imaginary parts, or use jvp or vjp."
            )


def split_aux(f: Callable[..., Any], out: Any) -> tuple[Any, Any]:
    """Split the result of a function with `has_aux` into what is differentiated and the auxiliary rest."""
    if not (isinstance(out, tuple) and len(out) == 2):
        raise OutputShapeError(
            f"with has_aux=True {name_of(f)} must return a pair (output, aux), not {type(out).__name__}"
        )
    return out


def scalar_output(f: Callable[..., Any], leaves: Sequence[Any]) -> Any:
    """Return the one number that `f` gave; raise `OutputShapeError` if it gave anything else."""
    if len(leaves) == 1 and leaves[0].ndim == 0:
        return leaves[0]
    what = f"{len(leaves)} arrays" if len(leaves) != 1 else f"an array of shape {leaves[0].shape}"
    raise OutputShapeError(
        f"grad needs a function that returns one number, but {name_of(f)} returned {what}. Use jacobian for all its "
        "derivatives, or sum the output."
    )


def tangents_like(primals: Sequence[Any], tangents: Any, structure: tree.Structure, what: str) -> list[Any]:
    """Return the leaves of `tangents`, in the types of `primals`; raise `ShapeMismatchError` unless they fit."""
    leaves, own = tree.flatten(tangents)
    if own != structure:
        raise ShapeMismatchError(f"{what}s must have the structure {structure} of what they belong to, not {own}")
    return [_tangent_like(x, t, what) for x, t in zip(primals, leaves, strict=True)]


def _tangent_like(x: Any, t: Any, what: str) -> Any:
    t = _leaf(t)
    if t.shape != x.shape:
        raise ShapeMismatchError(
            f"a {what} of shape {t.shape} does not fit a value of shape {x.shape}. Give it the shape of the value: one "
            f"number for each of its numbers."
        )
    return t if t.dtype == x.dtype else t.astype(x.dtype)


def zeros_like(x: Any) -> Any:
    """Return a zero tangent or cotangent of `x`."""
    return np.zeros(x.shape, x.dtype)[()]


def gradient_of(value_and_grad: Callable[..., Any], has_aux: bool) -> Callable[..., Any]:
    """Return the function that drops the value of `value_and_grad`: gradient, or ``(gradient, aux)``."""

    def evaluate(*inputs: Any, **kwargs: Any) -> Any:
        value, gradient = value_and_grad(*inputs, **kwargs)
        return (gradient, value[1]) if has_aux else gradient

    return evaluate


def derivative_of(f: Callable[..., Any], argnums: int, jacobian: Callable[..., Any]) -> Callable[..., Any]:
    """Return the function that evaluates `jacobian` by one number, and refuses arrays."""

    def evaluate(*inputs: Any, **kwargs: Any) -> Any:
        x = inputs[argnums] if -len(inputs) <= argnums < len(inputs) else 0.0
        if np.ndim(x) != 0:
            raise OutputShapeError(
                f"derivative takes the derivative by one number, but argument {argnums} of {name_of(f)} is an array of "
                f"shape {np.shape(x)}. Use grad for a function that returns one number, jacobian for any other."
            )
        return jacobian(f, argnums)(*inputs, **kwargs)

    return evaluate


def total_size(leaves: Sequence[Any]) -> int:
    """Return how many numbers there are in all leaves."""
    return sum(map(_size, leaves))


_size = attrgetter("size")


def own(arrays: Sequence[Any], borrowed: Sequence[Any] = (), wholes: Sequence[Any] = ()) -> list[Any]:
    """Return `arrays` such that each can be written to and shares memory neither with another nor with those
    `borrowed`.

    A number that stands for all elements of an array is spread over it, if `wholes` has an array of that shape.
    """
    taken = set(map(id, borrowed))
    owned: list[Any] = []
    for x in arrays:
        if type(x) is not _ndarray and x is not None:
            if wholes or isinstance(x, Form):
                x = full(x, wholes[len(owned)] if wholes else None)
            if isinstance(x, Traced) and x.value.ndim and (id(x) in taken or hasattr(x, "base")):
                x = apply(np.copy, x)
        if type(x) is _ndarray and (x.base is not None or id(x) in taken or not x.flags.writeable):
            x = np.array(x)
        taken.add(id(x))
        owned.append(x)
    return owned

"""The arguments of a call as rules want them: traced, an array or a number.

Python lists become arrays, and an object array of traced scalars, as ``np.array([...])`` makes it of them, becomes one
traced array.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ad.core import Traced, apply, primal
from ad.cotangents import Form

__all__ = ["absorb", "array", "operand", "primals"]


def operand(x: Any) -> Any:
    """Return `x` as rules use it: traced, an array or a number; an object array of traced scalars becomes their
    stack."""
    if isinstance(x, _READY):
        return x
    if isinstance(x, Form):  # among the tangents of an inner level
        return x.full()
    if type(x) is not np.ndarray:
        x = np.asarray(x)
    return absorb(x) if x.dtype.kind == "O" else x


def array(x: Any) -> Any:
    """Return `x` traced or as an array: like `operand`, but numbers become arrays, too."""
    if isinstance(x, Traced):
        return x
    x = np.asarray(x)
    return absorb(x) if x.dtype.kind == "O" else x


_READY = (Traced, np.generic, float, int, complex)  # Python's numbers stay: they take on the type of their partner


def absorb(x: Any) -> Any:
    """Turn an object array of traced scalars, as np.array([...]) makes it, into one traced array."""
    elements = list(np.ravel(x))
    if any(isinstance(element, Traced) for element in elements):
        return np.reshape(apply(np.stack, elements), x.shape)
    return x.astype(float)


def primals(x: Any) -> Any:
    """Return an argument, maybe a list or tuple, with its plain values in place of the traced ones."""
    if isinstance(x, Traced):
        return primal(x)
    if isinstance(x, tuple | list):
        return type(x)(map(primals, x)) if not hasattr(x, "_fields") else x
    if isinstance(x, np.ndarray) and x.dtype.kind == "O":
        return primals(absorb(x)) if x.size else x
    return x

"""Other spellings of NumPy's calls, several times faster on numbers and small arrays than its functions."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["fastest"]

Function = Callable[..., Any]


def fastest(function: Function) -> Function:
    """Return the fastest way to evaluate a function of NumPy."""
    return _FASTER.get(function, function)


def _reduce(ufunc: Any) -> Function:
    reduce = ufunc.reduce
    return lambda x, axis=None, *, keepdims=False: reduce(x, axis, keepdims=True) if keepdims else reduce(x, axis)


def _mean(x: Any, axis: Any = None, *, keepdims: Any = False) -> Any:
    if x.dtype.itemsize < 4:  # NumPy adds up half precision in single precision
        return np.mean(x, axis=axis, keepdims=keepdims)
    total = np.add.reduce(x, axis=axis, keepdims=keepdims)
    return total / (x.size // max(total.size, 1))


_FASTER: dict[Function, Function] = {
    np.add: operator.add,
    np.subtract: operator.sub,
    np.multiply: operator.mul,
    np.divide: operator.truediv,
    np.power: operator.pow,
    np.square: lambda x: x * x,
    np.negative: operator.neg,
    np.positive: operator.pos,
    np.matmul: operator.matmul,
    np.remainder: operator.mod,
    np.sum: _reduce(np.add),
    np.mean: _mean,
    np.max: _reduce(np.maximum),
    np.min: _reduce(np.minimum),
}

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


def _reshape(x: Any, shape: Any, order: str = "C", *, copy: bool | None = None) -> Any:
    if order == "C":
        return x.reshape(shape)
    if order != "F":
        raise ValueError(f"a reshape in the order {order!r} depends on how the array lies in memory: write 'C' or 'F'")
    return x.reshape(shape, order=order)


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
    np.reshape: _reshape,
    np.sum: _reduce(np.add),
    np.mean: _mean,
    **dict.fromkeys((np.max, np.amax), _reduce(np.maximum)),
    **dict.fromkeys((np.min, np.amin), _reduce(np.minimum)),
}

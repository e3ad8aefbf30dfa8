"""Functions of NumPy that have no derivative rule on purpose, and what to write instead.

Any function without a rule raises. These raise with a message of their own: they write into an array that cannot hold
traced values, they keep numbers where derivatives cannot follow, or they take whole numbers only.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ad.core import RULES, name_of
from ad.errors import UnsupportedError
from ad.rule import Function

__all__ = ["REASONS", "Unsupported"]

_IN_PLACE = "writes into its argument. "
_FILE = "writes numbers to a file, where no derivative can follow. Save ad.stop_gradient(x)."
_WHOLE = "takes whole numbers only. Convert with ad.stop_gradient(x).astype(int) if that is meant."
_BITS = (
    *(np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.bitwise_not, np.left_shift, np.right_shift, np.gcd, np.lcm),
    *(np.bitwise_count, np.packbits, np.unpackbits),
)

REASONS: dict[Function, str] = {
    np.copyto: _IN_PLACE + "Write y[...] = x, or np.where(mask, x, y) with a mask.",
    np.put: _IN_PLACE + "Write y.flat[i] = v as y = y.ravel(); y[i] = v.",
    np.place: _IN_PLACE + "Write y[mask] = v.",
    np.putmask: _IN_PLACE + "Write y[mask] = v[mask], or np.where(mask, v, y).",
    np.put_along_axis: _IN_PLACE + "Write y[i, j] = v with an index array for each axis.",
    np.fill_diagonal: _IN_PLACE + "Write i = np.arange(n); y[i, i] = v.",
    np.sort_complex: "answers complex numbers. Use np.sort(x), which has a rule.",
    np.asmatrix: "makes a matrix object, which cannot hold traced values. Use arrays and @.",
    np.bmat: "makes a matrix object, which cannot hold traced values. Use np.block.",
    np.isnat: "takes dates only.",
    np.save: _FILE,
    np.savez: _FILE,
    np.savez_compressed: _FILE,
    np.savetxt: _FILE,
    **dict.fromkeys(_BITS, _WHOLE),
}
"""Why a function has no rule, and what to write instead."""


class Unsupported:
    """A function that refuses traced values, and says why."""

    def __init__(self, function: Function, reason: str) -> None:
        self.name = name_of(function)
        self.reason = reason

    def apply(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Raise `UnsupportedError` with the reason."""
        raise UnsupportedError(f"{self.name} has no derivative rule: it {self.reason}")


for _function, _reason in REASONS.items():
    RULES[_function] = Unsupported(_function, _reason)

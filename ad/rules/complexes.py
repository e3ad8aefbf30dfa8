"""Parts of complex numbers: real, imag, conjugate, angle, absolute value, sign.

The convention is JAX's. A tangent of a complex value is complex. A cotangent pulls back by the plain transpose,
without a conjugation, in the pairing ``<ct, t> = Re(sum(ct * t))``: so rules of holomorphic functions (exp, matmul,
inv, ...) are the same for real and complex values, and the gradient of a real function of ``z = x + iy`` is ``df/dx -
i df/dy``.

The functions here are not holomorphic: they are linear over the real numbers only, or composed of such.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ad.core import primal
from ad.directions import cast
from ad.operands import array
from ad.rule import composite, linear


def _is_complex(x: Any) -> bool:
    return bool(x.dtype.kind == "c")


linear(np.real, push=lambda t, z, x: np.real(t), pull=lambda ct, z, x: cast(ct, x.dtype))
linear(
    np.imag,
    push=lambda t, z, x: np.imag(t),
    pull=lambda ct, z, x: cast(ct * -1j, x.dtype),  # zero for a real value
)
linear(
    np.conjugate,
    push=lambda t, z, x: np.conjugate(t),
    pull=lambda ct, z, x: np.conjugate(ct),
)


def _angle(z: Any, deg: bool = False) -> Any:
    x = array(z)
    angle = np.arctan2(np.imag(x), np.real(x))
    return np.degrees(angle) if deg else angle


composite(np.angle, _angle)


def absolute(x: Any) -> Any:
    """Return the absolute value of a complex array; its derivative at 0 is 0, as that of hypot."""
    return np.hypot(np.real(x), np.imag(x))


def _sign(x: Any) -> Any:
    """Return the direction of a complex number; the sign of a real one is constant by structure."""
    x = array(x)
    if not _is_complex(x):
        return np.sign(primal(x))
    size = np.abs(x)
    return x / (size + (size == 0))


composite(np.sign, _sign)

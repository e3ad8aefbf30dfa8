"""Rotations by an angle-axis vector r: by the angle |r| about the axis r. The components of vectors lead, ``(3, ...)``.

References
----------
G. Gallego and A. Yezzi, A compact formula for the derivative of a 3-D rotation in exponential coordinates, Journal of
Mathematical Imaging and Vision 51 (2015), 378-384.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array


def cross(xp: Any, a: Any, b: Any) -> Any:
    """Return the cross product."""
    return xp.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]])


def half_angle(xp: Any, r: Any) -> Any:
    """Return half the angle |r|, and instead of zero an angle so small that its sine is itself.

    What divides by it has its limit there, and derivatives are right: the root is not taken at 0, where its slope is
    infinite, and an angle held constant only leaves out what is of third order in r.
    """
    square = xp.sum(r * r, 0)
    return 0.5 * xp.sqrt(xp.where(square == 0.0, 1e-30, square))


def rotate(xp: Any, r: Any, x: Any) -> Any:
    """Rotate x: Rodrigues' formula, its coefficients in the half angle so that nothing cancels at small ones."""
    half = half_angle(xp, r)
    sinc = xp.sin(half) / half
    turned = cross(xp, r, x)
    return x + sinc * xp.cos(half) * turned + 0.5 * sinc**2 * cross(xp, r, turned)


def pull_to_axis(r: Array, y: Array, ct: Array) -> Array:
    """Pull a cotangent of ``y = rotate(np, r, x)`` back to r: the left Jacobian of the rotation, transposed."""
    half = half_angle(np, r)
    sinc = np.sin(half) / half
    torque = cross(np, y, ct)
    swung = cross(np, r, torque)
    third = (1.0 - sinc * np.cos(half)) / (4.0 * half**2)  # (|r| - sin |r|) / |r|**3
    return torque - 0.5 * sinc**2 * swung + third * cross(np, r, swung)

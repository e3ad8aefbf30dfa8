"""Differences, integrals, interpolation, grids, repairs, and two special functions.

Most are chains of slices, sums and products. In which piece of a piecewise function a point lies, and by how many turns
an angle is unwrapped, is decided on primals. Only sinc and i0 have formulas of their own: the derivatives of every
order are one family each, so that none of them divides by zero at zero.
"""

from __future__ import annotations

from math import factorial, pi
from typing import Any

import numpy as np

from ad.core import primal, primitive
from ad.directions import negative_axes, negative_axis
from ad.errors import UnsupportedError
from ad.operands import array
from ad.rule import Function, composite, general
from ad.rules.shaping import astype, partners

# Differences.


def _part(x: Any, start: int | None, stop: int | None, axis: int = -1) -> Any:
    """Return ``x[start:stop]`` along `axis`, which is negative."""
    return x[(..., slice(start, stop), *(slice(None),) * (-axis - 1))]


def _diff(a: Any, n: int = 1, axis: int = -1, prepend: Any = None, append: Any = None) -> Any:
    if n < 0:
        raise ValueError(f"order must be non-negative but got {n}")
    x = array(a)
    axis = negative_axis(axis, x.ndim)

    def border(value: Any) -> list[Any]:
        if value is None:
            return []
        value = array(value)
        shape = tuple(1 if i - x.ndim == axis else size for i, size in enumerate(x.shape))
        return [np.broadcast_to(value, shape) if value.ndim == 0 else value]

    if n and (prepend is not None or append is not None):
        x = np.concatenate([*border(prepend), x, *border(append)], axis=axis)
    for _ in range(n):
        x = _part(x, 1, None, axis) - _part(x, None, -1, axis)
    return x


def _ediff1d(ary: Any, to_end: Any = None, to_begin: Any = None) -> Any:
    x = np.ravel(array(ary))
    ends = [None if end is None else astype(np.ravel(array(end)), x.dtype) for end in (to_begin, to_end)]
    pieces = [ends[0], x[1:] - x[:-1], ends[1]]
    return np.concatenate([piece for piece in pieces if piece is not None])


def _gradient(f: Any, *varargs: Any, axis: Any = None, edge_order: int = 1) -> Any:
    x = array(f)
    axes = negative_axes(axis, x.ndim)
    spacings = varargs * len(axes) if len(varargs) == 1 and np.ndim(varargs[0]) == 0 else varargs or (1.0,) * len(axes)
    if len(spacings) != len(axes):
        raise TypeError("invalid number of arguments")
    if edge_order not in (1, 2):
        raise ValueError("'edge_order' greater than 2 not supported")
    if any(x.shape[i] < edge_order + 1 for i in axes):
        raise ValueError("Shape of array too small to calculate a numerical gradient")
    slopes = tuple(
        np.swapaxes(_slope(np.swapaxes(x, i, -1), spacing, edge_order), i, -1)
        for i, spacing in zip(axes, spacings, strict=True)
    )
    return slopes if len(axes) > 1 else slopes[0]


def _slope(x: Any, spacing: Any, edge_order: int) -> Any:
    """Return the slope along the last axis: by the parabola through three neighbours, at the edges by a line or it."""
    if np.ndim(spacing) == 0:
        first = second = before_last = last = spacing
        inside = (x[..., 2:] - x[..., :-2]) / (2.0 * spacing)
    else:
        steps = np.diff(array(spacing))
        if steps.ndim != 1 or steps.size != x.shape[-1] - 1:
            raise ValueError("when 1d, distances must match the length of the corresponding dimension")
        first, second, before_last, last = (steps[i % steps.size] for i in (0, 1, -2, -1))
        before, after = steps[:-1], steps[1:]
        inside = _parabola(x[..., :-2], x[..., 1:-1], x[..., 2:], before, after, before)
    if edge_order == 1:
        left, right = (x[..., 1] - x[..., 0]) / first, (x[..., -1] - x[..., -2]) / last
    else:
        left = _parabola(x[..., 0], x[..., 1], x[..., 2], first, second, 0.0)
        right = _parabola(x[..., -3], x[..., -2], x[..., -1], before_last, last, before_last + last)
    return astype(np.concatenate([left[..., None], inside, right[..., None]], axis=-1), x.dtype)


def _parabola(a: Any, b: Any, c: Any, h: Any, k: Any, s: Any) -> Any:
    """Return the slope at `s` of the parabola that is `a` at 0, `b` at `h` and `c` at ``h + k``."""
    return (
        a * ((2 * s - 2 * h - k) / (h * (h + k))) - b * ((2 * s - h - k) / (h * k)) + c * ((2 * s - h) / (k * (h + k)))
    )


composite(np.diff, _diff)
composite(np.ediff1d, _ediff1d)
composite(np.gradient, _gradient)

# Integrals and interpolation.


def _trapezoid(y: Any, x: Any = None, dx: Any = 1.0, axis: int = -1) -> Any:
    y = array(y)
    axis = negative_axis(axis, y.ndim)
    heights = _part(y, 1, None, axis) + _part(y, None, -1, axis)
    if x is None:
        return np.sum(dx * heights / 2.0, axis=axis)
    x = array(x)
    if x.ndim == 1:
        widths = np.reshape(np.diff(x), (-1,) + (1,) * (-axis - 1))
    else:
        widths = np.diff(x, axis=negative_axis(axis, x.ndim))
    return np.sum(widths * heights / 2.0, axis=axis)


def _interp(x: Any, xp: Any, fp: Any, left: Any = None, right: Any = None, period: Any = None) -> Any:
    """Interpolate on the piece that each point is in: at a knot the one to its right."""
    x, xp = (astype(a, np.result_type(a.dtype, np.float64)) for a in (array(x), array(xp)))
    fp = array(fp)
    fp = astype(fp, np.result_type(fp.dtype, np.float64))
    if xp.ndim != 1 or xp.shape != fp.shape or not xp.size:
        raise ValueError("fp and xp must be one-dimensional, of the same length, and not empty")
    if period is not None:
        if primal(period) == 0:
            raise ValueError("period must be a non-zero value")
        left = right = None
        x, xp = x % abs(period), xp % abs(period)
        order = np.argsort(xp)
        xp, fp = xp[order], fp[order]
        xp = np.concatenate([xp[-1:] - period, xp, xp[:1] + period])
        fp = np.concatenate([fp[-1:], fp, fp[:1]])
    point, knots = np.asarray(primal(x)), np.asarray(primal(xp))
    low = np.clip(np.searchsorted(knots, point, side="right") - 1, 0, max(knots.size - 2, 0))
    high = np.minimum(low + 1, knots.size - 1)
    width = xp[high] - xp[low]
    width = np.where(np.equal(width, 0), 1.0, width)  # a single knot, or two in one place
    z = fp[low] + (fp[high] - fp[low]) / width * (x - xp[low])
    z = np.where(point < knots[0], fp[0] if left is None else left, z)
    return np.where(point > knots[-1], fp[-1] if right is None else right, z)


composite(np.trapezoid, _trapezoid)
composite(np.interp, _interp)


def _unwrap(p: Any, discont: Any = None, axis: int = -1, *, period: Any = 2 * pi) -> Any:
    """Add the multiples of the period that NumPy adds: how many is locally constant."""
    x = array(p)
    plain, turn = np.asarray(primal(x)), primal(period)
    turns = np.rint((np.unwrap(plain, primal(discont), axis, period=turn) - plain) / turn).astype(x.dtype)
    return x + turns * period


composite(np.unwrap, _unwrap)

# Grids from one end to another.


def _ends(start: Any, stop: Any) -> tuple[Any, Any]:
    start, stop = partners(start, stop)
    dtype = np.result_type(start, stop, 0.0)
    return astype(start, dtype), astype(stop, dtype)


def _ramp(num: int, ndim: int, dtype: Any) -> Any:
    """Return 0, 1, ..., num - 1 with `ndim` axes of length one behind."""
    return np.reshape(np.arange(num), (-1,) + (1,) * ndim).astype(np.zeros(0, dtype).real.dtype)


def _linspace(
    start: Any, stop: Any, num: int = 50, endpoint: bool = True, retstep: bool = False, *, axis: int = 0
) -> Any:
    start, stop = _ends(start, stop)
    ramp, pieces = _ramp(num, max(start.ndim, stop.ndim), start.dtype), num - 1 if endpoint else num
    step = (stop - start) / pieces if pieces > 0 else (stop - start) * np.nan
    z = start + (ramp * step if pieces > 0 else ramp * (stop - start))
    if endpoint and num > 1:
        z = np.concatenate([z[:-1], np.broadcast_to(stop, z.shape[1:])[None]])  # the end, and not nearly
    z = np.moveaxis(z, 0, axis)
    return (z, step) if retstep else z


def _logspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, base: Any = 10.0, *, axis: int = 0) -> Any:
    if np.ndim(base):  # the axis of the points comes first, so the others have to be as many
        start, stop, base = np.broadcast_arrays(start, stop, base)
    return np.moveaxis(np.power(base, np.linspace(start, stop, num, endpoint)), 0, axis)


def _geomspace(start: Any, stop: Any, num: int = 50, endpoint: bool = True, *, axis: int = 0) -> Any:
    start, stop = (astype(end, np.result_type(end.dtype, np.float64)) for end in _ends(start, stop))
    if np.any(np.equal(start, 0)) or np.any(np.equal(stop, 0)):
        raise ValueError("Geometric sequence cannot include zero")
    if start.dtype.kind == "c" or stop.dtype.kind == "c" or np.any(np.less(stop / start, 0)):
        raise UnsupportedError(
            "numpy.geomspace of complex ends, or of ends of different sign, has no derivative rule. Write it as "
            "np.exp(np.linspace(np.log(start), np.log(stop), num))."
        )
    ramp = _ramp(num, max(start.ndim, stop.ndim), start.dtype)
    return np.moveaxis(start * (stop / start) ** (ramp / max(num - 1 if endpoint else num, 1)), 0, axis)


composite(np.linspace, _linspace)
composite(np.logspace, _logspace)
composite(np.geomspace, _geomspace)

# Repairs.


def _nan_to_num(x: Any, copy: bool = True, nan: Any = 0.0, posinf: Any = None, neginf: Any = None) -> Any:
    x = array(x)
    if x.dtype.kind == "c":
        raise UnsupportedError("numpy.nan_to_num of a complex value has no derivative rule. Write it in real parts.")
    limits = np.finfo(x.dtype)
    x = np.where(np.isnan(x), nan, x)  # 0 at nan: it is replaced by a constant, as are infinities
    x = np.where(np.isposinf(x), limits.max if posinf is None else posinf, x)
    return np.where(np.isneginf(x), limits.min if neginf is None else neginf, x)


def _real_if_close(a: Any, tol: float = 100) -> Any:
    x = array(a)
    if x.dtype.kind != "c" or np.iscomplexobj(np.real_if_close(primal(x), tol)):
        return x
    return np.real(x)


composite(np.nan_to_num, _nan_to_num)
composite(np.real_if_close, _real_if_close)

# sin(x) / x and its derivatives. With y s(y) = sin(y), Leibniz gives y s'(y) + s(y) = cos(y), and so on; near zero,
# where this loses digits, the power series takes over.


@primitive
def sinc_derivative(x: Any, order: int) -> Any:
    """Return the derivative of ``sin(x) / x`` of some order."""
    near = np.abs(x) <= 2 + order / 2
    far = np.where(near, 1.0, x)
    s = np.sin(far) / far
    for k in range(1, order + 1):
        s = (np.sin(far + k * (pi / 2)) - k * s) / far
    return np.where(near, _sinc_series(np.where(near, x, 0.0), order), s).astype(x.dtype)[()]


def _sinc_series(x: Any, order: int) -> Any:
    """Return ``sum((-1)**n x**(2 n - order) / ((2 n + 1) (2 n - order)!))`` over all n that leave no negative power."""
    first = (order + 1) // 2
    total = 0.0 * x
    for n in reversed(range(first, first + 18 + order)):  # Horner's scheme in x * x
        total = total * (x * x) + (-1) ** n / ((2 * n + 1) * factorial(2 * n - order))
    return total * x if order % 2 else total


def _by_slope(function: Function, slope: Function) -> None:
    """Declare a function of each element by its derivative; what follows `x` are options."""

    def scale(t: Any, z: Any, x: Any, *options: Any) -> Any:
        return t * slope(x, *options)

    general(function, pushes=(scale,), pulls=(scale,))


_by_slope(sinc_derivative, lambda x, order: sinc_derivative(x, order + 1))
_by_slope(np.sinc, lambda x: sinc_derivative(x * pi, 1) * pi)  # 0 at 0

# The modified Bessel function is a mean of exponentials over a circle, so each derivative is another such mean. The
# trapezoidal rule gives it to rounding with some 9 sqrt(x) points.


def _i0_slope(x: Any) -> Any:
    largest = float(np.max(np.abs(primal(x)), initial=0.0))
    count = 12 + int(5 * np.sqrt(min(largest, 1e3)))
    nodes = np.cos((np.arange(count) + 0.5) * (pi / count)).astype(x.dtype)
    return np.mean(nodes * np.exp(x[..., None] * nodes), axis=-1)


_by_slope(np.i0, _i0_slope)

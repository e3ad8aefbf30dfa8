"""Fourier transforms: linear maps, and the transpose of a Fourier transform is a Fourier transform.

The matrix of the discrete transform is symmetric, so `fft` and `ifft` pull a cotangent back by themselves, behind what
cut or padded the input. The transforms between real signals and half spectra pull back by each other: one half of a
spectrum stands for both, so that every frequency counts twice but the first and, for an even length, the last. All
other transforms are chains of these four along one axis each, as in NumPy.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ad.directions import negative_axes, negative_axis
from ad.operands import array
from ad.rule import composite, linear

_OPPOSITE: dict[Any, Any] = {None: "forward", "backward": "forward", "forward": "backward", "ortho": "ortho"}
"""The norm with which the transform the other way has the same factor: no factor for none, 1 / n for 1 / n."""


def _fit(ct: Any, size: int, axis: int) -> Any:
    """Cut or pad with zeros to `size` elements along `axis`, which is negative: undo what fitted the input."""
    behind = (slice(None),) * (-axis - 1)
    have = ct.shape[axis]
    if have >= size:
        return ct[(..., slice(0, size), *behind)] if have > size else ct
    border = [size - have if i == axis else n for i, n in enumerate(ct.shape, -ct.ndim)]
    return np.concatenate([ct, np.zeros(border, ct.dtype)], axis=axis)


def _weights(size: int, n: int, axis: int, ct: Any) -> Any:
    """Return how many frequencies each element of a half spectrum stands for, along `axis`."""
    twice = np.full(size, 2, np.zeros(0, ct.dtype).real.dtype)
    twice[0] = 1
    if n % 2 == 0:
        twice[-1] = 1
    return twice.reshape((-1,) + (1,) * (-axis - 1))


def _transform(function: Callable[..., Any]) -> None:
    """Declare a transform with a symmetric matrix."""

    def push(t: Any, z: Any, x: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Any:
        return function(t, n, negative_axis(axis, x.ndim), norm)

    def pull(ct: Any, z: Any, x: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Any:
        axis = negative_axis(axis, x.ndim)
        return _fit(function(ct, None, axis, norm), x.shape[axis], axis)

    linear(function, push=push, pull=pull)


_transform(np.fft.fft)
_transform(np.fft.ifft)


def _pull_rfft(ct: Any, z: Any, x: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Any:
    axis = negative_axis(axis, x.ndim)
    n = x.shape[axis] if n is None else n
    half = np.conjugate(ct) / _weights(n // 2 + 1, n, axis, ct)
    return _fit(np.fft.irfft(half, n, axis, _OPPOSITE[norm]), x.shape[axis], axis)


def _pull_irfft(ct: Any, z: Any, x: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Any:
    axis = negative_axis(axis, x.ndim)
    n = ct.shape[axis]
    half = np.conjugate(np.fft.rfft(ct, n, axis, _OPPOSITE[norm])) * _weights(n // 2 + 1, n, axis, ct)
    return _fit(half, x.shape[axis], axis)


linear(
    np.fft.rfft,
    push=lambda t, z, x, n=None, axis=-1, norm=None: np.fft.rfft(t, n, negative_axis(axis, x.ndim), norm),
    pull=_pull_rfft,
)
linear(
    np.fft.irfft,
    push=lambda t, z, x, n=None, axis=-1, norm=None: np.fft.irfft(t, n, negative_axis(axis, x.ndim), norm),
    pull=_pull_irfft,
)

# The spectra of real spectra: a half signal stands for the whole.


def _hfft(a: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Any:
    return np.fft.irfft(np.conjugate(array(a)), n, axis, _OPPOSITE[norm])


def _ihfft(a: Any, n: Any = None, axis: int = -1, norm: Any = None) -> Any:
    return np.conjugate(np.fft.rfft(a, n, axis, _OPPOSITE[norm]))


composite(np.fft.hfft, _hfft)
composite(np.fft.ihfft, _ihfft)

# Several axes: one after the other, the last one first; half spectra are of the last axis.


def _plan(x: Any, s: Any, axes: Any) -> tuple[list[Any], Sequence[int]]:
    """Return the size (None: what the axis has) and the axis of each transform."""
    if axes is None:
        axes = range(-x.ndim if s is None else -len(s), 0)
    axes = negative_axes(tuple(axes), x.ndim)
    if s is None:
        return [None] * len(axes), axes
    return [x.shape[axis] if n == -1 else n for n, axis in zip(s, axes, strict=True)], axes


def _along(function: Callable[..., Any], x: Any, sizes: Sequence[Any], axes: Sequence[int], norm: Any) -> Any:
    for n, axis in zip(sizes[::-1], axes[::-1], strict=True):
        x = function(x, n, axis, norm)
    return x


def _fftn(function: Callable[..., Any], a: Any, s: Any, axes: Any, norm: Any) -> Any:
    x = array(a)
    sizes, axes = _plan(x, s, axes)
    return _along(function, x, sizes, axes, norm)


def _rfftn(a: Any, s: Any = None, axes: Any = None, norm: Any = None) -> Any:
    x = array(a)
    sizes, axes = _plan(x, s, axes)
    return _along(np.fft.fft, np.fft.rfft(x, sizes[-1], axes[-1], norm), sizes[:-1], axes[:-1], norm)


def _irfftn(a: Any, s: Any = None, axes: Any = None, norm: Any = None) -> Any:
    x = array(a)
    sizes, axes = _plan(x, s, axes)
    return np.fft.irfft(_along(np.fft.ifft, x, sizes[:-1], axes[:-1], norm), sizes[-1], axes[-1], norm)


composite(np.fft.fftn, lambda a, s=None, axes=None, norm=None: _fftn(np.fft.fft, a, s, axes, norm))
composite(np.fft.ifftn, lambda a, s=None, axes=None, norm=None: _fftn(np.fft.ifft, a, s, axes, norm))
composite(np.fft.fft2, lambda a, s=None, axes=(-2, -1), norm=None: _fftn(np.fft.fft, a, s, axes, norm))
composite(np.fft.ifft2, lambda a, s=None, axes=(-2, -1), norm=None: _fftn(np.fft.ifft, a, s, axes, norm))
composite(np.fft.rfftn, _rfftn)
composite(np.fft.irfftn, _irfftn)
composite(np.fft.rfft2, lambda a, s=None, axes=(-2, -1), norm=None: _rfftn(a, s, axes, norm))
composite(np.fft.irfft2, lambda a, s=None, axes=(-2, -1), norm=None: _irfftn(a, s, axes, norm))


def _shift(x: Any, axes: Any, half: Callable[[int], int]) -> Any:
    x = array(x)
    axes = negative_axes(axes, x.ndim)
    return np.roll(x, tuple(half(x.shape[axis]) for axis in axes), axes)


composite(np.fft.fftshift, lambda x, axes=None: _shift(x, axes, lambda n: n // 2))
composite(np.fft.ifftshift, lambda x, axes=None: _shift(x, axes, lambda n: -(n // 2)))

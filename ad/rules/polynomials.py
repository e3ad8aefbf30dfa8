"""Convolution, and the polynomials that are sequences of coefficients: to multiply them is to convolve.

The full convolution of two sequences is a product: linear in each. Its transpose slides one of them along the
cotangent, and the transpose of that is a convolution, or slides again: a family of two. Everything else is a chain of
these, of Horner's scheme, or a linear system.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ad.core import primal, primitive
from ad.directions import align, fold
from ad.operands import array
from ad.rule import Function, composite, multilinear
from ad.rules.shaping import astype


@primitive
def convolution(x: Any, y: Any) -> Any:
    """Return the sums of ``x[i] y[j]`` over ``i + j``, of stacks of sequences."""
    if x.ndim == y.ndim == 1:
        return np.convolve(x, y)
    if x.shape[-1] < y.shape[-1]:
        x, y = y, x
    width = y.shape[-1] - 1
    return match(np.pad(x, [(0, 0)] * (x.ndim - 1) + [(width, width)]), y[..., ::-1])


@primitive
def match(x: Any, y: Any) -> Any:
    """Return the sums of ``x[i + j] y[j]`` for all `i` at which `y` lies inside of `x`, of stacks of sequences."""
    if x.ndim == y.ndim == 1:
        return np.convolve(x, y[::-1], "valid")
    windows = np.lib.stride_tricks.sliding_window_view(x, y.shape[-1], axis=-1)
    return np.squeeze(windows @ y[..., None], -1)


def _product(function: Function, by_left: Function, by_right: Function) -> None:
    """Declare one of the two by what gives back the left and the right factor."""
    multilinear(
        function,
        pushes=(
            lambda t, z, x, y: function(align(t, x, z.ndim), y),
            lambda t, z, x, y: function(x, align(t, y, z.ndim)),
        ),
        pulls=(
            lambda ct, z, x, y: fold(by_left(ct, y), x, z.ndim),
            lambda ct, z, x, y: fold(by_right(ct, x), y, z.ndim),
        ),
    )


_product(convolution, match, match)
_product(match, convolution, lambda ct, x: match(x, ct))


def _cut(full: Any, long: int, short: int, mode: str, turned: bool = False) -> Any:
    """Return the part of a full convolution that NumPy calls full, same, or valid."""
    if mode == "full":
        return full
    if mode == "same":
        start = short // 2 if turned else (short - 1) // 2
        return full[start : start + long]
    if mode == "valid":
        return full[short - 1 : long]
    raise ValueError(f"mode must be one of 'valid', 'same', or 'full' (got {mode!r})")


def _convolve(a: Any, v: Any, mode: str = "full") -> Any:
    x, y = np.atleast_1d(array(a)), np.atleast_1d(array(v))
    return _cut(convolution(x, y), max(x.size, y.size), min(x.size, y.size), mode)


def _correlate(a: Any, v: Any, mode: str = "valid") -> Any:
    x, y = np.atleast_1d(array(a)), np.atleast_1d(array(v))
    y = y[::-1] if y.dtype.kind != "c" else np.conjugate(y[::-1])
    return _cut(convolution(x, y), max(x.size, y.size), min(x.size, y.size), mode, turned=x.size < y.size)


composite(np.convolve, _convolve)
composite(np.correlate, _correlate)

# Values of polynomials.


def _polyval(p: Any, x: Any) -> Any:
    x = array(x)
    z: Any = np.zeros_like(primal(x))
    for coefficient in array(p):  # Horner's scheme
        z = z * x + coefficient
    return z


def _vander(x: Any, N: int | None = None, increasing: bool = False) -> Any:
    x = array(x)
    if x.ndim != 1:
        raise ValueError("x must be a one-dimensional array or sequence.")
    powers = np.arange(len(x) if N is None else N)
    return np.power(x[:, None], powers if increasing else powers[::-1])


composite(np.polyval, _polyval)
composite(np.vander, _vander)

# Arithmetic with polynomials, highest power first.


def _aligned(combine: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return a sum or difference of polynomials: the shorter one is filled up with zeros in front."""

    def combined(a1: Any, a2: Any) -> Any:
        x, y = np.atleast_1d(array(a1)), np.atleast_1d(array(a2))
        count = max(x.size, y.size)
        return combine(*(np.pad(p, (count - p.size, 0)) for p in (x, y)))

    return combined


def _polyder(p: Any, m: int = 1) -> Any:
    if m < 0:
        raise ValueError("Order of derivative must be positive (see polyint)")
    x = array(p)
    for _ in range(m):
        x = x[:-1] * np.arange(x.size - 1, 0, -1)
    return x


def _polyint(p: Any, m: int = 1, k: Any = None) -> Any:
    if m < 0:
        raise ValueError("Order of integral must be positive (see polyder)")
    x = array(p)
    constants = np.zeros(m) if k is None else np.atleast_1d(array(k))
    if constants.size == 1 and m > 1:
        constants = constants[0] * np.ones(m)
    if constants.size < m:
        raise ValueError("k must be a scalar or a rank-1 array of length 1 or >m.")
    for i in range(m):
        x = np.concatenate([x / np.arange(x.size, 0, -1), constants[i : i + 1]])
    return x


def _polydiv(u: Any, v: Any) -> tuple[Any, Any]:
    x, y = (np.atleast_1d(array(p)) + 0.0 for p in (u, v))
    rest, quotient = astype(x, np.result_type(x.dtype, y.dtype)), []
    for k in range(x.size - y.size + 1):
        factor = 1.0 / y[0] * rest[k]
        quotient.append(factor)
        rest = np.concatenate([rest[:k], rest[k : k + y.size] - factor * y, rest[k + y.size :]])
    while rest.size > 1 and np.allclose(rest[0], 0, rtol=1e-14):  # what is zero to rounding is no leading coefficient
        rest = rest[1:]
    return (np.stack(quotient) if quotient else np.zeros(1, rest.dtype)), rest


def _poly(seq_of_zeros: Any) -> Any:
    zeros = np.atleast_1d(array(seq_of_zeros))
    if zeros.ndim == 2:
        zeros = np.linalg.eigvals(zeros)
    if not zeros.size:
        return 1.0
    z: Any = np.ones(1, zeros.dtype)
    for zero in zeros:
        z = np.concatenate([z, z[:1] * 0]) - np.concatenate([z[:1] * 0, z * zero])
    return np.real(z) if z.dtype.kind == "c" and not np.iscomplexobj(np.poly(primal(zeros))) else z


def _roots(p: Any) -> Any:
    """Return the eigenvalues of the companion matrix; zeros at the end of `p` are roots that stay at zero."""
    x = np.atleast_1d(array(p))
    places = np.flatnonzero(primal(x))
    if not places.size:
        return np.zeros(0)
    trailing = x.size - 1 - int(places[-1])
    x = x[int(places[0]) : int(places[-1]) + 1]
    if x.size == 1:
        return np.zeros(trailing)
    companion = np.concatenate([(-x[1:] / x[0])[None], np.eye(x.size - 2, x.size - 1, dtype=x.dtype)])
    roots = np.linalg.eigvals(companion)
    return np.concatenate([roots, np.zeros(trailing, roots.dtype)])


composite(np.polyadd, _aligned(np.add))
composite(np.polysub, _aligned(np.subtract))
composite(np.polymul, lambda a1, a2: np.convolve(a1, a2))
composite(np.polyder, _polyder)
composite(np.polyint, _polyint)
composite(np.polydiv, _polydiv)
composite(np.poly, _poly)
composite(np.roots, _roots)


def _polyfit(x: Any, y: Any, deg: int, rcond: float | None = None, *, w: Any = None) -> Any:
    """Solve for the coefficients with columns of length one, as NumPy does."""
    x, y = array(x) + 0.0, array(y) + 0.0
    left, right = np.vander(x, int(deg) + 1), y
    if w is not None:
        w = array(w)
        left = left * w[:, None]
        right = right * (w[:, None] if right.ndim == 2 else w)
    scale = np.sqrt(np.sum(left * left, axis=0))
    rcond = x.size * np.finfo(x.dtype).eps if rcond is None else rcond
    answer = np.linalg.lstsq(left / scale, right, rcond)
    if answer[2] != int(deg) + 1:
        warnings.warn("Polyfit may be poorly conditioned", np.exceptions.RankWarning, stacklevel=2)
    return (answer[0].T / scale).T


composite(np.polyfit, _polyfit)

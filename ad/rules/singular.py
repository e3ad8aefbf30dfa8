"""Singular values and vectors, pseudo-inverses and least squares.

Singular values and vectors are primitives of their own on one decomposition, as eigenvalues and eigenvectors are: see
`ad.rules.decompositions`. With ``x = u diag(s) v^H`` and ``ds = u^H dx v``, ``u^H du`` and ``v^H dv`` follow from the
Hermitian parts of ``ds diag(s)`` and ``diag(s) ds``; what leaves the spaces of `u` and `v` is ``dx v / s`` and ``dx^H u
/ s``. The phase that a pair of complex vectors is free to take on is left to `u`, as in JAX. Where singular values
coincide the vectors have no derivative, and the formula says inf or nan (1 / 0); the values themselves still do.

The pseudo-inverse and least squares need no vectors, and hold where the rank is constant [1]_.

References
----------
.. [1] G. Golub and V. Pereyra, The differentiation of pseudo-inverses and nonlinear least squares problems whose
   variables separate, SIAM J. Numer. Anal. 10 (1973).
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ad.core import primal, primitive
from ad.errors import UnsupportedError
from ad.operands import array
from ad.rule import composite, general
from ad.rules.decompositions import hermitian, inverse_gaps
from ad.rules.linalg import adjoint, conjugate, real, squared


@primitive
def left_vectors(x: Any, parts: Any) -> Any:
    """Return u, of as many columns as there are singular values."""
    return parts[0]


@primitive
def singular_values(x: Any, parts: Any) -> Any:
    """Return s."""
    return parts[1]


@primitive
def right_vectors(x: Any, parts: Any) -> Any:
    """Return v^H."""
    return parts[2]


def _outputs(x: Any, parts: Any) -> tuple[Any, Any, Any]:
    return left_vectors(x, parts), singular_values(x, parts), right_vectors(x, parts)


def _symmetric(m: Any) -> Any:
    return m + adjoint(m)


def _inverse_square_gaps(s: Any) -> Any:
    """Return ``1 / (s[j]**2 - s[i]**2)``, and 0 on the diagonal; inf where two singular values coincide."""
    eye = np.eye(s.shape[-1], dtype=s.dtype)
    return inverse_gaps(s) / (s[..., None, :] + s[..., :, None] + eye)


def _phases(m: Any, s: Any) -> Any:
    """Return the imaginary diagonal of `m`, divided by `s`: how the phases of complex vectors turn."""
    if m.dtype.kind != "c":
        return 0
    return np.where(np.eye(m.shape[-1], dtype=np.bool_), 0.5 * (m - adjoint(m)), 0) / s[..., None, :]


def _push_left(t: Any, z: Any, x: Any, parts: Any) -> Any:
    _, s, vh = _outputs(x, parts)
    tv = t @ adjoint(vh)
    ds = adjoint(z) @ tv
    along = _inverse_square_gaps(s) * _symmetric(ds * s[..., None, :]) + _phases(ds, s)
    if x.shape[-2] <= x.shape[-1]:
        return z @ along
    return z @ along + (tv - z @ ds) / s[..., None, :]


def _pull_left(ct: Any, z: Any, x: Any, parts: Any) -> Any:
    _, s, vh = _outputs(x, parts)
    g = conjugate(ct)
    inner = adjoint(z) @ g
    pulled = z @ (_symmetric(_inverse_square_gaps(s) * inner) * s[..., None, :] + _phases(inner, s))
    if x.shape[-2] > x.shape[-1]:
        pulled = pulled + (g - z @ inner) / s[..., None, :]
    return conjugate(pulled @ vh)


def _push_values(t: Any, z: Any, x: Any, parts: Any) -> Any:
    u, _, vh = _outputs(x, parts)
    return np.sign(z) * real(np.sum(conjugate(u) * (t @ adjoint(vh)), axis=-2))  # 0 at 0: as for abs


def _pull_values(ct: Any, z: Any, x: Any, parts: Any) -> Any:
    u, _, vh = _outputs(x, parts)
    return conjugate((u * (ct * np.sign(z))[..., None, :]) @ vh)


def _push_right(t: Any, z: Any, x: Any, parts: Any) -> Any:
    u, s, _ = _outputs(x, parts)
    ut = adjoint(u) @ t
    ds = ut @ adjoint(z)
    along = adjoint(_inverse_square_gaps(s) * _symmetric(s[..., :, None] * ds))
    if x.shape[-2] >= x.shape[-1]:
        return along @ z
    return along @ z + (ut - ds @ z) / s[..., :, None]


def _pull_right(ct: Any, z: Any, x: Any, parts: Any) -> Any:
    u, s, _ = _outputs(x, parts)
    g = conjugate(ct)
    inner = z @ adjoint(g)
    pulled = (s[..., :, None] * _symmetric(_inverse_square_gaps(s) * inner)) @ z
    if x.shape[-2] < x.shape[-1]:
        pulled = pulled + (g - adjoint(inner) @ z) / s[..., :, None]
    return conjugate(u @ pulled)


general(left_vectors, pushes=(_push_left,), pulls=(_pull_left,))
general(singular_values, pushes=(_push_values,), pulls=(_pull_values,))
general(right_vectors, pushes=(_push_right,), pulls=(_pull_right,))


# `hermitian` is NumPy's name for an option, and here for the matrix that NumPy then reads.


def _read(a: Any, as_hermitian: bool) -> Any:
    x = array(a)
    return hermitian(x) if as_hermitian else x


def _svd(a: Any, full_matrices: bool = True, compute_uv: bool = True, hermitian: bool = False) -> Any:
    x = _read(a, hermitian)
    if compute_uv and full_matrices and x.shape[-2] != x.shape[-1]:
        raise UnsupportedError(
            f"np.linalg.svd of a {x.shape[-2]} x {x.shape[-1]} matrix with full_matrices=True has no derivative: x "
            "does not determine all the vectors. Use full_matrices=False, or np.linalg.svdvals for the values alone."
        )
    parts = np.linalg.svd(primal(x), full_matrices=False, hermitian=hermitian)
    return type(parts)(*_outputs(x, parts)) if compute_uv else singular_values(x, parts)


composite(np.linalg.svd, _svd)
composite(np.linalg.svdvals, lambda x, /: _svd(x, compute_uv=False))

# The pseudo-inverse p of x: dp = -p dx p + p p^H dx^H (1 - x p) + (1 - p x) dx^H p^H p.


@primitive
def pseudo_inverse(x: Any, rcond: Any) -> Any:
    """Return the pseudo-inverse of a stack of matrices."""
    return np.linalg.pinv(x, rcond)


def _push_inverse(t: Any, z: Any, x: Any, rcond: Any) -> Any:
    zh, th = adjoint(z), adjoint(t)
    rows, columns = z @ (zh @ th), (th @ zh) @ z
    return rows - (rows @ x) @ z + columns - z @ (x @ columns) - z @ t @ z


def _pull_inverse(ct: Any, z: Any, x: Any, rcond: Any) -> Any:
    zh, gh = adjoint(z), ct.mT
    rows, columns = (gh @ z) @ zh, zh @ (z @ gh)
    return conjugate(rows - x @ (z @ rows) + columns - (columns @ z) @ x - zh @ adjoint(gh) @ zh)


general(pseudo_inverse, pushes=(_push_inverse,), pulls=(_pull_inverse,))


def _cuts_off(x: Any, rcond: Any) -> bool:
    """Tell whether `rcond` takes singular values for zero that are more than rounding errors."""
    s = np.linalg.svdvals(x)
    largest = np.max(s, axis=-1, keepdims=True, initial=0)
    negligible = np.finfo(s.dtype).eps * max(x.shape[-2:]) * largest
    return bool(np.any((s > negligible) & (s <= np.asarray(rcond)[..., None] * largest)))


def _truncated_inverse(x: Any, rcond: Any) -> Any:
    """Return the inverse on the space of the large singular values, which moves with x."""
    u, s, vh = np.linalg.svd(x, full_matrices=False)
    large = primal(s) > np.asarray(rcond)[..., None] * np.max(primal(s), axis=-1, keepdims=True)
    inverse = np.where(large, 1 / np.where(large, s, 1), 0)
    return adjoint(vh) @ (inverse[..., :, None] * adjoint(u))


_GIVEN: Any = object()


def _pinv(a: Any, rcond: Any = None, hermitian: bool = False, *, rtol: Any = _GIVEN) -> Any:
    x = _read(a, hermitian)
    if rcond is None:
        rcond = 1e-15 if rtol is _GIVEN else np.finfo(x.dtype).eps * max(x.shape[-2:]) if rtol is None else rtol
    return _truncated_inverse(x, rcond) if _cuts_off(primal(x), rcond) else pseudo_inverse(x, rcond)


composite(np.linalg.pinv, _pinv)

# Least squares, z = p b: as the pseudo-inverse, with the residual (1 - x p) b in place of 1 - x p.


@primitive
def least_squares(a: Any, b: Any, rcond: Any) -> Any:
    """Return the shortest z with the least ``norm(b - a @ z)``, for a matrix `b`."""
    return np.linalg.lstsq(a, b, rcond)[0]


def _push_squares(t: Any, z: Any, a: Any, b: Any, rcond: Any) -> Any:
    p = pseudo_inverse(a, rcond)
    ph, th = adjoint(p), adjoint(t)
    columns = th @ (ph @ z)
    return p @ (ph @ (th @ (b - a @ z)) - t @ z) + columns - p @ (a @ columns)


def _pull_squares(ct: Any, z: Any, a: Any, b: Any, rcond: Any) -> Any:
    p = pseudo_inverse(a, rcond)
    ph, gh = adjoint(p), ct.mT
    columns = (ph @ z) @ gh
    return conjugate((b - a @ z) @ ((gh @ p) @ ph) - (ph @ adjoint(gh)) @ adjoint(z) + columns - (columns @ p) @ a)


general(
    least_squares,
    pushes=(_push_squares, lambda t, z, a, b, rcond: pseudo_inverse(a, rcond) @ t),
    pulls=(_pull_squares, lambda ct, z, a, b, rcond: pseudo_inverse(a, rcond).mT @ ct),
)


def _lstsq(a: Any, b: Any, rcond: Any = None) -> Any:
    x, y = array(a), array(b)
    rows, columns = x.shape
    eps = np.finfo(x.dtype).eps
    cutoff = eps * max(rows, columns) if rcond is None else eps if rcond < 0 else rcond
    right = y[:, None] if y.ndim == 1 else y
    solve = _truncated_inverse(x, cutoff) @ right if _cuts_off(primal(x), cutoff) else least_squares(x, right, cutoff)
    rank = np.linalg.lstsq(primal(x), primal(y), rcond)[2]  # constant by structure
    residual = right - x @ solve
    determined = rank == columns and rows > columns
    residuals = np.sum(squared(residual), axis=0) if determined else np.zeros(0, real(residual).dtype)
    return solve[:, 0] if y.ndim == 1 else solve, residuals, rank, np.linalg.svdvals(x)


composite(np.linalg.lstsq, _lstsq)

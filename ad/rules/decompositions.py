"""Matrix decompositions: Cholesky, QR, eigenvalues and eigenvectors; singular values are in `ad.rules.singular`.

NumPy decomposes once, and each output is a primitive of its own: ``eigenvectors(x, parts)`` is a function of `x` whose
value stands in `parts`, NumPy's answer for the primal of `x`. A rule that needs another output asks for it in the same
way, so that derivatives of any order call LAPACK once, and an output that nobody uses costs nothing and spoils nothing:
eigenvalues alone have a derivative even where they coincide.

The formulas are those of M. Giles (2008). A pullback is the conjugate of the Hermitian adjoint, applied to the
conjugate of `ct`. What a decomposition leaves free is held as JAX holds it: the derivative of an eigenvector of a
Hermitian matrix has no component along it; vectors of ``eig`` keep their length and the real element that LAPACK gives
them. Where eigenvalues coincide the vectors have no derivative, and the formula says inf or nan (1 / 0).

What NumPy does not read has no part in the derivative: of a Hermitian matrix one triangle and the real diagonal count.
For a matrix that stays Hermitian, ``x @ x.T`` say, this is no restriction.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ad.core import primal, primitive
from ad.errors import UnsupportedError
from ad.operands import array
from ad.rule import composite, general
from ad.rules.linalg import adjoint, conjugate, real

# Triangles.


def _triangle(x: Any, lower: bool) -> Any:
    """Return what stands strictly below (or above) the diagonal."""
    below = np.tri(x.shape[-1], k=-1, dtype=np.bool_)
    return np.where(below if lower else below.T, x, 0)


def _diagonal(x: Any) -> Any:
    """Return the real part of the diagonal, with zeros beside it."""
    return np.where(np.eye(x.shape[-1], dtype=np.bool_), real(x), 0)


def hermitian(x: Any, lower: bool = True) -> Any:
    """Return the Hermitian matrix that LAPACK takes a triangle of `x` for."""
    if x.ndim < 2 or x.shape[-2] != x.shape[-1]:
        raise np.linalg.LinAlgError(f"a Hermitian matrix is square, and this array has the shape {x.shape}")
    side = _triangle(x, lower)
    return side + adjoint(side) + _diagonal(x)


def _hermitian_transposed(ct: Any, lower: bool = True) -> Any:
    """Return the transpose of `hermitian`, which is its Hermitian adjoint, too."""
    return _triangle(ct + adjoint(ct), lower) + _diagonal(ct)


def _reads_lower(UPLO: str) -> bool:
    if UPLO.upper() not in ("L", "U"):
        raise ValueError("UPLO argument must be 'L' or 'U'")
    return UPLO.upper() == "L"


# Cholesky: x = z z^H. The derivative of z is z times the lower half of inv(z) dx inv(z)^H.


@primitive
def cholesky_factor(x: Any) -> Any:
    """Return the lower Cholesky factor of a Hermitian matrix."""
    return np.linalg.cholesky(x)


def _lower_half(x: Any) -> Any:
    return x * (np.tri(x.shape[-1]) - 0.5 * np.eye(x.shape[-1])).astype(x.dtype)


def _push_cholesky(t: Any, z: Any, x: Any) -> Any:
    inverse = np.linalg.inv(z)
    return z @ _lower_half(inverse @ t @ adjoint(inverse))


def _pull_cholesky(ct: Any, z: Any, x: Any) -> Any:
    inverse = np.linalg.inv(z)
    return inverse.mT @ _lower_half(z.mT @ ct) @ conjugate(inverse)


def _cholesky(a: Any, /, *, upper: bool = False) -> Any:
    z = cholesky_factor(hermitian(array(a), lower=not upper))
    return adjoint(z) if upper else z


general(cholesky_factor, pushes=(_push_cholesky,), pulls=(_pull_cholesky,))
composite(np.linalg.cholesky, _cholesky)

# QR of a matrix with at least as many rows as columns: dx inv(r) = dq + q u, with dr = u r upper triangular.


@primitive
def qr_orthogonal(x: Any, parts: Any) -> Any:
    """Return q, orthonormal columns."""
    return parts[0]


@primitive
def qr_triangular(x: Any, parts: Any) -> Any:
    """Return r, upper triangular with a real diagonal."""
    return parts[1]


def _slopes(t: Any, x: Any, parts: Any) -> Any:
    """Return q, r, dx inv(r), and u."""
    q, r = qr_orthogonal(x, parts), qr_triangular(x, parts)
    scaled = t @ np.linalg.inv(r)
    return q, r, scaled, _hermitian_transposed(adjoint(q) @ scaled, lower=False)


def _push_orthogonal(t: Any, z: Any, x: Any, parts: Any) -> Any:
    q, _, scaled, u = _slopes(t, x, parts)
    return scaled - q @ u


def _push_triangular(t: Any, z: Any, x: Any, parts: Any) -> Any:
    _, r, _, u = _slopes(t, x, parts)
    return u @ r


def _pull_orthogonal(ct: Any, z: Any, x: Any, parts: Any) -> Any:
    g, r = conjugate(ct), qr_triangular(x, parts)
    return conjugate((g - z @ hermitian(adjoint(z) @ g, lower=False)) @ adjoint(np.linalg.inv(r)))


def _pull_triangular(ct: Any, z: Any, x: Any, parts: Any) -> Any:
    g, q = conjugate(ct), qr_orthogonal(x, parts)
    return conjugate(q @ hermitian(g @ adjoint(z), lower=False) @ adjoint(np.linalg.inv(z)))


general(qr_orthogonal, pushes=(_push_orthogonal,), pulls=(_pull_orthogonal,))
general(qr_triangular, pushes=(_push_triangular,), pulls=(_pull_triangular,))


def _qr(a: Any, mode: str = "reduced") -> Any:
    x = array(a)
    rows, columns = x.shape[-2:]
    if mode not in ("reduced", "complete", "r") or (mode == "complete" and rows > columns):
        raise UnsupportedError(
            f"np.linalg.qr(x, mode={mode!r}) of a {rows} x {columns} matrix has no derivative: x does not determine "
            "all columns of q, or the format is LAPACK's own. Use mode='reduced' or mode='r'."
        )
    square = x[..., :rows]  # of a wide matrix the first columns determine q
    parts = np.linalg.qr(primal(square))
    if mode == "r" and columns <= rows:
        return qr_triangular(square, parts)
    q, r = qr_orthogonal(square, parts), qr_triangular(square, parts)
    if columns > rows:
        r = np.concatenate([r, adjoint(q) @ x[..., rows:]], axis=-1)
    return r if mode == "r" else type(parts)(q, r)


composite(np.linalg.qr, _qr)


def inverse_gaps(w: Any) -> Any:
    """Return ``1 / (w[j] - w[i])``, and 0 on the diagonal; inf where two eigenvalues coincide."""
    eye = np.eye(w.shape[-1], dtype=w.dtype)
    return 1 / (w[..., None, :] - w[..., :, None] + eye) - eye


# Eigenvalues and eigenvectors of Hermitian matrices: x = v diag(w) v^H.


@primitive
def hermitian_eigenvalues(x: Any, parts: Any) -> Any:
    """Return w."""
    return parts[0]


@primitive
def hermitian_eigenvectors(x: Any, parts: Any) -> Any:
    """Return v."""
    return parts[1]


def _push_hermitian_eigenvalues(t: Any, z: Any, x: Any, parts: Any) -> Any:
    v = hermitian_eigenvectors(x, parts)
    return real(np.sum(conjugate(v) * (t @ v), axis=-2))


def _pull_hermitian_eigenvalues(ct: Any, z: Any, x: Any, parts: Any) -> Any:
    v = hermitian_eigenvectors(x, parts)
    return (conjugate(v) * ct[..., None, :]) @ v.mT


def _push_hermitian_eigenvectors(t: Any, z: Any, x: Any, parts: Any) -> Any:
    gaps = inverse_gaps(hermitian_eigenvalues(x, parts))
    return z @ (gaps * (adjoint(z) @ t @ z))


def _pull_hermitian_eigenvectors(ct: Any, z: Any, x: Any, parts: Any) -> Any:
    gaps = inverse_gaps(hermitian_eigenvalues(x, parts))
    return conjugate(z) @ (gaps * (z.mT @ ct)) @ z.mT


general(hermitian_eigenvalues, pushes=(_push_hermitian_eigenvalues,), pulls=(_pull_hermitian_eigenvalues,))
general(hermitian_eigenvectors, pushes=(_push_hermitian_eigenvectors,), pulls=(_pull_hermitian_eigenvectors,))


def _eigh(a: Any, UPLO: str = "L") -> Any:
    x = hermitian(array(a), _reads_lower(UPLO))
    parts = np.linalg.eigh(primal(x))
    return type(parts)(hermitian_eigenvalues(x, parts), hermitian_eigenvectors(x, parts))


def _eigvalsh(a: Any, UPLO: str = "L") -> Any:
    x = hermitian(array(a), _reads_lower(UPLO))
    return hermitian_eigenvalues(x, np.linalg.eigh(primal(x)))


composite(np.linalg.eigh, _eigh)
composite(np.linalg.eigvalsh, _eigvalsh)

# Eigenvalues and eigenvectors of any square matrix: x v = v diag(w). Holomorphic, up to the length of the vectors.


@primitive
def general_eigenvalues(x: Any, parts: Any) -> Any:
    """Return w."""
    return parts[0]


@primitive
def general_eigenvectors(x: Any, parts: Any) -> Any:
    """Return v, of which each column may grow and turn such that its derivative has no component along it."""
    return parts[1]


def _push_eigenvalues(t: Any, z: Any, x: Any, parts: Any) -> Any:
    v = general_eigenvectors(x, parts)
    return np.sum(np.linalg.solve(v, t) * v.mT, axis=-1)


def _pull_eigenvalues(ct: Any, z: Any, x: Any, parts: Any) -> Any:
    v = general_eigenvectors(x, parts)
    return np.linalg.solve(v.mT, ct[..., :, None] * v.mT)


def _push_eigenvectors(t: Any, z: Any, x: Any, parts: Any) -> Any:
    gaps = inverse_gaps(general_eigenvalues(x, parts))
    return z @ (gaps * (np.linalg.solve(z, t) @ z))


def _pull_eigenvectors(ct: Any, z: Any, x: Any, parts: Any) -> Any:
    gaps = inverse_gaps(general_eigenvalues(x, parts))
    return np.linalg.solve(z.mT, gaps * (z.mT @ ct)) @ z.mT


general(general_eigenvalues, pushes=(_push_eigenvalues,), pulls=(_pull_eigenvalues,))
general(general_eigenvectors, pushes=(_push_eigenvectors,), pulls=(_pull_eigenvectors,))


def _normalized(v: Any, plain: Any) -> Any:
    """Give each column the length 1, and turn it such that the largest of its real elements stays real, as LAPACK
    does."""
    v = v / np.linalg.norm(v, axis=-2, keepdims=True)
    if plain.dtype.kind != "c":
        return v
    sizes = np.where(plain.imag == 0, np.abs(plain), -1)
    largest = np.arange(plain.shape[-2])[:, None] == np.argmax(sizes, axis=-2)[..., None, :]
    pivot = np.sum(np.where(largest, v, 0), axis=-2, keepdims=True)
    turn = conjugate(pivot) / np.abs(pivot)
    return v * (turn / primal(turn))


def _eig(a: Any) -> Any:
    x = array(a)
    parts = np.linalg.eig(primal(x))
    return type(parts)(general_eigenvalues(x, parts), _normalized(general_eigenvectors(x, parts), parts[1]))


def _eigvals(a: Any) -> Any:
    x = array(a)
    return general_eigenvalues(x, np.linalg.eig(primal(x)))


composite(np.linalg.eig, _eig)
composite(np.linalg.eigvals, _eigvals)

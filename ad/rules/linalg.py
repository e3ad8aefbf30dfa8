"""Linear algebra on stacks of matrices.

The formulas are those of M. Giles, "Collected matrix derivative results for forward and reverse mode algorithmic
differentiation" (2008), written with the answer `z` and for real or complex matrices. `x.mT` is the transpose
without conjugation.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ad.core import primal, primitive
from ad.directions import align, fold, negative_axes
from ad.errors import UnsupportedError
from ad.rule import array, composite, general
from ad.rules.reductions import euclidean

general(
    np.linalg.inv,
    pushes=(lambda t, z, x: -(z @ t @ z),),
    pulls=(lambda ct, z, x: -(z.mT @ ct @ z.mT),),
)

# solve(a, b) = inv(a) b, where a one-dimensional b is a vector and anything else a stack of matrices.


@primitive
def solve_matrix(a: Any, b: Any) -> Any:
    """Return the solution of ``a @ z = b`` for stacks of matrices."""
    return np.linalg.solve(a, b)


general(
    solve_matrix,
    pushes=(
        lambda t, z, a, b: -solve_matrix(a, align(t, a, z.ndim) @ z),
        lambda t, z, a, b: solve_matrix(a, align(t, b, z.ndim)),
    ),
    pulls=(
        lambda ct, z, a, b: fold(-(solve_matrix(a.mT, ct) @ z.mT), a, z.ndim),
        lambda ct, z, a, b: fold(solve_matrix(a.mT, ct), b, z.ndim),
    ),
)


def _solve(a: Any, b: Any) -> Any:
    y = array(b)
    return solve_matrix(a, y[:, None])[..., 0] if y.ndim == 1 else solve_matrix(a, y)


composite(np.linalg.solve, _solve)

# Determinants. The derivative of det is the matrix of cofactors, which a singular matrix has, too.


def _cofactors(z: Any, x: Any) -> Any:
    """Return the matrix of cofactors: ``det(x) inv(x).T``, or by minors where a matrix of the stack is singular."""
    if np.all(np.not_equal(z, 0)):
        return z[..., None, None] * np.linalg.inv(x).mT
    size = x.shape[-1]
    if size == 1:
        return np.ones_like(primal(x))
    others = np.array([[j for j in range(size) if j != i] for i in range(size)])
    minors = x[..., others[:, None, :, None], others[None, :, None, :]]
    signs = (-1.0) ** np.add.outer(np.arange(size), np.arange(size))
    return np.linalg.det(minors) * signs.astype(x.dtype)


general(
    np.linalg.det,
    pushes=(lambda t, z, x: np.sum(_cofactors(z, x) * t, axis=(-1, -2)),),
    pulls=(lambda ct, z, x: ct[..., None, None] * _cofactors(z, x),),
)


@primitive
def logabsdet(x: Any) -> Any:
    """Return the logarithm of the absolute value of the determinant."""
    return np.linalg.slogdet(x)[1]


general(
    logabsdet,
    pushes=(lambda t, z, x: np.sum(np.linalg.inv(x).mT * t, axis=(-1, -2)),),
    pulls=(lambda ct, z, x: ct[..., None, None] * np.linalg.inv(x).mT,),
)


def _slogdet(a: Any) -> Any:
    plain = np.linalg.slogdet(primal(a))
    return type(plain)(plain[0], logabsdet(a))  # the sign is constant by structure


composite(np.linalg.slogdet, _slogdet)

# Norms.


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    x = array(x)
    if ord is None and axis is None:
        return euclidean(x, axis=None, keepdims=keepdims)
    axes = negative_axes(axis, x.ndim)
    if len(axes) == 1:
        return _vector_norm(x, 2 if ord is None else ord, axes, keepdims)
    if len(axes) != 2:
        raise ValueError(f"np.linalg.norm takes the norm over one or two axes, not {len(axes)}")
    if ord in (None, "fro"):
        return euclidean(x, axis=axes, keepdims=keepdims)
    if ord in (1, -1, np.inf, -np.inf):
        rows, columns = axes
        along, across = (rows, columns) if abs(ord) == 1 else (columns, rows)
        sums = np.sum(np.abs(x), axis=along, keepdims=True)
        extreme = np.max(sums, axis=across, keepdims=True) if ord > 0 else np.min(sums, axis=across, keepdims=True)
        return extreme if keepdims else np.squeeze(extreme, axes)
    raise UnsupportedError(
        f"np.linalg.norm(x, {ord!r}) of a matrix has no derivative rule. Use 'fro', 1, -1, inf or -inf."
    )


def _vector_norm(x: Any, ord: Any, axis: Any, keepdims: bool) -> Any:
    if ord == 2:
        return euclidean(x, axis=axis, keepdims=keepdims)
    size = np.abs(x)
    if ord == np.inf:
        return np.max(size, axis=axis, keepdims=keepdims)
    if ord == -np.inf:
        return np.min(size, axis=axis, keepdims=keepdims)
    if ord == 1:
        return np.sum(size, axis=axis, keepdims=keepdims)
    if ord == 0:
        return np.sum(np.not_equal(x, 0), axis=axis, keepdims=keepdims).astype(x.dtype)
    return np.sum(size**ord, axis=axis, keepdims=keepdims) ** (1.0 / ord)


composite(np.linalg.norm, _norm)

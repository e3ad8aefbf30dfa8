"""Linear algebra on stacks of matrices: inverses, determinants, norms, and the products of np.linalg.

The formulas are those of M. Giles, "Collected matrix derivative results for forward and reverse mode algorithmic
differentiation" (2008), written with the answer `z` and for real or complex matrices: where a function is holomorphic
its pullback is the plain transpose, and `x.mT` is the transpose without conjugation. What is built on singular values
(matrix norms, condition numbers) goes through `np.linalg.svdvals`, whose rule is in `ad.rules.decompositions`.
"""

from __future__ import annotations

import functools
import operator
from collections.abc import Callable, Sequence
from math import prod
from typing import Any

import numpy as np

from ad.core import RULES, primal, primitive
from ad.directions import Like, align, fold, negative_axes
from ad.operands import array
from ad.rule import Function, Rule, composite, constant, contributions, general
from ad.rules.reductions import euclidean

# Complex matrices: a real one is spared the call.


def conjugate(x: Any) -> Any:
    """Return the complex conjugate."""
    return np.conjugate(x) if x.dtype.kind == "c" else x


def adjoint(x: Any) -> Any:
    """Return the conjugate transpose of a stack of matrices."""
    return conjugate(x.mT)


def real(x: Any) -> Any:
    """Return the real part."""
    return np.real(x) if x.dtype.kind == "c" else x


def squared(x: Any) -> Any:
    """Return the square of the absolute value, smooth at 0."""
    return np.square(np.real(x)) + np.square(np.imag(x)) if x.dtype.kind == "c" else np.square(x)


# Inverses. solve(a, b) = inv(a) b, where a one-dimensional b is a vector and anything else a stack of matrices.

general(
    np.linalg.inv,
    pushes=(lambda t, z, x: -(z @ t @ z),),
    pulls=(lambda ct, z, x: -(z.mT @ ct @ z.mT),),
)


@primitive
def solve_matrix(a: Any, b: Any) -> Any:
    """Return the solution of ``a @ z = b`` for stacks of matrices; each matrix of `a` is factored once.

    LAPACK factors `a` anew for each matrix of a stack `b`. The axes that `b` has in front of those of `a`, such as the
    directions, become columns of one right-hand side.
    """
    extra = b.ndim - max(a.ndim, 2)
    if extra <= 0:
        return np.linalg.solve(a, b)
    last, ahead = b.ndim - 1, range(b.ndim - 1 - extra, b.ndim - 1)
    columns = b.transpose(*range(extra, last), *range(extra), last)
    z = np.linalg.solve(a, columns.reshape(*b.shape[extra:last], prod(b.shape[:extra]) * b.shape[last]))
    return z.reshape(*z.shape[:-1], *b.shape[:extra], b.shape[last]).transpose(*ahead, *range(ahead.start), last)


class _Solve(Rule):
    """``a @ z = b``: dz solves ``a @ dz = db - da @ z``, and one solution with the transpose pulls back to both."""

    arrays = 2

    def push(self, tangents: Sequence[Any], argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> Any:
        terms = []
        for i, t in zip(argnums, tangents, strict=True):
            t = align(t, args[i], z.ndim)
            terms.append(-(t @ z) if i == 0 else t)
        return solve_matrix(args[0], sum(terms[1:], terms[0]))

    def keep(self, argnums: Sequence[int], z: Any, args: list[Any], kwargs: Any) -> tuple[Any, Function | None]:
        a, b = args
        return (z, argnums, a, Like(b)), self.pull

    def pull(self, ct: Any, kept: Any) -> Any:
        z, argnums, a, b = kept
        given = solve_matrix(a.mT, ct)
        return contributions([fold(-(given @ z.mT), a, z.ndim) if i == 0 else fold(given, b, z.ndim) for i in argnums])


RULES[solve_matrix] = _Solve(solve_matrix)


def _solve(a: Any, b: Any) -> Any:
    x, y = array(a), array(b)
    return solve_matrix(x, y[:, None])[..., 0] if y.ndim == 1 else solve_matrix(x, y)


def _size(shape: Sequence[int]) -> int:
    return int(np.prod(shape, dtype=int))


def _tensorsolve(a: Any, b: Any, axes: Any = None) -> Any:
    x, y = array(a), array(b)
    if axes is not None:
        x = np.transpose(x, [axis for axis in range(x.ndim) if axis not in axes] + list(axes))
    shape = x.shape[y.ndim - x.ndim :]
    return np.reshape(np.linalg.solve(np.reshape(x, (_size(shape), _size(shape))), np.ravel(y)), shape)


def _tensorinv(a: Any, ind: int = 2) -> Any:
    x = array(a)
    if ind <= 0:
        raise ValueError("Invalid ind argument.")
    shape = x.shape[ind:] + x.shape[:ind]
    return np.reshape(np.linalg.inv(np.reshape(x, (_size(x.shape[ind:]), -1))), shape)


composite(np.linalg.solve, _solve)
composite(np.linalg.tensorsolve, _tensorsolve)
composite(np.linalg.tensorinv, _tensorinv)

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

# slogdet: d log(det(x)) = trace(inv(x) dx); its real part moves the logarithm, its imaginary part turns the sign.


def _log_slope(t: Any, x: Any) -> Any:
    return np.sum(np.linalg.inv(x).mT * t, axis=(-1, -2))


@primitive
def logabsdet(x: Any) -> Any:
    """Return the logarithm of the absolute value of the determinant."""
    return np.linalg.slogdet(x)[1]


@primitive
def signdet(x: Any) -> Any:
    """Return the determinant of a complex matrix divided by its absolute value."""
    return np.linalg.slogdet(x)[0]


general(
    logabsdet,
    pushes=(lambda t, z, x: real(_log_slope(t, x)),),
    pulls=(lambda ct, z, x: ct[..., None, None] * np.linalg.inv(x).mT,),
)
general(
    signdet,
    pushes=(lambda t, z, x: z * (np.imag(_log_slope(t, x)) * 1j),),
    pulls=(lambda ct, z, x: (np.imag(ct * z) * 1j)[..., None, None] * np.linalg.inv(x).mT,),
)


def _slogdet(a: Any) -> Any:
    x = array(a)
    plain = np.linalg.slogdet(primal(x))
    sign = signdet(x) if x.dtype.kind == "c" else plain[0]  # a real sign is constant by structure
    return type(plain)(sign, logabsdet(x))


composite(np.linalg.slogdet, _slogdet)

# Products.


def _matrix_power(a: Any, n: int) -> Any:
    """Multiply the squares, fourth powers, ... that the binary digits of `n` name."""
    x = array(a)
    if n == 0:  # constant by structure
        return np.array(np.broadcast_to(np.eye(x.shape[-1], dtype=x.dtype), x.shape))
    power, square = None, np.linalg.inv(x) if n < 0 else x
    for place, digit in enumerate(reversed(bin(abs(operator.index(n)))[2:])):
        if place:
            square = square @ square
        if digit == "1":
            power = square if power is None else power @ square
    return power


def _multi_dot(arrays: Any) -> Any:
    """Multiply in the order that takes the fewest multiplications; a vector at either end is a row or a column."""
    factors = [array(x) for x in arrays]
    if len(factors) < 2:
        raise ValueError("Expecting at least two arrays.")
    sizes = [1 if factors[0].ndim == 1 else factors[0].shape[0], *(x.shape[0] for x in factors[1:])]
    sizes.append(1 if factors[-1].ndim == 1 else factors[-1].shape[1])

    @functools.cache
    def plan(start: int, stop: int) -> tuple[int, int]:
        """Return the number of multiplications for the factors from `start` to `stop`, and where to split them."""
        if stop - start == 1:
            return 0, start
        return min(
            (plan(start, cut)[0] + plan(cut, stop)[0] + sizes[start] * sizes[cut] * sizes[stop], cut)
            for cut in range(start + 1, stop)
        )

    def multiply(start: int, stop: int) -> Any:
        cut = plan(start, stop)[1]
        return factors[start] if stop - start == 1 else multiply(start, cut) @ multiply(cut, stop)

    return multiply(0, len(factors))


def _vecdot(x1: Any, x2: Any, /, *, axis: int = -1) -> Any:
    return np.vecdot(np.moveaxis(array(x1), axis, -1), np.moveaxis(array(x2), axis, -1))


composite(np.linalg.matrix_power, _matrix_power)
composite(np.linalg.multi_dot, _multi_dot)
composite(np.linalg.matmul, lambda x1, x2, /: np.matmul(x1, x2))
composite(np.linalg.tensordot, lambda x1, x2, /, *, axes=2: np.tensordot(x1, x2, axes))
composite(np.linalg.outer, lambda x1, x2, /: np.outer(x1, x2))
composite(np.linalg.cross, lambda x1, x2, /, *, axis=-1: np.cross(x1, x2, axis=axis))
composite(np.linalg.vecdot, _vecdot)
composite(np.linalg.matrix_transpose, lambda x, /: np.swapaxes(array(x), -1, -2))
composite(np.linalg.diagonal, lambda x, /, *, offset=0: np.diagonal(array(x), offset, -2, -1))
composite(np.linalg.trace, lambda x, /, *, offset=0: np.trace(array(x), offset, -2, -1))

# Norms. A complex number counts as its real and imaginary part in the Euclidean norm, as its absolute value elsewhere.


def _euclidean(x: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    if x.dtype.kind != "c":
        return euclidean(x, axis=axes, keepdims=keepdims)
    norm = euclidean(np.stack([np.real(x), np.imag(x)]), axis=(0, *axes), keepdims=keepdims)
    return norm[0] if keepdims else norm


def _vector_norm(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    if ord in (None, 2):
        return _euclidean(x, axes, keepdims)
    if isinstance(ord, str):
        raise ValueError(f"Invalid norm order '{ord}' for vectors")
    size = np.abs(x)
    if ord == np.inf:
        return np.max(size, axis=axes, keepdims=keepdims)
    if ord == -np.inf:
        return np.min(size, axis=axes, keepdims=keepdims)
    if ord == 1:
        return np.sum(size, axis=axes, keepdims=keepdims)
    if ord == 0:  # a count: constant by structure
        return np.sum(np.not_equal(x, 0), axis=axes, keepdims=keepdims).astype(size.dtype)
    return np.sum(size**ord, axis=axes, keepdims=keepdims) ** (1.0 / ord)


_SINGULAR: dict[Any, Callable[..., Any]] = {2: np.max, -2: np.min, "nuc": np.sum}
_SUMS: dict[Any, tuple[Callable[..., Any], int]] = {
    1: (np.max, 0),
    -1: (np.min, 0),
    np.inf: (np.max, 1),
    -np.inf: (np.min, 1),
}


def _matrix_norm(x: Any, ord: Any, axes: tuple[int, ...], keepdims: bool) -> Any:
    if ord in (None, "fro"):
        return _euclidean(x, axes, keepdims)
    if ord in _SINGULAR:
        norm = _SINGULAR[ord](np.linalg.svdvals(np.moveaxis(x, axes, (-2, -1))), axis=-1)
        return np.expand_dims(norm, axes) if keepdims else norm
    if ord not in _SUMS:
        raise ValueError("Invalid norm order for matrices.")
    extreme, which = _SUMS[ord]  # the largest or smallest of the sums along rows or columns
    sums = np.sum(np.abs(x), axis=axes[which], keepdims=True)
    return extreme(sums, axis=axes, keepdims=keepdims)


def _norm(x: Any, ord: Any = None, axis: Any = None, keepdims: bool = False) -> Any:
    x = array(x)
    axes = negative_axes(axis, x.ndim)
    if axis is None and ord is None:
        return _euclidean(x, axes, keepdims)
    if len(axes) == 1:
        return _vector_norm(x, ord, axes, keepdims)
    if len(axes) == 2:
        return _matrix_norm(x, ord, axes, keepdims)
    raise ValueError(f"np.linalg.norm takes the norm over one or two axes, not {len(axes)}")


def _cond(x: Any, p: Any = None) -> Any:
    x = array(x)
    if p in (None, 2, -2):
        s = np.linalg.svdvals(x)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]  # inf where singular: the limit
    axes = (-2, -1)
    return np.linalg.norm(x, p, axis=axes) * np.linalg.norm(np.linalg.inv(x), p, axis=axes)


composite(np.linalg.norm, _norm)
composite(
    np.linalg.vector_norm,
    lambda x, /, *, axis=None, keepdims=False, ord=2: _vector_norm(
        array(x), ord, negative_axes(axis, array(x).ndim), keepdims
    ),
)
composite(
    np.linalg.matrix_norm,
    lambda x, /, *, keepdims=False, ord="fro": _matrix_norm(array(x), ord, (-2, -1), keepdims),
)
composite(np.linalg.cond, _cond)
constant(np.linalg.matrix_rank)

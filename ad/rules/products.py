"""Products of vectors, matrices and stacks of them.

Two products are primitive, `matmul` and `einsum`; all others are these after a change of shape. A product is linear in
each factor: its pushforward is the product rule, its pullback multiplies the cotangent by the other factor, transposed
(``dX = dZ Y^T``, ``dY = X^T dZ``).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np

from ad.core import RULES, primitive
from ad.cotangents import Form, Outer, full
from ad.diagonal import Diagonal
from ad.directions import Like, align, cast, fold, lead, negative_axes
from ad.operands import array
from ad.rule import Function, Rule, composite, constant, contributions, multilinear

__all__: list[str] = []

_ndarray = np.ndarray

# matmul. Vectors are treated apart: with directions in front a vector is a matrix, and one BLAS call multiplies all.


def _as_matrix(x: Any) -> Any:
    """Return a stack of matrices as one, its rows one after another."""
    return np.reshape(x, (prod(x.shape[:-1]), x.shape[-1]))


def _product(x: Any, y: Any) -> Any:
    """Return ``x @ y`` of stacks of matrices, as one BLAS call where `y` is a single matrix."""
    if x.ndim > 2 and y.ndim == 2:
        return np.reshape(_as_matrix(x) @ y, (*x.shape[:-1], y.shape[-1]))
    return x @ y


def _push_left(t: Any, z: Any, x: Any, y: Any) -> Any:
    if not lead(t, x):
        return t @ y
    if x.ndim == 1:
        if y.ndim <= 2:
            return t @ y
        return np.squeeze(_rows(t, y.ndim) @ y, -2)
    if y.ndim == 1:
        return t @ y
    return _product(align(t, x, max(x.ndim, y.ndim)), y)


def _rows(t: Any, ndim: int) -> Any:
    """Return the vectors in a batch ``(k, n)`` as matrices of one row, to be multiplied with stacks of `ndim` axes."""
    return np.reshape(t, (t.shape[0], *(1,) * (ndim - 1), t.shape[1]))


def _push_right(t: Any, z: Any, x: Any, y: Any) -> Any:
    if not lead(t, y):
        return x @ t
    if y.ndim == 1:
        if x.ndim == 1:
            return t @ x
        if x.ndim == 2:
            return t @ x.T
        return np.squeeze(x @ np.reshape(t, (t.shape[0], *(1,) * (x.ndim - 2), t.shape[1], 1)), -1)
    if x.ndim == 1:
        return x @ t
    return x @ align(t, y, max(x.ndim, y.ndim))


def _pull_left(ct: Any, z: Any, x: Any, y: Any) -> Any:
    if y.ndim == 1:
        if ct.ndim == 1 and x.ndim == 2:
            return _outer(ct, y, x)
        return ct[..., None] * y if x.ndim == 1 else fold(ct[..., None] * y, x, x.ndim)
    if ct.ndim == 2 and y.ndim == 2 and x.ndim == 2:
        return ct @ y.mT
    if x.ndim == 1:
        if y.ndim == 2:
            return ct @ y.T
        rows = ct[..., None, :] @ y.mT
        return fold(np.squeeze(rows, -2), x, y.ndim - 1)
    return fold(_product(ct, y.mT), x, z.ndim)


def _pull_right(ct: Any, z: Any, x: Any, y: Any) -> Any:
    if ct.ndim == 2 and x.ndim == 2 and y.ndim == 2:
        return x.mT @ ct
    if y.ndim == 1:
        if x.ndim == 2:
            return ct @ x
        if x.ndim == 1:
            return ct[..., None] * x
        columns = x.mT @ ct[..., None]
        return fold(np.squeeze(columns, -1), y, x.ndim - 1)
    if x.ndim == 1:
        return _outer(x, ct, y) if ct.ndim == 1 and y.ndim == 2 else fold(x[:, None] * ct[..., None, :], y, y.ndim)
    if x.ndim > 2 and y.ndim == 2:  # one BLAS call instead of a stack of them and a sum
        rows = np.reshape(ct, (*lead(ct, z), prod(z.shape[:-1]), z.shape[-1]))
        return fold(_as_matrix(x).T @ rows, y, 2)
    return fold(x.mT @ ct, y, z.ndim)


class Product(Rule):
    """``x @ y``: the general rule of a product, without its detours."""

    arrays = 2
    forms = True

    def push(self, tangents: Sequence[Any], argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> Any:
        x, y = args
        if len(argnums) == 1 and type(tangents[0]) is Diagonal and x.ndim + y.ndim == 3:
            return tangents[0].scale(x.T if argnums[0] else y)
        t, *others = [t.full() if isinstance(t, Form) else t for t in tangents]
        if others:
            return _push_left(t, z, x, y) + _push_right(others[0], z, x, y)
        return (_push_right if argnums[0] else _push_left)(t, z, x, y)

    def keep(self, argnums: Sequence[int], z: Any, args: list[Any], kwargs: Any) -> tuple[Any, Function | None]:
        x, y = args
        return self.keep_both(z, x, y) if len(argnums) == 2 else (self.keep_left, self.keep_right)[argnums[0]](z, x, y)

    @staticmethod
    def keep_both(z: Any, x: Any, y: Any) -> tuple[Any, Function]:
        """Return what `keep` does where both factors receive a cotangent."""
        return (Like(z), x, y), _pull_both

    @staticmethod
    def keep_left(z: Any, x: Any, y: Any) -> tuple[Any, Function]:
        """Likewise where the left factor alone does."""
        return (None, Like(z), Like(x), y), _pull_to_left

    @staticmethod
    def keep_right(z: Any, x: Any, y: Any) -> tuple[Any, Function]:
        """Likewise where the right factor alone does."""
        return (None, Like(z), x, Like(y)), _pull_to_right


def _pull_both(ct: Any, kept: Any) -> tuple[Any, Any]:
    z, x, y = kept
    left, right = _pull_left(ct, z, x, y), _pull_right(ct, z, x, y)
    if left.dtype is not x.dtype or right.dtype is not y.dtype:
        return cast(left, x.dtype), cast(right, y.dtype)
    return left, right


def _pull_to_left(ct: Any, kept: Any) -> Any:
    _, z, x, y = kept
    if type(ct) is Diagonal and y.ndim == 2:
        part = ct.scale(y.T)
    else:
        if type(ct) is not _ndarray or not ct.ndim:
            ct = full(ct, z)
        part = _pull_left(ct, z, x, y)
    return part if part.dtype is x.dtype else cast(part, x.dtype)


def _pull_to_right(ct: Any, kept: Any) -> Any:
    _, z, x, y = kept
    if type(ct) is Diagonal and x.ndim == 2:
        part = ct.scale(x)
    else:
        if type(ct) is not _ndarray or not ct.ndim:
            ct = full(ct, z)
        part = _pull_right(ct, z, x, y)
    return part if part.dtype is y.dtype else cast(part, y.dtype)


def _outer(left: Any, right: Any, x: Any) -> Any:
    """Return the outer product of two vectors as a cotangent of the matrix `x`, not written out where that serves."""
    if type(left) is type(right) is _ndarray and left.dtype is right.dtype is x.dtype:
        return Outer(left, right)
    return left[:, None] * right


RULES[np.matmul] = Product(np.matmul)


def _dot(a: Any, b: Any) -> Any:
    x, y = array(a), array(b)
    ndims = x.ndim, y.ndim
    if 0 in ndims:
        return np.multiply(x, y)
    return x @ y if max(ndims) <= 2 or ndims[1] == 1 else np.tensordot(x, y, (-1, -2))


def _inner(a: Any, b: Any) -> Any:
    x, y = array(a), array(b)
    return np.multiply(x, y) if x.ndim == 0 or y.ndim == 0 else np.tensordot(x, y, (-1, -1))


def _tensordot(a: Any, b: Any, axes: Any = 2) -> Any:
    """Move the summed axes together, and multiply as matrices."""
    x, y = array(a), array(b)
    if np.ndim(axes) == 0:
        left, right = tuple(range(-axes, 0)), tuple(range(-y.ndim, axes - y.ndim))
    else:
        left, right = negative_axes(axes[0], x.ndim), negative_axes(axes[1], y.ndim)
    keep_x = [axis for axis in range(-x.ndim, 0) if axis not in left]
    keep_y = [axis for axis in range(-y.ndim, 0) if axis not in right]
    ahead, behind = [x.shape[axis] for axis in keep_x], [y.shape[axis] for axis in keep_y]
    summed = [x.shape[axis] for axis in left]
    if summed != [y.shape[axis] for axis in right]:
        raise ValueError(f"shape-mismatch for sum: np.tensordot of shapes {x.shape} and {y.shape} over axes {axes}")
    count = prod(summed)
    rows = np.reshape(np.transpose(x, (*keep_x, *left)), (prod(ahead), count))
    columns = np.reshape(np.transpose(y, (*right, *keep_y)), (count, prod(behind)))
    return np.reshape(rows @ columns, ahead + behind)[()]


def _conjugate(x: Any) -> Any:
    return np.conjugate(x) if x.dtype.kind == "c" else x


def _kron(a: Any, b: Any) -> Any:
    x, y = array(a), array(b)
    ndim = max(x.ndim, y.ndim)
    left, right = (1,) * (ndim - x.ndim) + x.shape, (1,) * (ndim - y.ndim) + y.shape
    blocks = np.reshape(x, [n for size in left for n in (size, 1)]) * np.reshape(
        y, [n for size in right for n in (1, size)]
    )
    return np.reshape(blocks, [m * n for m, n in zip(left, right, strict=True)])


# The cross product, along the last axis: (dx × y) · ct = dx · (y × ct), and likewise for y.


@primitive
def cross_product(x: Any, y: Any) -> Any:
    """Return the cross product of vectors along the last axis: np.cross at half its cost."""
    x0, x1, x2 = x[..., 0], x[..., 1], x[..., 2]
    y0, y1, y2 = y[..., 0], y[..., 1], y[..., 2]
    return np.stack([x1 * y2 - x2 * y1, x2 * y0 - x0 * y2, x0 * y1 - x1 * y0], axis=-1)


multilinear(
    cross_product,
    pushes=(
        lambda t, z, x, y: cross_product(align(t, x, z.ndim), y),
        lambda t, z, x, y: cross_product(x, align(t, y, z.ndim)),
    ),
    pulls=(
        lambda ct, z, x, y: fold(cross_product(y, ct), x, z.ndim),
        lambda ct, z, x, y: fold(cross_product(ct, x), y, z.ndim),
    ),
)


def _cross(a: Any, b: Any, axisa: int = -1, axisb: int = -1, axisc: int = -1, axis: int | None = None) -> Any:
    if axis is not None:
        axisa = axisb = axisc = axis
    x, y = _to_last(array(a), axisa), _to_last(array(b), axisb)
    if x.shape[-1] != 3 or y.shape[-1] != 3:
        raise ValueError("np.cross takes vectors of 3 elements; for 2 elements write x[0] * y[1] - x[1] * y[0]")
    z = cross_product(x, y)
    return z if axisc == -1 else np.moveaxis(z, -1, axisc)


def _to_last(x: Any, axis: int) -> Any:
    return x if axis == -1 and x.ndim else np.moveaxis(x, axis, -1)


composite(np.dot, _dot)
composite(np.inner, _inner)
composite(np.tensordot, _tensordot)
composite(np.vdot, lambda a, b: np.dot(np.ravel(_conjugate(array(a))), np.ravel(array(b))))
composite(np.outer, lambda a, b: np.ravel(array(a))[:, None] * np.ravel(array(b)))
composite(np.kron, _kron)
composite(np.cross, _cross)
if hasattr(np, "matvec"):  # NumPy >= 2.2
    composite(np.matvec, lambda x1, x2: np.squeeze(np.matmul(array(x1), array(x2)[..., None]), -1))
    composite(np.vecmat, lambda x1, x2: np.squeeze(np.matmul(_conjugate(array(x1))[..., None, :], array(x2)), -2))
composite(np.vecdot, lambda x1, x2: np.sum(_conjugate(array(x1)) * x2, axis=-1))

# einsum.


def _einsum(*operands: Any, optimize: Any = False) -> Any:
    """Write the call in explicit letters, no letter twice in one operand, and hand it to `contract`."""
    if not isinstance(operands[0], str):
        operands = _lettered(operands)
    subscripts, arrays = operands[0].replace(" ", ""), [array(x) for x in operands[1:]]
    terms, out = _explicit(subscripts, [x.ndim for x in arrays])
    arrays = [_diagonal(x, term) for x, term in zip(arrays, terms, strict=True)]
    terms = ["".join(dict.fromkeys(term)) for term in terms]
    return contract(*arrays, subscripts=f"{','.join(terms)}->{out}", optimize=optimize)


def _lettered(operands: Sequence[Any]) -> tuple[Any, ...]:
    """Turn ``einsum(x, [0, 1], y, [1, 2], [0, 2])`` into ``einsum("ab,bc->ac", x, y)``."""

    def letters(numbers: Any) -> str:
        return "".join("..." if number is Ellipsis else _LETTERS[number] for number in numbers)

    arrays, terms = operands[0 : len(operands) // 2 * 2 : 2], operands[1::2]
    out = f"->{letters(operands[-1])}" if len(operands) % 2 else ""
    return (",".join(map(letters, terms)) + out, *arrays)


_LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _explicit(subscripts: str, ndims: Sequence[int]) -> tuple[list[str], str]:
    """Return the letters of every operand and of the answer, with ellipses spelled out."""
    left, arrow, out = subscripts.partition("->")
    terms = left.split(",")
    if len(terms) != len(ndims):
        raise ValueError(f"einsum {subscripts!r} names {len(terms)} operands, but {len(ndims)} were given")
    free = [letter for letter in _LETTERS if letter not in subscripts]
    rest = [ndim - len(term.replace("...", "")) for term, ndim in zip(terms, ndims, strict=True)]
    hidden = "".join(free[: max([r for r, term in zip(rest, terms, strict=True) if "..." in term], default=0)])
    if not arrow:
        once = sorted(letter for letter in set(left) - set(",.") if left.count(letter) == 1)
        out = "..." + "".join(once) if "..." in left else "".join(once)
    if hidden and "..." not in out:
        raise ValueError(
            f"einsum {subscripts!r} sums over an ellipsis, which NumPy does not: name those axes, or write -> ..."
        )
    spelled = [term.replace("...", hidden[len(hidden) - r :]) for term, r in zip(terms, rest, strict=True)]
    return spelled, out.replace("...", hidden)


def _diagonal(x: Any, term: str) -> Any:
    """Take the diagonal of `x` along axes that share a letter."""
    for letter in term:
        while term.count(letter) > 1:
            first, second = term.index(letter), term.rindex(letter)
            if x.shape[first] != x.shape[second]:
                raise ValueError(f"einsum: axes {letter!r} of an operand of shape {x.shape} differ in length")
            x = np.moveaxis(np.diagonal(x, 0, first, second), -1, first)
            term = term[:second] + term[second + 1 :]
    return x


@primitive
def contract(*arrays: Any, subscripts: str, optimize: Any = False) -> Any:
    """Return ``np.einsum`` of explicit subscripts in which no operand has a letter twice."""
    return np.einsum(subscripts, *arrays, optimize=optimize)


class _Contraction(Rule):
    """A sum of products over named axes; the directions are one letter more."""

    def push(self, tangents: Sequence[Any], argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> Any:
        products = [_replace(t, i, args, **kwargs) for i, t in zip(argnums, tangents, strict=True)]
        return sum(products[1:], products[0])

    def keep(self, argnums: Sequence[int], z: Any, args: list[Any], kwargs: Any) -> tuple[Any, Function | None]:
        return (Like(z), argnums, args, kwargs), self.pull

    def pull(self, ct: Any, kept: Any) -> Any:
        z, argnums, args, kwargs = kept
        return contributions([_exchange(ct, i, z.ndim, args, **kwargs) for i in argnums])


def _replace(t: Any, i: int, arrays: Sequence[Any], subscripts: str, optimize: Any) -> Any:
    """Return the product with the tangent `t` in place of factor `i`."""
    left, out = subscripts.split("->")
    terms = left.split(",")
    if lead(t, arrays[i]):
        letter = _unused(subscripts)
        terms[i], out = letter + terms[i], letter + out
    factors = [t if j == i else x for j, x in enumerate(arrays)]
    return np.einsum(f"{','.join(terms)}->{out}", *factors, optimize=optimize)


def _exchange(ct: Any, i: int, ndim: int, arrays: Sequence[Any], subscripts: str, optimize: Any) -> Any:
    """Exchange the roles of factor `i` and the answer; ones spread the letters that only this factor has at length."""
    left, out = subscripts.split("->")
    terms = left.split(",")
    x, term = arrays[i], terms[i]
    others = [j for j in range(len(arrays)) if j != i]
    long = {letter for j in others for letter, n in zip(terms[j], arrays[j].shape, strict=True) if n != 1}
    alone = "".join(letter for letter in term if letter not in out and letter not in long)
    ones = np.ones([x.shape[term.index(letter)] for letter in alone], x.dtype)
    direction = _unused(subscripts) if ct.ndim > ndim else ""
    names = ",".join([direction + out, *(terms[j] for j in others), alone])
    factors = [ct, *(arrays[j] for j in others), ones]
    search = optimize if isinstance(optimize, str) else bool(optimize)  # a path for n factors does not fit n + 1
    return fold(np.einsum(f"{names}->{direction}{term}", *factors, optimize=search), x, x.ndim)


def _unused(subscripts: str) -> str:
    return next(letter for letter in _LETTERS if letter not in subscripts)


RULES[contract] = _Contraction(contract)
composite(np.einsum, _einsum)
constant(np.einsum_path)

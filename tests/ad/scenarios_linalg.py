"""Scenarios of linear algebra: decompositions, pseudo-inverses, norms, products; real and complex.

NumPy reads one triangle of a Hermitian matrix where JAX takes both, so matrices here are made Hermitian in the call:
``x @ x.mT + D``. Signs and phases of vectors are LAPACK's in both libraries where both ask for the same; elsewhere a
call is of something that does not depend on them. A complex scenario is a real one: ``x + 1j * y`` goes in, real and
imaginary parts come out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.ad.scenarios import Scenario, points, rows

la: Any = np.linalg


def projectors(v: Any) -> Any:
    """Return what does not depend on the phases of the vectors in the columns of `v`: the projector on each of them."""
    return v[..., :, None, :] * v[..., None, :, :].conj()


def parts(arrays: Any) -> list[Any]:
    """Return real arrays as they are, and the real and imaginary parts of complex ones."""
    return [part for a in arrays for part in ((a.real, a.imag) if a.dtype.kind == "c" else (a,))]


def weighted(u: Any, s: Any, vh: Any) -> Any:
    """Return what does not depend on the phases of pairs of singular vectors."""
    return (u * (s**2)[..., None, :]) @ vh


SQUARE = points(3, 3) + np.diag([4.0, 2.5, -3.0])
STACK = 0.4 * points(2, 2, 2) + np.diag([2.0, 1.0])
TALL, WIDE = points(2, 4, 3), points(2, 3, 4)
GIVEN = {
    "ORDERS": (2, -2, "nuc", 1, -1, np.inf, -np.inf, "fro", None),
    "PARTS": parts,
    "D": np.diag([1.0, 2.5, 4.0]),
    "E": np.diag([1.0, 3.0]),
    "P": projectors,
    "PAIR": weighted,
    "B": points(4, seed=4),
}
ROTATING = points(3, 3) + np.array([[0.0, 3.0, 0.0], [-3.0, 0.0, 0.0], [0.0, 0.0, 1.0]])
TOLERANCE = {"tolerance": 1e-9}
DIFFER: dict[str, Any] = {"oracle": "differences", "tolerance": 1e-8}


def real_rows(function: Any, *calls: str, x: Any = SQUARE, **inputs: Any) -> Iterator[Scenario]:
    """Return scenarios of real matrices."""
    return rows(function, *calls, given=GIVEN, x=x, **(TOLERANCE | inputs))


def complex_rows(function: Any, *calls: str, x: Any = SQUARE, **inputs: Any) -> Iterator[Scenario]:
    """Return scenarios of ``z = x + 1j * y``; each call gives a tuple of complex or real arrays."""
    y = points(*np.shape(x), seed=3)
    split = [f"PARTS({call.replace('z', '(x + 1j * y)')})" for call in calls]
    return rows(function, *split, given=GIVEN, x=x, y=y, **(TOLERANCE | inputs))


DECOMPOSITIONS = (
    *real_rows(la.cholesky, "np.linalg.cholesky(x @ x.mT + E)", x=STACK),
    *real_rows(
        la.cholesky, "np.linalg.cholesky(x)", "np.linalg.cholesky(x, upper=True)", x=SQUARE @ SQUARE.T, **DIFFER
    ),
    *complex_rows(la.cholesky, "(np.linalg.cholesky(z + D, upper=True),)", **DIFFER),
    *real_rows(la.qr, "np.linalg.qr(x)", x=TALL),
    *real_rows(la.qr, "np.linalg.qr(x)[1]", "np.linalg.qr(x, mode='r')", **DIFFER),
    *real_rows(
        la.qr, "np.linalg.qr(x)", "np.linalg.qr(x, mode='complete').Q", "np.linalg.qr(x, mode='r')", x=WIDE, **DIFFER
    ),
    *complex_rows(la.qr, "np.linalg.qr(z)", x=TALL),
    *complex_rows(la.qr, "np.linalg.qr(z)", x=WIDE, **DIFFER),
    *real_rows(la.eigh, "np.linalg.eigh(x @ x.mT + D)", x=points(2, 3, 3)),
    *real_rows(la.eigh, "np.linalg.eigh(x)", "abs(np.linalg.eigh(x, 'U').eigenvectors)", **DIFFER),
    *complex_rows(la.eigh, "(np.linalg.eigh(z)[0], P(np.linalg.eigh(z)[1]))", **DIFFER),
    *real_rows(la.eigvalsh, "np.linalg.eigvalsh(x @ x.mT + D)"),
    *real_rows(la.eigvalsh, "np.linalg.eigvalsh(x, UPLO='U')", **DIFFER),
    *complex_rows(la.eigvalsh, "(np.linalg.eigvalsh(z, 'U'),)", **DIFFER),
    *real_rows(la.eig, "np.linalg.eig(x)", **DIFFER),
    *real_rows(la.eig, "PARTS(np.linalg.eig(x))", x=ROTATING, **DIFFER),
    *complex_rows(la.eig, "np.linalg.eig(z)", x=STACK, **DIFFER),
    *complex_rows(la.eigvals, "(np.linalg.eigvals(z),)", **DIFFER),
    *real_rows(la.eigvals, "np.linalg.eigvals(x)", "np.linalg.eigvals(x @ x.mT)", **DIFFER),
)

SINGULAR = (
    *real_rows(la.svd, "np.linalg.svd(x, full_matrices=False)", x=TALL),
    *real_rows(la.svd, "np.linalg.svd(x, full_matrices=False)", x=WIDE, **DIFFER),
    *real_rows(la.svd, "np.linalg.svd(x)", "np.linalg.svd(x, compute_uv=False)", **DIFFER),
    *real_rows(la.svd, "np.linalg.svd(x, hermitian=True)", **DIFFER),
    *complex_rows(la.svd, "(P(np.linalg.svd(z)[0]), np.linalg.svd(z).S, P(np.linalg.svd(z).Vh.mT))", **DIFFER),
    *complex_rows(la.svd, "(PAIR(*np.linalg.svd(z, full_matrices=False)),)", x=TALL, **DIFFER),
    *complex_rows(la.svd, "(PAIR(*np.linalg.svd(z, full_matrices=False)),)", x=WIDE, **DIFFER),
    *real_rows(la.svdvals, "np.linalg.svdvals(x)", x=TALL),
    *complex_rows(la.svdvals, "(np.linalg.svdvals(z),)", x=WIDE, **DIFFER),
    *real_rows(la.pinv, "np.linalg.pinv(x)", x=TALL),
    *real_rows(
        la.pinv, "np.linalg.pinv(x)", "np.linalg.pinv(x, rtol=1e-3)", "np.linalg.pinv(x, 0.5)", x=WIDE, **DIFFER
    ),
    *real_rows(la.pinv, "np.linalg.pinv(x, hermitian=True)", **DIFFER),
    *complex_rows(la.pinv, "(np.linalg.pinv(z),)", x=TALL, **DIFFER),
    *real_rows(la.lstsq, "np.linalg.lstsq(x, y)[0]", x=TALL[0], y=points(4, 2)),
    *real_rows(
        la.lstsq,
        "np.linalg.lstsq(x, y)[:2]",
        "np.linalg.lstsq(x, y, 0.4)[0]",
        "np.linalg.lstsq(x, y)[3]",
        x=TALL[0],
        y=points(4),
        **DIFFER,
    ),
    *real_rows(la.lstsq, "np.linalg.lstsq(x, y, -1)[0]", x=WIDE[0], y=points(3), **DIFFER),
    *complex_rows(
        la.lstsq, "np.linalg.lstsq(z, B)[:2]", "np.linalg.lstsq(z, z[:, 0] * 1j + B)[:2]", x=TALL[0], **DIFFER
    ),
)

CHAIN = {"x": points(2, 3), "y": points(3, 4), "z": points(4, 1), "v": points(1, 3)}
MATRIX, CUBE = points(2, 3), points(2, 3, 2)

PRODUCTS = (
    *real_rows(la.matrix_power, "np.linalg.matrix_power(x, 6)", x=STACK / 2),
    *real_rows(la.matrix_power, "np.linalg.matrix_power(x, 1)", "np.linalg.matrix_power(x, -3)", x=STACK, **DIFFER),
    *real_rows(la.matrix_power, "x + np.linalg.matrix_power(x, 0)", x=STACK, oracle="linear"),
    *complex_rows(la.matrix_power, "(np.linalg.matrix_power(z, -1), np.linalg.matrix_power(z, 3))", x=STACK, **DIFFER),
    *rows(la.multi_dot, "np.linalg.multi_dot([x, y])", "np.linalg.multi_dot([y.T, x.T])", x=CHAIN["x"], y=CHAIN["y"]),
    *rows(
        la.multi_dot,
        "np.linalg.multi_dot([x, y, z])",
        "np.linalg.multi_dot([x[0], y, z[:, 0]])",
        oracle="linear",
        **{k: CHAIN[k] for k in "xyz"},
    ),
    *rows(
        la.multi_dot,
        "np.linalg.multi_dot([x, y, z, v])",
        "np.linalg.multi_dot([x[1], y, z, v])",
        oracle="linear",
        **CHAIN,
    ),
    *rows(la.matmul, "np.linalg.matmul(x, y)", x=CHAIN["x"], y=CHAIN["y"]),
    *rows(la.tensordot, "np.linalg.tensordot(x, y, axes=1)", x=CHAIN["x"], y=CHAIN["y"]),
    *rows(la.tensordot, "np.linalg.tensordot(x, x, axes=([0], [0]))", "np.linalg.tensordot(x, x)", x=MATRIX, **DIFFER),
    *rows(la.outer, "np.linalg.outer(x, y)", x=points(3), y=points(2, seed=1)),
    *rows(
        la.cross,
        "np.linalg.cross(x, y)",
        "np.linalg.cross(x.T, y.T, axis=0)",
        x=MATRIX,
        y=points(2, 3, seed=1),
        oracle="linear",
    ),
    *rows(la.vecdot, "np.linalg.vecdot(x, y)", x=MATRIX, y=points(2, 3, seed=1)),
    *rows(
        la.vecdot,
        "np.linalg.vecdot(x, y, axis=0)",
        "np.linalg.vecdot(x[:, :1], y, axis=-2)",
        x=MATRIX,
        y=points(2, 3, seed=1),
        oracle="linear",
    ),
    *complex_rows(
        la.vecdot,
        "(np.linalg.vecdot(z, z.T), np.vdot(z, z.T), np.linalg.cross(z, z.T), np.linalg.outer(z[0], z[1]))",
        **DIFFER,
    ),
    *complex_rows(
        la.matmul,
        "(np.linalg.matmul(z, x), x @ z[0], z[1] @ y, x[0] @ z, np.einsum('ij,jk,kl->l', x, z, y))",
        "(np.dot(x, z), np.tensordot(x, z), np.kron(z[0], x[0]))",
        **DIFFER,
    ),
    *rows(la.matrix_transpose, "np.linalg.matrix_transpose(x)", x=CUBE),
    *rows(la.diagonal, "np.linalg.diagonal(x)", "np.linalg.diagonal(x, offset=-1)", x=CUBE, oracle="linear"),
    *rows(la.trace, "np.linalg.trace(x)", "np.linalg.trace(x, offset=1)", x=CUBE, oracle="linear"),
    *rows(la.tensorsolve, "np.linalg.tensorsolve(x, y)", x=points(2, 3, 6) + np.eye(6).reshape(2, 3, 6) * 4, y=MATRIX),
    *rows(
        la.tensorsolve,
        "np.linalg.tensorsolve(x, y, axes=(1,))",
        x=points(2, 6, 3) + np.eye(6).reshape(6, 2, 3).swapaxes(0, 1) * 4,
        y=MATRIX,
        **DIFFER,
    ),
    *rows(la.tensorinv, "np.linalg.tensorinv(x, ind=1)", x=points(4, 2, 2) + np.eye(4).reshape(4, 2, 2) * 4),
    *rows(la.tensorinv, "np.linalg.tensorinv(x)", x=points(2, 2, 4) + np.eye(4).reshape(2, 2, 4) * 4, **DIFFER),
)

COMPLEX_SOLVES = (
    *complex_rows(la.inv, "(np.linalg.inv(z),)", **DIFFER),
    *complex_rows(
        la.solve,
        "(np.linalg.solve(z, x), np.linalg.solve(x, z), np.linalg.solve(z, y[0]), np.linalg.solve(x, z[0]))",
        **DIFFER,
    ),
    *complex_rows(la.det, "(np.linalg.det(z), *np.linalg.slogdet(z))", x=STACK, **DIFFER),
)

NORMS = (
    *real_rows(la.cond, "[np.linalg.cond(x, p) for p in ORDERS]", **DIFFER),
    *real_rows(la.cond, "np.linalg.cond(x)", x=STACK),
    *complex_rows(la.cond, "(np.linalg.cond(z), np.linalg.cond(z, 'fro'))", **DIFFER),
    *real_rows(la.norm, "np.linalg.norm(x, 'nuc')"),
    *real_rows(
        la.norm,
        "np.linalg.norm(x, 2, axis=(0, 1))",
        "np.linalg.norm(x, -2, (1, -1), keepdims=True)",
        "np.linalg.norm(x, 'nuc', (2, 0))",
        "np.linalg.norm(x, np.inf, (2, 0))",
        "np.linalg.norm(x, -1, (1, 2), True)",
        "np.linalg.norm(x, -1.5, 1)",
        x=CUBE,
        **DIFFER,
    ),
    *complex_rows(la.norm, "[np.linalg.norm(z, p) for p in ORDERS]", **DIFFER),
    *complex_rows(
        la.norm,
        "(np.linalg.norm(z, axis=0), np.linalg.norm(z, 3, -1, True), np.linalg.norm(z, axis=1, keepdims=True))",
        **DIFFER,
    ),
    *real_rows(
        la.vector_norm,
        "np.linalg.vector_norm(x)",
        "np.linalg.vector_norm(x, axis=(0, 2), keepdims=True, ord=3)",
        x=CUBE,
    ),
    *complex_rows(la.vector_norm, "(np.linalg.vector_norm(z), np.linalg.vector_norm(z, axis=0, ord=np.inf))", **DIFFER),
    *real_rows(la.matrix_norm, "np.linalg.matrix_norm(x)", "np.linalg.matrix_norm(x, ord=2)", x=TALL),
    *complex_rows(la.matrix_norm, "(np.linalg.matrix_norm(z, ord='nuc', keepdims=True),)", x=STACK, **DIFFER),
)

SCENARIOS = (*DECOMPOSITIONS, *SINGULAR, *PRODUCTS, *COMPLEX_SOLVES, *NORMS)

"""Decompositions: the conventions of LAPACK and JAX, degenerate cases, orders above two, types, what refuses."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ad import UnsupportedError, forward, reverse, testing
from tests.ad.checks import CHECKS, MODES, expect_equal, leaves
from tests.ad.scenarios import Scenario, points
from tests.ad.scenarios_linalg import DECOMPOSITIONS, SQUARE

SYMMETRIC = SQUARE + SQUARE.T
POSITIVE = SQUARE @ SQUARE.T
COMPLEX = SQUARE + 1j * points(3, 3, seed=3)
HERMITIAN = COMPLEX @ COMPLEX.mT.conj()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", DECOMPOSITIONS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


def of(call: str, numpy: Any = np) -> Callable[[Any], Any]:
    return lambda x: eval(call, {"np": numpy, "x": x})


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("call", ["np.linalg.cholesky(x)", "np.linalg.eigvalsh(x)", "abs(np.linalg.eigh(x)[1])"])
def test_one_triangle_is_read_and_both_halves_together_are_what_jax_says(call: str, mode: Any) -> None:
    def f(numpy: Any) -> Callable[[Any], Any]:
        return lambda x: numpy.sum(numpy.sin(of(call, numpy)(x)))

    got = mode.grad(f(np))(POSITIVE)
    assert np.array_equal(got, np.tril(got))
    expect_equal((got + got.T) / 2, jax.grad(f(jnp))(POSITIVE), 1e-9)


@pytest.mark.parametrize("call", ["np.linalg.cholesky(x)", "np.linalg.eigh(x)", "np.linalg.eigvalsh(x)"])
def test_hermitian_matrices_push_as_in_jax(call: str) -> None:
    t = COMPLEX + COMPLEX.mT.conj()
    out, tangent = forward.jvp(of(call), (HERMITIAN,), (t,))
    expected, slope = jax.jvp(of(call, jnp), (HERMITIAN,), (t,))
    expect_equal(leaves(out), jax.tree.leaves(expected), 1e-11)
    expect_equal(leaves(tangent), jax.tree.leaves(slope), 1e-9)
    testing.check_vjp(of(call), (HERMITIAN,))


@pytest.mark.parametrize(
    ("call", "x"),
    [
        ("np.linalg.eigh(x)", SYMMETRIC),
        ("np.linalg.eig(x)", SQUARE),
        ("np.linalg.qr(x)", SQUARE),
        ("np.linalg.svd(x)", SQUARE),
        ("np.linalg.slogdet(x)", SQUARE),
    ],
)
def test_answers_are_numpys_own_named_tuples(call: str, x: Any) -> None:
    expected = of(call)(x)
    for out in (forward.jvp(of(call), (x,), (x,))[0], reverse.vjp(of(call), x)[0]):
        assert type(out) is type(expected)
        expect_equal(out, expected)


@pytest.mark.parametrize("mode", MODES)
def test_real_eigenvalues_of_a_real_matrix_stay_real(mode: Any) -> None:
    assert mode.jacobian(np.linalg.eigvals)(POSITIVE).dtype == np.float64
    w, v = forward.jvp(np.linalg.eig, (np.array([[0.0, 1.0], [-1.0, 0.0]]),), (np.eye(2),))[1]
    expect_equal(w, np.ones(2) + 0j)
    expect_equal(v, np.zeros((2, 2)) + 0j)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("call", ["np.linalg.eigvalsh(x)", "np.linalg.eigh(x)[0]", "np.linalg.eigvals(x)"])
def test_equal_eigenvalues_have_a_derivative(call: str, mode: Any) -> None:
    silent = "ignore" if "eigh(" in call else "warn"  # forward mode pushes the vectors of eigh, too
    with np.errstate(divide=silent, invalid=silent):
        expect_equal(mode.grad(lambda x: np.sum(of(call)(x)))(np.eye(3)), np.eye(3))


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("call", ["np.linalg.eigh(x)[1]", "np.linalg.eig(x)[1]", "np.linalg.svd(x)[0]"])
def test_vectors_of_equal_values_have_none(call: str, mode: Any) -> None:
    with np.errstate(divide="ignore", invalid="ignore"):
        assert not np.all(np.isfinite(mode.jacobian(of(call))(np.eye(2))))


@pytest.mark.parametrize(
    ("call", "x"),
    [
        ("np.linalg.cholesky(x)", POSITIVE),
        ("np.linalg.qr(x)[1]", SQUARE),
        ("np.linalg.eigh(x)[1] ** 2", SYMMETRIC),
        ("np.linalg.eigvals(x)", SQUARE),
        ("np.linalg.svdvals(x)", SQUARE),
        ("np.linalg.pinv(x[:, :2])", SQUARE),
    ],
)
def test_third_derivatives(call: str, x: Any) -> None:
    out = of(call)(x)
    ct, t = points(*out.shape, seed=8), points(3, 3, seed=9)

    def second(x: Any) -> Any:
        return forward.jvp(lambda x: reverse.vjp(of(call), x)[1](ct)[0], (x,), (t,))[1]

    testing.check_grads(second, (x,), tolerance=1e-5)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        ("np.linalg.qr(x, mode='complete')[0]", UnsupportedError, "mode='reduced'"),
        ("np.linalg.qr(x, mode='raw')[0]", UnsupportedError, "mode='reduced'"),
        ("np.linalg.svd(x)[0]", UnsupportedError, "full_matrices=False"),
        ("np.linalg.eigh(x.T @ x, 'both')[0]", ValueError, "UPLO"),
        ("np.linalg.cholesky(-x.T @ x)", np.linalg.LinAlgError, "positive definite"),
    ],
)
def test_what_has_no_derivative_says_so(call: str, error: type[Exception], message: str, mode: Any) -> None:
    with pytest.raises(error, match=message):
        mode.jacobian(of(call))(points(4, 3))

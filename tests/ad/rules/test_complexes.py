"""Complex numbers, in JAX's convention: gradients of real functions, holomorphic ones, pushforwards and pullbacks."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import ad
from ad import forward, reverse
from ad.errors import ConversionError, InputTypeError
from ad.testing import check_grads, rho

Z = np.array([1 + 2j, -0.5 + 0.3j, 0.7 - 1j])
W = np.array([0.3 - 1j, 2 + 0.1j, 1j])
X = np.array([0.3, 0.7, 1.2])

REAL_FUNCTIONS = {
    "square": lambda np, z: np.sum(np.abs(z) ** 2),
    "abs": lambda np, z: np.sum(np.abs(z)),
    "conj": lambda np, z: np.real(np.sum(np.exp(z) * np.conj(z))),
    "angle": lambda np, z: np.sum(np.angle(z)),
    "prod": lambda np, z: np.imag(np.prod(z * W)),
    "parts": lambda np, z: np.sum(z.real * np.sin(z).imag),
    "dot": lambda np, z: np.abs(np.dot(z, W)),
    "vdot": lambda np, z: np.real(np.vdot(z, z * W)),
    "where": lambda np, z: np.sum(np.where(np.real(z) > 0, z, z * z)).imag,
    "index": lambda np, z: np.real(z[0] * z[1] + z[2] ** 3.0),
    "log": lambda np, z: np.imag(np.sum(np.log(z) * np.sqrt(z))),
    "matrix": lambda np, z: np.real(np.sum(np.outer(z, W) @ (z / W))),
    "var": lambda np, z: np.var(z) + np.sum(np.var(np.outer(z, W), axis=0, ddof=1)),
    "std": lambda np, z: np.std(z),
    "mixed": lambda np, z: np.sum(np.real(z) * X) + np.imag(np.sum(z * X)),
}
HOLOMORPHIC = {
    "exp": lambda np, z: np.exp(z) * z[0],
    "rational": lambda np, z: (z**2 + 1) / (z - 3.0),
    "tanh": lambda np, z: np.tanh(np.sum(z)) * np.sin(z),
}


@pytest.mark.parametrize("name", REAL_FUNCTIONS)
def test_gradient_of_a_real_function_is_that_of_jax(name):
    f = REAL_FUNCTIONS[name]
    expected = jax.grad(lambda z: f(jnp, z))(Z)
    got = reverse.grad(lambda z: f(np, z))(Z)
    assert got.dtype == complex
    assert rho(got, expected) <= 1e-12
    check_grads(lambda z: f(np, z), (Z,))


@pytest.mark.parametrize("name", HOLOMORPHIC)
def test_holomorphic_jacobians(name):
    f = HOLOMORPHIC[name]
    expected = jax.jacfwd(lambda z: f(jnp, z), holomorphic=True)(Z)
    for mode in (forward, reverse):
        for size in (None, 1, 2):
            assert rho(mode.jacobian(lambda z: f(np, z), holomorphic=True, chunk_size=size)(Z), expected) <= 1e-12
    check_grads(lambda z: f(np, z), (Z,))


def test_holomorphic_gradient():
    for mode in (forward, reverse):
        assert mode.grad(lambda z: z**3, holomorphic=True)(1 + 1j) == pytest.approx(3 * (1 + 1j) ** 2)


@pytest.mark.parametrize("mode", [forward, reverse])
def test_a_complex_detour_of_a_real_function(mode):
    def f(np, x):
        return np.real(np.sum(np.exp(1j * x) * W))

    gradient = mode.grad(lambda x: f(np, x))(X)
    assert gradient.dtype == float
    assert rho(gradient, jax.grad(lambda x: f(jnp, x))(X)) <= 1e-13
    assert rho(mode.hessian(lambda x: f(np, x))(X), jax.hessian(lambda x: f(jnp, x))(X)) <= 1e-13


def test_pushforward_and_pullback_of_a_function_that_is_not_holomorphic():
    def f(np, z):
        return z * np.conj(z) + np.abs(z) * 1j

    y, t = forward.jvp(lambda z: f(np, z), (Z,), (W,))
    expected_y, expected_t = jax.jvp(lambda z: f(jnp, z), (Z,), (W,))
    assert rho(y, expected_y) <= 1e-14
    assert rho(t, expected_t) <= 1e-13
    ct = W * 1j
    assert rho(reverse.vjp(lambda z: f(np, z), Z)[1](ct)[0], jax.vjp(lambda z: f(jnp, z), Z)[1](ct)[0]) <= 1e-13


def test_kinks_at_zero():
    zero = np.zeros(2, complex)
    assert np.array_equal(reverse.grad(lambda z: np.sum(np.abs(z)))(zero), zero)


def test_single_precision_stays():
    z = Z.astype(np.complex64)
    for f in REAL_FUNCTIONS.values():
        gradient = reverse.grad(lambda z, f=f: f(np, z).astype(np.float32))(z)
        assert gradient.dtype == np.complex64


@pytest.mark.parametrize(
    ("call", "hint"),
    [
        (lambda: reverse.grad(np.sum)(Z), "holomorphic=True"),
        (lambda: reverse.jacobian(np.exp)(Z), "holomorphic=True"),
        (lambda: forward.jacobian(np.exp)(Z), "holomorphic=True"),
        (lambda: reverse.grad(np.sum, holomorphic=True)(X), "must be complex"),
        (lambda: forward.jacobian(np.real, holomorphic=True)(Z), "must be complex"),
    ],
)
def test_what_has_no_single_derivative_is_refused(call, hint):
    with pytest.raises(InputTypeError, match=hint):
        call()


def test_hessian_vector_product_of_a_real_function():
    v = ad.hvp(lambda x: np.sum(np.abs(np.exp(1j * x) * W) ** 2), (X,), (np.ones(3),))
    assert rho(v, np.zeros(3)) <= 1e-12  # |exp(ix)| is constant


def test_moments_count_distances_in_the_plane():
    mask = np.array([True, False, True])
    for f in (np.var, np.std, lambda z: np.var(z, where=mask), lambda z: np.std(z, where=mask), np.nanvar, np.nanstd):
        value, _ = reverse.vjp(f, Z)
        assert rho(value, f(Z)) <= 1e-15
        check_grads(f, (Z,))


def test_complex_values_do_not_hide_in_arrays_of_objects():
    hidden = (lambda z: np.array([z[0], z[1]]).real, lambda z: np.real([z, z]), lambda z: np.linalg.norm([z, z]))
    for f in hidden:
        with pytest.raises(ConversionError, match=r"np\.stack"):
            reverse.vjp(f, Z)
    check_grads(lambda z: np.stack([z[0], z[1]]).imag, (Z,))

"""Reverse mode by itself: pullbacks, Jacobians row by row, derivatives of any shape."""

import sys
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ad import reverse
from tests.ad.checks import expect_equal
from tests.ad.scenarios import points

X, CT = points(3), points(3, seed=1)


def test_a_pullback_may_be_called_again():
    y, pullback = reverse.vjp(lambda x: np.exp(x) * x, X)
    for ct in (CT, 2 * CT, np.zeros(3)):
        expect_equal(pullback(ct)[0], ct * (np.exp(X) + y))


def test_vjp_is_that_of_jax():
    def f(np: Any, x: Any, y: Any) -> Any:
        return np.tanh(x @ y) * np.exp(-np.sum(x))

    args, ct = (X, points(3, 2)), points(2)
    expected = jax.jit(lambda *args: jax.vjp(lambda *args: f(jnp, *args), *args)[1](ct))(*args)
    expect_equal(reverse.vjp(lambda *args: f(np, *args), *args)[1](ct), jax.tree.map(np.asarray, expected))


def test_vjp_over_trees():
    p = {"a": X, "b": [1.0, 2.0]}
    out, pullback = reverse.vjp(lambda p: (p["a"] * p["b"][0], p["b"][1]), p)
    expect_equal(out, (X, 2.0))
    (gradient,) = pullback((CT, 5.0))
    expect_equal(gradient, {"a": CT, "b": [np.sum(CT * X), 5.0]})


def test_jacobian_by_hand():
    for chunk_size in (1, 2, None):
        jacobian = reverse.jacobian(lambda x: np.array([x[0] * x[1], x[2], x[0]]), chunk_size=chunk_size)
        expect_equal(jacobian(X), np.array([[X[1], X[0], 0], [0, 0, 1], [1, 0, 0]]))


def test_derivative_keeps_the_shape_of_the_output():
    assert reverse.derivative(lambda t: t**3)(2.0) == 12
    expect_equal(reverse.derivative(lambda t: np.array([[t], [t * t]]))(3.0), np.array([[1.0], [6.0]]))
    expect_equal(reverse.derivative(lambda a, t: {"y": a * t}, 1)(X, 3.0), {"y": X})


def test_hessian():
    expected = jax.jit(jax.hessian(lambda x: jnp.sum(x**3) * x[0]))(X)
    expect_equal(reverse.hessian(lambda x: np.sum(x**3) * x[0])(X), expected)
    blocks = reverse.hessian(lambda x, y: x * y**2, (0, 1))(2.0, 3.0)
    assert blocks == ((0, 6), (6, 4))


def test_a_chain_needs_no_recursion():
    def f(x: Any) -> Any:
        for _ in range(20 * sys.getrecursionlimit()):
            x = x * 1.0001
        return x

    expect_equal(reverse.derivative(f)(1.0), 1.0001 ** (20 * sys.getrecursionlimit()), 1e-10)

"""Forward mode by itself: pushforwards, Jacobians column by column, derivatives of any shape."""

from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ad import forward, tree
from tests.ad.checks import expect_equal
from tests.ad.scenarios import points

X, T = points(3), points(3, seed=1)


def test_jvp():
    def f(x: Any, y: Any) -> Any:
        return {"product": x * y, "sum": np.sum(x)}

    out, t = forward.jvp(f, (X, 2.0), (T, 3.0))
    expect_equal(out, f(X, 2.0))
    expect_equal(t, {"product": 2 * T + 3 * X, "sum": np.sum(T)})


def test_jvp_is_that_of_jax():
    def f(np: Any, x: Any, y: Any) -> Any:
        return np.tanh(x @ y) * np.exp(-np.sum(x))

    args, tangents = (X, points(3, 2)), (T, points(3, 2, seed=1))
    expected = jax.jit(lambda args, ts: jax.jvp(lambda *args: f(jnp, *args), args, ts))(args, tangents)
    expect_equal(forward.jvp(lambda *args: f(np, *args), args, tangents), jax.tree.map(np.asarray, expected))


def test_jvp_of_what_does_not_depend_on_the_input():
    out, t = forward.jvp(lambda x: (x, 3.0, np.ones(2, "f4")), (X,), (T,))
    expect_equal(out, (X, 3.0, np.ones(2)))
    expect_equal(t, (T, 0.0, np.zeros(2)))
    assert t[2].dtype == "f4"


def test_jvp_over_trees():
    p, v = {"a": X, "b": [1.0, 2.0]}, {"a": T, "b": [3.0, 4.0]}
    out, t = forward.jvp(lambda p: np.sum(p["a"]) * p["b"][0] + p["b"][1], (p,), (v,))
    expect_equal((out, t), (np.sum(X) + 2, np.sum(T) + 3 * np.sum(X) + 4))


def test_jacobian_by_hand():
    for chunk_size in (1, 2, None):
        jacobian = forward.jacobian(lambda x: np.array([x[0] * x[1], x[2]]), chunk_size=chunk_size)
        expect_equal(jacobian(X), np.array([[X[1], X[0], 0], [0, 0, 1]]))


def test_derivative_keeps_the_shape_of_the_output():
    assert forward.derivative(lambda t: t**3)(2.0) == 12
    expect_equal(forward.derivative(lambda t: np.array([[t], [t * t]]))(3.0), np.array([[1.0], [6.0]]))
    expect_equal(forward.derivative(lambda a, t: {"y": a * t}, 1)(X, 3.0), {"y": X})


def test_a_gradient_takes_one_batch():
    seen = []
    value, gradient = forward.value_and_grad(lambda x: seen.append(x.tangent.shape) or np.sum(x**2))(X)
    expect_equal((value, gradient), (np.sum(X**2), 2 * X))
    assert seen == [(3, 3)]
    expect_equal(forward.grad(lambda x: np.sum(x**2), chunk_size=2)(X), 2 * X)


def test_hessian():
    expected = jax.jit(jax.hessian(lambda x: jnp.sum(x**3) * x[0]))(X)
    expect_equal(forward.hessian(lambda x: np.sum(x**3) * x[0])(X), expected)
    blocks = forward.hessian(lambda x, y: x * y**2, (0, 1))(2.0, 3.0)
    assert blocks == ((0, 6), (6, 4))


def test_results_are_trees_of_the_outputs_structure():
    out, t = forward.jvp(lambda x: [x, {"y": (x, None)}], (X,), (T,))
    assert tree.flatten(out)[1] == tree.flatten(t)[1]

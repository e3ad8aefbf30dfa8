"""Transforms over transforms: every combination of modes, perturbation confusion, and what takes both modes."""

from functools import cache, partial
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

import ad
from ad import forward, reverse
from ad.core import Traced
from ad.tape import Variable
from tests.ad.checks import MODES, expect_equal
from tests.ad.scenarios import points

X, V = points(3), points(3, seed=1)


def names(modes: Any) -> str:
    return "".join(mode.__name__[3] for mode in modes)


ORDER = {order: list(product(MODES, repeat=order)) for order in (2, 3)}


def smooth(numpy: Any, x: Any) -> Any:
    """Something of everything: elementwise, broadcast, product, reduction, selection."""
    y = numpy.tanh(x[:, None] * x) @ x
    return numpy.sum(y * numpy.exp(-x)) + x[0] * y[-1] ** 2 / (1 + numpy.linalg.norm(x))


@cache
def derivatives_of_smooth() -> tuple[Any, Any]:
    """Return JAX's second and third derivatives."""
    hessian = jax.hessian(lambda x: smooth(jnp, x))
    return jax.jit(lambda x: (hessian(x), jax.jacfwd(hessian)(x)))(X)


@pytest.mark.parametrize("modes", ORDER[3], ids=names)
def test_third_derivative_of_a_number(modes: Any) -> None:
    def f(x: Any) -> Any:
        return np.sin(x) * x**2

    for mode in modes:
        f = mode.derivative(f)
    x = 0.7
    expect_equal(f(x), 6 * np.cos(x) - 6 * x * np.sin(x) - x**2 * np.cos(x))


@pytest.mark.parametrize("modes", ORDER[2], ids=names)
@pytest.mark.parametrize("chunk_size", [1, None])
def test_second_derivatives_of_a_program(modes: Any, chunk_size: int | None) -> None:
    inner, outer = modes
    got = outer.jacobian(inner.jacobian(lambda x: smooth(np, x), chunk_size=chunk_size), chunk_size=chunk_size)(X)
    expect_equal(got, derivatives_of_smooth()[0])
    expect_equal(got, got.T)


@pytest.mark.parametrize("modes", ORDER[3], ids=names)
def test_third_derivatives_of_a_program(modes: Any) -> None:
    def f(x: Any) -> Any:
        return smooth(np, x)

    for mode in modes:
        f = mode.jacobian(f)
    expect_equal(f(X), derivatives_of_smooth()[1], 1e-11)


def test_fifth_order() -> None:
    for modes in ((forward,) * 5, (reverse,) * 5, (forward, reverse) * 2 + (forward,)):
        f = np.exp
        for mode in modes:
            f = mode.derivative(f)
        expect_equal(f(0.3), np.exp(0.3))


# Perturbation confusion: an inner derivative must not mistake the tangent of an outer one for its own.


@pytest.mark.parametrize("modes", ORDER[2], ids=names)
def test_perturbation_confusion(modes: Any) -> None:
    inner, outer = (mode.derivative for mode in modes)
    assert outer(lambda x: x * inner(lambda y: x + y)(1.0))(1.0) == 1
    assert outer(lambda x: x * inner(lambda y: x * y)(2.0))(3.0) == 6
    assert outer(lambda x: x * inner(lambda y: x)(2.0))(3.0) == 0
    assert outer(lambda x: inner(lambda y: y * y * x)(x))(3.0) == 12
    assert outer(lambda x: inner(lambda y: y**2)(x * 5.0))(3.0) == 10
    assert outer(lambda x: inner(lambda x: x * x)(x) * x)(3.0) == 12
    assert outer(lambda x: inner(lambda y: np.maximum(x, y))(2.0))(3.0) == 0
    # https://arxiv.org/abs/1211.4892: a derivative of a function that closes over the outer variable
    assert outer(lambda x: inner(lambda y: inner(lambda z: x * y * z)(5.0) * y)(x))(2.0) == 8


@pytest.mark.parametrize("modes", ORDER[2], ids=names)
def test_perturbation_confusion_of_arrays(modes: Any) -> None:
    inner, outer = modes
    got = outer.jacobian(lambda x: inner.jacobian(lambda y: x * y * y)(V) @ x)(X)
    expect_equal(got, np.diag(4 * X * V))
    got = outer.grad(lambda x: np.sum(inner.grad(lambda y: np.sum(np.stack([x, y])[0] * np.sum(y)))(V)))(X)
    expect_equal(got, 3 * np.ones(3))


@pytest.mark.parametrize("modes", ORDER[2], ids=names)
def test_seeds_may_depend_on_the_outer_variable(modes: Any) -> None:
    _, outer = modes
    got = outer.grad(lambda x: np.sum(forward.jvp(np.sin, (X,), (x,))[1]))(V)
    expect_equal(got, np.cos(X))
    got = outer.grad(lambda x: np.sum(reverse.vjp(np.sin, x)[1](x)[0]))(V)
    expect_equal(got, np.cos(V) - V * np.sin(V))


def test_gradient_descent_inside_a_derivative() -> None:
    """Differentiate by the starting point of ten steps of an inner descent."""

    def descend(x: Any, mode: Any) -> Any:
        for _ in range(10):
            x = x - 0.1 * mode.grad(lambda x: np.sum(x**4))(x)
        return np.sum(x)

    x = points(3, low=0.5, high=1)
    answers = [outer.grad(lambda x: descend(x, inner))(x) for outer in MODES for inner in MODES]  # noqa: B023
    for answer in answers[1:]:
        expect_equal(answer, answers[0])
    step = 1e-6
    slope = (descend(x + step * V, forward) - descend(x - step * V, forward)) / (2 * step)
    expect_equal(answers[0] @ V, slope, 1e-8)


# What takes both modes.


@pytest.mark.parametrize("chunk_size", [1, 2, None])
def test_hessian(chunk_size: int | None) -> None:
    expect_equal(ad.hessian(lambda x: smooth(np, x), chunk_size=chunk_size)(X), derivatives_of_smooth()[0])


def test_hessian_of_several_outputs_and_inputs() -> None:
    blocks = ad.hessian(lambda x, y: {"a": x * y**2, "b": x * V}, (0, 1))(2.0, 3.0)
    assert blocks["a"] == ((0, 6), (6, 4))
    expect_equal(blocks["b"], ((np.zeros(3), np.zeros(3)), (np.zeros(3), np.zeros(3))))


def test_hvp() -> None:
    def f(x: Any) -> Any:
        return smooth(np, x)

    expect_equal(ad.hvp(f, (X,), (V,)), ad.hessian(f)(X) @ V)
    first, second = ad.hvp(lambda x, y: x * y**2, (2.0, 3.0), (1.0, 10.0))
    assert (first, second) == (60, 46)
    tree = ad.hvp(lambda p: p["x"] ** 2 * p["y"], ({"x": 2.0, "y": 3.0},), ({"x": 1.0, "y": 0.0},))
    assert tree == {"x": 6, "y": 4}


def test_linearize_evaluates_the_function_once() -> None:
    calls = []

    def f(x: Any, y: Any) -> Any:
        calls.append(1)
        return np.sin(x) * y, np.sum(x)

    out, pushforward = ad.linearize(f, X, 2.0)
    expect_equal(out, f(X, 2.0))
    calls.clear()
    for t, s in ((V, 1.0), (X, 0.0), (np.zeros(3), -1.0)):
        expect_equal(pushforward(t, s), (np.cos(X) * t * 2 + np.sin(X) * s, np.sum(t)))
    assert not calls


def test_linearize_with_outputs_that_do_not_depend_on_the_input() -> None:
    out, pushforward = ad.linearize(lambda x: (x, 3.0), X)
    expect_equal(out, (X, 3.0))
    expect_equal(pushforward(V), (V, 0.0))


def _begins_elementwise(a: Any, b: Any, x: Any) -> Any:
    return b @ np.tanh(a @ np.tanh(x))


def _ends_elementwise(a: Any, b: Any, x: Any) -> Any:
    return np.tanh(b @ np.tanh(a @ x))


@pytest.mark.parametrize(
    ("f", "n", "m", "expected"),
    [
        (_ends_elementwise, 1, 1, "reverse"),  # of one number no batch
        (_ends_elementwise, 1, 1000, "forward"),
        (_ends_elementwise, 5, 5, "forward"),  # no tape
        (_ends_elementwise, 300, 300, "reverse"),  # units stay diagonal through the last call
        (_begins_elementwise, 300, 300, "forward"),  # through the first
        (_begins_elementwise, 4000, 3, "reverse"),
    ],
)
def test_jacobian_takes_the_mode_that_fits(
    f: Any, n: int, m: int, expected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[str] = []

    def spied(mode: Any) -> Any:
        jacobian = mode.jacobian

        def spy(*options: Any) -> Any:
            evaluate = jacobian(*options)
            return lambda *inputs: taken.append(mode.__name__) or evaluate(*inputs)

        return spy

    a, b, x = points(8, n) / n, points(m, 8), points(n)
    wanted = forward.jacobian(partial(f, a, b))(x)
    for mode in MODES:
        monkeypatch.setattr(mode, "jacobian", spied(mode))
    expect_equal(ad.jacobian(partial(f, a, b))(x), wanted)
    assert taken == [f"ad.{expected}"]


@pytest.mark.parametrize("mode", ["forward", "reverse"])
def test_jacobian_in_a_mode_of_choice(mode: str) -> None:
    a, x = points(3, 5), points(5)
    expect_equal(ad.jacobian(lambda x: a @ x, mode=mode, chunk_size=2)(x), a)


def test_jacobian_in_an_unknown_mode() -> None:
    with pytest.raises(ValueError, match="not 'sideways'"):
        ad.jacobian(np.sin, mode="sideways")


def test_jacobian_evaluates_the_function_once_more_for_each_number_of_inputs() -> None:
    calls = []

    def f(x: Any, rows: int = 1) -> Any:
        calls.append(x.value)
        return np.ones((rows, len(x))) @ x

    jacobian = ad.jacobian(f)
    for n, expected in ((4, 2), (4, 1), (6, 2), (4, 1), (1, 2)):
        calls.clear()
        expect_equal(jacobian(points(n)), np.ones((1, n)))
        assert len(calls) == expected
    expect_equal(jacobian(points(4), rows=9), np.ones((9, 4)))  # chosen for one output, right for nine
    calls.clear()
    reverse.jacobian(ad.jacobian(f))(points(4))
    counted, differentiated = calls
    assert type(counted) is np.ndarray  # plain numbers, though the outer transform traces them
    assert type(differentiated) is Variable


@pytest.mark.parametrize("n", [1, 3])
def test_jacobian_takes_reverse_mode_where_a_function_has_no_rule_for_forward_mode(n: int) -> None:
    @ad.custom_vjp
    def sine(x: Any) -> Any:
        return np.sin(x)

    sine.defvjp(lambda x: (np.sin(x), x), lambda x, ct: (ct * np.cos(x),))
    expect_equal(ad.jacobian(lambda x: 2.0 * sine(x))(points(n)), np.diag(2.0 * np.cos(points(n))))


def test_jacobian_counts_all_inputs_and_outputs() -> None:
    got = ad.jacobian(lambda p, x: {"y": p["a"] * x}, (0, 1))({"a": X}, V)
    expect_equal(got, {"y": ({"a": np.diag(V)}, np.diag(X))})


def test_stop_gradient() -> None:
    for mode in MODES:
        assert mode.grad(lambda x: x * ad.stop_gradient(x))(3.0) == 3
        assert mode.grad(lambda x: ad.stop_gradient({"x": x, "n": 3})["x"] + 0.0)(3.0) == 0
        for outer in MODES:
            assert outer.derivative(mode.derivative(lambda x: ad.stop_gradient(x) ** 2 * x))(3.0) == 0
    assert not isinstance(ad.stop_gradient(2.0), Traced)
    assert ad.stop_gradient([1, (2.0, None)]) == [1, (2.0, None)]


def test_names_of_jax() -> None:
    def f(x: Any) -> Any:
        return np.stack([x[0] * x[1], x[2]])

    expect_equal(ad.jacfwd(f)(X), ad.jacrev(f)(X))
    expect_equal(ad.value_and_grad(np.sum)(X), (np.sum(X), np.ones(3)))
    expect_equal(ad.jvp(f, (X,), (V,))[1], ad.jacfwd(f)(X) @ V)
    expect_equal(ad.vjp(f, X)[1](V[:2])[0], V[:2] @ ad.jacfwd(f)(X))
    assert ad.grad is reverse.grad


@pytest.mark.parametrize("mode", [forward, reverse])
def test_a_chain_of_a_hundred_thousand_operations(mode: Any) -> None:
    def f(x: Any) -> Any:
        for _ in range(50_000):
            x = (x + 1.0) * 0.5
        return x

    assert mode.grad(lambda x: f(x) * x)(3.0) == pytest.approx(1.0)  # the chain has forgotten x: what is left is x * 1

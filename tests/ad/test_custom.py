"""Rules of one's own, and checkpoints: they answer what the plain function answers, in every mode and nesting."""

import gc
import tracemalloc

import numpy as np
import pytest

import ad
from ad import forward, reverse
from ad.core import RULES
from ad.errors import OutputShapeError, ShapeMismatchError, UnsupportedError
from ad.testing import rho
from ad.tree import flatten

X = np.array([0.3, 0.7, 1.2])
W = np.array([1.0, 2.0, 3.0])
MODES = (forward, reverse)


def same(got, expected, tolerance=1e-13):
    for a, b in zip(flatten(got)[0], flatten(expected)[0], strict=True):
        assert rho(a, b) <= tolerance


# defrule


@pytest.fixture
def table():
    """Leave the rule table as it was."""
    before = dict(RULES)
    yield
    RULES.clear()
    RULES.update(before)


def test_defrule_elementwise(table):
    calls = []

    def scaled(x, y):
        calls.append(type(x))
        return np.sin(x) * y

    rule = ad.defrule(scaled, lambda z, x, y: np.cos(x) * y, lambda z, x, y: np.sin(x))
    for mode in MODES:
        same(mode.hessian(rule, (0, 1))(0.3, 2.0), mode.hessian(lambda x, y: np.sin(x) * y, (0, 1))(0.3, 2.0))
    assert rule(0.3, 2.0) == np.sin(0.3) * 2.0
    ad.testing.check_grads(lambda x: rule(x, W), (X,), order=2)
    ad.testing.check_grads(lambda x: rule(x[:, None], W), (X,))
    assert ad.core.Traced not in {base for kind in calls for base in kind.__mro__}, (
        "the function itself sees plain values"
    )


def test_defrule_push_and_pull(table):
    def smooth(x):
        return np.convolve(x, [0.25, 0.5, 0.25], mode="same")

    rule = ad.defrule(
        smooth,
        push=lambda t, z, x: np.apply_along_axis(smooth, -1, t),
        pull=lambda ct, z, x: np.apply_along_axis(smooth, -1, ct),
    )
    ad.testing.check_grads(lambda x: rule(x) ** 2, (X,))
    assert rho(forward.jacobian(rule)(X), reverse.jacobian(rule)(X)) <= 1e-15


def test_defrule_definition(table):
    rule = ad.defrule(lambda x: x**3, definition=lambda x: x * x * x)
    assert ad.grad(rule)(2.0) == 12.0


def test_defrule_refuses_what_is_not_one_rule(table):
    with pytest.raises(ValueError, match="either"):
        ad.defrule(lambda x: x)
    with pytest.raises(ValueError, match="both"):
        ad.defrule(lambda x: x, push=lambda t, z, x: t)
    with pytest.raises(ValueError, match=r"numpy\.exp has a rule already"):
        ad.defrule(np.exp, lambda z, x: z)


# custom_jvp


@ad.custom_jvp
def weighted(x, p):
    return {"a": np.sin(x) * p["w"], "b": np.sum(x)}


@weighted.defjvp
def weighted_jvp(primals, tangents):
    (x, p), (t, tp) = primals, tangents
    return weighted(x, p), {"a": np.cos(x) * t * p["w"] + np.sin(x) * tp["w"], "b": np.sum(t)}


def through_rule(x, w):
    out = weighted(x, {"w": w})
    return np.sum(out["a"] * out["b"])


def plain(x, w):
    return np.sum(np.sin(x) * w * np.sum(x))


@pytest.mark.parametrize("mode", MODES)
def test_custom_jvp_serves_both_modes(mode):
    same(weighted(X, {"w": W})["a"], np.sin(X) * W)
    same(mode.grad(through_rule, (0, 1))(X, W), mode.grad(plain, (0, 1))(X, W))
    same(mode.hessian(through_rule)(X, W), mode.hessian(plain)(X, W))
    for size in (None, 1, 2):
        same(mode.jacobian(lambda x: weighted(x, {"w": W})["a"], chunk_size=size)(X), np.diag(np.cos(X) * W))


def test_custom_jvp_is_used_and_not_the_function():
    @ad.custom_jvp
    def f(x):
        return x**2

    f.defjvp(lambda primals, tangents: (f(*primals), 100.0 * tangents[0]))
    for mode in MODES:
        assert mode.grad(f)(3.0) == 100.0


def test_custom_jvp_with_arguments_that_are_not_differentiated():
    @ad.custom_jvp
    def power(n, x):
        return x**n

    power = ad.custom_jvp(power.function, nondiff_argnums=(0,))
    power.defjvp(lambda n, primals, tangents: (power(n, *primals), n * primals[0] ** (n - 1) * tangents[0]))
    for mode in MODES:
        assert mode.grad(lambda x: power(3, x))(2.0) == 12.0


def test_custom_jvp_errors_say_what_to_write():
    f = ad.custom_jvp(np.sin)
    with pytest.raises(UnsupportedError, match="no rule"):
        ad.grad(f)(1.0)
    f.defjvp(lambda primals, tangents: tangents[0])
    with pytest.raises(OutputShapeError, match="pair"):
        forward.grad(f)(1.0)
    f.defjvp(lambda primals, tangents: (0.0, np.zeros(2)))
    with pytest.raises(ShapeMismatchError, match="tangent"):
        forward.grad(f)(1.0)


# custom_vjp


@ad.custom_vjp
def pair(x, y):
    return np.sin(x) * y, x


def pair_forward(x, y):
    return (np.sin(x) * y, x), (x, y)


def pair_backward(residuals, ct):
    x, y = residuals
    return np.cos(x) * y * ct[0] + ct[1], np.sin(x) * ct[0]


pair.defvjp(pair_forward, pair_backward)


def through_pair(x, y):
    first, second = pair(x, y)
    return np.sum(first * x + second**2)


def plain_pair(x, y):
    return np.sum(np.sin(x) * y * x + x**2)


def test_custom_vjp():
    same(pair(X, W), (np.sin(X) * W, X))
    same(reverse.grad(through_pair, (0, 1))(X, W), reverse.grad(plain_pair, (0, 1))(X, W))
    for size in (None, 1, 2):
        same(reverse.jacobian(lambda x: pair(x, W)[0], chunk_size=size)(X), np.diag(np.cos(X) * W))


def test_custom_vjp_nests():
    same(ad.hessian(through_pair)(X, W), ad.hessian(plain_pair)(X, W))
    same(reverse.hessian(through_pair)(X, W), ad.hessian(plain_pair)(X, W))


def test_custom_vjp_leaves_out_an_argument_with_none():
    @ad.custom_vjp
    def f(x, y):
        return x * y

    f.defvjp(lambda x, y: (x * y, y), lambda y, ct: (ct * y, None))
    assert reverse.grad(f, (0, 1))(2.0, 3.0) == (3.0, 0.0)


def test_custom_vjp_errors_say_what_to_write():
    with pytest.raises(UnsupportedError, match="custom_jvp"):
        forward.grad(through_pair)(X, W)
    f = ad.custom_vjp(lambda x: x)
    f.defvjp(lambda x: (x, None), lambda residuals, ct: ct)
    with pytest.raises(OutputShapeError, match="tuple"):
        ad.grad(f)(1.0)
    f.defvjp(lambda x: (x, None), lambda residuals, ct: (np.ones(2),))
    with pytest.raises(ShapeMismatchError, match="cotangents"):
        ad.grad(f)(1.0)


# checkpoint


def block(x):
    for _ in range(50):
        x = np.sin(x)
    return x


def network(layer):
    def f(x):
        for _ in range(10):
            x = layer(x)
        return np.sum(x)

    return f


def peak(f, x):
    gc.collect()
    tracemalloc.start()
    reverse.grad(f)(x)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return most


def test_checkpoint_answers_the_same():
    again = ad.checkpoint(block)
    same(reverse.grad(network(again))(X), reverse.grad(network(block))(X))
    same(reverse.jacobian(again)(X), forward.jacobian(block)(X))
    same(forward.jacobian(again)(X), forward.jacobian(block)(X))
    same(reverse.hessian(network(again))(X), reverse.hessian(network(block))(X), 1e-12)
    same(ad.hessian(network(again))(X), reverse.hessian(network(block))(X), 1e-12)


def test_checkpoint_takes_trees_and_constants():
    @ad.checkpoint
    def affine(p, x, name):
        return {"out": p["W"] @ x + p["b"]} if name == "affine" else None

    p = {"W": np.ones((2, 3)), "b": np.zeros(2)}
    expected = reverse.grad(lambda p: np.sum((p["W"] @ X + p["b"]) ** 2))(p)
    same(reverse.grad(lambda p: np.sum(affine(p, X, "affine")["out"] ** 2))(p), expected)


def test_checkpoint_lowers_peak_memory():
    x = np.random.default_rng(0).standard_normal(20_000)
    kept, evaluated_again = peak(network(block), x), peak(network(ad.checkpoint(block)), x)
    nested = peak(network(ad.checkpoint(lambda x: ad.checkpoint(block)(ad.checkpoint(block)(x)))), x)
    assert evaluated_again < kept / 5
    assert nested < kept / 5


def test_checkpoint_refuses_a_traced_value_of_the_enclosing_function():
    with pytest.raises(UnsupportedError, match="pass it as an argument"):
        reverse.grad(lambda x: np.sum(ad.checkpoint(lambda y: x * y)(x)))(X)


@pytest.mark.parametrize("f", [through_rule, through_pair, lambda x, w: np.sum(ad.checkpoint(block)(x * w))])
def test_a_call_leaves_no_reference_cycle(f):
    gc.collect()
    gc.disable()
    try:
        reverse.grad(f)(X, W)
        assert gc.collect() == 0
    finally:
        gc.enable()

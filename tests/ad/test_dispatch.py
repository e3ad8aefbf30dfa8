"""The roads from NumPy to a rule: operators, ufuncs, functions, methods, and object arrays of traced scalars."""

import copy
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse, stop_gradient
from ad.core import Traced
from ad.forward import Dual, Sweep
from tests.ad.checks import MODES, expect_equal
from tests.ad.scenarios import points

X = points(3)
A = points(2, 3)


def same(mode: Any, f: Any, expected: Any, x: Any = X) -> None:
    """Check that two ways to write a function have the same value and derivative."""
    expect_equal(f(x), expected(x))
    for chunk_size in (1, None):
        expect_equal(
            mode.jacobian(f, chunk_size=chunk_size)(x), mode.jacobian(expected, chunk_size=chunk_size)(x), 1e-15
        )


# np.array never asks: it gets an object array of traced scalars, which every rule absorbs.

ABSORBED: dict[str, tuple[Any, Any]] = {
    "array": (lambda x: np.array([x[1], -np.sin(x[0])]), lambda x: np.stack([x[1], -np.sin(x[0])])),
    "with constants": (lambda x: np.array([x[1], 2.0, x[0]]), lambda x: np.stack([x[1], x[0] * 0 + 2.0, x[0]])),
    "nested lists": (
        lambda x: np.array([[x[0], x[1]], [x[2], 1.0]]) @ x[:2],
        lambda x: np.stack([x[0] * x[0] + x[1] * x[1], x[2] * x[0] + x[1]]),
    ),
    "rows": (lambda x: np.array([x, 2 * x]), lambda x: np.stack([x, 2 * x])),
    "sum": (lambda x: np.sum(np.array([x[0], x[1] ** 2])), lambda x: x[0] + x[1] ** 2),
    "ufunc": (lambda x: np.exp(np.array([x[0], x[1]])) * 1.0, lambda x: np.exp(x[:2])),
    "ufuncs of two that ask the elements": (
        lambda x: (
            np.hypot(np.array([x[0], x[1]]), 3.0) * np.arctan2(np.array([x[1], x[2]]), np.array([x[0], 2.0]))
            + np.fmod(np.array([x[1], x[2]]), 0.7)
        ),
        lambda x: np.hypot(x[:2], 3.0) * np.arctan2(x[1:], np.stack([x[0], 2.0])) + np.fmod(x[1:], 0.7),
    ),
    "ufunc of two": (lambda x: x[:2] * np.array([x[1], x[2]]), lambda x: x[:2] * x[1:]),
    "object on the left": (lambda x: np.array([x[1], x[2]]) * x[:2], lambda x: x[:2] * x[1:]),
    "matmul": (lambda x: A[:, :2] @ np.array([x[1], x[2]]) + x[:2], lambda x: A[:, :2] @ x[1:] + x[:2]),
    "norm": (lambda x: np.linalg.norm(np.array([x[0], x[1]]) + x[:2]), lambda x: np.linalg.norm(2 * x[:2])),
    "asarray": (lambda x: np.asarray(x) * x, lambda x: x * x),
    "asanyarray of a scalar": (lambda x: np.asarray(x[0]) * x[1], lambda x: x[0] * x[1]),
    "concatenate": (lambda x: np.concatenate([np.array([x[0]]), x]), lambda x: np.concatenate([x[:1], x])),
    "stack of arrays": (lambda x: np.stack([np.array([x[0], x[1]]), x[1:]]), lambda x: np.stack([x[:2], x[1:]])),
    "list operand": (lambda x: np.add([x[0], x[1]], x[:2]), lambda x: x[:2] + x[:2]),
    "list of rows": (lambda x: np.sum([x, x * x], axis=0) + 0 * x, lambda x: x + x * x),
    "list to a function": (lambda x: np.dot([x[0], x[1]], x[1:]), lambda x: np.dot(x[:2], x[1:])),
    "index by absorbed": (lambda x: np.array([x[0], x[1], x[2]])[1:] * x[0], lambda x: x[1:] * x[0]),
    "tuple of outputs": (lambda x: (np.array([x[0], x[1]]), [x[2]]), lambda x: (x[:2], [x[2]])),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("way", ABSORBED)
def test_object_arrays_are_absorbed(way: str, mode: Any) -> None:
    same(mode, *ABSORBED[way])


@pytest.mark.parametrize("mode", MODES)
def test_object_arrays_inside_nested_transforms(mode: Any) -> None:
    def f(x: Any) -> Any:
        return np.array([x[1] * x[0], -np.sin(x[0])])

    for outer in MODES:
        got = outer.jacobian(mode.jacobian(f))(X)
        expected = np.zeros((2, 3, 3))
        expected[0, 0, 1] = expected[0, 1, 0] = 1
        expected[1, 0, 0] = np.sin(X[0])
        expect_equal(got, expected)


def test_rosenbrock_of_scipy() -> None:
    """Third-party code that begins with ``asarray`` works as it is."""
    optimize = pytest.importorskip("scipy.optimize")
    x = points(4)
    for mode in MODES:
        expect_equal(mode.grad(optimize.rosen)(x), optimize.rosen_der(x))
        expect_equal(mode.hessian(optimize.rosen)(x), optimize.rosen_hess(x), 1e-11)


# Questions of shape, answered from the primal; tests, which look at primals.


@pytest.mark.parametrize("mode", MODES)
def test_shapes(mode: Any) -> None:
    def f(x: Any) -> Any:
        assert (x.shape, x.ndim, x.size, x.dtype, len(x)) == ((2, 3), 2, 6, np.dtype(float), 2)
        assert (np.shape(x), np.ndim(x), np.size(x), np.size(x, 1)) == ((2, 3), 2, 6, 3)
        assert np.result_type(x, np.float32) == "f8"
        assert (x.itemsize, x.nbytes) == (8, 48)
        assert not np.iscomplexobj(x)
        return np.sum(x)

    for chunk_size in (1, None):
        mode.jacobian(f, chunk_size=chunk_size)(A)
    with pytest.raises(TypeError, match="unsized"):
        mode.jacobian(lambda x: len(x))(1.0)
    with pytest.raises(TypeError, match="unsized"):
        mode.jacobian(lambda x: list(x))(1.0)


@pytest.mark.parametrize("mode", MODES)
def test_branches_look_at_primals(mode: Any) -> None:
    def f(x: Any) -> Any:
        total = 0.0
        for element in x:
            if element > 0 and not element >= 1.5:
                total = total + element**2
            elif element < -1 or element == x[0]:
                total = total - element
        while np.abs(total) < 100:
            total = total * 2 if total != 0 else 100.0
        return total if np.any(x > 0) and bool(np.sum(x) < 10) else 0.0

    numeric = forward.jvp(f, (X,), (np.ones(3),))
    assert np.isfinite(numeric[0])
    for order in (f, lambda x: f(x) * 1.0):
        expect_equal(mode.grad(order)(X), forward.grad(f)(X))
    assert mode.derivative(lambda x: x if x else -x)(0.0) == -1
    for comparison in (lambda x: x > 1, lambda x: x < 1, lambda x: x == X, lambda x: x >= X, lambda x: x != x):
        seen = []
        mode.grad(lambda x: seen.append(comparison(x)) or np.sum(x))(X)  # noqa: B023
        assert seen[0].dtype == bool
        assert type(seen[0]) is np.ndarray


@pytest.mark.parametrize("mode", MODES)
def test_truth_of_an_array_is_ambiguous_as_ever(mode: Any) -> None:
    with pytest.raises(ValueError, match="ambiguous"):
        mode.grad(lambda x: np.sum(x) if x > 0 else 0.0)(X)


@pytest.mark.parametrize("mode", MODES)
def test_plain_arrays_made_after_a_traced_one_are_constants(mode: Any) -> None:
    for make in (np.sign, lambda x: np.full_like(x, 2.0), lambda x: x > 0):
        seen = []
        mode.grad(lambda x: seen.append(make(x)) or np.sum(x * make(x)))(X)  # noqa: B023
        assert not isinstance(seen[0], Traced)


# Methods and attributes of arrays.


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("method", "function"),
    [
        (lambda x: np.array(x.tolist()[0]), lambda x: x[0]),
        (lambda x: x[0, 1].item() * x.item(1), lambda x: x[0, 1] * x[0, 1]),
        (lambda x: x.item(1, 2) * x.item((0, 1)), lambda x: x[1, 2] * x[0, 1]),
        (lambda x: sum(x.flat), np.sum),
        (lambda x: x.T.mT, lambda x: x),
        (lambda x: np.stack([a * b for a, b in x.T]), lambda x: x[0] * x[1]),
        (lambda x: x.astype(float), lambda x: x),
        (lambda x: x * x.astype(int), lambda x: x * x.astype(int)),
        (lambda x: x.round() + x, lambda x: x),
        (lambda x: x[x.argmax(axis=0), [0, 1, 2]], lambda x: x.max(axis=0)),
        (lambda x: x[:, x[0].argsort()], lambda x: np.take(x, np.argsort(x[0]), axis=1)),
        (lambda x: x * x.any() * (x > 9).all(), lambda x: 0 * x),
        (lambda x: x[x.nonzero()], np.ravel),
        (lambda x: x[x > 0], lambda x: x[stop_gradient(x) > 0]),
        (lambda x: np.where(x > 0, x, -x), np.abs),
        (lambda x: x[:, x[0] > -9], lambda x: x),
        (lambda x: 5.0 * x if x[0, 0] in x and 5.0 not in x else x, lambda x: 5.0 * x),
        (lambda x: max(x[0, 0], x[0, 1]), lambda x: np.maximum(x[0, 0], x[0, 1])),
        (lambda x: sorted(x[0])[1], lambda x: x[0][np.argsort(x[0])[1]]),
        (lambda x: sum(x[0]) + abs(x[1, 0]), lambda x: np.sum(x[0]) + np.abs(x[1, 0])),
    ],
)
def test_methods(mode: Any, method: Any, function: Any) -> None:
    got, expected = mode.jacobian(method)(A), mode.jacobian(function)(A)
    expect_equal(got, expected)


def test_unhashable_as_arrays_are() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        forward.grad(lambda x: {x: 1})(1.0)


def test_representation() -> None:
    assert repr(Dual.of(2.0, 1.0, Sweep())) == "Dual(2.0)"


@pytest.mark.parametrize("mode", MODES)
def test_reductions_of_ufuncs(mode: Any) -> None:
    same(mode, lambda x: np.add.reduce(x), lambda x: np.sum(x, axis=0), A)
    same(mode, lambda x: np.add.reduce(x, axis=None), np.sum, A)
    same(mode, lambda x: np.multiply.reduce(x, axis=1, keepdims=True), lambda x: np.prod(x, axis=1, keepdims=True), A)
    same(mode, lambda x: np.maximum.reduce(x), lambda x: np.max(x, axis=0), A)
    same(mode, lambda x: np.minimum.reduce(x, 1), lambda x: np.min(x, axis=1), A)
    same(mode, lambda x: np.add.accumulate(x), lambda x: np.cumsum(x, axis=0), A)
    same(mode, lambda x: np.multiply.accumulate(x, axis=-1), lambda x: np.cumprod(x, axis=-1), A)
    same(mode, lambda x: np.multiply.outer(x, x[0]), lambda x: x[:, :, None] * x[0], A)


@pytest.mark.parametrize("mode", MODES)
def test_plain_arrays_on_the_left_of_operators_give_way(mode: Any) -> None:
    same(mode, lambda x: A * x, lambda x: np.multiply(A, x))
    same(mode, lambda x: A @ x, lambda x: np.matmul(A, x))
    same(mode, lambda x: A[0] - x, lambda x: np.subtract(A[0], x))
    same(mode, lambda x: np.float64(2) ** x, lambda x: np.power(2.0, x))
    same(mode, lambda x: [1.0, 2.0, 3.0] / x, lambda x: np.divide([1.0, 2.0, 3.0], x), np.abs(X) + 1)


@pytest.mark.parametrize("mode", MODES)
def test_functions_with_traced_keyword_arguments(mode: Any) -> None:
    same(mode, lambda x: np.sum(a=x), np.sum)
    same(mode, lambda x: np.clip(0.5, a_min=x, a_max=9.0), lambda x: np.maximum(x, 0.5))
    same(mode, lambda x: np.dot(a=x, b=x), lambda x: x @ x)
    same(mode, lambda x: np.stack(arrays=[x, x], axis=-1), lambda x: np.tile(x[:, None], 2))


def test_copies_of_traced_values_stay_traced() -> None:
    for mode in MODES:
        expect_equal(mode.grad(lambda x: np.sum(np.copy(x) * x.copy()))(X), 2 * X)
        expect_equal(mode.grad(lambda x: np.sum(copy.copy(x) * x))(X), 2 * X)


def test_dual_of_a_python_number_is_that_of_numpy() -> None:
    value, tangent = forward.jvp(lambda x: x, (2.0,), (1.0,))
    assert isinstance(value, np.float64)
    assert isinstance(tangent, np.float64)
    assert isinstance(reverse.grad(lambda x: x)(2.0), np.float64)

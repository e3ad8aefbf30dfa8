"""Ufuncs: against tables of JAX's scalar derivatives, for every shape, every broadcast and every kind of constant."""

from collections.abc import Callable
from functools import cache
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ad import UnsupportedError, forward, reverse
from tests.ad.checks import CHECKS, CHECKS_WITHOUT_ORACLE, CHUNK_SIZES, MODES, expect_equal
from tests.ad.scenarios import SHAPES, Scenario, points
from tests.ad.tables import BINARY, ELEMENTWISE, OPERATORS, UNARY, elementwise_calls

COUNT = 6  # as many points as the largest of SHAPES has elements


def name(value: Any) -> str:
    return getattr(value, "__name__", str(value))


@pytest.mark.parametrize("check", CHECKS, ids=name)
@pytest.mark.parametrize("scenario", ELEMENTWISE, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


@pytest.mark.parametrize("check", CHECKS_WITHOUT_ORACLE, ids=name)
@pytest.mark.parametrize("scenario", list(elementwise_calls()), ids=str)
def test_ufunc(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


# One function of one argument: its Jacobian is the diagonal of the derivatives.


def points_of(function: Any) -> Any:
    low, high = UNARY[function]
    return points(COUNT, low=low, high=high)


@cache
def unary_derivatives() -> dict[Any, Any]:
    """Return JAX's first and second derivative of each function at each point, compiled in one go."""

    def evaluate(xs: list[Any]) -> list[Any]:
        functions = [getattr(jnp, function.__name__) for function in UNARY]
        return [
            (jax.vmap(jax.grad(f))(x), jax.vmap(jax.grad(jax.grad(f)))(x)) for f, x in zip(functions, xs, strict=True)
        ]

    answers = jax.jit(evaluate)([points_of(function) for function in UNARY])
    return dict(zip(UNARY, answers, strict=True))


def diagonal(values: Any, shape: tuple[int, ...]) -> Any:
    size = int(np.prod(shape))
    return np.diag(np.asarray(values)[:size]).reshape(shape + shape)


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("function", UNARY, ids=name)
def test_unary(function: Any, shape: tuple[int, ...]) -> None:
    x = points_of(function)[: int(np.prod(shape))].reshape(shape)
    expected = diagonal(unary_derivatives()[function][0], shape)
    for mode in MODES:
        for chunk_size in CHUNK_SIZES:
            expect_equal(mode.jacobian(function, chunk_size=chunk_size)(x), expected, hint=mode.__name__)


@pytest.mark.parametrize("function", UNARY, ids=name)
def test_unary_second_derivative(function: Any) -> None:
    x = points_of(function)[:3]
    expected = diagonal(unary_derivatives()[function][1], (3,))
    for outer, inner in product(MODES, MODES):
        expect_equal(outer.jacobian(inner.grad(lambda x: np.sum(function(x))))(x), expected, 1e-11)


@pytest.mark.parametrize("function", UNARY, ids=name)
def test_unary_of_an_object_array(function: Any) -> None:
    """NumPy calls a method of the function's name on each element."""
    x = points_of(function)[:3]
    for mode in MODES:
        got = mode.jacobian(lambda x: np.stack(list(function(np.asarray(x)))))(x)
        expect_equal(got, mode.jacobian(function)(x))


# One function of two arguments: partial derivatives at all pairs of points make up those of any broadcast.


def pairs_of(function: Any) -> tuple[Any, Any]:
    (low, high), (low_y, high_y) = BINARY[function]
    return points(COUNT, low=low, high=high), points(COUNT, low=low_y, high=high_y, seed=1)


@cache
def binary_derivatives() -> dict[Any, Any]:
    """Return JAX's partial derivatives of each function at each pair of points (2, 6, 6), and the second ones."""

    def evaluate(inputs: list[Any]) -> list[Any]:
        answers = []
        for function, (x, y) in zip(BINARY, inputs, strict=True):
            x, y = (grid.ravel() for grid in jnp.meshgrid(x, y, indexing="ij"))
            f = getattr(jnp, function.__name__)
            gradient = jax.grad(f, argnums=(0, 1))
            answers.append((jax.vmap(gradient)(x, y), jax.vmap(jax.jacfwd(gradient, argnums=(0, 1)))(x, y)))
        return answers

    answers = jax.jit(evaluate)([pairs_of(function) for function in BINARY])
    return {
        function: jax.tree.map(lambda table: np.reshape(table, (COUNT, COUNT)), tables)
        for function, tables in zip(BINARY, answers, strict=True)
    }


def broadcasts() -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    pairs = []
    for left, right in product(SHAPES, SHAPES):
        try:
            np.broadcast_shapes(left, right)
        except ValueError:
            continue
        pairs.append((left, right))
    return pairs


def places(shape: tuple[int, ...], z_shape: tuple[int, ...]) -> Any:
    """Return which element of an array of `shape` each element of a broadcast to `z_shape` comes from."""
    return np.broadcast_to(np.arange(int(np.prod(shape))).reshape(shape), z_shape)


def block(partials: Any, own: Any, shape: tuple[int, ...]) -> Any:
    """Return the Jacobian of elements with these partial derivatives, which stand at `own` in an input of `shape`."""
    size = int(np.prod(shape))
    return (partials[..., None] * (own[..., None] == np.arange(size))).reshape(own.shape + shape)


@pytest.mark.parametrize("function", BINARY, ids=name)
def test_binary(function: Any) -> None:
    tables = [np.asarray(table) for table in binary_derivatives()[function][0]]
    xs, ys = pairs_of(function)
    for left, right in broadcasts():
        x, y = xs[: int(np.prod(left))].reshape(left), ys[: int(np.prod(right))].reshape(right)
        z_shape = np.broadcast_shapes(left, right)
        i, j = places(left, z_shape), places(right, z_shape)
        expected = [
            block(table[i, j], own, np.shape(arg)) for table, own, arg in zip(tables, (i, j), (x, y), strict=True)
        ]
        for mode in MODES:
            for chunk_size in CHUNK_SIZES:
                got = mode.jacobian(function, (0, 1), chunk_size=chunk_size)(x, y)
                expect_equal(got, expected, hint=f"({mode.__name__}, {left} with {right}, chunk_size={chunk_size})")


@pytest.mark.parametrize("function", BINARY, ids=name)
def test_binary_second_derivatives(function: Any) -> None:
    tables = binary_derivatives()[function][1]
    (x, *_), (y, *_) = pairs_of(function)
    expected = [table[0, 0] for row in tables for table in row]
    for outer, inner in product(MODES, MODES):
        expect_equal(outer.jacobian(inner.grad(function, (0, 1)), (0, 1))(x, y), expected, 1e-11)


CONSTANTS: dict[str, Callable[[Any], Any]] = {
    "number": lambda values: float(values[0]),
    "numpy-scalar": lambda values: np.float64(values[0]),
    "array": lambda values: values,
    "list": lambda values: values.tolist(),
    "0-d array": lambda values: np.array(values[0]),
}


@pytest.mark.parametrize("kind", CONSTANTS)
@pytest.mark.parametrize("function", BINARY, ids=name)
def test_constant_on_either_side(function: Any, kind: str) -> None:
    xs, ys = (values[:3] for values in pairs_of(function))
    own = np.arange(3)
    other = own if kind in ("array", "list") else 0 * own
    by_x, by_y = (np.asarray(table) for table in binary_derivatives()[function][0])
    for mode in MODES:
        constant = CONSTANTS[kind](ys)
        for chunk_size in CHUNK_SIZES:
            got = mode.jacobian(lambda x: function(x, constant), chunk_size=chunk_size)(xs)  # noqa: B023
            expect_equal(got, np.diag(by_x[own, other]), hint=f"({mode.__name__}, constant right)")
        constant = CONSTANTS[kind](xs)
        for chunk_size in CHUNK_SIZES:
            got = mode.jacobian(lambda y: function(constant, y), chunk_size=chunk_size)(ys)  # noqa: B023
            expect_equal(got, np.diag(by_y[other, own]), hint=f"({mode.__name__}, constant left)")


@pytest.mark.parametrize("function", BINARY, ids=name)
def test_single_precision_beside_a_number(function: Any) -> None:
    """A number takes on the type of its partner, a float64 array does not; a cotangent has the type of its input."""
    xs, ys = (values[:3].astype("f4") for values in pairs_of(function))
    calls = (lambda x: function(x, float(ys[0])), xs), (lambda y: function(float(xs[0]), y), ys)
    for call, x in calls:
        for value in (x, x[1]):
            for chunk_size in (1, None):
                assert forward.jacobian(call, chunk_size=chunk_size)(value).dtype == np.result_type(call(value))
                assert reverse.jacobian(call, chunk_size=chunk_size)(value).dtype == "f4"
    wide = ys.astype("f8")
    assert forward.jacobian(lambda x: function(x, wide))(xs).dtype == "f8"
    assert reverse.jacobian(lambda x: function(x, wide))(xs).dtype == "f4"


@pytest.mark.parametrize("function", [np.power, np.multiply, np.divide, np.maximum], ids=name)
def test_integer_constants(function: Any) -> None:
    """Integers are constants like any other, as numbers and as arrays."""
    x = points(3, low=0.5, high=2)
    for mode in MODES:
        for constant in (2, 3, -1, np.int64(2), np.array([1, 2, 3]), [1, 2, 3]):
            same = np.array(constant, dtype=float)
            if not np.any(np.less(constant, 0)):
                got = mode.jacobian(lambda x: function(constant, x))(x)  # noqa: B023
                expect_equal(got, mode.jacobian(lambda x: function(same, x))(x))  # noqa: B023
            if not (function is np.power and np.any(np.less(constant, 0))):
                got = mode.jacobian(lambda x: function(x, constant))(x)  # noqa: B023
                expect_equal(got, mode.jacobian(lambda x: function(x, same))(x))  # noqa: B023
        expect_equal(mode.jacobian(lambda x: x**-2)(x), np.diag(-2 * x**-3.0))


# Python's operators are the functions under another name.


@pytest.mark.parametrize("call", OPERATORS)
def test_operator(call: str) -> None:
    function = OPERATORS[call]
    binary = "y" in call
    for left, right in (((3,), (3,)), ((2, 3), (3,)), ((), (3,)), ((2, 1), ()), ((), ())):
        inputs = {"x": points(*left, low=0.5, high=2)}
        if binary:
            inputs["y"] = points(*right, low=0.6, high=1.7, seed=1)
        f, args = Scenario(function, call, inputs).f(), tuple(inputs.values())
        argnums = tuple(range(len(args)))
        for mode in MODES:
            expect_equal(mode.jacobian(f, argnums)(*args), mode.jacobian(function, argnums)(*args), 1e-15)


@pytest.mark.parametrize("call", [call for call in OPERATORS if "y" in call])
@pytest.mark.parametrize("constant", [1.5, 2, np.float64(1.5), np.array([0.7, 1.1, 1.9]), [0.7, 1.1, 1.9]], ids=repr)
def test_operator_beside_a_constant(call: str, constant: Any) -> None:
    function = OPERATORS[call]
    evaluate = Scenario(function, call, {"x": None, "y": None}).f()
    for x in (points(3, low=0.5, high=2), points(low=0.5, high=2)):
        for mode in MODES:
            array = np.asarray(constant, dtype=float)
            got = mode.jacobian(lambda x: evaluate(x, constant))(x)
            expect_equal(got, mode.jacobian(lambda x: function(x, array))(x), 1e-15)  # noqa: B023
            got = mode.jacobian(lambda x: evaluate(constant, x))(x)
            expect_equal(got, mode.jacobian(lambda x: function(array, x))(x), 1e-15)  # noqa: B023


def test_assignment_operators_write_in_place() -> None:
    def f(x: Any) -> Any:
        y = x
        y += x * x
        y *= 2.0
        return y

    x = points(3)
    for mode in MODES:
        expect_equal(mode.jacobian(f)(x), np.diag(2 + 4 * x))


def test_floor_division_and_divmod() -> None:
    x = points(3, low=2, high=5)
    for mode in MODES:
        expect_equal(mode.jacobian(lambda x: x + x // 2.0 + 7.0 // x)(x), np.eye(3))
        quotient, rest = mode.jacobian(lambda x: divmod(x, 1.5))(x)
        expect_equal((quotient, rest), (np.zeros((3, 3)), np.eye(3)))
        expect_equal(mode.jacobian(lambda x: divmod(7.5, x)[1])(x), np.diag(-(7.5 // x)))


def test_outer_product_of_a_ufunc() -> None:
    x, y = points(3), points(2, seed=1)
    for mode in MODES:
        got = mode.jacobian(np.subtract.outer, (0, 1))(x, y)
        expect_equal(got, mode.jacobian(lambda x, y: x[:, None] - y, (0, 1))(x, y))


def test_options_are_refused() -> None:
    x = points(3)
    for mode in MODES:
        with pytest.raises(UnsupportedError, match=r"numpy\.sin cannot .*undefined.*np\.where\(mask, a, b\)"):
            mode.jacobian(lambda x: np.sin(x, where=np.array([True, False, True])))(x)
        with pytest.raises(UnsupportedError, match=r"numpy\.add cannot write .*y = y \+ x"):
            mode.jacobian(lambda x: np.add(x, 1.0, out=np.zeros(3)))(x)
        with pytest.raises(UnsupportedError, match=r"numpy\.sin\(\.\.\., dtype=\.\.\.\).*Leave dtype out"):
            mode.jacobian(lambda x: np.sin(x, dtype=np.float32))(x)
        with pytest.raises(UnsupportedError, match=r"numpy\.add\.at cannot add traced values.*np\.zeros_like"):
            mode.jacobian(lambda x: np.add.at(np.zeros(3), [0], x))(x)
        assert mode.grad(lambda x: np.add(x, 1.0, out=None))(2.0) == 1

"""Derivatives at singular points: kinks, ties, poles, overflow, empty arrays.

Four principles: limits, infinite ones included; at a convex kink the subgradient of least norm; a composite equals its
decomposition; nan otherwise. Each row is a call, a point, and the partial derivatives there.
"""

import warnings
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from tests.ad.checks import CHUNK_SIZES, MODES, expect_equal
from tests.ad.scenarios import Scenario

inf, nan = np.inf, np.nan

# Elementwise: the point, and the derivative by each of its coordinates.
ELEMENTWISE: list[tuple[str, tuple[float, ...], tuple[float, ...]]] = [
    ("abs(x)", (0.0,), (0,)),  # JAX: 1
    ("np.abs(x)", (-0.0,), (0,)),  # JAX: 1
    ("np.fabs(x)", (0.0,), (0,)),  # JAX: 1
    *((f"np.{name}(x)", (at,), (0,)) for name in ("sign", "floor", "ceil", "round", "trunc") for at in (0.0, 0.5, 2.0)),
    ("np.sqrt(x)", (0.0,), (inf,)),
    ("np.sqrt(x)", (-1.0,), (nan,)),
    ("np.sqrt(x ** 2)", (0.0,), (nan,)),
    ("np.sqrt(x) * 0", (0.0,), (nan,)),
    ("x / x", (0.0,), (nan,)),
    ("x * np.log(x)", (0.0,), (nan,)),
    ("np.hypot(x, y)", (0.0, 0.0), (0, 0)),  # JAX: nan
    ("np.arctan2(x, y)", (0.0, 0.0), (nan, nan)),
    ("np.arctan2(x, y)", (0.0, -1.0), (-1, 0)),
    ("np.arctan2(x, y)", (1e-200, 1e-200), (5e199, -5e199)),
    ("np.maximum(x, y)", (1.0, 1.0), (0.5, 0.5)),
    ("np.minimum(x, y)", (1.0, 1.0), (0.5, 0.5)),
    ("np.fmax(x, y)", (1.0, 1.0), (0.5, 0.5)),  # JAX: 0 and 1
    ("np.fmin(x, y)", (1.0, 1.0), (0.5, 0.5)),  # JAX: 0 and 1
    ("np.maximum(x, 0.0)", (0.0,), (0.5,)),
    ("np.maximum(x, y)", (nan, 1.0), (0, 0)),
    ("np.minimum(x, y)", (1.0, nan), (0, 0)),
    ("np.fmax(x, y)", (nan, 1.0), (0, 1)),
    ("np.fmax(x, y)", (1.0, nan), (1, 0)),
    ("np.fmin(x, y)", (nan, 1.0), (0, 1)),
    ("np.clip(x, 0, 1)", (0.0,), (0.5,)),
    ("np.clip(x, 0, 1)", (1.0,), (0.5,)),
    ("x ** 0", (0.0,), (0,)),
    ("x ** 0.0", (0.0,), (0,)),  # JAX: nan
    ("np.power(x, 0)", (0.0,), (0,)),
    ("x ** 1", (0.0,), (1,)),
    ("x ** 2", (0.0,), (0,)),
    ("x ** 2.0", (0.0,), (0,)),
    ("x ** 3", (-2.0,), (12,)),
    ("x ** 3.0", (-2.0,), (12,)),
    ("x ** 0.5", (0.0,), (inf,)),
    ("x ** -1", (0.0,), (-inf,)),
    ("np.power(x, y)", (0.0, 0.0), (0, 0)),  # JAX: nan and 0
    ("np.power(x, y)", (0.0, 2.0), (0, 0)),
    ("np.power(x, y)", (0.0, 1.0), (1, 0)),
    ("np.power(x, y)", (-2.0, 2.0), (-4, nan)),
    ("np.power(x, y)", (0.0, -1.0), (-inf, nan)),
    ("0 ** x", (0.0,), (0,)),
    ("0 ** x", (2.0,), (0,)),
    ("0.0 ** x", (0.0,), (0,)),
    ("0.0 ** x", (2.0,), (0,)),
    ("np.log(x)", (0.0,), (inf,)),
    ("np.log1p(x)", (-1.0,), (inf,)),
    ("1 / x", (0.0,), (-inf,)),
    ("np.reciprocal(x)", (0.0,), (-inf,)),
    ("np.log(x)", (-1.0,), (-1,)),
    ("np.log1p(x)", (1e-20,), (1,)),
    ("np.expm1(x)", (1e-20,), (1,)),
    ("np.exp(x)", (710.0,), (inf,)),
    ("np.exp(x)", (-750.0,), (0,)),
    ("np.logaddexp(x, y)", (-inf, 0.0), (0, 1)),
    ("np.logaddexp(x, y)", (inf, 0.0), (1, 0)),  # JAX: nan
    ("np.logaddexp(x, y)", (1000.0, 1000.0), (0.5, 0.5)),
    ("np.logaddexp(x, y)", (-inf, -inf), (nan, nan)),
    ("np.logaddexp(x, y)", (inf, inf), (nan, nan)),  # JAX: 0.5 each
    ("np.logaddexp2(x, y)", (1000.0, 1000.0), (0.5, 0.5)),
    ("np.arcsin(x)", (1.0,), (inf,)),
    ("np.arccos(x)", (1.0,), (-inf,)),
    ("np.arctanh(x)", (1.0,), (inf,)),
    ("np.arccosh(x)", (1.0,), (inf,)),
    ("np.tanh(x)", (400.0,), (0,)),
    ("np.sinh(x)", (1000.0,), (inf,)),
    ("np.mod(x, y)", (5.0, 3.0), (1, -1)),
    ("np.mod(x, y)", (6.0, 3.0), (1, -2)),
    ("x % y", (6.0, 3.0), (1, -2)),
    ("np.cbrt(x)", (0.0,), (inf,)),
    ("np.copysign(x, y)", (2.0, -1.0), (-1, 0)),
    ("np.copysign(x, y)", (0.0, 1.0), (0, 0)),
    ("np.heaviside(x, y)", (0.0, 0.5), (0, 1)),
    ("np.heaviside(x, y)", (2.0, 0.5), (0, 0)),
]

# Of one array: the array, and the Jacobian there.
ARRAYS: list[tuple[str, Any, Any]] = [
    ("np.linalg.norm(x)", [0.0, 0.0], [0, 0]),  # JAX: nan
    ("np.linalg.norm(x)", [[0.0, 0.0]], [[0, 0]]),  # JAX: nan
    ("np.linalg.norm(x, axis=0)", [[0.0, 3.0], [0.0, 4.0]], [[[0, 0], [0, 0]], [[0, 0.6], [0, 0.8]]]),  # JAX: nan
    ("np.linalg.norm(x, 1)", [0.0, 1.0], [0, 1]),  # JAX: 1 at 0
    ("np.linalg.norm(x, np.inf)", [1.0, 1.0], [0.5, 0.5]),
    ("np.max(x)", [1.0, 3.0, 3.0], [0, 0.5, 0.5]),
    ("np.max(x)", [3.0, 3.0, 3.0], [1 / 3, 1 / 3, 1 / 3]),
    ("np.min(x)", [1.0, 1.0, 3.0], [0.5, 0.5, 0]),
    ("x.max(axis=1)", [[1.0, 1.0], [2.0, 0.0]], [[[0.5, 0.5], [0, 0]], [[0, 0], [1, 0]]]),
    ("np.max(x)", [1.0, nan, 2.0], [nan, nan, nan]),
    ("np.min(x)", [1.0, nan, 2.0], [nan, nan, nan]),
    ("np.prod(x)", [2.0, 0.0, 3.0], [0, 6, 0]),
    ("np.prod(x)", [0.0, 0.0, 3.0], [0, 0, 0]),
    ("np.prod(x, axis=0)", [[2.0, 0.0], [0.0, 0.0]], [[[0, 0], [2, 0]], [[0, 0], [0, 0]]]),
    ("np.cumprod(x)", [2.0, 0.0, 3.0], [[1, 0, 0], [0, 2, 0], [0, 6, 0]]),
    ("np.std(x)", [2.0, 2.0, 2.0], [0, 0, 0]),  # JAX: nan
    ("np.var(x)", [2.0, 2.0, 2.0], [0, 0, 0]),
    ("np.linalg.det(x)", [[1.0, 2.0], [2.0, 4.0]], [[4, -2], [-2, 1]]),
    ("np.linalg.det(x)", [[0.0, 0.0], [0.0, 0.0]], [[0, 0], [0, 0]]),
    ("np.linalg.det(x)", [[0.0]], [[1]]),
    (
        "np.linalg.det(x)",
        [[1.0, 2.0, 3.0], [2.0, 4.0, 6.0], [0.0, 1.0, 1.0]],
        [[-2, -2, 2], [1, 1, -1], [0, 0, 0]],
    ),
    ("np.sum(x[[0, 0, 1]])", [1.0, 2.0], [2, 1]),
]


@pytest.mark.parametrize(("call", "point", "expected"), ELEMENTWISE, ids=lambda value: str(value))
def test_elementwise(call: str, point: tuple[float, ...], expected: tuple[float, ...]) -> None:
    """As numbers, and as elements of an array between harmless neighbours.

    By one argument at a time: in forward mode a direction that moves both meets the partial derivatives by both, and
    zero times nan is nan.
    """
    f = Scenario(None, call, dict(zip("xy", point, strict=False))).f()
    vectors = [np.array([0.7, x, 0.7]) for x in point]
    with np.errstate(all="ignore"):
        for i, partial in enumerate(expected):
            for mode in MODES:
                expect_equal(mode.derivative(f, i)(*point), partial, hint=mode.__name__)
                for chunk_size in CHUNK_SIZES:
                    got = mode.jacobian(f, i, chunk_size=chunk_size)(*vectors)
                    expect_equal(np.diag(got)[1], partial, hint=f"({mode.__name__}, chunk_size={chunk_size})")
        expect_equal(reverse.grad(f, tuple(range(len(point))))(*point), expected)


@pytest.mark.parametrize(("call", "point", "expected"), ARRAYS, ids=lambda value: str(value))
def test_array(call: str, point: Any, expected: Any) -> None:
    f = Scenario(None, call, {"x": None}).f()
    with np.errstate(all="ignore"):
        for mode in MODES:
            for chunk_size in CHUNK_SIZES:
                got = mode.jacobian(f, chunk_size=chunk_size)(np.array(point))
                expect_equal(got, np.array(expected), hint=f"({mode.__name__}, chunk_size={chunk_size})")


@pytest.mark.parametrize("call", ["np.tanh(x)", "np.exp(x)", "np.logaddexp(x, 0.0)"])
@pytest.mark.parametrize("at", [-400.0, 400.0])
def test_no_floating_point_error_far_out(call: str, at: float) -> None:
    f = Scenario(None, call, {"x": at}).f()
    with np.errstate(divide="raise", invalid="raise", over="raise"):
        for mode in MODES:
            assert np.isfinite(mode.derivative(f)(at))
            assert np.all(np.isfinite(mode.jacobian(f)(np.array([at, 0.0]))))


def test_floating_point_errors_are_those_of_the_caller() -> None:
    for mode in MODES:
        with np.errstate(divide="raise"), pytest.raises(FloatingPointError):
            mode.derivative(np.sqrt)(0.0)
        with np.errstate(divide="warn"), pytest.warns(RuntimeWarning, match="divide by zero"):
            mode.derivative(np.sqrt)(0.0)


# The branch that where does not take: forward never looks at it, reverse multiplies its derivative by zero, as JAX.


def test_branch_not_taken() -> None:
    def f(x: Any) -> Any:
        return np.where(x > 0, np.log(x), 0.0)

    with np.errstate(all="ignore"):
        for x in (0.0, np.array([0.0, 2.0])):
            diagonal = (0, 0.5) if np.ndim(x) else 0
            assert np.array_equal(np.diag(forward.jacobian(f)(x)) if np.ndim(x) else forward.jacobian(f)(x), diagonal)
            assert np.isnan(reverse.jacobian(f)(x).flat[0] if np.ndim(x) else reverse.jacobian(f)(x))


def test_two_wheres_shield_the_branch_not_taken() -> None:
    def f(x: Any) -> Any:
        safe = np.where(x > 0, x, 1.0)
        return np.where(x > 0, np.log(safe), 0.0)

    for mode in MODES:
        expect_equal(mode.jacobian(f)(np.array([0.0, 2.0])), np.diag([0, 0.5]))


# Nothing to sum over.


@pytest.mark.parametrize("name", ["sum", "mean"])
@pytest.mark.parametrize("axis", [None, 0])
def test_empty_axis(name: str, axis: int | None) -> None:
    def f(x: Any) -> Any:
        return np.sum(getattr(np, name)(x, axis=axis))

    with np.errstate(all="ignore"), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Mean of empty slice", RuntimeWarning)
        for mode in MODES:
            value, gradient = mode.value_and_grad(f)(np.zeros((0, 3)))
            assert gradient.shape == (0, 3)
            assert np.isnan(value) if name == "mean" else value == 0


def test_empty_inputs_of_elementwise_chains() -> None:
    for mode in MODES:
        assert mode.grad(lambda x: np.sum(np.exp(x) * x[::-1]))(np.zeros(0)).shape == (0,)
        assert mode.jacobian(lambda x: x * 2)(np.zeros((2, 0))).shape == (2, 0, 2, 0)
        assert mode.jacobian(lambda x: x[:0])(np.ones(3)).shape == (0, 3)


def test_output_that_does_not_depend_on_the_input() -> None:
    x = np.array([1.0, 2.0])
    for mode in MODES:
        for f in (lambda x: 3.0, lambda x: np.array(3.0), lambda x: np.sum(np.floor(x)), lambda x: 7):
            gradient = mode.grad(f)(x)
            assert np.array_equal(gradient, [0, 0])
            assert gradient.dtype == float
        assert np.array_equal(mode.jacobian(lambda x: np.sign(x))(x), np.zeros((2, 2)))
        assert np.array_equal(mode.jacobian(lambda x: np.ones(3))(x), np.zeros((3, 2)))
        assert mode.derivative(lambda x: 1.0)(2.0) == 0
    assert np.array_equal(forward.jvp(lambda x: 3.0, (x,), (x,))[1], 0)
    assert np.array_equal(reverse.vjp(lambda x: 3.0, x)[1](1.0)[0], [0, 0])

"""What goes wrong says what happened, where, and what to write instead."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import ad
from ad import forward, reverse
from ad.core import primitive
from tests.ad.checks import MODES

X = np.array([0.5, 1.5, 2.5])


@pytest.mark.parametrize(
    ("error", "base"),
    [
        (ad.UnsupportedError, TypeError),
        (ad.ConversionError, TypeError),
        (ad.EscapedError, RuntimeError),
        (ad.InputTypeError, TypeError),
        (ad.OutputShapeError, TypeError),
        (ad.ShapeMismatchError, ValueError),
    ],
)
def test_errors_are_those_of_python_and_numpy(error: type, base: type) -> None:
    assert issubclass(error, base)
    assert error.__doc__


def written_into(x: Any) -> Any:
    buffer = np.zeros(3)
    buffer[0] = x[0]
    return buffer


def written_as_a_slice(x: Any) -> Any:
    buffer = np.zeros(3)
    buffer[:2] = x[:2]
    return buffer


def assigned(x: Any) -> Any:
    view = x[:2]
    x[0] = 1.0
    return view


@primitive
def without_rule(x: Any) -> Any:
    return x


# What a function may do with a traced value x that must not go unnoticed.
MISTAKES: dict[str, tuple[Callable[[Any], Any], type[Exception], str]] = {
    "float": (lambda x: float(x[0]), ad.ConversionError, r"float\(x\) .*lose its derivative.*stop_gradient"),
    "int": (lambda x: int(x[0]), ad.ConversionError, r"int\(x\) .*lose its derivative"),
    "complex": (lambda x: complex(x[0]), ad.ConversionError, r"complex\(x\) .*lose its derivative"),
    "math": (lambda x: math.sin(x[0]), ad.ConversionError, r"np\.sin, not math\.sin"),
    "index": (lambda x: [1, 2, 3][x[0]], ad.ConversionError, r"index.*stop_gradient"),
    "format": (lambda x: f"{x[0]:.2f}", TypeError, "format"),
    "asarray": (lambda x: np.asarray(x, dtype=float), ad.ConversionError, "plain float64 array.*Leave out the dtype"),
    "array": (lambda x: np.array([x[0], x[1]], dtype=float), ad.ConversionError, r"float\(x\)|plain float64 array"),
    "write": (written_into, ValueError, "setting an array element with a sequence"),
    "assign": (assigned, ad.AssignmentError, r"a view .* is alive.*copy\(\)"),
    "function": (without_rule, ad.UnsupportedError, r"without_rule has no derivative rule.*stop_gradient.*defrule"),
    "dtype": (lambda x: np.mean(x, dtype="f4"), ad.UnsupportedError, r"numpy\.mean\(.*Leave dtype out"),
    "out": (lambda x: np.cumsum(x, out=np.zeros(3)), ad.UnsupportedError, r"numpy\.cumsum\(.*value that it returns"),
    "composite": (lambda x: np.var(x, dtype="f4"), ad.UnsupportedError, r"numpy\.var\(.*Leave dtype out"),
    "in-place": (lambda x: np.add(np.zeros(3), x, out=np.zeros(3)), ad.UnsupportedError, r"numpy\.add .*returns"),
    "ufunc": (lambda x: np.gcd(x, 2), ad.UnsupportedError, r"numpy\.gcd has no derivative rule"),
    "ufunc method": (
        lambda x: np.subtract.reduce(x),
        ad.UnsupportedError,
        r"numpy\.subtract\.reduce has no derivative",
    ),
    "unused argument": (lambda x: np.clip(x, 0, x, out=None, where=True), ad.UnsupportedError, r"numpy\.clip"),
    "traced option": (lambda x: np.roll(x, x[0]), ad.UnsupportedError, r"first 1 arguments only.*stop_gradient"),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistake_inside_the_function(mistake: str, mode: Any) -> None:
    f, error, message = MISTAKES[mistake]
    with pytest.raises(error, match=message):
        mode.jacobian(f)(X)


def added_into(x: Any) -> Any:
    plain = np.zeros(2)
    plain += np.array([x[0], x[1]])
    return plain


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("f", "message"), [(written_into, "setting an array element"), (added_into, "Cannot cast")])
def test_writing_into_a_plain_array_has_a_note_that_names_the_fix(f: Any, message: str, mode: Any) -> None:
    with pytest.raises((ValueError, TypeError), match=message) as raised:
        mode.jacobian(f)(X)
    assert "np.zeros_like(x)" in raised.value.__notes__[0]


@pytest.mark.parametrize(
    "f",
    [
        lambda x: np.sin(np.array([x[0], 2.0])),
        lambda x: np.logaddexp(np.array([x[0], x[1]]), 0.0),
        lambda x: np.arctan2(np.array([2.0, x[1]]), 1.0),
        lambda x: np.hypot(np.array([2.0, x[1]]), 1.0),
        lambda x: np.trunc(np.array([x[0], x[1]])),
        lambda x: np.interp(np.array([x[0], x[1]]), [0.0, 1.0], [0.0, 1.0]),
        lambda x: np.linalg.inv(np.array([[x[0], 0.0], [0.0, x[1]]])),
    ],
)
@pytest.mark.parametrize("mode", MODES)
def test_what_takes_no_objects_has_a_note_that_names_the_fix(mode: Any, f: Any) -> None:
    with pytest.raises((TypeError, AttributeError)) as raised:
        mode.jacobian(f)(X)
    (note,) = raised.value.__notes__
    assert "Make it with np.stack([...])" in note


def test_other_value_errors_have_no_note() -> None:
    def f(x: Any) -> Any:
        raise ValueError("of the user's own")

    for mode in MODES:
        with pytest.raises(ValueError, match="own") as raised:
            mode.jacobian(f)(X)
        assert not hasattr(raised.value, "__notes__")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("x", "kind"),
    [(3, "int64"), (np.array([1, 2]), "int64"), (True, "bool"), (np.array([True]), "bool"), ("text", "<U4")],
    ids=repr,
)
def test_input_without_a_derivative(mode: Any, x: Any, kind: str) -> None:
    for transform in (mode.grad, mode.jacobian, mode.derivative, mode.hessian):
        if transform is mode.derivative and np.ndim(x):
            continue
        with pytest.raises(ad.InputTypeError, match=rf"dtype {kind}.*x\.astype\(float\).*3\.0 instead of 3"):
            transform(lambda x: x)(x)


def test_integer_primals_of_jvp_and_vjp() -> None:
    with pytest.raises(ad.InputTypeError, match=r"astype\(float\)"):
        forward.jvp(lambda x: x, (3,), (1.0,))
    with pytest.raises(ad.InputTypeError, match=r"astype\(float\)"):
        reverse.vjp(lambda x: x, 3)


@pytest.mark.parametrize("mode", MODES)
def test_gradient_of_a_vector(mode: Any) -> None:
    def rotated(x: Any) -> Any:
        return x[::-1]

    with pytest.raises(ad.OutputShapeError, match=r"one number, but .*rotated.* of shape \(3,\).*jacobian.*or sum"):
        mode.grad(rotated)(X)
    with pytest.raises(ad.OutputShapeError, match="returned 2 arrays"):
        mode.grad(lambda x: (x[0], x[1]))(X)
    with pytest.raises(ad.OutputShapeError, match=r"of shape \(1,\)"):
        mode.value_and_grad(lambda x: x[:1])(X)


@pytest.mark.parametrize("mode", MODES)
def test_derivative_by_an_array(mode: Any) -> None:
    with pytest.raises(ad.OutputShapeError, match=r"argument 0 of .* is an array of shape \(3,\).*Use grad.*jacobian"):
        mode.derivative(lambda x: x)(X)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("result", ["text", {1, 2}, object(), np.array(["a"])], ids=lambda value: type(value).__name__)
def test_result_that_is_no_array(mode: Any, result: Any) -> None:
    with pytest.raises(ad.OutputShapeError, match=r"not a number or an array.*has_aux=True"):
        mode.jacobian(lambda x: result)(X)


@pytest.mark.parametrize("mode", MODES)
def test_aux_without_a_pair(mode: Any) -> None:
    with pytest.raises(
        ad.OutputShapeError, match=r"has_aux=True .* must return a pair \(output, aux\), not (Dual|Variable)"
    ):
        mode.grad(lambda x: x[0], has_aux=True)(X)


def test_tangent_that_does_not_fit() -> None:
    with pytest.raises(ad.ShapeMismatchError, match=r"tangent of shape \(2,\) does not fit a value of shape \(3,\)"):
        forward.jvp(np.sin, (X,), (X[:2],))
    with pytest.raises(ad.ShapeMismatchError, match=r"cotangent of shape \(\) does not fit a value of shape \(3,\)"):
        reverse.vjp(np.sin, X)[1](1.0)
    with pytest.raises(ad.ShapeMismatchError, match="tangents must have the structure"):
        forward.jvp(np.sin, (X,), (X, X))
    with pytest.raises(ad.ShapeMismatchError, match="cotangents must have the structure"):
        reverse.vjp(lambda x: (x, x), X)[1](X)


@pytest.mark.parametrize("mode", MODES)
def test_argnums_that_choose_nothing(mode: Any) -> None:
    for argnums in (1, -2, (0, 1)):
        with pytest.raises(TypeError, match=r"chooses no argument.*1 positional.*by position, not by keyword"):
            mode.jacobian(np.sin, argnums)(X)


@pytest.mark.parametrize("mode", MODES)
def test_chunks_of_nothing(mode: Any) -> None:
    with pytest.raises(ValueError, match="chunk_size must be at least 1, not 0"):
        mode.jacobian(np.sin, chunk_size=0)(X)


def test_unknown_mode() -> None:
    with pytest.raises(ValueError, match="mode must be 'auto', 'forward' or 'reverse', not 'sideways'"):
        ad.jacobian(np.sin, mode="sideways")

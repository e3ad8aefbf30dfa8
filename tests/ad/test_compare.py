"""A comparison says what is true of the function: checked on functions whose derivatives, errors and sizes are known.

What is timed depends on the machine; here either the timings are made up or nothing about them is asserted.
"""

import importlib
from functools import partial
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

import ad
from ad import batches
from ad.core import RULES, primitive
from ad.errors import InputTypeError, OutputShapeError, UnsupportedError
from ad.rule import elementwise, linear
from tests.ad.scenarios import points

module = importlib.import_module("ad.compare")  # the package has the function under this name

X = points(5, low=0.5, high=2)
BRIEF = partial(ad.compare, seconds=1e-3)


def summed_squares(x: Any) -> Any:
    return np.sum(x * x)


@pytest.fixture
def untimed(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[float]]:
    """Make up the time of the function over the time of each way; a test may change it."""
    ratios = {"forward": [0.1] * 6, "reverse": [0.2] * 6, "single forward": [0.5] * 6, "single reverse": [0.25] * 6}
    times = SimpleNamespace(seconds=[1e-3, 2e-3, 3e-3] * 2, ratios=ratios)
    monkeypatch.setattr(module, "_time", lambda *_: times)
    return ratios


# What is timed.


def test_costs_are_those_of_the_pairs(untimed: dict[str, list[float]]) -> None:
    untimed["reverse"] = [0.2, 0.25, 0.4, 0.5, 0.2, 0.5]
    result = ad.compare(summed_squares, X)
    assert result.pairs == 6
    assert result.seconds == pytest.approx((2e-3, 1e-3, 3e-3))
    assert result.forward.cost == pytest.approx((10, 10, 10))
    assert result.reverse.cost == pytest.approx((3.25, 2, 5))
    assert (result.forward.single.value, result.reverse.single.value) == pytest.approx((2, 4))
    assert result.ratio == pytest.approx((3.25, 2, 5))  # of pairs, not of medians
    assert result.better == "reverse"


def test_a_real_measurement() -> None:
    result = BRIEF(summed_squares, X)
    assert result.pairs >= 6
    assert result.pairs % 2 == 0
    for estimate in (result.seconds, result.forward.cost, result.reverse.cost, result.ratio, result.forward.single):
        assert 0 < estimate.low <= estimate.value <= estimate.high
    assert result.better in ("forward", "reverse", "either")


def test_every_way_is_timed_beside_the_function(monkeypatch: pytest.MonkeyPatch) -> None:
    timed = []

    class Sampler:
        def __init__(self, call: Any, shortest: float) -> None:
            self.call, self.cost = call, 1.0

        def __call__(self) -> float:
            timed.append(self.call)
            return 1.0

        def lengthen(self, shortest: float) -> None:
            assert shortest < self.cost

    monkeypatch.setattr(module, "Sampler", Sampler)
    assert ad.compare(summed_squares, X, seconds=0.5).pairs == module.FEWEST
    assert len(timed) == 5 * module.FEWEST
    assert len(set(map(id, timed))) == 5


def test_what_takes_too_long_is_timed_in_part(untimed: dict[str, list[float]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batches, "BATCH_BYTES", 8 * 10 * 4)  # batches of 4 directions
    x = points(10)
    result = ad.compare(lambda x: np.sin(x), x, seconds=1e-9)
    assert (result.forward.timed, result.reverse.timed) == (4, 4)
    assert result.forward.cost.value == pytest.approx(10 / 4 * 10)
    assert result.reverse.cost.value == pytest.approx(10 / 4 * 5)
    assert result.agrees
    assert result.rho < 1e-15
    one_sided = ad.compare(summed_squares, x, seconds=1e-9)
    assert (one_sided.forward.timed, one_sided.reverse.timed) == (4, 1)
    assert one_sided.ratio.value == pytest.approx(10 / 4 * 2)
    assert "about" in one_sided.verdict
    whole = ad.compare(summed_squares, x, seconds=60.0)
    assert (whole.forward.timed, whole.reverse.timed) == (10, 1)
    assert "about" not in whole.verdict


def test_the_batches_that_are_timed_know_their_directions(
    untimed: dict[str, list[float]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stored(x: Any) -> Any:
        y = np.zeros_like(x)  # a buffer with as many directions as travel together
        y[:] = x
        return y * y

    monkeypatch.setattr(batches, "BATCH_BYTES", 8 * 10 * 4)  # batches of 4 directions
    result = ad.compare(stored, points(10), seconds=1e-9)
    assert (result.forward.error, result.reverse.error) == ("", "")
    assert (result.forward.timed, result.reverse.timed) == (4, 4)
    assert result.agrees


def test_memory_and_tape(untimed: dict[str, list[float]]) -> None:
    result = ad.compare(lambda x: np.sum(np.sin(x) * 2.0), np.linspace(0.0, 1.0, 1000))
    assert result.tape.records == 3
    assert 8000 <= result.tape.bytes < 9000  # the cosines
    assert result.forward.memory >= 8 * 1000**2  # what becomes of the unit directions, which are not written out
    assert 8000 <= result.reverse.memory < 10 * 8000


# What is said about the derivatives.


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (summed_squares, X),
        (np.sin, 0.3),
        (np.sin, np.float32(0.3)),
        (np.tanh, points(2, 3)),
        (np.log, 1e-9),
        (np.sin, 1e4),
        (lambda x: x * x, 1e9),
        (lambda x: 1e6 + x, 1.0),
        (lambda x: np.exp(1j * x), X),
        (lambda x: 3.0, X),
    ],
)
def test_right_derivatives_agree(untimed: dict[str, list[float]], f: Any, x: Any) -> None:
    result = ad.compare(f, x)
    assert result.forward.error == ""
    assert result.agrees
    assert result.forward.rho <= result.tolerance
    assert "DISAGREE" not in str(result)


def test_trees_and_several_arguments(untimed: dict[str, list[float]]) -> None:
    def f(p: Any, power: int, x: Any) -> Any:
        return {"a": p["w"] @ x**power, "b": (np.sum(p["b"]), None)}

    result = ad.compare(f, {"w": points(2, 3), "b": points(4)}, 2, points(3), argnums=(0, -1))
    assert (result.n, result.m, result.quantity) == (13, 3, "Jacobian")
    assert result.rho == 0
    assert result.agrees


@pytest.fixture
def cube() -> Any:
    """A function whose rule a test may sabotage."""

    @primitive
    def cube(x: Any) -> Any:
        return x * x * x

    yield cube
    RULES.pop(cube, None)


@pytest.mark.parametrize("wrong", [lambda z, x: 3.001 * x * x, lambda z, x: 0.0 * x, lambda z, x: np.nan * x])
def test_a_wrong_rule_is_visible(untimed: dict[str, list[float]], cube: Any, wrong: Any) -> None:
    elementwise(cube, wrong)
    result = ad.compare(cube, X)
    assert result.forward.rho > result.tolerance < result.reverse.rho
    assert result.kink <= result.tolerance
    assert not result.agrees
    assert "a rule is wrong" in str(result)


def test_a_wrong_pull_is_visible(untimed: dict[str, list[float]], cube: Any) -> None:
    linear(cube, push=lambda t, z, x: 3 * x * x * t, pull=lambda ct, z, x: 2 * ct)
    result = ad.compare(cube, X)
    assert result.forward.rho <= result.tolerance < result.reverse.rho
    assert result.rho > result.tolerance
    assert "a rule is wrong" in str(result)


def test_a_wrong_pull_is_visible_from_a_part(
    untimed: dict[str, list[float]], cube: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batches, "BATCH_BYTES", 8 * 5 * 2)
    linear(cube, push=lambda t, z, x: 3 * x * x * t, pull=lambda ct, z, x: 2 * ct)
    result = ad.compare(cube, X, seconds=1e-9)
    assert result.forward.timed < result.n
    assert result.forward.rho <= result.tolerance < result.reverse.rho
    assert result.rho > result.tolerance


@pytest.mark.parametrize(
    ("f", "x"),
    [
        (np.abs, 0.0),  # the slope of central differences is the answer of both modes
        (lambda x: np.sum(np.maximum(x, 0.0)), np.append(points(1000), 0.0)),
        (np.sqrt, 0.0),
        (lambda x: np.floor(x) + x, 2.0),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero:RuntimeWarning")
def test_a_point_without_derivative_is_visible(untimed: dict[str, list[float]], f: Any, x: Any) -> None:
    result = ad.compare(f, x)
    assert result.kink > result.tolerance
    assert not result.agrees
    assert "DISAGREE" in str(result)
    assert "no derivative at this point" in str(result)


def test_a_function_that_changes_is_visible(untimed: dict[str, list[float]]) -> None:
    generator = np.random.default_rng(0)
    assert not ad.compare(lambda x: x * generator.normal(), X).agrees


# What cannot be done.


def test_a_mode_that_fails_is_shown_and_the_other_measured() -> None:
    @ad.custom_vjp
    def square(x: Any) -> Any:
        return x * x

    square.defvjp(lambda x: (x * x, x), lambda x, ct: (2 * x * ct,))
    result = BRIEF(lambda x: np.sum(square(x)), X)
    assert result.forward.error.startswith("UnsupportedError: ")
    assert (result.forward.cost, result.forward.memory, result.forward.rho) == (None, None, None)
    assert result.ratio is None
    assert result.rho is None
    assert result.better == "reverse"
    assert result.reverse.cost.value > 0
    assert result.agrees
    assert "Use reverse mode: forward mode fails." in str(result)
    assert result.forward.error in str(result)


def test_reverse_alone_fails() -> None:
    result = BRIEF(lambda x: np.exp(1j * x), X)  # jacobian of complex outputs is forward mode's alone
    assert result.reverse.error.startswith("InputTypeError: ")
    assert result.tape is None
    assert result.better == "forward"


@pytest.mark.parametrize(
    ("f", "x", "error", "message"),
    [
        (np.sin, 3, InputTypeError, "dtype int64"),
        (np.sin, 1j, InputTypeError, "holomorphic"),
        (np.sum, np.zeros((0, 3)), InputTypeError, "hold no numbers"),
        (lambda x: None, 1.0, OutputShapeError, "returned nothing to differentiate"),
        (lambda x: "x", 1.0, OutputShapeError, "'x', which is not a number"),
        (lambda x: np.sort_complex(x), X, UnsupportedError, "sort_complex has no derivative rule"),
        (lambda x: X @ x, points(3), ValueError, "matmul"),
    ],
)
def test_errors_are_those_of_the_library(f: Any, x: Any, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        BRIEF(f, x)


@pytest.mark.parametrize("seconds", [0.0, -1.0, float("nan")])
def test_seconds_must_be_positive(seconds: float) -> None:
    with pytest.raises(ValueError, match="seconds must be positive"):
        ad.compare(summed_squares, X, seconds=seconds)


def test_name_of_a_partial(untimed: dict[str, list[float]]) -> None:
    assert ad.compare(partial(partial(np.add), 1.0), 2.0).function == "numpy.add"
    assert ad.compare(summed_squares, X).function == "summed_squares"

"""The gates at the points of the notes, and what they do with a derivative that comes from above."""

from types import ModuleType

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems import build

GATES = ("gate-add", "gate-max", "gate-multiply")


@pytest.mark.parametrize("mode", [forward, reverse])
def test_the_circuit_of_the_notes(mode: ModuleType) -> None:
    problem = build("gates", "circuits=1")
    value, gradient = mode.value_and_grad(problem.function())(problem.x)
    assert problem.x == (-2, 5, -4)
    assert value == -12
    assert gradient == problem.derivative(problem.x) == (-4, -4, 3)


@pytest.mark.parametrize("mode", [forward, reverse])
@pytest.mark.parametrize(
    ("name", "point", "value", "gradient"),
    [
        ("gate-add", (4, 2), 6, (1, 1)),
        ("gate-max", (4, 2), 4, (1, 0)),
        ("gate-multiply", (3, -4), -12, (-4, 3)),
    ],
)
@pytest.mark.parametrize("upstream", [1, 2])  # of 2 the product makes the -8 and 6 of the notes
def test_patterns(
    mode: ModuleType, name: str, point: tuple[int, ...], value: int, gradient: tuple[int, ...], upstream: int
) -> None:
    problem, scale = build(name, "circuits=1"), np.array([float(upstream)])
    wanted = tuple(upstream * each for each in gradient)
    assert problem.x == point
    assert problem.f(np, problem.x, scale) == upstream * value
    assert problem.derivative(problem.x, scale) == wanted
    assert mode.grad(lambda x: problem.f(np, x, scale))(problem.x) == wanted


@pytest.mark.parametrize("name", GATES)
def test_the_derivative_from_above_is_that_of_the_notes(name: str) -> None:
    assert build(name, "circuits=1").data == (np.array([2.0]),)


def test_max_routes_to_the_larger_input() -> None:
    problem = build("gate-max", "circuits=50")
    (x, y), (upstream,) = problem.x, problem.data
    to_x, to_y = problem.derivative(problem.x, upstream)
    assert 0 < np.count_nonzero(x > y) < 50
    np.testing.assert_array_equal(to_x, np.where(x > y, upstream, 0))
    np.testing.assert_array_equal(to_y, np.where(x > y, 0, upstream))


@pytest.mark.parametrize("mode", [forward, reverse])
def test_max_gives_half_to_each_side_of_a_tie(mode: ModuleType) -> None:
    problem, tie, upstream = build("gate-max", "circuits=1"), (np.array([3.0]), np.array([3.0])), np.array([2.0])
    assert mode.grad(lambda x: problem.f(np, x, upstream))(tie) == problem.derivative(tie, upstream) == (1, 1)


@pytest.mark.parametrize("name", ["gates", *GATES])
def test_circuits_do_not_touch_each_other(name: str) -> None:
    """The first of many has the derivative that it has alone."""
    alone, beside = build(name, "circuits=1"), build(name, "circuits=4")
    expected = alone.derivative(alone.x, *alone.data)
    gradient = reverse.grad(beside.function())(beside.x)
    assert [each.shape for each in gradient] == [(4,)] * len(beside.x)
    assert tuple(each[:1] for each in gradient) == expected


@pytest.mark.parametrize("name", ["gates", *GATES])
def test_a_derivative_is_an_array_of_its_own(name: str) -> None:
    problem = build(name, "circuits=2")
    derivative = problem.derivative(problem.x, *problem.data)
    for i, part in enumerate(derivative):
        assert not any(np.shares_memory(part, other) for other in (*derivative[:i], *problem.x, *problem.data))

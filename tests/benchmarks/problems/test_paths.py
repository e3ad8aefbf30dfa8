"""Sums over paths, and that neither mode walks them one by one."""

import itertools
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from ad.dual import Dual, Sweep
from ad.tape import Tape, Variable, parents_of
from benchmarks.problems import build


class Counted:
    """A tangent or cotangent that counts the operations on it."""

    operations = 0

    def __init__(self, number: Any) -> None:
        self.number = number

    def __mul__(self, derivative: Any) -> "Counted":
        Counted.operations += 1
        return Counted(self.number * derivative)

    def __add__(self, other: "Counted") -> "Counted":
        Counted.operations += 1
        return Counted(self.number + other.number)


def pushed(f: Any, x: Any) -> Counted:
    """Return the tangent of f for the tangent 1 of x."""
    with Sweep() as sweep:
        return f(Dual.of(x, Counted(1.0), sweep)).tangent


def pulled(f: Any, x: Any) -> Counted:
    """Return the cotangent of x for the cotangent 1 of f."""
    with Tape(1) as tape:
        out = f(Variable.of(x, 0, tape))
    return tape.sweep([(out.index, Counted(1.0))])[0]


def recorded(f: Any, *args: Any) -> Tape:
    """Return the tape of one evaluation of f."""
    with Tape(len(args)) as tape:
        f([Variable.of(x, index, tape) for index, x in enumerate(args)])
    return tape


# The graph e = (a + b)(b + 1).


@pytest.mark.parametrize("mode", [forward, reverse])
def test_the_graph_of_the_notes(mode: ModuleType) -> None:
    problem = build("paths", "graphs=1")
    assert problem.x == (2, 1)
    assert mode.value_and_grad(problem.function())(problem.x) == (6, (2, 5))
    assert problem.derivative(problem.x) == (2, 5)


def test_one_forward_sweep_gives_one_input_and_one_reverse_sweep_both() -> None:
    problem = build("paths", "graphs=1")
    one, zero = np.ones(1), np.zeros(1)
    assert forward.jvp(problem.function(), (problem.x,), ((one, zero),)) == (6, 2)
    assert forward.jvp(problem.function(), (problem.x,), ((zero, one),)) == (6, 5)
    value, pullback = reverse.vjp(problem.function(), problem.x)
    assert value == 6
    assert pullback(np.float64(1)) == ((2, 5),)


def test_both_modes_read_one_graph() -> None:
    """Two paths lead from b, %1: through a + b, %2, and through b + 1, %3."""
    problem = build("paths", "graphs=1")
    assert str(recorded(problem.function(), *problem.x)).splitlines() == [
        "%0 = input",
        "%1 = input",
        "%2 = numpy.add(%0, %1)",
        "%3 = numpy.add(%1)",
        "%4 = numpy.multiply(%2, %3)",
        "%5 = numpy.sum(%4)",
    ]


def test_intermediates_of_the_notes() -> None:
    """With c = a + b and d = b + 1: forward from b both move by 1; reverse from e they receive 2 and 3."""
    assert forward.jvp(lambda b: (2.0 + b, b + 1.0), (1.0,), (1.0,)) == ((3, 2), (1, 1))
    assert reverse.grad(lambda c, d: c * d, (0, 1))(3.0, 2.0) == (2, 3)


def test_graphs_do_not_touch_each_other() -> None:
    problem = build("paths", "graphs=5")
    (a, b), (by_a, by_b) = problem.x, reverse.grad(problem.function())(problem.x)
    assert (a[0], b[0], by_a[0], by_b[0]) == (2, 1, 2, 5)
    np.testing.assert_allclose(by_b, by_a + a + b, rtol=1e-14)


# The fan of k paths in and k paths out.


@pytest.mark.parametrize("k", [1, 3, 10])
def test_the_derivative_is_the_sum_over_all_paths(k: int) -> None:
    problem = build("fan", f"k={k}")
    into, out = problem.data
    y = np.mean(np.sin(problem.x * into))
    first, second = into * np.cos(problem.x * into) / k, out * np.cos(y * out) / k
    products = [one * other for one, other in itertools.product(first, second)]
    assert len(products) == k**2
    for answer in (
        problem.derivative(problem.x, *problem.data),
        *(mode.grad(problem.function())(problem.x) for mode in (forward, reverse)),
    ):
        assert answer == pytest.approx(sum(products), rel=1e-13)


@pytest.mark.parametrize("k", [1, 3, 10, 100])
def test_the_graph_has_a_square_of_paths_and_is_linear_on_the_tape(k: int) -> None:
    problem = build("fan", f"k={k}")
    records = recorded(lambda inputs: problem.function()(inputs[0]), problem.x[()]).records
    paths = [1]
    for parents in map(parents_of, records[1:]):
        paths.append(sum(paths[parent] for parent in parents))
    assert paths[-1] == k**2
    assert len(records) == 1 + 2 * (3 * k + 1)  # an edge is a product, a sine and a sum; a mean also divides


@pytest.mark.parametrize("sweep", [pushed, pulled])
@pytest.mark.parametrize("k", [1, 3, 10, 100])
def test_both_sweeps_are_linear(sweep: Any, k: int) -> None:
    """Two products an edge, k - 1 sums where k edges meet and one product for the mean: 6 k in all, in both modes."""
    problem = build("fan", f"k={k}")
    Counted.operations = 0
    answer = sweep(problem.function(), problem.x[()]).number
    assert Counted.operations == 6 * k
    assert answer == pytest.approx(problem.derivative(problem.x, *problem.data), rel=1e-13)

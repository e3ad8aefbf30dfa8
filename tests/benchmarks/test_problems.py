"""Every problem at two sizes: the derivatives by hand, by both modes and by JAX are the same."""

import numpy as np
import pytest

from benchmarks.agreement import leaves, oracle, rho
from benchmarks.backends import BACKENDS
from benchmarks.problems import FAMILIES, Problem, build

SIZES = [(name, n, m) for name, family in FAMILIES.items() for n, m in family.sizes]


def quantity(m: int) -> str:
    return "gradient" if m == 1 else "jacobian"


@pytest.mark.parametrize(("name", "n", "m"), SIZES)
@pytest.mark.parametrize("backend", ["hand", "forward", "reverse"])
def test_derivatives_agree(name: str, n: int, m: int, backend: str) -> None:
    answer = BACKENDS[backend].prepare(build(name, n, m), quantity(m))()
    assert rho(answer, oracle(name, n, m, quantity(m))) <= 1e-12


@pytest.mark.parametrize(("name", "n", "m"), SIZES)
def test_derivative_is_not_trivial(name: str, n: int, m: int) -> None:
    values = np.concatenate([leaf.ravel() for leaf in leaves(oracle(name, n, m, quantity(m)))])
    assert np.all(np.isfinite(values))
    assert np.count_nonzero(values) > values.size / 2  # pixels at the rim of a picture are dark
    assert len(set(values)) > 1


@pytest.mark.parametrize("name", FAMILIES)
def test_inputs_are_the_same_in_every_run(name: str) -> None:
    n, m = FAMILIES[name].sizes[0]
    first, second = FAMILIES[name].build(n, m), FAMILIES[name].build(n, m)
    for left, right in zip(first.leaves + first.data, second.leaves + second.data, strict=True):
        np.testing.assert_array_equal(left, right)


@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_has_two_sizes(name: str) -> None:
    assert len(set(FAMILIES[name].sizes)) >= 2
    assert build(name, *FAMILIES[name].sizes[0]).name == name


def test_compact_definition_is_the_same_function() -> None:
    problem = build("rosenbrock-loop", 10, 1)
    assert problem.compact is not None
    assert problem.f(np, problem.x) == pytest.approx(problem.compact(np, problem.x), rel=1e-14)


@pytest.mark.parametrize(("n", "m"), [(4, 1), (3, 2)])
def test_wrong_sizes_are_an_error(n: int, m: int) -> None:
    with pytest.raises(ValueError, match=f"not n = {n} to m = {m}"):
        Problem("sum", "nowhere", n, m, lambda xp, x: xp.sum(x), np.ones(3))


def test_directions_are_shaped_like_what_they_belong_to() -> None:
    problem = build("mlp", 31, 1)
    assert [np.shape(t) for t in problem.tangent] == [np.shape(leaf) for leaf in problem.leaves]
    assert np.shape(problem.cotangent) == ()
    assert np.shape(build("two-layer-tanh", 5, 4).cotangent) == (4,)

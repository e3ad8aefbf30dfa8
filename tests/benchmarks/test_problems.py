"""Every problem at two sizes: the derivatives by hand, by both modes and by JAX are the same."""

import numpy as np
import pytest

from benchmarks.agreement import leaves, oracle, rho
from benchmarks.backends import BACKENDS
from benchmarks.problems import FAMILIES, build
from benchmarks.problems.problem import CACHE_LINE, aligned

SIZES = [(name, size) for name, family in FAMILIES.items() for size in family.sizes]


def quantity(name: str, size: str) -> str:
    return "gradient" if build(name, size).m == 1 else "jacobian"


@pytest.mark.parametrize("backend", ["hand", "forward", "reverse"])
@pytest.mark.parametrize(("name", "size"), SIZES)  # varies last: the backends of a problem share its oracle
def test_derivatives_agree(name: str, size: str, backend: str) -> None:
    problem, wanted = build(name, size), quantity(name, size)
    if backend == "hand" and problem.derivative is None:
        pytest.skip("nobody derived it by hand")
    judge, expected = oracle(name, size, wanted)
    assert judge == "jax"
    assert rho(BACKENDS[backend].prepare(problem, wanted)(), expected) <= 1e-10


@pytest.mark.parametrize(("name", "size"), SIZES)
def test_derivative_is_not_trivial(name: str, size: str) -> None:
    values = np.concatenate([leaf.ravel() for leaf in leaves(oracle(name, size, quantity(name, size))[1])])
    assert np.all(np.isfinite(values))
    assert np.count_nonzero(values) > 0


@pytest.mark.parametrize("name", FAMILIES)
def test_inputs_are_the_same_in_every_run(name: str) -> None:
    build.cache_clear()
    first = build(name, FAMILIES[name].sizes[0])
    build.cache_clear()
    second = build(name, FAMILIES[name].sizes[0])
    for left, right in zip(first.leaves + first.data, second.leaves + second.data, strict=True):
        np.testing.assert_array_equal(left, right)


@pytest.mark.parametrize("name", FAMILIES)
def test_each_family_has_two_sizes(name: str) -> None:
    first, second = (build(name, size) for size in FAMILIES[name].sizes[:2])
    assert first.name == second.name == name
    assert all(leaf.dtype == np.float64 for leaf in first.leaves)


@pytest.mark.parametrize(("name", "size"), [(name, size) for name, size in SIZES if build(name, size).compact])
def test_compact_definition_is_the_same_function(name: str, size: str) -> None:
    problem = build(name, size)
    np.testing.assert_allclose(
        problem.f(np, problem.x, *problem.data), problem.compact(np, problem.x, *problem.data), rtol=1e-12
    )


def test_sizes_are_counted() -> None:
    problem = build("two-layer-tanh", "n=5,m=4")
    assert (problem.n, problem.m) == (5, 4)
    problem = build("mlp", "hidden=2")
    assert (problem.n, problem.m) == (31, 1)


def test_directions_are_shaped_like_what_they_belong_to() -> None:
    problem = build("mlp", "hidden=2")
    assert [np.shape(t) for t in problem.tangent] == [np.shape(leaf) for leaf in problem.leaves]
    assert np.shape(problem.cotangent) == ()
    assert np.shape(build("two-layer-tanh", "n=5,m=4").cotangent) == (4,)


def test_arrays_start_at_a_cache_line() -> None:
    problem = build("mlp", "hidden=16")
    arrays = [*problem.leaves, *problem.data, *problem.tangent]
    floats = [x for x in arrays if isinstance(x, np.ndarray)]
    assert len(floats) > 5
    assert all(x.ctypes.data % CACHE_LINE == 0 for x in floats)
    columns = np.ones((3, 2)).T
    assert aligned(columns) is columns  # a copy would change the order of its elements in memory

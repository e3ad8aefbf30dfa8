"""Every backend computes every quantity that it offers, and says so when it cannot."""

import doctest

import numpy as np
import pytest

import benchmarks.backends
from benchmarks.agreement import oracle, rho
from benchmarks.backends import BACKENDS, Backend, Unsupported, with_pytorch
from benchmarks.backends.backend import LARGEST, OF_ONE_OUTPUT
from benchmarks.backends.vector import blocks, join, of_vector, split
from benchmarks.prepared import prepared
from benchmarks.problems import Problem, build

# Sorted by quantity, so that the oracle answers once for all backends.
OFFERS = sorted((way, name) for name, backend in BACKENDS.items() for way in backend.ways if way != "search")
# JAX compiles for seconds, and is compared with itself where it is the oracle: once is enough.
TWICE = [(quantity, name) for quantity, name in OFFERS if not name.startswith("jax")]

NESTINGS = ("forward-over-forward", "forward-over-reverse", "reverse-over-forward", "reverse-over-reverse")
PEERS = {"jax-forward", "jax-reverse", "jax-eager", "autograd", "pytorch", "mygrad", "casadi"}


def check(quantity: str, name: str, problem: str, size: str) -> None:
    """Compare a backend with the oracle."""
    backend = BACKENDS[name]
    if backend.missing:
        pytest.skip(f"{name} needs {backend.requires}, which is not installed")
    judge, expected = oracle(problem, size, quantity)
    assert judge == "jax"
    assert rho(prepared(problem, size, quantity, name).call(), expected) <= backend.tolerance


@pytest.mark.parametrize(("quantity", "name"), OFFERS)
def test_backend_agrees_with_the_oracle(quantity: str, name: str) -> None:
    check(quantity, name, "two-layer-tanh", "n=3,m=1" if quantity in OF_ONE_OUTPUT else "n=5,m=4")


@pytest.mark.parametrize(("quantity", "name"), [offer for offer in TWICE if offer[0] in ("hessian", "hvp")])
def test_second_derivatives_agree_with_the_oracle(quantity: str, name: str) -> None:
    check(quantity, name, "rosenbrock", "n=10")


@pytest.mark.parametrize(("quantity", "name"), TWICE)
def test_derivative_by_a_tuple_is_a_tuple_of_derivatives(quantity: str, name: str) -> None:
    check(quantity, name, "mlp", "hidden=2")


@pytest.mark.parametrize("name", NESTINGS)
def test_each_nesting_offers_second_derivatives(name: str) -> None:
    assert set(BACKENDS[name].ways) == {"hessian", "hvp", "search"}


def test_search_finds_what_is_published() -> None:
    judge, expected = oracle("saddle", "dimensions=2", "search")
    assert judge == "published"
    assert rho(prepared("saddle", "dimensions=2", "search", "reverse-over-reverse").call(), expected) <= 1e-12


def test_a_problem_without_a_search_is_unsupported() -> None:
    with pytest.raises(Unsupported, match="rosenbrock is part of no search"):
        BACKENDS["forward-over-reverse"].prepare(build("rosenbrock", "n=2"), "search")


@pytest.mark.parametrize(
    ("name", "quantity", "directions"),
    [
        ("primal", "primal", 0),
        ("forward", "jvp", 1),
        ("forward", "jacobian", 5),
        ("forward-looped", "jacobian", 5),
        ("reverse", "vjp", 1),
        ("reverse", "jacobian", 4),
        ("jax-forward", "primal", 0),
        ("jax-eager", "jacobian", 4),
        ("finite-differences", "jvp", 1),
        ("hand", "jacobian", 0),
    ],
)
def test_directions_are_counted(name: str, quantity: str, directions: int) -> None:
    problem = build("two-layer-tanh", "n=5,m=4")
    assert BACKENDS[name].count_directions(problem, quantity) == directions


@pytest.mark.parametrize(
    ("name", "hessian", "hvp"),
    [
        ("forward-over-forward", 3, 3),
        ("forward-over-reverse", 3, 1),
        ("reverse-over-forward", 3, 1),
        ("reverse-over-reverse", 3, 1),
        ("jax-forward", 3, 1),
        ("autograd", 3, 1),
    ],
)
def test_directions_of_the_outermost_sweep_are_counted(name: str, hessian: int, hvp: int) -> None:
    backend, problem = BACKENDS[name], build("two-layer-tanh", "n=3,m=1")
    assert backend.count_directions(problem, "hessian") == hessian
    assert backend.count_directions(problem, "hvp") == hvp


def test_quantity_that_is_not_offered_is_unsupported() -> None:
    with pytest.raises(Unsupported, match=r"forward offers jvp, gradient, jacobian, .*, not vjp"):
        BACKENDS["forward"].prepare(build("rosenbrock", "n=2"), "vjp")


@pytest.mark.parametrize("quantity", OF_ONE_OUTPUT)
def test_what_needs_one_output_is_unsupported_for_several(quantity: str) -> None:
    with pytest.raises(Unsupported, match=f"a {quantity} .* two-layer-tanh has 4"):
        BACKENDS["jax-reverse"].prepare(build("two-layer-tanh", "n=5,m=4"), quantity)


@pytest.mark.parametrize(
    ("name", "quantity", "size"),
    [
        ("forward", "jacobian", "20.0 GB"),  # the answer, in whichever batches it is computed
        ("hand", "jacobian", "20.0 GB"),
        ("jax-forward", "gradient", "20.0 GB"),  # one batch of all directions
        ("forward-over-reverse", "hessian", "20.0 GB"),
    ],
)
def test_absurd_size_is_unsupported(name: str, quantity: str, size: str) -> None:
    n = 50_000
    problem = Problem("sum", "nowhere", lambda xp, x: xp.sum(x) if quantity != "jacobian" else x, np.ones(n))
    with pytest.raises(Unsupported, match=size):
        BACKENDS[name].prepare(problem, quantity)


@pytest.mark.parametrize("name", ["forward", "reverse", "jax-reverse", "finite-differences"])
def test_large_gradient_is_no_absurd_size(name: str) -> None:
    problem = Problem("sum", "nowhere", lambda xp, x: xp.sum(x), np.ones(50_000))
    assert BACKENDS[name].count_bytes(problem, "gradient") <= LARGEST


def test_unrolled_loop_is_unsupported_by_jit() -> None:
    with pytest.raises(Unsupported, match="lax"):
        BACKENDS["jax-reverse"].prepare(build("rosenbrock-loop", "n=2"), "gradient")


def test_graph_of_too_many_symbols_is_unsupported() -> None:
    pytest.importorskip("casadi")
    problem = Problem("sum", "nowhere", lambda xp, x: xp.sum(x), np.ones(50_000))
    with pytest.raises(Unsupported, match="50000 symbols"):
        BACKENDS["casadi"].prepare(problem, "gradient")


def test_derivative_that_nobody_derived_is_unsupported() -> None:
    problem = Problem("sum", "nowhere", lambda xp, x: xp.sum(x), np.ones(3))
    with pytest.raises(Unsupported, match="by hand"):
        BACKENDS["hand"].prepare(problem, "gradient")


def test_missing_package_is_seen() -> None:
    assert Backend("absent", {}, requires="a_package_that_is_not_there").missing
    assert not Backend("present", {}, requires="numpy").missing
    assert not Backend("own", {}).missing


def test_tools_of_others_are_peers() -> None:
    assert {name for name, backend in BACKENDS.items() if backend.peer} == PEERS


def test_memory_of_tools_with_arrays_of_their_own_is_not_numpys() -> None:
    names = {name for name, backend in BACKENDS.items() if not backend.numpy_memory}
    assert names == {"jax-forward", "jax-reverse", "jax-eager", "pytorch", "casadi"}


def test_vector_is_cut_as_it_was_joined() -> None:
    problem = build("mlp", "hidden=2")
    vector = join(problem, problem.x)
    assert vector.shape == (31,)
    for leaf, part in zip(problem.leaves, split(problem, vector), strict=True):
        np.testing.assert_array_equal(part, leaf)
    assert of_vector(problem, problem.function())(vector) == problem.function()(problem.x)


def test_blocks_stand_where_their_rows_and_columns_stood() -> None:
    problem = Problem("pair", "nowhere", lambda xp, x: xp.sum(x[0]) * x[1], (np.ones((1, 2)), np.ones(())))
    hessian = np.arange(9.0).reshape(3, 3)
    rows = blocks(problem, hessian)
    assert [[block.shape for block in row] for row in rows] == [[(1, 2, 1, 2), (1, 2)], [(1, 2), ()]]
    np.testing.assert_array_equal(rows[0][1], [[2.0, 5.0]])
    np.testing.assert_array_equal(rows[1][0], [[6.0, 7.0]])


def test_documented_way_to_add_a_backend_works() -> None:
    results = doctest.testmod(benchmarks.backends)
    assert results.attempted > 0
    assert results.failed == 0


def test_pytorch_survives_a_timeout_that_leaves_forward_mode_open(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch")
    torch = with_pytorch.start_torch()
    dual = torch.autograd.forward_ad
    x, t = torch.tensor([1.0, 2.0]), torch.tensor([1.0, 0.0])

    class Open(dual.dual_level):  # type: ignore[misc, name-defined]
        def __exit__(self, *exception: object) -> None:
            pass

    def slow(x: object) -> object:
        raise TimeoutError

    with monkeypatch.context() as patched:
        patched.setattr(dual, "dual_level", Open)
        with pytest.raises(TimeoutError):
            with_pytorch.jvp(torch, slow, (x,), (t,))
    assert with_pytorch.jvp(torch, lambda x: x * x, (x,), (t,)).tolist() == [2.0, 0.0]

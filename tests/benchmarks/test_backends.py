"""Every backend computes every quantity that it offers, and says so when it cannot."""

import numpy as np
import pytest

from benchmarks.agreement import oracle, rho
from benchmarks.backends import BACKENDS, Backend, Unsupported
from benchmarks.problems import Problem, build

OFFERS = [(name, quantity) for name, backend in BACKENDS.items() for quantity in backend.ways]


@pytest.mark.parametrize(("name", "quantity"), OFFERS)
def test_backend_agrees_with_the_oracle(name: str, quantity: str) -> None:
    backend = BACKENDS[name]
    if backend.missing:
        pytest.skip(f"{backend.requires} is not installed")
    size = (3, 1) if quantity == "gradient" else (5, 4)
    answer = backend.prepare(build("two-layer-tanh", *size), quantity)()
    assert rho(answer, oracle("two-layer-tanh", *size, quantity)) <= backend.tolerance


@pytest.mark.parametrize("name", [name for name, quantity in OFFERS if quantity == "gradient"])
def test_gradient_of_a_tuple_is_a_tuple(name: str) -> None:
    backend = BACKENDS[name]
    if backend.missing:
        pytest.skip(f"{backend.requires} is not installed")
    if name == "finite-differences":
        with pytest.raises(Unsupported, match="one array"):
            backend.prepare(build("mlp", 31, 1), "gradient")
        return
    answer = backend.prepare(build("mlp", 31, 1), "gradient")()
    assert rho(answer, oracle("mlp", 31, 1, "gradient")) <= backend.tolerance


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
        ("hand", "jacobian", 0),
    ],
)
def test_directions_are_counted(name: str, quantity: str, directions: int) -> None:
    problem = build("two-layer-tanh", 5, 4)
    assert BACKENDS[name].count_directions(problem, quantity) == directions


def test_quantity_that_is_not_offered_is_unsupported() -> None:
    with pytest.raises(Unsupported, match="forward offers jvp, gradient, jacobian, not vjp"):
        BACKENDS["forward"].prepare(build("rosenbrock", 2, 1), "vjp")


def test_unrolled_loop_is_unsupported_by_jit() -> None:
    with pytest.raises(Unsupported, match="fori_loop"):
        BACKENDS["jax-reverse"].prepare(build("rosenbrock-loop", 2, 1), "gradient")


def test_derivative_that_nobody_derived_is_unsupported() -> None:
    problem = Problem("sum", "nowhere", 3, 1, lambda xp, x: xp.sum(x), np.ones(3))
    with pytest.raises(Unsupported, match="by hand"):
        BACKENDS["hand"].prepare(problem, "gradient")


def test_missing_package_is_seen() -> None:
    assert Backend("absent", {}, requires="a_package_that_is_not_there").missing
    assert not Backend("present", {}, requires="numpy").missing
    assert not Backend("own", {}).missing

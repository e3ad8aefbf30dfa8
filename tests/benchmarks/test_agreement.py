"""The yardstick itself: rho on numbers whose disagreement is known."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.agreement import leaves, oracle, rho
from benchmarks.backends import BACKENDS
from benchmarks.problems import build


def test_small_numbers_are_compared_absolutely() -> None:
    assert rho(np.array([1e-3]), np.array([2e-3])) == pytest.approx(1e-3)


def test_large_numbers_are_compared_relatively() -> None:
    assert rho(np.array([1e6, 0.0]), np.array([1e6 + 2.0, 0.0])) == pytest.approx(1e-6)


def test_worst_leaf_counts() -> None:
    assert rho((np.zeros(2), np.array(0.25)), (np.zeros(2), np.array(0.0))) == 0.25


def test_blocks_of_a_hessian_are_compared_one_by_one() -> None:
    blocks = (np.zeros((2, 2)), np.zeros((2, 1))), (np.zeros((1, 2)), np.array([[0.25]]))
    assert len(leaves(blocks)) == 4
    assert rho(blocks, ((np.zeros((2, 2)), np.zeros((2, 1))), (np.zeros((1, 2)), np.zeros((1, 1))))) == 0.25


def test_nan_is_never_within_a_tolerance() -> None:
    assert not rho(np.array([np.nan, 0.0]), np.array([0.0, 0.0])) <= 1e-8


def test_shapes_must_be_the_same() -> None:
    with pytest.raises(ValueError, match="shapes"):
        rho(np.zeros((1, 3)), np.zeros(3))


@pytest.fixture
def no_jax(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend that JAX is not installed."""
    for name in ("jax-forward", "jax-reverse"):
        monkeypatch.setitem(BACKENDS, name, replace(BACKENDS[name], requires="a_package_that_is_not_there"))


@pytest.mark.parametrize("quantity", ["primal", "jvp", "vjp", "gradient", "jacobian", "hessian", "hvp"])
def test_jax_knows_every_quantity(quantity: str) -> None:
    judge, answer = oracle("rosenbrock", "n=2", quantity)
    assert judge == "jax"
    assert all(np.all(np.isfinite(leaf)) for leaf in leaves(answer))


def test_size_of_the_batches_does_not_change_a_jacobian() -> None:
    judge, answer = oracle("two-layer-tanh", "n=5,m=4", "jacobian-by-16")
    assert judge == "jax"
    assert rho(answer, oracle("two-layer-tanh", "n=5,m=4", "jacobian")[1]) == 0.0


@pytest.mark.usefixtures("no_jax")
def test_hand_is_the_oracle_where_jax_is_not() -> None:
    judge, answer = oracle.__wrapped__("rosenbrock", "n=10", "gradient")
    assert judge == "hand"
    assert rho(answer, BACKENDS["reverse"].prepare(build("rosenbrock", "n=10"), "gradient")()) <= 1e-12


@pytest.mark.usefixtures("no_jax")
def test_nobody_is_the_oracle_of_what_nobody_offers() -> None:
    assert oracle.__wrapped__("rosenbrock", "n=10", "hessian") == (None, None)

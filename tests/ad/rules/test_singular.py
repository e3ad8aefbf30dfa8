"""Singular values, pseudo-inverses, least squares: complex vectors, rank, what the cutoff takes for zero."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ad import forward, testing
from tests.ad.checks import CHECKS, MODES, expect_equal, leaves
from tests.ad.scenarios import Scenario, points
from tests.ad.scenarios_linalg import SINGULAR


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", SINGULAR, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


@pytest.mark.parametrize("shape", [(4, 3), (3, 4)])
def test_complex_vectors_push_as_in_jax(shape: tuple[int, int]) -> None:
    x = points(*shape) + 1j * points(*shape, seed=1)
    t = points(*shape, seed=2) - 1j * points(*shape, seed=3)

    def f(numpy: Any) -> Callable[[Any], Any]:
        return lambda x: numpy.linalg.svd(x, full_matrices=False)

    out, tangent = forward.jvp(f(np), (x,), (t,))
    expected, slope = jax.jvp(f(jnp), (x,), (t,))
    expect_equal(leaves(out), jax.tree.leaves(expected), 1e-11)
    expect_equal(leaves(tangent), jax.tree.leaves(slope), 1e-9)
    testing.check_vjp(f(np), (x,))


@pytest.mark.parametrize("mode", MODES)
def test_equal_singular_values_have_a_derivative_and_zero_has_the_least(mode: Any) -> None:
    expect_equal(mode.grad(lambda x: np.sum(np.linalg.svdvals(x)))(np.eye(3)), np.eye(3))
    expect_equal(mode.grad(lambda x: np.sum(np.linalg.svdvals(x)))(np.zeros((2, 3))), np.zeros((2, 3)))


def test_pseudo_inverse_of_a_matrix_that_keeps_its_low_rank() -> None:
    u, v = points(4, 2), points(2, 3, seed=1)
    testing.check_grads(lambda u, v: np.linalg.pinv(u @ v, 1e-9), (u, v), order=2)
    testing.check_grads(lambda u, v: np.linalg.lstsq(u @ v, u, 1e-9)[0], (u, v), order=2)


def test_residuals_are_where_numpy_has_them() -> None:
    tall, b = points(4, 3), points(4, 2, seed=1)
    for a, rank in ((tall, 3), (tall[:3], 3), (tall * [1, 1, 0], 2)):
        out = forward.jvp(lambda a, b: np.linalg.lstsq(a, b), (a, b[: len(a)]), (a, b[: len(a)]))[0]
        expected = np.linalg.lstsq(a, b[: len(a)])
        assert out[2] == rank
        expect_equal(out, expected, 1e-12)

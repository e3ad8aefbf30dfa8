"""Linear algebra: vectors, matrices and stacks of them."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ad import UnsupportedError, forward
from tests.ad.checks import CHECKS, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.tables import LINALG, REGULAR


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", LINALG, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


@pytest.mark.parametrize("order", ["nuc", 2, -2])
def test_norms_of_matrices_without_a_rule(order: Any) -> None:
    for mode in MODES:
        with pytest.raises(
            UnsupportedError, match=r"of a matrix has no derivative rule. Use 'fro', 1, -1, inf or -inf"
        ):
            mode.grad(lambda x: np.linalg.norm(x, order))(REGULAR)


def test_norm_of_order_zero_is_a_count() -> None:
    for mode in MODES:
        value, gradient = mode.value_and_grad(lambda x: np.linalg.norm(x, 0))(np.array([1.0, 0.0, 2.0]))
        assert value == 2
        assert gradient.tolist() == [0, 0, 0]


def test_norm_of_three_axes_is_refused_as_ever() -> None:
    for mode in MODES:
        with pytest.raises(ValueError, match="over one or two axes, not 3"):
            mode.grad(lambda x: np.linalg.norm(x, axis=(0, 1, 2)))(points(2, 3, 2))


def test_singular_matrices_fail_as_ever() -> None:
    for mode in MODES:
        for f in (np.linalg.inv, lambda x: np.linalg.solve(x, points(3))):
            with pytest.raises(np.linalg.LinAlgError):
                mode.jacobian(f)(np.ones((3, 3)))


def test_stack_of_determinants_with_a_singular_one_among_them() -> None:
    x = np.stack([points(3, 3), np.ones((3, 3)), np.diag([1.0, 2.0, 0.0])])
    for mode in MODES:
        jacobian = mode.jacobian(np.linalg.det)(x)
        for i in range(3):
            expect_equal(jacobian[i, i], mode.jacobian(np.linalg.det)(x[i]))
        expect_equal(jacobian[0, 0], np.linalg.det(x[0]) * np.linalg.inv(x[0]).T)
        expect_equal(jacobian[2, 2], np.diag([0.0, 0.0, 2.0]))
        expect_equal(
            mode.hessian(np.linalg.det)(np.zeros((2, 2))),
            forward.hessian(lambda x: x[0, 0] * x[1, 1] - x[0, 1] * x[1, 0])(x[0, :2, :2]),
        )


def test_sign_of_slogdet_is_constant() -> None:
    for mode in MODES:
        sign, logarithm = mode.jacobian(np.linalg.slogdet)(-REGULAR)
        assert np.array_equal(sign, np.zeros((3, 3)))
        expect_equal(logarithm, np.linalg.inv(-REGULAR).T)


def test_solve_is_inv_times() -> None:
    b = points(3, 2)
    for mode in MODES:
        got = mode.jacobian(np.linalg.solve, (0, 1))(REGULAR, b)
        expect_equal(got, mode.jacobian(lambda a, b: np.linalg.inv(a) @ b, (0, 1))(REGULAR, b))

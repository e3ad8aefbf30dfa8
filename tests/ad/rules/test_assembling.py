"""Joins, splits and turns: scenarios, index arrays, and what refuses."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from tests.ad.checks import CHECKS, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.scenarios_assembling import SCENARIOS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


def test_what_is_said_about_an_array_is_plain() -> None:
    def f(x: Any) -> Any:
        rows, columns = np.tril_indices_from(x)
        assert np.array_equal(rows, np.tril_indices(2)[0])
        assert type(np.diag_indices_from(x)[0]) is np.ndarray
        assert np.isrealobj(x)
        assert np.common_type(x) is np.float64
        assert np.array_str(x) == np.array_str(np.eye(2))
        assert np.array_equal(np.unravel_index(np.argmax(x), x.shape), (0, 0))
        return np.sum(x[rows, columns])

    for mode in MODES:
        expect_equal(mode.grad(f)(np.eye(2)), np.tril(np.ones((2, 2))))


def test_refusals() -> None:
    x = points(2, 3)
    for mode in MODES:
        with pytest.raises(ValueError, match="mismatched"):
            mode.jacobian(lambda x: np.block([[x], x]))(x)
        with pytest.raises(ValueError, match="indexing"):
            mode.jacobian(lambda x: np.meshgrid(x, x, indexing="ab"))(x)
        with pytest.raises(ValueError, match="dimensions"):
            mode.jacobian(lambda x: np.vsplit(x[0], 3))(x)
        with pytest.raises(ValueError, match="axis"):
            mode.jacobian(np.cumulative_sum)(x)
        with pytest.raises(ValueError, match="different"):
            mode.jacobian(lambda x: np.rot90(x, axes=(0, -2)))(x)

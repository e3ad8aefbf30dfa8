"""Shapes, orders, joins, repeats and choices: functions that move numbers without changing them."""

from collections.abc import Callable

import numpy as np
import pytest

from ad import forward, reverse
from tests.ad.checks import CHECKS, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.tables import SHAPING


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", SHAPING, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


def test_pad_modes_without_a_rule() -> None:
    for mode in MODES:
        with pytest.raises(ValueError, match=r"np\.pad\(\.\.\., mode='mean'\) has no derivative rule.*np\.concatenate"):
            mode.jacobian(lambda x: np.pad(x, 1, mode="mean"))(points(3))


def test_shapes_that_do_not_fit_fail_as_ever() -> None:
    x = points(2, 3)
    mistakes = (
        lambda x: x.reshape(4, 2),
        lambda x: np.squeeze(x, 0),
        lambda x: np.transpose(x, (0, 0)),
        lambda x: np.broadcast_to(x, (3, 3)),
        lambda x: np.concatenate([x, x[0]]),
        lambda x: np.stack([x, x[0]]),
        lambda x: np.split(x, 2, axis=1),
        lambda x: np.sum(x, axis=2),
        lambda x: np.flip(x, 5),
        lambda x: x + np.ones(2),
    )
    for mode in MODES:
        for mistake in mistakes:
            with pytest.raises(ValueError, match=r".+"):
                mode.jacobian(mistake)(x)


def test_conversion_to_single_precision_and_back() -> None:
    x = points(3)
    for mode, kind in ((forward, "f4"), (reverse, "f8")):
        assert mode.jacobian(lambda x: x.astype("f4"))(x).dtype == kind
        expect_equal(mode.jacobian(lambda x: (x.astype(np.float32) * 2).astype(float))(x), 2 * np.eye(3))
        expect_equal(mode.jacobian(lambda x: x * x.astype(bool))(x), np.eye(3))


def test_where_of_one_argument_is_nonzero() -> None:
    for mode in MODES:
        expect_equal(mode.jacobian(lambda x: x[np.where(x > 0)])(points(3)), np.eye(3)[points(3) > 0])


def test_where_takes_its_condition_from_traced_values() -> None:
    x = points(3)
    for mode in MODES:
        expect_equal(mode.jacobian(lambda x: np.where(x > 0, x * x, 0))(x), np.diag(np.where(x > 0, 2 * x, 0)))
        expect_equal(mode.jacobian(lambda x: np.where(x, x, x))(x), np.eye(3))


def test_joins_of_mixed_types_give_each_its_own() -> None:
    x, y = points(3).astype("f4"), points(3)
    for join in (
        lambda x, y: np.concatenate([x, y]),
        lambda x, y: np.stack([x, y]),
        lambda x, y: np.where([1, 0, 1], x, y),
    ):
        kinds = [block.dtype for block in reverse.jacobian(join, (0, 1))(x, y)]
        assert kinds == ["f4", "f8"]
        assert forward.jvp(join, (x, y), (x, y))[1].dtype == "f8"


def test_changes_of_shape_keep_views_apart() -> None:
    """Writing to what a transform returns changes nothing else, even where the function only moves its input around."""
    x = points(2, 3)
    for f in (np.ravel, np.transpose, np.squeeze, lambda x: x.reshape(6), lambda x: x[::-1], lambda x: np.flip(x)):
        _, pullback = reverse.vjp(f, x)
        ct = np.ones(np.shape(f(x)))
        pullback(ct)[0][...] = 7
        assert np.all(ct == 1)
        _, t = forward.jvp(f, (x,), (x,))
        t[...] = 7
        expect_equal(x, points(2, 3))

"""Costs are counted call by call: by hand for small functions, and by their consequences."""

from typing import Any

import numpy as np
import pytest

import ad
from ad.arguments import Arguments
from ad.cost import FACTOR, RECORD, Cost, cost
from ad.errors import EscapedError
from tests.ad.checks import expect_equal
from tests.ad.scenarios import points


def cost_of(f: Any, *args: Any, argnums: Any = 0) -> Cost:
    return cost(Arguments(f, args, {}, argnums))


def test_unit_directions_stay_diagonal_through_the_elementwise_calls_they_begin_with() -> None:
    x = points(5)
    assert cost_of(np.tanh, x) == (5, RECORD + 5)
    assert cost_of(lambda x: np.exp(np.tanh(x)), x) == (5 + 5, 2 * RECORD + 5 + 5)


def test_a_product_with_a_diagonal_is_written_and_multiplies_nothing() -> None:
    a = points(3, 5)
    assert cost_of(lambda x: a @ x, points(5)) == (5 * 3, RECORD + 3 * 5)


def test_a_product_within_multiplies() -> None:
    a, b = points(3, 5), points(7, 3)
    forward = 5 * 3 + (5 * 7 + FACTOR * 5 * (7 * 3))
    reverse = 2 * RECORD + 7 * 3 + (7 * 5 + FACTOR * 7 * (3 * 5))
    assert cost_of(lambda x: b @ (a @ x), points(5)) == pytest.approx((forward, reverse))


def test_elementwise_calls_behind_a_product_cost_every_direction_forward_and_one_in_reverse() -> None:
    a, x = points(3, 5), points(5)
    product, call = cost_of(lambda x: a @ x, x), cost_of(lambda x: np.tanh(a @ x), x)
    assert call == (product.forward + 5 * 3, product.reverse + RECORD + 3)
    call = cost_of(lambda x: a @ np.tanh(x), x)
    assert call == (product.forward + 5, product.reverse + RECORD + 3 * 5)


def test_a_partial_of_one_costs_nothing_and_terms_are_added_up() -> None:
    x = points(5)
    assert cost_of(lambda x: x + 1.0, x) == (0, RECORD)
    assert cost_of(lambda x: x + x, x) == (5, RECORD + 5)
    assert cost_of(lambda x: x * x, x) == (3 * 5, RECORD + 3 * 5)


def test_what_broadcasting_repeats_is_summed_in_reverse() -> None:
    b = points(4, 5)
    assert cost_of(lambda x: x * b, points(5)) == (5 * 20, 20 * 20 + RECORD + 20 * (20 + 5))


def test_several_inputs_and_outputs_begin_written_out() -> None:
    x, y = points(2), points(3)
    forward = 5 * 2 + 5 * 3 + 5 * 2  # the seeds, and one product
    reverse = 5 * 2 + 5 * 3 + RECORD + 5 * 2
    assert cost_of(lambda x, y: (2.0 * x, y), x, y, argnums=(0, 1)) == (forward, reverse)


def test_selections_are_views_forward_and_added_to_a_buffer_in_reverse() -> None:
    x = points(4)
    assert cost_of(lambda x: x[::2], x) == (4 * 4, RECORD + 2 * (2 + 4))
    assert cost_of(lambda x: x[1:], x) == (0, RECORD + 3 * (3 + 4))  # a diagonal that begins elsewhere
    assert cost_of(lambda x: np.exp(x[1:]), x).forward == 3
    assert cost_of(lambda x: x[1:][:-1] + x[1:-1], x).forward == 2
    two = cost_of(lambda x: x[1:] + x[:-1], x)
    assert two == (4 * 3, RECORD + 2 * RECORD + 3 * (3 + 4) + 3 * 3)


def test_one_output_has_no_batch_whose_records_cost_more() -> None:
    x = points(5)
    total = cost_of(lambda x: np.sum(np.exp(x)), x)
    assert total == (5 + 5 * 5 + 5, 1 + 5 + 5)  # forward writes the diagonal out to add it up
    assert cost_of(lambda x: np.sum(np.exp(x))[None] * np.ones(2), x).reverse > 3 * RECORD


def test_every_output_of_a_call_with_several_is_counted() -> None:
    a = points(3, 3) + 3 * np.eye(3)
    assert cost_of(lambda a: np.linalg.slogdet(a)[1], a).forward > 9 * 9
    assert cost_of(lambda a: np.linalg.eigh(a)[0], a).reverse > 3 * (9 + 12)


def test_what_no_output_depends_on_costs_nothing_in_reverse() -> None:
    def f(x: Any) -> Any:
        np.exp(x)
        return np.tanh(x)

    x = points(5)
    assert cost_of(f, x) == (2 * 5, cost_of(np.tanh, x).reverse)
    assert cost_of(lambda x: 3.0, x).reverse == 0


def test_assignment_into_a_buffer_is_counted() -> None:
    def f(x: Any) -> Any:
        y = np.zeros_like(x)
        y[1:] = x[:-1] ** 2
        return y

    counted = cost_of(f, points(4))
    assert counted.forward > 4 * 4
    assert counted.reverse > 3 * RECORD


def test_the_count_is_that_of_plain_numbers_inside_another_transform() -> None:
    x, seen = points(3), []

    def inner(x: Any) -> Any:
        seen.append(cost(Arguments(np.tanh, (x,), {}, 0)))
        return np.sum(np.tanh(x))

    ad.grad(inner)(x)
    assert seen == [cost_of(np.tanh, x)]


def test_a_value_that_escapes_says_so() -> None:
    kept: list[Any] = []
    cost_of(lambda x: kept.append(x) or x * 2.0, points(3))
    with pytest.raises(EscapedError, match="stored it"):
        np.exp(kept[0])


def test_what_is_checkpointed_is_counted_call_by_call() -> None:
    def f(x: Any) -> Any:
        return np.tanh(x) * np.sin(x)

    x = points(4)
    assert cost_of(lambda x: ad.checkpoint(f)(x) + x, x) == cost_of(lambda x: f(x) + x, x)


def test_a_function_without_a_forward_mode_is_seen_inside_a_checkpoint() -> None:
    @ad.custom_vjp
    def double(x: Any) -> Any:
        return 2.0 * x

    double.defvjp(lambda x: (2.0 * x, None), lambda residuals, ct: (2.0 * ct,))

    def f(x: Any) -> Any:
        return ad.checkpoint(double)(x) * np.ones(50)

    assert cost_of(f, points(1)).forward == np.inf
    expect_equal(ad.jacobian(f)(points(1)), np.full((50, 1), 2.0))

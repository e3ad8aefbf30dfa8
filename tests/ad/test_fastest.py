"""Faster spellings of NumPy's calls."""

from typing import Any

import numpy as np
import pytest

from ad.core import RULES, name_of
from ad.fastest import _FASTER, fastest
from ad.rule import arity
from tests.ad.scenarios import points

X, Y = points(3), points(3, seed=1)
OPTIONS: dict[Any, tuple[Any, ...]] = {np.reshape: ((1, -1), "F")}


@pytest.mark.parametrize("function", _FASTER, ids=name_of)
def test_faster_spellings_are_the_same_calls(function: Any) -> None:
    arguments = (np.abs(X), np.abs(Y))[: 2 if function is np.matmul else arity(RULES[function]) or 1]
    for args in (arguments, [x[1:2] for x in arguments], [x.astype("f4") for x in arguments]):
        args = (*args, *OPTIONS.get(function, ()))
        got, expected = fastest(function)(*args), function(*args)
        np.testing.assert_array_equal(got, expected)
        assert type(got) is type(expected)
        assert got.dtype == expected.dtype


def test_other_functions_stay_as_they_are() -> None:
    assert fastest(np.tanh) is np.tanh


def test_a_reshape_does_not_depend_on_memory() -> None:
    with pytest.raises(ValueError, match="write 'C' or 'F'"):
        fastest(np.reshape)(X, (3, 1), "A")


def test_half_precision_is_added_up_in_single_precision() -> None:
    x = np.full(5000, 0.1, np.float16)
    assert fastest(np.mean)(x) == np.mean(x)

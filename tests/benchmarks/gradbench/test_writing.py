"""Outputs become plain JSON, or an error where JSON has no such number."""

import json

import numpy as np
import pytest

from benchmarks.gradbench.writing import OutputError, flat, to_json


def test_arrays_numbers_lists_and_dicts() -> None:
    output = {"a": np.array([[1.0, 2.0]]), "b": [np.float64(3.0), np.int64(4)], "c": 5, "d": np.zeros((2, 0))}
    assert json.dumps(to_json(output)) == '{"a": [[1.0, 2.0]], "b": [3.0, 4], "c": 5, "d": [[], []]}'


@pytest.mark.parametrize(
    ("output", "what"),
    [
        (np.float64("nan"), "output is nan,"),
        (np.array([[1.0, 2.0], [3.0, np.inf]]), r"output\[1\]\[1\] is inf,"),
        ({"a": [1.0, -np.inf]}, "is -inf,"),
    ],
)
def test_what_is_not_finite(output: object, what: str) -> None:
    with pytest.raises(OutputError, match=f"{what} and JSON has finite numbers only"):
        to_json(output)


def test_flat() -> None:
    np.testing.assert_array_equal(flat((np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([5.0]))), [1, 2, 3, 4, 5])

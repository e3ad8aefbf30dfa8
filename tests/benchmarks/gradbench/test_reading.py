"""Values are read from JSON, and what is wrong is said with its path."""

import json
from typing import Any

import numpy as np
import pytest

from benchmarks.gradbench.reading import InputError, Value, repetitions


def value(text: str) -> Value:
    return Value(json.loads(text), "input")


def complaint(read: Any) -> str:
    with pytest.raises(InputError) as caught:
        read()
    return str(caught.value)


def test_fields_have_their_path() -> None:
    message = Value({"input": {"data": {"x": [1.0]}}})
    assert message["input"]["data"]["x"].name == "input.data.x"
    assert complaint(lambda: message["id"]) == "the message has no field 'id'"
    assert complaint(lambda: message["input"]["data"]["y"]) == "input.data has no field 'y'"
    assert complaint(lambda: message["input"]["data"]["x"]["y"]) == "input.data.x is a list, not an object"
    assert complaint(lambda: Value([])["id"]) == "the message is an empty list, not an object"


@pytest.mark.parametrize(
    ("text", "number"), [("3", 3.0), ("-2.5e3", -2500.0), ("0", 0.0), ("10000000000000000000", 1e19)]
)
def test_numbers(text: str, number: float) -> None:
    read = value(text).number()
    assert read == number
    assert type(read) is float


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("NaN", "input is nan, not a finite number"),
        ("-Infinity", "input is -inf, not a finite number"),
        ("1e999", "input is inf, not a finite number"),
        ('"3"', "input is a string, not a number"),
        ('"NaN"', "input is a string, not a number"),
        ("true", "input is a boolean, not a number"),
        ("null", "input is null, not a number"),
        ("[3]", "input is a list, not a number"),
        ("{}", "input is an object, not a number"),
        ("1" + "0" * 400, "input has a whole number that is too large for float64"),
    ],
)
def test_what_is_no_number(text: str, what: str) -> None:
    assert complaint(value(text).number) == what


def test_integers() -> None:
    assert value("3").integer(least=3) == 3
    assert value("3.0").integer() == 3
    assert type(value("3.0").integer()) is int
    assert value("-9007199254740993").integer() == -9007199254740993  # more digits than a float64 has
    assert complaint(value("2.5").integer) == "input is 2.5, not a whole number"
    assert complaint(lambda: value("2").integer(least=3)) == "input is 2, not at least 3"
    assert complaint(lambda: value("true").integer(least=0)) == "input is a boolean, not a number"


def test_texts_and_flags() -> None:
    assert value('"a"').text() == "a"
    assert value("true").flag() is True
    assert complaint(value("1").text) == "input is 1, not a string"
    assert complaint(value("1").flag) == "input is 1, not true or false"


def test_arrays() -> None:
    read = value("[[1, 2.5, 3], [4, 5, 6]]").array(2, 3)
    assert read.dtype == np.float64
    np.testing.assert_array_equal(read, [[1.0, 2.5, 3.0], [4.0, 5.0, 6.0]])
    np.testing.assert_array_equal(value("[[1, 2.5, 3], [4, 5, 6]]").array(None, None), read)
    assert value("[[], []]").array(2, 0).shape == (2, 0)
    assert value("[[[1], [2]]]").array(None, 2, None).shape == (1, 2, 1)


@pytest.mark.parametrize(
    ("text", "shape", "what"),
    [
        ("[1, 2]", (3,), "input has 2 entries, not 3"),
        ("[[1, 2], [3]]", (2, 2), "input[1] has 1 entries, not 2"),
        ("[[1, 2], [3]]", (None, None), "input[1] has 1 entries, not 2"),
        ("[[1, 2], 3]", (2, 2), "input[1] is 3, not a list"),
        ("[1, [2]]", (2,), "input[1] is a list, not a number"),
        ('[1, "2"]', (2,), "input[1] is a string, not a number"),
        ("[1, null]", (2,), "input[1] is null, not a number"),
        ("[1, true]", (2,), "input[1] is a boolean, not a number"),
        ("[[1, 2], [3, NaN]]", (2, 2), "input[1][1] is nan, not a finite number"),
        ("[Infinity]", (None,), "input[0] is inf, not a finite number"),
        ("[]", (None,), "input is an empty list, not a list with entries"),
        ("[[]]", (None, None), "input[0] is an empty list, not a list with entries"),
        ("7", (1,), "input is 7, not a list"),
    ],
)
def test_what_is_no_such_array(text: str, shape: tuple[int | None, ...], what: str) -> None:
    assert complaint(lambda: value(text).array(*shape)) == what


def test_indices() -> None:
    read = value("[0, 2, -1]").indices(None, least=-1, below=3)
    assert read.dtype == int
    np.testing.assert_array_equal(read, [0, 2, -1])
    for text, wrong in (("[0, 3]", "3"), ("[-1]", "-1"), ("[0.5]", "0.5")):
        expected = f"input holds {wrong}, which is not a whole number from 0 to 2"
        assert complaint(lambda text=text: value(text).indices(None, below=3)) == expected


def test_repetitions() -> None:
    assert repetitions(value('{"min_runs": 3, "min_seconds": 0.5}')) == (3, 0.5)
    assert repetitions(value("{}")) == (1, 0.0)
    assert repetitions(value("3.0")) == (1, 0.0)
    assert complaint(lambda: repetitions(value('{"min_runs": 0}'))) == "input.min_runs is 0, not at least 1"
    assert complaint(lambda: repetitions(value('{"min_seconds": NaN}'))).startswith("input.min_seconds is nan")

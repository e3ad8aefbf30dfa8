"""JSON from the other side, taken apart with the path in every complaint: "input.x[3] has 2 entries, not 5"."""

from __future__ import annotations

import reprlib
from typing import Any

import numpy as np

from benchmarks.problems.problem import Array


class InputError(Exception):
    """A message is not as it must be; says where, and what was expected."""


class Value:
    """One value of a message, and where in it.

    Parameters
    ----------
    json : Any
        The value as `json.loads` returns it.
    name : str
        Its path, empty for the message itself.
    """

    def __init__(self, json: Any, name: str = "") -> None:
        self.json = json
        self.name = name

    def __getitem__(self, field: str) -> Value:
        """Return a field of an object."""
        if not isinstance(self.json, dict):
            raise self.error("an object")
        if field not in self.json:
            raise InputError(f"{self.name or 'the message'} has no field {field!r}")
        return Value(self.json[field], f"{self.name}.{field}".lstrip("."))

    def error(self, expected: str) -> InputError:
        """Return the complaint that the value is not what was expected."""
        return InputError(f"{self.name or 'the message'} is {describe(self.json)}, not {expected}")

    def text(self) -> str:
        """Return a string."""
        if not isinstance(self.json, str):
            raise self.error("a string")
        return self.json

    def flag(self) -> bool:
        """Return a boolean."""
        if not isinstance(self.json, bool):
            raise self.error("true or false")
        return self.json

    def number(self) -> float:
        """Return a finite number."""
        return float(self.array()[()])

    def integer(self, least: float = -np.inf) -> int:
        """Return a whole number, which may be written as 3.0, of at least `least`."""
        if not self.number().is_integer():
            raise self.error("a whole number")
        if self.json < least:
            raise self.error(f"at least {least}")
        return int(self.json)

    def array(self, *shape: int | None) -> Array:
        """Return an array of finite numbers in float64, from nested lists.

        Parameters
        ----------
        *shape : int or None
            The length of each axis; None takes any length but 0.
        """
        lengths = list(shape)
        numbers: list[Any] = []
        _collect(self, lengths, 0, numbers)
        try:
            array = np.array(numbers, np.float64).reshape([length or 0 for length in lengths])
        except OverflowError:
            raise InputError(f"{self.name} has a whole number that is too large for float64") from None
        if not np.isfinite(array).all():
            place = tuple(np.argwhere(~np.isfinite(array))[0])
            raise InputError(f"{self.name}{''.join(f'[{i}]' for i in place)} is {array[place]}, not a finite number")
        return array

    def indices(self, *shape: int | None, least: int = 0, below: int) -> Array:
        """Return an array of whole numbers from `least` to below `below`, from nested lists."""
        array = self.array(*shape)
        wrong = (array != np.floor(array)) | (array < least) | (array >= below)
        if wrong.any():
            raise InputError(
                f"{self.name} holds {array[wrong][0]:g}, which is not a whole number from {least} to {below - 1}"
            )
        return array.astype(int)


def _collect(value: Value, lengths: list[int | None], axis: int, numbers: list[Any]) -> None:
    """Append the numbers of nested lists to `numbers`; the first list of unknown length decides for its axis."""
    if axis == len(lengths):
        if type(value.json) not in (int, float):  # a boolean is an int to Python
            raise value.error("a number")
        numbers.append(value.json)
        return
    if not isinstance(value.json, list):
        raise value.error("a list")
    if lengths[axis] is None:
        if not value.json:
            raise value.error("a list with entries")
        lengths[axis] = len(value.json)
    if len(value.json) != lengths[axis]:
        raise InputError(f"{value.name} has {len(value.json)} entries, not {lengths[axis]}")
    if axis == len(lengths) - 1 and {int, float}.issuperset(map(type, value.json)):
        numbers.extend(value.json)
        return
    for i, entry in enumerate(value.json):
        _collect(Value(entry, f"{value.name}[{i}]"), lengths, axis + 1, numbers)


def describe(json: Any) -> str:
    """Return what kind of JSON a value is; a number is shown."""
    if type(json) in (int, float):
        return reprlib.repr(json)
    if json == []:
        return "an empty list"
    return {type(None): "null", bool: "a boolean", str: "a string", list: "a list", dict: "an object"}[type(json)]


def repetitions(value: Value) -> tuple[int, float]:
    """Return how many runs and how many seconds an input asks for at least: one run if it does not say."""
    fields = value.json if isinstance(value.json, dict) else {}
    min_runs = value["min_runs"].integer(least=1) if "min_runs" in fields else 1
    min_seconds = value["min_seconds"].number() if "min_seconds" in fields else 0.0
    return min_runs, min_seconds

"""Outputs as JSON."""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array


class OutputError(Exception):
    """An output cannot be written; says what is wrong with it."""


def to_json(output: Any) -> Any:
    """Return arrays, NumPy's numbers, and lists and dicts of them, as lists and Python's numbers.

    Raises
    ------
    OutputError
        If a number is not finite: JSON has no such number.
    """
    if isinstance(output, dict):
        return {key: to_json(value) for key, value in output.items()}
    if isinstance(output, list):
        return [to_json(value) for value in output]
    array = np.asarray(output)
    finite = np.isfinite(array)
    if not finite.all():
        place = tuple(map(int, np.argwhere(~finite)[0]))
        where = "".join(f"[{i}]" for i in place)
        raise OutputError(f"output{where} is {array[place]}, and JSON has finite numbers only")
    return array.tolist()


def flat(arrays: tuple[Array, ...]) -> Array:
    """Return all numbers of several arrays, row by row."""
    return np.concatenate([array.ravel() for array in arrays])

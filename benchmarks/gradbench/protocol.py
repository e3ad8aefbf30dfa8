"""What is answered to each kind of message."""

import json
import traceback
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from benchmarks.gradbench.evals import EVALS, Mode
from benchmarks.gradbench.reading import InputError, Value, repetitions
from benchmarks.gradbench.timing import timed
from benchmarks.gradbench.writing import OutputError, to_json

Answer = dict[str, Any]


def serve(lines: Iterable[bytes], answers: TextIO, tool: str, mode: Mode) -> None:
    """Answer each line with one line, up to the message `end` or the last line.

    Parameters
    ----------
    lines : iterable of bytes
        One message a line.
    answers : text file
        Flushed after every answer.
    tool : str
        The name to answer to `start`.
    mode : module
        `ad.forward` or `ad.reverse`, for the derivatives that leave the choice.
    """
    for line in lines:
        kind, answer = respond(line, tool, mode)
        answers.write(json.dumps(answer, allow_nan=False) + "\n")
        answers.flush()
        if kind == "end":
            break


def respond(line: bytes, tool: str, mode: Mode) -> tuple[Any, Answer]:
    """Return the kind of a message, None if it has none, and the answer to it: never an exception."""
    kind, identifier = None, None
    try:
        message = parse(line)
        identifier = identify(message["id"])
        kind = message["kind"].text()
        answer = KINDS[kind](message, tool, mode) if kind in KINDS else {}
    except (InputError, OutputError) as error:
        answer = failure(str(error))
    except Exception as error:  # whatever NumPy or `ad` say to an input that nobody thought of
        traceback.print_exc()
        answer = failure(f"{type(error).__name__}: {error}")
    return kind, {"id": identifier, **answer}


def parse(line: bytes) -> Value:
    """Return the message on a line."""
    try:
        return Value(json.loads(line))
    except (ValueError, RecursionError) as error:
        raise InputError(f"the line is not JSON: {error}") from None


def identify(value: Value) -> int | str:
    """Return an id."""
    return value.json if isinstance(value.json, str) else value.integer()


def failure(error: str) -> Answer:
    """Return the answer that something is wrong."""
    return {"success": False, "error": error}


def start(message: Value, tool: str, mode: Mode) -> Answer:
    """Introduce the tool."""
    return {"tool": tool}


def define(message: Value, tool: str, mode: Mode) -> Answer:
    """Confirm that there is such a module."""
    choose(EVALS, message["module"])
    return {"success": True}


def evaluate(message: Value, tool: str, mode: Mode) -> Answer:
    """Evaluate a function as often as asked, and return its output and how long each run took.

    Conversion from and to JSON is not timed.
    """
    function = choose(choose(EVALS, message["module"]), message["function"])
    arguments = function.read(message["input"])
    output, runs = timed(lambda: function.evaluate(mode, *arguments), *repetitions(message["input"]))
    return {
        "success": True,
        "output": to_json(function.write(output)),
        "timings": [{"name": "evaluate", "nanoseconds": nanoseconds} for nanoseconds in runs],
    }


def choose(table: dict[str, Any], value: Value) -> Any:
    """Return the entry of a table that a field of the message names."""
    name = value.text()
    if name not in table:
        raise InputError(f"{value.name} is {name!r}, not one of {', '.join(table)}")
    return table[name]


KINDS: dict[str, Callable[[Value, str, Mode], Answer]] = {"start": start, "define": define, "evaluate": evaluate}
"""The kinds of messages that ask for something; to any other the answer is its id alone."""

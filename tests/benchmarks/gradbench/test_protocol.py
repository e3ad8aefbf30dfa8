"""What is answered to each kind of message, good and bad."""

import io
import json
from types import SimpleNamespace
from typing import Any

import pytest

from ad import forward, reverse
from benchmarks.gradbench import protocol
from benchmarks.gradbench.evals import EVALS
from benchmarks.gradbench.evals.function import Function
from benchmarks.gradbench.protocol import respond, serve


def answer(message: Any) -> dict[str, Any]:
    """The answer of the tool in reverse mode."""
    line = message if isinstance(message, bytes) else json.dumps(message).encode()
    return respond(line, "tool", reverse)[1]


def evaluate(module: Any, function: Any, value: Any) -> dict[str, Any]:
    return answer({"id": 5, "kind": "evaluate", "module": module, "function": function, "input": value})


def test_start() -> None:
    assert answer({"id": 0, "kind": "start", "eval": "gmm", "config": {"d": [2]}}) == {"id": 0, "tool": "tool"}


@pytest.mark.parametrize("module", EVALS)
def test_define(module: str) -> None:
    assert answer({"id": 1, "kind": "define", "module": module}) == {"id": 1, "success": True}


def test_define_of_an_unknown_module() -> None:
    given = answer({"id": 1, "kind": "define", "module": "gmn"})
    assert given == {
        "id": 1,
        "success": False,
        "error": f"module is 'gmn', not one of {', '.join(EVALS)}",
    }


@pytest.mark.parametrize("kind", ["analysis", "end", "what a later version of the protocol may ask"])
def test_any_other_kind(kind: str) -> None:
    assert answer({"id": 7, "kind": kind, "of": 3, "valid": False, "error": "it was"}) == {"id": 7}


@pytest.mark.parametrize("identifier", [0, 3, -1, "a"])
def test_id_comes_back(identifier: Any) -> None:
    assert answer({"id": identifier, "kind": "start"})["id"] == identifier


def test_evaluate() -> None:
    given = evaluate("hello", "double", 3.0)
    (timing,) = given.pop("timings")
    assert given == {"id": 5, "success": True, "output": 6.0}
    assert timing["name"] == "evaluate"
    assert timing["nanoseconds"] > 0


def test_runs_are_repeated_and_timed() -> None:
    value = {"x": [1.0, 2.0]}
    assert len(evaluate("lse", "primal", value)["timings"]) == 1
    assert len(evaluate("lse", "primal", {**value, "min_runs": 4, "min_seconds": 0})["timings"]) == 4
    timings = evaluate("lse", "primal", {**value, "min_runs": 1, "min_seconds": 0.01})["timings"]
    assert sum(timing["nanoseconds"] for timing in timings) >= 1e7


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b"", "the line is not JSON"),
        (b"\n", "the line is not JSON"),
        (b"hello", "the line is not JSON"),
        (b'{"id": 1, "kind": "start"', "the line is not JSON"),
        (b'{"id": 1} {"id": 2}', "the line is not JSON"),
        (b'{"id": 1, "kind": "st\xff"}', "the line is not JSON"),
        (b"[" * 100_000, "the line is not JSON"),
        (b"[1, 2]", "the message is a list, not an object"),
        (b"3", "the message is 3, not an object"),
        (b"null", "the message is null, not an object"),
        (b'{"kind": "start"}', "the message has no field 'id'"),
        (b'{"id": [1], "kind": "start"}', "id is a list, not a number"),
        (b'{"id": NaN, "kind": "start"}', "id is nan, not a finite number"),
    ],
)
def test_malformed_lines_have_no_id(line: bytes, what: str) -> None:
    given = answer(line)
    assert given["id"] is None
    assert given["success"] is False
    assert given["error"].startswith(what)


@pytest.mark.parametrize(
    ("message", "error"),
    [
        ({}, "the message has no field 'kind'"),
        ({"kind": 3}, "kind is 3, not a string"),
        ({"kind": "define"}, "the message has no field 'module'"),
        ({"kind": "define", "module": None}, "module is null, not a string"),
        ({"kind": "evaluate", "module": "hello"}, "the message has no field 'function'"),
        ({"kind": "evaluate", "module": "hello", "function": "square"}, "the message has no field 'input'"),
        (
            {"kind": "evaluate", "module": "hello", "function": "cube", "input": 1.0},
            "function is 'cube', not one of square, double",
        ),
        (
            {"kind": "evaluate", "module": "hello", "function": "square", "input": "1"},
            "input is a string, not a number",
        ),
        (
            {"kind": "evaluate", "module": "lse", "function": "primal", "input": {"x": [1.0], "min_runs": -1}},
            "input.min_runs is -1, not at least 1",
        ),
    ],
)
def test_bad_messages_keep_their_id(message: dict[str, Any], error: str) -> None:
    assert answer({"id": 9, **message}) == {"id": 9, "success": False, "error": error}


@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning")
def test_an_output_that_json_cannot_hold() -> None:
    given = evaluate("hello", "square", 1e200)
    assert not given["success"]
    assert given["error"] == "output is inf, and JSON has finite numbers only"


def test_an_exception_nobody_thought_of(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def fail(mode: Any) -> None:
        raise ZeroDivisionError("by nothing")

    monkeypatch.setitem(protocol.EVALS, "failing", {"f": Function(lambda value: (), fail)})
    assert evaluate("failing", "f", {}) == {"id": 5, "success": False, "error": "ZeroDivisionError: by nothing"}
    assert "Traceback" in capsys.readouterr().err


def test_the_mode_is_the_tools(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {"name": Function(lambda value: (), lambda mode: int(mode is forward))}
    monkeypatch.setitem(protocol.EVALS, "mode", names)
    line = b'{"id": 1, "kind": "evaluate", "module": "mode", "function": "name", "input": {}}'
    assert respond(line, "tool", forward)[1]["output"] == 1
    assert respond(line, "tool", reverse)[1]["output"] == 0


def test_serving_ends_after_the_message_end() -> None:
    lines = [b'{"id": 0, "kind": "start"}\n', b"?\n", b'{"id": 1, "kind": "end"}\n', b'{"id": 2, "kind": "start"}\n']
    answers = io.StringIO()
    serve(lines, answers, "tool", reverse)
    assert [json.loads(line)["id"] for line in answers.getvalue().splitlines()] == [0, None, 1]


def test_every_answer_is_flushed() -> None:
    events: list[str] = []
    answers: Any = SimpleNamespace(write=lambda line: events.append("write"), flush=lambda: events.append("flush"))
    serve([b'{"id": 0, "kind": "start"}', b"?"], answers, "tool", reverse)
    assert events == ["write", "flush", "write", "flush"]

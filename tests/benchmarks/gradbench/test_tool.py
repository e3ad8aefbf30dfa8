"""The tool as a client sees it: a process, and lines through two pipes."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from benchmarks.agreement import rho
from benchmarks.gradbench.evals import EVALS
from tests.benchmarks.gradbench.examples import EXAMPLES

MODES = "forward", "reverse"
ROOT = Path(__file__).parents[3]


class Client:
    """One process of the tool, and questions to it."""

    def __init__(self, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            text=True,
        )
        self.identifier = 0

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *exception: object) -> None:
        """Leave nothing behind: of a test that failed, the process may still wait for a question."""
        self.process.kill()
        self.process.__exit__(*exception)

    def line(self, line: str) -> Any:
        """Send one line and wait for the answer."""
        print(line, file=self.process.stdin, flush=True)
        return json.loads(self.process.stdout.readline())

    def ask(self, **message: Any) -> Any:
        """Send a message and return the answer to it, without its id."""
        self.identifier += 1
        answer = self.line(json.dumps({"id": self.identifier, **message}))
        assert answer.pop("id") == self.identifier
        return answer

    def evaluate(self, module: str, function: str, question: Any) -> Any:
        return self.ask(kind="evaluate", module=module, function=function, input=question, description="a test")

    def close(self) -> tuple[str, str, int]:
        """End the input, and return what else came out, the errors, and the exit code."""
        output, errors = self.process.communicate(timeout=60)
        return output, errors, self.process.returncode


def tool(mode: str) -> Client:
    return Client("-m", "benchmarks.gradbench", "--mode", mode)


@pytest.fixture(scope="module")
def clients() -> Iterator[dict[str, Client]]:
    """A process in each mode; whatever they are asked, they live to the end and write nothing else."""
    with ExitStack() as stack:
        running = {mode: stack.enter_context(tool(mode)) for mode in MODES}
        yield running
        for client in running.values():
            output, errors, code = client.close()
            assert (output, code) == ("", 0)
            assert "Traceback" not in errors


def expect(output: Any, expected: Any) -> None:
    """Compare two outputs in JSON: the same structure, and numbers that agree."""
    if isinstance(expected, dict):
        assert list(output) == list(expected)
        for key, value in expected.items():
            expect(output[key], value)
    else:
        assert rho(np.array(output, float), np.array(expected, float)) <= 1e-10


@pytest.mark.parametrize("mode", MODES)
def test_a_session(clients: dict[str, Client], mode: str) -> None:
    client = clients[mode]
    assert client.ask(kind="start", eval="hello") == {"tool": f"dualtape-{mode}"}
    assert client.ask(kind="define", module="hello") == {"success": True}
    x = 1.0
    for _ in range(3):
        squared = client.evaluate("hello", "square", x)
        assert squared["output"] == x * x
        assert client.ask(kind="analysis", of=client.identifier, valid=True) == {}
        doubled = client.evaluate("hello", "double", x)
        assert doubled["output"] == 2 * x
        (timing,) = doubled["timings"]
        assert timing["name"] == "evaluate"
        assert timing["nanoseconds"] > 0
        x = doubled["output"]


@pytest.mark.parametrize("module", EVALS)
@pytest.mark.parametrize("mode", MODES)
def test_outputs_are_those_of_the_definitions(clients: dict[str, Client], mode: str, module: str) -> None:
    client = clients[mode]
    assert client.ask(kind="define", module=module) == {"success": True}
    for name, function, question, expected in EXAMPLES:
        if name != module:
            continue
        runs = 1 if name in ("hello", "saddle", "particle") else 2
        limits = {} if name == "hello" else {"min_runs": runs, "min_seconds": 0.0}
        answer = client.evaluate(module, function, {**question, **limits} if limits else question)
        assert answer["success"], answer
        assert [timing["name"] for timing in answer["timings"]] == ["evaluate"] * runs
        expect(answer["output"], expected)


@pytest.mark.parametrize("mode", MODES)
def test_bad_lines_are_answered_and_survived(clients: dict[str, Client], mode: str) -> None:
    client = clients[mode]
    assert client.line("{")["id"] is None
    assert client.line("")["success"] is False
    assert client.line('{"kind": "start"}')["error"] == "the message has no field 'id'"
    assert client.ask(kind="define", module="nothing")["success"] is False
    assert client.evaluate("nothing", "square", 1.0)["success"] is False
    assert client.evaluate("hello", "cube", 1.0)["success"] is False
    for question, error in (
        ({"x": [1.0, float("nan")]}, "input.x[1] is nan, not a finite number"),
        ({"x": ["NaN"]}, "input.x[0] is a string, not a number"),
        ({"x": [[1.0], [2.0, 3.0]]}, "input.x[0] is a list, not a number"),
        ({"y": []}, "input has no field 'x'"),
        ([], "input is an empty list, not an object"),
        (None, "input is null, not an object"),
    ):
        assert client.evaluate("lse", "gradient", question) == {"success": False, "error": error}
    assert client.evaluate("hello", "square", 1e200)["error"].startswith("output is inf")
    assert client.evaluate("hello", "square", 2.0)["output"] == 4.0


def test_nothing_but_answers_reaches_standard_output() -> None:
    noisy = """
import os, warnings
from benchmarks.gradbench.__main__ import main
from benchmarks.gradbench.evals import EVALS
from benchmarks.gradbench.evals.function import Function

def evaluate(mode):
    print("printed")
    os.write(1, b"written")
    os.system("echo echoed")
    warnings.warn("warned")
    return 1.0

EVALS["noisy"] = {"f": Function(lambda value: (), evaluate)}
main(["--mode", "reverse"])
"""
    with Client("-c", noisy) as client:
        assert client.evaluate("noisy", "f", {})["output"] == 1.0
        output, errors, code = client.close()
    assert (output, code) == ("", 0)
    for noise in ("printed", "written", "echoed", "warned"):
        assert noise in errors


def test_the_message_end_ends_it() -> None:
    with tool("forward") as client:
        assert client.ask(kind="end") == {}
        assert client.process.wait(timeout=60) == 0
        assert client.close() == ("", "", 0)


def test_a_client_that_leaves_without_a_word() -> None:
    with tool("reverse") as client:
        client.process.stdout.close()
        print('{"id": 0, "kind": "start"}\n{"id": 1, "kind": "start"}', file=client.process.stdin, flush=True)
        client.process.stdin.close()
        assert client.process.wait(timeout=60) == 0
        assert client.process.stderr.read() == ""


def test_a_mode_must_be_chosen() -> None:
    with Client("-m", "benchmarks.gradbench") as client:
        output, errors, code = client.close()
    assert (output, code) == ("", 2)
    assert "--mode" in errors

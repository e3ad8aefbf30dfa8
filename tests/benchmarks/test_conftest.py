"""A real run of a few benchmarks in a process of its own: the result file and both ways to run."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from benchmarks.looks import LOOKS

ROOT = Path(__file__).parents[2]
MEASURED_AGAIN = ("ratios", "first_call", "peak_memory")  # of a case that was not finished
CASES = "rosenbrock and n2 and (primal or forward or hand or jax-reverse)"

HEEDING = """
import signal, sys, pytest
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs are started to ignore interrupts
sys.exit(pytest.main(sys.argv[1:]))
"""


def command(*options: str, cases: str = CASES) -> dict[str, Any]:
    """Return how to start a few quick benchmarks in a new process, with options of the project's own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_XDIST")}
    settings = {
        "addopts": "--benchmark-skip --import-mode=importlib",
        "python_files": "bench_*.py",
        "python_functions": "bench_*",
    }
    arguments = [sys.executable, "-m", "pytest", str(ROOT / "benchmarks" / "bench_problems.py"), "--sweep=quick"]
    arguments += [f"--override-ini={name}={value}" for name, value in settings.items()]
    return {"args": [*arguments, "-p", "no:cacheprovider", "-k", cases, *options], "env": environment}


def run_pytest(*options: str, cases: str = CASES, folder: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run them to their end."""
    return subprocess.run(**command(*options, cases=cases), cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the result file of a run."""
    path = tmp_path_factory.mktemp("result") / "result.json"
    done = run_pytest("--benchmark-only", f"--benchmark-json={path}")
    assert done.returncode == 0, done.stdout + done.stderr
    return json.loads(path.read_text())


@pytest.fixture(scope="module")
def entries(result: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    """Return what each case stored, by problem and backend."""
    every = [entry["params"] | entry["extra_info"] for entry in result["benchmarks"]]
    return {(info["problem"], info["backend"]): info for info in every}


def test_machine_is_described(result: dict[str, Any]) -> None:
    facts = result["machine_info"]["dualtape"]
    assert facts["schema"] == 2
    assert facts["sweep"] == "quick"
    assert "--benchmark-json=result.json" in facts["command"]
    assert str(ROOT) not in facts["command"]
    assert facts["versions"]["numpy"]
    assert all(library["threads"] == 1 for library in facts["blas"])
    assert facts["threads"]["blas"]["cpu_over_wall"] < 1.2
    assert facts["threads"]["xla"]["cpu_over_wall"] < 1.2
    assert facts["page_faults"] is None or facts["page_faults"] < 100  # of 196
    assert len(facts["noise_floor"]["pairs"].split()) % 2 == 0


def test_measured_case_has_its_ratios_and_its_agreement(
    entries: dict[tuple[str, str], dict[str, Any]],
) -> None:
    entry = entries["rosenbrock", "forward"]
    assert entry["status"] == "ok"
    assert set(entry["ratios"]) == {"primal", "reverse"}
    lengths = {rival: len(pairs.split()) for rival, pairs in entry["ratios"].items()}
    assert lengths["primal"] == lengths["reverse"] >= 2
    assert entry["rho"] <= 1e-12
    assert entry["oracle"] == "jax"
    assert entry["directions"] == 2


def test_unsupported_case_is_recorded(entries: dict[tuple[str, str], dict[str, Any]]) -> None:
    entry = entries["rosenbrock-loop", "jax-reverse"]
    assert entry["status"] == "unsupported"
    assert "lax.scan" in entry["reason"]
    assert entry["ratios"] == {}


def test_statistics_are_those_of_one_call(result: dict[str, Any]) -> None:
    by_hand = [e for e in result["benchmarks"] if e["params"]["backend"] == "hand"]
    assert all(entry["stats"]["iterations"] > 1 for entry in by_hand)
    assert all(entry["stats"]["median"] < 2e-4 for entry in by_hand)  # one sample, or longer


def test_parameters_are_strings(result: dict[str, Any]) -> None:
    values = [value for entry in result["benchmarks"] for value in entry["params"].values()]
    assert {type(value) for value in values} == {str}


def test_disabled_benchmarks_run_once_although_addopts_skip_them() -> None:
    done = run_pytest("--benchmark-disable", cases="rosenbrock and n2 and hand")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_benchmarks_beside_each_other_are_refused() -> None:
    pytest.importorskip("xdist")
    done = run_pytest("--benchmark-only", "-n", "2")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "leave out -n" in done.stderr


def test_killed_run_is_resumed(tmp_path: Path) -> None:
    killed = subprocess.Popen(
        **command("--benchmark-only"), cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60.0
    while len(finished := lines_of_journal(tmp_path)) < 3 and time.monotonic() < deadline:
        assert killed.poll() is None, "it came to its end before it could be killed"
        time.sleep(0.005)
    killed.kill()
    killed.wait()
    finished = lines_of_journal(tmp_path)
    assert len(finished) >= 3

    path = tmp_path / "result.json"
    resumed = run_pytest("--benchmark-only", "--resume", f"--benchmark-json={path}", folder=tmp_path)
    assert resumed.returncode == 0, resumed.stdout + resumed.stderr
    measured = json.loads(path.read_text())["benchmarks"]
    last = {tuple(entry["case"]): entry for entry in map(json.loads, finished[1:])}  # a line for each look
    for case, entry in last.items():
        again = next(one for one in measured if tuple(one["params"].values()) == case)
        assert again["stats"]["data"][: len(entry["data"])] == entry["data"]
        assert again["extra_info"]["ratios"].keys() == entry["extra_info"]["ratios"].keys()
        told = {key: x for key, x in entry["extra_info"].items() if x not in (None, "") and key not in MEASURED_AGAIN}
        assert told.items() <= (again["params"] | again["extra_info"]).items()
    assert len(measured) > len(last)
    assert lines_of_journal(tmp_path) == []


def test_an_interrupted_run_ends_at_once(tmp_path: Path) -> None:
    """It does not take the looks that are left, but says how to go on."""
    many = command("--benchmark-only", cases="primal or forward or reverse")  # so that it is not over too soon
    python, _, _, *arguments = many["args"]
    many["args"] = [python, "-c", HEEDING, *arguments]
    run = subprocess.Popen(**many, cwd=tmp_path, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60.0
    while len(lines_of_journal(tmp_path)) < 3 and time.monotonic() < deadline:
        assert run.poll() is None, "it came to its end before it could be interrupted"
        time.sleep(0.005)
    run.send_signal(signal.SIGINT)
    told, _ = run.communicate(timeout=60)
    assert run.returncode == pytest.ExitCode.INTERRUPTED
    assert "--resume goes on from there" in told
    last = {tuple(entry["case"]): entry for entry in map(json.loads, lines_of_journal(tmp_path)[1:])}
    assert min(entry["looks"] for entry in last.values()) < LOOKS


def lines_of_journal(folder: Path) -> list[str]:
    files = list((folder / ".benchmarks" / "unfinished").glob("quick-*.jsonl"))
    return [line for file in files for line in file.read_text().splitlines(keepends=True) if line.endswith("\n")]


def test_nothing_to_resume_is_an_error(tmp_path: Path) -> None:
    done = run_pytest("--benchmark-only", "--resume", folder=tmp_path)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "no unfinished run of --sweep=quick" in done.stderr

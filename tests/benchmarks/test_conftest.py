"""A real run of a few benchmarks in a process of its own: the result file and both ways to run."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CASES = "rosenbrock and n10 and (primal or forward or hand or jax-reverse)"


def run_pytest(*options: str, cases: str = CASES) -> subprocess.CompletedProcess[str]:
    """Run a few quick benchmarks in a new process, with options of the project's own."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PYTEST_XDIST")}
    settings = {
        "addopts": "--benchmark-skip --import-mode=importlib",
        "python_files": "bench_*.py",
        "python_functions": "bench_*",
    }
    command = [sys.executable, "-m", "pytest", "benchmarks/bench_problems.py", "--sweep=quick"]
    command += [f"--override-ini={name}={value}" for name, value in settings.items()]
    return subprocess.run(
        [*command, "-p", "no:cacheprovider", "-k", cases, *options],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


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
    every = [entry["extra_info"] for entry in result["benchmarks"]]
    return {(info["problem"], info["backend"]): info for info in every}


def test_machine_is_described(result: dict[str, Any]) -> None:
    facts = result["machine_info"]["dualtape"]
    assert facts["schema"] == 1
    assert facts["sweep"] == "quick"
    assert facts["versions"]["numpy"]
    assert all(library["threads"] == 1 for library in facts["blas"])
    assert facts["threads"]["blas"]["cpu_over_wall"] < 1.2
    assert facts["threads"]["xla"]["cpu_over_wall"] < 1.2
    assert len(facts["noise_floor"]["pairs"]) % 2 == 0


def test_measured_case_has_its_ratios_and_its_agreement(
    entries: dict[tuple[str, str], dict[str, Any]],
) -> None:
    entry = entries["rosenbrock", "forward"]
    assert entry["status"] == "ok"
    assert set(entry["ratios"]) == {"primal", "reverse"}
    assert len(entry["ratios"]["primal"]) == len(entry["ratios"]["reverse"]) >= 2
    assert entry["rho"] <= 1e-12
    assert entry["oracle"] == "jax"
    assert entry["directions"] == 10


def test_unsupported_case_is_recorded(entries: dict[tuple[str, str], dict[str, Any]]) -> None:
    entry = entries["rosenbrock-loop", "jax-reverse"]
    assert entry["status"] == "unsupported"
    assert "fori_loop" in entry["reason"]
    assert entry["ratios"] == {}


def test_statistics_are_those_of_one_call(result: dict[str, Any]) -> None:
    by_hand = [e for e in result["benchmarks"] if e["extra_info"]["backend"] == "hand"]
    assert all(entry["stats"]["iterations"] > 1 for entry in by_hand)
    assert all(entry["stats"]["median"] < 2e-4 for entry in by_hand)  # one sample, or longer


def test_parameters_are_ints_and_strings(result: dict[str, Any]) -> None:
    values = [value for entry in result["benchmarks"] for value in entry["params"].values()]
    assert {type(value) for value in values} == {int, str}


def test_disabled_benchmarks_run_once_although_addopts_skip_them() -> None:
    done = run_pytest("--benchmark-disable", cases="rosenbrock and n10 and hand")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "2 passed" in done.stdout


def test_benchmarks_beside_each_other_are_refused() -> None:
    pytest.importorskip("xdist")
    done = run_pytest("--benchmark-only", "-n", "2")
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert "leave out -n" in done.stderr

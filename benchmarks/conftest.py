"""How pytest runs the benchmarks: their sizes, their threads, and what the result file says."""

import gc
import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from threadpoolctl import threadpool_limits

from benchmarks import machine
from benchmarks.cases import SCALES, Case, Scale
from benchmarks.measure import noise_floor, shortened
from benchmarks.problems import build
from benchmarks.run import run

PARAMETERS = ("sweep", "problem", "n", "m", "quantity", "backend")
CONTROL = "two-layer-tanh", 64, 1


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--sweep``."""
    parser.addoption(
        "--sweep",
        choices=tuple(SCALES),
        default="default",
        help="how much to measure: quick (a smoke test, under a minute), default (under five"
        " minutes) or full (as long as it takes)",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Settle what pytest-benchmark leaves open, before it reads its options."""
    if config.getoption("benchmark_disable"):
        # Asks for one untimed run of each, which --benchmark-skip in addopts would turn into none.
        config.option.benchmark_skip = False
    if config.getoption("benchmark_only"):
        if config.getoption("dist", "no") != "no" or "PYTEST_XDIST_WORKER" in os.environ:
            raise pytest.UsageError("benchmarks beside each other time each other: leave out -n")
        if machine.installed("jax"):
            machine.start_jax()  # before any other module can start its client with more threads


def scale_of(config: pytest.Config) -> Scale:
    """Return the sizes that the command line asks for."""
    return SCALES[config.getoption("sweep")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Spell out the cases of a benchmark module, its ``cases(scale)``, in ints and strings."""
    if "case" in metafunc.fixturenames:
        cases = list(metafunc.module.cases(scale_of(metafunc.config)))
        metafunc.parametrize(
            PARAMETERS,
            [tuple(getattr(case, name) for name in PARAMETERS) for case in cases],
            ids=[f"{case.sweep}-{case.problem}-n{case.n}-m{case.m}-{case.quantity}-{case.backend}" for case in cases],
        )


@pytest.fixture
def case(sweep: str, problem: str, n: int, m: int, quantity: str, backend: str) -> Case:
    """One case."""
    return Case(sweep, problem, n, m, quantity, backend)


@pytest.fixture(scope="session")
def one_thread() -> Iterator[None]:
    """Limit BLAS to one thread, and take what is imported by now out of the garbage collector.

    A collection then costs what the measured program made, not what JAX and PyTorch imported.
    """
    with threadpool_limits(limits=1):
        gc.collect()
        gc.freeze()
        yield
        gc.unfreeze()


@pytest.fixture
def measure(benchmark: BenchmarkFixture, request: pytest.FixtureRequest, one_thread: None) -> Callable[[Case], None]:
    """Check and time a case."""
    return lambda case: run(benchmark, case, scale_of(request.config).budget)


@pytest.hookimpl(tryfirst=True)
def pytest_benchmark_compare_machine_info(compared_benchmark: dict[str, Any]) -> None:
    """Compare the machines alone: what was measured on them differs from run to run."""
    compared_benchmark["machine_info"].pop("dualtape", None)


def pytest_benchmark_update_json(config: pytest.Config, output_json: dict[str, Any]) -> None:
    """Say in the result file what a reader needs in order to trust it."""
    machine_info, commit = output_json["machine_info"], output_json["commit_info"]
    if "dualtape" in machine_info:  # written for --benchmark-json, now asked for by autosave
        return
    known = commit["id"] not in ("unknown", "unversioned")
    control = build(*CONTROL)
    function, x = control.function(), control.x
    with threadpool_limits(limits=1):
        floor = noise_floor(lambda: function(x), scale_of(config).budget)
        facts = machine.facts()
    machine_info["dualtape"] = {
        "schema": 1,
        "cpu": machine_info["cpu"].get("brand_raw", machine_info["processor"]),
        "platform": f"{machine_info['system']} {machine_info['release']} {machine_info['machine']}",
        "python": machine_info["python_version"],
        **facts,
        "noise_floor": {
            **shortened({"pairs": floor}),
            "what": "the primal of {} at n = {}, m = {} against itself".format(*CONTROL),
        },
        "sweep": config.getoption("sweep"),
        "command": " ".join(("pytest", *config.invocation_params.args)),
        "commit": commit["id"] if known else None,
        "dirty": commit["dirty"] if known else None,
    }

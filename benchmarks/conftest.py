"""How pytest runs the benchmarks: the sizes, the threads, what is kept of a killed run, and what the result says."""

import gc
import os
from collections.abc import Callable, Iterator
from dataclasses import fields
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture
from threadpoolctl import threadpool_limits

from benchmarks import journal as journals
from benchmarks import machine
from benchmarks.backends import BACKENDS
from benchmarks.cases import SCALES, Case, Scale
from benchmarks.journal import Journal
from benchmarks.looks import Looks
from benchmarks.measure import noise_floor, shortened
from benchmarks.problems import build
from benchmarks.run import run

PARAMETERS = tuple(field.name for field in fields(Case))
CONTROL = "two-layer-tanh", "n=64,m=1"
# Statistics that are in no table or histogram; in a thousand entries they are long.
UNREAD = ("total", "iqr_outliers", "stddev_outliers")
JOURNAL = pytest.StashKey[Journal]()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--sweep`` and ``--resume``."""
    parser.addoption(
        "--sweep",
        choices=tuple(SCALES),
        default="default",
        help="how much to measure: quick (a smoke test, under a minute), default (under six"
        " minutes) or full (as long as it takes)",
    )
    parser.addoption(
        "--resume",
        action="store_true",
        help="go on with the newest unfinished run of this --sweep: what it has measured is not measured again",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Settle what pytest-benchmark leaves open, before it reads its options."""
    if config.getoption("benchmark_disable"):
        # Asks for one untimed run of each, which --benchmark-skip in addopts would turn into none.
        config.option.benchmark_skip = False
    if config.getoption("benchmark_only"):
        if config.getoption("dist", "no") != "no" or "PYTEST_XDIST_WORKER" in os.environ:
            raise pytest.UsageError("benchmarks beside each other time each other: leave out -n")
        machine.keep_memory()
        if machine.installed("jax"):
            machine.start_jax()  # before any other module can start its client with more threads
        config.stash[JOURNAL] = open_journal(config)


def open_journal(config: pytest.Config) -> Journal:
    """Return what this run writes its finished cases to: a new journal, or with ``--resume`` the newest.

    Raises
    ------
    pytest.UsageError
        If there is nothing to resume, or what there is was measured by other code or on another machine.
    """
    scale = scale_of(config).name
    path = journals.newest(scale) if config.getoption("resume") else journals.fresh(scale)
    if path is None:
        raise pytest.UsageError(f"there is no unfinished run of --sweep={scale} to resume: leave out --resume")
    commit = config.hook.pytest_benchmark_generate_commit_info(config=config)
    circumstances = {"sweep": scale, "commit": commit["id"], "dirty": commit["dirty"], **machine.identity()}
    try:
        return Journal(path, circumstances)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from None


def scale_of(config: pytest.Config) -> Scale:
    """Return the sizes that the command line asks for."""
    return SCALES[config.getoption("sweep")]


def identifier(case: Case) -> str:
    """Return the name of a case for ``-k``, which takes neither "=" nor ",": n=64,m=1 is n64-m1."""
    size = case.size.replace("=", "").replace(",", "-")
    return "-".join((case.sweep, case.problem, size, case.quantity, case.backend))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Spell out the cases of a benchmark module, its ``cases(scale)``, in ints and strings."""
    if "case" in metafunc.fixturenames:
        cases = list(metafunc.module.cases(scale_of(metafunc.config)))
        metafunc.parametrize(
            PARAMETERS,
            [tuple(getattr(case, name) for name in PARAMETERS) for case in cases],
            ids=[identifier(case) for case in cases],
        )


@pytest.fixture
def case(sweep: str, problem: str, size: str, quantity: str, backend: str) -> Case:
    """One case."""
    return Case(sweep, problem, size, quantity, backend)


@pytest.fixture(scope="session")
def one_thread() -> Iterator[None]:
    """Limit BLAS to one thread, import every tool, and take what is there by now out of the garbage collector.

    A collection then costs what the measured program made, not a quarter of a second for JAX's and PyTorch's modules.
    """
    for backend in BACKENDS.values():
        if backend.requires and not backend.missing:
            import_module(backend.requires)
    with threadpool_limits(limits=1):
        gc.collect()
        gc.freeze()
        yield
        gc.unfreeze()


@pytest.fixture(scope="session")
def looks(one_thread: None, request: pytest.FixtureRequest) -> Iterator[Looks]:
    """Take the looks that are left when the last case has been measured, unless the run was interrupted."""
    scale = scale_of(request.config)
    parameters = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    cases = [found for found in parameters if found.keys() >= set(PARAMETERS)]
    there = [found for found in cases if not BACKENDS[found["backend"]].missing]
    looks = Looks(cases=len(there), seconds=scale.seconds)
    yield looks
    if request.session.exitstatus != pytest.ExitCode.INTERRUPTED:
        looks.finish()


@pytest.fixture
def measure(benchmark: BenchmarkFixture, request: pytest.FixtureRequest, looks: Looks) -> Callable[[Case], None]:
    """Check and time a case."""
    config = request.config
    return lambda case: run(benchmark, case, scale_of(config).budget, config.stash.get(JOURNAL, None), looks)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Drop the journal of a run that has come to its end: all of it is in the result file."""
    journal = session.config.stash.get(JOURNAL, None)
    if journal and exitstatus == pytest.ExitCode.OK:
        journal.close()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int, config: pytest.Config) -> None:
    """Say how to go on with a run that was interrupted or has failed."""
    journal = config.stash.get(JOURNAL, None)
    if journal and exitstatus != pytest.ExitCode.OK:
        terminalreporter.write_line(
            f"{len(journal.finished)} finished cases are kept in {journal.path}: --resume goes on from there"
        )


@pytest.hookimpl(tryfirst=True)
def pytest_benchmark_compare_machine_info(compared_benchmark: dict[str, Any]) -> None:
    """Compare the machines alone: what was measured on them differs from run to run."""
    compared_benchmark["machine_info"].pop("dualtape", None)


def without_folder(argument: str) -> str:
    """Return an argument of the command line, a file that it names by a path of this machine by its name alone.

    >>> without_folder("--benchmark-json=/home/me/result.json"), without_folder("--sweep=quick")
    ('--benchmark-json=result.json', '--sweep=quick')
    """
    option, sign, value = argument.rpartition("=")
    return f"{option}{sign}{Path(value).name}" if Path(value).is_absolute() else argument


def pytest_benchmark_update_json(config: pytest.Config, output_json: dict[str, Any]) -> None:
    """Say in the result file what a reader needs in order to trust it."""
    machine_info, commit = output_json["machine_info"], output_json["commit_info"]
    for entry in output_json["benchmarks"]:
        del entry["options"]  # of pytest-benchmark's own way to choose rounds, which is not used here
        told = {name: x for name, x in entry["extra_info"].items() if x not in (None, "")}
        entry["extra_info"] = {name: x for name, x in told.items() if name not in entry["params"]}  # say it once
        for name in UNREAD:
            entry["stats"].pop(name, None)
        entry["stats"].update({name: float(f"{x:.5g}") for name, x in entry["stats"].items() if type(x) is float})
    if "dualtape" in machine_info:  # written for --benchmark-json, now asked for by autosave
        return
    known = commit["id"] not in ("unknown", "unversioned")
    control = build(*CONTROL)
    function, x = control.function(), control.x
    with threadpool_limits(limits=1):
        floor = noise_floor(lambda: function(x), scale_of(config).budget)
        facts = machine.facts()
    machine_info["dualtape"] = {
        "schema": 2,
        "cpu": machine_info["cpu"].get("brand_raw", machine_info["processor"]),
        "platform": f"{machine_info['system']} {machine_info['release']} {machine_info['machine']}",
        "python": machine_info["python_version"],
        **facts,
        "noise_floor": {
            **shortened({"pairs": floor}),
            "what": "the primal of {} at {} against itself".format(*CONTROL),
        },
        "sweep": config.getoption("sweep"),
        "command": " ".join(("pytest", *map(without_folder, config.invocation_params.args))),
        "commit": commit["id"] if known else None,
        "dirty": commit["dirty"] if known else None,
    }

"""One case at a time, with a stand-in for the fixture of pytest-benchmark."""

import gc
from collections.abc import Callable, Iterator
from dataclasses import astuple
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from ad.measure import Budget
from benchmarks import run as runner
from benchmarks.backends import BACKENDS, Backend
from benchmarks.cases import Case
from benchmarks.journal import Journal
from benchmarks.looks import LOOKS, Looks, due
from benchmarks.prepared import prepared

BUDGET = Budget(seconds=0.01, sample=1e-5, fewest=2, most=4, limit=0.2)
CASE = Case("problem", "rosenbrock", "n=10", "gradient", "subject")


@pytest.fixture(autouse=True)
def unfrozen() -> Iterator[None]:
    """Leave the garbage collector as it was: a run hides what is alive from it."""
    yield
    gc.unfreeze()


class Benchmark:
    """What `run` uses of the fixture, doing the same."""

    def __init__(self) -> None:
        self.extra_info: dict[str, Any] = {}
        self.group = ""
        self.disabled = False
        self.enabled = True
        self.stats = SimpleNamespace(iterations=1, group="", stats=SimpleNamespace(data=[]))

    def pedantic(
        self,
        target: Callable[[], Any],
        setup: Callable[[], None] = lambda: None,
        teardown: Callable[[], None] = lambda: None,
        rounds: int = 1,
    ) -> None:
        for _ in range(rounds):
            setup()
            target()
            teardown()


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> Callable[..., dict[str, Any]]:
    """Return what is stored about a backend that answers with the given callable."""

    def measure(answer: Callable[[], Any], **options: Any) -> dict[str, Any]:
        backend = Backend("subject", {"gradient": lambda problem: answer}, **options)
        monkeypatch.setitem(BACKENDS, "subject", backend)
        prepared.cache_clear()
        benchmark = Benchmark()
        runner.run(benchmark, CASE, BUDGET)
        return benchmark.extra_info

    return measure


@pytest.fixture
def right() -> np.ndarray:
    """Return the right answer."""
    return BACKENDS["hand"].prepare(runner.build("rosenbrock", "n=10"), "gradient")()


def test_right_answer_is_timed(measured: Callable[..., dict[str, Any]], right: np.ndarray) -> None:
    entry = measured(lambda: right)
    assert entry["status"] == "ok"
    assert entry["rho"] <= 1e-12
    assert len(entry["ratios"]["primal"].split()) in (2, 4)


def test_statistics_are_those_of_one_call(monkeypatch: pytest.MonkeyPatch, right: np.ndarray) -> None:
    calls: list[int] = []  # of each round that is timed

    class Counting(Benchmark):
        def pedantic(self, target: Callable[[], Any], **options: Any) -> None:
            def counted() -> None:
                calls.append(0)
                target()

            super().pedantic(counted, **options)

    def answer() -> np.ndarray:
        if calls:
            calls[-1] += 1
        return right

    monkeypatch.setitem(BACKENDS, "subject", Backend("subject", {"gradient": lambda problem: answer}))
    prepared.cache_clear()
    benchmark = Counting()
    runner.measure(benchmark, CASE, BUDGET)
    assert calls[0] > 1
    assert benchmark.stats.iterations == calls[0]


def test_most_pairs_are_left_to_later_looks(monkeypatch: pytest.MonkeyPatch, right: np.ndarray, tmp_path: Path) -> None:
    monkeypatch.setitem(BACKENDS, "subject", Backend("subject", {"gradient": lambda problem: lambda: right}))
    prepared.cache_clear()
    benchmark, looks, journal = Benchmark(), Looks(between=1), Journal(tmp_path / "journal", {})
    budget = Budget(seconds=1.0, sample=1e-5, fewest=8, most=8, limit=0.2)
    found = []
    runner.run(benchmark, CASE, budget, journal, looks)
    for look in range(1, LOOKS + 1):
        found.append(len(benchmark.stats.stats.data))
        assert len(benchmark.extra_info["ratios"]["primal"].split()) == found[-1]
        assert journal.finished[astuple(CASE)]["extra_info"]["ratios"] == benchmark.extra_info["ratios"]
        assert len(journal.finished[astuple(CASE)]["data"]) == found[-1]
        assert journal.finished[astuple(CASE)]["looks"] == look
        looks.case_ends()
    assert found == [due(8, look) for look in range(1, LOOKS + 1)]
    assert not looks.waiting


@pytest.mark.parametrize("late", [False, True])
def test_a_late_run_has_no_patience(monkeypatch: pytest.MonkeyPatch, right: np.ndarray, late: bool) -> None:
    monkeypatch.setitem(BACKENDS, "subject", Backend("subject", {"gradient": lambda problem: lambda: right}))
    prepared.cache_clear()
    benchmark, looks = Benchmark(), Looks(between=1, cases=1, seconds=0.0 if late else np.inf)
    budget = Budget(seconds=0.0, sample=1e-5, fewest=8, most=80, limit=0.2, precision=1e-9, patience=0.01)
    runner.run(benchmark, CASE, budget, looks=looks)
    looks.finish()
    count = len(benchmark.stats.stats.data)
    assert count == 8 if late else count > 8


def test_a_killed_case_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch, right: np.ndarray, tmp_path: Path) -> None:
    monkeypatch.setitem(BACKENDS, "subject", Backend("subject", {"gradient": lambda problem: lambda: right}))
    prepared.cache_clear()
    budget = Budget(seconds=1.0, sample=1e-5, fewest=8, most=8, limit=0.2)
    journal, killed = Journal(tmp_path / "journal", {}), Looks(between=1)
    runner.run(Benchmark(), CASE, budget, journal, killed)
    before = Journal(tmp_path / "journal", {}).finished[astuple(CASE)]
    benchmark = Benchmark()
    runner.run(benchmark, CASE, budget, Journal(tmp_path / "journal", {}))
    assert len(before["data"]) == 2
    assert benchmark.stats.stats.data[:2] == before["data"]
    assert len(benchmark.stats.stats.data) == 8
    finished = Journal(tmp_path / "journal", {})
    after = finished.finished[astuple(CASE)]
    after_all, before_all = (entry["extra_info"]["ratios"]["primal"] for entry in (after, before))
    assert after_all.startswith(before_all)
    assert len(after_all.split()) == 8
    assert after["looks"] == LOOKS
    again = Benchmark()
    runner.run(again, CASE, budget, finished)
    assert again.stats.stats.data == benchmark.stats.stats.data


def test_wrong_answer_fails(measured: Callable[..., dict[str, Any]], right: np.ndarray) -> None:
    with pytest.raises(AssertionError, match="rho"):
        measured(lambda: right + 1.0)


def test_nan_fails(measured: Callable[..., dict[str, Any]], right: np.ndarray) -> None:
    with pytest.raises(AssertionError, match="nan"):
        measured(lambda: right * np.nan)


def test_slow_answer_is_a_timeout(measured: Callable[..., dict[str, Any]]) -> None:
    def forever() -> None:
        while True:
            pass

    entry = measured(forever)
    assert entry["status"] == "timeout"
    assert entry["ratios"] == {}
    assert "0.2 s" in entry["reason"]


def test_missing_package_is_skipped(measured: Callable[..., dict[str, Any]]) -> None:
    with pytest.raises(pytest.skip.Exception, match="a_package_that_is_not_there"):
        measured(lambda: None, requires="a_package_that_is_not_there")


def test_failure_of_a_peer_is_unsupported(measured: Callable[..., dict[str, Any]]) -> None:
    def lacks() -> None:
        raise AttributeError("torch has no\ncumprod")

    entry = measured(lacks, peer=True)
    assert entry["status"] == "unsupported"
    assert entry["reason"] == "AttributeError: torch has no cumprod"


def test_failure_of_our_own_is_a_failure(measured: Callable[..., dict[str, Any]]) -> None:
    def broken() -> None:
        raise AttributeError("a bug")

    with pytest.raises(AttributeError, match="a bug"):
        measured(broken)


def test_memory_and_first_call_are_stored(measured: Callable[..., dict[str, Any]], right: np.ndarray) -> None:
    entry = measured(lambda: np.ones(100_000)[:10] * right, numpy_memory=True)
    assert 800_000 <= entry["peak_memory"] < 810_000
    assert entry["first_call"] > 0.0
    assert entry["tape"] is None


def test_finished_case_is_taken_from_the_journal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, right: np.ndarray
) -> None:
    backend = Backend("subject", {"gradient": lambda problem: lambda: right})
    monkeypatch.setitem(BACKENDS, "subject", backend)
    journal = Journal(tmp_path / "journal.jsonl", {})
    first, second = Benchmark(), Benchmark()
    runner.run(first, CASE, BUDGET, journal)

    def forbidden(*arguments: object) -> None:
        raise AssertionError("measured again")

    monkeypatch.setattr(runner, "measure", forbidden)
    runner.run(second, CASE, BUDGET, Journal(journal.path, {}))
    assert second.extra_info == first.extra_info
    assert second.group == first.group
    assert second.stats.iterations == first.stats.iterations
    assert second.stats.stats.data == first.stats.stats.data

"""A call is repeated until both limits are reached, and each run is timed."""

import time
from itertools import count

import pytest

from benchmarks.gradbench.timing import timed


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """A clock on which each run takes 0.25 seconds."""
    ticks = count(0, 250_000_000)
    monkeypatch.setattr(time, "perf_counter_ns", lambda: next(ticks))


@pytest.mark.parametrize(("min_runs", "min_seconds", "runs"), [(1, 0.0, 1), (3, 0.0, 3), (1, 1.0, 4), (3, 1.1, 5)])
@pytest.mark.usefixtures("clock")
def test_both_limits_are_reached(min_runs: int, min_seconds: float, runs: int) -> None:
    calls = count(1)
    answer, nanoseconds = timed(lambda: next(calls), min_runs, min_seconds)
    assert answer == runs
    assert nanoseconds == [250_000_000] * runs


def test_times_are_nanoseconds() -> None:
    _, (nanoseconds,) = timed(lambda: time.sleep(0.01), 1, 0.0)
    assert type(nanoseconds) is int
    assert 9e6 < nanoseconds < 5e9

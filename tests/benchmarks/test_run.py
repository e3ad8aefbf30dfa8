"""One case at a time, with a stand-in for the fixture of pytest-benchmark."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from benchmarks import run as runner
from benchmarks.backends import BACKENDS, Backend
from benchmarks.cases import Case
from benchmarks.measure import Budget

BUDGET = Budget(seconds=0.01, sample=1e-5, fewest=2, most=4, limit=0.2)
CASE = Case("problem", "rosenbrock", 10, 1, "gradient", "subject")


class Benchmark:
    """What `run` uses of the fixture, doing the same."""

    def __init__(self) -> None:
        self.extra_info: dict[str, Any] = {}
        self.group = ""
        self.disabled = False
        self.enabled = True
        self.stats = SimpleNamespace(iterations=1, stats=SimpleNamespace(data=[]))

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
        runner.prepared.cache_clear()
        benchmark = Benchmark()
        runner.run(benchmark, CASE, BUDGET)
        return benchmark.extra_info

    return measure


@pytest.fixture
def right() -> np.ndarray:
    """Return the right answer."""
    return BACKENDS["hand"].prepare(runner.build("rosenbrock", 10, 1), "gradient")()


def test_right_answer_is_timed(measured: Callable[..., dict[str, Any]], right: np.ndarray) -> None:
    entry = measured(lambda: right)
    assert entry["status"] == "ok"
    assert entry["rho"] <= 1e-12
    assert len(entry["ratios"]["primal"]) in (2, 4)


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

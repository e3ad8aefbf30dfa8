"""One case, from its problem to its entry in the result file."""

import gc
import time
from functools import lru_cache
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.agreement import ORACLE, oracle, rho
from benchmarks.backends import BACKENDS, Call, Unsupported
from benchmarks.cases import Case
from benchmarks.measure import Budget, Pairs, Sampler, shortened, time_limit
from benchmarks.problems import build


@lru_cache(maxsize=16)  # a rival of one case is the subject of the next: compile it once
def prepared(problem: str, n: int, m: int, quantity: str, backend: str) -> Call:
    """Return the callable of a backend for a problem."""
    return BACKENDS[backend].prepare(build(problem, n, m), quantity)


def describe(case: Case) -> dict[str, Any]:
    """Return the entry of a case before anything is known about it."""
    problem = build(case.problem, case.n, case.m)
    return {
        "sweep": case.sweep,
        "problem": case.problem,
        "n": case.n,
        "m": case.m,
        "quantity": case.quantity,
        "backend": case.backend,
        "directions": BACKENDS[case.backend].count_directions(problem, case.quantity),
        "ratios": {},
        "rho": None,
        "oracle": "none",
        "status": "ok",
        "reason": "",
    }


def check(case: Case, answer: Any) -> dict[str, Any]:
    """Return how well an answer agrees with the oracle, for the entry.

    Raises
    ------
    AssertionError
        If it does not.
    """
    expected = oracle(case.problem, case.n, case.m, case.quantity)
    if expected is None:
        return {}
    worst = rho(answer, expected)
    tolerance = BACKENDS[case.backend].tolerance
    assert worst <= tolerance, f"{case} is off by rho = {worst:.3g}, more than {tolerance:g}"
    return {"rho": worst, "oracle": ORACLE}


def run(benchmark: BenchmarkFixture, case: Case, budget: Budget) -> None:
    """Check a case, then time it in pairs with its rivals.

    A package that is missing skips the case. What a backend cannot do, or not in time, is recorded
    with its status and reason; it never vanishes.
    """
    backend = BACKENDS[case.backend]
    if backend.missing:
        pytest.skip(f"{case.backend} needs {backend.requires}, which is not installed")
    benchmark.group = case.group
    benchmark.extra_info.update(describe(case))

    start = time.perf_counter()
    try:
        call = prepared(case.problem, case.n, case.m, case.quantity, case.backend)
        start = time.perf_counter()
        with time_limit(budget.limit):
            answer = call()
    except (Unsupported, TimeoutError) as reason:
        record_failure(benchmark, reason, time.perf_counter() - start)
        return
    benchmark.extra_info.update(check(case, answer))
    del answer

    if benchmark.disabled:
        benchmark.pedantic(call)
        return
    subject = Sampler(call, budget.sample)
    pairs = Pairs(subject, rivals_of(case, budget))

    def setup() -> None:
        benchmark.stats.iterations = subject.loops  # so that its statistics are those of one call
        pairs.setup()

    gc.collect()  # each case pays for its own garbage
    benchmark.pedantic(pairs.target, setup=setup, teardown=pairs.teardown, rounds=pairs.rounds(budget))
    benchmark.extra_info["ratios"] = shortened(pairs.ratios)


def rivals_of(case: Case, budget: Budget) -> dict[str, Sampler]:
    """Return the rivals of a case, each run once; one that takes too long is left out."""
    samplers = {}
    for name, quantity in case.rivals:
        rival = prepared(case.problem, case.n, case.m, quantity, name)
        try:
            with time_limit(budget.limit):
                rival()
        except TimeoutError:
            continue
        samplers[name] = Sampler(rival, budget.sample)
    return samplers


def record_failure(benchmark: BenchmarkFixture, reason: Exception, seconds: float) -> None:
    """Write the entry of a case that cannot be measured, with what the attempt took as its time."""
    status = "timeout" if isinstance(reason, TimeoutError) else "unsupported"
    benchmark.extra_info.update(status=status, reason=str(reason))
    benchmark.group += f": {status}"  # not in one table with what was measured
    benchmark.pedantic(lambda: None)
    if benchmark.enabled:
        benchmark.stats.stats.data[:] = [seconds]

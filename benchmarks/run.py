"""One case, from its problem to its entry in the result file."""

import gc
import time
from collections.abc import Callable
from dataclasses import astuple, replace
from functools import partial
from typing import Any

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from ad.measure import Budget, Pairs, Sampler, peak_memory, tape_size
from benchmarks.agreement import oracle, rho
from benchmarks.backends import BACKENDS, Unsupported
from benchmarks.cases import Case
from benchmarks.journal import Journal
from benchmarks.looks import LOOKS, Looks, due
from benchmarks.measure import lengthened, shortened, time_limit
from benchmarks.prepared import failures_of, prepared
from benchmarks.problems import build


def describe(case: Case) -> dict[str, Any]:
    """Return the entry of a case before anything is known about it."""
    problem = build(case.problem, case.size)
    return {
        "sweep": case.sweep,
        "problem": case.problem,
        "size": case.size,
        "n": problem.n,
        "m": problem.m,
        "quantity": case.quantity,
        "backend": case.backend,
        "directions": BACKENDS[case.backend].count_directions(problem, case.quantity),
        "ratios": {},
        "first_call": None,
        "peak_memory": None,
        "tape": None,
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
    judge, expected = oracle(case.problem, case.size, case.quantity.partition("-by-")[0])  # in batches or not
    if judge is None:
        return {}
    worst = rho(answer, expected)
    tolerance = BACKENDS[case.backend].tolerance
    assert worst <= tolerance, f"{case} is off by rho = {worst:.3g}, more than {tolerance:g}"
    return {"rho": float(f"{worst:.3g}"), "oracle": judge}


def run(
    benchmark: BenchmarkFixture,
    case: Case,
    budget: Budget,
    journal: Journal | None = None,
    looks: Looks | None = None,
) -> None:
    """Check a case, then time it in pairs with its rivals, then watch its memory; or take it from the journal.

    A package that is missing skips the case. What a backend cannot do, or not in time, is recorded with its status and
    reason; it never vanishes. With `looks`, most of the pairs are left to later.
    """
    backend = BACKENDS[case.backend]
    if backend.missing:
        pytest.skip(f"{case.backend} needs {backend.requires}, which is not installed")
    benchmark.group = case.group
    before = journal.finished.get(astuple(case)) if journal else None
    if before and before["looks"] == LOOKS:
        restore(benchmark, before)
        return
    benchmark.extra_info.update(describe(case))

    def keep(look: int) -> None:
        if journal:
            statistics = benchmark.stats
            journal.add(
                astuple(case),
                {
                    "group": benchmark.group,
                    "extra_info": benchmark.extra_info,
                    "data": list(statistics.stats.data),
                    "iterations": statistics.iterations,
                    "looks": look,
                },
            )

    measure(benchmark, case, budget, keep, looks, before)
    if looks:
        looks.case_ends()


def restore(benchmark: BenchmarkFixture, entry: dict[str, Any]) -> None:
    """Let a benchmark say what was measured before."""
    benchmark.pedantic(lambda: None)
    benchmark.group = benchmark.stats.group = entry["group"]
    benchmark.extra_info.update(entry["extra_info"])
    benchmark.stats.iterations = entry["iterations"]
    benchmark.stats.stats.data[:] = entry["data"]


def measure(
    benchmark: BenchmarkFixture,
    case: Case,
    budget: Budget,
    keep: Callable[[int], None] = lambda look: None,
    looks: Looks | None = None,
    before: dict[str, Any] | None = None,
) -> None:
    """Write what is found about a case into its benchmark, and `keep` it after each look; go on where a run before was
    killed."""
    start = time.perf_counter()
    try:
        ready = prepared(case.problem, case.size, case.quantity, case.backend)
        start = time.perf_counter()
        with time_limit(budget.limit), failures_of(case.backend):
            answer = ready.call()
    except (Unsupported, TimeoutError) as reason:
        record_failure(benchmark, reason, time.perf_counter() - start)
        keep(LOOKS)
        return
    first_call = ready.seconds + time.perf_counter() - start
    benchmark.extra_info.update(check(case, answer), first_call=float(f"{first_call:.4g}"))
    del answer

    if benchmark.disabled:
        benchmark.pedantic(ready.call)
        return
    pairs = Pairs(Sampler(ready.call, budget.sample), rivals_of(case, budget))

    taken = 0
    if before and before["extra_info"]["ratios"].keys() == pairs.ratios.keys():
        pairs.seconds, taken = before["data"], before["looks"]
        pairs.ratios = lengthened(before["extra_info"]["ratios"])

    def missing(look: int) -> int:
        affordable = replace(budget, patience=0.0) if looks and looks.late else budget
        return due(pairs.rounds(affordable), look) - len(pairs.seconds)

    def store(look: int) -> None:
        benchmark.extra_info.update(ratios=shortened(pairs.ratios))
        benchmark.stats.stats.data[:] = pairs.seconds
        benchmark.stats.iterations = pairs.subject.calls
        keep(look)

    def look_again(look: int) -> None:
        pairs.run(missing(look))
        store(look)

    collect_garbage()
    rounds = max(missing(taken + 1), 2)
    benchmark.pedantic(pairs.target, setup=pairs.setup, teardown=pairs.teardown, rounds=rounds)
    benchmark.extra_info.update(
        peak_memory=peak_memory(ready.call) if BACKENDS[case.backend].numpy_memory else None,
        tape=tape(case) if case.backend == "reverse" else None,
    )
    store(taken + 1)
    later = [partial(look_again, look) for look in range(taken + 2, LOOKS + 1)]
    if looks:
        looks.later(later)
    else:
        for each in later:
            each()


def collect_garbage() -> None:
    """Let each case pay for its own garbage, and no later collection walk through what is alive by now.

    What JAX has compiled is hundreds of thousands of objects: a collection of them all takes 0.1 s, and there is one a
    case.
    """
    gc.collect()
    gc.freeze()


def tape(case: Case) -> dict[str, int]:
    """Return the records on the tape of a problem, and the bytes that they keep alive."""
    problem = build(case.problem, case.size)
    return tape_size(problem.function(), problem.x)._asdict()


def rivals_of(case: Case, budget: Budget) -> dict[str, Sampler]:
    """Return the rivals of a case, each run once; one that cannot do it, or not in time, is left out."""
    samplers = {}
    for name, quantity in case.rivals:
        try:
            rival = prepared(case.problem, case.size, quantity, name).call
            with time_limit(budget.limit), failures_of(name):
                rival()
        except (Unsupported, TimeoutError):
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

"""One call as often as it was asked for."""

import time
from collections.abc import Callable
from typing import Any


def timed(call: Callable[[], Any], min_runs: int, min_seconds: float) -> tuple[Any, list[int]]:
    """Return the last answer of a call and how many nanoseconds each run took.

    There are at least `min_runs` runs, and together they take at least `min_seconds`.
    """
    runs: list[int] = []
    total = 0
    while len(runs) < min_runs or total < min_seconds * 1e9:
        start = time.perf_counter_ns()
        answer = call()
        runs.append(time.perf_counter_ns() - start)
        total += runs[-1]
    return answer, runs

"""What a backend makes of a problem, made once: a case times it, another has it as a rival, the oracle judges by it."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module

from benchmarks.backends import BACKENDS, Call, Unsupported
from benchmarks.measure import time_limit
from benchmarks.problems import build

PREPARATION_LIMIT = 10.0  # seconds: what compiling may take


@dataclass(frozen=True)
class Prepared:
    """What a backend made of a problem: the call that is timed, and the seconds that it took to make it."""

    call: Call
    seconds: float


@lru_cache(maxsize=16)  # enough for all backends of a problem
def prepared(problem: str, size: str, quantity: str, backend: str) -> Prepared:
    """Return what a backend makes of a problem.

    Raises
    ------
    Unsupported
        If the backend cannot do it.
    TimeoutError
        If making it takes too long.
    """
    tool, subject = BACKENDS[backend], build(problem, size)
    if tool.requires:
        import_module(tool.requires)  # not a cost of this problem
    start = time.perf_counter()
    with time_limit(PREPARATION_LIMIT), failures_of(backend):
        call = tool.prepare(subject, quantity)
    return Prepared(call, time.perf_counter() - start)


@contextmanager
def failures_of(backend: str) -> Iterator[None]:
    """Take any exception of a peer for `Unsupported`; one of our own modes fails the case."""
    try:
        yield
    except (Unsupported, TimeoutError):
        raise
    except Exception as error:
        if not BACKENDS[backend].peer:
            raise
        raise Unsupported(f"{type(error).__name__}: {' '.join(str(error).split())[:200]}") from error

"""What a benchmark needs around `ad.measure`: the noise of the machine, a time limit, ratios short enough to keep."""

import gc
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from ad.measure import Budget, Pairs, Sampler

CONTROL = 4
"""The control has so many times as many pairs as a case: all others are compared with it."""


def noise_floor(call: Callable[[], object], budget: Budget) -> list[float]:
    """Return the ratios of a call to itself, measured like any other pair: the A/A control."""
    call()
    pairs = Pairs(Sampler(call, budget.sample), {"itself": Sampler(call, budget.sample)})
    pairs.run(CONTROL * budget.most)
    return pairs.ratios["itself"]


REPEAT = 0.01  # seconds after which a time limit that could not stop anything tries again


def collecting(frame: FrameType | None) -> bool:
    """Return whether a frame is inside a callback of the garbage collector, where Python swallows all exceptions."""
    callbacks = {getattr(callback, "__code__", None) for callback in gc.callbacks}
    while frame is not None and frame.f_code not in callbacks:
        frame = frame.f_back
    return frame is not None


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Stop what is inside after so many seconds.

    Raises
    ------
    TimeoutError
        If the inside took longer. Where the platform has no timer, or outside the main thread, only
        after it has come to its own end; likewise a single long call into a library.
    """

    def stop(signum: int, frame: FrameType | None) -> None:
        if not collecting(frame):
            raise TimeoutError(message)

    message = f"one call takes longer than {seconds:g} s"
    timer = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    start = time.perf_counter()
    if timer:
        previous = signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, seconds, REPEAT)
    try:
        yield
    finally:
        if timer:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            signal.signal(signal.SIGALRM, previous)
    if time.perf_counter() - start > seconds:
        raise TimeoutError(message)


def shortened(ratios: Mapping[str, list[float]]) -> dict[str, str]:
    """Return the ratios with four significant digits, each list in one string: JSON writes a list a number a line."""
    return {name: " ".join(f"{each:.4g}" for each in values) for name, values in ratios.items()}


def lengthened(ratios: Mapping[str, str]) -> dict[str, list[float]]:
    """Return the lists of ratios that `shortened` has made strings of."""
    return {name: [float(each) for each in values.split()] for name, values in ratios.items()}

"""The noise of the machine, the time limit, and the ratios that are kept."""

import gc
import time
from statistics import median

import pytest

from ad.measure import Budget
from benchmarks.measure import CONTROL, noise_floor, shortened, time_limit


def test_noise_floor_is_a_ratio_of_one() -> None:
    floor = noise_floor(lambda: sum(range(1000)), Budget(0.1, 1e-3, 4, 10, 1.0))
    assert len(floor) == 10 * CONTROL
    assert median(floor) == pytest.approx(1.0, rel=0.5)  # a loaded machine must not fail a test


def test_time_limit_stops_what_takes_too_long() -> None:
    start = time.perf_counter()
    with pytest.raises(TimeoutError, match=r"0\.05 s"), time_limit(0.05):
        time.sleep(5.0)
    assert time.perf_counter() - start < 4.0


def test_time_limit_waits_for_the_garbage_collector() -> None:
    def slow(phase: str, info: dict[str, int]) -> None:
        end = time.perf_counter() + 0.03
        while time.perf_counter() < end:
            pass

    def collect_and_sleep() -> None:
        gc.collect()  # an exception in the callback would be printed and lost
        time.sleep(5.0)

    gc.callbacks.append(slow)
    try:
        with pytest.raises(TimeoutError), time_limit(0.01):
            collect_and_sleep()
    finally:
        gc.callbacks.remove(slow)


def test_time_limit_lets_the_rest_pass() -> None:
    with time_limit(60.0):
        done = True
    assert done


def test_shortened_keeps_four_digits() -> None:
    assert shortened({"rival": [1.23456, 213.456, 0.000123456]}) == {"rival": "1.235 213.5 0.0001235"}

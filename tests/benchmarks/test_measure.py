"""Pairs on synthetic timings: the clock is ours, so the right answer is known."""

import time
from collections.abc import Callable
from statistics import median

import pytest

from benchmarks.measure import Budget, Pairs, Sampler, noise_floor, shortened, time_limit

BUDGET = Budget(seconds=1.0, sample=1e-3, fewest=4, most=30, limit=1.0)


class Machine:
    """A machine whose time passes only in calls, and whose speed may drift.

    Parameters
    ----------
    drift : float
        How much slower it becomes in each second, as a fraction of its first speed.
    """

    def __init__(self, drift: float = 0.0) -> None:
        self.now = 0.0
        self.drift = drift

    def clock(self) -> float:
        return self.now

    def call(self, seconds: float) -> Callable[[], None]:
        """Return a call that takes so many seconds at first."""

        def work() -> None:
            self.now += seconds * (1.0 + self.drift * self.now)

        return work

    def sampler(self, seconds: float) -> Sampler:
        return Sampler(self.call(seconds), BUDGET.sample, self.clock)


def test_known_ratio_is_recovered() -> None:
    machine = Machine()
    pairs = Pairs(machine.sampler(3e-5), {"fast": machine.sampler(1e-5), "slow": machine.sampler(6e-5)})
    pairs.run(10)
    assert pairs.ratios["fast"] == pytest.approx([3.0] * 10)
    assert pairs.ratios["slow"] == pytest.approx([0.5] * 10)


def test_linear_drift_does_not_bias_the_median() -> None:
    machine = Machine(drift=1.0)
    subject, rival = machine.sampler(2e-3), machine.sampler(1e-3)
    pairs = Pairs(subject, {"rival": rival})
    pairs.run(20)
    blocks = median(subject() for _ in range(20)) / median(rival() for _ in range(20))
    assert median(pairs.ratios["rival"]) == pytest.approx(2.0, rel=1e-3)
    assert abs(blocks - 2.0) > 1e-2  # what the pairs are for


def test_order_alternates_and_is_mirrored() -> None:
    order: list[str] = []
    machine = Machine()

    def sampler(name: str) -> Sampler:
        made = machine.sampler(1e-2)
        work = made.call
        made.call = lambda: (order.append(name), work())
        return made

    pairs = Pairs(sampler("own"), {"a": sampler("a"), "b": sampler("b")})
    pairs.run(2)
    assert order == ["b", "a", "own", "own", "a", "b"]


def test_samples_of_a_fast_call_are_long_enough_and_per_call() -> None:
    machine = Machine()
    sampler = machine.sampler(1e-7)
    assert sampler.loops * 1e-7 >= BUDGET.sample * 0.999
    assert sampler() == pytest.approx(1e-7)


def test_a_slow_call_runs_once_a_sample() -> None:
    machine = Machine()
    sampler = machine.sampler(0.5)
    assert machine.now == 0.5  # one call is enough to know that
    assert sampler.loops == 1


@pytest.mark.parametrize(("seconds", "rounds"), [(1e-5, 30), (0.05, 10), (1.0, 4)])
def test_rounds_fit_the_budget_and_are_even(seconds: float, rounds: int) -> None:
    machine = Machine()
    pairs = Pairs(machine.sampler(seconds), {"itself": machine.sampler(seconds)})
    assert pairs.rounds(BUDGET) == rounds


def test_noise_floor_is_a_ratio_of_one() -> None:
    floor = noise_floor(lambda: sum(range(1000)), Budget(0.1, 1e-3, 4, 10, 1.0))
    assert len(floor) == 10
    assert median(floor) == pytest.approx(1.0, rel=0.5)  # a loaded machine must not fail a test


def test_time_limit_stops_what_takes_too_long() -> None:
    start = time.perf_counter()
    with pytest.raises(TimeoutError, match=r"0\.05 s"), time_limit(0.05):
        time.sleep(5.0)
    assert time.perf_counter() - start < 4.0


def test_time_limit_lets_the_rest_pass() -> None:
    with time_limit(60.0):
        done = True
    assert done


def test_shortened_keeps_four_digits() -> None:
    assert shortened({"rival": [1.23456, 213.456, 0.000123456]}) == {"rival": [1.235, 213.5, 0.0001235]}

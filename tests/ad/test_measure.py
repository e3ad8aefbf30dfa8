"""Pairs on synthetic timings: the clock is ours, so the right answer is known. Intervals and memory by hand."""

import itertools
import math
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from statistics import NormalDist, median

import numpy as np
import pytest

from ad.measure import PARTS, SHARE, Budget, Estimate, Pairs, Sampler, peak_memory, tape_size

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
    assert pairs.seconds == pytest.approx([3e-5] * 10)


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
    assert sampler.calls * 1e-7 >= BUDGET.sample * 0.999
    assert sampler() == pytest.approx(1e-7)


def test_a_call_may_be_faster_than_the_clock() -> None:
    machine = Machine()
    sampler = Sampler(machine.call(3e-8), BUDGET.sample, lambda: round(machine.now, 7))
    assert sampler.calls * 3e-8 == pytest.approx(BUDGET.sample, rel=0.05)
    assert sampler() == pytest.approx(3e-8, rel=0.05)


def test_a_slow_call_runs_once_a_sample() -> None:
    machine = Machine()
    sampler = machine.sampler(0.5)
    assert machine.now == 0.5  # one call is enough to know that
    assert sampler.loops == 1


def test_samples_get_longer_when_a_call_was_slow_at_first_only() -> None:
    machine = Machine()
    calls, warm = itertools.count(), machine.call(1e-5)

    def work() -> None:
        warm()
        if next(calls) < 2:  # a cold cache, or something that loads itself
            machine.now += 1e-3

    sampler = Sampler(work, BUDGET.sample, machine.clock)
    assert sampler.calls == 1
    sampler()
    assert sampler.calls * 1e-5 == pytest.approx(BUDGET.sample, rel=0.05)
    assert sampler() == pytest.approx(1e-5)


def test_a_short_sample_is_lengthened_beside_a_long_one() -> None:
    machine = Machine()
    slow, fast, middle = machine.sampler(0.5), machine.sampler(1e-5), machine.sampler(0.2)
    pairs = Pairs(slow, {"fast": fast, "middle": middle})
    assert fast.cost == pytest.approx(SHARE * 0.5, rel=1e-2)
    assert (fast.parts, middle.calls, slow.calls) == (PARTS, 1, 1)
    pairs.run(2)
    assert pairs.ratios["fast"] == pytest.approx([5e4] * 2)


def test_what_interrupts_a_part_of_a_sample_does_not_count() -> None:
    machine = Machine()
    work, calls, quiet = machine.call(1e-4), itertools.count(), True

    def interrupted() -> None:
        work()
        if next(calls) % 6 == 0 and not quiet:  # of the twelve calls of a sample two, in two of its parts
            machine.now += 1e-3

    sampler = Sampler(interrupted, 1e-3, machine.clock)
    assert (sampler.parts, sampler.loops, sampler.calls) == (PARTS, 3, 3 * PARTS)
    quiet = False
    assert [sampler() for _ in range(5)] == pytest.approx([1e-4] * 5)


@pytest.mark.parametrize(("seconds", "rounds"), [(1e-5, 30), (0.05, 10), (1.0, 4)])
def test_rounds_fit_the_budget_and_are_even(seconds: float, rounds: int) -> None:
    machine = Machine()
    pairs = Pairs(machine.sampler(seconds), {"itself": machine.sampler(seconds)})
    assert pairs.rounds(BUDGET) == rounds


@pytest.mark.parametrize(
    ("precision", "patience", "most", "rounds"),
    [
        (0.0, 9.0, 300, 50),  # nothing more is asked for
        (0.1, 9.0, 300, 50),  # precise by now
        (0.01, 9.0, 300, 158),  # a scatter of 0.1 over 0.01, squared, times 1.57
        (0.01, 0.2, 300, 60),  # so many are affordable
        (0.01, 9.0, 100, 100),  # and no more than these are wanted
    ],
)
def test_pairs_go_on_until_they_are_precise(precision: float, patience: float, most: int, rounds: int) -> None:
    machine = Machine()
    pairs = Pairs(machine.sampler(0.01), {"rival": machine.sampler(0.01)})
    pairs.seconds = [0.01] * 40
    pairs.ratios["rival"] = [math.exp(0.1 * NormalDist().inv_cdf((i + 0.5) / 40)) for i in range(40)]
    budget = replace(BUDGET, precision=precision, patience=patience, most=most)
    assert pairs.rounds(budget) == pytest.approx(rounds, abs=12 if rounds > 100 else 0)


@pytest.mark.parametrize(
    ("count", "low", "high"),
    [(1, 1, 1), (5, 1, 5), (6, 1, 6), (8, 1, 8), (9, 2, 8), (20, 6, 15), (100, 40, 61)],
)
def test_interval_of_a_median(count: int, low: int, high: int) -> None:
    """The ranks are those of the published tables of the sign test."""
    samples = [float(x) for x in range(count, 0, -1)]
    assert Estimate.of(samples) == (median(samples), low, high)


def test_interval_covers_the_median_as_often_as_it_says() -> None:
    generator = np.random.default_rng(0)
    found = [Estimate.of(list(generator.exponential(size=12))) for _ in range(1000)]
    covered = sum(each.low <= np.log(2) <= each.high for each in found)
    assert 950 <= covered < 980  # exactly 96.1 % for twelve samples


def test_peak_memory_counts_what_is_freed_too() -> None:
    def call() -> np.ndarray:
        return np.ones(50_000)[:10] + np.ones(10)

    assert 400_000 <= peak_memory(call) < 410_000
    assert 400_000 <= peak_memory(call) < 410_000


def test_peak_memory_inside_a_trace_of_the_user() -> None:
    tracemalloc.start()
    try:
        kept = np.ones(50_000)
        assert peak_memory(lambda: np.ones(1000)) < 20_000
        assert tracemalloc.is_tracing()
    finally:
        tracemalloc.stop()
    assert len(kept) == 50_000


def test_tracing_ends_with_an_error() -> None:
    with pytest.raises(ZeroDivisionError):
        peak_memory(lambda: 1 / 0)
    assert not tracemalloc.is_tracing()


def test_tape_size() -> None:
    x, weights = np.ones(10_000), np.ones(10_000)
    size = tape_size(lambda x: np.sum(np.exp(x * weights)), x)
    assert size.records == 3
    assert 80_000 <= size.bytes < 82_000  # the exponential; the weights were there before, the rest is dropped
    chain = tape_size(lambda y, x, n: x[0] + sum(x[1] for _ in range(n)), 0.0, (1.0, 2.0), 10, argnums=1)
    assert chain.records == 11

"""Looks are spread over the cases that follow, and none is lost."""

from functools import partial

import numpy as np
import pytest

from benchmarks.looks import LOOKS, Looks, due


@pytest.mark.parametrize("rounds", [2, 4, 6, 8, 16, 100])
def test_rounds_are_even_and_spread_over_the_looks(rounds: int) -> None:
    done = [due(rounds, look) for look in range(1, LOOKS + 1)]
    assert done[0] >= 2
    assert done[-1] == rounds
    assert all(count % 2 == 0 for count in done)
    steps = np.diff([0, *done])
    assert steps.max() - steps.min() <= 2


def test_looks_come_after_other_cases() -> None:
    taken: list[str] = []
    looks = Looks(between=2)
    seen = []
    for case in "abcdef":
        looks.later([partial(taken.append, f"{case}{look}") for look in (2, 3)])
        looks.case_ends()
        seen.append(list(taken))
    assert seen[:4] == [[], [], ["a2"], ["a2", "b2"]]
    assert seen[4] == ["a2", "b2", "a3", "c2"]
    looks.finish()
    assert sorted(taken) == sorted(f"{case}{look}" for case in "abcdef" for look in (2, 3))
    assert all(taken.index(f"{case}2") < taken.index(f"{case}3") for case in "abcdef")


def test_a_run_is_late_when_less_is_done_than_time_has_passed() -> None:
    now = [0.0]
    looks = Looks(between=1, cases=2, seconds=100.0, clock=lambda: now[0])
    assert not looks.late
    looks.later([lambda: None] * (LOOKS - 1))
    looks.case_ends()  # 10 of 50 by now
    for now[0], late in ((19.0, False), (21.0, True)):
        assert looks.late is late
    looks.later([lambda: None] * (LOOKS - 1))
    looks.case_ends()  # and 11 more, one of them a look at the first case
    for now[0], late in ((41.0, False), (43.0, True)):
        assert looks.late is late
    looks.finish()
    for now[0], late in ((99.0, False), (101.0, True)):
        assert looks.late is late


def test_a_run_without_an_end_is_never_late() -> None:
    now = [0.0]
    looks = Looks(cases=3, clock=lambda: now[0])
    now[0] = 1e9
    assert not looks.late

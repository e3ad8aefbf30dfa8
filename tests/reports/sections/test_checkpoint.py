"""Checkpoints: a trade that is known is found, and compared with the theory of it."""

import pytest

from reports.sections import checkpoint
from reports.stats import Estimate

PLAIN = 4.0
PEAKS = {0: 16_000_000, 1: 16_000_000, 4: 4_200_000, 16: 1_250_000, 64: 1_500_000, 256: 4_500_000}


def chains(result, factor=1.25, peaks=PEAKS):
    """Add the gradient of a chain, and of the same in segments, each so many times as dear."""
    for segments, peak in peaks.items():
        ratio = PLAIN * (factor if segments else 1)
        result.case(
            "checkpoint",
            2000,
            1,
            "reverse",
            problem="checkpointed-chain" if segments else "chain",
            size="size=2000,operations=1792" + (f",segments={segments}" if segments else ""),
            peak_memory=peak,
            ratios={"primal": result.ratios(ratio)},
        )
    return result


def test_the_trade_is_found(make_power, made, said, frames):
    (section,) = made(checkpoint.sections, chains(make_power([])))
    least, time = said(section).splitlines()
    assert "With 16 segments the gradient takes the least memory, 1.25 MB, 12.8× less than the 16 MB without" in least
    assert "Theory says about √1792 = 42 segments." in least
    assert "takes 1.25× the time (95 % interval 1.25 to 1.25), in line with the 1.25× (95 % interval 1.25 to" in time
    (table,) = frames(section)
    assert table["Segments"].tolist() == [
        "no checkpoints",
        "1 segment",
        *(f"{count} segments" for count in (4, 16, 64, 256)),
    ]
    assert table["Time over that without"].iloc[0] == "1× (1 to 1)"


@pytest.mark.parametrize(("factor", "verdict"), [(1.25, "in line with"), (2.0, "more than"), (1.1, "less than")])
def test_the_time_is_judged_beyond_its_noise(make_power, made, said, factor, verdict):
    (section,) = made(checkpoint.sections, chains(make_power([], noise=0.02), factor))
    assert f"), {verdict} the 1.2" in said(section)


def test_the_time_is_within_its_interval(make_power, summarise):
    trade = checkpoint.traded(summarise(chains(make_power([], noise=0.05), 1.4)))
    assert trade["segments"].tolist() == list(PEAKS)
    assert (trade["low"].iloc[1:] <= 1.4).all()
    assert (trade["high"].iloc[1:] >= 1.4).all()


def test_theory_adds_one_evaluation():
    assert checkpoint.once_more(Estimate(2.0, 2.0, 2.0)) == (1.5, 1.5, 1.5)


@pytest.mark.parametrize("peaks", [{0: 1000}, {4: 1000, 16: 500}])
def test_nothing_to_compare_gives_no_section(make_power, made, peaks):
    assert made(checkpoint.sections, chains(make_power([]), peaks=peaks)) == []

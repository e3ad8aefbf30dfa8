"""The table and the sentence, from numbers made up."""

from dataclasses import FrozenInstanceError, replace

import pytest

from ad.comparison import Comparison, Mode
from ad.measure import Estimate, TapeSize

FORWARD = Mode("forward", 1000, 1000, Estimate(832.4, 801.2, 860.0), Estimate(3, 2.9, 3.1), 16_200_000, 2.1e-11)
REVERSE = Mode("reverse", 1, 1, Estimate(5.12, 5.01, 5.3), Estimate(4.9, 4.8, 5), 120_400, 3e-11)
RESULT = Comparison(
    function="rosenbrock",
    n=1000,
    m=1,
    quantity="gradient",
    pairs=40,
    seconds=Estimate(12.34e-6, 11.9e-6, 12.8e-6),
    forward=FORWARD,
    reverse=REVERSE,
    ratio=Estimate(163.0, 155.0, 1700.0),
    tape=TapeSize(12, 96_000),
    rho=1.2e-15,
    kink=3.4e-12,
    tolerance=1e-6,
)
FAILED = Mode("forward", 1000, error="UnsupportedError: no rule")


def test_table() -> None:
    assert str(RESULT).splitlines() == [
        "rosenbrock: 1000 inputs, 1 output, evaluated in 12.3 µs (11.9 to 12.8)",
        "",
        "                          forward             reverse",
        "gradient / function       832× (801 to 860)   5.12× (5.01 to 5.3)",
        "  directions              1000                1",
        "one jvp, vjp / function   3× (2.9 to 3.1)     4.9× (4.8 to 5)",
        "peak memory               16.2 MB             120 kB",
        "tape                      -                   12 records, 96 kB",
        "disagreement",
        "  with differences        2.1e-11 agree       3.0e-11 agree",
        "  with each other         1.2e-15 agree",
        "  left and right slope    3.4e-12 agree",
        "",
        "Medians of 40 pairs, with 95 % intervals. Use reverse mode: forward mode takes 163× (155 to 1,700) its time.",
    ]


def test_repr_is_one_line() -> None:
    verdict = "Use reverse mode: forward mode takes 163× (155 to 1,700) its time."
    assert repr(RESULT) == f"<comparison of rosenbrock, n = 1000, m = 1: {verdict}>"


@pytest.mark.parametrize(
    ("ratio", "better", "words"),
    [
        ((2.0, 1.5, 2.5), "reverse", "Use reverse mode: forward mode takes 2× (1.5 to 2.5) its time."),
        ((0.5, 0.4, 0.8), "forward", "Use forward mode: reverse mode takes 2× (1.25 to 2.5) its time."),
        ((1.1, 0.9, 1.3), "either", "No clear difference: forward mode takes 1.1× (0.9 to 1.3) the time of reverse"),
        ((1.2, 1.0, 1.3), "either", "No clear difference"),
    ],
)
def test_verdict(ratio: tuple[float, float, float], better: str, words: str) -> None:
    result = replace(RESULT, ratio=Estimate(*ratio))
    assert result.better == better
    assert result.verdict.startswith(words)


def test_a_scaled_time_is_about_right() -> None:
    result = replace(RESULT, forward=replace(FORWARD, timed=40))
    assert "forward mode takes about 163×" in result.verdict
    assert "40 timed of 1000" in str(result)
    assert "16.2 MB or more" in str(result)


def test_a_mode_that_fails() -> None:
    result = replace(RESULT, forward=FAILED, ratio=None, rho=None)
    assert result.better == "reverse"
    assert result.agrees
    lines = str(result).splitlines()
    assert lines[3].split() == ["gradient", "/", "function", "fails", "5.12×", "(5.01", "to", "5.3)"]
    assert lines[-2].endswith("Use reverse mode: forward mode fails.")
    assert lines[-1] == "forward mode fails: UnsupportedError: no rule"


@pytest.mark.parametrize(
    ("change", "line", "suspicion"),
    [
        ({"forward": replace(FORWARD, rho=0.5)}, "  with differences        5.0e-01 DISAGREE", "a rule is wrong"),
        ({"rho": float("inf")}, "  with each other         inf DISAGREE", "a rule is wrong"),
        ({"kink": 1.0}, "  left and right slope    1.0e+00 DISAGREE", "the function has no derivative at this point"),
    ],
)
def test_disagreement_is_visible(change: dict[str, object], line: str, suspicion: str) -> None:
    result = replace(RESULT, **change)
    assert not result.agrees
    assert any(each.startswith(line) for each in str(result).splitlines())
    assert str(result).splitlines()[-1].startswith(f"The derivatives disagree: {suspicion}")


@pytest.mark.parametrize(
    ("seconds", "words"), [(2.0, "2 s"), (0.9999, "1 s"), (0.25, "250 ms"), (3.456e-4, "346 µs"), (5e-10, "0.5 ns")]
)
def test_units_of_time(seconds: float, words: str) -> None:
    assert f"evaluated in {words} (" in str(replace(RESULT, seconds=Estimate(seconds, seconds, seconds)))


@pytest.mark.parametrize(
    ("size", "words"),
    [(0, "0 B"), (999, "999 B"), (1000, "1 kB"), (999_600, "1 MB"), (12_345_678_901_234, "12,300 GB")],
)
def test_units_of_memory(size: int, words: str) -> None:
    assert f"1 record, {words}" in str(replace(RESULT, tape=TapeSize(1, size)))


def test_it_is_frozen() -> None:
    with pytest.raises(FrozenInstanceError):
        RESULT.n = 2  # type: ignore[misc]

"""Numbers in words."""

import math

import pytest

from reports import words
from reports.stats import Estimate


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (213.4, "213"),
        (0.98765, "0.988"),
        (2.0, "2"),
        (20.04, "20"),
        (1024, "1020"),
        (12345, "12,300"),
        (0.00012, "1.2e-04"),
        (-0.5, "-0.5"),
        (math.inf, "∞"),
        (math.nan, "–"),
    ],
)
def test_number(value, text):
    assert words.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(2.5, "2.5 s"), (3e-3, "3 ms"), (4.56e-6, "4.56 µs"), (78e-9, "78 ns"), (9.999e-7, "1 µs"), (math.nan, "–")],
)
def test_seconds(value, text):
    assert words.seconds(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0 B"),
        (680, "680 B"),
        (1000, "1 kB"),
        (999_900, "1 MB"),
        (34874, "34.9 kB"),
        (2.5e9, "2.5 GB"),
        (math.nan, "–"),
    ],
)
def test_memory(value, text):
    assert words.memory(value) == text


def test_one_direction_is_not_called_a_batch():
    assert words.one_direction("forward") == "forward mode"
    assert words.one_direction("autograd") == "autograd"


def test_sizes_are_never_rounded():
    assert words.size(4096) == "4096"
    assert words.size(1234567) == "1,234,567"


def test_an_interval_has_the_digits_that_tell_its_ends_apart():
    assert words.between(Estimate(2, 1.5, 2.5)) == "1.5 to 2.5"
    assert words.between(Estimate(1.0, 0.9996, 1.0004)) == "0.9996 to 1"


def test_a_slope_is_never_minus_zero():
    assert words.slope(Estimate(-0.001, -0.004, 0.001)) == "0.00 (0.00 to 0.00)"
    assert words.slope(None) == "–"


def test_an_unknown_backend_keeps_its_name_and_comes_last():
    assert words.backend("tapenade") == "tapenade"
    assert words.ordered(["tapenade", "reverse", "forward"]) == ["forward", "reverse", "tapenade"]


def test_places_and_counts_know_their_plural():
    assert words.place(1, 64) == "n = 1 input and m = 64 outputs"
    assert words.count(1, "case") == "1 case"
    assert words.count(0, "case") == "0 cases"

"""Rounds of the same calls: what they compute, and that a round makes the calls that it is said to make."""

import numpy as np
import pytest

from ad.measure import tape_size
from benchmarks.problems import build

CALLS = {"products": 1, "sines": 1, "elements": 4, "slices": 4, "sums": 3}


def test_what_is_computed() -> None:
    x = build("repeated-products", "rounds=3").x
    values = {kind: build(f"repeated-{kind}", "rounds=3").function()(x) for kind in CALLS}
    assert values["products"] == pytest.approx(np.sum(x**4))
    assert values["sines"] == pytest.approx(np.sum(np.sin(np.sin(np.sin(x)))))
    assert values["elements"] == pytest.approx(x[0] * x[3] + x[1] * x[4] + x[2] * x[5])
    assert values["slices"] == pytest.approx(3 * np.sum(x[1:] * x[:-1]))
    assert values["sums"] == pytest.approx(3 * np.sum(x * x))


@pytest.mark.parametrize("kind", CALLS)
def test_a_round_makes_so_many_calls(kind: str) -> None:
    few, many = (build(f"repeated-{kind}", f"rounds={rounds}") for rounds in (5, 15))
    records = [tape_size(problem.function(), problem.x).records for problem in (few, many)]
    assert records[1] - records[0] == 10 * CALLS[kind]

"""The fast path of reverse mode: it says what the general way says, which a tag that is not quick takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ad.tape import Tape, Variable
from tests.ad.checks import expect_equal
from tests.ad.scenarios import points

X, Y, C, A = points(3), points(3, seed=1), points(3, seed=2), points(3, 3, seed=3)

CALLS = {
    "numbers": lambda x, y: (2.0 * x - 1) / (x + 3) + x**2 - x**3 + 2.0**y,
    "arrays": lambda x, y: x * C + C / y - (C - x) * np.hypot(x, y),
    "both": lambda x, y: x * y + x / y - np.arctan2(x, y) + np.maximum(x, y),
    "repeated": lambda x, y: x * y[0] + y[1:2] * x + np.ones((2, 3)) * x + x.astype(np.float32) * y,
    "products": lambda x, y: A @ x + y @ A + x * (x @ y) + C @ np.outer(x, y),
    "selections": lambda x, y: x[1:] * y[:-1] + x[0] + y[-1] + np.outer(x, y)[1][:2],
    "unary": lambda x, y: -x + abs(y) + np.exp(np.sin(x)) + np.square(y),
}


@pytest.mark.parametrize("f", CALLS.values(), ids=list(CALLS))
def test_both_ways_record_the_same(f: Any) -> None:
    swept = []
    for quick in (True, False):
        with Tape(2) as tape:
            tape.quick = quick
            out = f(Variable(X, 0, tape), Variable(Y, 1, tape))
        swept.append((str(tape), tape.sweep([(out.index, np.ones(out.shape))], inputs=(X, Y))))
    assert swept[0][0] == swept[1][0]
    expect_equal(swept[0][1], swept[1][1])

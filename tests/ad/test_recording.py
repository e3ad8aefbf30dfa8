"""The fast path of reverse mode: it says what the general way says, which a tag that is not quick takes."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from ad.tape import Tape, Variable
from tests.ad.checks import expect_equal
from tests.ad.fast_paths import CALLS, X, Y


@pytest.mark.parametrize("f", CALLS.values(), ids=list(CALLS))
def test_both_ways_record_the_same(f: Any) -> None:
    swept = []
    for quick in (True, False):
        with Tape(2) as tape:
            tape.quick = quick
            out = f(Variable.of(X, 0, tape), Variable.of(Y, 1, tape))
        swept.append((str(tape), tape.sweep([(out.index, np.ones(out.shape))], inputs=(X, Y))))
    assert swept[0][0] == swept[1][0]
    expect_equal(swept[0][1], swept[1][1])

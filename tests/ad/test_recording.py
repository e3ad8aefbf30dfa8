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


@pytest.mark.parametrize("f", [lambda x: x * x, lambda x: x**2, np.square, lambda x: np.multiply(x, x)])
def test_a_product_with_itself_is_a_square_at_every_level(f: Any) -> None:
    with Tape(1) as outer, Tape(1) as inner:
        z = f(Variable.of(Variable.of(X, 0, outer), 0, inner))
    assert [record[3] for record in inner.records[1:]] == ["numpy.square"]
    assert outer.records[1][3] == "numpy.square"
    expect_equal(z.value.value, X * X)

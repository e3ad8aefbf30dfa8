"""The fast path of forward mode: it says what the general way says, which a tag that is not quick takes."""

from __future__ import annotations

from typing import Any

import pytest

from ad.dual import Dual, Sweep
from tests.ad.checks import expect_equal
from tests.ad.fast_paths import CALLS, X, Y
from tests.ad.scenarios import points


@pytest.mark.parametrize("f", CALLS.values(), ids=list(CALLS))
def test_both_ways_push_the_same(f: Any) -> None:
    for directions in ((), (2,)):
        t, s = points(*directions, 3, seed=4), points(*directions, 3, seed=5)
        pushed = []
        for quick in (True, False):
            with Sweep(directions) as sweep:
                sweep.quick = quick
                z = f(Dual.of(X, t, sweep), Dual.of(Y, s, sweep))
            pushed.append((z.value, z.tangent))
        expect_equal(pushed[0], pushed[1])

"""The fast path of forward mode: it says what the general way says, which a tag that is not quick takes."""

from __future__ import annotations

from typing import Any

import numpy as np
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


@pytest.mark.parametrize("f", [lambda x: x * x, lambda x: x**2, np.square, lambda x: np.multiply(x, x)])
def test_a_product_with_itself_is_a_square(f: Any) -> None:
    t = points(2, 3, seed=4)
    with Sweep((2,)) as outer, Sweep() as inner:
        z = f(Dual.of(Dual.of(X, t, outer), np.ones(3), inner))
    expect_equal((z.value.value, z.value.tangent, z.tangent.value), (X * X, 2 * X * t, 2 * X))
    expect_equal(z.tangent.tangent, 2 * t)

"""Functions without a rule say why, and what to write instead."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ad import UnsupportedError
from ad.core import RULES
from ad.rules.unsupported import REASONS, Unsupported
from tests.ad.checks import MODES
from tests.ad.scenarios import points

CALLS: dict[Any, Callable[[Any], Any]] = {
    np.copyto: lambda x: np.copyto(np.zeros(3), x),
    np.put: lambda x: np.put(np.zeros(3), [0], x),
    np.place: lambda x: np.place(x, [True, False, True], [1.0]),
    np.putmask: lambda x: np.putmask(np.zeros(3), [True, False, True], x),
    np.put_along_axis: lambda x: np.put_along_axis(np.zeros(3), np.array([0]), x[:1], 0),
    np.fill_diagonal: lambda x: np.fill_diagonal(np.outer(x, x), 0.0),
    np.bitwise_and: lambda x: np.bitwise_and(x, 1),
    np.gcd: lambda x: np.gcd(x, 2),
    np.packbits: lambda x: np.packbits(x),
    np.savetxt: lambda x: np.savetxt("nowhere", x),
    np.isnat: lambda x: np.isnat(x),
}


@pytest.mark.parametrize("function", CALLS, ids=lambda function: function.__name__)
def test_functions_without_a_rule_say_why(function: Any) -> None:
    assert isinstance(RULES[function], Unsupported)
    for mode in MODES:
        with pytest.raises(UnsupportedError, match=rf"numpy\.{function.__name__} .* it {REASONS[function][:20]}"):
            mode.jacobian(CALLS[function])(points(3))

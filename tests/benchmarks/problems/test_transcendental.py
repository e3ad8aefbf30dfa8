"""Four calls in a row: a value that is known, and the derivative where each factor is."""

from types import ModuleType

import numpy as np
import pytest

from ad import forward, reverse
from benchmarks.problems.transcendental import derivative, f


@pytest.mark.parametrize("mode", [forward, reverse])
def test_at_zero_and_where_the_sine_is_flat(mode: ModuleType) -> None:
    """At 0 the factors are cos 0 = 1, exp 0 = 1, -sin 1 and 1 - tanh(cos 1)**2; at pi / 2 the first is 0."""
    x = np.array([0.0, np.pi / 2])
    assert f(np, x) == pytest.approx(np.tanh(np.cos(1.0)) + np.tanh(np.cos(np.e)), rel=1e-15)
    expected = [-np.sin(1.0) * (1.0 - np.tanh(np.cos(1.0)) ** 2), 0.0]
    np.testing.assert_allclose(mode.grad(lambda x: f(np, x))(x), expected, atol=1e-15)
    np.testing.assert_allclose(derivative(x), expected, atol=1e-15)

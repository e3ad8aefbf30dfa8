"""Fourier transforms: every transform and option, complex signals, types, and what refuses."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ad import UnsupportedError, forward, reverse, testing
from tests.ad.checks import CHECKS, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.scenarios_fft import SCENARIOS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


SIGNAL = points(2, 5) + 1j * points(2, 5, seed=1)


@pytest.mark.parametrize("name", ["fft", "ifft", "irfft", "hfft", "fft2", "ifftn", "irfftn"])
def test_complex_signals_pull_back_as_in_jax(name: str) -> None:
    t = points(2, 5, seed=2) - 1j * points(2, 5, seed=3)
    f = getattr(np.fft, name)
    testing.check_grads(f, (SIGNAL,))
    out, pullback = reverse.vjp(f, SIGNAL)
    jax_out, jax_pullback = jax.vjp(getattr(jnp.fft, name), SIGNAL)
    expect_equal(out, jax_out)
    expect_equal(pullback(out), jax_pullback(jax_out), 1e-11)
    expect_equal(forward.jvp(f, (SIGNAL,), (t,))[1], f(t), 1e-11)


@pytest.mark.parametrize("kind", ["f4", "f8"])
@pytest.mark.parametrize("name", ["fft", "rfft", "ihfft", "ifft2", "rfftn"])
def test_a_real_signal_has_a_real_cotangent_and_a_complex_tangent(name: str, kind: str) -> None:
    x = SIGNAL.real.astype(kind)
    f = getattr(np.fft, name)
    out, tangent = forward.jvp(f, (x,), (x,))
    assert out.dtype == tangent.dtype == f(x).dtype
    (ct,) = reverse.vjp(f, x)[1](out)
    assert ct.dtype == x.dtype


@pytest.mark.parametrize("mode", MODES)
def test_a_filter_in_the_frequency_domain(mode: Any) -> None:
    def power(x: Any, taps: Any) -> Any:
        return np.sum(np.fft.irfft(np.fft.rfft(x) * np.fft.rfft(taps, len(x)), len(x)) ** 2)

    def convolved(x: Any, taps: Any) -> Any:
        return np.sum(sum(tap * np.roll(x, i) for i, tap in enumerate(taps)) ** 2)

    x, taps = points(8), points(3, seed=1)
    expect_equal(mode.grad(power, (0, 1))(x, taps), mode.grad(convolved, (0, 1))(x, taps))
    expect_equal(mode.hessian(power)(x, taps), mode.hessian(convolved)(x, taps), 1e-11)


@pytest.mark.parametrize("mode", MODES)
def test_frequencies_are_arithmetic_in_the_spacing(mode: Any) -> None:
    expect_equal(mode.jacobian(lambda d: np.fft.fftfreq(4, d))(2.0), np.fft.fftfreq(4, 2.0) / -2)
    expect_equal(mode.jacobian(lambda d: np.fft.rfftfreq(4, d))(2.0), np.fft.rfftfreq(4, 2.0) / -2)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", ["fft", "fftn", "irfft2"])
def test_out_is_refused(name: str, mode: Any) -> None:
    with pytest.raises(UnsupportedError, match="out"):
        mode.jacobian(lambda x: np.real(getattr(np.fft, name)(x, out=np.zeros((2, 5), complex))))(SIGNAL.real)


def test_a_size_of_minus_one_is_that_of_the_axis() -> None:
    def f(x: Any) -> Any:
        return np.fft.irfftn(x, (-1, -1), (0, 1))

    expect_equal(forward.jvp(f, (SIGNAL,), (SIGNAL,)), (f(SIGNAL), f(SIGNAL)))
    testing.check_vjp(f, (SIGNAL,))

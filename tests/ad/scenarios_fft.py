"""Scenarios of Fourier transforms, all of them linear: cut and padded, along every axis, with every norm.

A complex signal is ``x + 1j * y``, and real and imaginary parts come out, so that NumPy's own answers to unit vectors
are the Jacobian.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tests.ad.scenarios import Scenario, points, rows

SIGNAL, IMAGE = points(2, 5), points(2, 4, 3)
NORMS = ("None", "'backward'", "'ortho'", "'forward'")

OF_ONE_AXIS = ("", ", n=4", ", n=7, axis=-1", ", 3, 0", ", None, -2, 'ortho'")
OF_SEVERAL_AXES = ("", ", (-1, 2), (1, 0), 'ortho'", ", axes=(-1, 0), norm='forward'", ", s=(3, 5), axes=(0, 2)")
OF_TWO_AXES = ("", ", s=(5, 2)", ", axes=(0, 1), norm='ortho'")

REAL_INPUT, REAL_OUTPUT = ("rfft", "ihfft", "rfft2", "rfftn"), ("irfft", "hfft", "irfft2", "irfftn")


def _parts(name: str, options: str) -> str:
    """Return the call of a transform, as complex as it may be, split into real numbers."""
    signal = "x" if name in REAL_INPUT else "x + 1j * y"
    call = f"np.fft.{name}({signal}{options})"
    return call if name in REAL_OUTPUT else f"[g({call}) for g in (np.real, np.imag)]"


def transforms(names: tuple[str, ...], options: tuple[str, ...], x: Any) -> Iterator[Scenario]:
    """Return scenarios of the transforms `names` with each of `options`; JAX answers for the last of them."""
    for name in names:
        inputs = {"x": x} if name in REAL_INPUT else {"x": x, "y": points(*x.shape, seed=1)}
        for option in options:
            oracle = "jax" if option is options[-1] else "linear"
            yield Scenario(getattr(np.fft, name), _parts(name, option), inputs, oracle=oracle, tolerance=1e-11)


SCENARIOS = (
    *transforms(("fft", "ifft", "rfft", "irfft", "hfft", "ihfft"), OF_ONE_AXIS, SIGNAL),
    *transforms(("fftn", "ifftn", "rfftn", "irfftn"), OF_SEVERAL_AXES, IMAGE),
    *transforms(("fft2", "ifft2", "rfft2", "irfft2"), OF_TWO_AXES, IMAGE),
    *transforms(("irfft", "ihfft"), tuple(f", norm={norm}, n=6" for norm in NORMS), SIGNAL),
    *transforms(("rfft", "hfft"), (", 1", ", 2"), SIGNAL),
    *(
        scenario
        for name in ("fft", "ifft", "irfft", "hfft", "fftn", "irfft2")  # a real signal is welcome, too
        for scenario in rows(
            getattr(np.fft, name), _parts(name, "").replace(" + 1j * y", ""), x=SIGNAL, oracle="linear"
        )
    ),
    *(
        scenario
        for name in ("fftshift", "ifftshift")
        for axes in ("", ", axes=-1", ", axes=(0, 2)")
        for scenario in rows(getattr(np.fft, name), f"np.fft.{name}(x{axes})", x=IMAGE, oracle="linear")
    ),
)

"""Numbers and names in words: how a ratio, a time, a size or a backend is written.

Formatting lives here alone, so that a ratio reads the same in a sentence, a table, a figure and on
the terminal.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from reports.stats import Estimate

MISSING = "–"

BACKENDS = {
    "primal": "the function itself",
    "forward": "forward, batched",
    "forward-looped": "forward, one by one",
    "reverse": "reverse, batched",
    "reverse-looped": "reverse, one by one",
    "auto": "chosen by rule",
    "forward-over-forward": "forward over forward",
    "forward-over-reverse": "forward over reverse",
    "reverse-over-forward": "reverse over forward",
    "reverse-over-reverse": "reverse over reverse",
    "jax-forward": "JAX forward (jit)",
    "jax-reverse": "JAX reverse (jit)",
    "jax": "JAX (jit)",
    "jax-eager": "JAX without jit",
    "finite-differences": "finite differences",
    "autograd": "autograd",
    "pytorch": "PyTorch",
    "mygrad": "MyGrad",
    "casadi": "CasADi",
    "hand": "derived by hand",
    "tape": "the tape alone",
}
"""What a backend is called in figures and tables; one that is not listed keeps its own name."""

NESTINGS = {
    "jax-forward": "JAX forward over reverse (jit)",
    "jax-reverse": "JAX reverse over reverse (jit)",
    "jax-eager": "JAX forward over reverse, no jit",
}
"""What a backend is called where second derivatives are taken, if that is more than its name says."""

SECOND_ORDER = {"hessian": "the Hessian", "hvp": "the Hessian times a vector"}
"""What the sweeps over second derivatives compute."""

ONE_DIRECTION = {"forward": "forward mode", "reverse": "reverse mode"}
"""What our modes are called where there is but one direction, and so nothing to batch."""

SWEEPS = {
    "wide": "n inputs, 1 output",
    "tall": "1 input, m outputs",
    "square": "n inputs, n outputs",
    "grid": "n inputs, m outputs",
    "problem": "real problems",
    "hessian": "second derivatives",
    "hvp": "second derivatives times a vector",
    "depth": "more and more operations",
    "batch": "directions in batches",
    "checkpoint": "checkpoints",
    "layers": "more and more layers",
    "peers": "other tools",
    "overhead": "what a call costs besides its arithmetic",
}

UNSTABLE = "unstable"
"""What stands behind a number whose pairs scatter more than `reports.stats.UNSTABLE`."""

STATUS = {"unsupported": "cannot", "timeout": "too slow"}
"""Why a case has no time, in a word that fits into a cell of a figure."""


def number(value: float, digits: int = 3) -> str:
    """Write a number with some significant digits, without exponent between 0.001 and a million.

    Examples
    --------
    >>> number(213.4), number(2.0999), number(0.00034), number(1234567)
    ('213', '2.1', '3.4e-04', '1,230,000')
    """
    if not math.isfinite(value):
        return MISSING if math.isnan(value) else "∞"
    if 0 < abs(value) < 0.001:
        return f"{value:.1e}"
    rounded = float(f"{value:.{digits}g}")
    text = f"{rounded:,.10f}".rstrip("0").rstrip(".")
    return _plain(text)


def _plain(text: str) -> str:
    """Drop the comma of a number below ten thousand: 1024 reads as a size, 1,024 as an amount."""
    return text.replace(",", "") if len(text) == len("1,024") else text


def size(value: int) -> str:
    """Write a number of inputs or outputs in full.

    Examples
    --------
    >>> size(1024), size(100000)
    ('1024', '100,000')
    """
    return _plain(f"{value:,}")


def times(value: float) -> str:
    """Write a factor: ``213×``."""
    return MISSING if math.isnan(value) else f"{number(value)}×"


def seconds(value: float) -> str:
    """Write a time in the unit that suits it.

    Examples
    --------
    >>> seconds(0.0000123)
    '12.3 µs'
    """
    if math.isnan(value):
        return MISSING
    for unit, scale in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if _rounded(value) >= scale:
            return f"{number(value / scale)} {unit}"
    return f"{number(value / 1e-9)} ns"


def memory(value: float) -> str:
    """Write an amount of memory in the unit that suits it, each a thousand times the last.

    Examples
    --------
    >>> memory(680), memory(16910045)
    ('680 B', '16.9 MB')
    """
    if math.isnan(value):
        return MISSING
    for unit, scale in (("GB", 1e9), ("MB", 1e6), ("kB", 1e3)):
        if _rounded(value) >= scale:
            return f"{number(value / scale)} {unit}"
    return f"{number(value)} B"


def _rounded(value: float) -> float:
    """Round to the digits that are written, so that 999.9 of one unit are 1 of the next."""
    return float(f"{value:.3g}")


def between(estimate: Estimate) -> str:
    """Write the ends of an interval, with as many digits as tell them apart (four at the most)."""
    low, high = number(estimate.low), number(estimate.high)
    if low == high:
        low, high = number(estimate.low, 4), number(estimate.high, 4)
    return f"{low} to {high}"


def estimate(value: Estimate) -> str:
    """Write a factor with its interval.

    Examples
    --------
    >>> estimate(Estimate(4.5, 4.25, 4.751))
    '4.5× (4.25 to 4.75)'
    """
    return f"{times(value.value)} ({between(value)})"


def slope(estimate: Estimate | None) -> str:
    """Write an exponent of growth with its interval."""
    if estimate is None:
        return MISSING
    value, low, high = (f"{round(part, 2) + 0.0:.2f}" for part in estimate)  # + 0.0: never -0.00
    return f"{value} ({low} to {high})"


def interval(estimate: Estimate) -> str:
    """Write an interval for a sentence."""
    return f"(95 % interval {between(estimate)})"


def backend(name: str) -> str:
    """Name a backend for people."""
    return BACKENDS.get(name, name)


def nesting(name: str) -> str:
    """Name a backend for people where it takes second derivatives."""
    return NESTINGS.get(name, backend(name))


def one_direction(name: str) -> str:
    """Name a backend for people where it takes one direction."""
    return ONE_DIRECTION.get(name, backend(name))


def ordered(names: Iterable[str]) -> list[str]:
    """Put the different names of backends into the order of `BACKENDS`, unknown ones last."""
    order = list(BACKENDS)
    return sorted(set(names), key=lambda name: (order.index(name) if name in order else len(order), name))


def count(amount: int, noun: str) -> str:
    """Write an amount of things: ``1 case``, ``3 cases``."""
    return f"{amount} {noun}" if amount == 1 else f"{amount} {noun}s"


def place(n: int, m: int) -> str:
    """Write the size of a derivative."""
    return f"n = {size(n)} {'input' if n == 1 else 'inputs'} and m = {size(m)} " + ("output" if m == 1 else "outputs")


ORACLES = {"jax": "JAX", "hand": "the derivative by hand", "none": "nobody"}
"""Who can say that a derivative is right."""


def oracles(names: str) -> str:
    """Name the oracles of a problem.

    Examples
    --------
    >>> oracles("hand, jax")
    'the derivative by hand and JAX'
    """
    return " and ".join(ORACLES.get(name, name) for name in names.split(", "))


def rho(value: float) -> str:
    """Write an agreement: the worst relative difference, as a power of ten."""
    if math.isnan(value):
        return MISSING
    return "0" if value == 0 else f"{value:.1e}"

"""The Helmholtz energy of a mixed fluid by the Peng-Robinson equation of state: the classic sweep over n.

With s = bᵀx and R T = 1,

    f(x) = Σ x[i] log(x[i] / (1 - s)) - xᵀAx / (√8 s) log((1 + (1 + √2) s) / (1 + (1 - √2) s)).

References
----------
A. Griewank, On automatic differentiation, in: Mathematical Programming (1989), 83-108; A. G. Baydin, B. A. Pearlmutter,
A. A. Radul and J. M. Siskind, Automatic differentiation in machine learning: a survey, JMLR 18(153) (2018), 3.2.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem

ROOT2, ROOT8 = 2.0**0.5, 8.0**0.5


def f(xp: Any, x: Any, a: Any, b: Any) -> Any:
    """Return the energy of a mixture of concentrations x, attractions a and volumes b."""
    s = b @ x
    mixing = xp.sum(x * xp.log(x / (1.0 - s)))
    attraction = (x @ (a @ x)) / (ROOT8 * s)
    return mixing - attraction * xp.log((1.0 + (1.0 + ROOT2) * s) / (1.0 + (1.0 - ROOT2) * s))


def derivative(x: Array, a: Array, b: Array) -> Array:
    """Return the gradient. The logarithm's own derivative by s is √8 / (1 + 2 s - s**2)."""
    s, ax = b @ x, a @ x
    q = x @ ax
    logarithm = np.log((1.0 + (1.0 + ROOT2) * s) / (1.0 + (1.0 - ROOT2) * s))
    mixing = np.log(x / (1.0 - s)) + 1.0 + x.sum() / (1.0 - s) * b
    by_q = -logarithm / (ROOT8 * s)
    by_s = -q / s * (1.0 / (1.0 + 2.0 * s - s * s) - logarithm / (ROOT8 * s))
    return mixing + by_q * (ax + a.T @ x) + by_s * b


def helmholtz(n: int = 10) -> Problem:
    """Return the mixture of n components, its numbers drawn from [0, 0.1]; raise ValueError where bᵀx reaches 1."""
    rng = np.random.default_rng(0)
    a, b, x = (0.1 * rng.uniform(size=shape) for shape in ((n, n), n, n))
    if b @ x >= 1.0:
        raise ValueError(f"the volumes of {n} components add up to {b @ x:.2f}: the energy is defined below 1")
    return Problem(
        name="helmholtz",
        source="A. Griewank (1989); A. G. Baydin et al., JMLR 18(153) (2018), 3.2",
        f=f,
        x=x,
        data=(a, b),
        derivative=derivative,
    )

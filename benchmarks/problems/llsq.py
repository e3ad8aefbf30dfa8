"""Linear least squares: a polynomial of m coefficients fitted to the sign function at N points of [-1, 1].

One product of a matrix and a vector, and its transpose for the gradient: what costs is reading the matrix. It depends
on nothing that is differentiated, so the powers of the points are computed once, as data.

References
----------
F. Srajer, Z. Kukelova and A. Fitzgibbon, A benchmark of selected algorithmic differentiation tools on some problems in
computer vision and machine learning, Optimization Methods and Software 33 (2018), 889-906, for the kind; the function
and its sizes are those of GradBench's llsq.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem


def samples(inputs: int, points: int) -> tuple[Array, Array]:
    """Return the powers t_i^j, j < inputs, of equidistant points t_i from -1 to 1, and their signs."""
    t = -1.0 + 2.0 * np.arange(points) / (
        points - 1
    )  # exactly 0 in the middle, which linspace may miss: its sign counts
    return np.vander(t, inputs, increasing=True), np.sign(t)


def f(xp: Any, x: Any, powers: Any, signs: Any) -> Any:
    """Return half the sum over the points of (s_i - sum_j x_j t_i^j)^2."""
    residuals = signs - powers @ x
    return 0.5 * xp.sum(residuals * residuals)


def derivative(x: Array, powers: Array, signs: Array) -> Array:
    """Return the powers, transposed, times what the polynomial exceeds the signs by."""
    return (powers @ x - signs) @ powers


def llsq(inputs: int = 128, points: int = 1024) -> Problem:
    """Return the fit of so many coefficients to so many points, at coefficients drawn from [0, 1]."""
    x = np.random.default_rng(0).uniform(size=inputs)
    return Problem("llsq", "GradBench's llsq", f, x, samples(inputs, points), derivative)

"""A chain of linear ordinary differential equations, integrated by the classical Runge-Kutta method.

    y[0]' = x[0],  y[i]' = x[i] y[i-1],  y = 0 at time 0;  the answer is y at time 2, after `steps` steps.

Its solution is y[i] = x[0] ... x[i] t**(i+1) / (i+1)!. Runge-Kutta's own answer is a monomial, too, with another
coefficient from the fifth component on: a step is the Taylor polynomial of degree 4, and one step carries a change four
components far. More than 4 * steps components are hence out of reach: they are identically zero.

References
----------
B. M. Bell, cmpad: Comparing Automatic Differentiation Packages, the problem an_ode; GradBench, the problem ode.
"""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem

SOURCE = "B. M. Bell, cmpad, an_ode; GradBench, ode"
TIME = 2.0
REACH = 4  # components that one step of Runge-Kutta reaches, its order


def solve(xp: Any, x: Any, steps: int) -> Any:
    """Return all components at the final time."""
    h = TIME / steps
    one = xp.ones_like(x[:1])  # y[0]' = x[0] is of the form of the others if 1 stands in front of y

    def rate(y: Any) -> Any:
        return x * xp.concatenate((one, y[:-1]))

    y = xp.zeros_like(x)
    for _ in range(steps):
        k1 = rate(y)
        k2 = rate(y + h / 2 * k1)
        k3 = rate(y + h / 2 * k2)
        k4 = rate(y + h * k3)
        y = y + h / 6 * (k1 + 2.0 * (k2 + k3) + k4)
    return y


def solve_last(xp: Any, x: Any, steps: int) -> Any:
    """Return the last component at the final time."""
    return solve(xp, x, steps)[-1]


def coefficients(n: int, steps: int) -> Array:
    """Return the factors c of Runge-Kutta's answer y[i] = c[i] x[0] ... x[i]."""
    h = TIME / steps
    step = [1.0, h, h**2 / 2, h**3 / 6, h**4 / 24]
    return np.polynomial.polynomial.polypow(step, steps)[1 : n + 1]


def monomials(xp: Any, x: Any, steps: int) -> Any:
    """Return what `solve` returns, without its loop."""
    return coefficients(len(x), steps) * xp.cumprod(x)


def last_monomial(xp: Any, x: Any, steps: int) -> Any:
    """Return what `solve_last` returns, without its loop."""
    return coefficients(len(x), steps)[-1] * xp.prod(x)


def derivative(x: Array, steps: int) -> Array:
    """Return the Jacobian: y[i] is a multiple of x[0] ... x[i], so that dy[i]/dx[j] = y[i] / x[j] if j <= i."""
    return np.tril(np.divide.outer(solve(np, x, steps), x))


def derivative_last(x: Array, steps: int) -> Array:
    """Return the gradient of the last component."""
    return solve_last(np, x, steps) / x


def point(n: int, steps: int) -> Array:
    """Return n coefficients drawn from [1, 3]; raise ValueError where the steps do not reach the last component."""
    if n > REACH * steps:
        raise ValueError(f"{steps} steps reach {REACH * steps} components: the last of {n} is identically zero")
    return np.random.default_rng(0).uniform(1.0, 3.0, size=n)


def ode(n: int = 8, steps: int = 10) -> Problem:
    """Return the problem with all of n >= 2 components as output; it takes at least n / 4 steps."""
    if n < 2:
        raise ValueError("a single component is a number and not an array: ode-last has it as output")
    return Problem(
        name="ode",
        source=SOURCE,
        f=partial(solve, steps=steps),
        x=point(n, steps),
        derivative=partial(derivative, steps=steps),
        compact=partial(monomials, steps=steps),
    )


def ode_last(n: int = 8, steps: int = 10) -> Problem:
    """Return the problem with the last of n components as output; it takes at least n / 4 steps.

    Component i has i! in its denominator: from n = 20 or so on the answer is small, from n = 200 or so on it underflows
    to zero, and a ValueError says so.
    """
    x = point(n, steps)
    if last_monomial(np, x, steps) == 0.0:
        raise ValueError(f"the last of {n} components is too small for a float: it underflows to zero")
    return Problem(
        name="ode-last",
        source=SOURCE,
        f=partial(solve_last, steps=steps),
        x=x,
        derivative=partial(derivative_last, steps=steps),
        compact=partial(last_monomial, steps=steps),
    )

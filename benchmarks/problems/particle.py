"""A charged particle is steered into the origin: a derivative inside a simulation, inside a derivative.

Two fixed charges push a particle. The second stands at (10, 10 - w), and w is to be chosen such that the particle
crosses the x-axis at the origin. Its acceleration is minus the gradient of a potential, taken by an inner derivative at
each of Euler's steps, of which there are as many as it takes to meet the axis. The minimum over w of the squared
distance is found by gradient descent, the outer derivative.

References
----------
B. A. Pearlmutter and J. M. Siskind, Using programming language theory to make automatic differentiation sound and
efficient, Advances in Automatic Differentiation (2008), 79-90.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.machine import start_jax
from benchmarks.problems.gradient_descent import Search, ValueAndGrad, argmin
from benchmarks.problems.problem import Array, Problem

SOURCE = "B. A. Pearlmutter and J. M. Siskind (2008); GradBench, particle"
DT = 0.1
STEPS = 1000  # more than are taken from w = 0 to 0.9, after which the particle is soon turned back for ever
PATIENCE = 10 * STEPS
POSITION, VELOCITY = (0.0, 8.0), (0.75, 0.0)


def charges(w: Any) -> tuple[tuple[Any, Any], ...]:
    """Return where the two fixed charges are."""
    return (10.0, 0.0), (10.0, 10.0 - w)


def inverse_distance(here: Any, there: Any) -> Any:
    """Return one over the distance between two points of the plane."""
    return ((here[0] - there[0]) ** 2 + (here[1] - there[1]) ** 2) ** -0.5


def potential(position: Any, w: Any) -> Any:
    """Return the potential of both charges at a position (x, y)."""
    first, second = charges(w)
    return inverse_distance(position, first) + inverse_distance(position, second)


def slope(position: Any, w: Any) -> tuple[Any, Any]:
    """Return the gradient of the potential by hand."""
    (x, y), total_x, total_y = position, 0.0, 0.0
    for a, b in charges(w):
        cubed = inverse_distance(position, (a, b)) ** 3
        total_x, total_y = total_x - (x - a) * cubed, total_y - (y - b) * cubed
    return total_x, total_y


def landing(gradient: Callable[[Any, Any], tuple[Any, Any]], w: Any) -> Any:
    """Return where the particle meets the x-axis, with the gradient of the potential as given.

    The last step is no whole one: from the last point above the axis straight onto it.

    Raises
    ------
    ValueError
        If the particle stays above the axis.
    """
    (x, y), (u, v) = POSITION, VELOCITY
    for _ in range(PATIENCE):
        next_x, next_y = x + DT * u, y + DT * v
        if next_y <= 0.0:
            return x - y / v * u
        by_x, by_y = gradient((x, y), w)
        x, y, u, v = next_x, next_y, u - DT * by_x, v - DT * by_y
    raise ValueError(f"the particle has not met the axis after {PATIENCE} steps: choose a smaller w")


def solve(outer: ValueAndGrad, inner: ValueAndGrad, start: float, search: Search = argmin) -> float:
    """Return the w that steers the particle into the origin.

    Parameters
    ----------
    outer, inner : callable
        `ad.forward.value_and_grad` or `ad.reverse.value_and_grad`: for the minimum over w, and for the gradient of the
        potential.
    start : number
        Where the search for w begins.
    search : callable
        How a minimum is found.
    """
    evaluate = inner(potential)

    def miss(w: Any) -> Any:
        return landing(lambda position, w: evaluate(position, w)[1], w[0]) ** 2

    w, _ = search(outer(miss), np.array([start]))
    return float(w[0])


def f(xp: Any, w: Any) -> Any:
    """Return the squared distance from the origin, the potential differentiated by hand."""
    return landing(slope, w) ** 2


def derivative(w: Array) -> Array:
    """Return the derivative by w: the trajectory's own derivative takes the same steps."""
    (x, y), (u, v) = POSITION, VELOCITY
    x_by_w = y_by_w = u_by_w = v_by_w = 0.0
    while y + DT * v > 0.0:
        push_x = push_y = push_x_by_w = push_y_by_w = 0.0
        for (p, q), q_by_w in zip(charges(w), (0.0, -1.0), strict=True):
            from_x, from_y, from_x_by_w, from_y_by_w = x - p, y - q, x_by_w, y_by_w - q_by_w
            square = from_x**2 + from_y**2
            cube, nearer = square**1.5, 3.0 * (from_x * from_x_by_w + from_y * from_y_by_w) / square
            push_x, push_x_by_w = push_x + from_x / cube, push_x_by_w + (from_x_by_w - nearer * from_x) / cube
            push_y, push_y_by_w = push_y + from_y / cube, push_y_by_w + (from_y_by_w - nearer * from_y) / cube
        x, y, u, v = x + DT * u, y + DT * v, u + DT * push_x, v + DT * push_y
        x_by_w, y_by_w = x_by_w + DT * u_by_w, y_by_w + DT * v_by_w
        u_by_w, v_by_w = u_by_w + DT * push_x_by_w, v_by_w + DT * push_y_by_w
    time = -y / v
    time_by_w = -(y_by_w + time * v_by_w) / v
    return 2.0 * (x + time * u) * (x_by_w + time_by_w * u + time * u_by_w)


def in_a_fixed_number_of_steps(xp: Any, w: Any) -> Any:
    """Return the same, the steps after the landing undone: a compiler cannot follow a loop that depends on values."""
    jax = start_jax()
    jnp = jax.numpy

    def step(state: tuple[Any, ...], _: None) -> tuple[tuple[Any, ...], None]:
        x, y, u, v = state
        by_x, by_y = slope((x, y), w)
        following = x + DT * u, y + DT * v, u - DT * by_x, v - DT * by_y
        flies = following[1] > 0.0
        return tuple(jnp.where(flies, new, old) for new, old in zip(following, state, strict=True)), None

    start = tuple(jnp.float64(value) for value in POSITION + VELOCITY)
    (x, y, u, v), _ = jax.lax.scan(step, start, None, length=STEPS)
    return (x - y / v * u) ** 2


def particle(tenths: int = 0) -> Problem:
    """Return the squared distance at w = 0 or some tenths more, at most 0.9."""
    return Problem(
        name="particle",
        source=SOURCE,
        f=f,
        x=np.array(tenths / 10),
        derivative=derivative,
        compact=in_a_fixed_number_of_steps,
        search=lambda outer, inner: np.array(solve(outer, inner, 0.0)),
        found=np.array(0.20719187464861155),  # GradBench's answer
    )

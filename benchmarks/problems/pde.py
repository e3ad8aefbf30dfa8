"""One step in time of a partial differential equation in one space dimension, from the state to the next state.

The Brusselator's step is explicit: a number depends on its neighbours, and the Jacobian is banded. The heat equation's
is implicit: it solves a tridiagonal system, and its Jacobian is the inverse of that matrix times a banded one.

The space is [0, 1], with the numbers of the state at inner points of distance h, and fixed values at both ends.

References
----------
E. Hairer and G. Wanner, Solving Ordinary Differential Equations II (1996), IV.1, the Brusselator with diffusion;
J. Crank, The Mathematics of Diffusion (1975), diffusion with a coefficient that depends on the concentration.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem

A, B, DIFFUSION = 1.0, 3.0, 1 / 50  # of the Brusselator; its equilibrium, and the value at both ends, is (A, B / A)
RATIO = 1.0  # of the heat equation's step in time to h**2


def inner_points(count: int) -> Array:
    """Return so many points that divide [0, 1] into equal parts."""
    return np.arange(1, count + 1) / (count + 1)


def between(xp: Any, u: Any, end: float) -> Any:
    """Return u with the value of both ends around it."""
    ends = end * xp.ones_like(u[:1])
    return xp.concatenate((ends, u, ends))


# The Brusselator, with u and v alternating in the state:
#     u' = A + u² v - (B + 1) u + DIFFUSION ∂²u/∂z²,  v' = B u - u² v + DIFFUSION ∂²v/∂z².


def brusselator_step_size(cells: int) -> tuple[float, float]:
    """Return the step in time, and DIFFUSION times it over h**2, which stays below the limit of stability, 1/2."""
    per_time = DIFFUSION * (cells + 1) ** 2
    step = min(0.01, 0.25 / per_time)
    return step, step * per_time


def brusselator_step(xp: Any, x: Any) -> Any:
    """Return the state after one explicit Euler step."""
    u, v = x[0::2], x[1::2]
    step, spread = brusselator_step_size(len(u))
    reaction = u * u * v
    around_u, around_v = between(xp, u, A), between(xp, v, B / A)
    next_u = u + step * (A + reaction - (B + 1.0) * u) + spread * (around_u[2:] - 2.0 * u + around_u[:-2])
    next_v = v + step * (B * u - reaction) + spread * (around_v[2:] - 2.0 * v + around_v[:-2])
    return xp.reshape(xp.stack((next_u, next_v), 1), (-1,))


def brusselator_derivative(x: Array) -> Array:
    """Return the Jacobian, of five diagonals: u and v of a point, and the same of its neighbours."""
    u, v = x[0::2], x[1::2]
    step, spread = brusselator_step_size(len(u))
    jacobian = np.zeros((len(x), len(x)))
    i, j = np.arange(0, len(x), 2), np.arange(1, len(x), 2)  # the rows of u and of v
    jacobian[i, i] = 1.0 - 2.0 * spread + step * (2.0 * u * v - (B + 1.0))
    jacobian[i, j] = step * u * u
    jacobian[j, i] = step * (B - 2.0 * u * v)
    jacobian[j, j] = 1.0 - 2.0 * spread - step * u * u
    neighbours = np.arange(len(x) - 2)
    jacobian[neighbours, neighbours + 2] = jacobian[neighbours + 2, neighbours] = spread
    return jacobian


def brusselator(n: int = 20) -> Problem:
    """Return the step at n / 2 points, from the initial state of Hairer and Wanner; n is even."""
    if n % 2:
        raise ValueError(f"the state has two numbers a point, and {n} is odd")
    z = inner_points(n // 2)
    return Problem(
        name="brusselator",
        source="E. Hairer and G. Wanner (1996), IV.1",
        f=brusselator_step,
        x=np.stack((1.0 + np.sin(2.0 * np.pi * z), np.full(n // 2, 3.0)), 1).reshape(-1),
        derivative=brusselator_derivative,
    )


# The heat equation with a conductivity that grows with temperature: u' = ∂/∂z ((1 + u²) ∂u/∂z), u = 0 at both ends.


def heat_matrix(xp: Any, u: Any) -> Any:
    """Return the matrix of the implicit step, with the conductivity of half-way between the points of the state u."""
    around = between(xp, u, 0.0)
    conductivity = RATIO * (1.0 + ((around[1:] + around[:-1]) / 2.0) ** 2)
    off_diagonal = -conductivity[1:-1]
    main = 1.0 + conductivity[1:] + conductivity[:-1]
    return xp.diag(main) + xp.diag(off_diagonal, 1) + xp.diag(off_diagonal, -1)


def heat_step(xp: Any, x: Any) -> Any:
    """Return the state after one implicit Euler step, by a solver of dense systems."""
    return xp.linalg.solve(heat_matrix(xp, x), x)


def heat_derivative(x: Array) -> Array:
    """Return the Jacobian: M(x) z = x, differentiated, says that M dz = dx - dM z, where dM z is tridiagonal."""
    matrix = heat_matrix(np, x)
    around, answer = between(np, x, 0.0), between(np, np.linalg.solve(matrix, x), 0.0)
    # Of the flow between two points, the derivative by the old temperature of either one.
    flow = RATIO * (around[1:] + around[:-1]) / 2.0 * (answer[1:] - answer[:-1])
    right = np.diag(1.0 + flow[1:] - flow[:-1]) + np.diag(flow[1:-1], 1) - np.diag(flow[1:-1], -1)
    return np.linalg.solve(matrix, right)


def heat(n: int = 20) -> Problem:
    """Return the step at 2 points or more, up to some 200: the matrix is stored with all its zeros."""
    if n < 2:
        raise ValueError("a single point is a number and not an array")
    z = inner_points(n)
    return Problem(
        name="heat",
        source="J. Crank, The Mathematics of Diffusion (1975)",
        f=heat_step,
        x=np.exp(z) * np.sin(np.pi * z),
        derivative=heat_derivative,
    )

"""The functions of the evals once more, term by term from their definitions.

They take complex numbers, so that a step of 1e-30 along the imaginary axis gives their derivatives to all digits.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from scipy.special import multigammaln


def differentiate(f: Callable[[Any], Any], x: Any) -> np.ndarray:
    """The Jacobian of f at a vector x by complex steps, of shape f.shape + x.shape."""
    step = 1e-30
    columns = [np.imag(f(x + 1j * step * unit)) / step for unit in np.eye(len(x))]
    return np.stack(columns, -1)


def gmm(alpha: Any, mu: Any, q: Any, l: Any, x: Any, gamma: float, m: int) -> Any:  # noqa: E741
    """The log of the posterior density: every factor of every point, and Wishart's density of every precision."""
    (n, d), k = x.shape, len(alpha)
    weights = np.exp(alpha) / np.sum(np.exp(alpha))
    factors = []
    for cluster in range(k):
        factor = np.diag(np.exp(q[cluster]))
        below = iter(l[cluster])
        for column in range(d):
            for row in range(column + 1, d):
                factor[row, column] = next(below)
        factors.append(factor)
    total = 0.0
    for i in range(n):
        density = 0.0
        for weight, mean, factor in zip(weights, mu, factors, strict=True):
            distance = factor @ (x[i] - mean)
            density += weight * np.prod(np.diag(factor)) * np.exp(-0.5 * np.sum(distance**2)) / (2 * np.pi) ** (d / 2)
        total += np.log(density)
    degrees = d + m + 1
    for factor in factors:
        total += (degrees - d - 1) * np.sum(np.log(np.diag(factor))) - gamma**2 / 2 * np.trace(factor.T @ factor)
        total += degrees * d * np.log(gamma) - degrees * d / 2 * np.log(2) - multigammaln(degrees / 2, d)
    return total


def lstm(main_params: Any, extra_params: Any, state: Any, sequence: Any) -> Any:
    """The loss, time by time and layer by layer."""

    def sigmoid(x: Any) -> Any:
        return 1 / (1 + np.exp(-x))

    (count, b), total = sequence.shape, 0.0
    hidden, cell = list(state[::2]), list(state[1::2])
    for t in range(count - 1):
        y = sequence[t] * extra_params[0]
        for layer in range(len(hidden)):
            (wf, wi, wo, wc), (bf, bi, bo, bc) = (np.split(main_params[2 * layer + row], 4) for row in range(2))
            change = sigmoid(hidden[layer] * wi + bi) * np.tanh(hidden[layer] * wc + bc)
            cell[layer] = cell[layer] * sigmoid(y * wf + bf) + change
            y = hidden[layer] = sigmoid(y * wo + bo) * np.tanh(cell[layer])
        predicted = y * extra_params[1] + extra_params[2]
        total += np.sum(sequence[t + 1] * (predicted - np.log(2 + np.sum(np.exp(predicted)))))
    return -total / (b * (count - 1))


def rotation(r: Any) -> Any:
    """The matrix of a rotation about r by |r| > 0."""
    angle = np.sqrt(np.sum(r * r))
    x, y, z = r / angle
    generator = np.array([[0 * x, -z, y], [z, 0 * x, -x], [-y, x, 0 * x]])
    return np.eye(3) + np.sin(angle) * generator + (1 - np.cos(angle)) * generator @ generator


def ba(cameras: Any, points: Any, weights: Any, feature: Any) -> Any:
    """All residuals: two an observation, then the weight errors."""
    residuals = []
    for i, weight in enumerate(weights):
        camera, point = cameras[i % len(cameras)], points[i % len(points)]
        turned = rotation(camera[:3]) @ (point - camera[3:6])
        u = turned[:2] / turned[2]
        square = u[0] ** 2 + u[1] ** 2
        projected = u * (1 + camera[9] * square + camera[10] * square**2) * camera[6] + camera[7:9]
        residuals.append(weight * (projected - feature))
    return np.concatenate([*residuals, 1 - weights**2])


def ht(theta: Any, us: Any, data: Any) -> Any:
    """What is missing from the hand to the points; `us` is empty in the simple case."""
    model = data["model"]
    angles = {}
    for finger in range(5):
        x1, z1, x2, x3 = theta[6 + 4 * finger : 10 + 4 * finger]
        angles |= {2 + 4 * finger: (x1, z1), 3 + 4 * finger: (x2, 0.0), 4 + 4 * finger: (x3, 0.0)}
    frames, transforms = [], []
    for bone, parent in enumerate(model["parents"]):
        x, z = angles.get(bone, (0.0, 0.0))
        about_x = np.array([[1, 0, 0, 0], [0, np.cos(x), -np.sin(x), 0], [0, np.sin(x), np.cos(x), 0], [0, 0, 0, 1]])
        about_z = np.array([[np.cos(z), -np.sin(z), 0, 0], [np.sin(z), np.cos(z), 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]])
        relative = np.array(model["base_relatives"][bone]) @ about_z @ about_x
        frames.append(relative if parent == -1 else frames[parent] @ relative)
        transforms.append(frames[-1] @ np.array(model["inverse_base_absolutes"][bone]))

    def vertex(index: int) -> Any:
        at_rest, weights = np.array(model["base_positions"][index]), model["weights"][index]
        posed = sum(weight * (transform @ at_rest) for weight, transform in zip(weights, transforms, strict=True))
        return rotation(theta[:3]) @ posed[:3] + theta[3:6]

    missing = []
    for i, (target, point) in enumerate(zip(data["correspondences"], data["points"], strict=True)):
        if len(us):
            a, b, c = (vertex(corner) for corner in model["triangles"][target])
            u, v = us[i]
            missing.append(point - (u * a + v * b + (1 - u - v) * c))
        else:
            missing.append(point - vertex(target))
    return np.concatenate(missing)


def llsq(x: Any, n: int) -> Any:
    """Half the sum of squares."""
    total = 0.0
    for i in range(n):
        t = -1 + 2 * i / (n - 1)
        total += 0.5 * (np.sign(t) - sum(x[j] * t**j for j in range(len(x)))) ** 2
    return total


def ode(x: Any, s: int) -> Any:
    """The solution at time 2 after s classical Runge-Kutta steps."""

    def rate(y: Any) -> Any:
        return np.array([x[0], *(x[i] * y[i - 1] for i in range(1, len(x)))])

    y, h = 0 * x, 2 / s
    for _ in range(s):
        k1 = rate(y)
        k2 = rate(y + h * k1 / 2)
        k3 = rate(y + h * k2 / 2)
        k4 = rate(y + h * k3)
        y = y + h * (k1 + 2 * k2 + 2 * k3 + k4) / 6
    return y

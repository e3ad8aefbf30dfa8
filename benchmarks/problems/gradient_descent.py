"""Gradient descent whose step length doubles after ten successes and halves after a failure.

Plain Python on a value and a gradient, so that a derivative of an answer can be taken through all steps: `saddle` and
`particle` nest it, or what it calls, inside another derivative.

References
----------
B. A. Pearlmutter and J. M. Siskind, Using programming language theory to make automatic differentiation sound and
efficient, Advances in Automatic Differentiation (2008), 79-90; the thresholds are those of GradBench.
"""

from collections.abc import Callable
from typing import Any

ValueAndGrad = Callable[[Callable[..., Any]], Callable[..., tuple[Any, Any]]]
"""What one level of nested derivatives is given: `ad.forward.value_and_grad`, `ad.reverse.value_and_grad`, ..."""

STEP = 1e-5
TOLERANCE = 1e-5
SUCCESSES = 10  # so many in a row, and the step doubles

Evaluate = Callable[[Any], tuple[Any, Any]]
"""Returns a function's value and its gradient at a vector."""

Search = Callable[[Evaluate, Any], tuple[Any, Any]]
"""`argmin`, or another of its kind."""


def norm(x: Any) -> Any:
    """Return the Euclidean norm of a vector."""
    return (x @ x) ** 0.5


def argmin(evaluate: Evaluate, start: Any, step: float = STEP, tolerance: float = TOLERANCE) -> tuple[Any, Any]:
    """Return a minimum and its value.

    Parameters
    ----------
    evaluate : callable
    start : vector
    step : float
        The first step goes so many times the gradient.
    tolerance : float
        The search ends where the gradient, or the step that would come next, is no longer than that.

    Notes
    -----
    Each point is evaluated once: the gradient comes with the value, and is lost only where a step fails.
    """
    x, (value, gradient) = start, evaluate(start)
    successes = 0
    while norm(gradient) > tolerance:
        if successes == SUCCESSES:
            step, successes = 2.0 * step, 0
        candidate = x - step * gradient
        if norm(candidate - x) <= tolerance:
            break
        new_value, new_gradient = evaluate(candidate)
        if new_value < value:
            x, value, gradient = candidate, new_value, new_gradient
            successes += 1
        else:
            step, successes = step / 2.0, 0
    return x, value

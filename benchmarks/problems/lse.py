"""The logarithm of a sum of exponentials, written from its parts: a few calls on one long array.

The largest element is subtracted first, so that nothing overflows. To first order the shift cancels, but a tool does
not know that: it differentiates the maximum as well.

References
----------
P. Blanchard, D. J. Higham and N. J. Higham, Accurately computing the log-sum-exp and softmax functions, IMA Journal of
Numerical Analysis 41 (2021), 2311-2330; the sizes are those of GradBench's lse.
"""

from typing import Any

import numpy as np

from benchmarks.problems.problem import Array, Problem


def logsumexp(xp: Any, x: Any) -> Any:
    """Return log(sum(exp(x))) along the first axis of x."""
    shift = xp.amax(x, 0)
    return shift + xp.log(xp.sum(xp.exp(x - shift), 0))


def softmax(x: Array) -> Array:
    """Return the gradient: each exponential over the sum of all, along the first axis."""
    exponentials = np.exp(x - x.max(0))
    return exponentials / exponentials.sum(0)


def lse(n: int = 10000) -> Problem:
    """Return the log-sum-exp of n normal numbers."""
    x = np.random.default_rng(0).normal(size=n)
    return Problem("lse", "GradBench's lse", logsumexp, x, derivative=softmax)

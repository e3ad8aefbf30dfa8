"""All inputs as one vector, for tools that differentiate by one array, and the derivatives cut back to those inputs."""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.problems import Problem
from benchmarks.problems.problem import Array, Inputs


def join(problem: Problem, inputs: Inputs) -> Array:
    """Return what is shaped like the problem's `x` as one vector."""
    return np.concatenate([np.ravel(leaf) for leaf in (inputs if isinstance(problem.x, tuple) else (inputs,))])


def of_vector(problem: Problem, f: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Return `f`, a function of what is shaped like the problem's `x`, as a function of one vector."""
    ends = _ends(problem)
    cuts = [(end - leaf.size, end, leaf.shape) for leaf, end in zip(problem.leaves, ends, strict=True)]

    def function(vector: Any) -> Any:
        leaves = tuple(vector[start:end].reshape(shape) for start, end, shape in cuts)
        return f(leaves if isinstance(problem.x, tuple) else leaves[0])

    return function


def split(problem: Problem, derivative: Array) -> Inputs:
    """Return a derivative by one vector, along its last axis, as one by the problem's `x`."""
    parts = np.split(derivative, _ends(problem)[:-1], axis=-1)
    shaped = tuple(part.reshape(part.shape[:-1] + x.shape) for part, x in zip(parts, problem.leaves, strict=True))
    return shaped if isinstance(problem.x, tuple) else shaped[0]


def blocks(problem: Problem, hessian: Array) -> Any:
    """Return a Hessian by one vector as one by the problem's `x`: for a tuple a tuple of tuples of blocks."""
    parts = np.split(hessian, _ends(problem)[:-1])
    rows = tuple(split(problem, part.reshape(*x.shape, -1)) for part, x in zip(parts, problem.leaves, strict=True))
    return rows if isinstance(problem.x, tuple) else rows[0]


def _ends(problem: Problem) -> list[int]:
    return np.cumsum([leaf.size for leaf in problem.leaves]).tolist()

"""MyGrad: eager reverse mode over NumPy, with tensors that keep their gradient."""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.backends.backend import Backend, Call, Preparation
from benchmarks.problems import Problem


def pullback(cotangent: Callable[[Problem], Any]) -> Preparation:
    """Prepare one pullback of a cotangent."""

    def prepare(problem: Problem) -> Call:
        import mygrad

        # Copies: MyGrad makes arrays read-only as long as its graph refers to them.
        f, ct = problem.function(mygrad, np.array), cotangent(problem)
        leaves = tuple(mygrad.tensor(leaf) for leaf in problem.leaves)
        x = leaves if isinstance(problem.x, tuple) else leaves[0]

        def differentiate() -> Any:
            f(x).backward(ct)
            gradients = tuple(leaf.grad for leaf in leaves)
            return gradients if isinstance(problem.x, tuple) else gradients[0]

        return differentiate

    return prepare


MYGRAD = Backend(
    "mygrad",
    {"vjp": pullback(lambda problem: problem.cotangent), "gradient": pullback(lambda problem: None)},
    directions="outputs",
    peer=True,
    requires="mygrad",
)

"""PyTorch: eager reverse mode with its operations and its tape in C++, and forward mode by dual tensors, on one thread.

Where PyTorch has several interfaces to one quantity, this is the one that measured fastest on small tensors.
"""

import warnings
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from types import ModuleType
from typing import Any

from benchmarks.backends.backend import Backend, Call, Preparation
from benchmarks.problems import Problem

Function = Callable[..., Any]
Tensors = tuple[Any, ...]


@cache
def start_torch() -> ModuleType:
    """Return PyTorch in float64 on one thread."""
    import torch

    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    # Forward mode loads itself at its first use, by a function that PyTorch deprecates.
    with warnings.catch_warnings(action="ignore"):
        jvp(torch, lambda x: torch.tanh(torch.ones(2, 1) @ x), (torch.zeros(1),), (torch.ones(1),))
    return torch


# Each computes one quantity of f, a function of one or several tensors, and answers with a tuple where there is one
# derivative a tensor.


def primal(torch: ModuleType, f: Function, leaves: Tensors, seed: None) -> Any:
    """Return the function's value."""
    return f(*leaves)


def jvp(torch: ModuleType, f: Function, leaves: Tensors, tangents: Tensors) -> Any:
    """Return one pushforward."""
    dual = torch.autograd.forward_ad
    try:
        with dual.dual_level():
            return dual.unpack_dual(f(*map(dual.make_dual, leaves, tangents))).tangent
    except TimeoutError:
        with suppress(RuntimeError):  # it may have struck where the level was neither outside nor inside
            dual.exit_dual_level()
        raise


def vjp(torch: ModuleType, f: Function, leaves: Tensors, cotangents: Tensors | None) -> Any:
    """Return one pullback: without a cotangent, the gradient."""
    return torch.autograd.grad(f(*leaves), leaves, cotangents, materialize_grads=True)


def jacobian(torch: ModuleType, f: Function, leaves: Tensors, seed: None) -> Any:
    """Return the Jacobian by reverse mode, all rows in one batch."""
    return torch.autograd.functional.jacobian(f, leaves, vectorize=True)


def hessian(torch: ModuleType, f: Function, leaves: Tensors, seed: None) -> Any:
    """Return the Hessian by reverse over reverse, all rows in one batch."""
    return torch.autograd.functional.hessian(f, leaves, vectorize=True)


def hvp(torch: ModuleType, f: Function, leaves: Tensors, tangents: Tensors) -> Any:
    """Return the Hessian times a vector by reverse over reverse."""
    gradients = torch.autograd.grad(f(*leaves), leaves, create_graph=True, materialize_grads=True)
    return torch.autograd.grad(gradients, leaves, tangents, materialize_grads=True)


def way(
    differentiate: Callable[[ModuleType, Function, Tensors, Any], Any],
    seed: Callable[[Problem], Any] = lambda problem: None,
    recorded: bool = True,
) -> Preparation:
    """Prepare ``differentiate(torch, f, leaves, seed)``; `recorded` says whether the leaves require gradients."""

    def prepare(problem: Problem) -> Call:
        torch = start_torch()
        nested = isinstance(problem.x, tuple)
        function = problem.function(torch, torch.tensor)
        f = (lambda *leaves: function(leaves)) if nested else function
        leaves = tuple(torch.tensor(leaf, requires_grad=recorded) for leaf in problem.leaves)
        seeds = seed(problem)
        if seeds is not None:
            seeds = tuple(torch.tensor(each) for each in (seeds if isinstance(seeds, tuple) else (seeds,)))

        def call() -> Any:
            answer = differentiate(torch, f, leaves, seeds)
            while not nested and isinstance(answer, tuple):
                answer = answer[0]
            return answer

        return call

    return prepare


PYTORCH = Backend(
    "pytorch",
    {
        "primal": way(primal, recorded=False),
        "jvp": way(jvp, lambda problem: problem.tangent, recorded=False),
        "vjp": way(vjp, lambda problem: problem.cotangent),
        "gradient": way(vjp),
        "jacobian": way(jacobian),
        "hessian": way(hessian),
        "hvp": way(hvp, lambda problem: problem.tangent),
    },
    directions="outputs",
    batched=True,
    peer=True,
    numpy_memory=False,
    requires="torch",
)

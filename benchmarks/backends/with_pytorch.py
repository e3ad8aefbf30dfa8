"""PyTorch: eager reverse mode with its operations and its tape in C++, on one thread."""

from typing import Any

from benchmarks.backends.backend import Backend, Call
from benchmarks.problems import Problem


def gradient(problem: Problem) -> Call:
    """Prepare the gradient of a scalar function."""
    import torch

    torch.set_num_threads(1)
    f = problem.function(torch, torch.from_numpy)
    leaves = tuple(torch.from_numpy(leaf).requires_grad_() for leaf in problem.leaves)
    x = leaves if isinstance(problem.x, tuple) else leaves[0]

    def differentiate() -> Any:
        gradients = torch.autograd.grad(f(x), leaves)
        return gradients if isinstance(problem.x, tuple) else gradients[0]

    return differentiate


PYTORCH = Backend("pytorch", {"gradient": gradient}, directions="outputs", requires="torch")

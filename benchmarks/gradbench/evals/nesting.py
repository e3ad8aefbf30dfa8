"""The four functions of an eval that nests one derivative in another: ff, fr, rf, rr."""

from collections.abc import Callable
from functools import partial
from itertools import product
from typing import Any

from ad import forward, reverse
from benchmarks.gradbench.evals.function import Function, Mode, Read, unchanged

LETTERS = {"f": forward.value_and_grad, "r": reverse.value_and_grad}


def four(read: Read, solve: Callable[..., Any], write: Callable[[Any], Any] = unchanged) -> dict[str, Function]:
    """Return the functions ``solve(outer, inner, *arguments)``: the modes are those of the name, not the tool's."""

    def evaluate(outer: str, inner: str, mode: Mode, *arguments: Any) -> Any:
        return solve(LETTERS[outer], LETTERS[inner], *arguments)

    return {
        outer + inner: Function(read, partial(evaluate, outer, inner), write)
        for outer, inner in product(LETTERS, repeat=2)
    }

"""Scenarios: what a rule is tested on.

A scenario is a call written as a user would write it, ``np.sum(x, axis=1)``, and a value for each of its inputs. Its
derivatives are known independently of `ad`, by one of three oracles: JAX, which evaluates the same call with `np`
standing for `jax.numpy`; for a call that is linear in each input, NumPy itself on every unit vector; or differences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any

import numpy as np

SHAPES = ((), (1,), (3,), (2, 1), (2, 3), (1, 3), (0, 3))
"""The shapes of the elementwise tests: unary functions take each, binary ones each pair that broadcasts."""


def points(*shape: int, low: float = -2.0, high: float = 2.0, seed: int = 0) -> Any:
    """Return numbers between `low` and `high` in an order without a pattern, no two of them close."""
    count = int(np.prod(shape))
    steps = (np.random.default_rng(seed + 7 * count).permutation(count) + 0.37) / max(count, 1)
    return np.asarray(low + (high - low) * steps).reshape(shape)[()]


@dataclass(frozen=True)
class Scenario:
    """A call and its inputs.

    Attributes
    ----------
    function : callable
        The function whose rule is tested: a key of the rule table.
    call : str
        A Python expression in `np`, `sp` (``scipy.special``), the names of the inputs, and the names of `given`.
    inputs : dict
        What is differentiated by, by name.
    given : dict
        Constants that the call mentions.
    oracle : {"jax", "linear", "differences"}
        Who knows the derivative.
    tolerance : float
        The largest rho between any two ways to the first derivative.
    row : tuple of str
        The calls on the same inputs, which JAX compiles together: one by one would take twice as long.
    """

    function: Any
    call: str
    inputs: dict[str, Any]
    given: dict[str, Any] = field(default_factory=dict)
    oracle: str = "jax"
    tolerance: float = 1e-12
    row: tuple[str, ...] = ()

    def __str__(self) -> str:
        shapes = ", ".join("x".join(map(str, np.shape(x))) or "scalar" for x in self.inputs.values())
        return f"{self.call} of {shapes}"

    @property
    def args(self) -> tuple[Any, ...]:
        """The inputs, in order."""
        return tuple(self.inputs.values())

    def f(self, numpy: Any = np, call: str = "") -> Callable[..., Any]:
        """Return the call, or another of its row, as a function of its inputs, evaluated with `numpy` for ``np``."""
        code = compile(call or self.call, call or self.call, "eval")

        names = {"np": numpy, **self.given}
        if "sp." in self.call:
            names["sp"] = import_module("scipy.special" if numpy is np else "jax.scipy.special")

        def evaluate(*args: Any) -> Any:
            return eval(code, {**names, **dict(zip(self.inputs, args, strict=True))})

        return evaluate


def rows(function: Any, *calls: str, given: dict[str, Any] | None = None, **inputs: Any) -> Iterator[Scenario]:
    """Return a scenario for each of several calls of one function on the same inputs."""
    settings = {name: inputs.pop(name) for name in ("oracle", "tolerance") if name in inputs}
    for call in calls:
        yield Scenario(function, call, inputs, given or {}, **settings, row=calls)

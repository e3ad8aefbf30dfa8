"""A backend: one tool in one mode, and the quantities it can produce."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal

from benchmarks.problems import Problem

Call = Callable[[], Any]
Preparation = Callable[[Problem], Call]


class Unsupported(Exception):
    """A backend cannot do a problem; the message says why, and the result file records it."""


@dataclass(frozen=True)
class Backend:
    """One tool in one mode.

    Parameters
    ----------
    name : str
        Its key in `benchmarks.backends.BACKENDS`.
    ways : mapping of str to callable
        From each quantity that it offers (primal, jvp, vjp, gradient, jacobian, ...) to the
        function that prepares it: ``ways[quantity](problem)`` returns a callable without arguments.
        All that a user would do once (convert data, compile) belongs into the preparation; what
        the callable does is what is timed. It returns an array, or a tuple of arrays where the
        problem's `x` is one.
    directions : {"inputs", "outputs", "none"}
        What a full derivative seeds one direction for.
    requires : str, optional
        The package that it needs besides NumPy.
    tolerance : float
        The largest disagreement with the oracle (see `benchmarks.agreement.rho`).
    """

    name: str
    ways: Mapping[str, Preparation]
    directions: Literal["inputs", "outputs", "none"] = "none"
    requires: str | None = None
    tolerance: float = 1e-8

    @property
    def missing(self) -> bool:
        """Whether the package that this backend needs is not installed."""
        return self.requires is not None and find_spec(self.requires) is None

    def prepare(self, problem: Problem, quantity: str) -> Call:
        """Return a callable without arguments that computes the quantity.

        Raises
        ------
        Unsupported
            If this backend does not offer the quantity, or cannot do this problem.
        """
        if quantity not in self.ways:
            raise Unsupported(f"{self.name} offers {', '.join(self.ways)}, not {quantity}")
        return self.ways[quantity](problem)

    def count_directions(self, problem: Problem, quantity: str) -> int:
        """Return how many tangents or cotangents the quantity needs here."""
        if quantity == "primal" or self.directions == "none":
            return 0
        if quantity in ("jvp", "vjp"):
            return 1
        return problem.n if self.directions == "inputs" else problem.m

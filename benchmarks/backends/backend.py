"""A backend: one tool in one mode, and the quantities it can produce."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal

from benchmarks.problems import Problem

Call = Callable[[], Any]
Preparation = Callable[[Problem], Call]

# Beyond so many bytes an array of a derivative, or of the directions that travel through it, is Unsupported.
LARGEST = 5 * 10**8

# What is defined for a function of one output only.
OF_ONE_OUTPUT = ("gradient", "hessian", "hvp")


def derivative(quantity: str) -> str:
    """Return what a quantity is, without the way in which it is asked for: jacobian-by-16 is a jacobian."""
    return quantity.partition("-by-")[0]


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
        From each quantity that it offers to the function that prepares it: ``ways[quantity](problem)`` returns a
        callable without arguments. All that a user would do once (convert data, compile) belongs into the preparation;
        what the callable does is what is timed. It returns an array or, where the problem's `x` is a tuple, a tuple of
        arrays, one for each array of `x`. The quantities, with f of shape ``f.shape`` at `x`:

        - primal: f(x), as this tool computes it;
        - jvp, vjp: the Jacobian times the problem's tangent, the problem's cotangent times the Jacobian;
        - gradient, jacobian: all of it, of shape ``f.shape + x.shape``; jacobian-by-16 says that 16 directions are to
          travel in one sweep;
        - hvp: the Hessian times the problem's tangent, of shape ``x.shape``;
        - search: the optimisation that the problem is part of, with one derivative inside another;
        - hessian: of shape ``x.shape + x.shape``, dense; for a tuple a tuple of tuples of blocks, as by `jax.hessian`.
    directions : {"inputs", "outputs", "none"}
        What a full first derivative seeds one direction for.
    single : tuple of str
        The quantities that one direction in the outermost sweep is enough for.
    batched : bool
        Whether all directions of a full derivative are in memory together, however many they are.
    peer : bool
        Whether it is a tool of others: any exception that it raises is then a limit of the tool, recorded like
        `Unsupported`, where one of our own modes would fail the case.
    numpy_memory : bool
        Whether its arrays are NumPy's, so that `tracemalloc` sees them.
    requires : str, optional
        The package that it needs besides NumPy.
    tolerance : float
        The largest disagreement with the oracle (see `benchmarks.agreement.rho`).
    """

    name: str
    ways: Mapping[str, Preparation]
    directions: Literal["inputs", "outputs", "none"] = "none"
    single: tuple[str, ...] = ("jvp", "vjp", "hvp")
    batched: bool = False
    peer: bool = False
    numpy_memory: bool = True
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
        if quantity in OF_ONE_OUTPUT and problem.m != 1:
            raise Unsupported(f"a {quantity} is of a function of one output, {problem.name} has {problem.m}")
        if (size := self.count_bytes(problem, quantity)) > LARGEST:
            raise Unsupported(f"the {quantity} from {problem.n} to {problem.m} takes {size / 1e9:.1f} GB in one array")
        return self.ways[quantity](problem)

    def count_directions(self, problem: Problem, quantity: str) -> int:
        """Return how many tangents or cotangents the quantity seeds here, in however many sweeps.

        A second derivative is a sweep through a sweep, and the directions of the outermost count: n for a Hessian,
        whichever mode is outside (the gradient has as many outputs as inputs), and one for its product with a vector,
        except forward over forward, where n components take n directions.
        """
        if quantity == "primal" or self.directions == "none":
            return 0
        if quantity in self.single:
            return 1
        return problem.n if self.directions == "inputs" or quantity == "hessian" else problem.m

    def count_bytes(self, problem: Problem, quantity: str) -> int:
        """Return the bytes of the largest array that the quantity cannot do without: its answer, or its directions."""
        answer = {"jacobian": problem.m * problem.n, "hessian": problem.n**2}.get(derivative(quantity), 0)
        widest = max(problem.n, problem.m)  # of one direction, on its way from the inputs to the outputs or back
        directions = self.count_directions(problem, quantity) if self.batched else 1
        return 8 * max(answer, directions * widest)

"""Second derivatives by each nesting of the modes: Rosenbrock's Hessian, that times a vector, and whole optimisations.

The Hessian of n inputs takes n directions in the outer mode. Times a vector it takes one, unless forward mode is nested
in forward mode: that needs the whole gradient, and with it n directions again. The searches for a saddle point and for
a particle's charge take derivatives of programs that take derivatives; they last seconds, so they wait for a full run.
"""

from collections.abc import Callable, Iterator

from benchmarks.backends import BACKENDS
from benchmarks.cases import Case, Scale, offered

# CasADi builds the graph of a Hessian in one call that may take half a minute and cannot be interrupted; JAX without
# compiling takes seconds.
TOO_SLOW = ("casadi", "jax-eager")
SEARCHES = {"saddle": "dimensions=2", "particle": "tenths=0"}


def cases(scale: Scale) -> Iterator[Case]:
    """Yield both quantities by all backends that offer them."""
    for quantity, sizes in {"hessian": scale.hessian, "hvp": scale.hvp}.items():
        for n in sizes:
            yield Case(quantity, "rosenbrock", f"n={n}", "primal", "primal")
            for backend in offered(quantity, [name for name in BACKENDS if name not in TOO_SLOW]):
                yield Case(quantity, "rosenbrock", f"n={n}", quantity, backend)
    if scale.name == "full":
        for problem, size in SEARCHES.items():
            yield Case("search", problem, size, "primal", "primal")
            for backend in offered("search"):
                yield Case("search", problem, size, "search", backend)


def bench_second_order(measure: Callable[[Case], None], case: Case) -> None:
    """Time one backend on one size."""
    measure(case)

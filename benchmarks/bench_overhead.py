"""What a call costs besides its arithmetic: operators, ufuncs, elements, slices, sums, and a level more of each.

A case has so many rounds of the same calls on ten numbers; divided by their number, its time is the cost of a round
(`benchmarks.problems.repeated` says which calls that is). A forward derivative shows what a dual operation costs, a
reverse one a record and its part of the sweep, and the product of the Hessian with a vector the same one level up.
"""

from collections.abc import Callable, Iterator

from benchmarks.cases import Case, Scale
from benchmarks.problems.repeated import ROUNDS

WAYS = (
    ("primal", "primal"),
    ("jvp", "forward"),
    ("vjp", "reverse"),
    ("vjp", "autograd"),
    ("hvp", "forward-over-reverse"),
)


def cases(scale: Scale) -> Iterator[Case]:
    """Yield each kind of call by each way; a quick run takes the first kind alone."""
    for kind in list(ROUNDS)[: 1 if scale.name == "quick" else None]:
        for quantity, backend in WAYS:
            yield Case("overhead", f"repeated-{kind}", "rounds=100", quantity, backend)


def bench_overhead(measure: Callable[[Case], None], case: Case) -> None:
    """Time one way through the calls of one kind."""
    measure(case)

"""The sweeps: the same function from n inputs to m outputs, one size growing at a time.

- wide: n to 1, where reverse mode should win by a factor that grows with n;
- tall: 1 to m, where forward mode should win by a factor that grows with m;
- square: n to n, where neither should;
- grid: n to m, to find the line where one overtakes the other.
"""

from collections.abc import Callable, Iterator

from benchmarks.backends import BACKENDS
from benchmarks.cases import Case, Scale, offered

PROBLEM = "two-layer-tanh"
MODES = (
    "forward",
    "forward-looped",
    "reverse",
    "reverse-looped",
    "jax-forward",
    "jax-reverse",
)


def cases(scale: Scale) -> Iterator[Case]:
    """Yield all cases of all sweeps."""
    lines = {
        "wide": [(n, 1) for n in scale.line],
        "tall": [(1, m) for m in scale.line],
        "square": [(n, n) for n in scale.square],
    }
    for sweep, sizes in lines.items():
        derivative = "gradient" if sweep == "wide" else "jacobian"
        for n, m in sizes:
            yield Case(sweep, PROBLEM, n, m, "primal", "primal")
            for quantity in ("jvp", "vjp", derivative):
                for backend in offered(quantity, BACKENDS):
                    yield Case(sweep, PROBLEM, n, m, quantity, backend)
    for n in scale.grid:
        for m in scale.grid:
            yield Case("grid", PROBLEM, n, m, "primal", "primal")
            for backend in MODES:
                yield Case("grid", PROBLEM, n, m, "jacobian", backend)


def bench_sweep(measure: Callable[[Case], None], case: Case) -> None:
    """Time one backend on one size of one sweep."""
    measure(case)

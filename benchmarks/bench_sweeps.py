"""The sweeps: one function at growing sizes, to see how the cost of each mode grows.

- wide: n to 1, where reverse mode should win by a factor that grows with n;
- tall: 1 to m, where forward mode should win by a factor that grows with m;
- square: n to n, where neither should;
- grid: n to m, to find the line where one overtakes the other, and what choosing by rule costs;
- depth: the number of operations grows, the array stays: the cost of an operation;
- checkpoint: the same chain in more and more checkpointed segments, time against memory;
- batch: a Jacobian in batches of k directions, to see where batching stops paying.
"""

from collections.abc import Callable, Iterator

from benchmarks.cases import Case, Scale, offered

PROBLEM = "two-layer-tanh"
GRID = ("forward", "reverse", "auto")
SQUARE = (*GRID, "jax-forward", "jax-reverse", "hand")
TALL = (*SQUARE, "forward-looped", "reverse-looped", "finite-differences")
DEPTH = ("forward", "reverse", "jax-forward", "jax-reverse", "autograd", "pytorch", "mygrad", "casadi")
WIDE = (*TALL, "autograd", "pytorch")
# A batch pays while NumPy's calls cost more than their numbers: with a hidden layer of 8 for long, of 1024 hardly.
CHECKPOINTED = "size=2000,operations=1792"
BATCHED = ("n=256,m=256,hidden=8", "n=256,m=256,hidden=1024")


def cases(scale: Scale) -> Iterator[Case]:
    """Yield all cases of all sweeps."""
    sweeps = {
        "wide": ([(n, 1) for n in scale.line], ("jvp", "vjp", "gradient"), WIDE),
        "tall": ([(1, m) for m in scale.line], ("jvp", "vjp", "jacobian"), TALL),
        "square": ([(n, n) for n in scale.square], ("jacobian",), SQUARE),
        "grid": ([(n, m) for n in scale.grid for m in scale.grid], ("jacobian",), GRID),
    }
    for sweep, (sizes, quantities, backends) in sweeps.items():
        for n, m in sizes:
            size = f"n={n},m={m}"
            yield Case(sweep, PROBLEM, size, "primal", "primal")
            for quantity in quantities:
                for backend in offered(quantity, backends):
                    yield Case(sweep, PROBLEM, size, quantity, backend)
    for operations in scale.depth:
        size = f"size=10,operations={operations}"
        yield Case("depth", "chain", size, "primal", "primal")
        for quantity in ("jvp", "vjp"):
            for backend in offered(quantity, DEPTH):
                yield Case("depth", "chain", size, quantity, backend)
    for f, more in (("chain", ""), *(("checkpointed-chain", f",segments={count}") for count in scale.segments)):
        size = CHECKPOINTED + more
        yield Case("checkpoint", f, size, "primal", "primal")
        yield Case("checkpoint", f, size, "gradient", "reverse")
    for size in BATCHED:
        yield Case("batch", PROBLEM, size, "primal", "primal")
        for batch in scale.batch:
            for backend in ("forward", "reverse"):
                yield Case("batch", PROBLEM, size, f"jacobian-by-{batch}", backend)


def bench_sweep(measure: Callable[[Case], None], case: Case) -> None:
    """Time one backend on one size of one sweep."""
    measure(case)

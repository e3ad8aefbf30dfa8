"""The speed targets: eager reverse mode against the tools that a NumPy user would otherwise use.

Each case times a peer; its ratio to the rival "reverse" says how many times faster `ad.reverse` is.
The entry of a case with a target holds it beside that ratio.
"""

from collections.abc import Callable, Iterator

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.cases import Case, Scale

PEERS = ("autograd", "pytorch")

# (problem, n): the gradient by autograd must take at least so many times as long as by `ad`.
TARGETS = {
    ("rosenbrock", 10): 4.0,
    ("rosenbrock", 1000): 4.0,
    ("rosenbrock", 1_000_000): 1.5,
    ("rosenbrock-loop", 100): 8.0,
    ("mlp", 227): 3.0,
}


def cases(scale: Scale) -> Iterator[Case]:
    """Yield the gradient of each problem with a target by each peer."""
    for problem, n in TARGETS:
        if n in scale.problems[problem]:
            for backend in PEERS:
                yield Case("peers", problem, n, 1, "gradient", backend)


def bench_peer(measure: Callable[[Case], None], case: Case, benchmark: BenchmarkFixture) -> None:
    """Time one peer, with `ad.reverse` as its rival."""
    if case.backend == "autograd":
        benchmark.extra_info["target"] = TARGETS[case.problem, case.n]
    measure(case)

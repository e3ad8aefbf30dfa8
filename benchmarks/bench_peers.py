"""The speed targets: eager reverse mode against the tools that a NumPy user would otherwise use.

Each case times a peer; its ratio to the rival "reverse" says how many times faster `ad.reverse` is.
The entry of a case with a target holds it beside that ratio.
"""

from collections.abc import Callable, Iterator

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.cases import Case, Scale

PEERS = ("autograd", "pytorch")

# (problem, size): the gradient by autograd must take at least so many times as long as by `ad`.
TARGETS = {
    ("rosenbrock", "n=10"): 4.0,
    ("rosenbrock", "n=1000"): 4.0,
    ("rosenbrock", "n=1000000"): 1.5,
    ("rosenbrock-loop", "n=100"): 8.0,
    ("mlp", "hidden=16"): 3.0,
}


def cases(scale: Scale) -> Iterator[Case]:
    """Yield the gradient of each problem with a target by each peer; a quick run takes the first alone."""
    for problem, size in list(TARGETS)[: 1 if scale.name == "quick" else None]:
        for backend in PEERS:
            yield Case("peers", problem, size, "gradient", backend)


def bench_peer(measure: Callable[[Case], None], case: Case, benchmark: BenchmarkFixture) -> None:
    """Time one peer, with `ad.reverse` as its rival."""
    if case.backend == "autograd":
        benchmark.extra_info["target"] = TARGETS[case.problem, case.size]
    measure(case)

"""Deep networks: what a gradient costs, and how much of it is left in the first layers.

Sigmoids let it vanish, large weights explode, and a rectifier that is off for every picture stops it. The entry of each
case holds, beside the cost, the norm of the gradient of each layer's weights, the first layer first.
"""

from collections.abc import Callable, Iterator

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.cases import Case, Scale
from benchmarks.problems.depth import gradient_norms

VARIANTS = ("sigmoid", "large-weights", "relu", "dead-relu")
LAYERS, WIDTH = 12, 32


def cases(scale: Scale) -> Iterator[Case]:
    """Yield the gradient of each kind of network."""
    for variant in VARIANTS[: 1 if scale.name == "quick" else None]:
        for quantity, backend in (("primal", "primal"), ("gradient", "reverse")):
            yield Case("layers", f"depth-{variant}", f"layers={LAYERS},width={WIDTH}", quantity, backend)


def bench_layer(measure: Callable[[Case], None], case: Case, benchmark: BenchmarkFixture) -> None:
    """Time a gradient, and keep its norms."""
    if case.quantity == "gradient":
        norms = gradient_norms(LAYERS, WIDTH, case.problem.removeprefix("depth-"))
        benchmark.extra_info["gradient_norms"] = " ".join(f"{norm:.4g}" for norm in norms)
    measure(case)

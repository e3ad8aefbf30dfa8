"""Real problems: multinomial logistic regression on the digits, and Rosenbrock's valley."""

from collections.abc import Callable, Iterator

from benchmarks.backends import BACKENDS
from benchmarks.cases import Case, Scale, offered

# Beyond so many inputs even one batched sweep of forward mode is a matrix of n x n.
LARGEST_FORWARD = 1000
PROBLEMS = ("logistic-regression", "rosenbrock", "rosenbrock-loop", "mlp")


def cases(scale: Scale) -> Iterator[Case]:
    """Yield the gradient of each problem by each backend."""
    for problem in PROBLEMS:
        for n in scale.problems[problem]:
            yield Case("problem", problem, n, 1, "primal", "primal")
            for backend in offered("gradient", BACKENDS):
                if n <= LARGEST_FORWARD or BACKENDS[backend].directions != "inputs":
                    yield Case("problem", problem, n, 1, "gradient", backend)


def bench_problem(measure: Callable[[Case], None], case: Case) -> None:
    """Time one backend on one real problem."""
    measure(case)

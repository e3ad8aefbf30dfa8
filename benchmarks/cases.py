"""The cases: which backend computes what of which problem, at which sizes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from benchmarks.backends import BACKENDS
from benchmarks.measure import Budget

# What a case is timed against, besides the primal: the other mode, the same mode in one batch,
# and, for a peer, the mode of `ad` that a user would use instead.
RIVALS = {
    "forward": ("reverse",),
    "forward-looped": ("forward",),
    "reverse-looped": ("reverse",),
    "autograd": ("reverse",),
    "pytorch": ("reverse",),
}


@dataclass(frozen=True)
class Case:
    """One entry of the result file, identified by these six."""

    sweep: str
    problem: str
    n: int
    m: int
    quantity: str
    backend: str

    @property
    def group(self) -> str:
        """The heading under which pytest-benchmark lists this case: one line a backend."""
        return f"{self.sweep} {self.problem} n={self.n} m={self.m} {self.quantity}"

    @property
    def rivals(self) -> tuple[tuple[str, str], ...]:
        """The (backend, quantity) of each rival."""
        others = tuple(
            (backend, self.quantity)
            for backend in RIVALS.get(self.backend, ())
            if self.quantity in BACKENDS[backend].ways
        )
        return (("primal", "primal"), *others)


@dataclass(frozen=True)
class Scale:
    """How much a run measures; ``--sweep`` chooses one.

    Parameters
    ----------
    line : tuple of int
        The sizes of the sweeps along one axis: wide (n to 1), tall (1 to m).
    grid : tuple of int
        The sizes along each side of the n x m grid.
    square : tuple of int
        The sizes of the square sweep (n to n).
    problems : dict of str to tuple of int
        The numbers of inputs of each real problem.
    budget : Budget
        The time for one case.
    """

    line: tuple[int, ...]
    grid: tuple[int, ...]
    square: tuple[int, ...]
    problems: dict[str, tuple[int, ...]]
    budget: Budget


SCALES = {
    "quick": Scale(
        line=(1, 16),
        grid=(1, 4),
        square=(),
        problems={
            "logistic-regression": (50,),
            "rosenbrock": (10,),
            "rosenbrock-loop": (10,),
            "mlp": (227,),
        },
        budget=Budget(seconds=0.02, sample=2e-4, fewest=2, most=10, limit=1.0),
    ),
    "default": Scale(
        line=(1, 4, 16, 64, 256, 1024, 4096),
        grid=(1, 4, 16, 64, 256, 1024),
        square=(),
        problems={
            "logistic-regression": (650,),
            "rosenbrock": (10, 100, 1000, 1_000_000),
            "rosenbrock-loop": (10, 100, 300),
            "mlp": (227,),
        },
        budget=Budget(seconds=0.15, sample=1e-3, fewest=4, most=20, limit=2.0),
    ),
    "full": Scale(
        line=tuple(2**k for k in range(13)),
        grid=tuple(2**k for k in range(11)),
        square=tuple(2**k for k in range(11)),
        problems={
            "logistic-regression": (50, 90, 170, 330, 650),
            "rosenbrock": (10, 100, 1000, 10_000, 100_000, 1_000_000),
            "rosenbrock-loop": (10, 30, 100, 300, 1000, 3000),
            "mlp": (227, 1123, 4483),
        },
        budget=Budget(seconds=1.0, sample=2e-3, fewest=10, most=60, limit=60.0),
    ),
}


def offered(quantity: str, backends: Iterable[str]) -> Iterator[str]:
    """Yield those of the backends that offer the quantity."""
    return (backend for backend in backends if quantity in BACKENDS[backend].ways)

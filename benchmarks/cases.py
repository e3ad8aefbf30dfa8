"""The cases: which backend computes what of which problem, at which sizes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import inf

from ad.measure import Budget
from benchmarks.backends import BACKENDS
from benchmarks.backends.with_dualtape import BATCHES
from benchmarks.problems import build

# What a case is timed against, besides the primal: the other mode, the same mode in one batch, what `ad.hessian` does,
# and, for a peer, the mode of `ad` that a user would use instead.
RIVALS = {
    "forward": ("reverse",),
    "forward-looped": ("forward",),
    "reverse-looped": ("reverse",),
    "auto": ("forward", "reverse"),
    "forward-over-forward": ("forward-over-reverse",),
    "reverse-over-forward": ("forward-over-reverse",),
    "reverse-over-reverse": ("forward-over-reverse",),
    "hand": ("reverse",),
    "jax-forward": ("forward",),
    "jax-reverse": ("reverse",),
    "jax-eager": ("reverse",),
    "autograd": ("reverse", "forward-over-reverse"),
    "pytorch": ("reverse", "forward-over-reverse"),
    "mygrad": ("reverse",),
    "casadi": ("reverse",),
}


# What computes a quantity in one mode, or one nesting, alone.
MODES = {"jvp": "forward", "vjp": "reverse", "hessian": "forward-over-reverse", "hvp": "forward-over-reverse"}


@dataclass(frozen=True)
class Case:
    """One entry of the result file, identified by these five, all strings.

    Parameters
    ----------
    sweep : str
        The question that it belongs to: wide, tall, grid, depth, problem, ...
    problem, size : str
        A key of `benchmarks.problems.FAMILIES`, and the arguments of its builder: "n=64,m=1".
    quantity, backend : str
        What is computed, and who computes it: a key of `benchmarks.backends.BACKENDS`, and one of its ways.
    """

    sweep: str
    problem: str
    size: str
    quantity: str
    backend: str

    @property
    def group(self) -> str:
        """The heading under which pytest-benchmark lists this case: one line a backend."""
        return f"{self.sweep} {self.problem} {self.size} {self.quantity}"

    @property
    def rivals(self) -> tuple[tuple[str, str], ...]:
        """The (backend, quantity) of each rival."""
        if self.sweep == "peers":
            return (("primal", "primal"), (self.mode, self.quantity))
        others = (rival for rival in RIVALS.get(self.backend, ()) if self.quantity in BACKENDS[rival].ways)
        return (("primal", "primal"), *((rival, self.quantity) for rival in others))

    @property
    def mode(self) -> str:
        """The mode of `ad` that one would use for this: what its functions choose by themselves."""
        if self.quantity in MODES:
            return MODES[self.quantity]
        problem = build(self.problem, self.size)
        return "reverse" if problem.n >= problem.m else "forward"


@dataclass(frozen=True)
class Scale:
    """How much a run measures; ``--sweep`` chooses one.

    Parameters
    ----------
    name : str
        What ``--sweep`` calls it.
    line : tuple of int
        The sizes of the sweeps along one axis: wide (n to 1), tall (1 to m).
    square : tuple of int
        The sizes of the square sweep (n to n).
    grid : tuple of int
        The sizes along each side of the n x m grid.
    depth : tuple of int
        The numbers of operations in the sweep over them.
    batch : tuple of int
        The numbers of directions in one sweep, of `benchmarks.backends.with_dualtape.BATCHES`.
    segments : tuple of int
        The numbers of checkpoints in a chain of 1792 operations.
    hessian, hvp : tuple of int
        The numbers of inputs in the sweeps of second derivatives.
    budget : Budget
        The time for one case.
    seconds : float
        The time for all of them: a run that is late has less patience (`benchmarks.looks`).
    """

    name: str
    line: tuple[int, ...]
    square: tuple[int, ...]
    grid: tuple[int, ...]
    depth: tuple[int, ...]
    batch: tuple[int, ...]
    segments: tuple[int, ...]
    hessian: tuple[int, ...]
    hvp: tuple[int, ...]
    budget: Budget
    seconds: float = inf


SCALES = {
    scale.name: scale
    for scale in (
        Scale(
            "quick",
            line=(1, 16),
            square=(4,),
            grid=(1, 4),
            depth=(1, 16),
            batch=(1, 256),
            segments=(16,),
            hessian=(4,),
            hvp=(4,),
            budget=Budget(seconds=0.01, sample=1e-4, fewest=2, most=4, limit=1.0),
        ),
        Scale(
            "default",
            line=(1, 4, 16, 64, 256, 1024, 4096),
            square=(1, 8, 64, 512),
            grid=(1, 4, 16, 64, 256, 1024),
            depth=(1, 10, 100, 1000),
            batch=BATCHES,
            segments=(1, 4, 16, 64, 256),
            hessian=(2, 8, 32, 128),
            hvp=(10, 1000, 100_000),
            budget=Budget(seconds=0.08, sample=6e-4, fewest=8, most=40, limit=1.0, precision=0.015, patience=0.12),
            seconds=320.0,
        ),
        Scale(
            "full",
            line=tuple(2**k for k in range(13)),
            square=tuple(2**k for k in range(11)),
            grid=tuple(2**k for k in range(11)),
            depth=(1, 3, 10, 30, 100, 300, 1000, 3000, 10_000),
            batch=BATCHES,
            segments=tuple(2**k for k in range(9)),
            hessian=tuple(2**k for k in range(10)),
            hvp=tuple(10**k for k in range(1, 7)),
            budget=Budget(seconds=0.3, sample=2e-3, fewest=6, most=100, limit=10.0, precision=0.01, patience=1.0),
        ),
    )
}


def offered(quantity: str, backends: Iterable[str] = BACKENDS) -> Iterator[str]:
    """Yield those of the backends that offer the quantity."""
    return (backend for backend in backends if quantity in BACKENDS[backend].ways)

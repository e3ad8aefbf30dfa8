"""The charged particle of `benchmarks.problems.particle`."""

from benchmarks.gradbench.evals.nesting import four
from benchmarks.gradbench.reading import Value
from benchmarks.problems.particle import solve


def read(value: Value) -> tuple[float]:
    """Return the start of the search."""
    return (value["w"].number(),)


PARTICLE = four(read, solve)

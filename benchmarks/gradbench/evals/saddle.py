"""The saddle point of `benchmarks.problems.saddle`."""

from benchmarks.gradbench.evals.nesting import four
from benchmarks.gradbench.reading import Value
from benchmarks.gradbench.writing import flat
from benchmarks.problems.problem import Array
from benchmarks.problems.saddle import solve


def read(value: Value) -> tuple[Array]:
    """Return the start of all searches."""
    return (value["start"].array(2),)


SADDLE = four(read, solve, flat)

"""A number, its square and the derivative of that."""

from typing import Any

from benchmarks.gradbench.evals.function import Function, Mode
from benchmarks.gradbench.reading import Value


def read(value: Value) -> tuple[float]:
    """Return the number x, which is the whole input."""
    return (value.number(),)


def square(x: Any) -> Any:
    """Return x squared."""
    return x * x


def double(mode: Mode, x: float) -> Any:
    """Return the derivative of the square."""
    return mode.grad(square)(x)


HELLO = {"square": Function(read, lambda mode, x: square(x)), "double": Function(read, double)}

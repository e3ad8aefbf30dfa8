"""CasADi: the function becomes a graph of operations on numbers, differentiated as such and run by a virtual machine.

NumPy builds the graph, from arrays whose elements are CasADi's symbols.
"""

import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from benchmarks.backends.backend import Backend, Call, Preparation, Unsupported
from benchmarks.backends.vector import blocks, join, of_vector, split
from benchmarks.problems import Problem
from benchmarks.problems.problem import Array

# Beyond so many symbols the graph takes longer to build than other tools need for the whole case.
MOST_SYMBOLS = 5_000


class Namespace:
    """NumPy, with what takes a decision that a symbol cannot take put into the graph."""

    def __init__(self, casadi: ModuleType) -> None:
        self.where = casadi.if_else  # of single symbols: NumPy cannot compare arrays of them
        self.maximum, self.minimum = np.frompyfunc(casadi.fmax, 2, 1), np.frompyfunc(casadi.fmin, 2, 1)
        self.amax, self.amin = self.maximum.reduce, self.minimum.reduce

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)


def output_shaped(problem: Problem, answer: Array) -> Array:
    """Return an answer as shaped as the output of f."""
    return answer.reshape(problem.cotangent.shape)


def input_shaped(problem: Problem, answer: Array) -> Any:
    """Return an answer as shaped as the problem's `x`."""
    return split(problem, answer.ravel())


def jacobian_shaped(problem: Problem, answer: Array) -> Any:
    """Return an answer as shaped as the Jacobian."""
    return split(problem, answer.reshape(*problem.cotangent.shape, -1))


def way(
    expression: Callable[..., Any],
    shaped: Callable[[Problem, Array], Any],
    seed: Callable[[Problem], Array] = lambda problem: np.zeros(0),
) -> Preparation:
    """Prepare the function of ``expression(casadi, y, x, seed)``, all of them symbols, and the shape of its answer."""

    def prepare(problem: Problem) -> Call:
        import casadi

        # Data are symbols as well, or CasADi would compute with them ahead of time; indices are not data.
        given = [each for each in problem.data if each.dtype.kind == "f"]
        values = [join(problem, problem.x), seed(problem), *map(np.ravel, given)]
        if (count := sum(each.size for each in values)) > MOST_SYMBOLS:
            raise Unsupported(f"a graph of {count} symbols takes too long to build")
        x, seeds, *symbols = inputs = [casadi.SX.sym("input", each.size) for each in values]
        arrays = iter(elements(each).reshape(array.shape) for each, array in zip(symbols, given, strict=True))
        data = [next(arrays) if each.dtype.kind == "f" else each for each in problem.data]
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)  # what NumPy's functions make of a single symbol may change
            y = of_vector(problem, lambda x: problem.f(Namespace(casadi), x, *data))(elements(x))
        outputs = casadi.vertcat(*(y.ravel() if isinstance(y, np.ndarray) else (y,)))
        function = casadi.Function("derivative", inputs, [expression(casadi, outputs, x, seeds)])
        numbers = [casadi.DM(each) for each in values]
        return lambda: shaped(problem, function(*numbers).full())

    return prepare


def elements(vector: Any) -> Array:
    """Return a vector of symbols as a NumPy array of them."""
    return np.array(vector.elements(), dtype=object)


CASADI = Backend(
    "casadi",
    {
        "primal": way(lambda casadi, y, x, seed: y, output_shaped),
        "jvp": way(lambda casadi, y, x, seed: casadi.jtimes(y, x, seed), output_shaped, lambda p: join(p, p.tangent)),
        "vjp": way(
            lambda casadi, y, x, seed: casadi.jtimes(y, x, seed, True), input_shaped, lambda p: p.cotangent.ravel()
        ),
        "gradient": way(lambda casadi, y, x, seed: casadi.gradient(y, x), input_shaped),
        "jacobian": way(lambda casadi, y, x, seed: casadi.jacobian(y, x), jacobian_shaped),
        "hessian": way(lambda casadi, y, x, seed: casadi.hessian(y, x)[0], blocks),
        "hvp": way(
            lambda casadi, y, x, seed: casadi.jtimes(casadi.gradient(y, x), x, seed),
            input_shaped,
            lambda p: join(p, p.tangent),
        ),
    },
    directions="outputs",
    peer=True,
    numpy_memory=False,
    requires="casadi",
)

"""What the Jacobian of a function costs in each mode, counted in one evaluation of the function on plain numbers.

The number of inputs n says how many tangents forward mode carries, the number of outputs m how many cotangents reverse
mode. It does not say what they cost on the way. That is counted here, call by call:

- a tangent is as large as the answer of a call, a cotangent as large as the argument: what a direction costs is the
  numbers that are written for it;
- unit directions stay diagonal through the elementwise calls that they begin with (`ad.diagonal`), the first ones in
  forward mode, behind slices, too, and the last ones in reverse mode, and cost no more there than a single one;
- a product of matrices costs its multiplications, too;
- a record is written and read, which a dual number is not; of one output, whose cotangents are no batch, it costs no
  more.

`FACTOR` and `RECORD` say what the last two are worth.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, prod, sqrt
from typing import Any, NamedTuple

import numpy as np

from ad.arguments import Arguments, output_leaves
from ad.batches import is_vector
from ad.core import primal
from ad.rule import ONE, Elementwise, Rule
from ad.rules.indexing import getitem
from ad.rules.products import contract
from ad.tape import Tape, Variable

__all__ = ["Cost", "cost"]

FACTOR = 0.05
"""What one multiplication in a product of matrices costs, in numbers written."""

RECORD = 2000
"""What a record on the tape costs more than a call on dual numbers where there are several outputs, in numbers
written."""


class Cost(NamedTuple):
    """What a Jacobian costs in each mode, in numbers written, without what both modes have in common.

    Forward mode costs infinitely much where a call has a rule for reverse mode only.
    """

    forward: float
    reverse: float


class _Call(NamedTuple):
    """One call: where its arguments come from, how many numbers they and the answer hold, and what kind it is."""

    parents: Sequence[int]
    sizes: list[int]
    size: int
    passes: Sequence[int]  # 0 for each argument by which the partial derivative is the constant 1, else 1
    elementwise: bool = False
    selection: bool = False
    multiplications: float = 0.0
    start: int | None = None  # of a slice of a vector

    @property
    def keeps_diagonals(self) -> bool:
        """Whether the directions of an answer are diagonal if those of the arguments are: nothing is broadcast."""
        return self.elementwise and self.sizes.count(self.size) == len(self.sizes)


class _Meter(Tape):
    """A tape that records what each call costs. Inputs and other constants are calls without parents."""

    checkpoints = False

    def __init__(self) -> None:
        super().__init__(0)
        self.quick = False  # every call comes to `record`
        self.pushes = True  # whether forward mode has a rule for each of them

    def lift(self, value: Any) -> Variable:
        """Note a constant."""
        return self._note(value, _Call((), [], value.size, ()))

    def _note(self, value: Any, call: _Call) -> Variable:
        self.records.append(call)
        return Variable.of(value, len(self.records) - 1, self)

    def record(
        self, rule: Rule, argnums: Sequence[int], parents: Sequence[int], args: list[Any], kwargs: dict[str, Any]
    ) -> Any:
        """Evaluate and note the call of a rule on primals, the arguments `argnums` being the values of `parents`."""
        z = rule.call(*args, **kwargs)
        self.pushes &= rule.pushes
        sizes = [args[i].size for i in argnums]
        if type(z) is tuple:
            whole = self._note(z, _Call(parents, sizes, sum(y.size for y in z), [1] * len(parents)))
            return tuple(self._note(y, _Call([whole.index], [y.size], y.size, [1])) for y in z)
        if isinstance(rule, Elementwise):
            passes = [0 if rule.partials[i] is ONE else 1 for i in argnums]
            return self._note(z, _Call(parents, sizes, z.size, passes, elementwise=True))
        multiplications = _multiplications(z, args) if rule.function in _PRODUCTS else 0.0
        selection = rule.function is getitem
        start = _start(*args) if selection else None
        return self._note(
            z, _Call(parents, sizes, z.size, [1] * len(parents), False, selection, multiplications, start)
        )


_PRODUCTS = (np.matmul, contract)


def _start(x: Any, key: Any) -> int | None:
    """Return where a slice of a vector begins, None for any other selection."""
    return key.indices(x.size)[0] if x.ndim == 1 and type(key) is slice and key.step is None else None


def _multiplications(z: Any, factors: Sequence[Any]) -> float:
    """Return how many numbers a product of (stacks of) matrices multiplies: i j k, from the sizes i j, j k and i k."""
    return sqrt(z.size * prod(x.size for x in factors[:2]))


def _forward(calls: Sequence[_Call], n: int, vector: bool) -> float:
    """Add up what n tangents cost; of a vector, the only input, they begin as a diagonal."""
    total = 0.0
    diagonal: list[int | None] = []  # for each call where its tangents, if they are one, begin in the input; else None
    for i, call in enumerate(calls):
        if not call.parents:
            diagonal.append(0 if i == 0 and vector else None)
            total += n * call.size if diagonal[i] is None else 0
            continue
        starts = {diagonal[parent] for parent in call.parents}
        units = None not in starts
        start = starts.pop() if len(starts) == 1 else None
        if call.selection:  # a view, unless a diagonal has to be written out
            diagonal.append(None if start is None or call.start is None else start + call.start)
            total += n * call.sizes[0] if units and call.start is None else 0
            continue
        diagonal.append(start if call.keeps_diagonals else None)
        if units and not call.elementwise and not (call.multiplications and len(call.parents) == 1):
            total += n * sum(call.sizes)  # written out
        passes = sum(call.passes) + len(call.parents) - 1
        total += passes * call.size * (n if diagonal[i] is None else 1)
        if not (units and len(call.parents) == 1):
            total += FACTOR * call.multiplications * len(call.parents) * n
    return total


def _reverse(calls: Sequence[_Call], outputs: Sequence[int], m: int, vector: bool) -> float:
    """Add up what m cotangents cost; of a vector, the only output, they begin as a diagonal."""
    total = 0.0
    diagonal: list[bool | None] = [None] * len(calls)  # for each call whether its cotangents are one; None: has none
    for output in outputs:
        diagonal[output] = vector
        total += 0 if vector else m * calls[output].size
    for i in reversed(range(len(calls))):
        call, units = calls[i], diagonal[i]
        if units is None or not call.parents:
            continue
        total += RECORD if m > 1 else 0
        keeps = units and call.keeps_diagonals
        if not (units and len(call.parents) == 1):
            total += FACTOR * call.multiplications * len(call.parents) * m
        for parent, size, passes in zip(call.parents, call.sizes, call.passes, strict=True):
            first = diagonal[parent] is None
            if call.selection:  # added to a buffer, which the first selection makes
                total += m * (call.size + (size if first else 0))
            elif call.elementwise:  # times the partial, and added up where the argument was repeated
                total += passes * call.size * (1 if keeps else m) + (0 if size == call.size else m * size)
            else:
                total += m * size
            if not call.selection:
                total += 0 if first else size * (1 if keeps and diagonal[parent] else m)
            diagonal[parent] = keeps and (first or bool(diagonal[parent]))
    return total


def cost(args: Arguments) -> Cost:
    """Count what the Jacobian costs in each mode at these arguments, evaluating the function once.

    Notes
    -----
    All directions are taken to travel in one batch.
    """
    inputs = [primal(x) for x in args.leaves]
    with _Meter() as meter:
        outputs, _ = output_leaves(args.call([meter.lift(x) for x in inputs]))
    places = [y.index for y in outputs if type(y) is Variable and y.tag is meter]
    m = sum(y.size for y in outputs)
    forward = _forward(meter.records, args.size, is_vector(inputs)) if meter.pushes else inf
    return Cost(forward, _reverse(meter.records, places, m, is_vector(outputs)))

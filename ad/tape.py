"""The machine of reverse mode: values that know the record that made them, the tape of records, and the sweep over it.

When a call meets a `Variable`, its rule linearises the call where it is evaluated, and what a pullback will read goes
on the `Tape`: the partial derivatives ``dz/dx`` in the simplest case. A sweep then goes backwards over the records and
gives each parent its share of the cotangent, ``ct * dz/dx``, adding up what comes from several sides.

Read it beside `ad.dual`: the same verbs in the same order, with the arrow turned round.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ad.arguments import own
from ad.core import RULES, Tag, Traced
from ad.rule import ONE, Elementwise, Rule, pull_broadcast, unlike
from ad.rules.indexing import BASIC_KEYS, getitem, scatter_add, spread

__all__ = ["Bundle", "Tape", "Variable"]


class Variable(Traced):
    """A value and the index of the record that made it."""

    __slots__ = ()

    def __init__(self, value: Any, index: int, tape: Tape) -> None:
        self.value = value
        self.index = index
        self.tag = tape


class Tape(Tag):
    """The calls of one evaluation in order: a flat list of records, parents named by their index in it.

    The first records stand for the inputs and are None. Every other is ``(rule, parents, kept, pull)``. Where `pull` is
    None, `kept` has one partial derivative a parent, and what the parent is given is the cotangent times the partial.
    Otherwise ``pull(ct, kept)`` says what each parent is given.
    """

    __slots__ = ("inputs", "records")

    def __init__(self, inputs: int) -> None:
        super().__init__()
        self.inputs = inputs
        self.records: list[Any] = [None] * inputs

    # The fast path: elementwise calls in which nothing is broadcast or cast.

    def one(self, rule: Elementwise, partial: Any, x: Variable, *primals: Any) -> Variable:
        """Record ``z = f(x)``, or ``z = f(x, y)`` with one of the two constant."""
        if not self.open:
            self.check_open(rule.function)
        z = rule.call(*primals)
        kept = (partial if type(partial) is float else partial(z, *primals),)
        records = self.records
        records.append((rule, (x.index,), kept, None))
        return Variable(z, len(records) - 1, self)

    def both(self, rule: Elementwise, x: Variable, y: Variable, a: Any, b: Any) -> Variable:
        """Record ``z = f(x, y)``, of the primals `a` and `b`."""
        if not self.open:
            self.check_open(rule.function)
        z = rule.call(a, b)
        p, q = rule.partials
        kept = (p if type(p) is float else p(z, a, b), q if type(q) is float else q(z, a, b))
        records = self.records
        records.append((rule, (x.index, y.index), kept, None))
        return Variable(z, len(records) - 1, self)

    def spread(self, rule: Elementwise, x: Variable, y: Variable, a: Any, b: Any) -> Variable:
        """Record ``z = f(x, y)`` where one of the two is repeated or cast."""
        if not self.open:
            self.check_open(rule.function)
        z = rule.call(a, b)
        p, q = rule.partials
        partials = (p if type(p) is float else p(z, a, b), q if type(q) is float else q(z, a, b))
        records = self.records
        records.append((rule, (x.index, y.index), (partials, (unlike(a, z), unlike(b, z)), z.ndim), pull_broadcast))
        return Variable(z, len(records) - 1, self)

    def select(self, x: Variable, key: Any) -> Any:
        """Record ``x[key]``."""
        if not self.open or type(key) not in BASIC_KEYS:
            return getitem(x, key)
        a = x.value
        records = self.records
        records.append((_GETITEM, (x.index,), (a.shape, a.dtype, key), scatter_add))
        return Variable(a[key], len(records) - 1, self)

    def lift(self, value: Any) -> Variable:
        """Record a constant: it has no parents, so a sweep ends there."""
        self.records.append((_LIFT, (), (), None))
        return Variable(value, len(self.records) - 1, self)

    # Everything else.

    def evaluate(self, rule: Rule, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Record any call; `args` becomes its primals."""
        if not self.open:
            self.check_open(rule.function)
        argnums, parents = [], []
        for i, arg in enumerate(args):
            if type(arg) is Variable and arg.tag is self:
                args[i] = arg.value
                argnums.append(i)
                parents.append(arg.index)
        z = rule.call(*args, **kwargs)
        kept, pull = rule.keep(argnums, z, args, kwargs)
        records = self.records
        records.append((rule, parents, kept, pull))
        call = len(records) - 1
        if type(z) is tuple:
            records.extend([(rule, (call,), (i, len(z)), Bundle.of) for i in range(len(z))])
            return tuple(Variable(y, call + 1 + i, self) for i, y in enumerate(z))
        return Variable(z, call, self)

    def sweep(
        self, seeds: Sequence[tuple[int, Any]], directions: tuple[int, ...] = (), last: bool = False
    ) -> list[Any]:
        """Pull cotangents back along the tape.

        Parameters
        ----------
        seeds : sequence of (index, cotangent)
            Where the sweep starts, and with what.
        directions : tuple
            The leading shape of every cotangent: () for one direction, (k,) for k of them.
        last : bool
            Whether no other sweep will follow: records are then dropped on the way, and their memory with them.

        Returns
        -------
        list
            The cotangent of each input; None where no output depends on it.
        """
        records = self.records
        cts: list[Any] = [None] * len(records)
        owned = bytearray(len(records))  # 1 where the cotangent is a buffer of this sweep, to be added to in place
        for index, ct in seeds:
            _give(cts, owned, index, ct)
        for index in range(len(records) - 1, self.inputs - 1, -1):
            ct = cts[index]
            if ct is not None:
                _, parents, kept, pull = records[index]
                cts[index] = None
                if pull is None:
                    for parent, partial in zip(parents, kept):  # noqa: B905 (strict costs a tenth of a scalar sweep)
                        given = ct if partial is ONE else ct * partial
                        if cts[parent] is None:
                            cts[parent] = given
                        else:
                            _give(cts, owned, parent, given)
                elif pull is scatter_add:
                    _scatter(cts, owned, parents[0], ct, kept, directions)
                else:
                    for parent, given in zip(parents, pull(ct, kept)):  # noqa: B905
                        if cts[parent] is None:
                            cts[parent] = given
                        else:
                            _give(cts, owned, parent, given)
            if last:
                records[index] = None
        return own(cts[: self.inputs], borrowed=[ct for _, ct in seeds])

    def __repr__(self) -> str:
        lines = [f"%{i} = input" for i in range(self.inputs)]
        for i, record in enumerate(self.records[self.inputs :], self.inputs):
            lines.append(
                f"%{i} = {record[0].name}({', '.join(f'%{parent}' for parent in record[1])})"
                if record
                else f"%{i} (swept)"
            )
        return "\n".join(lines)


def _give(cts: list[Any], owned: bytearray, index: int, ct: Any) -> None:
    """Add `ct` to a cotangent: the first is borrowed, the second makes a buffer, later ones add to it in place."""
    have = cts[index]
    if have is None:
        cts[index] = ct
    elif owned[index] and type(ct) is np.ndarray:
        have += ct
    else:
        cts[index] = total = have + ct
        owned[index] = type(total) is np.ndarray


def _scatter(cts: list[Any], owned: bytearray, index: int, ct: Any, kept: Any, directions: tuple[int, ...]) -> None:
    """Add `ct` to the places of a cotangent that were selected."""
    shape, dtype, key = kept
    have = cts[index]
    if isinstance(ct, Traced) or isinstance(have, Traced):
        _give(cts, owned, index, spread(ct, key, shape, directions))
        return
    if not owned[index]:
        have = cts[index] = np.zeros(directions + shape, dtype) if have is None else np.array(have, order="C")
        owned[index] = True
    if type(key) is slice and not directions:
        view = have[key]
        view += ct
    elif type(key) is int and not directions:
        have[key] += ct
    else:
        if not have.flags.c_contiguous:  # a sum of transposes
            have = cts[index] = np.array(have, order="C")
        scatter_add(have, ct, key, directions)


_LIFT = RULES[np.positive]
_GETITEM = RULES[getitem]


class Bundle:
    """The cotangents of a call with several outputs, None for those that have received nothing."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Any]) -> None:
        self.parts = parts

    @classmethod
    def of(cls, ct: Any, kept: tuple[int, int]) -> tuple[Bundle]:
        """Return what the record of one output gives to that of the call: its cotangent, at its place."""
        i, count = kept
        return (cls([ct if j == i else None for j in range(count)]),)

    def __add__(self, other: Bundle) -> Bundle:
        pairs = zip(self.parts, other.parts, strict=True)
        return Bundle([b if a is None else a if b is None else a + b for a, b in pairs])

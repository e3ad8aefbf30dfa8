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
from ad.core import Tag, Traced, name_of
from ad.cotangents import LONG, Form, Outer, Scaled, full, is_number
from ad.directions import Like, broadcast
from ad.rule import MINUS_ONE, ONE, Rule, pull_broadcast
from ad.rules.indexing import scatter_add, spread

__all__ = ["Bundle", "Tape", "Variable", "parents_of", "partials_of"]

_float64 = np.float64
_ndarray = np.ndarray


class Variable(Traced):
    """A value and the index of the record that made it."""

    __slots__ = ()  # and no constructor, which takes longer than to set what a value has

    @classmethod
    def of(cls, value: Any, index: int, tape: Tape) -> Variable:
        """Return the value of a record."""
        v = cls()
        v.value = value
        v.index = index
        v.tag = tape
        v.lease = None
        return v


PAIR = "pair"
"""What stands in a record in place of a pullback where `kept` has the partial derivatives by two parents."""


class Tape(Tag):
    """The calls of one evaluation in order: a flat list of records, parents named by their index in it.

    The first records stand for the inputs and are None. Every other is ``(pull, parents, kept, name)``, of three kinds:

    - ``(None, parent, partial, name)``: the parent is given the cotangent times the partial derivative by it;
    - ``(PAIR, parents, partials, name)``: the same for two parents;
    - otherwise ``pull(ct, kept)`` says what the parent is given, or what each of several is. There ``kept`` begins with
      `z` or its `Like`, or with None where the pullback takes any `ad.cotangents.Form` and a number as it is.

    A record of the first kinds refers to numbers, arrays and strings, not to its rule: tuples of such things Python's
    garbage collector stops to follow, and it does not walk through a long tape again and again.
    """

    __slots__ = ("inputs", "records")

    checkpoints = True
    """Whether a checkpointed call becomes one record, instead of those of the calls inside."""

    def __init__(self, inputs: int) -> None:
        Tag.__init__(self)
        self.inputs = inputs
        self.records: list[Any] = [None] * inputs

    def lift(self, value: Any) -> Variable:
        """Record a constant: it has no parents, so a sweep ends there."""
        self.records.append((pull_broadcast, (), (Like(value), (), ()), _LIFT))
        return Variable.of(value, len(self.records) - 1, self)

    def evaluate(self, rule: Rule, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Record any call; `args` becomes its primals."""
        if not self.open:
            self.check_open(rule.function)
        if len(args) == 1:
            return self.record(rule, (0,), (args[0].index,), [args[0].value], kwargs)
        argnums, parents = [], []
        for i, arg in enumerate(args):
            if type(arg) is Variable and arg.tag is self:
                args[i] = arg.value
                argnums.append(i)
                parents.append(arg.index)
        return self.record(rule, argnums, parents, args, kwargs)

    def record(
        self, rule: Rule, argnums: Sequence[int], parents: Sequence[int], args: list[Any], kwargs: dict[str, Any]
    ) -> Any:
        """Evaluate and record the call of a rule on primals, the arguments `argnums` being the values of `parents`."""
        z = rule.call(*args, **kwargs) if kwargs else rule.call(*args)
        kept, pull = rule.keep(argnums, z, args, kwargs)
        if pull is None or pull is scatter_add or type(z) is tuple:
            return self._record_special(rule, parents, kept, pull, z)
        records = self.records
        v = Variable()
        v.value = z
        v.index = len(records)
        v.tag = self
        records.append((pull, parents[0] if len(parents) == 1 else parents, kept, rule.name))
        return v

    def _record_special(self, rule: Rule, parents: Sequence[int], kept: Any, pull: Any, z: Any) -> Any:
        """Record a call of partial derivatives, a selection, or a call with several outputs."""
        records = self.records
        call = len(records)
        if pull is None and len(parents) == 1:
            records.append((None, parents[0], kept[0], rule.name))
        elif pull is None and len(parents) == 2:
            records.append((PAIR, tuple(parents), tuple(kept), rule.name))
        elif pull is None:
            records.append((pull_broadcast, parents, (Like(z), kept, [None] * len(kept)), rule.name))
        else:
            records.append((pull, parents[0] if len(parents) == 1 else parents, kept, rule.name))
        if type(z) is tuple:
            records.extend([(Bundle.of, call, (Like(y), i, len(z)), rule.name) for i, y in enumerate(z)])
            return tuple(Variable.of(y, call + 1 + i, self) for i, y in enumerate(z))
        return Variable.of(z, call, self)

    def sweep(
        self,
        seeds: Sequence[tuple[int, Any]],
        directions: tuple[int, ...] = (),
        last: bool = False,
        inputs: Sequence[Any] = (),
    ) -> list[Any]:
        """Pull cotangents back along the tape.

        A cotangent of which all elements are the same, as those of a sum are, may be one number for the whole array. It
        is spread over the array only where a pullback needs that; the number `ONE` is not even multiplied.

        Parameters
        ----------
        seeds : sequence of (index, cotangent)
            Where the sweep starts, and with what.
        directions : tuple
            The leading shape of every cotangent: () for one direction, (k,) for k of them.
        last : bool
            Whether no other sweep will follow: records are then dropped on the way, and their memory with them.
        inputs : sequence, optional
            The values of the inputs, whose shapes and types their cotangents get.

        Returns
        -------
        list
            The cotangent of each input, maybe one number for all of it if `inputs` are not known; None where no output
            depends on it.
        """
        records = self.records if last else self.records[:]  # taken from the end, one after another
        calls = len(records) - self.inputs
        cts: list[Any] = [None] * len(records)
        owned: set[int] = set()  # where a cotangent is a buffer of this sweep, to be added to in place
        borrowed = []  # what became a cotangent without being made here: seeds, and partial derivatives times ONE
        for index, ct in seeds:
            borrowed.append(ct)
            if cts[index] is None:
                cts[index] = ct
            else:
                _give(cts, owned, index, ct)
        next_ct, next_record = cts.pop, records.pop
        for _ in range(calls):
            ct = next_ct()
            pull, parent, kept, _ = next_record()
            if ct is None:
                continue
            if pull is None:
                if kept is not ONE:
                    if ct is ONE:
                        borrowed.append(kept)
                        ct = kept
                    else:
                        ct = -ct if kept is MINUS_ONE else ct * kept
                if cts[parent] is None:
                    cts[parent] = ct
                else:
                    _give(cts, owned, parent, ct)
            elif pull is PAIR:
                parent, other = parent
                p, q = kept
                if ct is ONE:
                    borrowed += kept
                given = ct if p is ONE else p if ct is ONE else -ct if p is MINUS_ONE else ct * p
                if cts[parent] is None:
                    cts[parent] = given
                else:
                    _give(cts, owned, parent, given)
                given = ct if q is ONE else q if ct is ONE else -ct if q is MINUS_ONE else ct * q
                if cts[other] is None:
                    cts[other] = given
                else:
                    _give(cts, owned, other, given)
            elif pull is scatter_add:
                _scatter(cts, owned, parent, ct, kept, directions)
            else:
                if kept[0] is not None and (type(ct) is not _ndarray or not ct.ndim):
                    ct = full(ct, kept[0])
                given = pull(ct, kept)
                if type(parent) is int:
                    if cts[parent] is None:
                        cts[parent] = given
                    else:
                        _give(cts, owned, parent, given)
                else:
                    parents, several = parent, given
                    for parent, given in zip(parents, several):  # noqa: B905 (strict takes longer)
                        if cts[parent] is None:
                            cts[parent] = given
                        else:
                            _give(cts, owned, parent, given)
        if last:
            records += [None] * calls
        for i, ct in enumerate(cts):
            if i not in owned or type(ct) is Outer:
                return own(cts, borrowed, inputs)
        return cts

    def __repr__(self) -> str:
        lines = [f"%{i} = input" for i in range(self.inputs)]
        for i, record in enumerate(self.records[self.inputs :], self.inputs):
            parents = ", ".join(f"%{parent}" for parent in parents_of(record)) if record else ""
            lines.append(f"%{i} = {record[3]}({parents})" if record else f"%{i} (swept)")
        return "\n".join(lines)


def parents_of(record: Any) -> tuple[int, ...]:
    """Return the indices of the parents that a record names."""
    parents = record[1]
    return (parents,) if type(parents) is int else tuple(parents)


def partials_of(record: Any) -> tuple[Any, ...] | None:
    """Return the partial derivatives that an elementwise call has recorded, None for any other call."""
    pull, _, kept, _ = record
    if pull is None:
        return (kept.full() if isinstance(kept, Form) else kept,)
    return tuple(kept) if pull is PAIR else tuple(kept[1]) if pull is pull_broadcast else None


def _give(cts: list[Any], owned: set[int], index: int, ct: Any) -> None:
    """Add `ct` to a cotangent: the first is borrowed, the second makes a buffer, later ones add to it in place."""
    have = cts[index]
    if have is None:
        cts[index] = ct
        return
    if type(ct) is Outer and type(have) is Outer:
        if index not in owned:
            have = cts[index] = Outer.of(have)
            owned.add(index)
        have.add(ct)
        return
    if isinstance(ct, Form) and type(have) is not type(ct):
        ct = ct.full()
    if index in owned and type(have) is _ndarray and not isinstance(ct, Traced):
        have += ct
        return
    cts[index] = total = have + ct
    if type(total) is _ndarray:
        owned.add(index)
    else:
        owned.discard(index)


def _scatter(cts: list[Any], owned: set[int], index: int, ct: Any, kept: Any, directions: tuple[int, ...]) -> None:
    """Add `ct` to the places of a cotangent that were selected."""
    shape, dtype, key, basic = kept
    have = cts[index]
    if basic and not directions:  # the usual case
        if isinstance(ct, Traced):
            if type(key) in (slice, int) and (have is None or (index in owned and type(have) is type(ct))):
                total = ct.add_to(have, key, shape)
                if total is not None:
                    cts[index] = total
                    owned.add(index)
                    return
        elif have is None:
            cts[index] = _placed(ct, key, shape, dtype)
            owned.add(index)
            return
        elif index in owned and type(have) is _ndarray:
            if isinstance(ct, Form):
                ct = ct.full()
            if type(ct) is _ndarray and ct.ndim:  # without axes it belongs to an element, which would be a copy
                part = have[key]
                part += ct
            else:
                have[key] += ct
            return
    if isinstance(ct, Form):
        ct = ct.full()
    if isinstance(ct, Traced) or isinstance(have, Traced):
        if not directions and is_number(ct):
            ct = full(ct, broadcast(dtype.type(0), shape)[key])
        _give(cts, owned, index, spread(ct, key, shape, directions))
        return
    if index not in owned or type(have) is not _ndarray:
        if have is None:
            have = np.zeros(directions + shape, dtype)
        elif isinstance(have, Form):
            have = have.full()
        elif is_number(have):
            have = np.full(shape, have, dtype)
        else:
            have = np.array(have, order="C")
        cts[index] = have
        owned.add(index)
    if not have.flags.c_contiguous:  # a sum of transposes
        have = cts[index] = np.array(have, order="C")
    scatter_add(have, ct, key, directions)


def _placed(ct: Any, key: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """Return zeros with `ct` at `key`, slices and numbers; behind one slice no place of a long array is written
    twice."""
    if type(key) is slice and key.step is None and shape[0] >= LONG:
        placed = np.empty(shape, dtype)
        start, stop, _ = key.indices(shape[0])
        placed[:start] = 0
        placed[max(start, stop) :] = 0
    else:
        placed = np.zeros(shape, dtype)
    if type(ct) is Scaled:
        np.multiply(ct.array, ct.number, out=placed[key])
    else:
        placed[key] = ct.full() if isinstance(ct, Form) else ct
    return placed


_LIFT = name_of(np.positive)


class Bundle:
    """The cotangents of a call with several outputs, None for those that have received nothing."""

    __slots__ = ("parts",)

    def __init__(self, parts: list[Any]) -> None:
        self.parts = parts

    @classmethod
    def of(cls, ct: Any, kept: tuple[Any, int, int]) -> Bundle:
        """Return what the record of one output gives to that of the call: its cotangent, at its place."""
        _, i, count = kept
        return cls([ct if j == i else None for j in range(count)])

    def __add__(self, other: Bundle) -> Bundle:
        pairs = zip(self.parts, other.parts, strict=True)
        return Bundle([b if a is None else a if b is None else a + b for a, b in pairs])

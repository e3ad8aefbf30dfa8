"""The machine of forward mode: values that carry a tangent, and the sweep that pushes it through every call.

When a call meets a `Dual`, its rule linearises the call where it is evaluated, and the tangent goes through at once:
``t * dz/dx`` in the simplest case, added up over the arguments that have one.

Read it beside `ad.tape`: the same verbs in the same order, with the arrow turned round.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ad.core import Tag, Traced
from ad.cotangents import Form
from ad.rule import Rule

__all__ = ["Dual", "Sweep"]


class Dual(Traced):
    """A value and its tangent, of the same shape or with the directions as one leading axis more."""

    __slots__ = ()  # and no constructor, which takes longer than to set what a value has

    @classmethod
    def of(cls, value: Any, tangent: Any, sweep: Sweep) -> Dual:
        """Return a value with its tangent."""
        v = cls()
        v.value = value
        v.tangent = tangent
        v.tag = sweep
        v.lease = None
        return v

    def add_to(self, buffer: Dual | None, key: Any, shape: tuple[int, ...]) -> Dual | None:
        """Add this value and tangent in place at ``buffer[key]``, of zeros if there is no buffer yet, and return it.

        Only slices and numbers of arrays that no other level traces are added in place; the answer is None for others.
        """
        value, t = self.value, self.tangent
        if isinstance(value, Traced) or isinstance(t, Traced) or value.ndim != len(shape) - (type(key) is int):
            return None
        lead = t.shape[: t.ndim - value.ndim]
        if buffer is None:
            memory: Any = "F" if lead and (isinstance(t, Form) or t.flags.f_contiguous) else "C"  # as what is added
            buffer = Dual.of(np.zeros(shape, value.dtype), np.zeros(lead + shape, value.dtype, memory), self.tag)
        elif buffer.tag is not self.tag:
            return None
        part = buffer.value[key, ...]
        part += value
        part = buffer.tangent[:, key] if lead else buffer.tangent[key, ...]
        if isinstance(t, Form):
            t.add_to(part)
        else:
            part += t
        return buffer


class Sweep(Tag):
    """One forward sweep: evaluates calls on dual numbers, each with a tangent that `directions` lead."""

    __slots__ = ("directions",)

    def __init__(self, directions: tuple[int, ...] = ()) -> None:
        Tag.__init__(self)
        self.directions = directions

    def lift(self, value: Any) -> Dual:
        """Return a constant as a Dual: it has the tangent zero, in one direction or in as many as travel here."""
        return Dual.of(value, np.zeros(self.directions + value.shape, value.dtype)[()], self)

    def evaluate(self, rule: Rule, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Push the tangents of this level through any call; `args` becomes its primals."""
        if not self.open:
            self.check_open(rule.function)
        if len(args) == 1:
            return self.push(rule, (0,), (args[0].tangent,), [args[0].value], kwargs)
        argnums, tangents = [], []
        for i, arg in enumerate(args):
            if type(arg) is Dual and arg.tag is self:
                args[i] = arg.value
                argnums.append(i)
                tangents.append(arg.tangent)
        return self.push(rule, argnums, tangents, args, kwargs)

    def push(
        self, rule: Rule, argnums: Sequence[int], tangents: Sequence[Any], args: list[Any], kwargs: dict[str, Any]
    ) -> Any:
        """Evaluate and push through the call of a rule on primals, the arguments `argnums` having the `tangents`."""
        z = rule.call(*args, **kwargs) if kwargs else rule.call(*args)
        if not rule.forms:
            tangents = [t.full() if isinstance(t, Form) else t for t in tangents]
        t = rule.push(tangents, argnums, z, args, kwargs)
        if type(z) is tuple:
            return tuple(Dual.of(y, s, self) for y, s in zip(z, t, strict=True))
        v = Dual()
        v.value = z
        v.tangent = t
        v.tag = self
        return v

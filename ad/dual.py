"""The machine of forward mode: values that carry a tangent, and the sweep that pushes it through every call.

When a call meets a `Dual`, its rule linearises the call where it is evaluated, and the tangent goes through at once:
``t * dz/dx`` in the simplest case, added up over the arguments that have one.

Read it beside `ad.tape`: the same verbs in the same order, with the arrow turned round.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ad.core import Tag, Traced
from ad.rule import ONE, Elementwise, Rule
from ad.rules.indexing import BASIC_KEYS, getitem

__all__ = ["Dual", "Sweep"]


class Dual(Traced):
    """A value and its tangent, of the same shape or with the directions as one leading axis more."""

    __slots__ = ()

    def __init__(self, value: Any, tangent: Any, sweep: Sweep) -> None:
        self.value = value
        self.tangent = tangent
        self.tag = sweep


_new = object.__new__  # what the fast path calls: the constructor costs as much as a product of short arrays


class Sweep(Tag):
    """One forward sweep: evaluates calls on dual numbers, each with a tangent that `directions` lead."""

    __slots__ = ("directions",)

    def __init__(self, directions: tuple[int, ...] = ()) -> None:
        Tag.__init__(self)
        self.directions = directions

    # The fast path: elementwise calls in which nothing is broadcast or cast.

    def unary(self, rule: Elementwise, partial: Any, x: Dual) -> Dual:
        """Push through ``z = f(x)``."""
        if not self.open:
            self.check_open(rule.function)
        a, t = x.value, x.tangent
        z = rule.call(a)
        v = _new(Dual)
        v.value = z
        v.tangent = t if partial is ONE else t * (partial if type(partial) is float else partial(z, a))
        v.tag = self
        return v

    def left(self, rule: Elementwise, partial: Any, x: Dual, b: Any) -> Dual:
        """Push through ``z = f(x, b)`` with a constant on the right."""
        if not self.open:
            self.check_open(rule.function)
        a, t = x.value, x.tangent
        z = rule.call(a, b)
        v = _new(Dual)
        v.value = z
        v.tangent = t if partial is ONE else t * (partial if type(partial) is float else partial(z, a, b))
        v.tag = self
        return v

    def right(self, rule: Elementwise, partial: Any, a: Any, y: Dual) -> Dual:
        """Push through ``z = f(a, y)`` with a constant on the left."""
        if not self.open:
            self.check_open(rule.function)
        b, t = y.value, y.tangent
        z = rule.call(a, b)
        v = _new(Dual)
        v.value = z
        v.tangent = t if partial is ONE else t * (partial if type(partial) is float else partial(z, a, b))
        v.tag = self
        return v

    def both(self, rule: Elementwise, x: Dual, y: Dual) -> Dual:
        """Push through ``z = f(x, y)``."""
        if not self.open:
            self.check_open(rule.function)
        a, b = x.value, y.value
        z = rule.call(a, b)
        p, q = rule.partials
        t = x.tangent if p is ONE else x.tangent * (p if type(p) is float else p(z, a, b))
        s = y.tangent if q is ONE else y.tangent * (q if type(q) is float else q(z, a, b))
        v = _new(Dual)
        v.value = z
        v.tangent = t + s
        v.tag = self
        return v

    def spread(self, rule: Elementwise, x: Dual, y: Dual) -> Any:
        """Push through ``z = f(x, y)`` where one of the two is repeated or cast."""
        return self.evaluate(rule, [x, y], {})

    def select(self, x: Dual, key: Any) -> Any:
        """Push through ``x[key]``."""
        a, t = x.value, x.tangent
        if not self.open or t.ndim != a.ndim or type(key) not in BASIC_KEYS:
            return getitem(x, key)
        return Dual(a[key], t[key], self)

    def lift(self, value: Any) -> Dual:
        """Return a constant as a Dual: it has the tangent zero, in one direction or in as many as travel here."""
        return Dual(value, np.zeros(self.directions + value.shape, value.dtype)[()], self)

    # Everything else.

    def evaluate(self, rule: Rule, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Push the tangents of this level through any call; `args` becomes its primals."""
        if not self.open:
            self.check_open(rule.function)
        argnums, tangents = [], []
        for i, arg in enumerate(args):
            if type(arg) is Dual and arg.tag is self:
                args[i] = arg.value
                argnums.append(i)
                tangents.append(arg.tangent)
        z = rule.call(*args, **kwargs) if kwargs else rule.call(*args)
        t = rule.push(tangents, argnums, z, args, kwargs)
        if type(z) is tuple:
            return tuple(Dual(y, s, self) for y, s in zip(z, t, strict=True))
        return Dual(z, t, self)

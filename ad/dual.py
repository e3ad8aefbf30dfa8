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


class Sweep(Tag):
    """One forward sweep: evaluates calls on dual numbers, each with a tangent that `directions` lead."""

    __slots__ = ("directions",)

    def __init__(self, directions: tuple[int, ...] = ()) -> None:
        super().__init__()
        self.directions = directions

    # The fast path: elementwise calls in which nothing is broadcast or cast.

    def one(self, rule: Elementwise, partial: Any, x: Dual, *primals: Any) -> Dual:
        """Push through ``z = f(x)``, or through ``z = f(x, y)`` with one of the two constant."""
        if not self.open:
            self.check_open(rule.function)
        z = rule.call(*primals)
        t = x.tangent
        if partial is not ONE:
            t = t * (partial if type(partial) is float else partial(z, *primals))
        return Dual(z, t, self)

    def both(self, rule: Elementwise, x: Dual, y: Dual, a: Any, b: Any) -> Dual:
        """Push through ``z = f(x, y)``, of the primals `a` and `b`."""
        if not self.open:
            self.check_open(rule.function)
        z = rule.call(a, b)
        p, q = rule.partials
        t = x.tangent if p is ONE else x.tangent * (p if type(p) is float else p(z, a, b))
        t = t + (y.tangent if q is ONE else y.tangent * (q if type(q) is float else q(z, a, b)))
        return Dual(z, t, self)

    def spread(self, rule: Elementwise, x: Dual, y: Dual, a: Any, b: Any) -> Any:
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
        z = rule.call(*args, **kwargs)
        t = rule.push(tangents, argnums, z, args, kwargs)
        if type(z) is tuple:
            return tuple(Dual(y, s, self) for y, s in zip(z, t, strict=True))
        return Dual(z, t, self)

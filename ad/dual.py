"""The machine of forward mode: values that carry a tangent, and the sweep that pushes it through every call.

When a call meets a `Dual`, its rule linearises the call where it is evaluated, and the tangent goes through at once:
``t * dz/dx`` in the simplest case, added up over the arguments that have one.

Read it beside `ad.tape`: the same verbs in the same order, with the arrow turned round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ad.assignment import remember
from ad.core import Tag, Traced
from ad.dispatch import install, take
from ad.rule import ONE, Elementwise, Rule

__all__ = ["Dual", "Sweep"]

_float64 = np.float64
_ndarray = np.ndarray

Function = Callable[..., Any]


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

    def lift(self, value: Any) -> Dual:
        """Return a constant as a Dual: it has the tangent zero, in one direction or in as many as travel here."""
        return Dual(value, np.zeros(self.directions + value.shape, value.dtype)[()], self)

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
        return self.push(rule, argnums, tangents, args, kwargs)

    def push(
        self, rule: Rule, argnums: Sequence[int], tangents: Sequence[Any], args: list[Any], kwargs: dict[str, Any]
    ) -> Any:
        """Evaluate and push through the call of a rule on primals, the arguments `argnums` having the `tangents`."""
        z = rule.call(*args, **kwargs) if kwargs else rule.call(*args)
        t = rule.push(tangents, argnums, z, args, kwargs)
        if type(z) is tuple:
            return tuple(Dual(y, s, self) for y, s in zip(z, t, strict=True))
        v = _new(Dual)
        v.value = z
        v.tangent = t
        v.tag = self
        return v


# The fast path: elementwise calls in which nothing is broadcast or cast, and slices and elements of arrays. Each makes
# one Dual, and passes by the rule's own methods; what it cannot do goes to the rule.


def unary(rule: Elementwise) -> Function:
    """Return the method that pushes through ``z = f(x)``."""
    call, (partial,) = rule.call, rule.partials
    constant = type(partial) is float

    def method(self: Any) -> Any:
        sweep, a, t = self.tag, self.value, self.tangent
        if not sweep.quick:
            return sweep.evaluate(rule, [self], {})
        z = call(a)
        v = _new(Dual)
        v.value = z
        v.tangent = t if partial is ONE else t * (partial if constant else partial(z, a))
        v.tag = sweep
        return v

    return method


def binary(rule: Elementwise) -> tuple[Function, Function]:
    """Return the operator that pushes through ``z = f(x, y)``, and its reflection for a constant on the left."""
    call, (by_x, by_y) = rule.call, rule.partials
    x_constant, y_constant = type(by_x) is float, type(by_y) is float

    def operator(self: Any, other: Any) -> Any:
        sweep, a, t, kind = self.tag, self.value, self.tangent, type(other)
        if kind is Dual and other.tag is sweep and sweep.quick:
            b = other.value
            if type(a) is not type(b) or a.shape != b.shape or a.dtype is not b.dtype:
                return sweep.evaluate(rule, [self, other], {})
            z = call(a, b)
            if by_x is not ONE:
                t = t * (by_x if x_constant else by_x(z, a, b))
            s = other.tangent
            t = t + (s if by_y is ONE else s * (by_y if y_constant else by_y(z, a, b)))
        elif sweep.quick and (
            kind is float
            or kind is int
            or (kind is _float64 is type(a))
            or (kind is _ndarray and other.dtype is a.dtype and other.shape == a.shape)
        ):
            z = call(a, other)
            if by_x is not ONE:
                t = t * (by_x if x_constant else by_x(z, a, other))
        else:
            return rule.apply((self, other), {})
        v = _new(Dual)
        v.value = z
        v.tangent = t
        v.tag = sweep
        return v

    def reflected(self: Any, other: Any) -> Any:
        sweep, b, t, kind = self.tag, self.value, self.tangent, type(other)
        if not sweep.quick or not (
            kind is float
            or kind is int
            or (kind is _float64 is type(b))
            or (kind is _ndarray and other.dtype is b.dtype and other.shape == b.shape)
        ):
            return rule.apply((other, self), {})
        z = call(other, b)
        v = _new(Dual)
        v.value = z
        v.tangent = t if by_y is ONE else t * (by_y if y_constant else by_y(z, other, b))
        v.tag = sweep
        return v

    return operator, reflected


def product(rule: Rule) -> tuple[Function, Function]:
    """Return the operator that pushes through ``x @ y``, and its reflection."""

    def operator(self: Any, other: Any) -> Any:
        sweep, a, t, kind = self.tag, self.value, self.tangent, type(other)
        if not sweep.quick:
            return rule.apply((self, other), {})
        if kind is Dual and other.tag is sweep:
            return sweep.push(rule, (0, 1), (t, other.tangent), [a, other.value], {})
        if kind is _ndarray and other.dtype is a.dtype:
            return sweep.push(rule, (0,), (t,), [a, other], {})
        return rule.apply((self, other), {})

    def reflected(self: Any, other: Any) -> Any:
        sweep, b = self.tag, self.value
        if sweep.quick and type(other) is _ndarray and other.dtype is b.dtype:
            return sweep.push(rule, (1,), (self.tangent,), [other, b], {})
        return rule.apply((other, self), {})

    return operator, reflected


def select(self: Any, key: Any) -> Any:
    """Push through ``x[key]``, for a slice or a number."""
    sweep, a, t, kind = self.tag, self.value, self.tangent, type(key)
    if not sweep.quick or not (kind is slice or kind is int):
        return take(self, key)
    v = _new(Dual)
    v.value = a[key]
    v.tangent = t[key] if t.ndim == a.ndim else t[:, key]
    v.tag = sweep
    if kind is slice or a.ndim > 1:
        remember(self, v, key)
    return v


install(Dual, unary, binary, product, select)

"""The fast path of forward mode: the operators of a `Dual`.

Elementwise calls, sums and shapes, products of matrices, slices and elements are what programs are made of. Each has
one function here that Python calls for the operator and that does all: evaluate the call, push the tangent, make the
`Dual`. It asks the rule for no more than its parts, and leaves what it cannot do to the rule's general way
(`ad.rule.Rule.apply`, `ad.dual.Sweep.evaluate`), which searches the arguments for their level. Why the functions are
written out, and what that saves, says `ad.recording`.

Read it beside `ad.recording`: the same functions in the same order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ad.assignment import remember
from ad.dispatch import install, take
from ad.dual import Dual
from ad.rule import MINUS_ONE, ONE, Elementwise, Linear, Rule
from ad.rules.indexing import behind, is_basic

__all__: list[str] = []

_float64 = np.float64
_FLOAT64 = np.dtype(np.float64)
_ndarray = np.ndarray

Function = Callable[..., Any]


def unary(rule: Elementwise) -> Function:
    """Return the method that pushes through ``z = f(x)``."""
    call, (partial,) = rule.call, rule.partials
    constant = type(partial) is float

    def method(self: Any) -> Any:
        sweep, a, t = self.tag, self.value, self.tangent
        if not sweep.quick:
            return sweep.evaluate(rule, [self], {})
        z = call(a)
        v = Dual()
        v.value = z
        v.tangent = (
            t if partial is ONE else -t if partial is MINUS_ONE else t * (partial if constant else partial(z, a))
        )
        v.tag = sweep
        return v

    return method


def binary(rule: Elementwise, square: Function | None = None) -> tuple[Function, Function]:
    """Return the operator that pushes through ``z = f(x, y)``, and its reflection for a constant on the left.

    Of a product, `square` is the method for ``x * x``: there is one factor by which to multiply, and not two.
    """
    call, (by_x, by_y) = rule.call, rule.partials
    x_constant, y_constant = type(by_x) is float, type(by_y) is float
    difference = by_x is ONE and by_y is MINUS_ONE

    def operator(self: Any, other: Any) -> Any:
        sweep, a, t, kind = self.tag, self.value, self.tangent, type(other)
        if kind is Dual and other.tag is sweep and sweep.quick:
            if other is self and square:
                return square(self)
            b = other.value
            if a.shape != b.shape or a.dtype is not b.dtype:
                return sweep.push(rule, (0, 1), (t, other.tangent), [a, b], {})
            z = call(a, b)
            s = other.tangent
            if difference and type(t) is _ndarray is type(s):
                t = t - s
            else:
                if by_y is not ONE:
                    s = s * (by_y if y_constant else by_y(z, a, b))
                if by_x is ONE:
                    t = t + s
                else:
                    t = t * (by_x if x_constant else by_x(z, a, b))
                    if type(t) is _ndarray is type(s):
                        t += s  # this product is nobody else's
                    else:
                        t = t + s
        elif sweep.quick and (
            kind is float
            or kind is int
            or (kind is _float64 and a.dtype is _FLOAT64)
            or (kind is _ndarray and other.dtype is a.dtype and other.shape == a.shape)
        ):
            z = call(a, other)
            if by_x is not ONE:
                t = t * (by_x if x_constant else by_x(z, a, other))
        else:
            return rule.apply((self, other), {})
        v = Dual()
        v.value = z
        v.tangent = t
        v.tag = sweep
        return v

    def reflected(self: Any, other: Any) -> Any:
        sweep, b, t, kind = self.tag, self.value, self.tangent, type(other)
        if not sweep.quick or not (
            kind is float
            or kind is int
            or (kind is _float64 and b.dtype is _FLOAT64)
            or (kind is _ndarray and other.dtype is b.dtype and other.shape == b.shape)
        ):
            return rule.apply((other, self), {})
        z = call(other, b)
        v = Dual()
        v.value = z
        v.tangent = t if by_y is ONE else -t if by_y is MINUS_ONE else t * (by_y if y_constant else by_y(z, other, b))
        v.tag = sweep
        return v

    return operator, reflected


def power(general: Function, square: Elementwise) -> Function:
    """Return the operator that pushes through ``z = x ** y``, a square by its own rule."""
    (partial,) = square.partials

    def operator(self: Any, other: Any) -> Any:
        if type(other) is not int or other != 2:
            return general(self, other)
        sweep, a, t = self.tag, self.value, self.tangent
        if not sweep.quick:
            return square.apply((self,), {})
        z = a * a
        v = Dual()
        v.value = z
        v.tangent = t * partial(z, a)
        v.tag = sweep
        return v

    return operator


def linear(rule: Linear) -> Function:
    """Return the method that pushes through ``z = f(x, *options)``, linear in x."""

    def method(self: Any, *options: Any, **kwargs: Any) -> Any:
        sweep = self.tag
        if not sweep.quick or not rule.knows(options, kwargs):
            return rule.apply((self, *options), kwargs)
        return sweep.push(rule, (0,), (self.tangent,), [self.value, *options], kwargs)

    return method


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
    """Push through ``x[key]``, for slices and numbers."""
    sweep, a, t, kind = self.tag, self.value, self.tangent, type(key)
    if not sweep.quick or not (kind is slice or kind is int or (kind is tuple and is_basic(key))):
        return take(self, key)
    z = a[key]
    v = Dual()
    v.value = z
    v.tangent = t[key] if t.ndim == a.ndim else t[behind(key)]
    v.tag = sweep
    if kind is slice or z.ndim:
        remember(self, v, key)
    return v


install(Dual, unary, binary, power, linear, product, select)

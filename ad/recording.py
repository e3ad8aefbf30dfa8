"""The fast path of reverse mode: the operators of a `Variable`.

Elementwise calls, sums and shapes, products of matrices, slices and elements are what programs are made of. Each has
one function here that Python calls for the operator and that does all: evaluate the call, make the `Variable`, append
the record. It asks the rule for no more than its parts, and leaves what it cannot do to the rule's general way
(`ad.rule.Rule.apply`, `ad.tape.Tape.evaluate`), which searches the arguments for their level.

Python takes its time for every step and every object, far more than NumPy for ten numbers. So the functions here are
written out, one beside the other, rather than composed; a value has no constructor; and a record is one tuple. What a
call costs is measured by ``pytest benchmarks/bench_overhead.py --benchmark-only``: against an earlier
form with a method of the tape behind each operator, constructors and nested tuples, recording and sweeping a product
took 0.87 of the time, a sine 0.80, a sum 0.78, and the second derivatives of slices 0.68.

Read it beside `ad.pushing`: the same functions in the same order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ad.assignment import remember
from ad.core import name_of
from ad.directions import Like
from ad.dispatch import install, take
from ad.rule import Elementwise, Linear, pull_broadcast, unlike
from ad.rules.indexing import getitem, is_basic, scatter_add
from ad.rules.products import Product
from ad.tape import PAIR, Variable

__all__: list[str] = []

_float64 = np.float64
_FLOAT64 = np.dtype(np.float64)
_ndarray = np.ndarray
_GETITEM = name_of(getitem)

Function = Callable[..., Any]


def unary(rule: Elementwise) -> Function:
    """Return the method that records ``z = f(x)``."""
    call, name, (partial,) = rule.call, rule.name, rule.partials
    constant = type(partial) is float

    def method(self: Any) -> Any:
        tape, a = self.tag, self.value
        if not tape.quick:
            return tape.evaluate(rule, [self], {})
        z = call(a)
        records = tape.records
        v = Variable()
        v.value = z
        v.index = len(records)
        v.tag = tape
        records.append((None, self.index, partial if constant else partial(z, a), name))
        return v

    return method


def binary(rule: Elementwise, square: Function | None = None) -> tuple[Function, Function]:
    """Return the operator that records ``z = f(x, y)``, and its reflection for a constant on the left.

    Of a product, `square` is the method for ``x * x``: there is one factor by which to multiply, and not two.
    """
    call, name, (by_x, by_y) = rule.call, rule.name, rule.partials
    x_constant, y_constant = type(by_x) is float, type(by_y) is float
    constants = (by_x, by_y) if x_constant and y_constant else None

    def operator(self: Any, other: Any) -> Any:
        tape, a, kind = self.tag, self.value, type(other)
        if kind is Variable and other.tag is tape and tape.quick:
            if other is self and square:
                return square(self)
            b = other.value
            z = call(a, b)
            parents: Any = (self.index, other.index)
            kept: Any = constants or (by_x if x_constant else by_x(z, a, b), by_y if y_constant else by_y(z, a, b))
            pull: Any = PAIR
            if a.shape != b.shape or a.dtype is not b.dtype:
                pull, kept = pull_broadcast, (Like(z), kept, (unlike(a, z), unlike(b, z)))
        elif tape.quick and (
            kind is float
            or kind is int
            or (kind is _ndarray and other.dtype is a.dtype)
            or (kind is _float64 and a.dtype is _FLOAT64)
        ):
            z = call(a, other)
            parents = self.index
            kept = by_x if x_constant else by_x(z, a, other)
            pull = None
            if kind is _ndarray and other.shape != a.shape:
                pull, kept = pull_broadcast, (Like(z), (kept,), (unlike(a, z),))
        else:
            return rule.apply((self, other), {})
        records = tape.records
        v = Variable()
        v.value = z
        v.index = len(records)
        v.tag = tape
        records.append((pull, parents, kept, name))
        return v

    def reflected(self: Any, other: Any) -> Any:
        tape, b, kind = self.tag, self.value, type(other)
        if not tape.quick or not (
            kind is float
            or kind is int
            or (kind is _ndarray and other.dtype is b.dtype)
            or (kind is _float64 and b.dtype is _FLOAT64)
        ):
            return rule.apply((other, self), {})
        z = call(other, b)
        kept = by_y if y_constant else by_y(z, other, b)
        pull = None
        if kind is _ndarray and other.shape != b.shape:
            pull, kept = pull_broadcast, (Like(z), (kept,), (unlike(b, z),))
        records = tape.records
        v = Variable()
        v.value = z
        v.index = len(records)
        v.tag = tape
        records.append((pull, self.index, kept, name))
        return v

    return operator, reflected


def power(general: Function, square: Elementwise) -> Function:
    """Return the operator that records ``z = x ** y``, a square by its own rule."""
    name, (partial,) = square.name, square.partials

    def operator(self: Any, other: Any) -> Any:
        if type(other) is not int or other != 2:
            return general(self, other)
        tape, a = self.tag, self.value
        if not tape.quick:
            return square.apply((self,), {})
        z = a * a
        records = tape.records
        v = Variable()
        v.value = z
        v.index = len(records)
        v.tag = tape
        records.append((None, self.index, partial(z, a), name))
        return v

    return operator


def linear(rule: Linear) -> Function:
    """Return the method that records ``z = f(x, *options)``, linear in x."""
    call, name = rule.call, rule.name

    def method(self: Any, *options: Any, **kwargs: Any) -> Any:
        tape, a = self.tag, self.value
        if not tape.quick or not rule.knows(options, kwargs):
            return rule.apply((self, *options), kwargs)
        z = call(a, *options, **kwargs)
        records = tape.records
        v = Variable()
        v.value = z
        v.index = len(records)
        v.tag = tape
        records.append((rule.pull, self.index, rule.kept(z, a, options, kwargs), name))
        return v

    return method


def product(rule: Product) -> tuple[Function, Function]:
    """Return the operator that records ``x @ y``, and its reflection."""
    call, name, keep_left, keep_right, keep_both = rule.call, rule.name, rule.keep_left, rule.keep_right, rule.keep_both

    def operator(self: Any, other: Any) -> Any:
        tape, a, kind = self.tag, self.value, type(other)
        if not tape.quick:
            return rule.apply((self, other), {})
        if kind is Variable and other.tag is tape:
            b, parents = other.value, (self.index, other.index)
            z = call(a, b)
            kept, pull = keep_both(z, a, b)
        elif kind is _ndarray and other.dtype is a.dtype:
            z, parents = call(a, other), self.index
            kept, pull = keep_left(z, a, other)
        else:
            return rule.apply((self, other), {})
        records = tape.records
        v = Variable()
        v.value = z
        v.index = len(records)
        v.tag = tape
        records.append((pull, parents, kept, name))
        return v

    def reflected(self: Any, other: Any) -> Any:
        tape, b = self.tag, self.value
        if not tape.quick or type(other) is not _ndarray or other.dtype is not b.dtype:
            return rule.apply((other, self), {})
        z = call(other, b)
        kept, pull = keep_right(z, other, b)
        records = tape.records
        v = Variable()
        v.value = z
        v.index = len(records)
        v.tag = tape
        records.append((pull, self.index, kept, name))
        return v

    return operator, reflected


def select(self: Any, key: Any) -> Any:
    """Record ``x[key]``, for slices and numbers."""
    tape, a, kind = self.tag, self.value, type(key)
    if not tape.quick or not (kind is slice or kind is int or (kind is tuple and is_basic(key))):
        return take(self, key)
    z = a[key]
    records = tape.records
    v = Variable()
    v.value = z
    v.index = len(records)
    v.tag = tape
    records.append((scatter_add, self.index, (a.shape, a.dtype, key, True), _GETITEM))
    if kind is slice or z.ndim:
        remember(self, v, key)
    return v


install(Variable, unary, binary, power, linear, product, select)

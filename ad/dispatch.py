"""How NumPy and Python reach the rule table.

User code is plain ``import numpy as np``. Three roads lead from it to a rule:

- Python's operators and indexing on a traced value call the rule directly: the fast path, in `_binary`;
- a ufunc with a traced argument calls ``__array_ufunc__`` (NEP 13);
- any other NumPy function calls ``__array_function__`` (NEP 18), and a method such as ``x.sum()`` the function it
stands for.

What asks for shapes is answered from the primal. What would turn a traced value into a plain number (``float(x)``,
``math.sin(x)``, writing into a float array) raises an error that says what to write instead, except
``np.array([...])`` and ``np.asarray(x)``, which never ask: they get an object array of traced scalars, and every rule
absorbs such an array.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

import ad.rules  # noqa: F401  (fills the table that the operators below are bound to)
from ad.core import RULES, Traced, apply, name_of, primal
from ad.errors import ConversionError, UnsupportedError
from ad.rule import arity, array
from ad.rules.shaping import astype

__all__: list[str] = []

_float64 = np.float64
_ndarray = np.ndarray


def _binary(function: Any) -> tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]:
    """Return the Python operator of a binary ufunc, and its reflection for a traced value on the right.

    Where nothing has to be broadcast or cast, which is decided here for both modes, the tag's `one` or `both` does the
    rest. Another shape, type or level takes the general way through the rule.
    """
    rule: Any = RULES[function]
    by_left, by_right = rule.partials

    def operator(self: Any, other: Any) -> Any:
        a = self.value
        kind = type(other)
        if kind is type(self) and other.tag is self.tag:
            b = other.value
            if type(a) is _float64 is type(b) or (a.shape == b.shape and a.dtype is b.dtype):
                return self.tag.both(rule, self, other, a, b)
            return self.tag.evaluate(rule, [self, other], {})
        if kind is float or kind is int or (kind is _float64 is type(a)):
            return self.tag.one(rule, by_left, self, a, other)
        if kind is _ndarray and other.dtype is a.dtype:
            if a.shape == other.shape:
                return self.tag.one(rule, by_left, self, a, other)
            return self.tag.evaluate(rule, [self, other], {})
        return rule.apply((self, other), {})

    def reflected(self: Any, other: Any) -> Any:
        b = self.value
        kind = type(other)
        if kind is float or kind is int or (kind is _float64 is type(b)):
            return self.tag.one(rule, by_right, self, other, b)
        if kind is _ndarray and other.dtype is b.dtype:
            if b.shape == other.shape:
                return self.tag.one(rule, by_right, self, other, b)
            return self.tag.evaluate(rule, [other, self], {})
        return rule.apply((other, self), {})

    return operator, reflected


def _unary(function: Any) -> Callable[[Any], Any]:
    """Return the method of a unary ufunc: ``-x``, and ``x.sin()``, which NumPy calls on the elements of object
    arrays."""
    rule: Any = RULES[function]
    (partial,) = rule.partials

    def method(self: Any) -> Any:
        return self.tag.one(rule, partial, self, self.value)

    return method


def _matmul() -> tuple[Callable[[Any, Any], Any], Callable[[Any, Any], Any]]:
    """Return ``@``, which finds its level without the search that `ad.core.youngest` makes."""
    rule: Any = RULES[np.matmul]

    def operator(self: Any, other: Any) -> Any:
        if (type(other) is type(self) and other.tag is self.tag) or (
            type(other) is _ndarray and other.dtype is self.dtype
        ):
            return self.tag.evaluate(rule, [self, other], {})
        return rule.apply((self, other), {})

    def reflected(self: Any, other: Any) -> Any:
        if type(other) is _ndarray and other.dtype is self.dtype:
            return self.tag.evaluate(rule, [other, self], {})
        return rule.apply((other, self), {})

    return operator, reflected


_UNARY = {function: _unary(function) for function, rule in RULES.items() if arity(rule) == 1}
_OPERATORS = {function: _binary(function) for function, rule in RULES.items() if arity(rule) == 2}
_OPERATORS[np.matmul] = _matmul()


def _power(self: Any, other: Any) -> Any:
    """Return ``self ** other``; a square by the cheaper rule."""
    if type(other) is int and other == 2:
        return _UNARY[np.square](self)
    return _OPERATORS[np.power][0](self, other)


def _array_ufunc(self: Any, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """Answer NEP 13: a call, a reduction, an accumulation or an outer product of a ufunc."""
    if method == "__call__":
        if not kwargs:
            if ufunc in _UNARY:
                return _UNARY[ufunc](self)
            if ufunc in _OPERATORS:
                operator, reflected = _OPERATORS[ufunc]
                left, right = inputs
                return operator(left, right) if isinstance(left, Traced) else reflected(right, left)
        return apply(ufunc, *inputs, **kwargs)
    if (ufunc, method) in _UFUNC_METHODS:
        if len(inputs) == 1:
            kwargs.setdefault("axis", 0)  # a ufunc reduces its first axis
        return apply(_UFUNC_METHODS[ufunc, method], *inputs, **kwargs)
    if method == "outer" and not kwargs:
        x, y = inputs
        x, y = array(x), array(y)
        return ufunc(np.reshape(x, x.shape + (1,) * y.ndim), y)
    raise UnsupportedError(
        f"{name_of(ufunc)}.{method} has no derivative rule. Write it with a function that has one, such as np.sum for "
        "np.add.reduce, or with indexing."
    )


_UFUNC_METHODS: dict[tuple[Any, str], Callable[..., Any]] = {
    (np.add, "reduce"): np.sum,
    (np.multiply, "reduce"): np.prod,
    (np.maximum, "reduce"): np.max,
    (np.minimum, "reduce"): np.min,
    (np.logical_and, "reduce"): np.all,
    (np.logical_or, "reduce"): np.any,
    (np.add, "accumulate"): np.cumsum,
    (np.multiply, "accumulate"): np.cumprod,
}


def _array_function(self: Any, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    """Answer NEP 18: any other function of NumPy."""
    return apply(function, *args, **kwargs)


def _array(self: Any, dtype: Any = None, copy: bool | None = None) -> Any:
    """Answer ``np.asarray(x)``, which does not dispatch: an object array of traced scalars."""
    if dtype is not None and np.dtype(dtype).kind != "O":
        raise ConversionError(
            f"A traced value would become a plain {np.dtype(dtype)} array and lose its derivative. Leave out the "
            "dtype, or call ad.stop_gradient(x) first if that is meant."
        )
    result = np.empty(self.shape, dtype=object)
    for index in np.ndindex(self.shape):
        result[index] = self[index] if index else self
    return result


def _refuse(conversion: str, instead: str) -> Callable[[Any], Any]:
    def method(self: Any) -> Any:
        raise ConversionError(f"{conversion} of a traced value would lose its derivative. {instead}")

    return method


_NUMPY_INSTEAD = (
    "Use NumPy's function of that name in place of math's (np.sin, not math.sin), keep the value as it is, or call "
    "ad.stop_gradient(x) first if a plain number is meant."
)


def _method(function: Any) -> Callable[..., Any]:
    """Return the method that stands for a function of NumPy: ``x.sum(axis=0)`` for ``np.sum(x, axis=0)``."""

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return apply(function, self, *args, **kwargs)

    method.__doc__ = f"See {name_of(function)}."
    return method


def _reflected(function: Any) -> Callable[[Any, Any], Any]:
    return lambda self, other: apply(function, other, self)


def _several(function: Any) -> Callable[..., Any]:
    """Return a method that takes its shape or axes as one tuple or as several numbers: ``x.reshape(2, 3)``."""

    def method(self: Any, *numbers: Any, **kwargs: Any) -> Any:
        if not numbers:
            return apply(function, self, **kwargs)
        return apply(function, self, numbers[0] if len(numbers) == 1 else numbers, **kwargs)

    method.__doc__ = f"See {name_of(function)}."
    return method


def _getitem(self: Any, key: Any) -> Any:
    return self.tag.select(self, key)


def _setitem(self: Any, key: Any, value: Any) -> None:
    raise UnsupportedError(
        "Assigning to elements of a traced array (y[i] = v) has no derivative rule. Build the array from its parts "
        "instead: np.stack, np.concatenate, np.where, or np.array([...])."
    )


def _len(self: Any) -> int:
    if self.ndim == 0:
        raise TypeError("len() of unsized object")
    return int(self.shape[0])


def _iter(self: Any) -> Iterator[Any]:
    return (self[index] for index in range(_len(self)))


def _item(self: Any, *index: Any) -> Any:
    """Return one element, still traced: the only one, or that at a flat position or at a tuple of them."""
    if not index:
        return np.reshape(self, (1,))[0]
    key = index[0] if len(index) == 1 else index
    return self[key] if isinstance(key, tuple) else np.ravel(self)[key]


def _tolist(self: Any) -> Any:
    return [element.tolist() for element in self] if self.ndim else self


def _shape_of_primal(name: str) -> property:
    return property(lambda self: getattr(self.value, name), doc=f"The {name} of the primal.")


def _attributes() -> dict[str, Any]:
    """Return what the class of traced values is given: NumPy's protocols, Python's operators, ndarray's methods."""
    # fmt: off
    arithmetic = {
        "add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.divide, "pow": np.power,
        "mod": np.remainder, "matmul": np.matmul,
    }
    other_arithmetic = {"floordiv": np.floor_divide, "divmod": np.divmod}
    comparisons = {
        "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal,
        "eq": np.equal, "ne": np.not_equal,
    }
    methods = {
        name: getattr(np, name)
        for name in (
            "all", "any", "argmax", "argmin", "argsort", "clip", "copy", "cumprod", "cumsum", "diagonal", "dot",
            "max", "mean", "min", "nonzero", "prod", "ravel", "repeat", "round", "searchsorted", "squeeze", "std",
            "sum", "swapaxes", "take", "trace", "var",
        )
    }
    # fmt: on
    table: dict[str, Any] = {
        "__array_ufunc__": _array_ufunc,
        "__array_function__": _array_function,
        "__array__": _array,
        "__getitem__": _getitem,
        "__setitem__": _setitem,
        "__len__": _len,
        "__iter__": _iter,
        "__contains__": lambda self, x: primal(x) in primal(self),
        "__bool__": lambda self: bool(primal(self)),
        "__repr__": lambda self: f"{type(self).__name__}({self.value!r})",
        "__hash__": None,
        "__abs__": _unary(np.absolute),
        "__neg__": _unary(np.negative),
        "__pos__": _unary(np.positive),
        "__float__": _refuse("float(x)", _NUMPY_INSTEAD),
        "__int__": _refuse("int(x)", _NUMPY_INSTEAD),
        "__index__": _refuse("the use as an index", _NUMPY_INSTEAD),
        "__complex__": _refuse("complex(x)", _NUMPY_INSTEAD),
        "__round__": lambda self, digits=0: np.round(primal(self), digits),
        "item": _item,
        "tolist": _tolist,
        "astype": lambda self, dtype, **options: astype(self, dtype),
        "flatten": _method(np.ravel),
        "conj": _method(np.conjugate),
        "conjugate": _method(np.conjugate),
        "reshape": _several(np.reshape),
        "transpose": _several(np.transpose),
        "T": property(np.transpose, doc="The transpose."),
        "mT": property(lambda self: np.swapaxes(self, -1, -2), doc="The transpose of the last two axes."),
        "real": property(np.real, doc="The real part."),
        "imag": property(np.imag, doc="The imaginary part."),
        "flat": property(lambda self: iter(np.ravel(self)), doc="An iterator over the elements."),
    }
    table |= {name: _shape_of_primal(name) for name in ("shape", "ndim", "size", "dtype", "itemsize", "nbytes")}
    table |= {function.__name__: method for function, method in _UNARY.items()}
    table |= {name: _method(function) for name, function in methods.items()}
    for name, function in arithmetic.items():
        table[f"__{name}__"], table[f"__r{name}__"] = _OPERATORS[function]
    table["__pow__"] = _power
    for name, function in other_arithmetic.items():
        table[f"__{name}__"], table[f"__r{name}__"] = _method(function), _reflected(function)
    return table | {f"__{name}__": _method(function) for name, function in comparisons.items()}


for _name, _attribute in _attributes().items():
    setattr(Traced, _name, _attribute)

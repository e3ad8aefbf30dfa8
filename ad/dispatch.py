"""How NumPy and Python reach the rule table.

User code is plain ``import numpy as np``. Three roads lead from it to a rule:

- Python's operators and indexing on a traced value are functions made from the rule, by each mode for its own values:
  the fast path, in `ad.pushing` and `ad.recording`, which `install` puts in place;
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
from operator import attrgetter
from typing import Any

import numpy as np

import ad.rules  # noqa: F401  (fills the table that the operators below are bound to)
from ad.assignment import overwrite, remember, set_item
from ad.core import RULES, Traced, apply, name_of, primal, rule_of
from ad.errors import ConversionError, UnsupportedError
from ad.operands import array
from ad.rule import Linear, arity
from ad.rules.complexes import absolute
from ad.rules.indexing import frozen, getitem, is_basic, scatter
from ad.rules.methods import METHODS
from ad.rules.shaping import astype

__all__ = ["install", "take"]

_float64 = np.float64
_ndarray = np.ndarray


def install(
    traced: type,
    unary: Callable[[Any], Any],
    binary: Callable[..., tuple[Any, Any]],
    power: Callable[[Any, Any], Any],
    linear: Callable[[Any], Any],
    product: Callable[[Any], tuple[Any, Any]],
    select: Callable[[Any, Any], Any],
) -> None:
    """Give the traced values of a mode its own ways through the most common calls, the fast path.

    Parameters
    ----------
    traced : type
        The class of the values.
    unary, binary : callable
        From an elementwise rule to the method, or to the operator and its reflection, that evaluate the call. That of a
        product takes the method of squares, too: ``x * x`` has one factor to multiply a tangent or cotangent by.
    power : callable
        From the operator of ``x ** y``, which does not know squares, and the rule of these, to one that does.
    linear : callable
        From a linear rule to the method that evaluates the call.
    product : callable
        From the rule of a product to the operator and its reflection.
    select : callable
        ``select(x, key)`` evaluates ``x[key]``, by `take` if in no better way.
    """
    methods = {function: unary(rule) for function, rule in RULES.items() if arity(rule) == 1}
    linears = {function: linear(rule) for function, rule in RULES.items() if isinstance(rule, Linear)}
    methods[np.absolute] = _absolute(methods[np.absolute])
    operators = {function: binary(rule) for function, rule in RULES.items() if arity(rule) == 2}
    operators[np.multiply] = binary(RULES[np.multiply], methods[np.square])
    operators[np.matmul] = product(RULES[np.matmul])
    # An array of objects, as np.array([...]) makes it, asks its elements: x.sin(), x.arctan2(y).
    table: dict[str, Any] = {function.__name__: method for function, method in methods.items()}
    table |= {function.__name__: operator for function, (operator, _) in operators.items()}
    for name, function in _ARITHMETIC.items():
        table[f"__{name}__"], table[f"__r{name}__"] = operators[function]
    table |= {f"__i{name}__": _in_place(table[f"__{name}__"]) for name in _ARITHMETIC}
    table["__neg__"], table["__pos__"] = methods[np.negative], methods[np.positive]
    table["__abs__"] = methods[np.absolute]
    table["__pow__"] = power(operators[np.power][0], RULES[np.square])
    table["__getitem__"] = select
    for name, attribute in {"methods": methods, "operators": operators, "linears": linears, **table}.items():
        setattr(traced, name, attribute)


# fmt: off
_ARITHMETIC = {
    "add": np.add, "sub": np.subtract, "mul": np.multiply, "truediv": np.divide, "pow": np.power,
    "mod": np.remainder, "matmul": np.matmul,
}
# fmt: on


def _absolute(of_real: Any) -> Callable[[Any], Any]:
    """Return the method of ``abs(x)``: for complex numbers the distance from 0."""

    def method(self: Any) -> Any:
        return absolute(self) if self.dtype.kind == "c" else of_real(self)

    return method


def _array_ufunc(self: Any, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """Answer NEP 13: a call, a reduction, an accumulation or an outer product of a ufunc."""
    if method == "__call__" and not kwargs:
        if ufunc in self.methods:
            return self.methods[ufunc](self)
        if ufunc in self.operators:
            left, right = inputs
            if isinstance(left, Traced):
                return left.operators[ufunc][0](left, right)
            return self.operators[ufunc][1](self, left)
        return apply(ufunc, *inputs)
    if "out" in kwargs or "where" in kwargs:
        return _into(kwargs.pop("out", (None,)), kwargs.pop("where", True), ufunc, method, *inputs, **kwargs)
    if method == "__call__":
        return apply(ufunc, *inputs, **kwargs)
    if (ufunc, method) in METHODS:
        if len(inputs) == 1:
            kwargs.setdefault("axis", 0)  # a ufunc reduces its first axis
        return _array_function(self, METHODS[ufunc, method], (), inputs, kwargs)
    if method == "at" and ufunc in (np.add, np.subtract):
        if isinstance(inputs[0], Traced):
            return _add_at(ufunc, *inputs)
        raise UnsupportedError(
            f"{name_of(ufunc)}.at cannot add traced values to a plain array, which cannot hold their derivative. Make "
            "it with np.zeros_like(x) or np.zeros(shape, like=x)."
        )
    if method == "outer" and not kwargs:
        x, y = inputs
        x, y = array(x), array(y)
        return ufunc(np.reshape(x, x.shape + (1,) * y.ndim), y)
    raise UnsupportedError(
        f"{name_of(ufunc)}.{method} has no derivative rule. Write it with a function that has one, such as np.sum for "
        "np.add.reduce, or with indexing."
    )


def _add_at(ufunc: Any, target: Any, key: Any, value: Any) -> None:
    """Add to the elements `key` of a traced array, or subtract, as often as each is named."""
    selection = np.broadcast_to(False, target.shape)[key]
    part = np.broadcast_to(array(value), selection.shape)
    overwrite(target, ufunc(target, scatter(part, frozen(key), target.shape)))


def _into(out: tuple[Any, ...], where: Any, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
    """Evaluate a ufunc and write the answer into the traced array `out`, where the mask `where` holds."""
    if len(out) != 1 or not isinstance(out[0], Traced):
        raise UnsupportedError(
            f"{name_of(ufunc)} cannot write a traced answer to a plain array, which cannot hold its derivative (y += x "
            "does that, too), nor leave elements undefined (where= without out=). Use the value that it returns "
            "(y = y + x), np.where(mask, a, b), or an array made with np.zeros_like(x)."
        )
    (target,) = out
    answer = getattr(ufunc, method)(*inputs, **kwargs)
    set_item(target, ..., answer if where is True else np.where(where, answer, target))
    return target


def _array_function(self: Any, function: Any, types: Any, args: Any, kwargs: Any) -> Any:
    """Answer NEP 18: any other function of NumPy."""
    if function in self.linears and args and args[0] is self:
        z = self.linears[function](*args, **kwargs)
    else:
        z = rule_of(function).apply(args, kwargs)
    after = _AFTER.get(function)
    return z if after is None else after(self, z)


def _buffer(like: Any, z: Any) -> Any:
    """Return an array that was made like a traced one as a value of its level, so that it can be assigned to."""
    return like.tag.lift(z)


def _view(array: Any, z: Any) -> Any:
    """Note that the answer is a view, where NumPy can make one: another array on the same memory."""
    if isinstance(z, Traced) and z is not array:
        remember(array, z, None)
    return z


_AFTER: dict[Any, Callable[[Any, Any], Any]] = {
    **dict.fromkeys((np.zeros_like, np.ones_like, np.empty_like, np.zeros, np.ones, np.empty), _buffer),
    **dict.fromkeys((np.reshape, np.ravel, np.transpose, np.swapaxes, np.moveaxis, np.squeeze, np.expand_dims), _view),
    **dict.fromkeys((np.broadcast_to, np.flip, np.diagonal), _view),
}


def _array(self: Any, dtype: Any = None, copy: bool | None = None) -> Any:
    """Answer ``np.asarray(x)``, which does not dispatch: an object array of traced scalars."""
    if dtype is not None and np.dtype(dtype).kind != "O":
        raise ConversionError(
            f"A traced value would become a plain {np.dtype(dtype)} array and lose its derivative. Leave out the "
            "dtype, make an array of several values with np.stack([...]), or call ad.stop_gradient(x) first if that is "
            "meant."
        )
    if self.dtype.kind == "c":
        raise ConversionError(
            "np.array([...]) and np.asarray(x) of traced complex values would make an array of objects, whose .real "
            "and .imag NumPy answers without asking them. Use np.stack([...]), or leave out np.asarray."
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
        return _array_function(self, function, (), (self, *args), kwargs)

    method.__doc__ = f"See {name_of(function)}."
    return method


def _reflected(function: Any) -> Callable[[Any, Any], Any]:
    return lambda self, other: apply(function, other, self)


def _several(function: Any) -> Callable[..., Any]:
    """Return a method that takes its shape or axes as one tuple or as several numbers: ``x.reshape(2, 3)``."""

    def method(self: Any, *numbers: Any, **kwargs: Any) -> Any:
        options = () if not numbers else numbers if len(numbers) == 1 else (numbers,)
        return _array_function(self, function, (), (self, *options), kwargs)

    method.__doc__ = f"See {name_of(function)}."
    return method


def take(x: Any, key: Any) -> Any:
    """Evaluate ``x[key]``, and note whether it is a view."""
    part = getitem(x, key) if isinstance(key, Traced) else x.tag.evaluate(RULES[getitem], [x, key], {})
    if part.ndim and is_basic(key):
        remember(x, part, key)
    return part


def _in_place(operator: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    """Return the operator that writes its answer to the array on its left; a number is bound to it instead."""

    def method(self: Any, other: Any) -> Any:
        new = operator(self, other)
        if self.ndim == 0:
            return new
        if new.shape != self.shape:
            raise ValueError(
                f"an array of shape {self.shape} cannot hold an answer of shape {new.shape}: write y = y + x"
            )
        overwrite(self, new if new.dtype == self.dtype else astype(new, self.dtype))
        return self

    return method


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
    return property(attrgetter(f"value.{name}"), doc=f"The {name} of the primal.")


def _attributes() -> dict[str, Any]:
    """Return what the class of traced values is given: NumPy's protocols, Python's operators, ndarray's methods."""
    # fmt: off
    other_arithmetic = {"floordiv": np.floor_divide, "divmod": np.divmod}
    comparisons = {
        "lt": np.less, "le": np.less_equal, "gt": np.greater, "ge": np.greater_equal,
        "eq": np.equal, "ne": np.not_equal,
    }
    methods = {
        name: getattr(np, name)
        for name in (
            "all", "any", "argmax", "argmin", "argpartition", "argsort", "clip", "copy", "cumprod", "cumsum",
            "diagonal", "dot", "max", "mean", "min", "nonzero", "prod", "ravel", "repeat", "round", "searchsorted",
            "squeeze", "std", "sum", "swapaxes", "take", "trace", "var",
        )
    }
    # fmt: on
    table: dict[str, Any] = {
        "__array_ufunc__": _array_ufunc,
        "__array_function__": _array_function,
        "__array__": _array,
        "__setitem__": set_item,
        "__len__": _len,
        "__iter__": _iter,
        "__contains__": lambda self, x: primal(x) in primal(self),
        "__bool__": lambda self: bool(primal(self)),
        "__repr__": lambda self: f"{type(self).__name__}({self.value!r})",
        "__hash__": None,
        "__float__": _refuse("float(x)", _NUMPY_INSTEAD),
        "__int__": _refuse("int(x)", _NUMPY_INSTEAD),
        "__index__": _refuse("the use as an index", _NUMPY_INSTEAD),
        "__complex__": _refuse("complex(x)", _NUMPY_INSTEAD),
        "__round__": lambda self, digits=0: np.round(primal(self), digits),
        "item": _item,
        "tolist": _tolist,
        "fill": lambda self, value: set_item(self, ..., value),
        "astype": lambda self, dtype, **options: astype(self, dtype),
        "flatten": lambda self, order="C": np.copy(np.ravel(self, order=order)),
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
    table |= {name: _method(function) for name, function in methods.items()}
    for name, function in other_arithmetic.items():
        table[f"__{name}__"], table[f"__r{name}__"] = _method(function), _reflected(function)
    return table | {f"__{name}__": _method(function) for name, function in comparisons.items()}


for _name, _attribute in _attributes().items():
    setattr(Traced, _name, _attribute)

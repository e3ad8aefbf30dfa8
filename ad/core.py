"""Traced values, the tags that tell their levels apart, and `apply`, the one door to the rule table.

Differentiating a NumPy program means evaluating it on values that know how they were made. `Traced` is the base of
such values: a primal value and a tag. The tag stands for one call of a transform (one `jvp`, one `vjp`), and tags are
numbered in the order in which they were drawn, so that of two nested transforms the inner one has the larger number.

A call is handled by the youngest tag among its arguments. It unwraps its own values and evaluates the same function on
what is inside, where the next older tag takes over, until only plain numbers are left. So derivatives nest to any
order, and no stack of active transforms has to be kept: there is nothing to leak when an exception passes and nothing
that threads share but a counter.

This file knows no NumPy function by name. What a call does to tangents and cotangents is a rule (`ad.rule`); how NumPy
and Python's operators find their way to `apply` is `ad.dispatch`.
"""

from __future__ import annotations

import functools
import importlib
import itertools
import sys
from collections.abc import Callable, Iterable
from typing import Any, Protocol

from ad.errors import EscapedError, UnsupportedError

__all__ = [
    "OPTIONAL",
    "RULES",
    "Tag",
    "Traced",
    "apply",
    "evaluate",
    "name_of",
    "primal",
    "primitive",
    "rule_of",
    "youngest",
]

_numbers = itertools.count()


class Tag:
    """One call of a transform: the level that its traced values belong to.

    A tag is open while the differentiated function runs. A value that turns up after that has escaped. While it is
    `quick`, common calls may pass by `evaluate` on the fast path of their mode.
    """

    __slots__ = ("number", "open", "quick")

    def __init__(self) -> None:
        self.number = next(_numbers)
        self.open = self.quick = True

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Note that the function has returned."""
        self.open = self.quick = False

    def evaluate(self, rule: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """Evaluate the call on the primals of this level, and push its tangent forward or record it."""
        raise NotImplementedError

    def lift(self, value: Any) -> Any:
        """Return a constant as a value of this level: a buffer that traced values can be assigned into."""
        raise NotImplementedError

    def check_open(self, function: Callable[..., Any]) -> None:
        """Raise `EscapedError` if the transform that this tag stands for has returned."""
        if not self.open:
            raise EscapedError(
                f"{name_of(function)} met a traced value whose derivative has already been taken: a differentiated "
                "function stored it (in a global, an attribute, a list, a generator) and it was used after the "
                "transform returned. Return the value from the function instead, with has_aux=True if it is not "
                "to be differentiated, or store ad.stop_gradient(value)."
            )


class Traced:
    """A value on its way through a differentiated function: a primal, and the tag it belongs to.

    `ad.dispatch` gives this class NumPy's operators, methods and protocols. A `Dual` has a tangent, a `Variable` the
    index of a record; both slots stand here, so that an item assignment can turn the one into the other. `base` and
    `lease` are set where a part of an array was taken, and inputs have a lease of None: see `ad.assignment`.
    """

    __slots__ = ("base", "index", "lease", "tag", "tangent", "value")
    value: Any
    tag: Any
    tangent: Any
    index: int
    lease: Any
    dtype: Any  # by `ad.dispatch`, as all that arrays have
    methods: Any  # a ufunc of one argument -> the fast path of this class through it
    operators: Any  # likewise of two arguments
    linears: Any  # a linear function of NumPy -> the fast path of this class through it

    def add_to(self, buffer: Any, key: Any, shape: tuple[int, ...]) -> Any:
        """Add this value in place at ``buffer[key]`` and return the buffer; None if it cannot be added in place."""
        return None


class _Rule(Protocol):
    def apply(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any: ...


RULES: dict[Callable[..., Any], _Rule] = {}
"""The rule table: NumPy's function object itself -> its rule. `ad.rules` fills it."""


OPTIONAL: dict[str, str] = {}
"""Libraries that `ad` does without -> the module of rules for their functions, imported when one of them turns up."""


def apply(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Evaluate `function` by its rule; raise `UnsupportedError` if it has none."""
    return rule_of(function).apply(args, kwargs)


def evaluate(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Evaluate a `primitive` by its rule, like `apply` but on arguments that are traced, arrays or numbers already."""
    tag = youngest(args)
    return function(*args, **kwargs) if tag is None else tag.evaluate(RULES[function], list(args), kwargs)


def rule_of(function: Callable[..., Any]) -> _Rule:
    """Return the rule of a function; raise `UnsupportedError` if it has none."""
    return RULES.get(function) or _optional_rule(function)


def _optional_rule(function: Callable[..., Any]) -> _Rule:
    """Return the rule of a function of an optional library that the program has imported."""
    for library, rules in OPTIONAL.items():
        if library in sys.modules:
            importlib.import_module(rules)
    if function not in RULES:
        raise UnsupportedError(
            f"{name_of(function)} has no derivative rule. Write it with functions that have one, or hold its argument "
            "constant with ad.stop_gradient(x) if its derivative is not wanted, or give it a rule with ad.defrule."
        )
    return RULES[function]


def youngest(args: Iterable[Any]) -> Any:
    """Return the largest tag among `args`, or None if none of them is traced."""
    tag = None
    for arg in args:
        if isinstance(arg, Traced) and (tag is None or arg.tag.number > tag.number):
            tag = arg.tag
    return tag


def primal(x: Any) -> Any:
    """Return the plain value of `x`, below all levels of tracing."""
    while isinstance(x, Traced):
        x = x.value
    return x


def primitive(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let a function of one's own find its rule when an argument is traced, as NumPy's functions do."""

    @functools.wraps(function)
    def dispatching(*args: Any, **kwargs: Any) -> Any:
        for arg in args:
            if isinstance(arg, Traced):
                if dispatching in arg.linears and arg is args[0]:
                    return arg.linears[dispatching](*args, **kwargs)
                return rule_of(dispatching).apply(args, kwargs)
        return function(*args, **kwargs)

    return dispatching


def name_of(function: Callable[..., Any]) -> str:
    """Return the name under which a user knows `function`: numpy.linalg.solve, numpy.tanh, ..."""
    name = getattr(function, "__name__", repr(function))
    module = getattr(function, "__module__", None)
    if module is None or module.startswith(tuple(OPTIONAL)):  # ufuncs do not say where they are from, SciPy too exactly
        homes = ("numpy", *OPTIONAL)
        module = next((home for home in homes if getattr(sys.modules.get(home), name, None) is function), None)
    return f"{module}.{name}" if module and module.startswith(("numpy", "scipy")) else str(name)

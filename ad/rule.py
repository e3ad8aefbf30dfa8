"""Rules: what a call does to tangents and cotangents, written once for both modes.

A rule linearises one call ``z = f(x, ...)`` at the point where it is evaluated. Two readers use it:

- forward mode asks it to *push* the tangents of the arguments to a tangent of the answer;
- reverse mode asks it what to *keep* for later, and to *pull* a cotangent of the answer back to the arguments.

Most functions of NumPy belong to one of six families, and their rules are one line of a table (`ad.rules`):

=============  =========================================================  ===================================
constructor    the call                                                   what is written down
=============  =========================================================  ===================================
elementwise    each element of z depends on that element of x (and y)     one partial derivative an argument
linear         z is linear in x: sums, shapes, selections                 the call on a tangent; its transpose
multilinear    z is linear in each of several arrays: products            the same, an argument
general        anything else                                              a push and a pull, an argument
composite      a chain of other NumPy calls                               that chain
constant       derivative zero by structure: floor, argmax, comparisons   nothing
=============  =========================================================  ===================================

The functions of a rule are NumPy code on values that may be traced themselves: that is what makes derivatives nest.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from ad.core import RULES, Traced, name_of, youngest
from ad.cotangents import MINUS_ONE, ONE, Form, is_number
from ad.directions import Like, align, broadcast, cast, fold, lead
from ad.errors import UnsupportedError
from ad.fastest import fastest
from ad.operands import array, operand, primals

__all__ = [
    "MINUS_ONE",
    "ONE",
    "Rule",
    "arity",
    "composite",
    "constant",
    "contributions",
    "elementwise",
    "general",
    "joint",
    "linear",
    "multilinear",
]

_float64 = np.float64
_ndarray = np.ndarray

Function = Callable[..., Any]
Partial = Function | float


class Rule:
    """The rule of one function; the families below fill in `push`, `keep` and `pull`.

    Attributes
    ----------
    function : callable
        The NumPy function itself, the key of the table.
    call : callable
        The fastest way to evaluate it: a Python operator where there is one.
    arrays : number
        How many of the arguments, from the first on, are arrays to differentiate by; the others are options.
    pushes : bool
        Whether there is a `push` at all; without one there is no forward mode.
    forms : bool
        Whether `push` takes tangents that are not written out (`ad.cotangents`).
    chains : mapping of str to callable
        Options with which the call is a chain of other calls, and that chain.
    """

    arrays: float = float("inf")
    pushes = True
    forms = False
    chains: Mapping[str, Function] = {}

    def __init__(self, function: Function, options: Function | None = None) -> None:
        self.function = function
        self.call = fastest(function)
        self.name = name_of(function)
        self._options = None if options is None else _options(options)

    def __repr__(self) -> str:
        return f"<rule of {self.name}>"

    def apply(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """Evaluate the call on traced arguments, at the level of the youngest of them."""
        if kwargs:
            for option in kwargs.keys() & self.chains.keys():
                return self.chains[option](*args, **kwargs)
            args, kwargs = self.check_options(args, kwargs)
        if len(args) == 1 and isinstance(args[0], Traced):
            return args[0].tag.evaluate(self, [args[0]], kwargs)
        values, tag = self.operands(args)
        if tag is None:  # an object array of plain numbers was all there was
            return self.function(*values, **kwargs)
        return tag.evaluate(self, values, kwargs)

    def operands(self, args: tuple[Any, ...]) -> tuple[list[Any], Any]:
        """Return the arguments, each array as `array` or `operand` makes it, and the youngest tag among them."""
        values, tag = list(args), None
        for i, arg in enumerate(values):
            if not isinstance(arg, Traced):
                if i >= self.arrays:
                    continue
                arg = values[i] = self.convert(arg)
                if not isinstance(arg, Traced):
                    continue
            if i >= self.arrays:
                raise UnsupportedError(
                    f"{self.name} has a derivative rule for its first {self.arrays} arguments only, and a later one is "
                    "traced. Hold it constant with ad.stop_gradient(x) if its derivative is not wanted."
                )
            if tag is None or arg.tag.number > tag.number:
                tag = arg.tag
        return values, tag

    def convert(self, x: Any) -> Any:
        """Return an argument that is not traced as an array."""
        return array(x)

    def check_options(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any]:
        """Refuse keyword arguments that the rule does not know; put traced ones where they are looked for."""
        if not args or youngest(kwargs.values()) is not None:
            args, kwargs = _by_position(self.function, args, kwargs)
        for key, value in kwargs.items():
            if key == "out" and value is None:
                return self.check_options(args, {name: option for name, option in kwargs.items() if name != "out"})
            if isinstance(value, Traced) or (self._options is not None and key not in self._options):
                raise UnsupportedError(_no_option(self.name, key))
        return args, kwargs

    def push(self, tangents: Sequence[Any], argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> Any:
        """Return the tangent of `z`, given those of the arguments `argnums`."""
        raise NotImplementedError

    def keep(self, argnums: Sequence[int], z: Any, args: list[Any], kwargs: Any) -> tuple[Any, Function | None]:
        """Return what the pullback will read, and the function that will read it.

        That function maps a cotangent of `z` and what was kept to the contributions to the arguments `argnums`, a list
        of them unless it is one (`contributions`). What was kept is a tuple that begins with `z` or its `Like`; with
        None where the cotangent need not be written out. The function is None where what was kept are partial
        derivatives and a contribution is the cotangent times the partial.
        """
        raise NotImplementedError


def contributions(given: Sequence[Any]) -> Any:
    """Return what a pullback gives to its arguments as a record wants it: of a single argument, without the list."""
    return given[0] if len(given) == 1 else given


def _no_option(name: str, key: str) -> str:
    instead = "Use the value that it returns instead." if key == "out" else f"Leave {key} out."
    return f"{name}(..., {key}=...) has no derivative rule for that option on traced values. {instead}"


class Elementwise(Rule):
    """``z = f(x, y, ...)`` element by element, given by ``dz/dx(z, x, y, ...), dz/dy(z, x, y, ...), ...``."""

    def __init__(self, function: Function, partials: tuple[Any, ...]) -> None:
        super().__init__(function, lambda *args: None)
        self.partials = partials

    def convert(self, x: Any) -> Any:
        return operand(x)

    def linearize(self, argnums: Sequence[int], z: Any, args: Sequence[Any]) -> list[Any]:
        """Return the partial derivatives by the arguments `argnums` at this point."""
        partials = [p if type(p := self.partials[i]) is float else p(z, *args) for i in argnums]
        return [p.full() if isinstance(p, Form) else p for p in partials]

    def push(self, tangents: Sequence[Any], argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> Any:
        t = None
        for i, tangent, partial in zip(argnums, tangents, self.linearize(argnums, z, args), strict=True):
            directions = lead(tangent, args[i])
            term = times(align(tangent, args[i], z.ndim), partial)
            t = term if t is None else t + term
        t = broadcast(t, directions + z.shape)
        return cast(t, z.dtype)

    def keep(self, argnums: Sequence[int], z: Any, args: list[Any], kwargs: Any) -> tuple[Any, Function | None]:
        partials = self.linearize(argnums, z, args)
        likes = [unlike(args[i], z) for i in argnums]
        return ((Like(z), partials, likes), pull_broadcast) if any(likes) else (partials, None)


def unlike(x: Any, z: Any) -> Like | None:
    """Return what has to be known of an argument that is repeated or cast to make the answer `z`; None if it is not."""
    return None if x.shape == z.shape and x.dtype is z.dtype else Like(x)


def pull_broadcast(ct: Any, kept: Any) -> Any:
    """Pull through an elementwise call, and undo what broadcasting did to its arguments."""
    z, partials, likes = kept
    ndim = len(z.shape)
    given = []
    for partial, x in zip(partials, likes):  # noqa: B905 (strict takes longer)
        if x is None:
            given.append(times(ct, partial))
        elif type(partial) is float:  # the smaller product comes last
            given.append(times(fold(ct, x, ndim), partial))
        else:
            given.append(fold(ct * partial, x, ndim))
    return contributions(given)


def times(t: Any, partial: Any) -> Any:
    """Return ``t * partial``, in the cheapest way where the partial is the constant 1 or -1."""
    return t if partial is ONE else -t if partial is MINUS_ONE else t * partial


def arity(rule: Any) -> int | None:
    """Return how many arguments an elementwise rule has; None for any other rule."""
    return len(rule.partials) if isinstance(rule, Elementwise) else None


class General(Rule):
    """Any function of arrays, given by ``push(t, z, x, ...)`` and ``pull(ct, z, x, ...)`` for each of them."""

    def __init__(self, function: Function, pushes: Sequence[Function], pulls: Sequence[Function]) -> None:
        super().__init__(function, pulls[0])
        self._pushes = pushes
        self._pulls = pulls
        self.arrays = len(pulls)

    def push(self, tangents: Sequence[Any], argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> Any:
        terms = [self._pushes[i](t, z, *args, **kwargs) for i, t in zip(argnums, tangents, strict=True)]
        return sum(terms[1:], terms[0])

    def keep(self, argnums: Sequence[int], z: Any, args: list[Any], kwargs: Any) -> tuple[Any, Function | None]:
        return (z, argnums, args, kwargs), self.pull

    def pull(self, ct: Any, kept: Any) -> Any:
        z, argnums, args, kwargs = kept
        given = []
        for i in argnums:
            part = self._pulls[i](ct, z, *args, **kwargs)
            dtype = args[i].dtype
            given.append(part if part.dtype is dtype else cast(part, dtype))
        return contributions(given)


class Linear(Rule):
    """A linear function of one array: a pull reads the shapes and types of the answer and of the array, no numbers."""

    arrays = 1

    def __init__(self, function: Function, push: Function, pull: Function, number: Function | None) -> None:
        super().__init__(function, pull)
        self._push = push
        self._pull = pull
        self._number = number

    def knows(self, options: tuple[Any, ...], kwargs: dict[str, Any]) -> bool:
        """Tell whether these are options that the rule declares, and nothing traced."""
        for option in options:
            if isinstance(option, Traced):
                return False
        for key in kwargs:
            if self._options is None or key not in self._options or isinstance(kwargs[key], Traced):
                return False
        return True

    def push(self, tangents: Sequence[Any], argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> Any:
        return self._push(tangents[0], z, *args, **kwargs)

    def keep(self, argnums: Sequence[int], z: Any, args: list[Any], kwargs: Any) -> tuple[Any, Function | None]:
        return self.kept(z, args[0], args[1:], kwargs), self.pull

    def kept(self, z: Any, x: Any, options: Sequence[Any], kwargs: Any) -> Any:
        """Return what `pull` will read."""
        like = z if type(z) is _float64 else Like(z)  # one number is as short
        return like if self._number is None else None, like, Like(x), options, kwargs

    def pull(self, ct: Any, kept: Any) -> Any:
        whole, z, x, options, kwargs = kept
        if whole is None and (type(ct) is not _ndarray or not ct.ndim):
            if is_number(ct):
                return self._number(ct, z, x, *options, **kwargs)  # type: ignore[misc]
            if isinstance(ct, Form):
                ct = ct.full()
        part = self._pull(ct, z, x, *options, **kwargs)
        return part if part.dtype is x.dtype else cast(part, x.dtype)


class Multilinear(General):
    """A function that is linear in each of its arrays: what a pull reads of the answer and of its own array is the
    shape."""

    def keep(self, argnums: Sequence[int], z: Any, args: list[Any], kwargs: Any) -> tuple[Any, Function | None]:
        if len(argnums) == 1:
            args[argnums[0]] = Like(args[argnums[0]])
        return (Like(z), argnums, args, kwargs), self.pull


class Joint(Rule):
    """A function of any number of arrays, linear in all of them together: concatenate, stack, where."""

    def __init__(self, function: Function, push: Function, pull: Function) -> None:
        super().__init__(function)
        self.push = push  # type: ignore[method-assign]
        self._pull = pull

    def convert(self, x: Any) -> Any:
        """Return an argument that is not traced; a number stays one, to take on the type of its partners."""
        return operand(x)

    def keep(self, argnums: Sequence[int], z: Any, args: list[Any], kwargs: Any) -> tuple[Any, Function | None]:
        chosen = set(argnums)
        likes = [Like(arg) if i in chosen else arg for i, arg in enumerate(args)]
        return (Like(z), argnums, likes, kwargs), self.pull

    def pull(self, ct: Any, kept: Any) -> Any:
        z, argnums, likes, kwargs = kept
        return contributions(self._pull(ct, argnums, z, likes, kwargs))


class Composite:
    """A function that is a chain of others: evaluate the chain."""

    def __init__(self, function: Function, definition: Function) -> None:
        self.name = name_of(function)
        self.definition = definition
        self._options = _options(definition)

    def apply(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if kwargs.get("out", self) is None:
            kwargs = {key: value for key, value in kwargs.items() if key != "out"}
        for key in kwargs:
            if self._options is not None and key not in self._options:
                raise UnsupportedError(_no_option(self.name, key))
        return self.definition(*args, **kwargs)


class Constant:
    """A function whose derivative is zero by structure: evaluate it on primals, and record nothing."""

    def __init__(self, function: Function) -> None:
        self.function = function

    def apply(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        return self.function(*map(primals, args), **{key: primals(value) for key, value in kwargs.items()})


def elementwise(functions: Function | tuple[Function, ...], *partials: Partial | int) -> None:
    """Declare a function by its partial derivatives, each a number or a function of ``z, x, y, ...``."""
    units: dict[float, float] = {1: ONE, -1: MINUS_ONE}
    table = tuple(units.get(p, float(p)) if isinstance(p, int | float) else p for p in partials)
    _register(functions, lambda function: Elementwise(function, table))


def linear(
    functions: Function | tuple[Function, ...], *, push: Function, pull: Function, number: Function | None = None
) -> None:
    """Declare a linear function of one array by ``push(t, z, x, *options)`` and its transpose ``pull(ct, z, x,
    *options)``.

    In the pull `z` and `x` are `Like`: nothing but their shape and type is kept. Where a cotangent with the same number
    everywhere is pulled back to one with the same number everywhere, as by a sum, ``number(ct, z, x, *options)`` says
    to which; both are then that one number, maybe a Python float, and no array is made of them.
    """
    _register(functions, lambda function: Linear(function, push, pull, number))


def multilinear(
    functions: Function | tuple[Function, ...], *, pushes: Sequence[Function], pulls: Sequence[Function]
) -> None:
    """Declare a product by ``push(t, z, x, y)`` and ``pull(ct, z, x, y)`` for each factor."""
    _register(functions, lambda function: Multilinear(function, pushes, pulls))


def general(
    functions: Function | tuple[Function, ...], *, pushes: Sequence[Function], pulls: Sequence[Function]
) -> None:
    """Declare a function of arrays by ``push(t, z, x, ...)`` and ``pull(ct, z, x, ...)`` for each of them."""
    _register(functions, lambda function: General(function, pushes, pulls))


def joint(functions: Function | tuple[Function, ...], *, push: Function, pull: Function) -> None:
    """Declare a function that is linear in any number of arrays together.

    ``push(tangents, argnums, z, args, kwargs)`` gives the tangent of `z`, ``pull(ct, argnums, z, args, kwargs)`` the
    list of cotangents of the arguments `argnums`; there `z` and these arguments are `Like`.
    """
    _register(functions, lambda function: Joint(function, push, pull))


def composite(functions: Function | tuple[Function, ...], definition: Function) -> None:
    """Declare a function through other NumPy calls; `definition` takes NumPy's own parameter names."""
    _register(functions, lambda function: Composite(function, definition))


def constant(*functions: Function) -> None:
    """Declare functions whose derivative is zero by structure."""
    _register(functions, Constant)


def _register(functions: Function | tuple[Function, ...], make: Function) -> None:
    for function in functions if isinstance(functions, tuple) else (functions,):
        RULES[function] = make(function)


def _options(function: Function) -> frozenset[str] | None:
    """Return the names of the parameters of `function`, or None if it takes any."""
    parameters = inspect.signature(function).parameters.values()
    if any(parameter.kind is parameter.VAR_KEYWORD for parameter in parameters):
        return None
    return frozenset(parameter.name for parameter in parameters)


def _by_position(function: Function, args: tuple[Any, ...], kwargs: dict[str, Any]) -> tuple[Any, Any]:
    """Move keyword arguments to the positions that `function` declares for them, as far as the row is unbroken."""
    args = list(args)  # type: ignore[assignment]
    kwargs = dict(kwargs)
    for name in list(inspect.signature(function).parameters)[len(args) :]:
        if name not in kwargs:
            break
        args.append(kwargs.pop(name))  # type: ignore[attr-defined]
    return tuple(args), kwargs

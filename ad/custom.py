"""Functions with rules of one's own: `defrule`, `custom_jvp`, `custom_vjp`, and `checkpoint`.

`defrule` writes a line into the rule table, for a function of arrays. `custom_jvp` and `custom_vjp` are JAX's
decorators, for a function of trees: one says how tangents are pushed, the other how cotangents are pulled.
`checkpoint` is a pullback that evaluates the function again instead of keeping its tape: memory for time.

The three decorators are rules like those of the table, made anew for each call because they hold what is particular to
it: the form of its arguments and results, and what a forward pass left for the backward pass.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ad import reverse, tree
from ad.arguments import output_leaves, zeros_like
from ad.core import RULES, Traced, name_of, primitive, youngest
from ad.directions import Like, cast, lead
from ad.errors import OutputShapeError, ShapeMismatchError, UnsupportedError
from ad.operands import absorb
from ad.rule import Rule, composite, contributions, elementwise, general
from ad.tape import Bundle, Tape

__all__ = ["checkpoint", "custom_jvp", "custom_vjp", "defrule"]

Function = Callable[..., Any]


def defrule(
    function: Function,
    *partials: Function | float,
    push: Function | Sequence[Function] | None = None,
    pull: Function | Sequence[Function] | None = None,
    definition: Function | None = None,
) -> Function:
    """Give a function of arrays a derivative rule, in the notation of the table, and return the function to call.

    Parameters
    ----------
    function : callable
        A NumPy ufunc or function without a rule, or a function of your own.
    *partials
        For a function that works element by element: ``dz/dx(z, x, y, ...), dz/dy(z, x, y, ...), ...``, numbers where
        they are constant.
    push, pull : callable, or one for each array argument
        For any other function of arrays: ``push(t, z, x, ...)`` gives the tangent of the answer `z`,
        ``pull(ct, z, x, ...)`` the cotangent of the argument. Directions may lead `t` and `ct` as one more axis.
    definition : callable
        For a chain of other NumPy calls: that chain.

    Returns
    -------
    callable
        `function` itself, if NumPy dispatches it, else a wrapper that finds the rule when an argument is traced.

    Raises
    ------
    ValueError
        If the function has a rule already, or if not exactly one kind of rule is given.

    Examples
    --------
    >>> import numpy as np
    >>> import ad
    >>> softplus = ad.defrule(lambda x: np.log1p(np.exp(x)), lambda z, x: 1 / (1 + np.exp(-x)))
    >>> print(ad.grad(softplus)(0.0))
    0.5
    """
    if (len(partials) > 0) + (push is not None or pull is not None) + (definition is not None) != 1:
        raise ValueError("give defrule either partial derivatives, or push and pull, or a definition")
    if function in RULES:
        raise ValueError(f"{name_of(function)} has a rule already")
    dispatched = function if _is_dispatched(function) else primitive(function)
    if definition is not None:
        composite(dispatched, definition)
    elif partials:
        elementwise(dispatched, *partials)
    elif push is None or pull is None:
        raise ValueError("give defrule push and pull both: one is for forward mode, the other for reverse mode")
    else:
        general(dispatched, pushes=_several(push), pulls=_several(pull))
    return dispatched


def _is_dispatched(function: Function) -> bool:
    """Tell whether NumPy itself calls us for this function: a ufunc, or one of its array functions."""
    return isinstance(function, np.ufunc) or hasattr(function, "_implementation")


def _several(functions: Function | Sequence[Function]) -> tuple[Function, ...]:
    return (functions,) if callable(functions) else tuple(functions)


class _Call(Rule):
    """The rule of one call of a decorated function: leaves of trees in, leaves of a tree out."""

    def __init__(self, decorated: _Decorated, args: Sequence[Any]) -> None:
        super().__init__(decorated.function)
        del self.call  # the method below, and not a bound method of its own: that would be a reference cycle
        self.decorated = decorated
        self.args = list(args)
        self.constants = [args[i] for i in decorated.nondiff_argnums]
        self.places = [i for i in range(len(args)) if i not in decorated.nondiff_argnums]
        leaves, self.structure = tree.flatten([args[i] for i in self.places])
        self.leaves = tuple(map(self.convert, leaves))
        self.answer: tree.Structure = None

    def convert(self, x: Any) -> Any:
        return absorb(x) if isinstance(x, np.ndarray) and x.dtype.kind == "O" else x

    def arguments(self, leaves: Sequence[Any]) -> list[Any]:
        """Return the arguments of the call with `leaves` in place of its own."""
        args = list(self.args)
        for i, value in zip(self.places, tree.unflatten(self.structure, leaves), strict=True):
            args[i] = value
        return args

    def evaluate(self, *args: Any) -> Any:
        """Evaluate the function."""
        return self.function(*args)

    def call(self, *leaves: Any) -> tuple[Any, ...]:
        """Evaluate the function on leaves, and return the leaves of its result."""
        out, self.answer = output_leaves(self.evaluate(*self.arguments(leaves)))
        return tuple(out)

    def push(self, tangents: Sequence[Any], argnums: Sequence[int], z: Any, args: Sequence[Any], kwargs: Any) -> Any:
        known = dict(zip(argnums, tangents, strict=True))
        directions = lead(tangents[0], args[argnums[0]])
        sweeps = [
            self.push_one([known[i][k] if i in known else _zero(x) for i, x in enumerate(args)], args, z)
            for k in (range(directions[0]) if directions else (...,))
        ]
        return tuple(np.stack(ts) if directions else ts[0] for ts in zip(*sweeps, strict=True))

    def push_one(self, ts: Sequence[Any], args: Sequence[Any], z: Sequence[Any]) -> Sequence[Any]:
        """Push a tangent of each argument leaf (None: it has no type to differentiate), return one of each output
        leaf."""
        raise NotImplementedError

    def keep(self, argnums: Sequence[int], z: Any, args: list[Any], kwargs: Any) -> tuple[Any, Function | None]:
        return (None, argnums, [Like(y) for y in z], args), self.pull

    def pull(self, ct: Bundle, kept: Any) -> Any:
        _, argnums, outputs, args = kept
        directions = next(lead(part, y) for part, y in zip(ct.parts, outputs, strict=True) if part is not None)
        zeros = (np.zeros(directions + y.shape, y.dtype)[()] for y in outputs)
        cts = [zero if part is None else part for part, zero in zip(ct.parts, zeros, strict=True)]
        return contributions(self.pull_all(cts, directions, argnums, args))

    def pull_all(
        self, cts: Sequence[Any], directions: tuple[int, ...], argnums: Sequence[int], args: Sequence[Any]
    ) -> Sequence[Any]:
        """Pull a cotangent of each output leaf, and return one of each of the argument leaves `argnums`."""
        raise NotImplementedError


def _zero(x: Any) -> Any:
    """Return the tangent of a constant; None for one that is not of a floating-point type."""
    x = x if isinstance(x, Traced) else np.asarray(x)
    return zeros_like(x) if x.dtype.kind in "fc" else None


def _leaves(what: str, out: Any, expected: Sequence[Any]) -> list[Any]:
    """Return the leaves of what a rule of the user's answered, in the shapes and types of `expected`."""
    leaves, _ = output_leaves(out)
    shapes = [leaf.shape for leaf in leaves]
    if shapes != [y.shape for y in expected]:
        raise ShapeMismatchError(f"{what} of shapes {[y.shape for y in expected]}, but answered {shapes}")
    return [cast(leaf, y.dtype) for leaf, y in zip(leaves, expected, strict=True)]


class _Decorated:
    """A function with a rule of its own."""

    rule: type[_Call]

    def __init__(self, function: Function, nondiff_argnums: Sequence[int] = ()) -> None:
        functools.update_wrapper(self, function)
        self.function = function
        self.nondiff_argnums = tuple(nondiff_argnums)

    def _no_rule(self, *args: Any) -> Any:
        raise UnsupportedError(
            f"{name_of(self.function)} is decorated with {type(self).__name__} but has been given no rule: see "
            f"ad.{type(self).__name__}."
        )

    jvp: Any = _no_rule
    forward: Any = _no_rule
    backward: Any = _no_rule

    def __call__(self, *args: Any) -> Any:
        call = self.rule(self, args)
        if youngest(call.leaves) is None:
            return self.function(*args)
        outputs = call.apply(call.leaves, {})
        return tree.unflatten(call.answer, outputs)


class _JvpCall(_Call):
    def push_one(self, ts: Sequence[Any], args: Sequence[Any], z: Sequence[Any]) -> Sequence[Any]:
        pushed: Sequence[Any] = self._pushforward(args, z)(*ts)
        return pushed

    def _pushforward(self, args: Sequence[Any], z: Sequence[Any]) -> Function:
        primals = [self.arguments(args)[i] for i in self.places]

        def push(*ts: Any) -> Sequence[Any]:
            pair = self.decorated.jvp(*self.constants, tuple(primals), tuple(tree.unflatten(self.structure, ts)))
            if not (isinstance(pair, tuple) and len(pair) == 2):
                raise OutputShapeError(f"the rule given to defjvp of {self.name} must return a pair (output, tangent)")
            return _leaves(f"the rule given to defjvp of {self.name} must answer a tangent", pair[1], z)

        return push

    def pull_all(
        self, cts: Sequence[Any], directions: tuple[int, ...], argnums: Sequence[int], args: Sequence[Any]
    ) -> Sequence[Any]:
        zeros = [_zero(x) for x in args]
        outputs = [Like(ct[0] if directions else ct) for ct in cts]
        push = self._pushforward(args, outputs)

        def linear(*ts: Any) -> Any:  # the pushforward is linear: its own pullback is its transpose
            return push(*(ts[argnums.index(i)] if i in argnums else zero for i, zero in enumerate(zeros)))

        return reverse.pull_back(linear, [zeros[i] for i in argnums], cts, directions)


class custom_jvp(_Decorated):
    """Decorate a function to say itself how its tangents are pushed forward; both modes use it.

    Parameters
    ----------
    fun : callable
        A function of arrays, or of trees of them, by position.
    nondiff_argnums : sequence of int
        Positions of arguments that are not differentiated; they come first in the rule.

    Notes
    -----
    ``@f.defjvp`` names the rule: it takes a tuple of primals and a tuple of tangents (zeros for constants) and returns
    the pair (output, tangent). It must be linear in the tangents: reverse mode records it and pulls back through the
    record. Batched directions are pushed one by one.

    Examples
    --------
    >>> import numpy as np
    >>> import ad
    >>> @ad.custom_jvp
    ... def log1pexp(x):
    ...     return np.logaddexp(0.0, x)
    >>> @log1pexp.defjvp
    ... def log1pexp_jvp(primals, tangents):
    ...     (x,), (t,) = primals, tangents
    ...     return log1pexp(x), t / (1 + np.exp(-x))
    >>> print(ad.grad(log1pexp)(0.0), ad.jvp(log1pexp, (0.0,), (1.0,))[1])
    0.5 0.5
    """

    rule = _JvpCall

    def defjvp(self, jvp: Function) -> Function:
        """Take `jvp` for the pushforward, and return it."""
        self.jvp = jvp
        return jvp


class _VjpCall(_Call):
    pushes = False  # a pullback says nothing of tangents

    def evaluate(self, *args: Any) -> Any:
        out, self.residuals = self.decorated.forward(*args)
        return out

    def push_one(self, ts: Sequence[Any], args: Sequence[Any], z: Sequence[Any]) -> Sequence[Any]:
        raise UnsupportedError(
            f"{self.name} is decorated with custom_vjp, which says nothing of forward mode. Use reverse mode, or "
            "decorate it with custom_jvp."
        )

    def pull_all(
        self, cts: Sequence[Any], directions: tuple[int, ...], argnums: Sequence[int], args: Sequence[Any]
    ) -> Sequence[Any]:
        sweeps = [
            self._pull_one([ct[k] for ct in cts], argnums, args)
            for k in (range(directions[0]) if directions else (...,))
        ]
        return [np.stack(given) if directions else given[0] for given in zip(*sweeps, strict=True)]

    def _pull_one(self, cts: Sequence[Any], argnums: Sequence[int], args: Sequence[Any]) -> list[Any]:
        given = self.decorated.backward(*self.constants, self.residuals, tree.unflatten(self.answer, cts))
        if not isinstance(given, tuple) or len(given) != len(self.places):
            raise OutputShapeError(
                f"the backward function given to defvjp of {self.name} must return a tuple with a cotangent (or None) "
                f"for each of its {len(self.places)} arguments"
            )
        parts = tree.unflatten(self.structure, args)
        filled = [tree.map_leaves(_zero, x) if ct is None else ct for x, ct in zip(parts, given, strict=True)]
        leaves = tree.flatten(filled)[0]
        what = f"the backward function given to defvjp of {self.name} must answer cotangents"
        return [_leaves(what, leaves[i], [args[i]])[0] for i in argnums]


class custom_vjp(_Decorated):
    """Decorate a function to say itself how its cotangents are pulled back.

    Parameters
    ----------
    fun : callable
        A function of arrays, or of trees of them, by position.
    nondiff_argnums : sequence of int
        Positions of arguments that are not differentiated; they come first in the backward function.

    Notes
    -----
    ``f.defvjp(forward, backward)`` names the rule: ``forward(*args)`` returns the output and whatever ``backward`` will
    need; ``backward(residuals, ct)`` returns a tuple with a cotangent for each argument, or None for zero. Batched
    directions are pulled one by one. Forward mode raises; forward over reverse works.

    Examples
    --------
    >>> import numpy as np
    >>> import ad
    >>> @ad.custom_vjp
    ... def clip_gradient(x):
    ...     return x
    >>> clip_gradient.defvjp(lambda x: (x, None), lambda residuals, ct: (np.clip(ct, -1.0, 1.0),))
    >>> print(ad.grad(lambda x: 10.0 * clip_gradient(x))(3.0))
    1.0
    """

    rule = _VjpCall

    def defvjp(self, forward: Function, backward: Function) -> None:
        """Take `forward` and `backward` for the pullback."""
        self.forward, self.backward = forward, backward


class _CheckpointCall(_Call):
    def pull_all(
        self, cts: Sequence[Any], directions: tuple[int, ...], argnums: Sequence[int], args: Sequence[Any]
    ) -> Sequence[Any]:
        def again(*chosen: Any) -> Sequence[Any]:
            return self.call(*(chosen[argnums.index(i)] if i in argnums else x for i, x in enumerate(args)))

        return reverse.pull_back(again, [args[i] for i in argnums], cts, directions)


class checkpoint(_Decorated):
    """Decorate a function to be evaluated again in the backward sweep, instead of keeping its tape.

    Parameters
    ----------
    fun : callable
        A function of arrays, or of trees of them, by position. What it depends on must be an argument.

    Notes
    -----
    Memory: the arguments, instead of what every call inside keeps. Time: one more evaluation. Checkpointed functions
    nest. Forward mode keeps no tape, and evaluates the function as it is.

    Examples
    --------
    >>> import numpy as np
    >>> import ad
    >>> block = ad.checkpoint(lambda x: np.sin(np.sin(np.sin(x))))
    >>> print(ad.grad(lambda x: block(block(x)))(0.0))
    1.0
    """

    rule = _CheckpointCall

    def __call__(self, *args: Any) -> Any:
        """Evaluate the function; on a tape, write the whole call as one record."""
        tag = youngest(tree.flatten(list(args))[0])
        if not isinstance(tag, Tape) or not tag.checkpoints:
            return self.function(*args)
        out = super().__call__(*args)
        if any(isinstance(leaf, Traced) and _depends(leaf.value, tag) for leaf in tree.flatten(out)[0]):
            raise UnsupportedError(
                f"the checkpointed function {name_of(self.function)} uses a traced value that is not among its "
                "arguments (a variable of the enclosing function): pass it as an argument."
            )
        return out


def _depends(value: Any, tag: Any) -> bool:
    """Tell whether a primal still carries values of the level `tag`."""
    return isinstance(value, Traced) and (value.tag is tag or _depends(value.value, tag))

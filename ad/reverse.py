"""Reverse mode: write every call on a tape, then pull a cotangent back along it.

The inputs become `Variable`s, whose calls a `Tape` records (both in `ad.tape`). One backward sweep over the tape turns
a cotangent of the output into cotangents of all inputs; a Jacobian of ``f: R^n -> R^m`` takes m of them, which travel
together as one batch.

Read it beside `ad.forward`: the same transforms in the same order, with the arrow turned round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

import ad.recording  # noqa: F401  (gives variables their operators)
from ad import tree
from ad.arguments import (
    Arguments,
    check_numbers,
    derivative_of,
    output_leaves,
    scalar_output,
    split_aux,
    tangents_like,
    total_size,
    zeros_like,
)
from ad.batches import chunks, identity, leading_shape, matrix
from ad.cotangents import ONE
from ad.tape import Tape, Variable

__all__ = ["Tape", "Variable", "derivative", "grad", "hessian", "jacobian", "value_and_grad", "vjp"]


def pull_back(
    f: Callable[..., Any], primals: Sequence[Any], cts: Sequence[Any], directions: tuple[int, ...] = ()
) -> list[Any]:
    """Record ``f(*primals)``, a function of arrays that returns a sequence of arrays, and pull cotangents back once."""
    recorded = _Recorded(Arguments(f, tuple(primals), {}, range(len(primals))), False, None)
    given = recorded.pull(cts, directions, last=True)
    zeros = (np.zeros(directions + x.shape, x.dtype)[()] for x in primals)
    return [zero if ct is None else ct for ct, zero in zip(given, zeros, strict=True)]


class _Recorded:
    """One evaluation of a function on a tape, ready to be swept; `holomorphic` None takes any numbers.

    What every gradient and Jacobian passes is written in loops: a comprehension is a function call before Python 3.12,
    one of them a hundredth of a small gradient.
    """

    __slots__ = ("args", "aux", "indices", "one", "structure", "tape", "values")

    def __init__(self, args: Arguments, has_aux: bool, holomorphic: bool | None) -> None:
        if holomorphic:
            check_numbers(args.leaves, "input", holomorphic)
        self.args = args
        self.aux = None
        self.one: Any = ONE  # the cotangent of an output that is a number
        self.tape = tape = Tape(len(args.leaves))
        variables: list[Variable] = []
        for x in args.leaves:
            variables.append(Variable.of(x, len(variables), tape))
        try:
            result = args.call(variables)
            if has_aux:
                result, self.aux = split_aux(args.f, result)
            leaves, self.structure = output_leaves(result)
        finally:
            tape.close()
        self.values: list[Any] = []
        self.indices: list[int | None] = []
        for leaf in leaves:
            if type(leaf) is Variable and leaf.tag is tape:
                self.values.append(leaf.value)
                self.indices.append(leaf.index)
            else:
                self.values.append(leaf)
                self.indices.append(None)
        if holomorphic is not None:
            check_numbers(self.values, "output", holomorphic)
            if holomorphic:
                self.one = 1 + 0j  # not ONE, which times a real partial derivative would be a real cotangent

    @property
    def out(self) -> Any:
        """The result of the function, as it returned it."""
        return tree.unflatten(self.structure, self.values)

    def gradient(self) -> Any:
        """Return the derivative of the only output, a number, as the arguments ask for it, and drop the tape."""
        args, leaves = self.args, self.args.leaves
        scalar_output(args.f, self.values)
        (index,) = self.indices
        cts = [None] * len(leaves) if index is None else self.tape.sweep(((index, self.one),), (), True, leaves)
        for i, ct in enumerate(cts):
            if ct is None:
                cts[i] = zeros_like(leaves[i])
        return args.pack(cts)

    def jacobian(self, chunk_size: int | None) -> Any:
        """Return the derivatives of all outputs, as the arguments ask for them, and drop the tape."""
        args, leaves, values = self.args, self.args.leaves, self.values
        if self.structure is tree.LEAF and not values[0].ndim and chunk_size is None:
            return self.gradient()
        count = total_size(values)
        batches = chunks(count, max(count, args.size), leaves, chunk_size)
        sweeps = []
        for batch in batches:
            sweeps.append(self.pull(self.units(batch), leading_shape(batch), batch is batches[-1]))
        rows = matrix(sweeps, leaves, batches)
        if self.structure is tree.LEAF and values[0].ndim == 1:  # of one vector, the rows are the block
            return args.pack(rows)
        return tree.unflatten(self.structure, _blocks(args, rows, values))

    def units(self, batch: slice) -> list[Any]:
        """Return the unit cotangents number `batch` of the outputs; that of a number alone is the number one."""
        values = self.values
        return [self.one] if len(values) == 1 and not values[0].ndim else identity(values, batch)

    def pull(self, cts: Sequence[Any], directions: tuple[int, ...] = (), last: bool = False) -> list[Any]:
        """Pull one cotangent an output leaf back; None where an output gives nothing or an input receives nothing."""
        seeds = []
        for i, ct in zip(self.indices, cts):  # noqa: B905 (strict takes longer)
            if i is not None and ct is not None:
                seeds.append((i, ct))
        if not seeds:
            return [None] * len(self.args.leaves)
        return self.tape.sweep(seeds, directions, last, self.args.leaves)


def vjp(f: Callable[..., Any], *primals: Any, has_aux: bool = False) -> Any:
    """Evaluate `f` and return the function that pulls a cotangent back: a vector times the Jacobian.

    Parameters
    ----------
    f : callable
        A function of arrays, or of nested tuples, lists and dicts of them.
    *primals
        The arguments at which to evaluate `f`.
    has_aux : bool
        Whether `f` returns a pair ``(output, aux)`` of which only the first is differentiated.

    Returns
    -------
    output : the result of `f`
    pullback : callable
        Takes a cotangent of the structure and shapes of the output and returns a tuple with a cotangent for each
        primal, of its structure and shapes. It may be called any number of times.
    aux : only with `has_aux`

    Raises
    ------
    InputTypeError
        If a primal is not of a floating-point type.
    ShapeMismatchError
        By the pullback, if the cotangent does not have the structure and shape of the output.

    Notes
    -----
    One evaluation of `f` and one backward sweep, together 3 to 4 times the cost of `f` for any number of inputs [1]_.
    The tape holds what the pullbacks read, which grows with the number of operations, until `pullback` is dropped.

    References
    ----------
    .. [1] A. Griewank and A. Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, section 3.3.

    Examples
    --------
    >>> import numpy as np
    >>> from ad import reverse
    >>> y, pullback = reverse.vjp(np.sin, 0.0)
    >>> print(y, *pullback(2.0))
    0.0 2.0
    """
    several = len(primals) != 1
    args = Arguments(f, primals, {}, range(len(primals)) if several else 0)
    args.leaves = [np.array(x) if type(x) is np.ndarray else x for x in args.leaves]  # the caller may write to his
    recorded = _Recorded(args, has_aux, None)

    def pullback(ct: Any) -> tuple[Any, ...]:
        seeds = tangents_like(recorded.values, ct, recorded.structure, "cotangent")
        cts = recorded.pull(seeds)
        filled = [zeros_like(x) if ct is None else ct for x, ct in zip(args.leaves, cts, strict=True)]
        given = args.pack(filled)
        return given if several else (given,)

    return (recorded.out, pullback, recorded.aux) if has_aux else (recorded.out, pullback)


def jacobian(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    chunk_size: int | None = None,
    has_aux: bool = False,
    holomorphic: bool = False,
) -> Callable[..., Any]:
    """Return a function that evaluates the Jacobian of `f`, row by row.

    Parameters
    ----------
    f : callable
        A function of arrays, or of nested tuples, lists and dicts of them.
    argnums : int or sequence of int
        Which positional arguments to differentiate by.
    chunk_size : int, optional
        How many of the m directions travel together in one sweep. By default as many as memory and cache allow
        (`ad.batches.BATCH_BYTES`); 1 is the textbook way, one direction a sweep.
    has_aux : bool
        Whether `f` returns a pair ``(output, aux)`` of which only the first is differentiated.
    holomorphic : bool
        Whether `f` is a holomorphic function, with complex inputs and outputs and complex derivatives.

    Returns
    -------
    callable
        Takes the arguments of `f` and returns an array of shape ``output.shape + x.shape``; for a tree of outputs a
        tree of them, and in it for a tree of inputs (or several `argnums`) a tree each. With `has_aux`, ``(jacobian,
        aux)``.

    Raises
    ------
    InputTypeError
        If an input is not of a floating-point type.

    Notes
    -----
    One evaluation of `f` and ``ceil(m / chunk_size)`` sweeps for m outputs. k directions cost 1 + 2 k to 1.5 + 2.5 k
    evaluations of `f` [1]_, less where a call's overhead dominates; the memory is that of the tape and of the k
    cotangents alive at a time. Best for m below about n.

    References
    ----------
    .. [1] A. Griewank and A. Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, section 3.3.

    Examples
    --------
    >>> import numpy as np
    >>> from ad import reverse
    >>> print(reverse.jacobian(lambda x: np.array([x[0] * x[1], x[0] + x[1]]))(np.array([2.0, 3.0])))
    [[3. 2.]
     [1. 1.]]
    """

    def evaluate(*inputs: Any, **kwargs: Any) -> Any:
        args = Arguments(f, inputs, kwargs, argnums)
        recorded = _Recorded(args, has_aux, holomorphic)
        result = recorded.jacobian(chunk_size)
        return (result, recorded.aux) if has_aux else result

    return evaluate


def _blocks(args: Arguments, rows: Sequence[Any], values: Sequence[Any]) -> list[Any]:
    """Cut the rows, one array ``(m, *x.shape)`` an input, into one block an output and input."""
    blocks = []
    start = 0
    for y in values:
        stop = start + y.size
        if y.ndim == 0:
            mine = [row[start] for row in rows]
        else:
            mine = [_shaped(row if len(values) == 1 else row[start:stop], y.shape + row.shape[1:]) for row in rows]
        blocks.append(args.pack(mine))
        start = stop
    return blocks


def _shaped(x: Any, shape: tuple[int, ...]) -> Any:
    return x if x.shape == shape else np.reshape(x, shape)


def value_and_grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False, holomorphic: bool = False
) -> Callable[..., Any]:
    """Return a function that evaluates ``f`` and its gradient, for an `f` that returns one number.

    The parameters are those of `jacobian`. The returned function gives ``(value, gradient)``, or
    ``((value, aux), gradient)`` with `has_aux`; the gradient has the structure and shapes of the inputs.

    Raises
    ------
    InputTypeError
        If an input is not of a floating-point type.
    OutputShapeError
        If `f` returns anything but one number.

    Notes
    -----
    One sweep: 3 to 4 times the cost of `f` for any number of inputs. The tape is dropped as the sweep passes.

    Examples
    --------
    >>> import numpy as np
    >>> from ad import reverse
    >>> value, gradient = reverse.value_and_grad(lambda x: np.sum(x**2))(np.array([1.0, 2.0]))
    >>> print(value, gradient)
    5.0 [2. 4.]
    """

    def evaluate(*inputs: Any, **kwargs: Any) -> Any:
        recorded = _Recorded(Arguments(f, inputs, kwargs, argnums), has_aux, holomorphic)
        gradient = recorded.gradient()
        value = recorded.out
        return ((value, recorded.aux) if has_aux else value), gradient

    return evaluate


def grad(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, has_aux: bool = False, holomorphic: bool = False
) -> Callable[..., Any]:
    """Return a function that evaluates the gradient of `f`; see `value_and_grad`.

    Examples
    --------
    >>> from ad import reverse
    >>> f = lambda x, y, z: (x + y) * z
    >>> print(*reverse.grad(f, argnums=(0, 1, 2))(-2.0, 5.0, -4.0))
    -4.0 -4.0 3.0
    """

    def evaluate(*inputs: Any, **kwargs: Any) -> Any:
        recorded = _Recorded(Arguments(f, inputs, kwargs, argnums), has_aux, holomorphic)
        gradient = recorded.gradient()
        return (gradient, recorded.aux) if has_aux else gradient

    return evaluate


def derivative(f: Callable[..., Any], argnums: int = 0) -> Callable[..., Any]:
    """Return a function that evaluates the derivative of `f` by one number, in the shape of the output of `f`.

    Raises
    ------
    OutputShapeError
        If the argument is an array; use `jacobian`.

    Notes
    -----
    One direction for each number in the output: `ad.forward.derivative` needs only one.

    Examples
    --------
    >>> import numpy as np
    >>> from ad import reverse
    >>> print(reverse.derivative(lambda t: np.array([t, t**2, t**3]))(2.0))
    [ 1.  4. 12.]
    """
    return derivative_of(f, argnums, jacobian)


def hessian(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, chunk_size: int | None = None
) -> Callable[..., Any]:
    """Return a function that evaluates the second derivatives of `f`: reverse over reverse.

    The result has the shape ``output.shape + x.shape + x.shape``; parameters and trees are as in `jacobian`.

    Notes
    -----
    The outer tape records the inner sweep: for m outputs m n directions. `ad.hessian` (forward over reverse) needs less
    memory.

    Examples
    --------
    >>> import numpy as np
    >>> from ad import reverse
    >>> print(reverse.hessian(lambda x: x[0] ** 2 * x[1])(np.array([2.0, 3.0])))
    [[6. 4.]
     [4. 0.]]
    """
    return jacobian(jacobian(f, argnums, chunk_size), argnums, chunk_size)

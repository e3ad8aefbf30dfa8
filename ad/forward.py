"""Forward mode: push a tangent along with every value.

The inputs become `Dual`s (in `ad.dual`): a value ``x`` together with the tangent ``t`` that it has for a small step, a
dual number ``x + t eps`` with ``eps**2 = 0``. One sweep of the function gives one directional derivative; a Jacobian
of ``f: R^n -> R^m`` takes n directions, which travel together as one batch.

Read it beside `ad.reverse`: the same transforms in the same order, with the arrow turned round.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import ad.pushing  # noqa: F401  (gives dual numbers their operators)
from ad import tree
from ad.arguments import (
    Arguments,
    check_numbers,
    derivative_of,
    gradient_of,
    output_leaves,
    own,
    scalar_output,
    split_aux,
    tangents_like,
    zeros_like,
)
from ad.batches import chunks, identity, leading_shape, matrix, split
from ad.cotangents import Form
from ad.dual import Dual, Sweep

__all__ = ["Dual", "Sweep", "derivative", "grad", "hessian", "jacobian", "jvp", "value_and_grad"]


def _push(args: Arguments, tangents: Sequence[Any], directions: tuple[int, ...], has_aux: bool = False) -> Any:
    """Evaluate the function once on Duals; an input whose tangent is None stays a constant.

    Returns the values of the output leaves, their tangents (None: independent of the inputs), their structure, and aux.
    """
    sweep = Sweep(directions)
    duals = []
    for x, t in zip(args.leaves, tangents):  # noqa: B905 (strict takes longer)
        duals.append(x if t is None else Dual.of(x, t, sweep))
    try:
        result, aux = args.call(duals), None
        if has_aux:
            result, aux = split_aux(args.f, result)
        leaves, structure = output_leaves(result)
    finally:
        sweep.close()
    values, ts = [], []
    for leaf in leaves:
        mine = type(leaf) is Dual and leaf.tag is sweep
        values.append(leaf.value if mine else leaf)
        t = leaf.tangent if mine else None
        ts.append(t.full() if isinstance(t, Form) else t)
    return values, ts, structure, aux


def jvp(f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any], has_aux: bool = False) -> Any:
    """Evaluate `f` and push one tangent forward: the Jacobian times a vector.

    Parameters
    ----------
    f : callable
        A function of arrays, or of nested tuples, lists and dicts of them.
    primals : sequence
        The arguments at which to evaluate `f`.
    tangents : sequence
        A tangent for each argument, of its shape.
    has_aux : bool
        Whether `f` returns a pair ``(output, aux)`` of which only the first is differentiated.

    Returns
    -------
    output, tangent : the result of `f` and its tangent, of the same structure and shapes
    aux : only with `has_aux`

    Raises
    ------
    InputTypeError
        If a primal is not of a floating-point type.
    ShapeMismatchError
        If a tangent does not have the structure and shape of its primal.

    Notes
    -----
    One evaluation of `f`, at 2 to 2.5 times its cost, and no tape [1]_.

    References
    ----------
    .. [1] A. Griewank and A. Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, section 3.2.

    Examples
    --------
    >>> import numpy as np
    >>> from ad import forward
    >>> y, t = forward.jvp(np.sin, (0.0,), (2.0,))
    >>> print(y, t)
    0.0 2.0
    """
    several = not len(primals) == len(tangents) == 1
    args = Arguments(f, tuple(primals), {}, range(len(primals)) if several else 0)
    seeds = tangents_like(args.leaves, list(tangents) if several else tangents[0], args.structure, "tangent")
    values, ts, structure, aux = _push(args, seeds, (), has_aux)
    ts = own([zeros_like(x) if t is None else t for x, t in zip(values, ts, strict=True)], borrowed=seeds)
    out, tangent = tree.unflatten(structure, values), tree.unflatten(structure, ts)
    return (out, tangent, aux) if has_aux else (out, tangent)


def _columns(args: Arguments, chunk_size: int | None, has_aux: bool, holomorphic: bool) -> Any:
    """Push all n unit directions: the values of the output leaves, their n tangents each, their structure, and aux."""
    check_numbers(args.leaves, "input", holomorphic)
    size = args.size
    batches = chunks(size, size, args.leaves, chunk_size)
    tangents = []
    for batch in batches:
        values, ts, structure, aux = _push(args, identity(args.leaves, batch), leading_shape(batch), has_aux)
        tangents.append(ts)
    if holomorphic:
        check_numbers(values, "output", holomorphic)
    return values, own(matrix(tangents, values, batches)), structure, aux


def jacobian(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    chunk_size: int | None = None,
    has_aux: bool = False,
    holomorphic: bool = False,
) -> Callable[..., Any]:
    """Return a function that evaluates the Jacobian of `f`, column by column.

    Parameters
    ----------
    f : callable
        A function of arrays, or of nested tuples, lists and dicts of them.
    argnums : int or sequence of int
        Which positional arguments to differentiate by.
    chunk_size : int, optional
        How many of the n directions travel together in one sweep. By default as many as memory and cache allow
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
    ``ceil(n / chunk_size)`` sweeps for n inputs. k directions cost 1 + k to 1 + 1.5 k evaluations of `f` [1]_, less
    where a call's overhead dominates; the memory is that of the k tangents alive at a time. Best for n below about m.

    References
    ----------
    .. [1] A. Griewank and A. Walther, Evaluating Derivatives, 2nd ed., SIAM 2008, section 3.2.

    Examples
    --------
    >>> import numpy as np
    >>> from ad import forward
    >>> print(forward.jacobian(lambda x: np.array([x[0] * x[1], x[0] + x[1]]))(np.array([2.0, 3.0])))
    [[3. 2.]
     [1. 1.]]
    """

    def evaluate(*inputs: Any, **kwargs: Any) -> Any:
        args = Arguments(f, inputs, kwargs, argnums)
        values, columns, structure, aux = _columns(args, chunk_size, has_aux, holomorphic)
        blocks = []
        for y, ts in zip(values, columns):  # noqa: B905 (strict takes longer)
            blocks.append(args.pack(split(_directions_last(ts), y.shape, args.leaves)))
        result = tree.unflatten(structure, blocks)
        return (result, aux) if has_aux else result

    return evaluate


def _directions_last(ts: Any) -> Any:
    return ts if ts.ndim < 2 else ts.T if ts.ndim == 2 else ts.transpose((*range(1, ts.ndim), 0))


def value_and_grad(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    has_aux: bool = False,
    chunk_size: int | None = None,
    holomorphic: bool = False,
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
    n directions: the cost grows with the number of inputs. `ad.reverse.value_and_grad` needs one sweep for any n.

    Examples
    --------
    >>> import numpy as np
    >>> from ad import forward
    >>> value, gradient = forward.value_and_grad(lambda x: np.sum(x**2))(np.array([1.0, 2.0]))
    >>> print(value, gradient)
    5.0 [2. 4.]
    """

    def evaluate(*inputs: Any, **kwargs: Any) -> Any:
        args = Arguments(f, inputs, kwargs, argnums)
        values, columns, structure, aux = _columns(args, chunk_size, has_aux, holomorphic)
        scalar_output(f, values)
        gradient = args.pack(split(columns[0], (), args.leaves))
        value = tree.unflatten(structure, values)
        return ((value, aux) if has_aux else value), gradient

    return evaluate


def grad(
    f: Callable[..., Any],
    argnums: int | Sequence[int] = 0,
    has_aux: bool = False,
    chunk_size: int | None = None,
    holomorphic: bool = False,
) -> Callable[..., Any]:
    """Return a function that evaluates the gradient of `f`; see `value_and_grad`.

    Examples
    --------
    >>> from ad import forward
    >>> f = lambda x, y, z: (x + y) * z
    >>> print(*forward.grad(f, argnums=(0, 1, 2))(-2.0, 5.0, -4.0))
    -4.0 -4.0 3.0
    """
    return gradient_of(value_and_grad(f, argnums, has_aux, chunk_size, holomorphic), has_aux)


def derivative(f: Callable[..., Any], argnums: int = 0) -> Callable[..., Any]:
    """Return a function that evaluates the derivative of `f` by one number, in the shape of the output of `f`.

    Raises
    ------
    OutputShapeError
        If the argument is an array; use `jacobian`.

    Notes
    -----
    One direction in one sweep, whatever the size of the output.

    Examples
    --------
    >>> import numpy as np
    >>> from ad import forward
    >>> print(forward.derivative(lambda t: np.array([t, t**2, t**3]))(2.0))
    [ 1.  4. 12.]
    """
    return derivative_of(f, argnums, jacobian)


def hessian(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, chunk_size: int | None = None
) -> Callable[..., Any]:
    """Return a function that evaluates the second derivatives of `f`: forward over forward.

    The result has the shape ``output.shape + x.shape + x.shape``; parameters and trees are as in `jacobian`.

    Notes
    -----
    n**2 directions. `ad.hessian` (forward over reverse) needs n for a function of one output.

    Examples
    --------
    >>> import numpy as np
    >>> from ad import forward
    >>> print(forward.hessian(lambda x: x[0] ** 2 * x[1])(np.array([2.0, 3.0])))
    [[6. 4.]
     [4. 0.]]
    """
    return jacobian(jacobian(f, argnums, chunk_size), argnums, chunk_size)

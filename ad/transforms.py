"""What takes both modes, or neither.

Modes nest: each transform is a function of functions, so a Hessian is a Jacobian of a gradient, and which mode goes
outside is a choice of cost. Forward over reverse is the best of the four for second derivatives of a function of one
output: the inner sweep gives the whole gradient, the outer pushes as many directions through it as are wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from ad import forward, reverse, tree
from ad.arguments import Arguments, output_leaves, zeros_like
from ad.core import Traced, primal
from ad.cost import cost

__all__ = ["hessian", "hvp", "jacobian", "linearize", "stop_gradient"]


def jacobian(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, mode: str = "auto", chunk_size: int | None = None
) -> Callable[..., Any]:
    """Return a function that evaluates the Jacobian of `f` in the mode that fits its shape.

    Parameters
    ----------
    f, argnums, chunk_size
        As in `ad.forward.jacobian`.
    mode : {"auto", "forward", "reverse"}
        "auto" evaluates `f` once to count what each mode would write (`ad.cost`), and takes the one that writes less.

    Returns
    -------
    callable
        As `ad.forward.jacobian`.

    Notes
    -----
    Not the smaller of n and m: that says how many directions a mode carries, not what they cost on the way. The
    directions of small arrays cost little beside the calls, of which a tape's cost more; directions through a narrow
    function cost less than the Jacobian itself; and unit directions cost nothing through the elementwise calls that
    they meet first. What the choice costs, its time over that of the better mode, is measured by the benchmarks' sweep
    over n and m and stands in the report.

    The evaluation that counts happens when the function is first called with n inputs; that call takes two to
    three times as long as the next, more in a loop over numbers. The choice is kept for that n: so keep the function
    that `jacobian` returns. If the calls or m change while n does not, the choice may be the slower one; the Jacobian
    is right in any case.

    Examples
    --------
    >>> import numpy as np
    >>> import ad
    >>> print(ad.jacobian(lambda x: x[:2] * x[2])(np.array([2.0, 3.0, 5.0])))
    [[5. 0. 2.]
     [0. 5. 3.]]
    """
    modes = {"forward": forward.jacobian(f, argnums, chunk_size), "reverse": reverse.jacobian(f, argnums, chunk_size)}
    if mode in modes:
        return modes[mode]
    if mode != "auto":
        raise ValueError(f"mode must be 'auto', 'forward' or 'reverse', not {mode!r}")
    cheaper: dict[int, str] = {}  # the number of inputs -> the mode

    def evaluate(*inputs: Any, **kwargs: Any) -> Any:
        args = Arguments(f, inputs, kwargs, argnums)
        if args.size not in cheaper:
            cheaper[args.size] = _cheaper_mode(args)
        return modes[cheaper[args.size]](*inputs, **kwargs)

    return evaluate


def _cheaper_mode(args: Arguments) -> str:
    expected = cost(args)
    return "forward" if expected.forward < expected.reverse else "reverse"


def hessian(
    f: Callable[..., Any], argnums: int | Sequence[int] = 0, chunk_size: int | None = None
) -> Callable[..., Any]:
    """Return a function that evaluates the second derivatives of `f`: forward over reverse.

    Returns
    -------
    callable
        Takes the arguments of `f` and returns an array of shape ``output.shape + x.shape + x.shape``; trees nest as in
        `ad.forward.jacobian`.

    Notes
    -----
    For one output: n directions through one gradient, in one batch. `ad.forward.hessian` and `ad.reverse.hessian` do
    the same with one mode alone.

    Examples
    --------
    >>> import numpy as np
    >>> import ad
    >>> print(ad.hessian(lambda x: x[0] ** 2 * x[1])(np.array([2.0, 3.0])))
    [[6. 4.]
     [4. 0.]]
    """
    return forward.jacobian(reverse.jacobian(f, argnums), argnums, chunk_size)


def hvp(f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any]) -> Any:
    """Return the Hessian of `f` times a vector, without forming the Hessian: forward over reverse.

    Parameters
    ----------
    f : callable
        A function that returns one number.
    primals, tangents : sequence
        The arguments, and the vector: one tangent an argument, of its structure and shapes.

    Returns
    -------
    array or tree, or a tuple of them for several arguments
        Of the structure and shapes of the primals.

    Notes
    -----
    One tangent pushed through one gradient: less than 10 evaluations of `f` for any n.

    Examples
    --------
    >>> import numpy as np
    >>> import ad
    >>> x, v = np.array([2.0, 3.0]), np.array([1.0, 0.0])
    >>> print(ad.hvp(lambda x: x[0] ** 2 * x[1], (x,), (v,)))
    [6. 4.]
    """
    argnums = 0 if len(primals) == 1 else tuple(range(len(primals)))
    return forward.jvp(reverse.grad(f, argnums), primals, tangents)[1]


def linearize(f: Callable[..., Any], *primals: Any) -> tuple[Any, Callable[..., Any]]:
    """Evaluate `f` once and return its pushforward as a linear function that does not evaluate `f` again.

    Returns
    -------
    output : the result of `f`
    pushforward : callable
        Takes a tangent for each primal and returns the tangent of the output.

    Notes
    -----
    The pullback ``ct -> ct J`` is linear in `ct`, so its own pullback is ``t -> J t``: what is recorded is the backward
    sweep, and each call of `pushforward` sweeps that record once.

    Examples
    --------
    >>> import numpy as np
    >>> import ad
    >>> y, pushforward = ad.linearize(np.sin, 0.0)
    >>> print(y, pushforward(2.0), pushforward(3.0))
    0.0 2.0 3.0
    """
    out, pullback = reverse.vjp(f, *primals)
    leaves, structure = output_leaves(out)
    zeros = tree.unflatten(structure, map(zeros_like, leaves))
    _, transposed = reverse.vjp(pullback, zeros)

    def pushforward(*tangents: Any) -> Any:
        return transposed(tangents)[0]

    return out, pushforward


def stop_gradient(x: Any) -> Any:
    """Return the plain values of `x`, an array or a tree of them: what follows treats them as constants.

    Examples
    --------
    >>> from ad import reverse, stop_gradient
    >>> print(reverse.grad(lambda x: x * stop_gradient(x))(3.0))
    3.0
    """
    return tree.map_leaves(lambda leaf: primal(leaf) if isinstance(leaf, Traced) else leaf, x)

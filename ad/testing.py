"""Checks for derivatives, public because whoever adds a rule or writes a kernel needs them.

Two identities check any derivative without knowing it. The pushforward ``J t`` is the slope of ``f`` along ``t``, which
differences of values give. The pullback ``ct J`` is its transpose, so that ``ct . (J t) == (ct J) . t`` for any pair of
directions. The first needs a tolerance for the differences; the second holds to rounding.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ad import forward, reverse, tree
from ad.arguments import output_leaves

__all__ = ["check_grads", "check_jvp", "check_vjp", "directional_difference", "rho"]


def rho(x: Any, y: Any) -> float:
    """Return the disagreement of two arrays: the largest ``|x - y| / max(1, |x| + |y|)``; equal infinities and nans
    agree.

    Examples
    --------
    >>> from ad.testing import rho
    >>> print(rho([1.0, 200.0], [1.0, 202.0]))
    0.004975124378109453
    """
    x, y = np.asarray(x), np.asarray(y)
    if x.shape != y.shape:
        return float("inf")
    same = (x == y) | (np.isnan(x) & np.isnan(y))
    with np.errstate(invalid="ignore"):
        distance = np.abs(x - y) / np.maximum(1.0, np.abs(x) + np.abs(y))
    distance = np.where(same, 0.0, np.where(np.isnan(distance), np.inf, distance))
    return float(np.max(distance, initial=0.0))


def directional_difference(f: Callable[..., Any], primals: Sequence[Any], tangents: Sequence[Any], step: float) -> Any:
    """Return the slope of `f` along `tangents` by five-point central differences, accurate to the fourth order in
    `step`.

    References
    ----------
    M. Abramowitz and I. Stegun, Handbook of Mathematical Functions, 25.3.6.
    """

    def at(h: float) -> list[Any]:
        moved = tree.map_leaves(lambda x, t: x + h * t, list(primals), list(tangents))
        return output_leaves(f(*moved))[0]

    return [
        (8 * (near - back) - (far - behind)) / (12 * step)
        for behind, back, near, far in zip(at(-2 * step), at(-step), at(step), at(2 * step), strict=True)
    ]


def _random_like(x: Any, generator: np.random.Generator) -> Any:
    x = np.asarray(x)
    t = generator.standard_normal(x.shape)
    if x.dtype.kind == "c":
        t = t + 1j * generator.standard_normal(x.shape)
    return t.astype(x.dtype)[()]


def _random_tree(like: Any, generator: np.random.Generator) -> Any:
    return tree.map_leaves(lambda x: _random_like(x, generator), like)


def _expect(condition: bool, message: str) -> None:
    if not condition:
        raise AssertionError(message)


def check_jvp(f: Callable[..., Any], args: Sequence[Any], *, tolerance: float = 1e-6, seed: int = 0) -> None:
    """Check the pushforward of `f` at `args` against differences, along a random direction; see `check_grads`."""
    generator = np.random.default_rng(seed)
    tangents = tuple(_random_tree(x, generator) for x in args)
    out, t = forward.jvp(f, tuple(args), tangents)
    expected = directional_difference(f, args, tangents, step=_step(args))
    for i, (y, got, want) in enumerate(zip(tree.flatten(out)[0], tree.flatten(t)[0], expected, strict=True)):
        _expect(np.shape(got) == np.shape(y), f"the tangent of output {i} has shape {np.shape(got)}, not {np.shape(y)}")
        kind = np.result_type(y)
        _expect(np.result_type(got) == kind, f"the tangent of output {i} has dtype {np.result_type(got)}, not {kind}")
        error = rho(got, want)
        _expect(
            error <= tolerance,
            f"the pushforward of output {i} differs from differences by rho = {error:.2e} > {tolerance:.0e}:\n"
            f"pushed {got}\ndifferences {want}",
        )


def check_vjp(f: Callable[..., Any], args: Sequence[Any], *, tolerance: float = 1e-10, seed: int = 0) -> None:
    """Check the pullback of `f` at `args` against the pushforward by the adjoint identity; see `check_grads`."""
    generator = np.random.default_rng(seed)
    tangents = tuple(_random_tree(x, generator) for x in args)
    _, t = forward.jvp(f, tuple(args), tangents)
    out, pullback = reverse.vjp(f, *args)
    ct = _random_tree(out, generator)
    cts = pullback(ct)
    for i, (x, got) in enumerate(zip(tree.flatten(list(args))[0], tree.flatten(list(cts))[0], strict=True)):
        kind = np.result_type(x)
        _expect(
            np.shape(got) == np.shape(x), f"the cotangent of input {i} has shape {np.shape(got)}, not {np.shape(x)}"
        )
        _expect(np.result_type(got) == kind, f"the cotangent of input {i} has dtype {np.result_type(got)}, not {kind}")
    above, below = _inner(ct, t), _inner(list(cts), list(tangents))
    error = rho(above, below)
    _expect(
        error <= tolerance,
        f"the pullback is not the transpose of the pushforward: ct . (J t) = {above}, (ct J) . t = {below}, "
        f"rho = {error:.2e} > {tolerance:.0e}",
    )


def _inner(left: Any, right: Any) -> Any:
    pairs = zip(tree.flatten(left)[0], tree.flatten(right)[0], strict=True)
    return sum(np.real(np.sum(np.asarray(a) * np.asarray(b))) for a, b in pairs)


def _step(args: Sequence[Any]) -> float:
    """Return the step that balances truncation (h**4) and rounding (eps / h) for the coarsest type among the inputs."""
    eps = max(np.finfo(np.result_type(x)).eps for x in tree.flatten(list(args))[0])
    return float(eps**0.2)


def check_grads(
    f: Callable[..., Any],
    args: Sequence[Any],
    order: int = 1,
    modes: Sequence[str] = ("forward", "reverse"),
    tolerance: float = 1e-6,
    seed: int = 0,
) -> None:
    """Check the derivatives of `f` at `args`, in values, shapes and types; raise AssertionError if one is wrong.

    Parameters
    ----------
    f : callable
        A function of floating-point arrays, smooth around `args`.
    args : sequence
        The arguments, or trees of them.
    order : int
        Up to which order to check: for the second, the checks are repeated on the first derivatives, and so on.
    modes : sequence of {"forward", "reverse"}
        Forward is checked against five-point differences along a random direction, reverse against forward by the
        adjoint identity on a random pair of directions.
    tolerance : float
        The largest `rho` between pushforward and differences. The adjoint identity is held to the square of it, at
        least to 1e-10 (1e-4 in single precision).
    seed : int
        Of the random directions.

    Raises
    ------
    AssertionError
        With the numbers that disagree.

    Notes
    -----
    For the first order: 4 evaluations of `f`, 2 pushforwards, 1 pullback.

    Examples
    --------
    >>> import numpy as np
    >>> from ad.testing import check_grads
    >>> check_grads(lambda x: np.sin(x) * x, (np.array([0.5, 2.0]),), order=2)
    """
    unknown = set(modes) - {"forward", "reverse"}
    if unknown:
        raise ValueError(f"modes are 'forward' and 'reverse', not {unknown.pop()!r}")
    single = any(np.finfo(np.result_type(x)).eps > 1e-10 for x in tree.flatten(list(args))[0])
    if "forward" in modes:
        check_jvp(f, args, tolerance=max(tolerance, 1e-2) if single else tolerance, seed=seed)
    if "reverse" in modes:
        check_vjp(f, args, tolerance=1e-4 if single else max(1e-10, tolerance**2), seed=seed)
    if order > 1:
        argnums = tuple(range(len(args)))
        for mode in modes:
            jacobian = {"forward": forward.jacobian, "reverse": reverse.jacobian}[mode]
            check_grads(jacobian(f, argnums), args, order - 1, modes, tolerance, seed)

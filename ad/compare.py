"""Which mode for this function? Both, side by side, on a function of the user's own.

What forward and reverse mode cost depends on the function: how many inputs and outputs it has, but also what its calls
do between them. `compare` measures it in interleaved pairs (`ad.measure`). Nothing is recommended unchecked: the modes
are held against each other and against differences of values, which know nothing of any rule.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from ad import forward, reverse, tree
from ad.arguments import Arguments, check_numbers, output_leaves
from ad.batches import chunks, identity, leading_shape
from ad.comparison import Comparison, Mode
from ad.core import name_of
from ad.errors import InputTypeError, OutputShapeError
from ad.measure import Budget, Estimate, Pairs, Sampler, peak_memory, tape_size
from ad.testing import rho

__all__ = ["compare"]

Array = np.ndarray[Any, Any]

FEWEST, MOST = 6, 100  # pairs: six are the fewest with a 95 % interval
DIRECTIONS = 3  # along so many random directions the derivatives are held against differences
STEPS = (1.0, 1e2, 1e-2)  # times the usual step: one of them suits a function of any scale


def compare(f: Callable[..., Any], *args: Any, argnums: int | Sequence[int] = 0, seconds: float = 1.0) -> Comparison:
    """Measure forward against reverse mode on a function: time, memory and agreement.

    Parameters
    ----------
    f : callable
        A function of arrays, or of nested tuples, lists and dicts of them, that gives the same at every call. Bind
        keyword arguments with `functools.partial`.
    *args
        The arguments at which to evaluate and differentiate it.
    argnums : int or sequence of int
        Which arguments to differentiate by.
    seconds : float
        What the timing should take; the checks come on top, and of a slow function at least six pairs are taken. Where
        the batches of a full derivative take more than a twelfth of it, as many are timed as fit, and scaled up.

    Returns
    -------
    Comparison

    Raises
    ------
    InputTypeError
        If an argument to differentiate by is not of a floating-point type, or holds no numbers.
    OutputShapeError
        If the function returns nothing that can be differentiated.
    Exception
        What forward mode raises, if both modes fail. One that fails alone is part of the result.

    Notes
    -----
    What is timed is one call of ``grad`` of a function of one number, of ``jacobian`` of any other, and one ``jvp`` and
    ``vjp``, each beside an evaluation of the function in turn. Hold BLAS to one thread: threads of it blur the times.

    The derivatives are held against differences of second order along three random directions, to the left and to the
    right of the point; their mean is a central difference. The scale of a direction is that of the inputs, the step the
    cube root of the machine epsilon, where truncation and rounding balance; a hundred times that and a hundredth are
    tried where they disagree. Agreement is a `ad.testing.rho` of at most 1e-6 (1e-2 in single precision).

    Examples
    --------
    >>> import numpy as np
    >>> import ad
    >>> result = ad.compare(lambda x: np.sum(np.tanh(x) ** 2), np.linspace(-1.0, 1.0, 300), seconds=0.05)
    >>> result.better in ("forward", "reverse", "either")
    True
    >>> result.agrees, result.forward.directions, result.reverse.directions, result.tape.records
    (True, 300, 1, 3)
    """
    if not seconds > 0:
        raise ValueError(f"seconds must be positive, not {seconds}")
    task = _Task(f, args, argnums)
    ways, errors = {}, {}
    for name, way in (("forward", _Forward), ("reverse", _Reverse)):
        try:
            ways[name] = way(task, seconds / (2 * FEWEST))
        except Exception as error:
            errors[name] = error
    if not ways:
        raise errors["forward"]

    checks = _check(task, ways)
    pairs = _time(task, ways, seconds)

    def found(name: str, directions: int) -> Mode:
        if name not in ways:
            return Mode(name, directions, error=f"{type(errors[name]).__name__}: {' '.join(str(errors[name]).split())}")
        way = ways[name]
        return Mode(
            name,
            directions,
            way.timed,
            cost=Estimate.of([way.scale / ratio for ratio in pairs.ratios[name]]),
            single=Estimate.of([1 / ratio for ratio in pairs.ratios[f"single {name}"]]),
            memory=peak_memory(way.call),
            rho=checks[name],
        )

    ratio = None
    if not errors:
        scale = ways["forward"].scale / ways["reverse"].scale
        quotients = zip(pairs.ratios["reverse"], pairs.ratios["forward"], strict=True)
        ratio = Estimate.of([scale * by_reverse / by_forward for by_reverse, by_forward in quotients])
    return Comparison(
        function=_name(f),
        n=task.n,
        m=task.m,
        quantity="gradient" if task.scalar else "Jacobian",
        pairs=len(pairs.seconds),
        seconds=Estimate.of(pairs.seconds),
        forward=found("forward", task.n),
        reverse=found("reverse", task.m),
        ratio=ratio,
        tape=tape_size(f, *args, argnums=argnums) if "reverse" in ways else None,
        rho=checks.get("each other"),
        kink=checks["sides"],
        tolerance=task.tolerance,
    )


class _Task:
    """A function at a point, flattened: what both modes are asked about."""

    def __init__(self, f: Callable[..., Any], args: tuple[Any, ...], argnums: int | Sequence[int]) -> None:
        self.f, self.args, self.argnums = f, args, argnums
        self.arguments = Arguments(f, args, {}, argnums)
        self.leaves = self.arguments.leaves
        check_numbers(self.leaves, "input", holomorphic=False)
        self.outputs, self.structure = output_leaves(f(*args))
        self.n, self.m = self.arguments.size, sum(y.size for y in self.outputs)
        if not self.n:
            raise InputTypeError(f"the arguments of {name_of(f)} to differentiate by hold no numbers")
        if not self.m:
            raise OutputShapeError(f"{name_of(f)} returned nothing to differentiate: no arrays, or empty ones")
        self.scalar = len(self.outputs) == 1 and self.outputs[0].ndim == 0
        self.eps = max(float(np.finfo(x.dtype).eps) for x in self.leaves + self.outputs)
        self.tolerance = 1e-6 if self.eps < 1e-10 else 1e-2

    def of_chosen(self, *chosen: Any) -> Any:
        """Evaluate the function of the arguments to differentiate by alone."""
        args = list(self.args)
        for i, value in zip(self.arguments.argnums, chosen, strict=True):
            args[i] = value
        return self.f(*args)

    def chosen(self, leaves: Sequence[Any]) -> tuple[Any, ...]:
        """Return leaves as the arguments of `of_chosen`."""
        packed = self.arguments.pack(leaves)
        return (packed,) if self.arguments.single else packed

    def full(self, mode: Any) -> Callable[[], Any]:
        """Return the call of a mode for the full derivative."""
        return partial((mode.grad if self.scalar else mode.jacobian)(self.f, self.argnums), *self.args)

    def matrix(self, derivative: Any) -> Array:
        """Return a full derivative as one matrix (m, n)."""
        blocks = iter(tree.flatten(derivative)[0])
        rows = [[np.reshape(next(blocks), (y.size, x.size)) for x in self.leaves] for y in self.outputs]
        return np.vstack([row[0] if len(row) == 1 else np.hstack(row) for row in rows])

    def direction(self, generator: np.random.Generator) -> list[Any]:
        """Return a random tangent of the scale of the inputs, so that a small step keeps the sign of each."""
        draws = [(x, generator.standard_normal(x.shape)) for x in self.leaves]
        return [(t * np.where(x == 0, 1.0, np.abs(x))).astype(x.dtype)[()] for x, t in draws]

    def cotangent(self, generator: np.random.Generator) -> list[Any]:
        """Return a random cotangent of the outputs."""
        return [generator.standard_normal(y.shape).astype(y.dtype)[()] for y in self.outputs]

    def slopes(self, tangent: Sequence[Any], step: float) -> tuple[Array, Array]:
        """Return the slopes of the outputs to the left and to the right, of second order in the step."""

        def at(h: float) -> Array:
            moved = [np.asarray(x + h * t, x.dtype)[()] for x, t in zip(self.leaves, tangent, strict=True)]
            return _vector(output_leaves(self.arguments.call(moved))[0])

        here = _vector(self.outputs)
        far, near, back, behind = (at(k * step) for k in (2, 1, -1, -2))
        return (3 * here - 4 * back + behind) / (2 * step), (4 * near - 3 * here - far) / (2 * step)


class _Forward:
    """Forward mode on a task: what is timed of it, and what it says.

    Either all n directions, or as many of the batches of `ad.forward.jacobian` as take no longer than `limit` seconds.
    """

    def __init__(self, task: _Task, limit: float) -> None:
        self.task = task
        ones = [np.ones_like(x) for x in task.leaves]
        self.single = partial(forward.jvp, task.of_chosen, task.chosen(task.leaves), task.chosen(ones))
        self.single()
        batches = chunks(task.n, task.n, task.leaves, None)
        self.call, self.timed, self.matrix = _fitting(task, forward, batches, self._push, limit)
        self.scale = task.n / self.timed

    def _push(self, batches: Sequence[slice]) -> None:
        for batch in batches:
            forward._push(self.task.arguments, identity(self.task.leaves, batch), leading_shape(batch))

    def along(self, tangent: Sequence[Any], cotangent: Sequence[Any]) -> Array:
        """Return the derivative along a tangent."""
        task = self.task
        if self.matrix is not None:
            return np.asarray(self.matrix @ _vector(tangent))
        _, pushed = forward.jvp(task.of_chosen, task.chosen(task.leaves), task.chosen(tangent))
        return _vector(tree.flatten(pushed)[0])

    def view(self, slope: Array, cotangent: Sequence[Any]) -> Array:
        """Return what `along` should be, from the slope of the outputs."""
        return slope


class _Reverse:
    """Reverse mode on a task: what is timed of it, and what it says.

    Either all m directions, or as many of the batches of `ad.reverse.jacobian` as take no longer than `limit` seconds.
    """

    def __init__(self, task: _Task, limit: float) -> None:
        self.task = task
        self.single = partial(self._pull_one, [np.ones_like(y) for y in task.outputs])
        self.single()
        batches = chunks(task.m, max(task.m, task.n), task.leaves, None)
        self.call, self.timed, self.matrix = _fitting(task, reverse, batches, self._pull, limit)
        self.scale = task.m / self.timed

    def _pull_one(self, cotangent: Sequence[Any]) -> Any:
        task = self.task
        _, pullback = reverse.vjp(task.of_chosen, *task.chosen(task.leaves))
        return pullback(tree.unflatten(task.structure, cotangent))

    def _pull(self, batches: Sequence[slice]) -> None:
        recorded = reverse._Recorded(self.task.arguments, False, False)
        for batch in batches:
            recorded.pull(identity(recorded.values, batch), leading_shape(batch))

    def along(self, tangent: Sequence[Any], cotangent: Sequence[Any]) -> Array:
        """Return the derivative along a tangent; of the outputs weighted by a cotangent, if not all rows are known."""
        if self.matrix is not None:
            return np.asarray(self.matrix @ _vector(tangent))
        return np.asarray(_vector(tree.flatten(self._pull_one(cotangent))[0]) @ _vector(tangent))

    def view(self, slope: Array, cotangent: Sequence[Any]) -> Array:
        """Return what `along` should be, from the slope of the outputs."""
        return slope if self.matrix is not None else np.asarray(_vector(cotangent) @ slope)


def _fitting(
    task: _Task, mode: Any, batches: Sequence[slice], sweep: Callable[[Sequence[slice]], None], limit: float
) -> tuple[Callable[[], Any], int, Array | None]:
    """Return what of a full derivative takes no longer than `limit`: the call, how many directions, and the matrix."""
    fitting = len(batches)
    if fitting > 1:
        start = time.perf_counter()
        sweep(batches[:1])
        fitting = max(int(limit / (time.perf_counter() - start)), 1)
    if fitting >= len(batches):
        call = task.full(mode)
        return call, batches[-1].stop, task.matrix(call())
    return partial(sweep, batches[:fitting]), batches[fitting - 1].stop, None


def _check(task: _Task, ways: dict[str, Any]) -> dict[str, Any]:
    """Return the worst rho of each mode with differences, of the modes with each other, and of the two sides."""
    generator = np.random.default_rng(0)
    worst: dict[str, Any] = dict.fromkeys([*ways, "sides"], 0.0)
    with np.errstate(all="ignore"):  # a step may leave the domain of the function
        for _ in range(DIRECTIONS):
            tangent, cotangent = task.direction(generator), task.cotangent(generator)
            answers = {name: way.along(tangent, cotangent) for name, way in ways.items()}
            for name, value in _differences(task, ways, answers, tangent, cotangent).items():
                worst[name] = max(worst[name], value)
            if len(ways) == 2:
                pushed = ways["reverse"].view(answers["forward"], cotangent)
                worst["each other"] = max(worst.get("each other", 0.0), rho(pushed, answers["reverse"]))
        matrices = [way.matrix for way in ways.values() if way.matrix is not None]
        if len(matrices) == 2:
            worst["each other"] = rho(*matrices)
    return worst


def _differences(
    task: _Task, ways: dict[str, Any], answers: dict[str, Any], tangent: Sequence[Any], cotangent: Sequence[Any]
) -> dict[str, float]:
    """Return the rho of each answer with differences along one direction, and of the two sides, with the best step."""
    best: dict[str, float] = dict.fromkeys([*ways, "sides"], np.inf)
    for step in STEPS:
        left, right = task.slopes(tangent, step * task.eps ** (1 / 3))
        if np.all(np.isfinite(left + right)):
            found = {name: rho(answers[name], way.view((left + right) / 2, cotangent)) for name, way in ways.items()}
            found["sides"] = rho(left, right)
            best = {name: min(value, found[name]) for name, value in best.items()}
        if max(best.values()) <= task.tolerance:
            break
    return best


def _time(task: _Task, ways: dict[str, Any], seconds: float) -> Pairs:
    """Time the function beside each mode."""
    for way in ways.values():
        way.matrix = None  # not needed any more, and large
    budget = Budget(seconds, seconds / 1000, FEWEST, MOST, seconds)
    calls = {name: way.call for name, way in ways.items()} | {f"single {name}": w.single for name, w in ways.items()}
    gc.collect()
    rivals = {name: Sampler(call, budget.sample) for name, call in calls.items()}
    pairs = Pairs(Sampler(partial(task.f, *task.args), budget.sample), rivals)
    pairs.run(pairs.rounds(budget))
    return pairs


def _vector(leaves: Sequence[Any]) -> Array:
    """Return all numbers of some arrays in one."""
    return np.concatenate([np.ravel(x) for x in leaves])


def _name(f: Callable[..., Any]) -> str:
    while isinstance(f, partial):
        f = f.func
    return name_of(f)

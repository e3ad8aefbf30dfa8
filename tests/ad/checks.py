"""How scenarios are checked: each check takes one scenario and compares ways to its derivatives."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from ad import forward, reverse, testing, tree
from ad.testing import rho
from tests.ad.scenarios import Scenario

MODES = (forward, reverse)
CHUNK_SIZES = (1, 2, None)  # the textbook way, batches that do not divide the whole, and one batch


def leaves(value: Any) -> list[Any]:
    """Return the arrays in a tree of results."""
    return tree.flatten(value)[0]


def expect_equal(got: Any, expected: Any, tolerance: float = 1e-12, hint: object = "") -> None:
    """Compare two trees of arrays, leaf by leaf: shapes exactly, numbers to `tolerance` in rho."""
    pairs = list(zip(leaves(got), leaves(expected), strict=True))
    for a, b in pairs:
        assert np.shape(a) == np.shape(b), f"shape {np.shape(a)}, not {np.shape(b)} {hint}"
        assert rho(a, b) <= tolerance, f"rho = {rho(a, b):.1e} {hint}:\n{a}\nbut expected\n{b}"


def reference(scenario: Scenario) -> list[Any]:
    """Return the Jacobian of each output by each input, from the oracle of the scenario."""
    if scenario.oracle == "jax":
        return _by_jax(scenario)
    columns = {"linear": _columns, "differences": _slopes}[scenario.oracle]
    by_input = [columns(scenario.f(), scenario.args, i) for i in range(len(scenario.args))]
    return [jacobian for by_output in zip(*by_input, strict=True) for jacobian in by_output]


_ANSWERS: dict[tuple[int, str], list[Any]] = {}


def _by_jax(scenario: Scenario) -> list[Any]:
    """Return JAX's answer to a scenario; the first of a row asks for all of them."""
    inputs = id(scenario.inputs)  # one object for the whole row
    if (inputs, scenario.call) not in _ANSWERS:
        argnums = tuple(range(len(scenario.args)))
        row = scenario.row or (scenario.call,)
        evaluate = jax.jit(lambda *args: [jax.jacfwd(scenario.f(jnp, call), argnums)(*args) for call in row])
        for call, jacobians in zip(row, evaluate(*scenario.args), strict=True):
            _ANSWERS[inputs, call] = jax.tree.leaves(jacobians)
    return _ANSWERS[inputs, scenario.call]


def _columns(f: Callable[..., Any], args: tuple[Any, ...], i: int) -> list[Any]:
    """Return the Jacobian of each output by argument `i`, in which `f` is linear: the answers to all unit vectors."""
    x = np.asarray(args[i])

    def at(value: Any) -> list[Any]:
        return [np.asarray(z) for z in leaves(f(*args[:i], value, *args[i + 1 :]))]

    origin = at(np.zeros(x.shape))
    columns = [at(unit.reshape(x.shape)) for unit in np.eye(x.size)]
    return [
        np.stack([column[k] - z for column in columns], axis=-1).reshape(z.shape + x.shape)
        if columns
        else np.zeros(z.shape + x.shape)
        for k, z in enumerate(origin)
    ]


def _slopes(f: Callable[..., Any], args: tuple[Any, ...], i: int) -> list[Any]:
    """Return the Jacobian of each output by argument `i`, from five-point differences along all unit vectors."""
    x = np.asarray(args[i])

    def partial(value: Any) -> Any:
        return f(*args[:i], value, *args[i + 1 :])

    columns = [
        testing.directional_difference(partial, (args[i],), (unit.reshape(x.shape)[()],), step=1e-3)
        for unit in np.eye(x.size)
    ]
    return [np.stack(rows, axis=-1).reshape(np.shape(rows[0]) + x.shape) for rows in zip(*columns, strict=True)]


def jacobians_agree_with_the_oracle(scenario: Scenario) -> None:
    """Both modes, one direction a sweep and batched, against the oracle."""
    expected = reference(scenario)
    argnums = tuple(range(len(scenario.args)))
    for mode in MODES:
        for chunk_size in CHUNK_SIZES:
            got = mode.jacobian(scenario.f(), argnums, chunk_size=chunk_size)(*scenario.args)
            expect_equal(got, expected, scenario.tolerance, f"({mode.__name__}, chunk_size={chunk_size})")


def values_are_those_of_numpy(scenario: Scenario) -> None:
    """What a function returns under differentiation is what it returns without: values, shapes and types."""
    args = scenario.args
    expected = scenario.f()(*args)
    values = (
        forward.jvp(scenario.f(), args, args)[0],
        reverse.vjp(scenario.f(), *args)[0],
    )
    for value in values:
        expect_equal(value, expected, 1e-14)
        assert [np.result_type(leaf) for leaf in leaves(value)] == [np.result_type(leaf) for leaf in leaves(expected)]


def contraction(f: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that makes one number of all outputs of `f`, curved even where `f` is linear."""

    def curved(*args: Any) -> Any:
        total: Any = 0.0
        for z in leaves(f(*args)):
            weights = np.linspace(0.5, 1.5, int(np.size(z))).reshape(np.shape(z))
            total = total + np.sum(np.sin(z) * weights)
        return total

    return curved


def second_derivatives_agree(scenario: Scenario) -> None:
    """Hessians by every combination of modes, and the outer derivatives against differences."""
    f = contraction(scenario.f())
    argnums = tuple(range(len(scenario.args)))
    gradients = [mode.grad(f, argnums) for mode in MODES]
    hessians = [mode.jacobian(gradient, argnums) for gradient in gradients for mode in MODES]
    answers = [hessian(*scenario.args) for hessian in hessians]
    for answer in answers[1:]:
        expect_equal(answer, answers[0], 10 * scenario.tolerance)
    expect_equal(
        hessians[-1](*scenario.args), forward.jacobian(gradients[1], argnums, chunk_size=1)(*scenario.args), 1e-11
    )
    testing.check_grads(f, scenario.args, order=1)
    testing.check_jvp(gradients[1], scenario.args)


def single_precision_stays(scenario: Scenario) -> None:
    """float32 in, float32 out, in values and derivatives, near what double precision gives."""
    args = tuple(np.float32(x) for x in scenario.args)
    argnums = tuple(range(len(args)))
    value = scenario.f()(*args)
    answers = [leaf.dtype for leaf in leaves(value)]  # float64 where a constant is
    for mode, expected in ((forward, set(answers)), (reverse, {np.dtype("f4")})):
        exact = mode.jacobian(scenario.f(), argnums)(*scenario.args)
        for chunk_size in (1, None):
            got = mode.jacobian(scenario.f(), argnums, chunk_size=chunk_size)(*args)
            expect_equal(got, exact, 1e-4, f"({mode.__name__}, chunk_size={chunk_size})")
            assert {leaf.dtype for leaf in leaves(got)} == expected, f"({mode.__name__}, chunk_size={chunk_size})"
    out, tangent = forward.jvp(scenario.f(), args, args)
    assert [leaf.dtype for leaf in leaves(out)] == answers
    assert [leaf.dtype for leaf in leaves(tangent)] == answers
    _, pullback = reverse.vjp(scenario.f(), *args)
    assert {leaf.dtype for leaf in leaves(pullback(value))} == {np.dtype("f4")}


def arguments_stay_untouched(scenario: Scenario) -> None:
    """Inputs, read-only here, are never written to, and results can be: they share memory with nothing."""
    args = tuple(np.array(x) for x in scenario.args)
    for x in args:
        x.setflags(write=False)
    argnums = tuple(range(len(args)))
    for mode in MODES:
        results = leaves(mode.jacobian(scenario.f(), argnums)(*args))
        arrays = [result for result in results if isinstance(result, np.ndarray)]
        for i, result in enumerate(arrays):
            assert result.flags.writeable
            assert not any(np.shares_memory(result, other) for other in (*args, *arrays[:i]))


CHECKS_WITHOUT_ORACLE = (
    values_are_those_of_numpy,
    second_derivatives_agree,
    single_precision_stays,
    arguments_stay_untouched,
)
CHECKS = (jacobians_agree_with_the_oracle, *CHECKS_WITHOUT_ORACLE)


def expect_same(f: Any, *args: Any) -> None:
    """Hold the Jacobians of both modes against those that are taken one direction at a time, which have no form."""
    argnums = tuple(range(len(args))) if len(args) > 1 else 0
    expected = forward.jacobian(f, argnums, chunk_size=1)(*args)
    expect_equal(reverse.jacobian(f, argnums, chunk_size=1)(*args), expected)
    for mode in (forward, reverse):
        for chunk_size in (None, 2):
            expect_equal(mode.jacobian(f, argnums, chunk_size)(*args), expected)

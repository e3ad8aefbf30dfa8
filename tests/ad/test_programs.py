"""Random programs: compositions of rules that nobody thought of, written by hypothesis.

A program is a list of assignments ``v2 = np.sin(v0)``, ``v3 = v2 @ v1.T``, ..., from two arrays to a number. Each step
takes values made before, whose shapes decide which steps there are. What grows too large is wrapped in tanh, so that
the comparison says something. The same text is evaluated by JAX.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from ad import forward, reverse, testing
from tests.ad.checks import MODES, expect_equal

generator = np.random.default_rng(5)
INPUTS = (generator.uniform(-1.5, 1.5, (2, 3)), generator.uniform(-1.5, 1.5, 3))  # sums and differences do not tie

ANY = (
    *("np.sin({a})", "np.tanh({a})", "np.arctan({a})", "np.exp(-np.square({a}))", "1 / (1 + np.exp(-{a}))"),
    *("np.sqrt(1 + np.square({a}))", "np.log1p(np.square({a}))", "{a} ** 3", "np.abs({a})", "np.expm1({a})", "-{a}"),
    *("np.clip({a}, -0.7, 0.9)", "np.sinh({a})", "np.where({a} > 0.1, {a}, 0.5 * {a})"),
    *(
        "np.sum({a})",
        "np.mean({a})",
        "np.max({a})",
        "np.ravel({a})",
        "{a}[None]",
        "{a}[..., None]",
        "np.prod(0.5 + {a})",
    ),
    *("np.linalg.norm(1.7 + np.ravel({a}))", "np.reshape({a}, (1, -1))", "np.stack([{a}, 2 * {a}])"),
)
"""Steps for any value."""

VECTORS = (
    *("np.sum({a}, axis=0)", "np.mean({a}, axis=-1, keepdims=True)", "np.max({a}, axis=0)", "np.cumsum({a}, axis=-1)"),
    *("np.prod({a}, axis=-1)", "np.var({a}, axis=0)", "np.min({a}, axis=-1)", "np.cumprod({a}, axis=0)"),
    *(
        "{a}[0]",
        "{a}[..., -1]",
        "{a}[::-1]",
        "{a}[np.array([0, -1, 0])]",
        "{a}[:1]",
        "{a}.T",
        "np.flip({a})",
        "np.roll({a}, 1)",
    ),
    *(
        "np.concatenate([{a}, {a}])",
        "np.einsum('...i,...i->...', {a}, {a})",
        "np.atleast_2d({a}) @ np.atleast_2d({a}).mT",
    ),
    "{a}[0] * {a}[-1] + np.sum({a}[0][None]) * {a}[0]",
    *("np.sort({a}, axis=0)", "np.repeat({a}, 2, axis=0)", "np.outer({a}, {a})", "np.swapaxes({a}, 0, -1)"),
    *("np.broadcast_to({a}, (2, *{a}.shape))", "np.pad({a}, 1)", "np.tensordot({a}, {a}, {a}.ndim)", "np.diff({a})"),
)
"""Steps for a value with axes."""

PAIRS = (
    *("{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} / (2 + np.square({b}))", "np.logaddexp({a}, {b})"),
    *("np.maximum({a}, {b})", "np.arctan2({a}, 2 + np.square({b}))", "np.hypot({a}, 1 + {b} * {b})"),
    *("np.where({a} > {b}, {a}, 2 * {b})", "(1.5 + np.tanh({a})) ** {b}"),
)
"""Steps for two values that broadcast."""

KINKED = ("abs", "clip", "where", "max", "min", "sort")
"""What differences cannot be taken across."""

UNOPTIMIZED = {"xla_backend_optimization_level": 0, "xla_llvm_disable_expensive_passes": True}
"""Each program is compiled for one evaluation."""

LARGEST = 60  # elements


def evaluate(step: str, values: dict[str, Any], numpy: Any = np) -> Any:
    return eval(step, {"np": numpy, **values})


def broadcasts(a: Any, b: Any) -> bool:
    return all(m == n or 1 in (m, n) for m, n in zip(np.shape(a)[::-1], np.shape(b)[::-1], strict=False))


@st.composite
def programs(draw: Any) -> str:
    """Return the text of a program: one step a line."""
    values: dict[str, Any] = dict(zip(("v0", "v1"), INPUTS, strict=True))
    lines: list[str] = []
    for _ in range(draw(st.integers(3, 9))):
        a = draw(st.sampled_from(list(values)))
        partners = [name for name, value in values.items() if broadcasts(values[a], value)]
        steps = ANY + (VECTORS if np.ndim(values[a]) else ()) + PAIRS
        step = draw(st.sampled_from(steps)).format(a=a, b=draw(st.sampled_from(partners)))
        value = evaluate(step, values)
        if not 0 < np.size(value) <= LARGEST:
            continue
        if np.max(np.abs(value)) > 3:
            step = f"np.tanh(0.3 * ({step}))"
        name = f"v{len(values)}"
        lines.append(f"{name} = {step}")
        values[name] = evaluate(step, values)
    return "\n".join(lines)


def function_of(program: str, numpy: Any = np) -> Callable[..., Any]:
    """Return the program as a function that combines all its values in one number, the last with the largest weight."""
    steps = [line.split(" = ", 1) for line in program.splitlines()]

    def f(v0: Any, v1: Any) -> Any:
        values = {"v0": v0, "v1": v1}
        for name, step in steps:
            values[name] = evaluate(step, values, numpy)
        return sum(numpy.mean(numpy.sin(value + i)) * (i + 1) for i, value in enumerate(values.values()))

    return f


def run(examples: int) -> Any:
    """Run a test on as many programs, the same in every run."""
    return settings(
        max_examples=examples,
        derandomize=True,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
    )


@run(120)
@given(programs())
def test_modes_agree_with_each_other_and_with_differences(program: str) -> None:
    f = function_of(program)
    pushed, pulled = (mode.value_and_grad(f, (0, 1))(*INPUTS) for mode in MODES)
    expect_equal(pushed, pulled, 1e-11, program)
    expect_equal(pushed[0], f(*INPUTS), 1e-13, program)
    expect_equal(reverse.jacobian(f, (0, 1))(*INPUTS), pulled[1], 1e-12, program)
    expect_equal(forward.jacobian(f, (0, 1), chunk_size=1)(*INPUTS), pulled[1], 1e-11, program)
    if not any(word in program for word in KINKED):  # JAX knows the derivatives of the others
        testing.check_grads(f, INPUTS)


@run(10)
@given(programs())
def test_gradients_are_those_of_jax(program: str) -> None:
    value, gradient = reverse.value_and_grad(function_of(program), (0, 1))(*INPUTS)
    compiled = jax.jit(jax.value_and_grad(function_of(program, jnp), (0, 1))).lower(*INPUTS).compile(UNOPTIMIZED)
    expect_equal((value, gradient), jax.tree.map(np.asarray, compiled(*INPUTS)), 1e-11, program)


@run(30)
@given(programs())
def test_hessians_four_ways(program: str) -> None:
    f = function_of(program)
    hessians = [outer.jacobian(inner.grad(f, (0, 1)), (0, 1))(*INPUTS) for outer, inner in product(MODES, MODES)]
    for hessian in hessians:
        expect_equal(hessian, hessians[0], 1e-10, program)
        (xx, xy), (yx, yy) = hessian
        expect_equal(xx, np.transpose(xx, (2, 3, 0, 1)), 1e-10, program)
        expect_equal(xy, np.transpose(yx, (1, 2, 0)), 1e-10, program)
        expect_equal(yy, yy.T, 1e-10, program)
    if not any(word in program for word in KINKED):
        testing.check_jvp(reverse.grad(f, (0, 1)), INPUTS)


@run(30)
@given(programs())
def test_single_precision_stays(program: str) -> None:
    single = tuple(np.float32(x) for x in INPUTS)
    exact = reverse.grad(function_of(program), (0, 1))(*INPUTS)
    for mode in MODES:
        gradient = mode.grad(function_of(program), (0, 1))(*single)
        assert {g.dtype for g in gradient} == {np.dtype("f4")}, program
        expect_equal(gradient, exact, 1e-3, program)

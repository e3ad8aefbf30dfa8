"""JAX, compiled: both modes of it as peers, and as the oracle of every case.

Data are arguments of the compiled function, not constants in it: XLA would compute with them ahead
of time, and what is timed would no longer be the problem.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.backends.backend import Backend, Call, Preparation, Unsupported
from benchmarks.machine import start_jax
from benchmarks.problems import Problem


def compiled(
    transform: Callable[[Any, Callable[..., Any]], Callable[..., Any]],
    seed: Callable[[Problem], tuple[Any, ...]] = lambda problem: (),
) -> Preparation:
    """Prepare ``transform(jax, f)(*seed, x, *data)``, compiled and run once."""

    def prepare(problem: Problem) -> Call:
        if problem.compact is not None:
            raise Unsupported("jit unrolls a Python loop over the inputs: use lax.fori_loop")
        jax = start_jax()
        function = jax.jit(transform(jax, partial(problem.f, jax.numpy)))
        arguments = jax.tree.map(jax.numpy.asarray, (*seed(problem), problem.x, *problem.data))
        jax.block_until_ready(function(*arguments))
        return lambda: jax.block_until_ready(function(*arguments))

    return prepare


def push(jax: Any, f: Callable[..., Any]) -> Callable[..., Any]:
    """Return one pushforward as a function of the tangent and the inputs of f."""
    return lambda t, x, *data: jax.jvp(lambda x: f(x, *data), (x,), (t,))[1]


def pull(jax: Any, f: Callable[..., Any]) -> Callable[..., Any]:
    """Return one pullback as a function of the cotangent and the inputs of f."""
    return lambda ct, x, *data: jax.vjp(lambda x: f(x, *data), x)[1](ct)[0]


PRIMAL = compiled(lambda jax, f: f)
JACFWD = compiled(lambda jax, f: jax.jacfwd(f))
JACREV = compiled(lambda jax, f: jax.jacrev(f))

JAX_FORWARD = Backend(
    "jax-forward",
    {
        "primal": PRIMAL,
        "jvp": compiled(push, lambda problem: (problem.tangent,)),
        "gradient": JACFWD,
        "jacobian": JACFWD,
    },
    directions="inputs",
    requires="jax",
)
JAX_REVERSE = Backend(
    "jax-reverse",
    {
        "primal": PRIMAL,
        "vjp": compiled(pull, lambda problem: (problem.cotangent,)),
        "gradient": compiled(lambda jax, f: jax.grad(f)),
        "jacobian": JACREV,
    },
    directions="outputs",
    requires="jax",
)

"""JAX: its two modes compiled, as peers and as the oracle of every case, and both uncompiled, call by call.

Data are arguments of the compiled function, not constants in it: XLA would compute with them ahead of time, and what is
timed would no longer be the problem.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

from benchmarks.backends.backend import Backend, Call, Preparation, Unsupported
from benchmarks.machine import start_jax
from benchmarks.problems import Problem

Transform = Callable[[Any, Callable[..., Any]], Callable[..., Any]]

# What a transformed function takes before x and the data.
SEEDS: dict[str, Callable[[Problem], Any]] = {
    "jvp": lambda problem: problem.tangent,
    "vjp": lambda problem: problem.cotangent,
    "hvp": lambda problem: problem.tangent,
}


def push(jax: Any, f: Callable[..., Any]) -> Callable[..., Any]:
    """Return one pushforward as a function of the tangent and the inputs of f."""
    return lambda t, x, *data: jax.jvp(lambda x: f(x, *data), (x,), (t,))[1]


def pull(jax: Any, f: Callable[..., Any]) -> Callable[..., Any]:
    """Return one pullback as a function of the cotangent and the inputs of f."""
    return lambda ct, x, *data: jax.vjp(lambda x: f(x, *data), x)[1](ct)[0]


# From each quantity to ``transform(jax, f)``, a function of the seed if there is one, of x, and of the data.
FORWARD: dict[str, Transform] = {
    "primal": lambda jax, f: f,
    "jvp": push,
    "gradient": lambda jax, f: jax.jacfwd(f),
    "jacobian": lambda jax, f: jax.jacfwd(f),
    "hessian": lambda jax, f: jax.jacfwd(jax.grad(f)),
    "hvp": lambda jax, f: push(jax, jax.grad(f)),
}
REVERSE: dict[str, Transform] = {
    "primal": lambda jax, f: f,
    "vjp": pull,
    "gradient": lambda jax, f: jax.grad(f),
    "jacobian": lambda jax, f: jax.jacrev(f),
    "hessian": lambda jax, f: jax.jacrev(jax.grad(f)),
    "hvp": lambda jax, f: pull(jax, jax.grad(f)),  # the Hessian is its own transpose
}
# In each case the mode that a user would take.
BETTER = {**FORWARD, **{quantity: REVERSE[quantity] for quantity in ("vjp", "gradient", "jacobian")}}


def prepare(quantity: str, transform: Transform, compiled: bool, problem: Problem) -> Call:
    """Prepare one quantity, and run it once."""
    if compiled and problem.compact is not None:
        raise Unsupported("jit unrolls a long Python loop and compiles for minutes: write it with lax.scan")
    jax = start_jax()
    function = transform(jax, partial(problem.f, jax.numpy))
    function = jax.jit(function) if compiled else function
    seeds = (SEEDS[quantity](problem),) if quantity in SEEDS else ()
    arguments = jax.tree.map(jax.numpy.asarray, (*seeds, problem.x, *problem.data))
    jax.block_until_ready(function(*arguments))
    return lambda: jax.block_until_ready(function(*arguments))


def ways(transforms: dict[str, Transform], compiled: bool = True) -> dict[str, Preparation]:
    """Return how to prepare each quantity."""
    return {quantity: partial(prepare, quantity, transform, compiled) for quantity, transform in transforms.items()}


TRAITS: dict[str, Any] = {"batched": True, "peer": True, "numpy_memory": False, "requires": "jax"}

JAX_FORWARD = Backend("jax-forward", ways(FORWARD), directions="inputs", **TRAITS)
JAX_REVERSE = Backend("jax-reverse", ways(REVERSE), directions="outputs", **TRAITS)
JAX_EAGER = Backend("jax-eager", ways(BETTER, compiled=False), directions="outputs", **TRAITS)

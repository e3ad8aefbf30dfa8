"""The two modes of `ad`, each with all directions in one sweep and with one direction a sweep."""

from functools import partial
from types import ModuleType

from ad import forward, reverse
from benchmarks.backends.backend import Backend, Call, Preparation
from benchmarks.problems import Problem


def jacobian(mode: ModuleType, chunk_size: int | None) -> Preparation:
    """Prepare a full derivative, `chunk_size` directions a sweep."""

    def prepare(problem: Problem) -> Call:
        return partial(mode.jacobian(problem.function(), chunk_size=chunk_size), problem.x)

    return prepare


def gradient(mode: ModuleType) -> Preparation:
    """Prepare the gradient of a scalar function."""

    def prepare(problem: Problem) -> Call:
        return partial(mode.grad(problem.function()), problem.x)

    return prepare


def jvp(problem: Problem) -> Call:
    """Prepare one pushforward."""
    f, x, t = problem.function(), problem.x, problem.tangent
    return lambda: forward.jvp(f, (x,), (t,))[1]


def vjp(problem: Problem) -> Call:
    """Prepare one pullback, the recording of the tape included."""
    f, x, ct = problem.function(), problem.x, problem.cotangent

    def pull() -> object:
        _, pullback = reverse.vjp(f, x)
        return pullback(ct)[0]

    return pull


FORWARD = Backend(
    "forward",
    {"jvp": jvp, "gradient": gradient(forward), "jacobian": jacobian(forward, None)},
    directions="inputs",
)
FORWARD_LOOPED = Backend(
    "forward-looped",
    {"gradient": jacobian(forward, 1), "jacobian": jacobian(forward, 1)},
    directions="inputs",
)
REVERSE = Backend(
    "reverse",
    {"vjp": vjp, "gradient": gradient(reverse), "jacobian": jacobian(reverse, None)},
    directions="outputs",
)
REVERSE_LOOPED = Backend(
    "reverse-looped",
    {"gradient": jacobian(reverse, 1), "jacobian": jacobian(reverse, 1)},
    directions="outputs",
)

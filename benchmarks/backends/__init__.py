"""All backends. A new one is a file beside this one and a name in `BACKENDS`."""

from benchmarks.backends.backend import Backend, Call, Unsupported
from benchmarks.backends.with_autograd import AUTOGRAD
from benchmarks.backends.with_dualtape import FORWARD, FORWARD_LOOPED, REVERSE, REVERSE_LOOPED
from benchmarks.backends.with_jax import JAX_FORWARD, JAX_REVERSE
from benchmarks.backends.with_numpy import FINITE_DIFFERENCES, HAND, PRIMAL
from benchmarks.backends.with_pytorch import PYTORCH

BACKENDS = {
    backend.name: backend
    for backend in (
        PRIMAL,
        FORWARD,
        FORWARD_LOOPED,
        REVERSE,
        REVERSE_LOOPED,
        JAX_FORWARD,
        JAX_REVERSE,
        FINITE_DIFFERENCES,
        HAND,
        AUTOGRAD,
        PYTORCH,
    )
}

__all__ = ["BACKENDS", "Backend", "Call", "Unsupported"]

"""The speed targets: the eager modes against autograd, the derivative by hand, and JAX's compiled Jacobians.

Each case times a peer, with the mode of `ad` that one would use instead as its rival. Their ratio says how many times
faster `ad` is; the entry holds the target beside it. A derivative by hand is what NumPy can reach: there the target is
a fraction, and 0.2 says that `ad` may take five times as long.
"""

from collections.abc import Callable, Iterator

from pytest_benchmark.fixture import BenchmarkFixture

from benchmarks.cases import Case, Scale

# (problem, size, quantity): for each peer how long it must take, at the least, over the time of `ad`.
TARGETS: dict[tuple[str, str, str], dict[str, float]] = {
    ("rosenbrock", "n=10", "gradient"): {"autograd": 7.0, "hand": 1 / 6},
    ("rosenbrock", "n=1000", "gradient"): {"autograd": 7.0, "hand": 1 / 6},
    ("rosenbrock", "n=100000", "gradient"): {"autograd": 5.0, "hand": 1 / 3},
    ("rosenbrock-loop", "n=1000", "gradient"): {"autograd": 12.0},
    ("transcendental", "n=10", "gradient"): {"autograd": 6.0, "hand": 1 / 5},
    ("transcendental", "n=1000", "gradient"): {"autograd": 4.0, "hand": 1 / 2.2},
    ("transcendental", "n=100000", "gradient"): {"autograd": 1.7, "hand": 1 / 1.3},
    ("transcendental", "n=1000000", "gradient"): {"autograd": 1.6, "hand": 1 / 1.3},
    ("transcendental", "n=100000", "jvp"): {"autograd": 1.6},
    ("transcendental", "n=100000", "vjp"): {"autograd": 1.6},
    ("mlp", "hidden=16", "gradient"): {"autograd": 5.0, "hand": 1 / 3},
    ("mlp", "batch=32,features=64,hidden=128,classes=10", "gradient"): {"autograd": 2.8, "hand": 1 / 1.6},
    ("mlp", "batch=128,features=784,hidden=512,classes=10", "gradient"): {"autograd": 1.2, "hand": 1 / 1.1},
    ("char-rnn", "hidden=100,steps=25", "gradient"): {"autograd": 6.0, "hand": 1 / 5},
    ("gmm", "d=10,k=5,points=1000", "gradient"): {"autograd": 3.5, "hand": 1 / 1.8},
    ("two-layer-tanh", "n=4,m=64", "jacobian"): {"autograd": 60.0, "jax-forward": 1.0},
    ("two-layer-tanh", "n=64,m=64", "jacobian"): {"autograd": 40.0, "jax-reverse": 1.0},
    ("two-layer-tanh", "n=256,m=256", "jacobian"): {"autograd": 15.0, "jax-reverse": 1.0},
    ("two-layer-tanh", "n=64,m=4", "jacobian"): {"autograd": 8.0, "jax-reverse": 1.0},
    ("rosenbrock", "n=50", "hessian"): {"autograd": 60.0},
    ("rosenbrock", "n=1000", "hvp"): {"autograd": 6.0},
}


def cases(scale: Scale) -> Iterator[Case]:
    """Yield each peer of each target; a quick run takes the first target alone."""
    for (problem, size, quantity), peers in list(TARGETS.items())[: 1 if scale.name == "quick" else None]:
        for backend in peers:
            yield Case("peers", problem, size, quantity, backend)


def bench_peer(measure: Callable[[Case], None], case: Case, benchmark: BenchmarkFixture) -> None:
    """Time one peer beside `ad`."""
    target = TARGETS[case.problem, case.size, case.quantity][case.backend]
    benchmark.extra_info["target"] = float(f"{target:.4g}")
    measure(case)

"""The problems of the notes and of the field, at the sizes that the field uses."""

from collections.abc import Callable, Iterator

from benchmarks.cases import Case, Scale, offered
from benchmarks.problems import FAMILIES, build

# Where a run measures a problem: by default, and besides with --sweep=full. A quick run takes the smallest size of all.
# Of problems that show the same thing one is in the default run.
SIZES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "logistic-regression": (("n=650",), ("n=50", "n=170")),
    "gates": (("circuits=1",), ("circuits=1000",)),
    "gate-add": ((), ("circuits=1", "circuits=1000")),
    "gate-max": ((), ("circuits=1", "circuits=1000")),
    "gate-multiply": ((), ("circuits=1", "circuits=1000")),
    "paths": (("graphs=1",), ("graphs=1000",)),
    "fan": (("k=8",), ("k=64",)),
    "neuron": (("inputs=2",), ("inputs=1000",)),
    "derivative-map": (
        ("inputs=2,outputs=2,size=4",),
        ("inputs=1,outputs=1,size=4", "inputs=0,outputs=2,size=4", "inputs=2,outputs=0,size=4"),
    ),
    "elementwise": ((), ("size=100", "size=1000")),
    "scalar-expansion": ((), ("size=100", "size=1000")),
    "row-sum": ((), ("size=1000", "size=100000")),
    "dot": ((), ("size=1000", "size=100000")),
    "outer": ((), ("rows=30,columns=20", "rows=300,columns=200")),
    "matrix-vector": ((), ("rows=30,columns=20", "rows=300,columns=200")),
    "matrix-matrix": (("rows=30,inner=20,columns=10",), ("rows=300,inner=200,columns=100",)),
    "softmax": (("classes=100",), ("classes=1000",)),
    "softmax-nll": (("classes=100",), ("classes=10000",)),
    "affine-relu": (("inputs=64,batch=256",), ("inputs=256,batch=1024",)),
    "mlp": (
        ("hidden=16", "batch=128,features=784,hidden=512,classes=10"),
        ("batch=32,features=64,hidden=128,classes=10",),
    ),
    "digits-mlp": (("batch=128,hidden=32",), ("batch=1024,hidden=128,layers=2",)),
    "digits-quadratic": ((), ("batch=128,hidden=32", "batch=1024,hidden=128,layers=2")),
    "input-gradient": (("hidden=32,wanted=3",), ("hidden=64,wanted=8",)),
    "depth-sigmoid": (("layers=8,width=32",), ("layers=32,width=32",)),
    # Rounding errors grow a hundredfold in four layers: at 32, NumPy's gradient and JAX's differ in the fourth digit.
    "depth-large-weights": ((), ("layers=4,width=32", "layers=8,width=32")),
    "depth-relu": ((), ("layers=8,width=32", "layers=32,width=32")),
    "depth-dead-relu": ((), ("layers=8,width=32", "layers=32,width=32")),
    "char-rnn": (("hidden=100,steps=25",), ("hidden=50,steps=100",)),
    "gmm": (
        ("d=10,k=5,points=1000",),
        ("d=2,k=5,points=1000", "d=20,k=10,points=1000", "d=32,k=25,points=1000", "d=64,k=100,points=1000"),
    ),
    "lstm": (("layers=2,length=1024",), ("layers=4,length=1024", "layers=6,length=1024", "layers=2,length=4096")),
    "ba": ((), ("cameras=2,points=5,observations=10", "cameras=4,points=20,observations=40")),
    "ba-block": (("rotated=1",), ()),
    "ba-compressed": (("cameras=49,points=76,observations=318",), ("cameras=49,points=776,observations=3184",)),
    "hand": ((), ("points=100", "points=192", "points=400")),
    "hand-complicated": ((), ("points=10", "points=100")),
    "hand-compressed": (("points=100",), ("points=400",)),
    "kmeans": (
        ("k=10,points=1000,d=8",),
        ("k=100,points=1000,d=8", "k=10,points=10000,d=16", "k=100,points=10000,d=16"),
    ),
    "llsq": (("inputs=128,points=1024",), ("inputs=128,points=16", "inputs=128,points=16384")),
    "lse": (("n=2500",), ("n=10000", "n=160000")),
    "ode": (("n=8,steps=10",), ("n=32,steps=50",)),
    "ode-last": ((), ("n=8,steps=10", "n=32,steps=50")),
    "det": (("ell=4",), ("ell=3", "ell=5", "ell=6")),
    "saddle": (("dimensions=2",), ("dimensions=100",)),
    "particle": (("tenths=5",), ("tenths=0",)),
    "helmholtz": (("n=50",), ("n=10", "n=1", "n=2", "n=5", "n=20", "n=30")),
    "rosenbrock": (("n=10", "n=100000"), ("n=1000", "n=1000000")),
    "rosenbrock-loop": (("n=100",), ("n=10", "n=1000")),
    "brusselator": (("n=100",), ("n=10", "n=1000")),
    "heat": (("n=100",), ("n=10", "n=300")),
    "transcendental": (("n=1000",), ("n=10", "n=100000", "n=1000000")),
    "scalar-chain": ((), ("operations=100", "operations=1000")),
}


# Left to the sweeps: what only shows what batches save, and what choosing a mode costs.
LEFT_OUT = ("forward-looped", "reverse-looped", "auto")
# JAX without compiling takes a second or more to dispatch what others do in a millisecond: the small ones will do.
EAGER = ("neuron", "mlp", "rosenbrock")


# Where a quick run asks the peers, too: once with vectors, once in a loop.
QUICK = ("rosenbrock", "rosenbrock-loop")


def backends(name: str, derivative: str, scale: Scale) -> list[str]:
    """Return who differentiates a problem: our modes and the derivative by hand, and the peers unless in a hurry."""
    if scale.name == "quick" and name not in QUICK:
        return ["forward", "reverse", "hand"]
    wanted = (backend for backend in offered(derivative) if backend not in LEFT_OUT)
    return [backend for backend in wanted if backend != "jax-eager" or name in EAGER]


def sizes(name: str, scale: Scale) -> tuple[str, ...]:
    """Return the sizes at which a run measures a problem."""
    if scale.name == "quick":
        return FAMILIES[name].sizes[:1]
    default, more = SIZES[name]
    return default if scale.name == "default" else default + more


def cases(scale: Scale) -> Iterator[Case]:
    """Yield the full derivative of each problem by each backend."""
    for name in SIZES:
        # Of a small problem: building the large ones, only to ask, would take as long as measuring some.
        derivative = "gradient" if build(name, FAMILIES[name].sizes[0]).m == 1 else "jacobian"
        for size in sizes(name, scale):
            yield Case("problem", name, size, "primal", "primal")
            for backend in backends(name, derivative, scale):
                yield Case("problem", name, size, derivative, backend)


def bench_problem(measure: Callable[[Case], None], case: Case) -> None:
    """Time one backend on one problem."""
    measure(case)

"""All problems, at any size.

A new problem is a file beside this one, with the function and its builder, and a row in `FAMILIES`::

    def f(xp, x):                       # xp: numpy, jax.numpy, torch, ...
        return xp.sum(xp.sin(x) ** 2)

    def derivative(x):                  # by hand, if somebody derived it
        return 2 * np.sin(x) * np.cos(x)

    def sines(n: int) -> Problem:
        x = np.random.default_rng(0).normal(size=n)
        return Problem("sines", "its source", f, x, derivative=derivative)

    FAMILIES = {..., "sines": Family(sines, ("n=3", "n=10"))}

The tests then hold it against JAX in both modes; `benchmarks.bench_problems` says at which sizes it is measured.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial

from benchmarks.problems.affine_relu import affine_relu
from benchmarks.problems.ba import bundle_adjustment, bundle_adjustment_block, bundle_adjustment_compressed
from benchmarks.problems.chain import chain, checkpointed_chain, scalar_chain
from benchmarks.problems.char_rnn import char_rnn
from benchmarks.problems.depth import depth
from benchmarks.problems.det import det
from benchmarks.problems.gates import gate_add, gate_max, gate_multiply, gates
from benchmarks.problems.gmm import gmm
from benchmarks.problems.hand import hand_tracking, hand_tracking_complicated, hand_tracking_compressed
from benchmarks.problems.helmholtz import helmholtz
from benchmarks.problems.input_gradient import input_gradient
from benchmarks.problems.kmeans import kmeans
from benchmarks.problems.llsq import llsq
from benchmarks.problems.logistic_regression import logistic_regression
from benchmarks.problems.lse import lse
from benchmarks.problems.lstm import lstm
from benchmarks.problems.mlp import digits_mlp, digits_quadratic, mlp
from benchmarks.problems.neuron import neuron
from benchmarks.problems.ode import ode, ode_last
from benchmarks.problems.particle import particle
from benchmarks.problems.paths import fan, paths
from benchmarks.problems.pde import brusselator, heat
from benchmarks.problems.problem import Problem
from benchmarks.problems.products import dot, matrix_matrix, matrix_vector, outer
from benchmarks.problems.repeated import ROUNDS, repeated
from benchmarks.problems.rosenbrock import rosenbrock, rosenbrock_loop
from benchmarks.problems.saddle import saddle
from benchmarks.problems.shapes import derivative_map, elementwise, row_sum, scalar_expansion
from benchmarks.problems.softmax import softmax, softmax_nll
from benchmarks.problems.transcendental import transcendental
from benchmarks.problems.two_layer_tanh import two_layer_tanh


@dataclass(frozen=True)
class Family:
    """A problem at any size.

    Parameters
    ----------
    build : callable
        Returns the problem. All its parameters are ints.
    sizes : tuple of str
        At least two sizes that tests verify, small ones, as the builder's arguments: "n=3,m=1".
    """

    build: Callable[..., Problem]
    sizes: tuple[str, ...]


FAMILIES = {
    "two-layer-tanh": Family(two_layer_tanh, ("n=3,m=1", "n=1,m=3", "n=5,m=4")),
    "chain": Family(chain, ("size=3,operations=10", "size=10,operations=100", "size=2,operations=500")),
    "checkpointed-chain": Family(
        checkpointed_chain, ("size=3,operations=28,segments=2", "size=5,operations=56,segments=8")
    ),
    "scalar-chain": Family(scalar_chain, ("operations=10", "operations=500")),
    "logistic-regression": Family(logistic_regression, ("n=50", "n=90")),
    "gates": Family(gates, ("circuits=1", "circuits=4")),
    "gate-add": Family(gate_add, ("circuits=1", "circuits=4")),
    "gate-max": Family(gate_max, ("circuits=1", "circuits=4")),
    "gate-multiply": Family(gate_multiply, ("circuits=1", "circuits=4")),
    "paths": Family(paths, ("graphs=1", "graphs=4")),
    "fan": Family(fan, ("k=1", "k=3", "k=8")),
    "neuron": Family(neuron, ("inputs=1", "inputs=2", "inputs=20")),
    "derivative-map": Family(
        derivative_map, ("inputs=0,outputs=1,size=2", "inputs=1,outputs=0,size=3", "inputs=2,outputs=2,size=2")
    ),
    "elementwise": Family(elementwise, ("size=2", "size=5")),
    "scalar-expansion": Family(scalar_expansion, ("size=2", "size=5")),
    "row-sum": Family(row_sum, ("size=1", "size=5")),
    "dot": Family(dot, ("size=1", "size=5")),
    "outer": Family(outer, ("rows=3,columns=2", "rows=1,columns=4")),
    "matrix-vector": Family(matrix_vector, ("rows=3,columns=2", "rows=1,columns=4")),
    "matrix-matrix": Family(matrix_matrix, ("rows=5,inner=10,columns=3", "rows=1,inner=2,columns=1")),
    "softmax": Family(softmax, ("classes=2", "classes=7")),
    "softmax-nll": Family(softmax_nll, ("classes=2", "classes=7")),
    "affine-relu": Family(affine_relu, ("inputs=2,batch=8", "inputs=4,batch=10")),
    "mlp": Family(mlp, ("hidden=2", "hidden=16", "batch=8,features=6,hidden=5,classes=4")),
    "digits-mlp": Family(digits_mlp, ("batch=8,hidden=4", "batch=8,hidden=6,layers=2")),
    "digits-quadratic": Family(digits_quadratic, ("batch=8,hidden=4", "batch=8,hidden=5,layers=3")),
    "input-gradient": Family(input_gradient, ("hidden=8,wanted=3", "hidden=16,wanted=8")),
    "depth-sigmoid": Family(partial(depth, "sigmoid"), ("layers=2,width=4", "layers=5,width=6")),
    "depth-large-weights": Family(partial(depth, "large-weights"), ("layers=2,width=4", "layers=5,width=6")),
    "depth-relu": Family(partial(depth, "relu"), ("layers=2,width=4", "layers=5,width=6")),
    "depth-dead-relu": Family(partial(depth, "dead-relu"), ("layers=2,width=8", "layers=8,width=8")),
    "char-rnn": Family(char_rnn, ("hidden=4,steps=2", "hidden=6,steps=4")),
    "ode": Family(ode, ("n=4,steps=1", "n=8,steps=10")),
    "ode-last": Family(ode_last, ("n=1,steps=1", "n=4,steps=1", "n=8,steps=10")),
    "det": Family(det, ("ell=2", "ell=5")),
    "saddle": Family(saddle, ("dimensions=1", "dimensions=2")),
    "particle": Family(particle, ("tenths=0", "tenths=5")),
    "helmholtz": Family(helmholtz, ("n=1", "n=2", "n=50")),
    "gmm": Family(gmm, ("d=2,k=3,points=20", "d=4,k=2,points=10")),
    "lstm": Family(lstm, ("layers=1,length=6,bits=3", "layers=2,length=12,bits=4")),
    "ba-block": Family(bundle_adjustment_block, ("rotated=0", "rotated=1")),
    "ba": Family(bundle_adjustment, ("cameras=2,points=3,observations=5", "cameras=3,points=2,observations=7")),
    "ba-compressed": Family(
        bundle_adjustment_compressed, ("cameras=2,points=3,observations=5", "cameras=3,points=2,observations=40")
    ),
    "hand": Family(hand_tracking, ("points=1", "points=20")),
    "hand-complicated": Family(hand_tracking_complicated, ("points=1", "points=12")),
    "hand-compressed": Family(hand_tracking_compressed, ("points=1", "points=20")),
    "kmeans": Family(kmeans, ("k=3,points=20,d=2", "k=4,points=30,d=5")),
    "llsq": Family(llsq, ("inputs=4,points=16", "inputs=9,points=33")),
    "lse": Family(lse, ("n=1", "n=5", "n=100")),
    "rosenbrock": Family(rosenbrock, ("n=2", "n=10")),
    "rosenbrock-loop": Family(rosenbrock_loop, ("n=2", "n=10")),
    **{f"repeated-{kind}": Family(partial(repeated, kind), ("rounds=3", "rounds=20")) for kind in ROUNDS},
    "transcendental": Family(transcendental, ("n=2", "n=10")),
    "brusselator": Family(brusselator, ("n=2", "n=10", "n=100")),
    "heat": Family(heat, ("n=2", "n=10", "n=50")),
}


@lru_cache(maxsize=4)  # neighbouring cases share a problem, and large ones must not pile up
def build(name: str, size: str) -> Problem:
    """Return the problem of that name and size, such as ``build("two-layer-tanh", "n=64,m=1")``."""
    arguments = (argument.split("=") for argument in size.split(","))
    return FAMILIES[name].build(**{parameter: int(value) for parameter, value in arguments})


__all__ = ["FAMILIES", "Family", "Problem", "build"]

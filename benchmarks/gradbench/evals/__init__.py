"""All evals, each the table of its functions. A new one is a file beside this one and a row in `EVALS`."""

from benchmarks.gradbench.evals.ba import BA
from benchmarks.gradbench.evals.det import DET
from benchmarks.gradbench.evals.function import Function, Mode
from benchmarks.gradbench.evals.gmm import GMM
from benchmarks.gradbench.evals.hello import HELLO
from benchmarks.gradbench.evals.ht import HT
from benchmarks.gradbench.evals.kmeans import KMEANS
from benchmarks.gradbench.evals.llsq import LLSQ
from benchmarks.gradbench.evals.lse import LSE
from benchmarks.gradbench.evals.lstm import LSTM
from benchmarks.gradbench.evals.ode import ODE
from benchmarks.gradbench.evals.particle import PARTICLE
from benchmarks.gradbench.evals.saddle import SADDLE

EVALS = {
    "hello": HELLO,
    "gmm": GMM,
    "lstm": LSTM,
    "ba": BA,
    "ht": HT,
    "kmeans": KMEANS,
    "llsq": LLSQ,
    "lse": LSE,
    "ode": ODE,
    "det": DET,
    "saddle": SADDLE,
    "particle": PARTICLE,
}

__all__ = ["EVALS", "Function", "Mode"]

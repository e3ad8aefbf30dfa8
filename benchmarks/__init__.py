"""Measure both modes of `ad` against each other, the plain function and other tools.

- `problems/`: what is differentiated. One definition over an array namespace, so that every tool runs the same code,
  with seeded inputs and, where it is known, the derivative by hand.
- `backends/`: who differentiates it. One small interface for `ad`, JAX, autograd, PyTorch, ...
- `cases`: which backend does what to which problem, and at which sizes; the `bench_*` modules list them.
- `prepared`: what a backend makes of a problem, made once for all who need it.
- `agreement`: nothing is timed before it agrees with JAX in float64, or with the derivative by hand.
- `run`: one case, from its problem to its entry in the result file. It is timed in interleaved pairs (`ad.measure`).
- `measure`: the noise of the machine, a time limit, and ratios short enough to keep.
- `looks`: each case is looked at several times, with other cases in between.
- `journal`: what a run has finished, kept on disk case by case.
- `machine`: one thread each for BLAS and XLA, memory that stays, and what a reader must know about the machine.
- `gradbench/`: a tool for the GradBench suite, over the same problems.

Run them with ``pytest --benchmark-only`` (``--sweep=quick|default|full``, ``--resume``), or each of them once, checked
but not timed, with ``pytest benchmarks --benchmark-disable --sweep=quick``. README.md tells the rest.
"""

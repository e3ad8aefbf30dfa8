"""Measure both modes of `ad` against each other, the plain function and other tools.

- `problems/`: what is differentiated. One definition over an array namespace, so that every tool
  runs the same code, with seeded inputs and, where it is known, the derivative by hand.
- `backends/`: who differentiates it. One small interface for `ad`, JAX, autograd, PyTorch, ...
- `cases`: which backend does what to which problem, and at which sizes.
- `measure`: how two things are compared on a machine that is never quiet: in interleaved pairs.
- `agreement`: nothing is timed before it agrees with JAX in float64.
- `run`: one case, from its problem to its entry in the result file.
- `machine`: one thread each for BLAS and XLA, and what a reader must know about the machine.

Run them with ``pytest --benchmark-only`` (``--sweep=quick|default|full``), or each of them once,
checked but not timed, with ``pytest benchmarks --benchmark-disable --sweep=quick``.
"""

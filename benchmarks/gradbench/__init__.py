"""A tool for GradBench, the field's benchmark suite: its evals ask for values and derivatives, and check the answers.

``python -m benchmarks.gradbench --mode reverse`` reads one JSON message a line and answers each with one line.

- `protocol`: what is answered to each kind of message.
- `reading`: JSON from the other side, taken apart with the path in every complaint.
- `timing`: one call as often as it was asked for.
- `evals/`: one file an eval, what it reads, what is evaluated and timed, and what is written.

References
----------
GradBench, https://github.com/gradbench/gradbench, its protocol and its evals.
"""

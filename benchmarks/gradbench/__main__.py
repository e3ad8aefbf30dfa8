"""The command ``python -m benchmarks.gradbench``."""

import argparse
import os
import sys
from collections.abc import Sequence

from ad import forward, reverse
from benchmarks.gradbench.protocol import serve

MODES = {"forward": forward, "reverse": reverse}


def main(arguments: Sequence[str] | None = None) -> None:
    """Answer messages from standard input on standard output until either is closed.

    Nothing else reaches standard output: whatever is printed on the way goes to standard error.
    """
    parser = argparse.ArgumentParser("python -m benchmarks.gradbench", description="Speak GradBench's protocol.")
    parser.add_argument(
        "--mode", choices=tuple(MODES), required=True, help="of every derivative that leaves the choice"
    )
    name = parser.parse_args(arguments).mode

    with os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="ascii") as answers:
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
        try:
            serve(sys.stdin.buffer, answers, f"dualtape-{name}", MODES[name])
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), answers.fileno())  # where the answer goes that nobody reads


if __name__ == "__main__":
    main()

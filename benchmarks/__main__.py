"""The commands of ``python -m benchmarks``: `compare`, which measures a function of the user's own in both modes."""

import argparse
import ast
import importlib
import inspect
import os
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import partial, reduce
from pathlib import Path
from typing import Any

import numpy as np
from threadpoolctl import threadpool_limits

import ad

DESCRIPTION = """\
Measure a function of NumPy arrays in forward and in reverse mode: time and memory
of its gradient or Jacobian, whether the modes agree with each other and with finite
differences, and which one to use.
"""
EXAMPLES = """\
examples:
  python -m benchmarks compare scipy.optimize:rosen --shape 1000
      random vectors of 1000 numbers to one number
  python -m benchmarks compare mymodule:loss --shape 3x4 --shape 4 --arg rate=0.1 --argnums 0 1
      loss(w, b, rate) of mymodule.py in this folder, differentiated by w and b
  python -m benchmarks compare mypackage.models:Model.loss --inputs data.npz
      the arrays of numpy.savez("data.npz", w=..., x=...) for the parameters w and x, differentiated by the first
"""


class CommandError(Exception):
    """What the user can mend; the message says it in one line."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns
    -------
    int
        0, or 2 if it could not be done; the reason is printed as one line.
    """
    options = _parser().parse_args(arguments)
    try:
        print(options.run(options))
    except CommandError as error:
        print(f"benchmarks: {error}", file=sys.stderr)
        return 2
    return 0


def _parser() -> argparse.ArgumentParser:
    """Describe the command line."""
    parser = argparse.ArgumentParser("python -m benchmarks", description="Forward against reverse mode.")
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    command = commands.add_parser(
        "compare",
        help="measure a function of your own in both modes",
        description=DESCRIPTION,
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.add_argument("function", metavar="MODULE:FUNCTION", help="what to import, also from the current folder")
    command.add_argument(
        "--shape",
        action="append",
        default=[],
        help="the shape of the next argument, of standard normal numbers: 1000, 3x4 or scalar; may be repeated",
    )
    command.add_argument("--inputs", type=Path, metavar="FILE.npz", help="arrays, each under the name of its parameter")
    command.add_argument(
        "--arg",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="any other argument, as a Python literal: --arg steps=10 --arg \"kind='cubic'\"; may be repeated",
    )
    command.add_argument(
        "--argnums",
        type=int,
        nargs="+",
        metavar="I",
        help="which arguments to differentiate by, counted from 0 (default: the first array)",
    )
    command.add_argument(
        "--seconds", type=float, default=1.0, help="what the timing should take (default: %(default)s)"
    )
    command.add_argument("--seed", type=int, default=0, help="of the random numbers (default: %(default)s)")
    command.set_defaults(run=_compare)
    return parser


def _compare(options: argparse.Namespace) -> object:
    """Return what `ad.compare` finds, with BLAS on one thread."""
    function = _function(options.function)
    arrays, constants = _arrays(options.inputs), dict(map(_constant, options.arg))
    generator = np.random.default_rng(options.seed)
    random = [_random(generator, shape) for shape in options.shape]
    args, keywords, chosen = _filled(function, random, arrays, constants)
    argnums = options.argnums or chosen[:1]
    if not argnums:
        raise CommandError(f"{options.function} is given no array to differentiate by: add --shape or --inputs")
    bound = partial(function, **keywords) if keywords else function
    with threadpool_limits(limits=1):
        try:
            return ad.compare(
                bound, *args, argnums=argnums[0] if len(argnums) == 1 else argnums, seconds=options.seconds
            )
        except Exception as error:
            raise CommandError(f"cannot compare {options.function}{_signature(args)}: {_one_line(error)}") from error


def _function(target: str) -> Callable[..., Any]:
    """Return the function that ``module:function`` names."""
    name, _, path = target.partition(":")
    if not name or not path:
        raise CommandError(f"write the function as module:function, as in scipy.optimize:rosen, not {target!r}")
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        module = importlib.import_module(name)
    except Exception as error:
        if isinstance(error, ModuleNotFoundError) and error.name and f"{name}.".startswith(f"{error.name}."):
            raise CommandError(f"there is no module {error.name!r}, neither installed nor in this folder") from None
        raise CommandError(f"importing {name} fails: {_one_line(error)}") from error
    try:
        function = reduce(getattr, path.split("."), module)
    except AttributeError:
        raise CommandError(f"the module {name} has no function {path!r}") from None
    if not callable(function):
        raise CommandError(f"{target} is not a function but of type {type(function).__name__}")
    return function


def _random(generator: np.random.Generator, text: str) -> Any:
    """Return standard normal numbers of the shape that is written as 3x4."""
    sizes = [] if text == "scalar" else text.split("x")
    if not all(size.isdecimal() for size in sizes):
        raise CommandError(f"{text!r} is not a shape: write 1000, 3x4 or scalar")
    try:
        return np.asarray(generator.standard_normal(tuple(map(int, sizes))))[()]
    except (MemoryError, ValueError):
        raise CommandError(f"an array of shape {text} does not fit into memory") from None


def _constant(text: str) -> tuple[str, Any]:
    """Return the name and the value of ``name=value``."""
    name, _, value = text.partition("=")
    if not name.isidentifier() or not value:
        raise CommandError(f"{text!r} is not an argument: write NAME=VALUE")
    try:
        return name, ast.literal_eval(value)
    except (ValueError, SyntaxError):
        raise CommandError(f"{value!r} is not a Python literal: write numbers, or strings in quotes") from None


def _arrays(path: Path | None) -> dict[str, Any]:
    """Return the arrays of a file by their names."""
    if path is None:
        return {}
    try:
        with np.load(path) as file:
            return {name: file[name][()] for name in file}
    except OSError as error:
        raise CommandError(f"cannot read {path}: {error.strerror or error}") from None
    except (AttributeError, TypeError, ValueError, zipfile.BadZipFile, EOFError):
        raise CommandError(f"{path} is not a file of arrays of numbers as numpy.savez writes it") from None


def _filled(
    function: Callable[..., Any], random: Sequence[Any], arrays: Mapping[str, Any], constants: Mapping[str, Any]
) -> tuple[list[Any], dict[str, Any], list[int]]:
    """Return the positional arguments and the keywords of a call, and the positions of the arrays.

    What has a name goes to the parameter of that name; the random arrays go to the other parameters in their order.
    """
    if twice := arrays.keys() & constants.keys():
        raise CommandError(f"the parameter {min(twice)!r} is given twice: in the file and by --arg")
    given, queue = {**constants, **arrays}, list(random)
    args: list[Any] = []
    keywords: dict[str, Any] = {}
    chosen: list[int] = []
    needed = 0  # how many of `args` are more than trailing defaults
    for parameter in _parameters(function):
        name, kind = parameter.name, parameter.kind
        if kind is parameter.VAR_KEYWORD:
            keywords, given = keywords | given, {}
        elif kind is parameter.KEYWORD_ONLY and name in given:
            keywords[name] = given.pop(name)
        elif kind is parameter.VAR_POSITIONAL and queue:
            chosen += range(len(args), len(args) + len(queue))
            args, queue = args + queue, []
            needed = len(args)
        elif kind in _POSITIONAL and (name in given or queue):
            if name not in constants:
                chosen.append(len(args))
            args.append(given.pop(name) if name in given else queue.pop(0))
            needed = len(args)
        elif kind in _POSITIONAL and parameter.default is not parameter.empty:
            args.append(parameter.default)
        elif kind is not parameter.VAR_POSITIONAL and parameter.default is parameter.empty:
            raise CommandError(f"the parameter {name!r} has no value: add --shape, --inputs or --arg {name}=...")
    if given:
        raise CommandError(f"the function has no parameter {min(given)!r}")
    if queue:
        raise CommandError(f"there are {len(random)} shapes, {len(queue)} more than there are parameters for them")
    return args[:needed], keywords, chosen


_POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


def _parameters(function: Callable[..., Any]) -> list[inspect.Parameter]:
    """Return the parameters of a function; of one that does not tell them, any."""
    try:
        return list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):
        kinds = {"args": inspect.Parameter.VAR_POSITIONAL, "kwargs": inspect.Parameter.VAR_KEYWORD}
        return [inspect.Parameter(name, kind) for name, kind in kinds.items()]


def _signature(args: Sequence[Any]) -> str:
    """Return the arguments of a call as an error shows them: arrays by their shapes."""
    return f"({', '.join(str(arg.shape) if isinstance(arg, np.ndarray) else repr(arg) for arg in args)})"


def _one_line(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}"


if __name__ == "__main__":
    raise SystemExit(main())

"""The recurrent network of `benchmarks.problems.lstm`."""

from functools import partial
from typing import Any

import numpy as np

from benchmarks.gradbench.evals.function import Function, Mode
from benchmarks.gradbench.reading import InputError, Value
from benchmarks.gradbench.writing import flat
from benchmarks.problems.lstm import objective
from benchmarks.problems.problem import Array


def read(value: Value) -> tuple[tuple[Array, Array], Array, Array]:
    """Return the parameters (main_params, extra_params), the state and the sequence."""
    extra = value["extra_params"].array(3, None)
    bits = extra.shape[1]
    main = value["main_params"].array(None, 4 * bits)
    if len(main) % 2:
        raise InputError(f"{value.name}.main_params has {len(main)} rows, not two a layer")
    state, sequence = value["state"].array(len(main), bits), value["sequence"].array(None, bits)
    if len(sequence) < 2:
        raise InputError(f"{value.name}.sequence has 1 row, and there is nothing to predict")
    return (main, extra), state, sequence


def evaluate(mode: Mode, parameters: tuple[Array, Array], *data: Any) -> Any:
    """Return the loss."""
    return objective(np, parameters, *data)


def differentiate(mode: Mode, parameters: tuple[Array, Array], *data: Any) -> Any:
    """Return its gradient by the parameters."""
    return mode.grad(partial(objective, np))(parameters, *data)


LSTM = {"objective": Function(read, evaluate), "jacobian": Function(read, differentiate, flat)}

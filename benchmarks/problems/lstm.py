"""A recurrent network with diagonal LSTM layers that predicts the next character of a text: thousands of small calls.

The forget gate and the output gate of a layer see only the layer below, so they are computed for all times at once; its
input gate and its change see its own last state, and take a Python loop over time. Layers go outside and times inside:
the numbers of the definition, with fewer calls.

References
----------
S. Hochreiter and J. Schmidhuber, Long short-term memory, Neural Computation 9 (1997), 1735-1780; the variant and its
sizes are those of ADBench's LSTM.
"""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import numpy as np

from benchmarks.machine import start_jax
from benchmarks.problems.problem import Array, Problem


def sigmoid(xp: Any, z: Any) -> Any:
    """Return 1 / (1 + exp(-z)), in a form that cannot overflow."""
    return 0.5 + 0.5 * xp.tanh(0.5 * z)


def affine(x: Any, gate: Any) -> Any:
    """Return the argument of a gate: its weights are a diagonal matrix, so each element of x meets one of them."""
    weights, biases = gate
    return x * weights + biases


def step(xp: Any, own: Any, memory: Any, now: Any) -> tuple[Any, Any]:
    """Return the memory of a layer, its hidden state and its cell, one time later."""
    (ingate, change), (hidden, cell), (forget, out) = own, memory, now
    cell = cell * forget + sigmoid(xp, affine(hidden, ingate)) * xp.tanh(affine(hidden, change))
    return out * xp.tanh(cell), cell


def memories(xp: Any, own: Any, memory: Any, gates: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the memory of a layer after each time."""
    for now in zip(*gates, strict=True):
        memory = step(xp, own, memory, now)
        yield memory


def loop(xp: Any, own: Any, memory: Any, gates: Any) -> Any:
    """Return the hidden states of a layer at all times, one row a time."""
    return xp.stack([hidden for hidden, _ in memories(xp, own, memory, gates)])


def scan(xp: Any, own: Any, memory: Any, gates: Any) -> Any:
    """Return what `loop` returns by a loop that JAX does not unroll."""
    jax = start_jax()

    def remember(memory: Any, now: Any) -> Any:
        memory = step(jax.numpy, own, memory, now)
        return memory, memory[0]

    return jax.lax.scan(remember, tuple(memory), gates)[1]


def split(main: Any, state: Any) -> Iterator[tuple[Any, Any, Any]]:
    """Yield for each layer its gates that see the layer below, its gates that see its own state, and its memory."""
    b = state.shape[1]
    for i in range(0, len(main), 2):
        columns = (slice(j, j + b) for j in range(0, 4 * b, b))
        forget, ingate, out, change = ((main[i, each], main[i + 1, each]) for each in columns)
        yield (forget, out), (ingate, change), state[i : i + 2]


def objective(xp: Any, parameters: Any, state: Any, sequence: Any, run: Callable[..., Any] = loop) -> Any:
    """Return the loss of (main_params, extra_params): how badly each row of bits is predicted from those before it."""
    main, extra = parameters
    y = sequence[:-1] * extra[0]
    for below, own, memory in split(main, state):
        y = run(xp, own, memory, tuple(sigmoid(xp, affine(y, gate)) for gate in below))
    prediction = y * extra[1] + extra[2]
    normaliser = xp.log(2.0 + xp.sum(xp.exp(prediction), 1))
    return -xp.mean(sequence[1:] * (prediction - normaliser[:, None]))


def derivative(parameters: tuple[Array, Array], state: Array, sequence: Array) -> tuple[Array, Array]:
    """Return the gradient by backpropagation through time."""
    main, extra = parameters
    y = sequence[:-1] * extra[0]
    visited = []
    for below, own, memory in split(main, state):
        gates = [sigmoid(np, affine(y, gate)) for gate in below]
        history = np.array([memory, *memories(np, own, memory, gates)]).swapaxes(0, 1)
        visited.append((y, below, own, gates, history))
        y = history[0, 1:]
    exponentials = np.exp(y * extra[1] + extra[2])
    shares = exponentials / (2.0 + exponentials.sum(1))[:, None]
    error = (shares * sequence[1:].sum(1)[:, None] - sequence[1:]) / y.size
    d_out_weight, d_out_bias = (error * y).sum(0), error.sum(0)
    error = error * extra[1]
    rows: list[Array] = []
    for visit in reversed(visited):
        error, *gradients = layer_derivative(error, *visit)
        rows = [*gradients, *rows]
    return np.array(rows), np.array([(error * sequence[:-1]).sum(0), d_out_weight, d_out_bias])


def layer_derivative(
    ct: Array, y: Array, below: Any, own: Any, gates: list[Array], history: Array
) -> tuple[Array, Array, Array]:
    """Return the cotangents of a layer's input, of its weights and of its biases, given that of its hidden states."""
    (forget, out), (hiddens, cells) = gates, history
    ingate, change = sigmoid(np, affine(hiddens[:-1], own[0])), np.tanh(affine(hiddens[:-1], own[1]))
    squashed = np.tanh(cells[1:])
    # How a cell moves with what entered its two gates, and with the hidden state before; a hidden state with its cell.
    d_ingate, d_change = change * ingate * (1 - ingate), ingate * (1 - change * change)
    recurrent = d_ingate * own[0][0] + d_change * own[1][0]
    d_cell = out * (1 - squashed * squashed)
    # All that depends on the time after is one linear recurrence, whose coefficients are known beforehand.
    ct_cells = ct * d_cell
    carried = recurrent[1:] * d_cell[:-1] + forget[1:]
    for t in reversed(range(len(carried))):
        ct_cells[t] += carried[t] * ct_cells[t + 1]
    ct_hiddens = ct.copy()
    ct_hiddens[:-1] += recurrent[1:] * ct_cells[1:]
    ct_forget = ct_cells * cells[:-1] * forget * (1 - forget)
    ct_out = ct_hiddens * squashed * out * (1 - out)
    entered = (ct_forget, y), (ct_cells * d_ingate, hiddens[:-1]), (ct_out, y), (ct_cells * d_change, hiddens[:-1])
    return (
        ct_forget * below[0][0] + ct_out * below[1][0],
        np.concatenate([(each * x).sum(0) for each, x in entered]),
        np.concatenate([each.sum(0) for each, _ in entered]),
    )


def lstm(layers: int = 2, length: int = 1024, bits: int = 14) -> Problem:
    """Return the network of so many layers on a random text of so many characters."""
    rng = np.random.default_rng(0)
    return Problem(
        name="lstm",
        source="ADBench's LSTM",
        f=objective,
        x=(rng.uniform(size=(2 * layers, 4 * bits)), rng.uniform(size=(3, bits))),
        data=(rng.uniform(size=(2 * layers, bits)), rng.integers(2, size=(length, bits)).astype(float)),
        derivative=derivative,
        compact=partial(objective, run=scan),
    )

"""A recurrent network that reads text and predicts the next character, over some steps of real text.

h_t = tanh(Wxh x_t + Whh h_(t-1) + bh) and y_t = Why h_t + by, with x_t a character as a one-hot vector; the loss is the
sum over the steps of -log softmax(y_t)[next character]. The text is the beginning of Lewis Carroll's Alice's Adventures
in Wonderland (1865), in `data/alice.txt`.

References
----------
A. Karpathy, The unreasonable effectiveness of recurrent neural networks (2015), with its program min-char-rnn.
"""

from functools import lru_cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.problems.digits import onehot
from benchmarks.problems.problem import Array, Problem


@lru_cache(maxsize=1)
def text() -> str:
    """Return the passage."""
    return (Path(__file__).parent / "data" / "alice.txt").read_text(encoding="ascii")


@lru_cache(maxsize=1)
def encoded() -> Array:
    """Return the passage with one row a character, a one in the column of that character in the sorted vocabulary."""
    vocabulary = sorted(set(text()))
    return onehot(np.array([vocabulary.index(character) for character in text()]), len(vocabulary))


def f(xp: Any, parameters: Any, inputs: Any, targets: Any, start: Any, steps: int) -> Any:
    """Return the loss over so many steps: `inputs` and `targets` have one row a step, `start` is h before the first."""
    wxh, whh, why, bh, by = parameters
    h, loss = start, 0.0
    for t in range(steps):
        h = xp.tanh(wxh @ inputs[t] + whh @ h + bh)
        y = why @ h + by
        loss = loss + xp.log(xp.sum(xp.exp(y))) - y @ targets[t]
    return loss


def derivative(parameters: tuple[Array, ...], inputs: Array, targets: Array, start: Array) -> tuple[Array, ...]:
    """Return the gradient by backpropagation through time; a sum over steps of outer products is a matrix product."""
    wxh, whh, why, bh, by = parameters
    states = [start]
    for x in inputs:
        states.append(np.tanh(wxh @ x + whh @ states[-1] + bh))
    before, h = np.array(states[:-1]), np.array(states[1:])
    exponentials = np.exp(h @ why.T + by)
    dy = exponentials / exponentials.sum(1)[:, None] - targets
    dh, slope = dy @ why, 1.0 - h * h
    dhraw = np.empty_like(h)
    dhnext = np.zeros_like(start)
    for t in reversed(range(len(inputs))):
        dhraw[t] = slope[t] * (dh[t] + dhnext)
        dhnext = whh.T @ dhraw[t]
    return dhraw.T @ inputs, dhraw.T @ before, dy.T @ h, dhraw.sum(0), dy.sum(0)


def char_rnn(hidden: int = 100, steps: int = 25) -> Problem:
    """Return the loss over the first steps of the text, from a state of zeros."""
    characters = encoded()
    vocabulary = characters.shape[1]
    rng = np.random.default_rng(0)
    shapes = (hidden, vocabulary), (hidden, hidden), (vocabulary, hidden), (hidden,), (vocabulary,)
    return Problem(
        name="char-rnn",
        source="A. Karpathy's min-char-rnn (2015); the text: L. Carroll, Alice's Adventures in Wonderland (1865)",
        f=partial(f, steps=steps),
        x=tuple(rng.normal(scale=0.1, size=shape) for shape in shapes),
        data=(characters[:steps], characters[1 : steps + 1], np.zeros(hidden)),
        derivative=derivative,
    )

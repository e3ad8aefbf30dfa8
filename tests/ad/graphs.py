"""Functions whose graphs are looked at: the worked examples of the notes."""

from typing import Any

import numpy as np

from tests.ad.scenarios import points


def product(x: Any, y: Any, z: Any) -> Any:
    return (x + y) * z


def neuron(w: Any, x: Any) -> Any:
    return 1 / (1 + np.exp(-(w[0] * x[0] + w[1] * x[1] + w[2])))


def paths(a: Any, b: Any) -> Any:
    return (a + b) * (b + 1)


def layer(w: Any, x: Any) -> Any:
    exponentials = np.exp(w["W"] @ x + w["b"])
    return exponentials / np.sum(exponentials)


def recurrent(wxh: Any, whh: Any, why: Any, h: Any, x: Any) -> Any:
    loss = 0.0
    for target in (0, 1):
        h = np.tanh(wxh @ x + whh @ h)
        _ = np.sin(h)
        exponentials = np.exp(why @ h)
        loss = loss - np.log((exponentials / np.sum(exponentials))[target])
    return loss


EXAMPLES = {
    "product": (product, (-2.0, 5.0, -4.0)),
    "neuron": (neuron, ((2.0, -3.0, -3.0), (-1.0, -2.0))),
    "neuron of arrays": (neuron, (np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0]))),
    "paths": (paths, (2.0, 1.0)),
    "layer": (layer, ({"W": points(3, 2), "b": points(3)}, points(2, seed=1))),
    "recurrent": (recurrent, (points(2, 2), points(2, 2), points(2, 2), points(2), points(2, seed=1))),
}

"""How much of the gradient is left in the first layers of deep networks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from reports import figures, growth, stats, tables, words
from reports.load import Run
from reports.sections.section import Figure, Section, Table, sentences
from reports.stats import Array, Estimate

NETWORKS = {
    "depth-sigmoid": "sigmoid",
    "depth-large-weights": "tanh, large weights",
    "depth-relu": "relu",
    "depth-dead-relu": "dead relu",
}
"""What a network is called; one that is not listed keeps its own name."""

MUCH = 10
"""A gradient that changes by less than this factor over the whole network keeps its size."""

_TEXT = (
    "The same cost on the same pictures by deep networks that differ in their activation and their weights. On its "
    "way back through a layer the gradient is multiplied by the weights and by the slope of the activation. The "
    "slope of the sigmoid is at most 1/4, so with ordinary weights the gradient vanishes and the first layers "
    "hardly learn. Large weights win over the slopes, and it explodes. A rectifier (relu) has slope 1 where it is "
    "on, so with weights of the right size the gradient keeps its own; where it is off for every picture its slope "
    "is 0, it is dead, and nothing passes at all."
)


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show the norms of all networks in one figure."""
    cases = networks(summary)
    norms = {row.network: np.array(row.gradient_norms.split(), dtype=float) for row in stats.rows(cases)}
    if not any((each > 0).any() for each in norms.values()):
        return
    found = [_says(network, each) for network, each in norms.items()]
    title = "What a layer makes of the gradient on its way back, with 95 % intervals"
    parts = (sentences(found), _figure(norms, cases), Table(title, _table(cases, norms)))
    yield Section("layers", "The gradient in deep networks", _TEXT, parts)


def networks(summary: pd.DataFrame) -> pd.DataFrame:
    """Take the cases that have gradient norms, one row a ``network``, in the order of `NETWORKS`."""
    chosen = summary[
        (summary["sweep"] == "layers") & (summary["rival"] == "primal") & (summary["gradient_norms"] != "")
    ]
    order = list(NETWORKS)
    place = chosen["problem"].map(lambda name: order.index(name) if name in order else len(order))
    ordered = chosen.assign(place=place).sort_values(["place", "problem", "size"], kind="stable")
    ordered = ordered.drop_duplicates("problem")
    return ordered.assign(network=ordered["problem"].map(lambda name: NETWORKS.get(name, name))).reset_index(drop=True)


def back(norms: Array) -> Estimate | None:
    """Fit the factor by which each layer changes the gradient on its way back, over the layers that it reaches.

    None if it reaches fewer than three. Exact norms have no noise: the interval says how far the layers differ.
    """
    reached = np.flatnonzero(norms > 0)
    return growth.factor(-reached, norms[reached])


def _says(network: str, norms: Array) -> str:
    """Say what becomes of the gradient of one network."""
    layers, dead = len(norms), int((norms == 0).sum())
    if dead:
        return f"{network}: the gradient is exactly zero in {dead} of {layers} layers, which learn nothing."
    fit = back(norms)
    if fit is None:
        return f"{network}: the gradient is {words.number(norms[-1], 2)} in the last layer."
    whole = fit.value ** (layers - 1)
    ends = f"{words.number(norms[-1], 2)} in the last layer and {words.number(norms[0], 2)} in the first"
    if whole < 1 / MUCH and fit.high < 1:
        verdict = f"the gradient vanishes: each layer back divides it by {_factor(fit.inverse())}"
    elif whole > MUCH and fit.low > 1:
        verdict = f"the gradient explodes: each layer back multiplies it by {_factor(fit)}"
    else:
        verdict = f"the gradient keeps its size: each layer back multiplies it by {_factor(fit)}"
    return f"{network}: {verdict}, so it is {ends}."


def _factor(fit: Estimate) -> str:
    """Write a factor with its interval."""
    return f"{words.number(fit.value)} {words.interval(fit)}"


def _figure(norms: Mapping[str, Array], cases: pd.DataFrame) -> Figure:
    """Draw the norms of each layer."""
    spans = [f"{name} from {words.number(each[0])} to {words.number(each[-1])}" for name, each in norms.items()]
    rows = [
        {"network": name, "layer": layer, "gradient_norm": norm}
        for name, each in norms.items()
        for layer, norm in enumerate(each.tolist(), start=1)
    ]
    return Figure(
        name="layers",
        selection="layers-depth",
        svg=figures.layers(norms),
        alternative=f"Line chart of the norm of the gradient from the first layer to the last: {'; '.join(spans)}.",
        caption=f"Problem: the cost on 32 handwritten digits, {cases['size'].iloc[0]}. The upright axis is "
        "logarithmic; a norm of exactly zero has no place on it and stands on the line marked 0. The weights and the "
        "biases of a layer count together.",
        data=pd.DataFrame(rows),
    )


def _table(cases: pd.DataFrame, norms: Mapping[str, Array]) -> pd.DataFrame:
    """Tabulate what becomes of each gradient, and what it costs."""
    rows = []
    for case in stats.rows(cases):
        each = norms[case.network]
        fit = back(each)
        rows.append(
            {
                "Network": case.network,
                "Norm in the first layer": words.number(each[0]),
                "In the last": words.number(each[-1]),
                "Factor a layer back": words.MISSING
                if fit is None
                else f"{words.number(fit.value)} ({words.between(fit)})",
                "Layers at zero": f"{int((each == 0).sum())} of {len(each)}",
                "Gradient over the function itself": tables.with_interval(case),
            }
        )
    return pd.DataFrame(rows)

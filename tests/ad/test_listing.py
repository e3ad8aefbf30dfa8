"""What is written of a graph: a table, the steps of both sweeps, the language of Graphviz."""

import re
from typing import Any

import numpy as np
import pytest

import ad
from tests.ad.checks import expect_equal
from tests.ad.graphs import EXAMPLES, paths
from tests.ad.scenarios import points


def test_table() -> None:
    graph = ad.graph(lambda w, b: np.sum(w * b) + 1, points(3, 4), 2.0)
    lines = str(graph).splitlines()
    assert lines[0].split() == ["expression", "value", "d/dparents", "tangent", "cotangent"]
    assert [line.split()[0] for line in lines[1:-1]] == ["0", "1", "2", "3", "4"]
    ends = {match.end() for line in lines[1:-1] for match in [re.search(r"(shape \(3, 4\)|-?[\d.]+)$", line)] if match}
    assert ends == {len(lines[0])}  # the last column is flush right
    assert lines[1].count("shape (3, 4)") == 3
    assert lines[-1] == "output: v4"


def test_steps() -> None:
    steps = list(ad.graph(paths, 2.0, 1.0).steps())
    assert [step.sweep for step in steps] == ["evaluate"] * 5 + ["forward"] * 5 + ["reverse"] * 6
    assert [str(step) for step in steps[-6:]] == [
        "ct[v4] = 1",
        "ct[v2] += ct[v4] * dv4/dv2 = 1 * 2 = 2",
        "ct[v3] += ct[v4] * dv4/dv3 = 1 * 3 = 3",
        "ct[b] += ct[v3] * dv3/db = 3 * 1 = 3",
        "ct[a] += ct[v2] * dv2/da = 2 * 1 = 2",
        "ct[b] += ct[v2] * dv2/db = 2 * 1 = 2, in total 5",
    ]
    last = steps[-1]
    assert (last.node, last.sources, last.term, last.total) == (1, (2,), 2, 5)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_last_step_of_a_node_is_what_the_node_has(example: str) -> None:
    f, args = EXAMPLES[example]
    graph = ad.graph(f, *args)
    totals: dict[str, dict[int, Any]] = {"evaluate": {}, "forward": {}, "reverse": {}}
    for step in graph.steps():
        assert str(step).startswith(step.formula)
        totals[step.sweep][step.node] = step.total
    expect_equal([totals["evaluate"][node.index] for node in graph], [node.value for node in graph])
    expect_equal([totals["forward"][node.index] for node in graph], [node.tangent for node in graph])
    expect_equal([totals["reverse"].get(node.index) for node in graph], [node.cotangent for node in graph])


def test_steps_of_arrays() -> None:
    lines = [str(s) for s in ad.graph(lambda x, b: np.sum(x * b), np.array([1.0, 2.0]), 3.0).steps()]
    assert "t[v3] = dv3/dv2 @ t[v2] = [1 1] @ [3 3] = 6" in lines
    assert "ct[v2] += ct[v3] * dv3/dv2 = 1 * [1 1] = [1 1]" in lines
    assert "ct[b] += sum(ct[v2] * dv2/db) = sum([1 1] * [1 2]) = 3" in lines


NODE = re.compile(r'  (n\d+) \[label="((?:[^"\\]|\\.)*)"(?:, (?:penwidth=2|style=dashed))?\];')
EDGE = re.compile(r'  (n\d+) -> (n\d+)(?: \[label="((?:[^"\\]|\\.)*)"\])?;')


@pytest.mark.parametrize("example", EXAMPLES)
def test_dot_is_well_formed(example: str) -> None:
    f, args = EXAMPLES[example]
    graph = ad.graph(f, *args)
    first, *lines, last = graph.to_dot().splitlines()
    assert (first, last) == ("digraph {", "}")
    assert lines[:2] == ["  rankdir=LR;", "  node [shape=box];"]
    nodes = [match for line in lines[2:] if (match := NODE.fullmatch(line))]
    edges = [match for line in lines[2:] if (match := EDGE.fullmatch(line))]
    assert len(nodes) + len(edges) == len(lines) - 2
    assert [node[1] for node in nodes] == [f"n{i}" for i in range(len(graph))]
    assert {end for edge in edges for end in (edge[1], edge[2])} <= {node[1] for node in nodes}
    assert len(edges) == sum(len(node.parents) for node in graph)


def test_dot_labels() -> None:
    dot = ad.graph(lambda w: w["a"] * 3.0, {"a": 2.0}).to_dot()
    assert r'n0 [label="w[\"a\"]\n2\nt = 1\nct = 3"];' in dot
    assert r'n1 [label="v1 = multiply(·, 3)\n6\nt = 3\nct = 1", penwidth=2];' in dot
    assert 'n0 -> n1 [label="3"];' in dot

"""The recorded graph: the notes' pictures in numbers, agreement with both modes, and what is drawn of it."""

import re
import sys
from typing import Any

import numpy as np
import pytest

import ad
from ad import forward, reverse
from ad.graph import JACOBIAN_SIZE
from tests.ad.checks import expect_equal
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


def values(graph: Any) -> list[Any]:
    return [node.value for node in graph]


def names(graph: Any) -> list[str]:
    return [node.name for node in graph]


# The worked examples of the notes.


def test_a_sum_times_a_number() -> None:
    graph = ad.graph(product, -2.0, 5.0, -4.0)
    assert names(graph) == ["x", "y", "z", "v3", "v4"]
    assert values(graph) == [-2, 5, -4, 3, -12]
    assert [node.cotangent for node in graph] == [-4, -4, 3, -4, 1]
    assert [node.tangent for node in graph] == [1, 0, 0, 1, -4]
    assert [node.operation for node in graph] == ["input", "input", "input", "add", "multiply"]
    assert [node.parents for node in graph] == [(), (), (), (0, 1), (3, 2)]
    assert graph[4].partials == (-4, 3)
    assert graph[4].given == (-4, 3)
    assert graph.outputs == (4,)


def test_sigmoid_neuron() -> None:
    graph = ad.graph(neuron, (2.0, -3.0, -3.0), (-1.0, -2.0))
    assert names(graph)[:5] == ["w[0]", "w[1]", "w[2]", "x[0]", "x[1]"]
    assert np.round(values(graph)[5:], 2).tolist() == [-2, 6, 4, 1, -1, 0.37, 1.37, 0.73]
    assert np.round([node.cotangent for node in graph][5:], 2).tolist() == [0.2, 0.2, 0.2, 0.2, -0.2, -0.53, -0.53, 1]
    assert np.round([graph[f"w[{i}]"].cotangent for i in range(3)], 2).tolist() == [-0.2, -0.39, 0.2]
    assert np.round([graph[f"x[{i}]"].cotangent for i in range(2)], 2).tolist() == [0.39, -0.59]
    assert [node.label for node in graph][9:] == ["negative", "exp", "add(1, ·)", "divide(1, ·)"]
    assert graph[12].expression == "divide(1, v11)"


def test_factoring_of_paths() -> None:
    """e = (a + b)(b + 1) at a = 2, b = 1: forward from a gives 2, forward from b 5, reverse from e both."""
    graph = ad.graph(paths, 2.0, 1.0)
    assert values(graph) == [2, 1, 3, 2, 6]
    assert [node.partials for node in graph][2:] == [(1, 1), (1,), (2, 3)]
    assert graph[-1].tangent == 2
    assert ad.graph(paths, 2.0, 1.0, tangents=(0.0, 1.0))[-1].tangent == 5
    assert (graph["a"].cotangent, graph["b"].cotangent) == (2, 5)


def test_layer_of_a_softmax() -> None:
    w, x = {"W": points(3, 2), "b": points(3)}, points(2, seed=1)
    graph = ad.graph(layer, w, x, cotangent=np.eye(3)[1])
    p = layer(w, x)
    assert names(graph)[:3] == ['w["W"]', 'w["b"]', "x"]
    expect_equal(graph[-1].value, p)
    expect_equal(graph['w["b"]'].cotangent, p[1] * (np.eye(3)[1] - p))
    expect_equal(graph["x"].cotangent, w["W"].T @ graph['w["b"]'].cotangent)
    expect_equal(graph["v3"].partials[1], w["W"])  # the Jacobian of W @ x by x
    assert graph["v3"].partials[0].shape == (3, 3, 2)


# What holds for every graph.


@pytest.mark.parametrize("example", EXAMPLES)
def test_both_modes_agree(example: str) -> None:
    f, args = EXAMPLES[example]
    leaves, structure = ad.tree.flatten(args)
    tangents = ad.tree.unflatten(structure, [points(*np.shape(x), seed=3) for x in leaves])
    out = f(*args)
    cotangent = points(*np.shape(out), seed=4)
    graph = ad.graph(f, *args, tangents=tangents, cotangent=cotangent)
    _, pullback = reverse.vjp(f, *args)
    expect_equal(graph[-1].value, out)
    expect_equal(graph[-1].tangent, forward.jvp(f, args, tangents)[1])
    expect_equal([graph[i].cotangent for i in range(len(leaves))], ad.tree.flatten(pullback(cotangent))[0])


@pytest.mark.parametrize("example", EXAMPLES)
def test_local_partials_make_up_both_sweeps(example: str) -> None:
    """Tangents are sums over parents, cotangents sums over children, and the two pair to one number at every cut."""
    f, args = EXAMPLES[example]
    graph = ad.graph(f, *args)
    cts: list[Any] = [np.zeros(np.shape(node.value)) for node in graph]
    cts[-1] = graph.seeds[0]
    for node in reversed(graph.nodes):
        tangent: Any = 0.0
        for index, partial, given in zip(node.parents, node.partials, node.given or [None] * 3, strict=False):
            parent = graph[index]
            if node.elementwise:
                tangent = tangent + parent.tangent * partial
                expected = np.broadcast_to(cts[node.index] * partial, node.value.shape)
                if parent.value.shape != node.value.shape:
                    expected = np.sum(expected)
            else:
                tangent = tangent + np.tensordot(partial, parent.tangent, parent.value.ndim)
                expected = np.tensordot(cts[node.index], partial, node.value.ndim)
            if given is not None:
                expect_equal(given, np.asarray(expected)[()])
                cts[index] = cts[index] + given
        if node.parents:
            expect_equal(node.tangent, np.asarray(tangent)[()])
        expect_equal(np.zeros(np.shape(node.value)) if node.cotangent is None else node.cotangent, cts[node.index])


@pytest.mark.parametrize("example", EXAMPLES)
def test_parents_come_first(example: str) -> None:
    f, args = EXAMPLES[example]
    graph = ad.graph(f, *args)
    assert [node.index for node in graph] == list(range(len(graph)))
    assert all(parent < node.index for node in graph for parent in node.parents)


def test_a_record_a_call() -> None:
    """The same calls as on the tape that reverse mode writes."""
    f, args = EXAMPLES["neuron of arrays"]
    tape = reverse.Tape(2)
    with tape:
        f(*[reverse.Variable.of(x, i, tape) for i, x in enumerate(args)])
    records = [record[3].removeprefix("numpy.") for record in tape.records[2:]]
    assert [node.operation for node in ad.graph(f, *args)][2:] == records


# Special shapes of graphs.


def test_cotangents_add_up_at_a_fork() -> None:
    graph = ad.graph(lambda x: x * x + 3.0 * x, 5.0)
    assert graph[1].parents == (0, 0)
    assert graph[1].partials == (5, 5)
    assert graph["x"].cotangent == 13
    totals = [step.total for step in graph.steps() if step.sweep == "reverse" and step.node == 0]
    assert totals == [3, 8, 13]


def test_off_the_path() -> None:
    def f(x: Any, y: Any) -> Any:
        _ = np.log(y) * np.inf
        return x * 2.0

    with np.errstate(all="ignore"):
        graph = ad.graph(f, 3.0, 0.0)
    assert [node.operation for node in graph][2:] == ["log", "multiply", "multiply"]
    assert [node.cotangent for node in graph] == [2, None, None, None, 1]
    assert graph[2].given == ()
    assert {step.node for step in graph.steps() if step.sweep == "reverse"} == {0, 4}


def test_arrays_and_broadcasting() -> None:
    x, b = points(2, 3), points(3, seed=1)
    graph = ad.graph(lambda x, b: np.sum(x * b + 1.0, axis=0), x, b)
    times, plus, total = graph.nodes[2:]
    expect_equal(list(times.partials), [b, x])
    expect_equal(graph["b"].cotangent, np.sum(x, axis=0))
    expect_equal(graph["x"].cotangent, np.broadcast_to(b, (2, 3)))
    assert (plus.label, total.label) == ("add(·, 1)", "sum(·, axis=0)")
    assert plus.elementwise
    assert not total.elementwise
    expect_equal(total.partials[0], np.tile(np.eye(3)[:, None, :], (1, 2, 1)))


def test_large_jacobians_are_not_formed() -> None:
    n = JACOBIAN_SIZE // 2
    small, large = (ad.graph(lambda x: np.cumsum(x[:2]), points(size)) for size in (n, n + 1))
    assert small[1].partials[0].shape == (2, n)
    assert large[1].partials == (None,)
    expect_equal(large["x"].cotangent, np.array([2.0, 1.0] + [0.0] * (n - 1)))
    assert "dv1/dx @ t[x] = [" in str(next(s for s in large.steps() if s.sweep == "forward" and s.node == 1))


def test_constants_are_written_out() -> None:
    def label(f: Any, *shape: int) -> str:
        return str(ad.graph(f, points(*(shape or (2, 3))))[1].label)

    assert label(lambda x: x**3) == "power(·, 3)"
    assert label(lambda x: 2.0 / x) == "divide(2, ·)"
    assert label(lambda x: x[1]) == "·[1]"
    assert label(lambda x: x[..., 1:, None]) == "·[..., 1:, None]"
    assert label(lambda x: x[:, ::2]) == "·[:, ::2]"
    assert label(lambda x: x[:, [0, 1]]) == "·[:, [0, 1]]"
    assert label(lambda x: x + np.array([1.0, 2.0, 3.0])) == "add(·, [1 2 3])"
    assert label(lambda x: x @ np.ones((3, 9))) == "matmul(·, shape (3, 9))"
    assert label(lambda x: np.sum(x, axis=1, keepdims=True)) == "sum(·, axis=1, keepdims=True)"
    assert label(lambda x: ad.stop_gradient(x) - x, 1) == "subtract([-0.52], ·)"
    assert label(np.sin) == "sin"


def test_names_of_inputs() -> None:
    def f(first: Any, *rest: Any) -> Any:
        return first["a"] * rest[0] * rest[1][0]

    assert names(ad.graph(f, {"a": 1.0}, 2.0, [3.0]))[:3] == ['first["a"]', "rest[0]", "rest[1][0]"]
    assert names(ad.graph(np.multiply, 1.0, 2.0))[:2] == ["x1", "x2"]


def test_arguments_of_other_types_are_passed_on() -> None:
    graph = ad.graph(lambda x, n, name: x**n, 2.0, 3, "cube")
    assert names(graph) == ["x", "v1"]
    assert graph[1].label == "power(·, 3)"
    assert graph["x"].cotangent == 12


def test_several_outputs() -> None:
    graph = ad.graph(lambda x, y: (x * y, x, 5.0, {"z": x * y}), 2.0, 3.0)
    assert graph.outputs == (2, 0, None, 3)
    assert [node.cotangent for node in graph] == [3, 2, 1, None]  # of the first output alone
    both = ad.graph(lambda x: (x, x), 2.0, cotangent=(3.0, 4.0))
    assert both["x"].cotangent == 7
    assert [str(step) for step in both.steps()][-2:] == ["ct[x] = 3", "ct[x] = 4, in total 7"]


def test_calls_with_several_outputs() -> None:
    @ad.custom_jvp
    def polar(x: Any, y: Any) -> Any:
        return np.hypot(x, y), np.arctan2(y, x)

    @polar.defjvp
    def polar_jvp(primals: Any, tangents: Any) -> Any:
        (x, y), (t, u) = primals, tangents
        r, angle = polar(x, y)
        return (r, angle), ((x * t + y * u) / r, (x * u - y * t) / r**2)

    for use in (lambda r, angle: r * np.sin(angle), lambda r, angle: r * 2.0):  # the second leaves an output unused

        def f(x: Any, y: Any, use: Any = use) -> Any:
            return use(*polar(x, y))

        graph = ad.graph(f, 3.0, 4.0)
        expect_equal((graph["x"].cotangent, graph["y"].cotangent), reverse.grad(f, (0, 1))(3.0, 4.0))
        expect_equal(graph[graph.outputs[0]].tangent, forward.jvp(f, (3.0, 4.0), (1.0, 0.0))[1])
        call, radius = graph[2], graph[3]
        assert call.value == (5, np.arctan2(4.0, 3.0))
        assert call.partials == (None, None)
        assert (radius.expression, radius.parents) == ("v2[0]", (2,))
        lines = [str(step) for step in graph.steps()]
        assert "t[v3] = t[v2][0] = 0.6" in lines
        assert any(line.startswith("ct[v2][0] += ct[v3] = ") for line in lines)
        assert "v2" in str(graph)
        assert "n2 ->" in graph.to_dot()


def test_custom_rules_and_checkpoints() -> None:
    @ad.custom_vjp
    def clipped(x: Any) -> Any:
        return x

    clipped.defvjp(lambda x: (x, None), lambda _, ct: (np.clip(ct, -1.0, 1.0),))
    assert ad.graph(lambda x: 10.0 * clipped(x), 3.0)["x"].cotangent == 1
    block = ad.checkpoint(lambda x: np.sin(x) * x)
    graph = ad.graph(lambda x: block(x) * 2.0, 1.0)
    expect_equal(graph["x"].cotangent, 2 * (np.cos(1.0) + np.sin(1.0)))
    expect_equal(graph[-1].tangent, graph["x"].cotangent)


def test_item_assignment() -> None:
    def f(x: Any) -> Any:
        y = np.zeros_like(x)
        y[0] = x[1] * 2.0
        y[1:] += x[0]
        return np.sum(y * x)

    graph = ad.graph(f, points(3))
    expect_equal(graph["x"].cotangent, reverse.grad(f)(points(3)))
    assert graph[1].operation == "constant"
    assert graph[1].parents == ()


def test_a_constant_that_is_the_very_value_of_its_partner() -> None:
    def f(x: Any) -> Any:
        y = np.ones_like(x)
        return ad.stop_gradient(y) - y

    assert ad.graph(f, points(2))[2].label == "subtract([1 1], ·)"
    assert ad.graph(f, points(2))[2].partials == (-1,)


def test_complex_numbers() -> None:
    graph = ad.graph(lambda z: np.abs(z) ** 2, 1.0 + 2.0j)
    expect_equal(graph["z"].cotangent, 2 - 4j)
    assert "(1+2j)" in str(graph)


def test_inside_another_derivative_it_sees_plain_values() -> None:
    seen = []

    def f(x: Any) -> Any:
        seen.append(ad.graph(lambda y: y * x, x))
        return x * x

    for mode in (forward, reverse):
        assert mode.grad(f)(3.0) == 6
    assert [graph["y"].cotangent for graph in seen] == [3, 3]


def test_a_graph_does_not_change_with_its_arguments() -> None:
    x, t, ct = np.ones(2), np.ones(2), np.ones(2)
    graph = ad.graph(lambda x: x * 2.0, x, tangents=(t,), cotangent=ct)
    for array in (x, t, ct):
        array[:] = 7.0
    for node in graph:
        assert 7 not in (*node.value, *node.tangent, *node.cotangent)


def test_errors() -> None:
    with pytest.raises(ad.InputTypeError, match=r"write 3\.0 instead of 3"):
        ad.graph(lambda x: x, 3)
    with pytest.raises(ad.InputTypeError):
        ad.graph(lambda: 3.0)
    with pytest.raises(ad.ShapeMismatchError, match="tangent"):
        ad.graph(lambda x: x, 1.0, tangents=(np.ones(2),))
    with pytest.raises(ad.ShapeMismatchError, match="cotangent"):
        ad.graph(lambda x: x, 1.0, cotangent=np.ones(2))
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        ad.graph(product, 1.0, 2.0)
    with pytest.raises(KeyError, match="only x, v1"):
        ad.graph(np.sin, 1.0)["y"]


# Texts.


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
    expect_equal([totals["evaluate"][node.index] for node in graph], values(graph))
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


# The picture.


@pytest.fixture
def pyplot() -> Any:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    yield pyplot
    pyplot.close("all")


def frames(ax: Any) -> dict[str, Any]:
    """Return the frame of each node."""
    return {p.get_gid(): p.get_bbox() for p in ax.patches if p.get_gid().startswith("node")}


@pytest.mark.parametrize("example", EXAMPLES)
def test_nodes_are_apart_and_hold_their_text(example: str, pyplot: Any) -> None:
    f, args = EXAMPLES[example]
    graph = ad.graph(f, *args)
    ax = graph.draw()
    ax.figure.canvas.draw()
    boxes = frames(ax)
    assert list(boxes) == [f"node {i}" for i in range(len(graph))]
    assert all(np.isfinite(box.extents).all() for box in boxes.values())
    boxes_in_order = list(boxes.values())
    assert not any(a.overlaps(b) for i, a in enumerate(boxes_in_order) for b in boxes_in_order[:i])
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    for box in boxes_in_order:
        assert left < box.x0 < box.x1 < right
        assert low < box.y0 < box.y1 < high
    for line in ax.texts:
        if line.get_gid():
            extent = line.get_window_extent().transformed(ax.transData.inverted())
            box = boxes[line.get_gid()]
            assert box.x0 < extent.x0 < extent.x1 < box.x1
            assert box.y0 < extent.y0 < extent.y1 < box.y1
    for node in graph:
        for parent in node.parents:  # edges lead to the right
            assert boxes_in_order[parent].x1 < boxes_in_order[node.index].x0


@pytest.mark.parametrize("example", ["product", "neuron", "neuron of arrays", "paths", "layer"])
def test_no_label_of_an_edge_covers_another(example: str, pyplot: Any) -> None:
    f, args = EXAMPLES[example]
    ax = ad.graph(f, *args).draw()
    ax.figure.canvas.draw()
    inverse = ax.transData.inverted()
    labels = [text.get_window_extent().transformed(inverse) for text in ax.texts if not text.get_gid()]
    assert labels
    for i, label in enumerate(labels):
        assert not any(label.overlaps(other) for other in [*labels[:i], *frames(ax).values()])


def test_what_is_written(pyplot: Any) -> None:
    graph = ad.graph(paths, 2.0, 1.0)

    def written(**options: Any) -> list[str]:
        return [text.get_text() for text in graph.draw(**options).texts]

    assert written()[:4] == ["a", "2", "t = 1", "ct = 2"]
    assert written()[-5:] == ["1", "1", "1", "2", "3"]  # the partials
    assert written(tangents=False)[:4] == ["a", "2", "ct = 2", "b"]
    assert written(cotangents=False)[:4] == ["a", "2", "t = 1", "b"]
    colours = {text.get_text(): text.get_color() for text in graph.draw().texts}
    assert len({colours["t = 2"], colours["ct = 5"], colours["6"]}) == 3


def test_pictures_of_one_sweep_compare(pyplot: Any) -> None:
    graph = ad.graph(neuron, (2.0, -3.0, -3.0), (-1.0, -2.0))
    forwards, backwards = (frames(graph.draw(**{hidden: False})) for hidden in ("cotangents", "tangents"))
    assert [box.extents.tolist() for box in forwards.values()] == [box.extents.tolist() for box in backwards.values()]


def test_letters_shrink_with_the_axes(pyplot: Any) -> None:
    figure, axes = pyplot.subplots(1, 2, figsize=(6, 3))
    graph = ad.graph(paths, 2.0, 1.0)
    ax = graph.draw(axes[1])
    assert ax is axes[1]
    assert not axes[0].texts
    assert ax.texts[0].get_fontsize() < graph.draw().texts[0].get_fontsize()
    figure.canvas.draw()
    box = frames(ax)["node 4"]
    extent = next(t for t in ax.texts if t.get_gid() == "node 4").get_window_extent()
    assert extent.transformed(ax.transData.inverted()).x1 < box.x1


def test_nodes_off_the_path_are_dashed_and_outputs_thick(pyplot: Any) -> None:
    ax = ad.graph(lambda x: (np.sin(x), x * 2.0)[1], 1.0).draw()
    x, off, out = (patch for patch in ax.patches if patch.get_gid().startswith("node"))
    assert [patch.get_linestyle() for patch in (x, off, out)] == ["-", "--", "-"]
    assert out.get_linewidth() > x.get_linewidth()


def test_drawing_is_deterministic(pyplot: Any) -> None:
    f, args = EXAMPLES["neuron of arrays"]
    pictures = []
    for _ in range(2):
        ax = ad.graph(f, *args).draw()
        ax.figure.canvas.draw()
        pictures.append(np.asarray(ax.figure.canvas.buffer_rgba()).copy())
    assert np.array_equal(*pictures)


def test_a_lone_input_is_drawn(pyplot: Any) -> None:
    assert len(frames(ad.graph(lambda x: x, 1.0).draw())) == 1


def test_order_without_crossings(pyplot: Any) -> None:
    """Inputs change places where that avoids a crossing: the neuron's are paired by its products."""
    ax = ad.graph(neuron, (2.0, -3.0, -3.0), (-1.0, -2.0)).draw()
    heights = [frames(ax)[f"node {i}"].y0 for i in range(5)]  # w0, w1, w2, x0, x1
    assert np.argsort(heights)[::-1].tolist() in ([0, 3, 1, 4, 2], [3, 0, 1, 4, 2], [0, 3, 4, 1, 2], [3, 0, 4, 1, 2])


def test_drawing_without_matplotlib(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        ad.graph(np.sin, 1.0).draw()

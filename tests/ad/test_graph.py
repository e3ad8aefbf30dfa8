"""The recorded graph: the notes' pictures in numbers, and agreement with both modes."""

from typing import Any

import numpy as np
import pytest

import ad
from ad import forward, reverse
from ad.graph import JACOBIAN_SIZE
from tests.ad.checks import expect_equal
from tests.ad.graphs import EXAMPLES, layer, neuron, paths, product
from tests.ad.scenarios import points


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

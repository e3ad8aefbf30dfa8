"""Arguments and results, in both modes alike: argnums, trees, aux, and who owns what is returned."""

from typing import Any, NamedTuple

import numpy as np
import pytest

from ad import forward, reverse, tree
from ad.arguments import Arguments, own, tangents_like, zeros_like
from ad.errors import ShapeMismatchError
from tests.ad.checks import MODES, expect_equal, leaves
from tests.ad.scenarios import points

X, Y = points(3), points(3, seed=1)


def product(x: Any, y: Any, power: Any = 1) -> Any:
    return np.sum(x**power * y)


# argnums and keyword arguments.


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("argnums", "expected"),
    [
        (0, Y),
        (1, X),
        (-1, X),
        (-2, Y),
        ((0, 1), (Y, X)),
        ((1, 0), (X, Y)),
        ([1], (X,)),
        ((-1, 0), (X, Y)),
        ((0, 0), (Y, Y)),
    ],
    ids=str,
)
def test_argnums(mode: Any, argnums: Any, expected: Any) -> None:
    got = mode.grad(product, argnums)(X, Y)
    if argnums != (0, 0):
        expect_equal(got, expected)
    assert isinstance(got, tuple) is not isinstance(argnums, int)
    if isinstance(argnums, int):
        expect_equal(mode.jacobian(product, argnums, chunk_size=2)(X, Y), expected)


def test_the_other_arguments_may_be_anything() -> None:
    def f(x: Any, name: str, count: int, options: dict[str, Any]) -> Any:
        assert (name, count, options) == ("name", 3, {"key": [None]})
        return np.sum(x) * count

    for mode in MODES:
        assert mode.grad(f)(X, "name", 3, options={"key": [None]}).tolist() == [3, 3, 3]


def test_keyword_arguments_pass_through() -> None:
    for mode in MODES:
        expect_equal(mode.grad(product)(X, Y, power=2), 2 * X * Y)
        expect_equal(mode.grad(product)(X, y=Y), Y)


# Trees in and out.


class Layer(NamedTuple):
    w: Any
    b: Any


def network(parameters: Any, x: Any) -> Any:
    for layer in parameters["layers"]:
        x = np.tanh(layer.w @ x + layer.b)
    return {"out": x * parameters["scale"], "parts": (np.sum(x), [x[0]])}


PARAMETERS = {
    "layers": [Layer(points(2, 3), points(2)), Layer(points(2, 2, seed=1), points(2, seed=1))],
    "scale": 1.5,
    "nothing": None,
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("chunk_size", [1, 4, None])
def test_trees_of_inputs_and_outputs(mode: Any, chunk_size: int | None) -> None:
    jacobian = mode.jacobian(network, chunk_size=chunk_size)(PARAMETERS, X)
    flat, structure = tree.flatten(PARAMETERS)
    outputs, output_structure = tree.flatten(network(PARAMETERS, X))
    assert tree.flatten(tree.map_leaves(lambda _: 0, network(PARAMETERS, X)))[1] == output_structure
    for i, x in enumerate(flat):

        def by_leaf(leaf: Any, i: int = i) -> Any:
            return network(tree.unflatten(structure, [*flat[:i], leaf, *flat[i + 1 :]]), X)

        alone = leaves(forward.jacobian(by_leaf)(x))
        expect_equal(
            [leaves(block)[i] for block in (jacobian["out"], jacobian["parts"][0], jacobian["parts"][1][0])], alone
        )
    block = jacobian["parts"][1][0]
    assert isinstance(block["layers"][1], Layer)
    assert block["nothing"] is None
    assert [np.shape(x) for x in leaves(jacobian["out"])] == [np.shape(outputs[0]) + np.shape(x) for x in flat]


@pytest.mark.parametrize("mode", MODES)
def test_gradient_has_the_structure_of_the_input(mode: Any) -> None:
    gradient = mode.grad(lambda p: network(p, X)["parts"][0])(PARAMETERS)
    assert tree.flatten(gradient)[1] == tree.flatten(PARAMETERS)[1]
    assert [np.shape(x) for x in leaves(gradient)] == [np.shape(x) for x in leaves(PARAMETERS)]


@pytest.mark.parametrize("mode", MODES)
def test_several_argnums_over_trees_and_keyword_data(mode: Any) -> None:
    value, gradient = mode.value_and_grad(lambda p, q, k: p["a"] * q[0] + k * q[1], (0, 1))(
        {"a": 2.0}, (3.0, 4.0), k=5.0
    )
    assert value == 26
    assert gradient == ({"a": 3.0}, (2.0, 5.0))


@pytest.mark.parametrize("mode", MODES)
def test_lists_of_numbers_are_trees_of_numbers(mode: Any) -> None:
    gradient = mode.grad(lambda x: x[0] * x[1])([2.0, 3.0])
    assert gradient == [3.0, 2.0]


@pytest.mark.parametrize("mode", MODES)
def test_an_input_without_leaves(mode: Any) -> None:
    assert mode.grad(lambda p, x: x)([], 2.0) == []
    assert mode.jacobian(lambda p: 2.0)(None) is None


# aux.


@pytest.mark.parametrize("mode", MODES)
def test_aux_rides_along(mode: Any) -> None:
    def f(x: Any) -> Any:
        return np.sum(x * x), {"text": "anything", "value": 3}

    aux = {"text": "anything", "value": 3}
    assert mode.grad(f, has_aux=True)(X)[1] == aux
    value, gradient = mode.value_and_grad(f, has_aux=True)(X)
    assert value[1] == aux
    expect_equal((value[0], gradient), (np.sum(X * X), 2 * X))
    jacobian, same = mode.jacobian(f, has_aux=True)(X)
    assert same == aux
    expect_equal(jacobian, 2 * X)


def test_aux_of_jvp_and_vjp() -> None:
    def f(x: Any) -> Any:
        return 2 * x, "aux"

    y, t, aux = forward.jvp(f, (X,), (Y,), has_aux=True)
    expect_equal((y, t), (2 * X, 2 * Y))
    assert aux == "aux"
    y, pullback, aux = reverse.vjp(f, X, has_aux=True)
    expect_equal((y, *pullback(Y)), (2 * X, 2 * Y))
    assert aux == "aux"


# Seeds.


def test_tangents_take_the_type_of_what_they_belong_to() -> None:
    structure = tree.flatten([0])[1]
    (t,) = tangents_like([X.astype("f4")], [np.array([1, 2, 3])], structure, "tangent")
    assert t.dtype == "f4"
    with pytest.raises(ShapeMismatchError, match=r"of shape \(2,\)"):
        tangents_like([X], [X[:2]], structure, "tangent")
    assert isinstance(zeros_like(np.float32(1)), np.float32)


def test_integer_tangents_and_cotangents_are_numbers_like_any_other() -> None:
    expect_equal(forward.jvp(np.sin, (X,), (np.array([1, 0, 2]),))[1], np.cos(X) * [1, 0, 2])
    expect_equal(reverse.vjp(np.sin, X)[1](np.array([1, 0, 2]))[0], np.cos(X) * [1, 0, 2])


# What is returned belongs to the caller.

ALIASES = {
    "same": lambda x, y: x,
    "both": lambda x, y: (x, x),
    "sum": lambda x, y: x + y,
    "scaled sum": lambda x, y: 2 * (x + y),
    "view": lambda x, y: x[:2],
    "reversed": lambda x, y: (x[::-1], y.T),
    "reshaped": lambda x, y: (x.reshape(3, 1), x),
    "repeated": lambda x, y: np.broadcast_to(x + y, (2, 3)),
    "constant": lambda x, y: x * Y,
    "negative": lambda x, y: (-x, -x + y),
    "where": lambda x, y: np.where([True, False, True], x, y),
    "stack": lambda x, y: np.stack([x, y, x]),
    "mean": lambda x, y: np.mean(x) + np.mean(y),
    "convert": lambda x, y: x.astype(float),
}


def distinct(results: list[Any], *others: Any) -> None:
    arrays = [result for result in results if isinstance(result, np.ndarray)]
    for i, result in enumerate(arrays):
        assert result.flags.writeable
        assert not any(np.shares_memory(result, other) for other in (*others, *arrays[:i]))


@pytest.mark.parametrize("f", ALIASES.values(), ids=list(ALIASES))
def test_results_share_memory_with_nothing(f: Any) -> None:
    x, y, t, s = X.copy(), Y.copy(), points(3, seed=2), points(3, seed=3)
    for mode in MODES:
        distinct(leaves(mode.jacobian(f, (0, 1))(x, y)), x, y, Y)
        distinct(leaves(mode.jacobian(f, (0, 1), chunk_size=1)(x, y)), x, y, Y)
    _, tangents = forward.jvp(f, (x, y), (t, s))
    distinct(leaves(tangents), x, y, t, s, Y)
    out, pullback = reverse.vjp(f, x, y)
    cts = tree.map_leaves(lambda z: np.ones(np.shape(z)), out)
    first, second = pullback(cts), pullback(cts)
    distinct([*leaves(first), *leaves(second)], x, y, Y, *leaves(cts))
    for gradient in leaves(first):
        gradient[...] = 99
    expect_equal(pullback(cts), second)


def test_own_copies_what_is_borrowed_seen_twice_or_a_view() -> None:
    x, y = X.copy(), Y.copy()
    owned = own([x, x, y, x[:2], np.float64(1), None], borrowed=[y])
    assert owned[0] is x
    assert owned[1] is not x
    assert owned[2] is not y
    assert not np.shares_memory(owned[3], x)
    assert owned[4:] == [1.0, None]


WRITTEN_TO: dict[str, Any] = {  # functions of x that return two derivatives, of which the first is written to
    "cotangents": lambda x: reverse.grad(lambda u, v: np.sum((u + v) ** 2), (0, 1))(x, x),
    "pullback": lambda x: reverse.vjp(lambda u, v: u + v, x, x)[1](x),
    "same tangents": lambda x: forward.jvp(lambda u: (u, u), (x,), (x,))[1],
    "seed": lambda x: (forward.jvp(lambda u: u, (x,), (x,))[1], x),
    "part of the seed": lambda x: (forward.jvp(lambda u: u[:2], (x,), (x,))[1], x[:2]),
    "rows": lambda x: forward.jacobian(lambda u: (np.sum(u**2),) * 2)(x),
}


@pytest.mark.parametrize("derivatives", WRITTEN_TO.values(), ids=list(WRITTEN_TO))
@pytest.mark.parametrize("outer", MODES)
def test_writing_to_a_derivative_changes_nothing_else_when_nested(derivatives: Any, outer: Any) -> None:
    def untouched(x: Any) -> Any:
        return np.sum(derivatives(x)[1] * x[: derivatives(x)[1].size])

    def f(x: Any) -> Any:
        first, second = derivatives(x)
        first[0] = 0.0
        return np.sum(second * x[: second.size])

    expect_equal(outer.value_and_grad(f)(X), outer.value_and_grad(untouched)(X))
    expect_equal(f(X.copy()), untouched(X))


# Inputs of every layout.


def layouts() -> dict[str, Any]:
    grid = points(4, 6)
    read_only = points(2, 3)
    read_only.setflags(write=False)
    return {
        "read-only": read_only,
        "Fortran": np.asfortranarray(points(2, 3)),
        "strided": grid[::2, ::2],
        "reversed": points(2, 3)[::-1, ::-1],
        "transposed": points(3, 2).T,
        "broadcast": np.broadcast_to(points(3), (2, 3)),
        "big-endian": points(2, 3).astype(">f8"),
    }


@pytest.mark.parametrize("layout", layouts())
def test_layouts_of_inputs(layout: str) -> None:
    def f(x: Any) -> Any:
        y = np.exp(x) * x[::-1] + x[:, [0, 0, 1]]
        return np.sum(y @ x.T) + np.linalg.norm(x.ravel()[1:])

    x = layouts()[layout]
    before = np.array(x)
    expected = forward.grad(f)(np.array(x, dtype=float))
    for mode in MODES:
        expect_equal(mode.grad(f)(x), expected)
        expect_equal(mode.jacobian(mode.grad(f))(x), forward.hessian(f)(before.astype(float)), 1e-11)
    assert np.array_equal(x, before)
    expect_equal(forward.jvp(f, (x,), (x,))[1], np.sum(expected * x))
    _, pullback = reverse.vjp(lambda x: 2 * x, x)
    expect_equal(pullback(x)[0], 2 * before)


@pytest.mark.parametrize("x", [2.0, np.float64(2), np.array(2.0), np.float32(2), np.array([2.0])[0]], ids=repr)
def test_numbers_of_every_kind(x: Any) -> None:
    for mode in MODES:
        for derivative in (mode.derivative(lambda x: x**3), mode.grad(lambda x: x**3), mode.jacobian(lambda x: x**3)):
            assert derivative(x) == 12
            assert np.shape(derivative(x)) == ()
            assert np.result_type(derivative(x)) == np.result_type(np.asarray(x))


def test_an_object_array_of_numbers_is_an_array_of_numbers() -> None:
    for mode in MODES:
        assert mode.grad(np.sum)(np.array([1.5, 2.5], dtype=object)).tolist() == [1, 1]


def test_size_and_call() -> None:
    args = Arguments(lambda a, b, c: (a, b, c), (1.0, {"x": X}, "text"), {}, (1, 0))
    assert args.size == 4
    assert args.argnums == [1, 0]
    a, b, c = args.call([Y, 5.0])
    assert (a, c) == (5.0, "text")
    assert b["x"] is Y
    assert args.pack([Y, 5.0]) == ({"x": Y}, 5.0)

"""The worked examples that this project comes from, with the numbers that they were worked to by hand."""

from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from tests.ad.checks import MODES, expect_equal
from tests.ad.scenarios import points


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def softmax(scores: Any) -> Any:
    exponentials = np.exp(scores)
    return exponentials / np.sum(exponentials)


# Gates: add distributes, max routes, multiply swaps.


def test_a_sum_times_a_number() -> None:
    for mode in MODES:
        value, gradient = mode.value_and_grad(lambda x, y, z: (x + y) * z, (0, 1, 2))(-2.0, 5.0, -4.0)
        assert value == -12
        assert gradient == (-4, -4, 3)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("gate", "expected"),
    [
        (lambda x, y: x * y, (2, 4)),
        (lambda x, y: x + y, (1, 1)),
        (lambda x, y: np.maximum(x, y), (1, 0)),  # x = 4, y = 2: not sensitive to y
    ],
)
def test_gates(mode: Any, gate: Any, expected: tuple[float, float]) -> None:
    assert mode.grad(gate, (0, 1))(4.0, 2.0) == expected


def test_patterns_in_backward_flow() -> None:
    """A cotangent of 2 into a product of 3 and -4 comes out as -8 and 6."""
    _, pullback = reverse.vjp(lambda x, y: x * y, 3.0, -4.0)
    assert pullback(2.0) == (-8, 6)


def test_factoring_of_paths() -> None:
    """e = (a + b)(b + 1) at a = 2, b = 1: forward from b gives 5, reverse from e gives 2 and 5."""

    def e(a: Any, b: Any) -> Any:
        c, d = a + b, b + 1
        return c * d

    assert forward.jvp(e, (2.0, 1.0), (0.0, 1.0)) == (6, 5)
    assert forward.jvp(e, (2.0, 1.0), (1.0, 0.0)) == (6, 2)
    assert reverse.value_and_grad(e, (0, 1))(2.0, 1.0) == (6, (2, 5))


@pytest.mark.parametrize("paths", [3, 7])
def test_paths_in_times_paths_out(paths: int) -> None:
    """Paths x to y, and as many y to z: their sums multiply."""

    def z(x: Any) -> Any:
        y = sum((i + 1.0) * x for i in range(paths))
        return sum((i + 2.0) * y for i in range(paths))

    expected = sum(i + 1.0 for i in range(paths)) * sum(i + 2.0 for i in range(paths))
    for mode in MODES:
        assert mode.derivative(z)(0.5) == expected


# The neuron, in stages.


def test_sigmoid_neuron() -> None:
    def neuron(w: Any, x: Any) -> Any:
        return sigmoid(w[0] * x[0] + w[1] * x[1] + w[2])

    w, x = np.array([2.0, -3.0, -3.0]), np.array([-1.0, -2.0])
    for mode in MODES:
        f, (dw, dx) = mode.value_and_grad(neuron, (0, 1))(w, x)
        d = (1 - f) * f
        assert f == pytest.approx(0.73, abs=0.01)
        expect_equal((dw, dx), (np.array([x[0] * d, x[1] * d, d]), np.array([w[0] * d, w[1] * d])))
        expect_equal(dw, np.array([-0.20, -0.39, 0.20]), 0.005)
        expect_equal(dx, np.array([0.39, -0.59]), 0.005)


def test_chain_of_two_scalings() -> None:
    for mode in MODES:
        assert mode.derivative(lambda x: 3 * (2 * x))(5.0) == 6


def test_gradient_by_a_vector_written_element_by_element() -> None:
    for mode in MODES:
        gradient = mode.grad(lambda x: np.sum(np.array([x[0] + 2 * x[1], x[1] + 2 * x[2]])))(np.array([1.0, 2.0, 3.0]))
        assert gradient.tolist() == [1, 3, 2]


# Products: what each factor is given.


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [
        ([1, 2, 3], [3, 2, 1], ([3, 2, 1], [1, 2, 3])),
        ([[1], [2], [3]], [[3, 2]], ([[5], [5], [5]], [[6, 6]])),
        ([[1, 2], [2, 1]], [[1], [2]], ([[1, 2], [1, 2]], [[3], [3]])),
        (
            [[1, 2, 3], [3, 2, 1]],
            [[1, 2, 3], [2, 1, 3], [3, 1, 2]],
            ([[6, 6, 6], [6, 6, 6]], [[4, 4, 4], [4, 4, 4], [4, 4, 4]]),
        ),
    ],
    ids=["vector-vector", "column-row", "matrix-column", "matrix-matrix"],
)
def test_gradient_of_the_sum_of_a_product(mode: Any, x: Any, y: Any, expected: Any) -> None:
    got = mode.grad(lambda x, y: np.sum(x @ y), (0, 1))(np.array(x, float), np.array(y, float))
    assert [gradient.tolist() for gradient in got] == list(expected)


def test_matrix_product() -> None:
    """D = W.dot(X): dW = dD.dot(X.T), dX = W.T.dot(dD)."""
    w, x, dd = points(5, 10), points(10, 3, seed=1), points(5, 3, seed=2)
    _, pullback = reverse.vjp(lambda w, x: w.dot(x), w, x)
    expect_equal(pullback(dd), (dd.dot(x.T), w.T.dot(dd)))
    for mode in MODES:
        expect_equal(mode.grad(lambda w, x: np.sum(w.dot(x) * dd), (0, 1))(w, x), (dd.dot(x.T), w.T.dot(dd)))


# The derivative map: numbers, vectors and matrices in and out.


@pytest.mark.parametrize(
    ("f", "x", "shape"),
    [
        (lambda x: x * x, points(), ()),
        (lambda x: np.array([x, x * x]), points(), (2,)),
        (lambda x: np.sum(x), points(3), (3,)),
        (lambda x: x[:2] * x[1:], points(3), (2, 3)),
        (lambda x: np.outer(x, x), points(3), (3, 3, 3)),
        (lambda x: np.trace(x), points(2, 2), (2, 2)),
        (lambda x: x @ x.T, points(2, 3), (2, 2, 2, 3)),
    ],
)
def test_shape_of_a_jacobian(f: Any, x: Any, shape: tuple[int, ...]) -> None:
    for mode in MODES:
        assert np.shape(mode.jacobian(f)(x)) == np.shape(f(x)) + np.shape(x) == shape


def test_jacobians_of_the_three_patterns() -> None:
    """Elementwise operations have diagonal Jacobians, the expansion of a number a column, a sum a row of ones."""
    w, x = points(3), points(3, seed=1)
    for mode in MODES:
        expect_equal(mode.jacobian(lambda w, x: w * x, (0, 1))(w, x), (np.diag(x), np.diag(w)))
        expect_equal(mode.jacobian(lambda z: x + z)(0.5), np.ones(3))
        expect_equal(mode.jacobian(np.sum)(x), np.ones(3))


# Softmax and its negative log-likelihood.


def test_softmax() -> None:
    scores = points(4)
    p = softmax(scores)
    for mode in MODES:
        expect_equal(mode.jacobian(softmax)(scores), np.diag(p) - np.outer(p, p))
        expect_equal(mode.grad(lambda s: -np.log(softmax(s)[1]))(scores), p - np.eye(4)[1])


def test_softmax_of_a_column() -> None:
    """The numbers of the note: ds = (-0.4621, 0.4621)."""
    scores = np.array([[1.0], [2.0]])
    for mode in MODES:
        gradient = mode.grad(lambda s: -np.sum(np.log(softmax(s))))(scores)
        expect_equal(gradient, np.array([[-0.4621], [0.4621]]), 1e-4)
    _, pullback = reverse.vjp(lambda p: -np.sum(np.log(p)), softmax(scores))
    expect_equal(pullback(1.0)[0], np.array([[-3.7183], [-1.3679]]), 1e-4)


# The recurrent network: one step by hand, and all of it by each mode.


def test_output_weights_of_the_recurrent_network() -> None:
    """dWhy = dy h.T, where dy = p - onehot."""
    why, h, by = points(2, 3), points(3, 1, seed=1), points(2, 1, seed=2)

    def loss(why: Any, h: Any, by: Any) -> Any:
        return -np.log(softmax(np.dot(why, h) + by)[1, 0])

    dy = softmax(np.dot(why, h) + by) - np.array([[0.0], [1.0]])
    for mode in MODES:
        expect_equal(mode.grad(loss, (0, 1, 2))(why, h, by), (dy @ h.T, why.T @ dy, dy))


def test_backpropagation_through_time() -> None:
    wxh, whh, why = points(3, 2, low=-1, high=1), points(3, 3, low=-1, high=1), points(2, 3, low=-1, high=1)
    parameters = {"Wxh": wxh, "Whh": whh, "Why": why, "bh": points(3, 1), "by": points(2, 1)}
    inputs, targets = [0, 1, 1, 0], [1, 1, 0, 0]
    xs = [np.eye(2)[:, [i]] for i in inputs]

    def loss(parameters: Any) -> Any:
        h, total = np.zeros((3, 1)), 0.0
        for x, target in zip(xs, targets, strict=True):
            h = np.tanh(parameters["Wxh"] @ x + parameters["Whh"] @ h + parameters["bh"])
            p = softmax(parameters["Why"] @ h + parameters["by"])
            total = total - np.log(p[target, 0])
        return total

    hs, ps = [np.zeros((3, 1))], []
    for x in xs:
        hs.append(np.tanh(wxh @ x + whh @ hs[-1] + parameters["bh"]))
        ps.append(softmax(why @ hs[-1] + parameters["by"]))
    expected = {name: np.zeros(np.shape(value)) for name, value in parameters.items()}
    dhnext = np.zeros((3, 1))
    for t in reversed(range(4)):
        dy = ps[t] - np.eye(2)[:, [targets[t]]]
        expected["Why"] += dy @ hs[t + 1].T
        expected["by"] += dy
        dh = why.T @ dy + dhnext
        dhraw = (1 - hs[t + 1] ** 2) * dh
        expected["bh"] += dhraw
        expected["Wxh"] += dhraw @ xs[t].T
        expected["Whh"] += dhraw @ hs[t].T
        dhnext = whh.T @ dhraw
    for mode in MODES:
        expect_equal(mode.grad(loss)(parameters), expected)


# Layers.


def test_affine_unit_with_a_rectifier() -> None:
    """The cost of max(0, w.x + b): nothing where the unit is off, 2/N sum e x and 2/N sum e where it is on."""
    w, b, xs, targets = points(3), 0.2, points(6, 3, seed=1), points(6, seed=2)

    def cost(w: Any, b: Any) -> Any:
        return np.mean((targets - np.maximum(0.0, xs @ w + b)) ** 2)

    on = (xs @ w + b) > 0
    assert 0 < on.sum() < 6
    errors = np.where(on, xs @ w + b - targets, 0)
    for mode in MODES:
        expect_equal(mode.grad(cost, (0, 1))(w, b), (2 * errors @ xs / 6, 2 * np.sum(errors) / 6))


def test_the_four_equations_of_backpropagation() -> None:
    w1, b1, w2, b2 = points(4, 3), points(4, 1), points(2, 4, seed=1), points(2, 1, seed=1)
    x, y = points(3, 1, seed=2), np.array([[0.0], [1.0]])

    def cost(layers: Any, x: Any) -> Any:
        a = x
        for w, b in layers:
            a = sigmoid(w @ a + b)
        return 0.5 * np.sum((a - y) ** 2)

    a1 = sigmoid(w1 @ x + b1)
    a2 = sigmoid(w2 @ a1 + b2)
    delta2 = (a2 - y) * a2 * (1 - a2)
    delta1 = (w2.T @ delta2) * a1 * (1 - a1)
    expected = [(delta1 @ x.T, delta1), (delta2 @ a1.T, delta2)]
    for mode in MODES:
        weights, picture = mode.grad(cost, (0, 1))([(w1, b1), (w2, b2)], x)
        expect_equal(weights, expected)
        expect_equal(picture, w1.T @ delta1)


def test_gradients_vanish_with_depth() -> None:
    """A chain of sigmoids: each layer takes at least a factor of four."""
    weights = np.ones(6)

    def chain(w: Any) -> Any:
        a = 0.3
        for i in range(6):
            a = sigmoid(w[i] * a)
        return a

    for mode in MODES:
        gradient = mode.grad(chain)(weights)
        assert np.all(gradient[1:] > 2 * gradient[:-1])
        assert gradient[0] < 4.0**-5

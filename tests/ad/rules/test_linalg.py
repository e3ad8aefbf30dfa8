"""Linear algebra: inverses, determinants, norms and products, real and complex; kinks; what refuses."""

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest

from ad import forward, reverse, testing
from tests.ad.checks import CHECKS, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.scenarios_linalg import COMPLEX_SOLVES, NORMS, PRODUCTS, SQUARE
from tests.ad.tables import LINALG, REGULAR


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", [*LINALG, *PRODUCTS, *COMPLEX_SOLVES, *NORMS], ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


COMPLEX = SQUARE + 1j * points(3, 3, seed=3)
REAL = points(3, 3, seed=5)
A = points(3, 3, seed=6) - 1j * points(3, 3, seed=7)

CALLS = (
    *("np.linalg.inv(x)", "np.linalg.det(x)", "np.linalg.slogdet(x)", "np.linalg.solve(x, x @ A)"),
    *("np.linalg.norm(x)", "np.linalg.norm(x, axis=0)", "np.linalg.norm(x, 'nuc')", "np.linalg.cond(x)"),
    *("np.vdot(x, A)", "np.vecdot(x, x.T)", "np.einsum('ij,kj->ik', x, x)", "np.linalg.matrix_power(x, 3)"),
    *("np.linalg.pinv(x[:2])", "np.linalg.svdvals(x)", "np.linalg.eigvals(x)", "np.linalg.qr(x)"),
)


def of(call: str, numpy: Any = np) -> Callable[[Any], Any]:
    return lambda x: eval(call, {"np": numpy, "A": A, "x": x})


@pytest.mark.parametrize("call", ["np.linalg.inv(x)", "np.linalg.norm(x)", "np.linalg.svdvals(x)", "np.vdot(x, A)"])
def test_complex_matrices_pull_as_in_jax(call: str) -> None:
    out, pullback = reverse.vjp(of(call), COMPLEX)
    expected, jax_pullback = jax.vjp(of(call, jnp), COMPLEX)
    expect_equal(out, expected, 1e-11)
    expect_equal(pullback(out), jax_pullback(expected), 1e-9)


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("x", [COMPLEX, SQUARE], ids=["complex", "real"])
def test_derivatives_of_complex_calls_nest(call: str, x: Any) -> None:
    f = of(call)
    out = f(x)
    t = REAL + 1j * REAL.T if x.dtype.kind == "c" else REAL
    testing.check_grads(f, (x,))
    testing.check_vjp(lambda x: forward.jvp(f, (x,), (t,))[1], (x,), tolerance=1e-8)
    testing.check_grads(lambda x: reverse.vjp(f, x)[1](out)[0], (x,))


KINKS: list[tuple[str, Any, Any]] = [
    ("np.linalg.norm(x)", [[0, 0], [0, 0]], [[0, 0], [0, 0]]),
    ("np.linalg.norm(x, 2)", [[0, 0], [0, 0]], [[0, 0], [0, 0]]),
    ("np.linalg.norm(x, 'nuc')", [[0, 0], [0, 0]], [[0, 0], [0, 0]]),
    ("np.linalg.norm(x, 'nuc')", [[2, 0], [0, 0]], [[1, 0], [0, 0]]),  # the subgradient of least norm
    ("np.linalg.norm(x, 2)", [[1, 0], [0, 1]], [[0.5, 0], [0, 0.5]]),
    ("np.linalg.norm(x, -2)", [[1, 0], [0, 1]], [[0.5, 0], [0, 0.5]]),
    ("np.linalg.norm(x, 1)", [[1, 0], [0, 1]], [[0.5, 0], [0, 0.5]]),
    ("np.linalg.norm(x, 1)", [0, 1], [0, 1]),
    ("np.linalg.norm(x, np.inf)", [1, 1], [0.5, 0.5]),
    ("np.linalg.vector_norm(x)", [0, 0], [0, 0]),
    ("np.linalg.norm(x, 0)", [0, 2], [0, 0]),
    ("np.linalg.det(x)", [[1, 2], [2, 4]], [[4, -2], [-2, 1]]),
    ("np.linalg.det(x)", [[0, 0], [0, 0]], [[0, 0], [0, 0]]),
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("call", "x", "expected"), KINKS)
def test_kinks(call: str, x: Any, expected: Any, mode: Any) -> None:
    with np.errstate(divide="ignore", invalid="ignore"):
        answer = mode.jacobian(of(call))(np.array(x, float))
    expect_equal(np.asarray(answer), np.array(expected, float))


def test_the_norm_of_complex_numbers_is_smooth_where_one_of_them_is_zero() -> None:
    x = np.array([0, 3 + 4j])
    expect_equal(reverse.grad(np.linalg.norm)(x), np.array([0, 0.6 - 0.8j]))
    t = np.array([1 + 1j, 0])
    slope = forward.jvp(lambda x: reverse.grad(np.linalg.norm)(x), (x,), (t,))[1]
    expect_equal(slope, np.array([(1 - 1j) / 5, 0]))


@pytest.mark.parametrize("mode", MODES)
def test_a_zeroth_power_and_a_rank_are_constant(mode: Any) -> None:
    expect_equal(mode.jacobian(lambda x: np.linalg.matrix_power(x, 0))(SQUARE), np.zeros((3, 3, 3, 3)))
    assert mode.grad(lambda x: np.linalg.matrix_rank(x) * x[0, 0])(SQUARE)[0, 0] == 3


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        ("np.linalg.norm(x, 3)", ValueError, "norm order"),
        ("np.linalg.norm(x, 'fro', axis=0)", ValueError, "norm order"),
        ("np.linalg.norm(np.stack([x, x]), 1)", ValueError, "one or two axes, not 3"),
        ("np.linalg.inv(x * 0)", np.linalg.LinAlgError, "Singular"),
        ("np.linalg.tensorinv(x, 0)", ValueError, "ind"),
        ("np.linalg.multi_dot([x])", ValueError, "at least two"),
    ],
)
def test_errors_are_those_of_numpy(call: str, error: type[Exception], message: str, mode: Any) -> None:
    with pytest.raises(error, match=message):
        mode.jacobian(of(call))(SQUARE)


def test_norm_of_order_zero_is_a_count() -> None:
    for mode in MODES:
        value, gradient = mode.value_and_grad(lambda x: np.linalg.norm(x, 0))(np.array([1.0, 0.0, 2.0]))
        assert value == 2
        assert gradient.tolist() == [0, 0, 0]


def test_norm_of_three_axes_is_refused_as_ever() -> None:
    for mode in MODES:
        with pytest.raises(ValueError, match="over one or two axes, not 3"):
            mode.grad(lambda x: np.linalg.norm(x, axis=(0, 1, 2)))(points(2, 3, 2))


def test_singular_matrices_fail_as_ever() -> None:
    for mode in MODES:
        for f in (np.linalg.inv, lambda x: np.linalg.solve(x, points(3))):
            with pytest.raises(np.linalg.LinAlgError):
                mode.jacobian(f)(np.ones((3, 3)))


def test_stack_of_determinants_with_a_singular_one_among_them() -> None:
    x = np.stack([points(3, 3), np.ones((3, 3)), np.diag([1.0, 2.0, 0.0])])
    for mode in MODES:
        jacobian = mode.jacobian(np.linalg.det)(x)
        for i in range(3):
            expect_equal(jacobian[i, i], mode.jacobian(np.linalg.det)(x[i]))
        expect_equal(jacobian[0, 0], np.linalg.det(x[0]) * np.linalg.inv(x[0]).T)
        expect_equal(jacobian[2, 2], np.diag([0.0, 0.0, 2.0]))
        expect_equal(
            mode.hessian(np.linalg.det)(np.zeros((2, 2))),
            forward.hessian(lambda x: x[0, 0] * x[1, 1] - x[0, 1] * x[1, 0])(x[0, :2, :2]),
        )


def test_sign_of_slogdet_is_constant() -> None:
    for mode in MODES:
        sign, logarithm = mode.jacobian(np.linalg.slogdet)(-REGULAR)
        assert np.array_equal(sign, np.zeros((3, 3)))
        expect_equal(logarithm, np.linalg.inv(-REGULAR).T)


def test_solve_is_inv_times() -> None:
    b = points(3, 2)
    for mode in MODES:
        got = mode.jacobian(np.linalg.solve, (0, 1))(REGULAR, b)
        expect_equal(got, mode.jacobian(lambda a, b: np.linalg.inv(a) @ b, (0, 1))(REGULAR, b))


@pytest.mark.parametrize("chunk_size", [1, 2, None])
@pytest.mark.parametrize(
    ("a", "b"),
    [
        ((), (3, 2)),
        ((2,), (2, 3, 2)),
        ((2,), (3, 2)),
        ((), (2, 3, 1)),
        ((2,), (4, 1, 3, 1)),
        ((2, 1), (4, 3, 2)),
        ((0,), (0, 3, 1)),
        ((), (3, 0)),
    ],
)
def test_stacks_of_equations(a: Any, b: Any, chunk_size: Any) -> None:
    matrices, right = SQUARE + points(*a, 3, 3, low=-0.2, high=0.2), points(*b)
    for mode in MODES:
        got = mode.jacobian(np.linalg.solve, (0, 1), chunk_size)(matrices, right)
        expect_equal(got, mode.jacobian(lambda a, b: np.linalg.inv(a) @ b, (0, 1))(matrices, right), 1e-11)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("f", "matrices"),
    [
        (lambda x, solve: solve(SQUARE, x), 1),
        (lambda x, solve: solve(SQUARE + x, points(3)), 1),
        (lambda x, solve: solve(SQUARE + x, np.outer(x, x)), 1),
        (lambda x, solve: solve(np.stack([SQUARE, 2 * SQUARE]), np.stack([x, x])[..., None]), 2),
    ],
)
def test_each_matrix_is_factored_once_for_all_directions(
    f: Any, matrices: int, mode: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve, factored = np.linalg.solve, []

    def counting(a: Any, b: Any) -> Any:
        factored.append(max(a[..., 0, 0].size, b[..., 0, 0].size))
        return solve(a, b)

    monkeypatch.setattr(np.linalg, "solve", counting)
    mode.jacobian(lambda x: f(x, solve))(points(3))
    assert factored == [matrices, matrices]  # the equations themselves, and those for the derivatives

"""Item assignment: programs that build arrays element by element, as NumPy evaluates them."""

import numpy as np
import pytest

import ad
from ad import forward, reverse
from ad.errors import AssignmentError, UnsupportedError
from ad.testing import rho

X = np.array([0.3, 0.7, 1.9])
MODES = (forward, reverse)


def loop(x):
    y = np.zeros_like(x)
    for i in range(len(x)):
        y[i] = np.sin(x[i]) * x[i - 1]
    return y


def slices_and_masks(x):
    y = np.zeros_like(x)
    y[1:3] += x[:2] ** 2
    y[0] = x[2]
    y[y > 1.0] = 0.5 * x[1]
    y *= 2.0
    return y


def matrix(x):
    a = np.zeros((3, 3), like=x)
    a[0] = x
    a[1, 1:] = x[:2] * 2
    a[2][0] = x[1] ** 2
    a[[0, 1], [0, 1]] = x[1:]
    a[..., 2] -= x
    return a @ a


def writes_through_views(x):
    y = np.exp(x)
    v = y[:2]
    v += x[1:]
    v[0] = x[2]
    w = v[1:]
    w[...] = w * x[0]
    return y * x


def rows(x):
    a = np.ones((2, 3), like=x)
    for i, row in enumerate(a):
        row[i] = x[i]
        row[2] *= x[2]
    return np.sum(a * a, axis=0)


def repeated_index(x):
    y = np.zeros_like(x)
    y[[0, 0, 1]] = x  # the last assignment to a place stays
    return y * x


def overwritten(x):
    y = x * 1.0
    y[0] = x[1]
    y[0] = x[2] ** 2
    y[1:] = 0.0
    return y


def out(x):
    y = np.zeros_like(x)
    np.multiply(x, x, out=y)
    np.add(y, x[0], out=y, where=np.array([True, False, True]))
    z = np.empty_like(x)
    z.fill(x[0] * y[2])
    return y + z


def changed_argument(x):
    x = x.copy()
    x[1] = x[0] * x[2]
    return x


PROGRAMS = (
    loop,
    slices_and_masks,
    matrix,
    writes_through_views,
    rows,
    repeated_index,
    overwritten,
    out,
    changed_argument,
)


@pytest.mark.parametrize("program", PROGRAMS)
def test_values_are_those_of_numpy(program):
    for value in (reverse.vjp(program, X)[0], forward.jvp(program, (X,), (X,))[0]):
        np.testing.assert_allclose(value, program(X), rtol=1e-14)


@pytest.mark.parametrize("program", PROGRAMS)
def test_jacobians_of_both_modes_agree_with_differences(program):
    jacobians = [mode.jacobian(program, chunk_size=size)(X) for mode in MODES for size in (None, 1, 2)]
    for jacobian in jacobians:
        assert rho(jacobian, jacobians[0]) <= 1e-14
    ad.testing.check_grads(program, (X,), tolerance=1e-8)


@pytest.mark.parametrize("program", PROGRAMS)
def test_second_derivatives_in_every_nesting(program):
    def f(x):
        return np.sum(np.sin(program(x)))

    hessians = [outer.jacobian(inner.grad(f))(X) for outer in MODES for inner in MODES]
    for hessian in hessians:
        assert rho(hessian, hessians[0]) <= 1e-13
        assert rho(hessian, hessian.T) <= 1e-13
    ad.testing.check_grads(reverse.grad(f), (X,), tolerance=1e-7)


def test_a_buffer_of_an_outer_level_takes_values_of_an_inner_one():
    def f(x):
        y = np.zeros_like(x)

        def g(t):
            y[0] = t * x[1]
            return y[0] ** 2

        return forward.derivative(g)(x[0])

    np.testing.assert_allclose(reverse.grad(f)(X), [2 * X[1] ** 2, 4 * X[0] * X[1], 0.0])


def test_inputs_are_not_written_to():
    def f(x):
        x[0] = 5.0
        return np.sum(x**2)

    x = X.copy()
    for mode in MODES:
        np.testing.assert_allclose(mode.grad(f)(x), [0.0, 1.4, 3.8])
        np.testing.assert_array_equal(x, X)


def test_the_object_changes_for_all_who_hold_it():
    def f(x):
        y = np.sin(x)
        alias = y
        y[0] = x[1]
        y += x
        return alias

    for mode in MODES:
        ad.testing.check_grads(f, (X,), modes=[mode.__name__.rpartition(".")[2]])


@pytest.mark.parametrize("mode", MODES)
def test_a_write_that_a_live_view_would_show_is_refused(mode):
    def f(x):
        y = np.sin(x)
        view = y[:2]
        y[0] = 1.0
        return view

    with pytest.raises(AssignmentError, match=r"copy\(\)"):
        mode.jacobian(f)(X)


@pytest.mark.parametrize("view", [np.ravel, np.transpose, lambda y: y.reshape(1, 3), lambda y: y.T, np.flip])
def test_a_write_to_another_kind_of_view_is_refused(view):
    def f(x):
        v = view(np.sin(x))
        v[0] = 1.0
        return v

    with pytest.raises(AssignmentError, match="copy"):
        reverse.jacobian(f)(X)


def test_a_dead_view_does_not_stand_in_the_way():
    def f(x):
        y = np.sin(x)
        total = sum(np.sum(y[i:]) for i in range(3))
        y[0] = total
        return y

    ad.testing.check_grads(f, (X,))


def test_a_plain_array_cannot_hold_traced_values():
    def assign(x):
        y = np.zeros(3)
        y[0] = x[0]
        return y

    def add(x):
        y = np.zeros(3)
        y += x
        return y

    for mode in MODES:
        with pytest.raises(ValueError, match="setting an array element") as caught:
            mode.jacobian(assign)(X)
        assert "np.zeros_like(x)" in caught.value.__notes__[0]
        with pytest.raises(UnsupportedError, match="y = y"):
            mode.jacobian(add)(X)


def test_where_without_out_leaves_elements_undefined():
    with pytest.raises(UnsupportedError, match=r"np\.where"):
        reverse.jacobian(lambda x: np.add(x, x, where=np.array([True, False, True])))(X)


def test_shapes_that_do_not_fit_raise_as_in_numpy():
    with pytest.raises(ValueError, match="broadcast"):
        reverse.jacobian(lambda x: np.zeros_like(x).__setitem__(slice(0, 2), x))(X)
    with pytest.raises(ValueError, match="cannot hold"):
        reverse.jacobian(lambda x: x[:1].__iadd__(x))(X)


def test_single_precision_stays():
    def f(x):
        y = np.zeros_like(x)
        y[1:] = x[:-1] * np.float64(2.0)
        y += np.ones(3)
        return y

    for mode in MODES:
        jacobian = mode.jacobian(f)(X.astype(np.float32))
        assert jacobian.dtype == np.float32


def test_a_view_counts_as_long_as_it_lives():
    def f(x):
        y = np.sin(x)
        views = [y[:2] for _ in range(3)]
        del views[1:]
        with pytest.raises(AssignmentError):
            y[0] = 1.0
        views.clear()
        y[0] = 1.0
        return y

    for mode in MODES:
        assert np.array_equal(np.diag(mode.jacobian(f)(X)), [0.0, *np.cos(X[1:])])

"""The tape: what it records, what a sweep costs and leaves behind."""

import gc
import tracemalloc
import weakref
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from ad.core import Traced
from ad.tape import Tape, Variable
from tests.ad.checks import expect_equal
from tests.ad.scenarios import points

X, CT = points(3), points(3, seed=1)


def recorded(f: Any, *args: Any) -> Tape:
    """Return the tape of one evaluation of `f`."""
    with Tape(len(args)) as tape:
        f(*[Variable.of(x, index, tape) for index, x in enumerate(args)])
    return tape


def stop(x: Any) -> Any:
    return x.value if isinstance(x, Traced) else x


def _kept(value: Any) -> Any:
    if isinstance(value, tuple | list):
        for part in value:
            yield from _kept(part)
    else:
        yield value


# The tape.


def test_a_tape_prints_itself():
    tape = recorded(lambda x, y: np.sum(np.sin(x) * y) + x[0], X, CT)
    assert str(tape).splitlines() == [
        "%0 = input",
        "%1 = input",
        "%2 = numpy.sin(%0)",
        "%3 = numpy.multiply(%2, %1)",
        "%4 = numpy.sum(%3)",
        "%5 = getitem(%0)",
        "%6 = numpy.add(%4, %5)",
    ]


def test_one_record_a_call():
    assert len(recorded(lambda x: x + 1.0, X).records) == 2
    assert len(recorded(lambda x: np.floor(x) + (x > 0), X).records) == 1
    assert len(recorded(lambda x: stop(x) * x, X).records) == 2


def test_a_loop_over_elements_is_linear_on_the_tape():
    def f(x: Any) -> Any:
        total = 0.0
        for i in range(len(x)):
            total = total + x[i] * x[i]
        return total

    lengths = [len(recorded(f, points(n)).records) for n in (10, 20, 40)]
    assert lengths == [1 + 4 * 10, 1 + 4 * 20, 1 + 4 * 40]


def test_a_loop_over_elements_is_linear_in_the_sweep():
    """A cotangent of one element goes into the buffer of the whole in place: no array of n zeros an element."""

    def f(x: Any) -> Any:
        total = 0.0
        for element in x:
            total = total + element * element
        return total

    def peak(n: int) -> int:
        x = np.ones(n)
        tape = Tape(1)
        with tape:
            out = f(Variable.of(x, 0, tape))
        tracemalloc.start()
        (gradient,) = tape.sweep([(out.index, np.float64(1))])
        used = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert np.array_equal(gradient, 2 * x)
        return used

    assert peak(2000) < 20 * 2000 * 8  # an array of zeros an element would take 2000 * 2000 * 8 bytes, if all were kept


def test_records_keep_only_what_the_pullback_reads():
    large = np.ones(1000)
    shapes = [
        recorded(lambda x: np.sum(x), large),
        recorded(lambda x: np.reshape(x, (10, 100)), large),
        recorded(lambda x: x[3:5], large),
        recorded(lambda x: np.concatenate([x, x]), large),
        recorded(lambda x: -x + 1.0, large),
    ]
    for tape in shapes:
        assert not any(isinstance(kept, np.ndarray) and kept.size >= 1000 for kept in _kept(tape.records))


def test_records_off_the_path_are_skipped():
    """A function of nothing that is returned is recorded, but no cotangent reaches it: not even a nan."""
    with np.errstate(all="ignore"):

        def f(x: Any) -> Any:
            _ = np.log(x) * np.inf
            return x * 2.0

        assert reverse.grad(f)(0.0) == 2


# The sweep.


def test_cotangents_add_up_where_a_value_is_used_again():
    """The first contribution is borrowed, the second makes a buffer, later ones add to it: none changes another."""

    def f(x: Any, y: Any) -> Any:
        z = x + y
        return z + z * 2.0 + (z + x) + np.sin(z) * 0.0

    for ct in (CT, np.ones(3)):
        before = ct.copy()
        _, pullback = reverse.vjp(f, X, CT)
        expect_equal(pullback(ct), (5 * ct, 4 * ct))
        expect_equal(pullback(ct), (5 * ct, 4 * ct))
        assert np.array_equal(ct, before)


@pytest.mark.parametrize("order", [0, 1, 2, 3])
def test_elements_slices_and_whole_add_up_in_any_order(order: int) -> None:
    uses = [lambda x: np.sum(x * x), lambda x: x[1] * 3.0, lambda x: np.sum(x[1:]), lambda x: np.sum(x[[0, 0]])]
    uses = uses[order:] + uses[:order]

    def f(x: Any) -> Any:
        total = 0.0
        for use in uses:
            total = total + use(x)
        return total

    expected = 2 * X + np.array([2, 4, 1])
    expect_equal(reverse.grad(f)(X), expected)
    expect_equal(reverse.jacobian(lambda x: np.stack([f(x), 2 * f(x)]))(X), np.stack([expected, 2 * expected]))
    expect_equal(reverse.jacobian(reverse.grad(f))(X), 2 * np.eye(3))
    expect_equal(forward.jacobian(reverse.grad(f))(X), 2 * np.eye(3))


@pytest.mark.parametrize(
    "use",
    [
        lambda y: np.sum(np.expand_dims(y, 0) * np.array([3.0])),
        lambda y: np.sum(np.reshape(y, (1, 1)) * np.array([[3.0]])),
        lambda y: np.sum(y[None] * 3.0),
        lambda y: np.sum(np.stack([y, y]) * np.array([1.0, 2.0])),
        lambda y: np.sum(np.broadcast_to(y, 3)),
        lambda y: np.transpose(y) * 3.0,
    ],
)
@pytest.mark.parametrize("first", [0, 1])
def test_an_element_adds_up_whatever_became_of_its_axes(use: Any, first: int) -> None:
    """Its cotangent may come as an array without axes, which its place in the buffer is not."""

    def f(x: Any) -> Any:
        parts = [lambda: x[0] * x[1], lambda: use(x[0])]
        return parts[first]() + parts[1 - first]() + x[2] * x[0]

    expected = np.array([X[1] + X[2] + 3, X[0], X[0]])
    expect_equal(reverse.grad(f)(X), expected)
    expect_equal(reverse.jacobian(lambda x: np.stack([f(x), f(x)]))(X), np.stack([expected, expected]))


def test_keys_may_be_overwritten_before_the_sweep():
    keys = np.array([0, 2])

    def f(x: Any) -> Any:
        y = np.sum(x[keys] * 2.0) + np.sum(np.take(x, keys)) + np.sum(x[keys, None])
        keys[:] = 1
        return y

    assert reverse.grad(f)(X).tolist() == [4, 0, 4]


# Memory.


@pytest.fixture
def without_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("without_collector")
def test_no_cycles_after_a_reverse_call() -> None:
    """What a call leaves behind is freed by reference counts alone."""

    def f(x: Any) -> Any:
        y = np.tanh(x @ x) * x[0] + np.sum(np.stack([x, x]))
        return y + np.linalg.norm(x)

    for transform in (reverse.grad(f), reverse.jacobian(f), reverse.hessian(f), forward.jacobian(reverse.grad(f))):
        transform(X)
        gc.collect()
        for _ in range(3):
            transform(X)
        assert gc.collect() == 0


@pytest.mark.usefixtures("without_collector")
def test_the_tape_goes_with_the_call() -> None:
    tapes = []

    def f(x: Any) -> Any:
        tapes.append(weakref.ref(x.value)) if isinstance(x.value, np.ndarray) else None
        y = np.sin(x)
        tapes.append(weakref.ref(y.value))
        return np.sum(y * y)

    reverse.grad(f)(X.copy())
    assert [tape() for tape in tapes[1:]] == [None]


def test_the_last_sweep_drops_records_on_the_way() -> None:
    tape = Tape(1)
    with tape:
        out = np.sum(np.sin(Variable.of(X, 0, tape)) * 2.0)
    tape.sweep([(out.index, np.float64(1))])
    assert None not in tape.records[1:]
    tape.sweep([(out.index, np.float64(1))], last=True)
    assert tape.records == [None] * 4
    assert "(swept)" in str(tape)


def test_no_growth_over_many_calls() -> None:
    f = reverse.grad(lambda x: np.sum(np.tanh(x) * x[::-1]))
    tracemalloc.start()
    used = []
    for _ in range(3):
        for _ in range(100):
            f(X)
        used.append(tracemalloc.get_traced_memory()[0])
    tracemalloc.stop()
    assert used[2] - used[1] < 500

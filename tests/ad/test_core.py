"""Tags, the door to the rule table, and what becomes of values that outlive their transform."""

import threading

import numpy as np
import pytest

from ad import EscapedError, UnsupportedError, forward, reverse
from ad.core import RULES, Tag, Traced, apply, name_of, primal, primitive, youngest
from ad.forward import Dual, Sweep
from ad.reverse import Tape, Variable
from tests.ad.checks import MODES, expect_equal
from tests.ad.scenarios import points


def test_tags_are_numbered_in_the_order_they_are_drawn():
    first, second = Tag(), Tag()
    assert first.number < second.number


def test_a_tag_is_open_inside_its_block_also_after_an_exception():
    tag = Tag()
    with tag:
        assert tag.open
    assert not tag.open
    with pytest.raises(ZeroDivisionError), Tag() as tag:
        divmod(1, 0)
    assert not tag.open


def test_youngest_and_primal():
    outer, inner = Sweep(), Tape(1)
    x = Dual.of(2.0, 1.0, outer)
    nested = Variable.of(x, 0, inner)
    assert youngest([1.0, x, nested, "text"]) is inner
    assert youngest([x, 3.0]) is outer
    assert youngest([1.0, None]) is None
    assert primal(nested) == 2.0
    assert primal(5.0) == 5.0


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (np.tanh, "numpy.tanh"),
        (np.sum, "numpy.sum"),
        (np.linalg.solve, "numpy.linalg.solve"),
        (test_youngest_and_primal, "test_youngest_and_primal"),
    ],
)
def test_names_are_those_that_users_write(function, name):
    assert name_of(function) == name


def test_a_primitive_finds_its_rule_only_where_an_argument_is_traced():
    @primitive
    def double(x):
        return 2 * x

    class Tripling:
        def apply(self, args, kwargs):
            return 3 * args[0]

    assert double(5.0) == 10
    with pytest.raises(UnsupportedError, match="double has no derivative rule"):
        forward.derivative(double)(5.0)
    RULES[double] = Tripling()
    try:
        assert double(5.0) == 10
        assert forward.derivative(double)(5.0) == 3
        assert apply(double, 5.0) == 15
    finally:
        del RULES[double]


def test_this_file_knows_no_numpy():
    import ad.core

    assert not any(value is np for value in vars(ad.core).values())


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    "use",
    [
        lambda x: x * 2.0,
        lambda x: 2.0 - x,
        lambda x: x * x,
        lambda x: np.sin(x),
        lambda x: -x,
        lambda x: x[0],
        lambda x: x[[0, 1]],
        lambda x: np.sum(x),
        lambda x: x @ x,
        lambda x: np.concatenate([x, x]),
        lambda x: x.reshape(3, 1),
        lambda x: x + np.ones((2, 3)),
    ],
)
def test_a_value_that_escaped_is_refused(mode, use):
    kept = []

    def f(x):
        kept.append(x)
        return np.sum(x)

    mode.grad(f)(points(3))
    with pytest.raises(EscapedError, match=r"already been taken.*has_aux=True.*stop_gradient"):
        use(kept[0])


def test_a_value_that_escaped_is_refused_in_a_later_call():
    for mode in MODES:
        memory = {}

        def f(x):
            previous = memory.get("x", 0.0)  # noqa: B023
            memory["x"] = x  # noqa: B023
            return x * x + previous

        assert mode.derivative(f)(1.0) == 2
        with pytest.raises(EscapedError):
            mode.derivative(f)(1.0)


def test_plain_facts_of_a_value_that_escaped_are_still_there():
    kept = []
    forward.jvp(lambda x: kept.append(x) or x, (points(3),), (points(3),))
    (x,) = kept
    assert isinstance(x, Traced)
    assert x.shape == (3,)
    assert "Dual" in repr(x)


def test_an_exception_inside_the_function_leaves_the_next_call_right():
    def fails(x):
        y = np.sin(x) * x
        raise KeyError(y.shape)

    for mode in MODES:
        for outer in MODES:
            with pytest.raises(KeyError):
                outer.derivative(lambda x: mode.derivative(fails)(x))(1.0)  # noqa: B023
            assert outer.derivative(mode.derivative(lambda x: x**3))(2.0) == 12
        with pytest.raises(KeyError):
            mode.derivative(lambda x: x * _caught(mode, fails, x))(1.0)  # noqa: B023


def _caught(mode, f, x):
    """Go on after the failure of an inner transform, and then fail in the same way."""
    with pytest.raises(KeyError):
        mode.derivative(f)(x)
    assert mode.derivative(lambda y: y * x)(2.0) == primal(x)
    return f(x)


def test_eight_threads_with_nested_gradients():
    x = points(3)
    expected = 6 * np.diag(x)
    wrong = []

    def work(outer, inner):
        for _ in range(20):
            got = outer.jacobian(inner.grad(lambda x: np.sum(x**3)))(x)
            if not np.allclose(got, expected, rtol=1e-14):
                wrong.append(got)

    pairs = [(outer, inner) for outer in MODES for inner in MODES] * 2
    threads = [threading.Thread(target=work, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(threads) == 8
    assert not wrong


def test_a_constant_of_an_outer_level_is_a_constant_of_the_inner_one():
    """The older value passes through the younger level untouched, whichever side of an operator it stands on."""
    for outer in MODES:
        for inner in MODES:
            for product in (lambda x, y: x * y, lambda x, y: y * x):
                got = outer.derivative(lambda x: x * inner.derivative(lambda y: product(x, y))(3.0))(5.0)  # noqa: B023
                expect_equal(got, 10.0)
    assert isinstance(reverse.vjp(lambda x: x, 1.0)[0], float)

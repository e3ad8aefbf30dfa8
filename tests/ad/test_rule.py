"""The rule table as a whole, and the families of rules."""

import inspect
from typing import Any

import numpy as np
import pytest

from ad import UnsupportedError, forward, reverse
from ad.core import RULES, Traced, name_of, primitive
from ad.reverse import Tape, Variable
from ad.rule import (
    ONE,
    Composite,
    Constant,
    Elementwise,
    General,
    arity,
    composite,
    constant,
    elementwise,
    general,
    linear,
    multilinear,
)
from tests.ad.checks import MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.tables import BINARY, BUFFERS, CONSTANTS, COVERED_BY, SCENARIOS, UNARY, domain_of

X, Y = points(3), points(3, seed=1)

TABLE = dict(RULES)
"""The rules of NumPy's functions, before the tests import those of optional libraries."""


# Every rule has a test domain.


@pytest.mark.parametrize("function", RULES, ids=name_of)
def test_every_rule_is_tested_somewhere(function: Any) -> None:
    assert domain_of(function), f"declare calls of {name_of(function)}, and points in its domain, in tests/ad/tables.py"


def test_every_domain_belongs_to_a_rule() -> None:
    names = {name_of(function) for function in RULES}
    declared = [*UNARY, *BINARY, *CONSTANTS, *(scenario.function for scenario in SCENARIOS)]
    for function in declared:
        assert function in names if isinstance(function, str) else function in RULES
    assert set(COVERED_BY) <= names


def test_families_are_tested_as_what_they_are() -> None:
    for function, rule in TABLE.items():
        if isinstance(rule, Constant):
            assert function in CONSTANTS or function in BUFFERS
        if arity(rule) == 1:
            assert function in UNARY
        if arity(rule) == 2 and function is not np.ldexp:
            assert function in BINARY


# Derivative zero by structure.


@pytest.mark.parametrize("function", CONSTANTS, ids=name_of)
def test_constants_are_evaluated_on_primals_and_never_recorded(function: Any) -> None:
    given = {"A": points(3, seed=1)}
    call = Scenario(function, CONSTANTS[function], {"x": X}, given).f()
    with Tape(1) as tape:
        got = call(Variable.of(X, 0, tape))
    assert len(tape.records) == 1
    expected = call(X)
    assert type(got) is type(expected)
    if "empty" not in name_of(function):
        np.testing.assert_equal(got, expected)
    assert not any(isinstance(part, Traced) for part in (got if isinstance(got, tuple) else (got,)))


@pytest.mark.parametrize("function", BUFFERS, ids=name_of)
def test_buffers_are_traced_and_have_derivative_zero(function: Any) -> None:
    call = Scenario(function, BUFFERS[function], {"x": X}).f()
    with Tape(1) as tape:
        assert isinstance(call(Variable.of(X, 0, tape)), Variable)
    for mode in MODES:
        jacobian = mode.jacobian(lambda x: call(x) * 0.0 + x if "empty" in name_of(function) else call(x))(X)
        assert np.array_equal(jacobian, np.eye(3) if "empty" in name_of(function) else np.zeros((3, 3)))


@pytest.mark.parametrize("function", [np.sign, np.floor, np.ceil, np.trunc, np.rint, np.fix, np.round], ids=name_of)
def test_derivative_of_a_step_is_zero(function: Any) -> None:
    for mode in MODES:
        assert np.array_equal(mode.jacobian(function)(X), np.zeros((3, 3)))
        assert np.array_equal(mode.jacobian(lambda x: x * function(x))(X), np.diag(function(X)))
        assert mode.jacobian(function)(X.astype("f4")).dtype == "f4"


def test_a_constant_takes_object_arrays() -> None:
    for mode in MODES:
        expect_equal(mode.jacobian(lambda x: x[np.argsort(np.array([x[0], x[1], x[2]]))])(X), np.eye(3)[np.argsort(X)])


# Rules take the arguments of the functions they stand for.


def signatures() -> list[Any]:
    return [
        function for function, rule in RULES.items() if isinstance(rule, Composite | General) and _signature(function)
    ]


def _signature(function: Any) -> Any:
    try:
        return inspect.signature(function)
    except ValueError:
        return None


@pytest.mark.parametrize("function", signatures(), ids=name_of)
def test_arguments_stand_where_those_of_numpy_stand(function: Any) -> None:
    """What may be given by position stands at NumPy's position; what may be given by name has NumPy's name."""
    rule: Any = RULES[function]
    own = rule.definition if isinstance(rule, Composite) else rule._pulls[0]
    declared = list(inspect.signature(own).parameters.values())[0 if isinstance(rule, Composite) else 2 :]
    theirs = list(inspect.signature(function).parameters.values())
    names = [parameter.name for parameter in theirs]
    free = any(parameter.kind is parameter.VAR_KEYWORD for parameter in theirs)
    arrays = 0 if isinstance(rule, Composite) else len(rule._pulls)
    for i, parameter in enumerate(declared):
        if parameter.kind in (parameter.VAR_KEYWORD, parameter.VAR_POSITIONAL):
            continue
        if parameter.kind is parameter.KEYWORD_ONLY:
            assert parameter.name in names or free
        elif theirs[i].kind is not parameter.POSITIONAL_ONLY and i >= arrays:
            assert parameter.name == names[i]


def test_arguments_by_name() -> None:
    calls = (
        lambda x: np.linalg.norm(x=x, ord=3),
        lambda x: np.reshape(x, shape=(3, 1)),
        lambda x: np.take(a=x, indices=[0, 2]),
        lambda x: np.swapaxes(x[None], axis1=0, axis2=1),
        lambda x: np.moveaxis(x[None], source=0, destination=1),
        lambda x: np.roll(x, shift=1, axis=0),
        lambda x: np.linalg.solve(a=np.diag(x), b=x),
        lambda x: np.kron(a=x, b=x),
        lambda x: np.tile(A=x, reps=2),
        lambda x: np.diag(v=x, k=1),
        lambda x: np.pad(array=x, pad_width=1),
        lambda x: np.repeat(a=x, repeats=2),
        lambda x: np.transpose(a=x[None], axes=(1, 0)),
        lambda x: np.broadcast_to(array=x, shape=(2, 3)),
        lambda x: np.sum(a=x, axis=0),
    )
    for call in calls:
        expect_equal(forward.jacobian(call)(X), reverse.jacobian(call)(X))


def test_an_option_of_none_where_it_means_nothing() -> None:
    for mode in MODES:
        for call in (
            lambda x: np.sum(x, out=None),
            lambda x: np.clip(x, -9, 9, out=None),
            lambda x: np.exp(x, out=None),
        ):
            mode.jacobian(call)(X)


def test_options_by_position_that_a_rule_does_not_know() -> None:
    """The third argument of NumPy's reductions is a type or an output, not keepdims."""
    for mode in MODES:
        for call in (lambda x: np.sum(x, 0, float), lambda x: np.max(x, 0, np.zeros(()))):
            with pytest.raises(TypeError):
                mode.jacobian(call)(X)


# The families, on functions of one's own.


@pytest.fixture
def own():
    """Return a decorator that makes a primitive, and take its rule away afterwards."""
    made = []

    def make(function: Any) -> Any:
        made.append(primitive(function))
        return made[-1]

    yield make
    for function in made:
        RULES.pop(function, None)


def test_elementwise(own: Any) -> None:
    f = own(lambda x, y: x * x * y + y)
    elementwise(f, lambda z, x, y: 2 * x * y, lambda z, x, y: x * x + 1)
    for mode in MODES:
        expect_equal(mode.jacobian(f, (0, 1))(X, Y), (np.diag(2 * X * Y), np.diag(X * X + 1)))
        expect_equal(mode.jacobian(f)(X, 2.0), np.diag(4 * X))
        expect_equal(mode.jacobian(lambda y: f([[1.0], [2.0]], y))(Y), np.stack([2 * np.eye(3), 5 * np.eye(3)]))
        expect_equal(mode.hessian(f, 0)(3.0, 2.0), 4.0)


def test_constant_partials_are_numbers_and_one_is_one_object() -> None:
    partials = RULES[np.subtract].partials
    assert partials[0] is ONE
    assert partials[1] == -1.0
    assert isinstance(RULES[np.add], Elementwise)
    with Tape(2) as tape:
        Variable.of(X, 0, tape) - Variable.of(Y, 1, tape)
    assert tape.records[2][2] == (ONE, -1.0)


def test_linear(own: Any) -> None:
    f = own(lambda x: 3 * x)
    linear(f, push=lambda t, z, x: 3 * t, pull=lambda ct, z, x: 3 * ct)
    for mode in MODES:
        expect_equal(mode.jacobian(f)(X), 3 * np.eye(3))


def test_multilinear(own: Any) -> None:
    f = own(lambda x, y: x * y)
    multilinear(
        f,
        pushes=(lambda t, z, x, y: t * y, lambda t, z, x, y: x * t),
        pulls=(lambda ct, z, x, y: ct * y, lambda ct, z, x, y: x * ct),
    )
    for mode in MODES:
        expect_equal(mode.jacobian(f, (0, 1))(X, Y), (np.diag(Y), np.diag(X)))
        expect_equal(mode.jacobian(lambda x: f(x, x))(X), np.diag(2 * X))
        expect_equal(mode.jacobian(lambda y: f(list(X), y))(Y), np.diag(X))
        expect_equal(mode.hessian(lambda x: np.sum(f(x, x)))(X), 2 * np.eye(3))


def test_general_has_options_behind_its_arrays(own: Any) -> None:
    f = own(lambda x, power: x**power)

    def by_x(t: Any, z: Any, x: Any, power: Any) -> Any:
        return t * power * x ** (power - 1)

    general(f, pushes=(by_x,), pulls=(by_x,))
    for mode in MODES:
        expect_equal(mode.jacobian(f)(X, 3), np.diag(3 * X**2))
        with pytest.raises(UnsupportedError, match="first 1 arguments only, and a later one is traced"):
            mode.jacobian(f, 1)(X, 3.0)


def test_composite_and_constant(own: Any) -> None:
    f, step = own(lambda x: np.sin(x) ** 2), own(lambda x: 1.0 * (x > 0))
    composite(f, lambda x: np.sin(x) ** 2)
    constant(step)
    for mode in MODES:
        expect_equal(mode.jacobian(f)(X), np.diag(np.sin(2 * X)))
        expect_equal(mode.jacobian(lambda x: step(x) * x)(X), np.diag(1.0 * (X > 0)))


def test_rules_print_their_names() -> None:
    assert repr(RULES[np.tanh]) == "<rule of numpy.tanh>"

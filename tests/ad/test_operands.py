"""The arguments of a call as rules want them."""

import numpy as np

from ad.operands import absorb, array, operand, primals
from ad.reverse import Tape, Variable
from tests.ad.scenarios import points

X = points(3)


def test_operands() -> None:
    assert operand(2.0) == 2.0
    assert isinstance(operand(2.0), float)
    assert isinstance(array(2.0), np.ndarray)
    assert isinstance(operand([1.0, 2.0]), np.ndarray)
    assert operand(X) is array(X) is X
    assert absorb(np.array([1, 2.5], dtype=object)).dtype == float


def test_absorbed_elements_make_one_value() -> None:
    with Tape(1) as tape:
        x = Variable.of(X, 0, tape)
        whole = absorb(np.array([[x[0], 2.0], [x[1], x[2]]], dtype=object))
    assert isinstance(whole, Variable)
    assert whole.value.tolist() == [[X[0], 2.0], [X[1], X[2]]]


def test_primals_are_plain_whatever_holds_them() -> None:
    with Tape(1) as tape:
        x = Variable.of(X, 0, tape)
        whole, (first, rest) = primals([x, (x[0], [2.0, np.array([x[1], x[2]])])])
    assert whole is X
    assert first == X[0]
    assert rest[0] == 2.0
    assert rest[1].tolist() == X[1:].tolist()

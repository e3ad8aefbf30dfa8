"""The coverage table says what the rule table does, and what it claims beside it is true."""

from importlib import import_module
from typing import Any

import numpy as np
import pytest

from ad import testing
from tests.ad import coverage
from tests.ad.checks import MODES, expect_equal
from tests.ad.scenarios import Scenario, points


def skip_without(name: str) -> Any:
    """Return the module that a name starts with, or skip."""
    return pytest.importorskip(name, reason=f"{name} is not installed")


@pytest.mark.parametrize("namespace", coverage.NAMESPACES)
def test_the_file_is_up_to_date(namespace: str) -> None:
    skip_without(namespace)
    written = coverage.written()
    drift = {name: row for name, row in coverage.rows(namespace).items() if written.get(name) != row}
    assert not drift, f"ad/COVERAGE.md says something else of {drift}. Write it anew: {coverage.COMMAND}"


@pytest.mark.parametrize("namespace", ["numpy", "numpy.linalg", "numpy.fft"])
def test_no_function_of_numpy_is_without_a_reason(namespace: str) -> None:
    left_out = [name for name, (_, note) in coverage.rows(namespace).items() if note == "no rule"]
    assert not left_out, f"without a rule and without a reason in tests/ad/coverage.py: {left_out}"


def test_every_name_is_told_once_and_has_no_rule() -> None:
    tables = (coverage.THROUGH, coverage.CONSTANT, coverage.UNSUPPORTED)
    names = [name for table in tables for name in table]
    assert len(names) == len(set(names))
    for namespace in coverage.NAMESPACES:
        if namespace != "scipy.special":
            ruled = [name for name, f in coverage.functions(namespace) if name in names and f in coverage.RULES]
            assert not ruled, f"{ruled} have rules now: take them out of tests/ad/coverage.py"


@pytest.mark.parametrize("name", coverage.THROUGH)
def test_functions_that_need_no_rule(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    if not hasattr(skip_without(module), attribute):
        pytest.skip(f"{name} is not in the installed version")
    f = Scenario(None, coverage.THROUGH[name][1], {"x": None}).f()
    x = points(3, low=0.3)
    testing.check_grads(f, (x,), order=2)
    first, second = (mode.jacobian(f)(x) for mode in MODES)
    expect_equal(first, second)
    assert first.shape == (*np.shape(f(x)), 3)


def test_what_the_file_says_of_scipy_is_true_without_exception() -> None:
    """Every function listed as unsupported raises: none answers a plain number or a zero."""
    special = skip_without("scipy.special")
    import_module("ad.rules.special")
    tried = 0
    for name, (kind, _) in coverage.rows("scipy.special").items():
        function = getattr(special, name.rpartition(".")[2])
        if kind == "unsupported" and isinstance(function, np.ufunc):
            numbers = [0.5] * (function.nin - 1)
            for mode in MODES:
                with pytest.raises(TypeError):
                    mode.jacobian(lambda x: function(*numbers, x))(0.7)  # noqa: B023
            tried += 1
    assert tried > 50

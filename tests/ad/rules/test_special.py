"""Functions of scipy.special: against JAX or differences, at singular points, and what refuses."""

import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from typing import Any

import numpy as np
import pytest

from ad import UnsupportedError, forward, reverse
from ad.core import RULES, name_of
from tests.ad.checks import CHECKS, CHUNK_SIZES, MODES, expect_equal
from tests.ad.scenarios import Scenario, points
from tests.ad.scenarios_special import REFUSING, SCENARIOS
from tests.ad.tables import domain_of

sp = pytest.importorskip("scipy.special", reason="SciPy is not installed")

inf, nan = np.inf, np.nan


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


def test_every_rule_is_tested_somewhere() -> None:
    rules = import_module("ad.rules.special")
    ufuncs = {value for value in vars(sp).values() if isinstance(value, np.ufunc)} | {rules._zeta, rules._riemann_zeta}
    mine = [f for f in RULES if f in ufuncs or getattr(f, "__module__", None) == rules.__name__]
    assert len(mine) > 90
    assert not [name_of(function) for function in mine if not domain_of(function)]


# The limit where there is one; what is identically zero along a line has the derivative zero there.
SINGULAR: list[tuple[str, tuple[float, ...], tuple[float, ...]]] = [
    ("sp.xlogy(x, y)", (0.0, 2.0), (np.log(2), 0)),
    ("sp.xlogy(x, y)", (0.0, 0.0), (-inf, 0)),  # JAX: nan by y
    ("sp.xlogy(x, y)", (1.0, 0.0), (-inf, inf)),
    ("sp.xlog1py(x, y)", (0.0, -1.0), (-inf, 0)),
    ("sp.entr(x)", (0.0,), (inf,)),
    ("sp.rel_entr(x, y)", (0.0, 1.0), (-inf, 0)),
    ("sp.rel_entr(x, y)", (0.0, 0.0), (nan, 0)),
    ("sp.kl_div(x, y)", (0.0, 1.0), (-inf, 1)),
    ("sp.kl_div(x, y)", (0.0, 0.0), (nan, 1)),
    ("sp.exprel(x)", (0.0,), (0.5,)),
    ("sp.spence(x)", (1.0,), (-1,)),
    ("sp.spence(x)", (0.0,), (-inf,)),
    ("sp.ellipk(x)", (0.0,), (np.pi / 8,)),
    ("sp.ellipe(x)", (0.0,), (-np.pi / 8,)),
    ("sp.ellipe(x)", (1.0,), (-inf,)),
    ("sp.ellipkm1(x)", (1.0,), (-np.pi / 8,)),
    ("sp.boxcox(x, y)", (2.0, 0.0), (0.5, np.log(2) ** 2 / 2)),
    ("sp.inv_boxcox(x, y)", (0.5, 0.0), (np.exp(0.5), -np.exp(0.5) / 8)),
    ("sp.boxcox1p(x, y)", (0.0, 2.0), (1, 0)),
    ("sp.pseudo_huber(x, y)", (0.0, 0.0), (0, 0)),
    ("sp.huber(x, y)", (1.0, 1.0), (0, 1)),
    ("sp.huber(x, y)", (1.0, -3.0), (2, -1)),
    ("sp.cbrt(x)", (0.0,), (inf,)),
    ("sp.rgamma(x)", (0.0,), (1,)),
    ("sp.rgamma(x)", (-3.0,), (-6,)),
    ("sp.gamma(x)", (-1.0,), (nan,)),
    ("sp.logit(x)", (0.0,), (inf,)),
    ("sp.logit(x)", (1.0,), (inf,)),
    ("sp.expit(x)", (-700.0,), (np.exp(-700),)),
    ("sp.expit(x)", (800.0,), (0,)),
    ("sp.log_expit(x)", (-800.0,), (1,)),
    ("sp.log_ndtr(x)", (-1e8,), (1e8,)),
    ("sp.log_ndtr(x)", (50.0,), (0,)),
    ("sp.erfinv(x)", (1.0,), (inf,)),
    ("sp.ndtri(x)", (0.0,), (inf,)),
    ("sp.gammainc(1.0, x)", (0.0,), (1,)),
    ("sp.gammainc(2.0, x)", (0.0,), (0,)),
    ("sp.gammainc(0.5, x)", (0.0,), (inf,)),
    ("sp.betainc(1.0, 1.0, x)", (0.0,), (1,)),
    ("sp.betainc(1.0, 1.0, x)", (1.0,), (1,)),
    ("sp.j1(x)", (0.0,), (0.5,)),
    ("sp.i1(x)", (0.0,), (0.5,)),
    ("sp.i0e(x)", (0.0,), (0,)),
    ("sp.jv(0.5, x)", (0.0,), (inf,)),
    ("sp.k0(x)", (0.0,), (-inf,)),
    ("sp.expn(3, x)", (0.0,), (-1,)),
    ("sp.sici(x)[0]", (0.0,), (1,)),
    ("sp.shichi(x)[0]", (0.0,), (1,)),
    ("sp.powm1(x, y)", (0.5, 0.0), (0, np.log(0.5))),
]  # fmt: skip


@pytest.mark.parametrize(("call", "point", "expected"), SINGULAR, ids=str)
def test_singular_point(call: str, point: tuple[float, ...], expected: tuple[float, ...]) -> None:
    f = Scenario(None, call, dict(zip("xy", point, strict=False))).f()
    with np.errstate(all="ignore"):
        for i, partial in enumerate(expected):
            for mode in MODES:
                expect_equal(mode.derivative(f, i)(*point), partial, hint=mode.__name__)
                vectors = [np.array([x, 0.7]) for x in point]
                for chunk_size in CHUNK_SIZES:
                    got = mode.jacobian(f, i, chunk_size=chunk_size)(*vectors)
                    expect_equal(np.diag(got)[0], partial, hint=mode.__name__)


@pytest.mark.parametrize(("argument", "call"), [(name, call) for name, calls in REFUSING.items() for call in calls])
def test_argument_without_a_known_derivative(argument: str, call: str) -> None:
    f = Scenario(None, f"sp.{call}", {"x": 0.5, "y": 2.0}).f()
    name = call.partition("(")[0]
    for mode in MODES:
        with pytest.raises(UnsupportedError, match=rf"special\.{name} has .* argument {argument}: .*stop_gradient"):
            mode.derivative(f, 1)(0.5, 2.0)


def test_a_function_without_a_rule_goes_by_the_name_users_know() -> None:
    for mode in MODES:
        with pytest.raises(UnsupportedError, match=r"^scipy\.special\.owens_t has no derivative rule"):
            mode.derivative(lambda x: sp.owens_t(x, 1.0))(0.5)


# Functions of Python that make plain arrays of their arguments: an error with a note, never a silent zero.
PLAIN: dict[str, Any] = {
    "sp.logsumexp(x)": "np.logaddexp.reduce(x)",
    "sp.log_softmax(x)": "x - np.logaddexp.reduce(x)",
    "sp.polygamma(1, x)": "sp.zeta(2.0, x)",
    "sp.multigammaln(x + 2, 2)": "np.log(np.pi) / 2 + sp.gammaln(x + 2) + sp.gammaln(x + 1.5)",
    "sp.comb(x + 2, 2)": "sp.binom(x + 2, 2)",
    "sp.spherical_jn(0, x)": "sp.jv(0.5, x) * np.sqrt(np.pi / 2 / x)",
}


@pytest.mark.parametrize(("call", "instead"), PLAIN.items())
def test_function_that_makes_plain_arrays(call: str, instead: str) -> None:
    x = points(3, low=0.3)
    plain, formula = (Scenario(None, text, {"x": x}).f() for text in (call, instead))
    expect_equal(formula(x), plain(x))
    for mode in MODES:
        with pytest.raises(TypeError) as raised:
            mode.jacobian(plain)(x)
        assert "np.asarray" in raised.value.__notes__[0]
        assert len(raised.value.__notes__) == 1
    expect_equal(forward.jacobian(formula)(x), reverse.jacobian(formula)(x))


def test_rules_are_imported_when_they_are_needed() -> None:
    program = """
import sys, numpy as np
import ad
assert "scipy" not in sys.modules
assert ad.grad(np.sin)(0.0) == 1 and "scipy" not in sys.modules
try:
    ad.grad(lambda x: np.gcd(x, 2))(1.0)
except ad.UnsupportedError:
    assert "scipy" not in sys.modules
import scipy.special as sp
assert "ad.rules.special" not in sys.modules
print(ad.forward.derivative(sp.log1p)(0.0), ad.reverse.grad(sp.expit)(0.0))
"""
    command = [sys.executable, "-c", program]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (result.stdout, result.stderr) == ("1.0 0.25\n", "")

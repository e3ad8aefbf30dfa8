"""Scenarios of ``scipy.special``: the interval that each argument is taken from, and who knows the derivative.

The functions that JAX has are compared with JAX; the others with differences, so their tolerance is that of
differences. Where SciPy is missing there is nothing to test, and `SCENARIOS` is empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.ad.scenarios import Scenario, points
from tests.ad.tables import Interval

try:
    import scipy.special as sp
except ImportError:
    sp = None

# A function's arguments: an interval for each that is differentiated by, a number for each that is not.
Domain = tuple[Interval | float, ...]

BY_JAX: dict[str, Domain] = {
    "expit": ((-2, 2),),
    "logit": ((0.1, 0.9),),
    "xlogy": ((0.3, 2), (0.3, 2)),
    "xlog1py": ((0.3, 2), (-0.5, 2)),
    "entr": ((0.2, 2),),
    "rel_entr": ((0.2, 2), (0.3, 2)),
    "kl_div": ((0.2, 2), (0.3, 2)),
    "boxcox": ((0.3, 2), (0.4, 2)),
    "boxcox1p": ((-0.5, 2), (0.4, 2)),
    "erf": ((-2, 2),),
    "erfc": ((-2, 2),),
    "erfinv": ((-0.9, 0.9),),
    "ndtr": ((-2, 2),),
    "ndtri": ((0.05, 0.95),),
    "log_ndtr": ((-3, 2),),
    "gamma": ((0.3, 3),),
    "gammaln": ((0.3, 3),),
    "digamma": ((0.3, 3),),
    "beta": ((0.3, 3), (0.4, 2)),
    "betaln": ((0.3, 3), (0.4, 2)),
    "i0": ((-2, 2),),
    "i0e": ((-2, 2),),
    "i1": ((-2, 2),),
    "i1e": ((-2, 2),),
    "expi": ((0.3, 2),),
    "exp1": ((0.3, 2),),
}
"""Functions whose derivatives JAX has to full precision."""

BY_DIFFERENCES: dict[str, Domain] = {
    "cbrt": ((0.3, 2),),
    "exp2": ((-2, 2),),
    "exp10": ((-1, 1),),
    "expm1": ((-2, 2),),
    "exprel": ((-2, 2),),
    "log1p": ((-0.5, 2),),
    "cosm1": ((-2, 2),),
    "powm1": ((0.3, 2), (-1.5, 2)),
    "sindg": ((-80, 80),),
    "cosdg": ((-80, 80),),
    "tandg": ((-60, 60),),
    "cotdg": ((20, 70),),
    "radian": ((1, 50), (1, 50), (1, 50)),
    "wrightomega": ((-2, 2),),
    "log_expit": ((-2, 2),),
    "huber": ((0.5, 1.2), (-2.1, 1.9)),
    "pseudo_huber": ((0.5, 1.2), (-2.1, 1.9)),
    "inv_boxcox": ((0.2, 1.5), (0.1, 1)),
    "inv_boxcox1p": ((0.2, 1.5), (0.1, 1)),
    "erfcx": ((-1, 3),),
    "erfi": ((-1, 1),),
    "erfcinv": ((0.2, 1.8),),
    "dawsn": ((-2, 2),),
    "ndtri_exp": ((-3, -0.1),),
    "loggamma": ((0.3, 3),),
    "rgamma": ((-2.7, 3),),
    "binom": ((2.5, 4), (0.6, 2)),
    "poch": ((0.5, 2), (0.3, 2)),
    "gammainc": (1.7, (0.3, 3)),
    "gammaincc": (1.7, (0.3, 3)),
    "gammaincinv": (1.7, (0.2, 0.8)),
    "gammainccinv": (1.7, (0.2, 0.8)),
    "betainc": (1.7, 2.3, (0.2, 0.8)),
    "betaincc": (1.7, 2.3, (0.2, 0.8)),
    "betaincinv": (1.7, 2.3, (0.2, 0.8)),
    "betainccinv": (1.7, 2.3, (0.2, 0.8)),
    "j0": ((-3, 3),),
    "j1": ((-3, 3),),
    "y0": ((0.5, 3),),
    "y1": ((0.5, 3),),
    "k0": ((0.5, 3),),
    "k0e": ((0.5, 3),),
    "k1": ((0.5, 3),),
    "k1e": ((0.5, 3),),
    "jv": (1.5, (0.3, 3)),
    "jve": (1.5, (0.3, 3)),
    "yv": (1.5, (0.5, 3)),
    "yve": (1.5, (0.5, 3)),
    "yn": (2, (0.5, 3)),
    "iv": (1.5, (0.3, 3)),
    "ive": (1.5, (0.3, 3)),
    "kv": (1.5, (0.5, 3)),
    "kn": (2, (0.5, 3)),
    "kve": (1.5, (0.5, 3)),
    "hyp0f1": (1.5, (-2, 2)),
    "hyp1f1": (1.5, 2.5, (-2, 2)),
    "hyp2f1": (0.5, 1.5, 2.5, (-0.8, 0.8)),
    "expn": (3, (0.3, 2)),
    "spence": ((0.3, 2.5),),
    "ellipk": ((-2, 0.8),),
    "ellipkm1": ((0.2, 2),),
    "ellipe": ((-2, 0.8),),
}

POLYNOMIALS = {
    **dict.fromkeys(("legendre", "chebyt", "chebyu", "hermite", "hermitenorm", "laguerre"), ""),
    **dict.fromkeys(("genlaguerre", "gegenbauer"), "1.5, "),
    "jacobi": "1.5, 0.5, ",
}
"""The parameters of orthogonal polynomials, as text."""

OTHERS: dict[str, tuple[str, dict[str, Any]]] = {
    "sp.sici(x)": ("sici", {"x": points(3, low=0.3)}),
    "sp.shichi(x)": ("shichi", {"x": points(3, low=0.3)}),
    "sp.fresnel(x)": ("fresnel", {"x": points(3)}),
    "sp.zeta(2.5, x)": ("_zeta", {"x": points(3, low=0.3)}),
    "sp.gamma(x)": ("gamma", {"x": points(3, low=-1.55, high=-1.45)}),
    "sp.digamma(x)": ("digamma", {"x": points(3, low=-1.55, high=-1.45)}),
    "sp.jn(0, x)": ("jn", {"x": points(3)}),
    "sp.expn(1, x)": ("expn", {"x": points(3, low=0.3)}),
    "sp.expn(N, x)": ("expn", {"x": points(3, low=0.3)}),
    "sp.jv(N, x)": ("jv", {"x": points(3)}),
    "sp.jvp(1, x)": ("jv", {"x": points(3, low=0.3)}),
    "np.real(sp.hankel1(1, x))": ("hankel1", {"x": points(3, low=0.3)}),
    "np.imag(sp.hankel2(0.5, x))": ("hankel2", {"x": points(3, low=0.3)}),
    "np.real(sp.lambertw(x))": ("_lambertw", {"x": points(3, low=0.1)}),
    "np.imag(sp.wofz(x))": ("wofz", {"x": points(3)}),
    **{
        f"sp.eval_{name}({degree}, {parameters}x)": (f"eval_{name}", {"x": points(3, low=-0.9, high=0.9)})
        for name, parameters in POLYNOMIALS.items()
        for degree in (0, 3)
    },
    "sp.legendre(4)(x)": ("eval_legendre", {"x": points(3, low=-0.9, high=0.9)}),
    "sp.softmax(x, axis=0)": ("softmax", {"x": points(2, 3)}),
    "sp.gammasgn(x)": ("gammasgn", {"x": points(3)}),
    "sp.round(x)": ("round", {"x": points(3)}),
    "sp.softplus(x)": ("softplus", {"x": points(3)}),
}
"""Several answers, other ways to call, and functions of Python that work because the calls they make do."""


def _elementwise(table: dict[str, Domain], **settings: Any) -> Iterator[Scenario]:
    """Return a scenario of each function: the first argument a vector, the second a column, the third a number."""
    shapes = ((3,), (2, 1), ())
    for name, domain in table.items():
        inputs, arguments = {}, []
        for argument in domain:
            if isinstance(argument, tuple):
                low, high = argument
                variable = "xyz"[len(inputs)]
                inputs[variable] = points(*shapes[len(inputs)], low=low, high=high, seed=len(inputs))
            arguments.append(variable if isinstance(argument, tuple) else str(argument))
        yield Scenario(getattr(sp, name), f"sp.{name}({', '.join(arguments)})", inputs, **settings)


def _function(name: str) -> Any:
    return next(getattr(home, name) for home in (sp._ufuncs, sp, sp._lambertw) if hasattr(home, name))


def _scenarios() -> Iterator[Scenario]:
    yield from _elementwise(BY_JAX)
    yield from _elementwise(BY_DIFFERENCES, oracle="differences", tolerance=1e-9)
    for call, (name, inputs) in OTHERS.items():
        function = _function(name)
        if call != "sp.softplus(x)" or hasattr(sp, "softplus"):
            yield Scenario(function, call, inputs, {"N": [0, 1, 3]}, oracle="differences", tolerance=1e-9)


REFUSING = {
    "v": (
        "jv(y, x)",
        "jve(y, x)",
        "yv(y, x)",
        "yve(y, x)",
        "iv(y, x)",
        "ive(y, x)",
        "kv(y, x)",
        "kve(y, x)",
        "hankel1(y, x)",
    ),
    "n": ("expn(y, x)", "yn(y, x)", "kn(y, x)", "eval_legendre(y, x)"),
    "a": ("gammainc(y, x)", "gammaincc(y, x)", "gammaincinv(y, x)", "gammainccinv(y, x)", "hyp1f1(y, 2, x)"),
    "alpha": ("eval_gegenbauer(2, y, x)",),
    "b": ("betainc(2, y, x)", "betaincc(2, y, x)", "betaincinv(2, y, x)", "betainccinv(2, y, x)", "hyp2f1(1, y, 2, x)"),
    "x": ("zeta(y)", "zeta(y, 2.0)", "zetac(y)"),
}
"""Arguments by which no derivative is known, and calls in which `y` stands for them."""

ELSEWHERE: dict[str, Any] = {
    **{f"{name}_{i}": f"sp.{name}(x)[{i}]" for name in ("sici", "shichi", "fresnel") for i in (0, 1)},
    **dict.fromkeys(("_riemann_zeta", "scipy.special.zetac"), REFUSING["x"]),
}
"""Functions of ad's own, and those that have nothing but refusals."""

SCENARIOS = tuple(_scenarios()) if sp else ()

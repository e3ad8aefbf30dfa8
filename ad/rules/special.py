"""Functions of ``scipy.special``: each element of the answer depends on that element of each argument.

SciPy's ufuncs dispatch as NumPy's do. This module is imported when the first of them meets a traced value (see
`ad.core.OPTIONAL`), so that `ad` needs NumPy alone and starts without SciPy; nothing else in `ad` imports SciPy.

Where the textbook formula is 0 / 0 at a point where the derivative exists (`exprel`, `spence`, elliptic integrals,
the Box-Cox transformation), the derivative is written as a hypergeometric function, which is smooth there and whose
own derivative is one more of its kind. An argument by which no derivative is known in closed form, such as the order
of a Bessel function, refuses. Real arguments are meant, though some answers are complex.

What is not a ufunc decides for itself. `softmax`, `softplus`, `zeta` by its second argument and the derivatives `jvp`,
`yvp`, `ivp`, `kvp` of Bessel functions are made of calls that have rules, and work. `logsumexp`, `log_softmax`,
`polygamma`, `multigammaln`, `comb` and the spherical Bessel functions turn their arguments into plain arrays first and
raise TypeError, with a note that says so: write ``np.logaddexp.reduce(x)`` for the first, ``x -
np.logaddexp.reduce(x)`` for the second, and the formula with `zeta`, `gammaln` or `binom` for the others.
"""

from __future__ import annotations

from collections.abc import Callable
from math import pi, sqrt
from typing import Any

import numpy as np
from scipy import special

from ad.core import name_of, primitive
from ad.errors import UnsupportedError
from ad.operands import array
from ad.rule import composite, constant, elementwise
from ad.rules.elementwise import LOG2, LOG10

ROOT_PI, ROOT_2PI = sqrt(pi), sqrt(2 * pi)
DEGREE = pi / 180

sp: Any = special  # its stubs describe arrays and numbers, not traced values


def unknown(function: Any, argument: str) -> Callable[..., Any]:
    """Return a partial derivative that refuses."""

    def refuse(z: Any, *args: Any) -> Any:
        raise UnsupportedError(
            f"{name_of(function)} has no derivative rule by its argument {argument}: none is known in closed form. "
            f"Hold it constant with ad.stop_gradient({argument}), or take differences by it."
        )

    return refuse


def same(value: Any, z: Any) -> Any:
    """Return `value`, which was made of some of the arguments alone or by `hyp2f1` in double precision, in the type of
    `z`."""
    return value.astype(z.dtype)


# Elementary functions in forms of their own.
elementwise(sp.cbrt, lambda z, x: 1 / (3 * z * z))  # inf at 0: the limit
elementwise(sp.exp2, lambda z, x: z * LOG2)
elementwise(sp.exp10, lambda z, x: z * LOG10)
elementwise(sp.expm1, lambda z, x: z + 1)
elementwise(sp.exprel, lambda z, x: 0.5 * sp.hyp1f1(2.0, 3.0, x))  # ((x - 1) exp(x) + 1) / x**2, and 1/2 at 0
elementwise(sp.log1p, lambda z, x: 1 / (1 + x))
elementwise(sp.cosm1, lambda z, x: -np.sin(x))
elementwise(sp.powm1, lambda z, x, y: y * x ** (y - (y != 0)), lambda z, x, y: (z + 1) * np.log(x))
elementwise(sp.sindg, lambda z, x: DEGREE * sp.cosdg(x))
elementwise(sp.cosdg, lambda z, x: -DEGREE * sp.sindg(x))
elementwise(sp.tandg, lambda z, x: DEGREE * (1 + z * z))
elementwise(sp.cotdg, lambda z, x: -DEGREE * (1 + z * z))
elementwise(sp.radian, DEGREE, DEGREE / 60, DEGREE / 3600)
elementwise(sp.wrightomega, lambda z, x: z / (1 + z))
_lambertw = sp._lambertw._lambertw  # the ufunc that `scipy.special.lambertw` calls
elementwise(
    _lambertw,
    lambda z, x, k, tol: np.exp(-z) / (1 + z),  # z / x / (1 + z), and 1 at 0
    unknown(sp.lambertw, "k"),
    unknown(sp.lambertw, "tol"),
)

# The logistic function.
elementwise(sp.expit, lambda z, x: z * sp.expit(-x))  # not z * (1 - z), which is 0 too early
elementwise(sp.logit, lambda z, x: 1 / (x * (1 - x)))
elementwise(sp.log_expit, lambda z, x: sp.expit(-x))


# Entropies. x log(y) is 0 at x = 0 for any y, and so is its derivative by y.
def _ratio(x: Any, y: Any) -> Any:
    """Return ``x / y``, and 0 where both are 0."""
    return x / (y + ((x == 0) & (y == 0)))


elementwise(sp.xlogy, lambda z, x, y: same(np.log(y), z), lambda z, x, y: _ratio(x, y))  # by x at y = 0: -inf
elementwise(sp.xlog1py, lambda z, x, y: same(np.log1p(y), z), lambda z, x, y: _ratio(x, 1 + y))
elementwise(sp.entr, lambda z, x: -np.log(x) - 1)  # inf at 0: the limit
elementwise(sp.rel_entr, lambda z, x, y: np.log(x / y) + 1, lambda z, x, y: -_ratio(x, y))  # by x at x = 0: -inf
elementwise(sp.kl_div, lambda z, x, y: np.log(x / y), lambda z, x, y: 1 - _ratio(x, y))

# Robust losses.
elementwise(
    sp.huber,
    lambda z, delta, r: np.maximum(np.abs(r) - delta, 0.0),
    lambda z, delta, r: np.clip(r, -delta, delta),
)


def _pseudo_huber_parts(delta: Any, r: Any) -> tuple[Any, Any]:
    hypotenuse = np.hypot(delta, r)
    return hypotenuse, hypotenuse + (hypotenuse == 0)  # at (0, 0) both derivatives are 0


def _pseudo_huber_by_delta(z: Any, delta: Any, r: Any) -> Any:
    hypotenuse, divisor = _pseudo_huber_parts(delta, r)
    return np.square(hypotenuse - delta) / divisor


elementwise(
    sp.pseudo_huber,
    _pseudo_huber_by_delta,
    lambda z, delta, r: delta * r / _pseudo_huber_parts(delta, r)[1],
)


# Box and Cox: log(x) exprel(lmbda log(x)), and the inverse.
def _slope_of_exprel(x: Any) -> Any:
    return 0.5 * sp.hyp1f1(2.0, 3.0, x)


def _slope_of_log1p_ratio(x: Any) -> Any:
    """Return the derivative of ``log1p(x) / x``."""
    return -0.5 * sp.hyp2f1(2.0, 2.0, 3.0, -x)


elementwise(
    sp.boxcox,
    lambda z, x, lmbda: x ** (lmbda - 1),
    lambda z, x, lmbda: np.square(np.log(x)) * _slope_of_exprel(lmbda * np.log(x)),
)
elementwise(
    sp.boxcox1p,
    lambda z, x, lmbda: (1 + x) ** (lmbda - 1),
    lambda z, x, lmbda: np.square(np.log1p(x)) * _slope_of_exprel(lmbda * np.log1p(x)),
)
elementwise(
    sp.inv_boxcox,
    lambda z, y, lmbda: z / (1 + lmbda * y),
    lambda z, y, lmbda: z * y * y * _slope_of_log1p_ratio(lmbda * y),
)
elementwise(
    sp.inv_boxcox1p,
    lambda z, y, lmbda: (z + 1) / (1 + lmbda * y),
    lambda z, y, lmbda: (z + 1) * y * y * _slope_of_log1p_ratio(lmbda * y),
)

# The error function and the normal distribution.
elementwise(sp.erf, lambda z, x: 2 / ROOT_PI * np.exp(-x * x))
elementwise(sp.erfc, lambda z, x: -2 / ROOT_PI * np.exp(-x * x))
elementwise(sp.erfcx, lambda z, x: 2 * x * z - 2 / ROOT_PI)
elementwise(sp.erfi, lambda z, x: 2 / ROOT_PI * np.exp(x * x))
elementwise(sp.erfinv, lambda z, x: ROOT_PI / 2 * np.exp(z * z))  # inf at -1 and 1: the limit
elementwise(sp.erfcinv, lambda z, x: -ROOT_PI / 2 * np.exp(z * z))
elementwise(sp.wofz, lambda z, x: 2j / ROOT_PI - 2 * x * z)
elementwise(sp.dawsn, lambda z, x: 1 - 2 * x * z)
elementwise(sp.ndtr, lambda z, x: np.exp(-0.5 * x * x) / ROOT_2PI)
elementwise(sp.ndtri, lambda z, x: ROOT_2PI * np.exp(0.5 * z * z))  # inf at 0 and 1: the limit
elementwise(sp.log_ndtr, lambda z, x: 2 / ROOT_2PI / sp.erfcx(-x / sqrt(2)))  # far out neither 0 / 0 nor inf - inf
elementwise(sp.ndtri_exp, lambda z, y: ROOT_2PI / 2 * sp.erfcx(-z / sqrt(2)))


# The gamma function and what is made of it.
def _slope_of_rgamma(z: Any, x: Any) -> Any:
    """Return ``-psi(x) / gamma(x)``; on the left by reflection, because psi has poles there and 1 / gamma has none."""
    left = x < 0.5
    reflected = np.where(left, 1 - x, 1.0)
    turn = sp.cosdg(180 * x) - sp.psi(reflected) * sp.sindg(180 * x) / pi
    return np.where(left, sp.gamma(reflected) * turn, -z * sp.psi(np.where(left, 1.0, x)))


elementwise(sp.gamma, lambda z, x: z * sp.psi(x))
elementwise((sp.gammaln, sp.loggamma), lambda z, x: sp.psi(x))
elementwise(sp.rgamma, _slope_of_rgamma)
elementwise(sp.psi, lambda z, x: sp.zeta(2.0, x))
elementwise(sp.beta, lambda z, a, b: z * (sp.psi(a) - sp.psi(a + b)), lambda z, a, b: z * (sp.psi(b) - sp.psi(a + b)))
elementwise(sp.betaln, lambda z, a, b: sp.psi(a) - sp.psi(a + b), lambda z, a, b: sp.psi(b) - sp.psi(a + b))
elementwise(
    sp.binom,  # nan where n - k is a negative integer: 0 * inf
    lambda z, n, k: z * (sp.psi(n + 1) - sp.psi(n - k + 1)),
    lambda z, n, k: z * (sp.psi(n - k + 1) - sp.psi(k + 1)),
)
elementwise(sp.poch, lambda z, x, m: z * (sp.psi(x + m) - sp.psi(x)), lambda z, x, m: z * sp.psi(x + m))

# Hurwitz' zeta function; `scipy.special.zeta` chooses between these two ufuncs.
_zeta, _riemann_zeta = sp._ufuncs._zeta, sp._ufuncs._riemann_zeta
elementwise(_zeta, unknown(sp.zeta, "x"), lambda z, x, q: -x * sp.zeta(x + 1, q))
elementwise(_riemann_zeta, unknown(sp.zeta, "x"))
elementwise(sp.zetac, unknown(sp.zetac, "x"))


# Incomplete gamma and beta functions: the derivative by the bound is the integrand.
def _gamma_density(z: Any, a: Any, x: Any) -> Any:
    return same(np.exp(sp.xlogy(a - 1, x) - x - sp.gammaln(a)), z)


def _beta_density(z: Any, a: Any, b: Any, x: Any) -> Any:
    return same(np.exp(sp.xlogy(a - 1, x) + sp.xlog1py(b - 1, -x) - sp.betaln(a, b)), z)


elementwise(sp.gammainc, unknown(sp.gammainc, "a"), _gamma_density)
elementwise(sp.gammaincc, unknown(sp.gammaincc, "a"), lambda z, a, x: -_gamma_density(z, a, x))
elementwise(sp.gammaincinv, unknown(sp.gammaincinv, "a"), lambda z, a, y: 1 / _gamma_density(z, a, z))
elementwise(sp.gammainccinv, unknown(sp.gammainccinv, "a"), lambda z, a, y: -1 / _gamma_density(z, a, z))
elementwise(sp.betainc, unknown(sp.betainc, "a"), unknown(sp.betainc, "b"), _beta_density)
elementwise(
    sp.betaincc, unknown(sp.betaincc, "a"), unknown(sp.betaincc, "b"), lambda z, a, b, x: -_beta_density(z, a, b, x)
)
elementwise(
    sp.betaincinv,
    unknown(sp.betaincinv, "a"),
    unknown(sp.betaincinv, "b"),
    lambda z, a, b, y: 1 / _beta_density(z, a, b, z),
)
elementwise(
    sp.betainccinv,
    unknown(sp.betainccinv, "a"),
    unknown(sp.betainccinv, "b"),
    lambda z, a, b, y: -1 / _beta_density(z, a, b, z),
)

# Bessel functions: the derivative is half the difference, or sum, of the neighbours in order. A trailing e is a factor
# exp(-abs(x)) or, for the second kind, exp(x).
elementwise(sp.j0, lambda z, x: -sp.j1(x))
elementwise(sp.j1, lambda z, x: (sp.j0(x) - sp.jv(2.0, x)) / 2)
elementwise(sp.y0, lambda z, x: -sp.y1(x))
elementwise(sp.y1, lambda z, x: (sp.y0(x) - sp.yv(2.0, x)) / 2)
elementwise(sp.i0, lambda z, x: sp.i1(x))
elementwise(sp.i1, lambda z, x: (sp.i0(x) + sp.iv(2.0, x)) / 2)
elementwise(sp.k0, lambda z, x: -sp.k1(x))
elementwise(sp.k1, lambda z, x: -(sp.k0(x) + sp.kv(2.0, x)) / 2)
elementwise(sp.i0e, lambda z, x: sp.i1e(x) - np.sign(x) * z)  # 0 at 0, the middle of the kink
elementwise(sp.i1e, lambda z, x: (sp.i0e(x) + sp.ive(2.0, x)) / 2 - np.sign(x) * z)
elementwise(sp.k0e, lambda z, x: z - sp.k1e(x))
elementwise(sp.k1e, lambda z, x: z - (sp.k0e(x) + sp.kve(2.0, x)) / 2)
elementwise(sp.jv, unknown(sp.jv, "v"), lambda z, v, x: (sp.jv(v - 1, x) - sp.jv(v + 1, x)) / 2)
elementwise(sp.jve, unknown(sp.jve, "v"), lambda z, v, x: (sp.jve(v - 1, x) - sp.jve(v + 1, x)) / 2)
elementwise(sp.yv, unknown(sp.yv, "v"), lambda z, v, x: (sp.yv(v - 1, x) - sp.yv(v + 1, x)) / 2)
elementwise(sp.yve, unknown(sp.yve, "v"), lambda z, v, x: (sp.yve(v - 1, x) - sp.yve(v + 1, x)) / 2)
elementwise(sp.yn, unknown(sp.yn, "n"), lambda z, n, x: (sp.yv(n - 1, x) - sp.yv(n + 1, x)) / 2)
elementwise(sp.iv, unknown(sp.iv, "v"), lambda z, v, x: (sp.iv(v - 1, x) + sp.iv(v + 1, x)) / 2)
elementwise(sp.ive, unknown(sp.ive, "v"), lambda z, v, x: (sp.ive(v - 1, x) + sp.ive(v + 1, x)) / 2 - np.sign(x) * z)
elementwise(sp.kv, unknown(sp.kv, "v"), lambda z, v, x: -(sp.kv(v - 1, x) + sp.kv(v + 1, x)) / 2)
elementwise(sp.kn, unknown(sp.kn, "n"), lambda z, n, x: -(sp.kv(n - 1, x) + sp.kv(n + 1, x)) / 2)
elementwise(sp.kve, unknown(sp.kve, "v"), lambda z, v, x: z - (sp.kve(v - 1, x) + sp.kve(v + 1, x)) / 2)

elementwise(sp.hankel1, unknown(sp.hankel1, "v"), lambda z, v, x: (sp.hankel1(v - 1, x) - sp.hankel1(v + 1, x)) / 2)
elementwise(sp.hankel2, unknown(sp.hankel2, "v"), lambda z, v, x: (sp.hankel2(v - 1, x) - sp.hankel2(v + 1, x)) / 2)

# Orthogonal polynomials: the derivative is one of lower degree, of a kind with a larger parameter.
_POLYNOMIALS: dict[Any, Callable[..., Any]] = {
    sp.eval_legendre: lambda n, x: sp.eval_gegenbauer(n - 1, 1.5, x),
    sp.eval_chebyt: lambda n, x: n * sp.eval_chebyu(n - 1, x),
    sp.eval_chebyu: lambda n, x: 2 * sp.eval_gegenbauer(n - 1, 2.0, x),
    sp.eval_hermite: lambda n, x: 2 * n * sp.eval_hermite(np.maximum(n - 1, 0), x),
    sp.eval_hermitenorm: lambda n, x: n * sp.eval_hermitenorm(np.maximum(n - 1, 0), x),
    sp.eval_laguerre: lambda n, x: -sp.eval_genlaguerre(n - 1, 1.0, x),
    sp.eval_genlaguerre: lambda n, alpha, x: -sp.eval_genlaguerre(n - 1, alpha + 1, x),
    sp.eval_gegenbauer: lambda n, alpha, x: 2 * alpha * sp.eval_gegenbauer(n - 1, alpha + 1, x),
    sp.eval_jacobi: lambda n, alpha, beta, x: (
        (n + alpha + beta + 1) / 2 * sp.eval_jacobi(n - 1, alpha + 1, beta + 1, x)
    ),
}


def _polynomial(function: Any, slope: Callable[..., Any]) -> None:
    refusing = [unknown(function, name) for name in ("n", "alpha", "beta")[: function.nin - 1]]
    elementwise(function, *refusing, lambda z, *args: same(slope(*args), z))


for _function, _slope in _POLYNOMIALS.items():
    _polynomial(_function, _slope)

# Hypergeometric functions: their derivatives are of their own kind.
elementwise(sp.hyp0f1, unknown(sp.hyp0f1, "v"), lambda z, v, x: sp.hyp0f1(v + 1, x) / v)
elementwise(
    sp.hyp1f1,
    unknown(sp.hyp1f1, "a"),
    unknown(sp.hyp1f1, "b"),
    lambda z, a, b, x: a / b * sp.hyp1f1(a + 1, b + 1, x),
)
elementwise(
    sp.hyp2f1,
    unknown(sp.hyp2f1, "a"),
    unknown(sp.hyp2f1, "b"),
    unknown(sp.hyp2f1, "c"),
    lambda z, a, b, c, x: a * b / c * sp.hyp2f1(a + 1, b + 1, c + 1, x),
)

# Integrals. The complete elliptic ones are hypergeometric functions of the parameter m.
elementwise(sp.expi, lambda z, x: np.exp(x) / x)
elementwise(sp.exp1, lambda z, x: -np.exp(-x) / x)
elementwise(
    sp.expn,  # the recurrence serves order 0, whose neighbour below has no name
    unknown(sp.expn, "n"),
    lambda z, n, x: -sp.expn(n - 1, x) if np.all(n > 0) else ((n - 1) * z - np.exp(-x)) / x,
)
elementwise(sp.spence, lambda z, x: same(-sp.hyp2f1(1.0, 1.0, 2.0, 1 - x), z))  # log(x) / (1 - x), and -1 at 1
elementwise(sp.ellipk, lambda z, m: same(pi / 8 * sp.hyp2f1(0.5, 0.5, 2.0, m) / (1 - m), z))
elementwise(sp.ellipkm1, lambda z, p: same(-pi / 8 * sp.hyp2f1(0.5, 0.5, 2.0, 1 - p) / p, z))
elementwise(sp.ellipe, lambda z, m: same(-pi / 8 * sp.hyp2f1(0.5, 1.5, 2.0, m), z))


def _pair(function: Any, *slopes: Callable[[Any, Any], Any]) -> None:
    """Declare a function of one number with several answers by the derivative of each."""

    def answer(number: int) -> Callable[[Any], Any]:
        def one(x: Any) -> Any:
            return function(x)[number]

        one.__name__ = f"{function.__name__}_{number}"
        return primitive(one)

    answers = [answer(number) for number in range(len(slopes))]
    for one, slope in zip(answers, slopes, strict=True):
        elementwise(one, slope)
    composite(function, lambda x: tuple(one(array(x)) for one in answers))


_pair(sp.sici, lambda z, x: sp.hyp0f1(1.5, -x * x / 4), lambda z, x: np.cos(x) / x)  # sin(x) / x, and 1 at 0
_pair(sp.shichi, lambda z, x: sp.hyp0f1(1.5, x * x / 4), lambda z, x: np.cosh(x) / x)
_pair(sp.fresnel, lambda z, x: np.sin(pi / 2 * x * x), lambda z, x: np.cos(pi / 2 * x * x))

# Derivative zero by structure.
constant(sp.gammasgn, sp.round)

"""What `ad` does with every public function of NumPy and of ``scipy.special``, as a table: ``ad/COVERAGE.md``.

    python -m tests.ad.coverage

writes it anew. Most of it is read from the rule table. What never reaches the table, because it takes no traced values
or because NumPy does not dispatch it, is told in the dicts below; a claim of a derivative comes with a call that the
tests evaluate. Classes, types and modules are not listed.
"""

from __future__ import annotations

import inspect
import types
import warnings
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

import ad
from ad.core import OPTIONAL, RULES
from ad.rule import Composite, Constant
from ad.rules.unsupported import Unsupported

PATH = Path(ad.__file__).parent / "COVERAGE.md"
COMMAND = "python -m tests.ad.coverage"

NAMESPACES = ("numpy", "numpy.linalg", "numpy.fft", "scipy.special")

_ABSORBED = "gives an array of traced scalars, which every rule takes"
_CALLS = "is made of calls that have rules"

THROUGH: dict[str, tuple[str, str]] = {
    **{
        f"numpy.{name}": (_ABSORBED, f"np.{name}([x[0], x[1] * x[2]])")
        for name in ("array", "asarray", "asanyarray", "ascontiguousarray", "asfortranarray", "asarray_chkfinite")
    },
    "numpy.require": (_ABSORBED, "np.require([x[0], x[1] * x[2]])"),
    "numpy.full": (_ABSORBED, "np.full(2, x[0])"),
    "numpy.fromfunction": ("calls the function given to it", "np.fromfunction(lambda i: x * i, (3,))"),
    "numpy.frompyfunc": ("calls the function given to it", "np.frompyfunc(lambda a: a * a, 1, 1)(np.asarray(x))"),
    "numpy.kaiser": (_CALLS, "np.kaiser(5, x[0])"),
    "numpy.fft.fftfreq": (_CALLS, "np.fft.fftfreq(4, x[0])"),
    "numpy.fft.rfftfreq": (_CALLS, "np.fft.rfftfreq(4, x[0])"),
    "scipy.special.softmax": (_CALLS, "sp.softmax(x)"),
    "scipy.special.softplus": (_CALLS, "sp.softplus(x)"),
    "scipy.special.lambertw": (_CALLS, "np.real(sp.lambertw(x))"),
    "scipy.special.zeta": ("by its second argument", "sp.zeta(2.0, x)"),
    **{f"scipy.special.{name}": (_CALLS, f"sp.{name}(1, x)") for name in ("jvp", "yvp", "ivp", "kvp")},
    **{f"scipy.special.{name}": (_CALLS, f"np.real(sp.{name}(1, x))") for name in ("h1vp", "h2vp")},
}
"""Functions that have no rule and need none: why, and a call that is differentiated."""


def _because(reason: str, names: str, namespace: str = "numpy") -> dict[str, str]:
    return {f"{namespace}.{name}": reason for name in names.split()}


_SPECIAL = "scipy.special"
_SHAPES = "takes shapes, types and whole numbers only"
_READS = "reads numbers that are constants"
_SETTINGS = "no array goes in"
_DATES = "takes dates only"
_TEXT = "answers text. Print x, or ad.stop_gradient(x)"
_PLAIN = "makes a plain array of its arguments first. Write its formula with functions that have rules"
_ORDERS = "takes orders and numbers of terms only"
_NO_RULE = "no rule"

CONSTANT: dict[str, str] = {
    **_because(
        _SHAPES,
        "bartlett blackman broadcast_shapes diag_indices eye hamming hanning identity indices isdtype "
        "issubdtype iterable isscalar mask_indices mintypecode promote_types tri tril_indices triu_indices typename",
    ),
    **_because("a traced end is refused. Write x + step * np.arange(n)", "arange"),
    **_because(_READS, "from_dlpack frombuffer fromfile fromregex fromstring genfromtxt load loadtxt"),
    **_because(
        _SETTINGS,
        "get_include get_printoptions getbufsize geterr geterrcall info printoptions set_printoptions setbufsize "
        "seterr seterrcall show_config show_runtime test linalg.test fft.test",
    ),
    **_because(_SETTINGS, "geterr seterr test", _SPECIAL),
    **_because(
        _ORDERS,
        "ai_zeros bei_zeros beip_zeros ber_zeros bernoulli berp_zeros bi_zeros c_roots cg_roots chebyc chebys "
        "chebyt chebyu erf_zeros euler fresnel_zeros fresnelc_zeros fresnels_zeros h_roots he_roots hermite "
        "hermitenorm jn_zeros jnjnp_zeros jnp_zeros jnyn_zeros kei_zeros keip_zeros kelvin_zeros ker_zeros "
        "kerp_zeros l_roots laguerre legendre p_roots ps_roots roots_chebyc roots_chebys roots_chebyt roots_chebyu "
        "roots_hermite roots_hermitenorm roots_laguerre roots_legendre roots_sh_chebyt roots_sh_chebyu "
        "roots_sh_legendre s_roots sh_chebyt sh_chebyu sh_legendre stirling2 t_roots ts_roots u_roots us_roots "
        "y0_zeros y1_zeros y1p_zeros yn_zeros ynp_zeros",
        _SPECIAL,
    ),
}
"""Functions into which no value to differentiate by can go."""

UNSUPPORTED: dict[str, str] = {
    **_because(_DATES, "busday_count busday_offset datetime_as_string datetime_data is_busday"),
    **_because(_TEXT, "base_repr binary_repr format_float_positional format_float_scientific"),
    **_because("is deprecated. Use np.vstack, which has a rule", "row_stack"),
    **_because("keeps numbers alone. Use np.array(list(...))", "fromiter"),
    **_because("iterates over buffers. Write the loop over x", "nested_iters"),
    **_because("asks for the order in memory, which a traced array does not show", "isfortran"),
    **_because(
        _PLAIN,
        "assoc_laguerre assoc_legendre_p assoc_legendre_p_all comb diric ellip_harm ellip_harm_2 ellip_normal "
        "factorial factorial2 factorialk gegenbauer genlaguerre j_roots jacobi js_roots la_roots "
        "legendre_p legendre_p_all lmbda log_softmax logsumexp lqmn lqn mathieu_even_coef mathieu_odd_coef "
        "multigammaln obl_cv_seq pbdn_seq pbdv_seq pbvv_seq perm polygamma pro_cv_seq riccati_jn riccati_yn "
        "roots_gegenbauer roots_genlaguerre roots_jacobi roots_sh_jacobi sh_jacobi sph_harm_y sph_harm_y_all "
        "sph_legendre_p sph_legendre_p_all spherical_in spherical_jn spherical_kn spherical_yn",
        _SPECIAL,
    ),
}
"""Functions that raise, and why; a ufunc of SciPy that is named nowhere has no rule yet."""

FORMER = {
    *("numpy.in1d", "numpy.trapz"),
    *(f"scipy.special.{name}" for name in ("btdtr", "btdtri", "clpmn", "lpmn", "lpn", "sph_harm")),
}
"""Functions that newer versions have no more."""


def functions(namespace: str) -> Iterator[tuple[str, Any]]:
    """Return the public functions of a namespace by name."""
    module = import_module(namespace)
    for name in sorted(vars(module).keys() | set(dir(module))):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # some names are on their way out
            value = getattr(module, name, None)
        hidden = name.startswith("_") or inspect.isclass(value) or isinstance(value, types.ModuleType)
        if callable(value) and not hidden and f"{namespace}.{name}" not in FORMER:
            yield f"{namespace}.{name}", value


def classify(name: str, function: Any) -> tuple[str, str]:
    """Return what a function is (rule, composite, constant, unsupported), and a note."""
    rule = RULES.get(function)
    if isinstance(rule, Unsupported):
        return "unsupported", rule.reason.rstrip(".")
    if rule is not None:
        return {Composite: "composite", Constant: "constant"}.get(type(rule), "rule"), ""
    if name in THROUGH:
        return "composite", THROUGH[name][0]
    if name in CONSTANT:
        return "constant", CONSTANT[name]
    return "unsupported", UNSUPPORTED.get(name, _NO_RULE)


def rows(namespace: str) -> dict[str, tuple[str, str]]:
    """Return what each public function of a namespace is, and a note."""
    if namespace in OPTIONAL:
        import_module(OPTIONAL[namespace])
    return {name: classify(name, function) for name, function in functions(namespace)}


def written() -> dict[str, tuple[str, str]]:
    """Return the rows that stand in the file."""
    cells = [line.split(" | ") for line in PATH.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    return {name.strip("|` "): (kind, note.rstrip(" |")) for name, kind, note in cells}


def page() -> str:
    """Return the whole file."""
    parts = [
        "# Coverage",
        "",
        "What happens to a derivative in every public function of NumPy and of `scipy.special`, classes left out.",
        "",
        "- **rule**: it has a derivative rule of its own, in both modes and to any order;",
        "- **composite**: it is evaluated through other functions, which have one;",
        "- **constant**: its derivative is zero by structure;",
        "- **unsupported**: it raises, for the reason given, and never answers a silent zero.",
        "",
        f"Written by `{COMMAND}`, with NumPy {np.__version__}.",
    ]
    for namespace in NAMESPACES:
        table = rows(namespace)
        kinds = [kind for kind, _ in table.values()]
        counts = ", ".join(f"{kinds.count(kind)} {kind}" for kind in ("rule", "composite", "constant", "unsupported"))
        parts += ["", f"## {namespace}", "", f"{len(table)} functions: {counts}.", ""]
        parts += ["| function | derivative | note |", "|---|---|---|"]
        parts += [f"| `{name}` | {kind} | {note} |" for name, (kind, note) in table.items()]
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    PATH.write_text(page(), encoding="utf-8")
    print(f"wrote {PATH}")

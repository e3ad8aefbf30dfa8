"""The rule table, by family; importing this package fills `ad.core.RULES`."""

from ad.core import OPTIONAL
from ad.rules import (
    assembling,
    calculus,
    complexes,
    decompositions,
    elementwise,
    fft,
    indexing,
    linalg,
    methods,
    ordering,
    polynomials,
    products,
    reductions,
    shaping,
    singular,
    statistics,
    unsupported,
)

__all__ = [
    "assembling",
    "calculus",
    "complexes",
    "decompositions",
    "elementwise",
    "fft",
    "indexing",
    "linalg",
    "methods",
    "ordering",
    "polynomials",
    "products",
    "reductions",
    "shaping",
    "singular",
    "statistics",
    "unsupported",
]

OPTIONAL["scipy.special"] = "ad.rules.special"

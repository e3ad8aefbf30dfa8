"""The rule table, by family; importing this package fills `ad.core.RULES`."""

from ad.rules import elementwise, indexing, linalg, products, reductions, shaping

__all__ = ["elementwise", "indexing", "linalg", "products", "reductions", "shaping"]

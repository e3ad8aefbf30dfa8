"""The exceptions users meet.

Every message has three parts: what happened, on which function or argument, and what to write instead. They derive
from the built-in exception that NumPy or Python would raise in the same place, so that existing ``except`` clauses
still work.
"""

from __future__ import annotations

__all__ = [
    "AssignmentError",
    "ConversionError",
    "EscapedError",
    "InputTypeError",
    "OutputShapeError",
    "ShapeMismatchError",
    "UnsupportedError",
]


class UnsupportedError(TypeError):
    """A function, or one of its options, that no rule covers: never a silent zero."""


class AssignmentError(ValueError):
    """An item assignment that would be seen through another array, where only NumPy itself can follow."""


class ConversionError(TypeError):
    """A traced value that would become a plain number and so lose its derivative."""


class EscapedError(RuntimeError):
    """A traced value that outlived the call of the transform that made it."""


class InputTypeError(TypeError):
    """An input whose type has no derivative, such as an integer array."""


class OutputShapeError(TypeError):
    """An output that does not fit the transform, such as a vector where `grad` needs a scalar."""


class ShapeMismatchError(ValueError):
    """A tangent or cotangent that does not fit the value it belongs to."""

"""One function of an eval: what it reads, what is evaluated and timed, and what it writes."""

from collections.abc import Callable
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from benchmarks.gradbench.reading import Value

Mode = ModuleType
"""`ad.forward` or `ad.reverse`."""

Read = Callable[[Value], tuple[Any, ...]]


def unchanged(output: Any) -> Any:
    """Return the output as it is."""
    return output


@dataclass(frozen=True)
class Function:
    """One function of an eval.

    Parameters
    ----------
    read : callable
        Returns the arguments from the input of a message; not timed.
    evaluate : callable
        ``evaluate(mode, *arguments)`` returns the output: what is timed.
    write : callable
        Returns from the output what `benchmarks.gradbench.writing.to_json` takes; not timed.
    """

    read: Read
    evaluate: Callable[..., Any]
    write: Callable[[Any], Any] = unchanged

"""Every table of the report: one function, from one tidy table to one table of strings.

A table of strings knows nothing of HTML; `markdown` writes one for ``summary.md``, the page's
template writes the same one for a browser.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from reports import stats, words
from reports.load import CASE, Environment
from reports.stats import Estimate

THEORY = {
    "wide": {"forward": "1", "reverse": "0"},
    "tall": {"forward": "0", "reverse": "1"},
    "square": {"forward": "1", "reverse": "1"},
}
"""The slope that each mode has for large sizes: it needs n directions forward, m in reverse."""


def cases(summary: pd.DataFrame) -> pd.DataFrame:
    """Tabulate every case, one row each: time, ratios with intervals, agreement with JAX."""
    by_case: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in stats.rows(summary.sort_values(CASE, kind="stable")):
        key = tuple(getattr(row, column) for column in CASE)
        by_case.setdefault(key, {})[row.rival] = row
    rows = []
    for by_rival in by_case.values():
        case = by_rival.pop("primal")
        rows.append(
            {
                "Sweep": case.sweep,
                "Problem": case.problem,
                "n": words.size(case.n),
                "m": words.size(case.m),
                "Quantity": case.quantity,
                "Backend": words.backend(case.backend),
                "Time": words.seconds(case.seconds),
                "Over the function itself": _with_interval(case),
                "Over a rival": "; ".join(f"{rival}: {_with_interval(row)}" for rival, row in by_rival.items()),
                "Difference from JAX": words.rho(case.rho),
                "Status": f"{case.status}: {case.reason}" if case.reason else case.status,
            }
        )
    return pd.DataFrame(rows)


def failures(summary: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the cases that have no time, each with its reason."""
    failed = summary[summary["status"] != "ok"].sort_values(CASE, kind="stable")
    return pd.DataFrame(
        {
            "Sweep": case.sweep,
            "Problem": case.problem,
            "n": words.size(case.n),
            "m": words.size(case.m),
            "Quantity": case.quantity,
            "Backend": words.backend(case.backend),
            "Status": case.status,
            "Reason": case.reason or "no reason recorded",
        }
        for case in stats.rows(failed)
    )


def slopes(curves: pd.DataFrame, sweep: str) -> pd.DataFrame:
    """Tabulate the fitted slopes of one sweep beside the slope of theory.

    Parameters
    ----------
    curves
        From `stats.costs`.
    sweep
        ``"wide"``, ``"tall"`` or ``"square"``.
    """
    fitted = stats.slopes(curves)
    rows = []
    for name in words.ordered(curves["backend"]):
        first, last = stats.rows(curves[curves["backend"] == name].iloc[[0, -1]])
        whole, large = fitted[name]
        rows.append(
            {
                "Backend": words.backend(name),
                "Sizes": f"{words.size(first.size)} to {words.size(last.size)}",
                "Slope, all sizes": words.slope(whole),
                "Slope, larger half": words.slope(large),
                "Theory": THEORY[sweep].get(_mode(name), words.MISSING),
                "Cost at the largest": _with_interval(last),
            }
        )
    return pd.DataFrame(rows)


def problems(costs: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the real problems: one row a problem, one column a backend.

    Parameters
    ----------
    costs
        From `stats.problem_costs`.
    """
    blank = dict.fromkeys(map(words.backend, words.ordered(costs["backend"])), words.MISSING)
    rows: dict[str, dict[str, str]] = {}
    for case in stats.rows(costs):
        label = f"{case.problem}, n = {words.size(case.n)}, m = {words.size(case.m)}"
        cell = _with_interval(case) if case.status == "ok" else case.status
        rows.setdefault(label, {"Problem": label} | blank)[words.backend(case.backend)] = cell
    return pd.DataFrame(list(rows.values()))


def peers(summary: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the time of other tools over that of reverse mode: one row a problem and tool."""
    return pd.DataFrame(
        {
            "Problem": row.problem,
            "n": words.size(row.n),
            "Tool": words.backend(row.backend),
            "Over reverse mode": _with_interval(row),
        }
        for row in stats.rows(stats.peer_ratios(summary))
    )


def agreement(summary: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the worst disagreement with JAX: one row a backend, one column a problem."""
    derivatives = stats.derivatives(summary)
    problems = sorted(set(derivatives["problem"]))
    rows = []
    for backend in words.ordered(derivatives["backend"]):
        own = derivatives[derivatives["backend"] == backend]
        worst = {problem: _worst(own[own["problem"] == problem]) for problem in problems}
        rows.append({"Backend": words.backend(backend)} | worst)
    return pd.DataFrame(rows)


def _worst(cases: pd.DataFrame) -> str:
    """Write the worst disagreement among some cases, and how many of them could not be checked."""
    rho = cases.loc[cases["oracle"] == "jax", "rho"].dropna()
    unchecked = len(cases) - len(rho)
    if not unchecked:
        return words.rho(float(rho.max()))
    return f"{words.rho(float(rho.max()))} ({unchecked} of {len(cases)} not checked)"


def environment(facts: Environment) -> pd.DataFrame:
    """Tabulate the machine, its threads and the versions: what is needed to repeat the run."""
    rows = [
        ("Processor", f"{facts.cpu}, {_or_unknown(facts.cores)} cores"),
        ("Platform", facts.platform),
        ("Python", facts.python),
        ("Packages", _versions(facts.versions)),
        *((f"Linear algebra: {entry.get('library')}", _entries(entry)) for entry in facts.blas),
        *((f"Threads of {name}", _entries(entry)) for name, entry in sorted(facts.threads.items())),
        ("Noise floor", facts.noise_what or "not recorded"),
        ("Sweep", facts.sweep),
        ("Commit", _commit(facts)),
        ("Date of the run", facts.date),
    ]
    return pd.DataFrame(rows, columns=["What", "Value"])


def markdown(table: pd.DataFrame) -> str:
    """Write a table of strings as a Markdown table.

    Examples
    --------
    >>> print(markdown(pd.DataFrame({"a": ["1"], "b": ["x|y"]})))
    | a | b |
    | --- | --- |
    | 1 | x\\|y |
    """
    lines = [list(table.columns), ["---"] * len(table.columns), *table.to_numpy().tolist()]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: Any) -> str:
    """Keep a value inside its cell: neither a bar nor a line break may end it."""
    return " ".join(str(value).replace("|", "\\|").split())


def _with_interval(row: Any) -> str:
    """Write the ratio of one row with its interval."""
    if not row.pair_count:
        return words.MISSING
    return f"{words.times(row.ratio)} ({words.between(Estimate.of(row))})"


def _mode(backend: str) -> str:
    """Tell the mode from the name of a backend: ``jax-reverse`` is of reverse mode."""
    return next((mode for mode in ("forward", "reverse") if mode in backend), "")


def _versions(versions: dict[str, str | None]) -> str:
    """List the packages, those that are not installed last."""
    installed = [f"{name} {version}" for name, version in sorted(versions.items()) if version]
    absent = [name for name, version in sorted(versions.items()) if not version]
    return ", ".join([*installed, *(f"{name} not installed" for name in absent)]) or "not recorded"


def _entries(facts: dict[str, Any]) -> str:
    """List the entries of a small dictionary: ``asked 1, cpu over wall 1.0``."""
    return ", ".join(
        f"{key.replace('_', ' ')} {'yes' if value is True else 'no' if value is False else value}"
        for key, value in facts.items()
        if key != "library"
    )


def _commit(facts: Environment) -> str:
    """Name the commit, and say if the working tree differed from it."""
    changed = " with changes not committed" if facts.dirty else ""
    return f"{_or_unknown(facts.commit)}{changed}"


def _or_unknown(value: object) -> str:
    """Write a value, or that the run did not record it."""
    return "unknown" if value is None else str(value)

"""Every table of the report: one function, from one tidy table to one table of strings.

A table of strings knows nothing of HTML; `markdown` writes one for ``summary.md``, the page's
template writes the same one for a browser.
"""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from reports import comparisons, growth, stats, words
from reports.load import CASE, Environment
from reports.stats import Estimate

THEORY = {
    "wide": {"forward": "1", "reverse": "0"},
    "tall": {"forward": "0", "reverse": "1"},
    "square": {"forward": "1", "reverse": "1"},
    "hessian": {
        **dict.fromkeys(("forward-over-reverse", "reverse-over-reverse", "jax-forward", "jax-reverse"), "1"),
        **dict.fromkeys(("forward-over-forward", "reverse-over-forward"), "2"),
        **dict.fromkeys(("jax-eager", "autograd", "pytorch"), "1"),
    },
    "hvp": {
        "forward-over-forward": "1",
        **dict.fromkeys(("forward-over-reverse", "reverse-over-forward", "reverse-over-reverse"), "0"),
        **dict.fromkeys(("jax-forward", "jax-reverse", "jax-eager", "autograd", "pytorch"), "0"),
    },
}
"""The slope that each mode has for large sizes: it needs n directions forward, m in reverse.

A Hessian takes n directions through a gradient; if that gradient is itself of forward mode, it carries n of its own.
"""


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
                "Size": case.size,
                "n": words.size(case.n),
                "m": words.size(case.m),
                "Quantity": case.quantity,
                "Backend": words.backend(case.backend),
                "Time": words.seconds(case.seconds),
                "Over the function itself": with_interval(case),
                "Over a rival": "; ".join(f"{rival}: {with_interval(row)}" for rival, row in by_rival.items()),
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
            "Size": case.size,
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
    fitted = growth.slopes(curves)
    rows = []
    for name in words.ordered(curves["backend"]):
        first, last = stats.rows(curves[curves["backend"] == name].iloc[[0, -1]])
        whole, large = fitted[name]
        rows.append(
            {
                "Backend": words.nesting(name) if sweep in words.SECOND_ORDER else words.backend(name),
                "Sizes": f"{words.size(first.size)} to {words.size(last.size)}",
                "Slope, all sizes": words.slope(whole),
                "Slope, larger half": words.slope(large),
                "Theory": THEORY[sweep].get(name, THEORY[sweep].get(_mode(name), words.MISSING)),
                "Cost at the largest": with_interval(last),
            }
        )
    return pd.DataFrame(rows)


def nestings(table: pd.DataFrame) -> pd.DataFrame:
    """Tabulate ways to second derivatives over one of them: one row a way, one column a size.

    Parameters
    ----------
    table
        From `comparisons.nestings`.
    """
    sizes = sorted(set(table["size"]))
    rows = []
    for name in words.ordered(table["backend"]):
        own = {row.size: _compared(row) for row in stats.rows(table[table["backend"] == name])}
        cells = {f"n = {words.size(size)}": own.get(size, words.MISSING) for size in sizes}
        rows.append({"Time over that of forward over reverse": words.nesting(name)} | cells)
    return pd.DataFrame(rows)


def peers(ratios: pd.DataFrame) -> pd.DataFrame:
    """Sum up how long other tools take over the better mode of dualtape: one row a tool.

    Parameters
    ----------
    ratios
        From `comparisons.tools`.
    """
    rows = []
    for tool, tried in comparisons.by_tool(ratios):
        timed = tried[tried["ratio"].notna()]
        calls = timed["calls"].median() if (timed["ratio"] < 1).any() else math.nan
        reasons = tried["status"][tried["status"] != "ok"].map(lambda status: words.STATUS.get(status, status))
        rows.append(
            {
                "Tool": words.backend(tool),
                "Problems": words.size(len(timed)),
                "Median": words.estimate(comparisons.typical(timed)),
                "Range": f"{words.times(timed['ratio'].min())} to {words.times(timed['ratio'].max())}",
                "Faster on": words.size(int((timed["high"] < 1).sum())),
                "Slower on": words.size(int((timed["low"] > 1).sum())),
                "First call": words.seconds(timed["first_call"].median()),
                "Repaid after calls": words.MISSING if math.isnan(calls) else words.number(calls),
                "No time": ", ".join(f"{count} {reason}" for reason, count in reasons.value_counts().items())
                or words.MISSING,
            }
        )
    return pd.DataFrame(rows)


def peers_by_problem(ratios: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the time of other tools over the better mode of dualtape: one row a problem, one column a tool.

    Parameters
    ----------
    ratios
        From `comparisons.tools`.
    """
    tools = [words.backend(tool) for tool, _ in comparisons.by_tool(ratios)]
    rows = []
    for (problem, size), cases in ratios.groupby(["problem", "size"], sort=True):
        cells = {
            words.backend(row.tool): _compared(row) if row.status == "ok" else words.STATUS.get(row.status, row.status)
            for row in stats.rows(cases)
        }
        label = {"Problem": f"{problem}, {size}", "Better mode": cases["mode"].iloc[0]}
        rows.append(label | {tool: cells.get(tool, words.MISSING) for tool in tools})
    return pd.DataFrame(rows)


def targets(summary: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the targets of speed: what a ratio to a mode had to reach, and whether its interval did."""
    case = ["problem", "n", "m", "size", "quantity", "backend"]
    chosen = summary[summary["sweep"] == "peers"]
    # The last row of a case is the one over a mode, if there is one; the primal stands first.
    chosen = chosen.assign(over=chosen["rival"] != "primal").sort_values([*case, "over"], kind="stable")
    rows = []
    for row in stats.rows(chosen.drop_duplicates(case, keep="last")):
        measured = row.rival != "primal" and row.pair_count > 0
        rows.append(
            {
                "Problem": f"{row.problem} {row.size}",
                "Quantity": row.quantity,
                "Tool": words.backend(row.backend),
                "Over": words.backend(row.rival) if measured else words.MISSING,
                "Ratio": with_interval(row) if measured else words.MISSING,
                "Target": words.MISSING if math.isnan(row.target) else f"at least {words.times(row.target)}",
                "Verdict": _verdict(row) if measured else words.STATUS.get(row.status, "not measured"),
            }
        )
    return pd.DataFrame(rows)


def _verdict(row: Any) -> str:
    """Say whether a ratio reached its target, and whether its interval leaves any doubt."""
    if math.isnan(row.target):
        return words.MISSING
    doubt = ", but the interval leaves doubt" if row.low < row.target <= row.high else ""
    return f"{'reached' if row.ratio >= row.target else 'missed'}{doubt}"


def agreement(worst: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the worst difference from the oracle: one row a problem, one column a backend.

    Parameters
    ----------
    worst
        From `stats.agreement`; finite differences stand last.
    """
    names = sorted(words.ordered(worst["backend"]), key=lambda name: name == stats.APPROXIMATE)
    rows = []
    for problem, cases in worst.groupby("problem", sort=True):
        cells = {row.backend: _worst(row) for row in stats.rows(cases)}
        label = {"Problem": str(problem), "Oracle": words.oracles(cases["oracle"].iloc[0])}
        rows.append(label | {words.backend(name): cells.get(name, words.MISSING) for name in names})
    return pd.DataFrame(rows)


def _worst(row: Any) -> str:
    """Write the worst difference among some cases, and how many of them could not be checked."""
    unchecked = row.cases - row.checked
    return f"{words.rho(row.rho)}{f' ({unchecked} of {row.cases} not checked)' if unchecked else ''}"


def _compared(row: Any) -> str:
    """Write a comparison with its interval, and mark one that was put together from two."""
    return f"{'' if row.paired else '~ '}{words.estimate(Estimate.of(row))}"


def environment(facts: Environment) -> pd.DataFrame:
    """Tabulate the machine, its threads and the versions: what is needed to repeat the run."""
    rows = [
        ("Processor", f"{facts.cpu}, {_or_unknown(facts.cores)} cores"),
        ("Platform", facts.platform),
        ("Python", facts.python),
        ("Packages", _versions(facts.versions)),
        *((f"Linear algebra: {entry.get('library')}", _entries(entry)) for entry in facts.blas),
        *((f"Threads of {name}", _entries(entry)) for name, entry in sorted(facts.threads.items())),
        ("Page faults of a temporary array of 100 000 numbers", _or_unknown(facts.page_faults)),
        ("Noise floor", facts.noise_what or "not recorded"),
        ("Sweep", facts.sweep),
        ("Commit", commit(facts)),
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


def csv(table: pd.DataFrame) -> str:
    """Write a table as CSV, numbers with six significant digits."""
    return table.to_csv(index=False, float_format="%.6g", lineterminator="\n")


def _cell(value: Any) -> str:
    """Keep a value inside its cell: neither a bar nor a line break may end it."""
    return " ".join(str(value).replace("|", "\\|").split())


def with_interval(row: Any) -> str:
    """Write the ratio of one row with its interval, and say if its pairs scatter too much."""
    if not row.pair_count:
        return words.MISSING
    mark = f" {words.UNSTABLE}" if row.scatter > stats.UNSTABLE else ""
    return f"{words.times(row.ratio)} ({words.between(Estimate.of(row))}){mark}"


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


def commit(facts: Environment) -> str:
    """Name the commit, and say if the working tree differed from it."""
    changed = " with changes not committed" if facts.dirty else ""
    return f"{_or_unknown(facts.commit)}{changed}"


def _or_unknown(value: object) -> str:
    """Write a value, or that the run did not record it."""
    return "unknown" if value is None else str(value)

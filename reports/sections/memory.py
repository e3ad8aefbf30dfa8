"""How much memory a derivative takes, and what of it is the tape."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from reports import figures, findings, growth, stats, words
from reports.load import Run
from reports.sections.section import Figure, Part, Section, Table, sentences

BACKENDS = ("primal", "forward", "forward-looped", "reverse", "reverse-looped", "hand")
"""Whose memory is shown: all that the table of cases has for others stands there."""

_LABELS = {
    "wide": "number of inputs n (one output)",
    "tall": "number of outputs m (one input)",
    "depth": "number of operations (one direction)",
}

_TITLES = {
    "wide": "Peak memory of a gradient: slopes on log-log axes, with 95 % intervals",
    "tall": "Peak memory of a Jacobian with one column: slopes on log-log axes, with 95 % intervals",
    "depth": "Peak memory of one direction through a chain: slopes on log-log axes, with 95 % intervals",
}

_TEXT = (
    "The most memory that NumPy and Python hold at once during one call, above what they held before. If all n "
    "tangents of forward mode, or all m cotangents of reverse mode, travel together, each array becomes n or m of "
    "them; the default size of a batch bounds them where they become large. Forward mode forgets each intermediate "
    "array as the program goes on. Reverse mode keeps on the tape what the way back needs, so its memory grows with "
    "the number of operations, which no batch can help: only checkpoints can."
)


def sections(run: Run, summary: pd.DataFrame) -> Iterator[Section]:
    """Show the memory of every sweep that has some, and the tape."""
    parts: list[Part] = []
    found: list[str] = []
    for sweep, problem in findings.subjects(summary):
        if sweep in _LABELS:
            curves = peaks(summary, sweep, problem)
            if not curves.empty:
                parts += [_figure(curves, sweep, problem), Table(_TITLES[sweep], _table(curves, sweep))]
                found += _modes_compared(curves, sweep)
    tape = tapes(summary)
    if not tape.empty:
        parts.append(Table("The tape of a chain of operations on one small array", _tape_table(tape)))
        found += _left_on(tape)
    if parts:
        first = [sentences(found)] if found else []
        yield Section("memory", "Memory and the tape", _TEXT, (*first, *parts))


def peaks(summary: pd.DataFrame, sweep: str, problem: str) -> pd.DataFrame:
    """Take the peak memory along a sweep: of the function, the full derivatives, or of one direction if it is depth.

    Returns
    -------
    DataFrame
        One row a (``backend``, ``size``), ordered, with ``peak_memory`` and ``quantity``; along the sweep over depth
        the tape alone is a backend too.
    """
    quantities = ("jvp", "vjp") if sweep == "depth" else stats.FULL_DERIVATIVE
    chosen = summary[
        (summary["sweep"] == sweep)
        & (summary["problem"] == problem)
        & (summary["rival"] == "primal")
        & summary["backend"].isin(BACKENDS)
        & summary["quantity"].isin(["primal", *quantities])
        & (summary["peak_memory"] > 0)
    ]
    size = stats.setting(chosen, "operations") if sweep == "depth" else chosen[stats.AXIS[sweep]]
    chosen = chosen.assign(size=size).dropna(subset="size")
    if sweep == "depth":
        recorded = chosen[chosen["tape_bytes"] > 0]
        alone = recorded.assign(backend="tape", peak_memory=recorded["tape_bytes"])
        chosen = pd.concat([chosen, alone])
    # "gradient" sorts before "jacobian", as in the figures of the cost
    ordered = chosen.sort_values(["backend", "size", "quantity"], kind="stable")
    columns = ["backend", "size", "quantity", "peak_memory"]
    return ordered.drop_duplicates(["backend", "size"])[columns].reset_index(drop=True)


def tapes(summary: pd.DataFrame) -> pd.DataFrame:
    """Take the tapes of the sweep over depth: one row a number of ``operations``, ordered."""
    chosen = summary[(summary["sweep"] == "depth") & (summary["rival"] == "primal") & (summary["tape_bytes"] > 0)]
    chosen = chosen.assign(operations=stats.setting(chosen, "operations")).dropna(subset="operations")
    return chosen.sort_values("operations", kind="stable").drop_duplicates("operations").reset_index(drop=True)


def _figure(curves: pd.DataFrame, sweep: str, problem: str) -> Figure:
    """Draw the peaks along one sweep."""
    name = words.one_direction if sweep == "depth" else words.backend
    spans = [
        f"{name(str(backend))} from {words.memory(curve['peak_memory'].iloc[0])} to "
        f"{words.memory(curve['peak_memory'].iloc[-1])}"
        for backend, curve in curves.groupby("backend")
    ]
    return Figure(
        name=f"memory-{sweep}-{problem}",
        svg=figures.memory(curves, _LABELS[sweep], name),
        alternative=f"Line chart of the peak memory of one call against the {_LABELS[sweep]}: {'; '.join(spans)}.",
        caption=f"Problem: {problem}. Both axes are logarithmic; the slopes are those of the larger half of the sizes. "
        "Memory is counted, not timed, so it does not scatter; JAX and PyTorch keep theirs outside of what Python can "
        "count.",
        data=curves,
        selection=f"{sweep}-{problem}",
    )


def _table(curves: pd.DataFrame, sweep: str) -> pd.DataFrame:
    """Tabulate the growth of each curve, and where it ends."""
    fitted = growth.slopes(curves, "peak_memory")
    rows = []
    for backend in words.ordered(curves["backend"]):
        first, last = stats.rows(curves[curves["backend"] == backend].iloc[[0, -1]])
        whole, large = fitted[backend]
        rows.append(
            {
                "Backend": words.one_direction(backend) if sweep == "depth" else words.backend(backend),
                "Sizes": f"{words.size(int(first.size))} to {words.size(int(last.size))}",
                "Slope, all sizes": words.slope(whole),
                "Slope, larger half": words.slope(large),
                "Peak at the smallest": words.memory(first.peak_memory),
                "Peak at the largest": words.memory(last.peak_memory),
            }
        )
    return pd.DataFrame(rows)


def _modes_compared(curves: pd.DataFrame, sweep: str) -> list[str]:
    """Compare the modes at the largest size that both have."""
    peak = curves.pivot(index="size", columns="backend", values="peak_memory")
    if not {"forward", "reverse"} <= set(peak.columns):
        return []
    both = peak.dropna(subset=["forward", "reverse"])
    if both.empty:
        return []
    last = both.iloc[-1]
    large, small = ("forward", "reverse") if last["forward"] >= last["reverse"] else ("reverse", "forward")
    amount = words.size(int(both.index[-1]))
    what = {"wide": f"n = {amount} inputs", "tall": f"m = {amount} outputs", "depth": f"{amount} operations"}[sweep]
    factor = words.times(last[large] / last[small])
    return [
        f"At {what} {large} mode takes {words.memory(last[large])} at its peak, {factor} as much as {small} mode with "
        f"{words.memory(last[small])}."
    ]


def _tape_table(tape: pd.DataFrame) -> pd.DataFrame:
    """Tabulate the tape at each depth."""
    return pd.DataFrame(
        {
            "Operations": words.size(int(row.operations)),
            "Records": words.size(int(row.tape_records)),
            "Bytes kept": words.memory(row.tape_bytes),
            "Bytes a record": words.number(row.tape_bytes / row.tape_records),
        }
        for row in stats.rows(tape)
    )


def _left_on(tape: pd.DataFrame) -> list[str]:
    """Say what one more operation leaves on the tape."""
    records = growth.per_unit(tape["operations"], tape["tape_records"])
    held = growth.per_unit(tape["operations"], tape["tape_bytes"])
    if records is None or held is None:
        return []
    amount = words.number(records.value)
    noun = "record" if amount == "1" else "records"
    numbers = stats.setting(tape, "size").iloc[0]
    array = "" if pd.isna(numbers) else f", on an array of {words.count(int(numbers), 'number')} of 8 bytes each"
    return [
        f"Each operation of the chain leaves {amount} {noun} {words.interval(records)} and "
        f"{words.number(held.value)} bytes {words.interval(held)} on the tape{array}."
    ]

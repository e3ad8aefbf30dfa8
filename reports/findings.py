"""What a run found, in sentences that a newcomer understands.

Each is derived from the data, with its 95 % interval (peak memory is counted, not timed, and has none). What a run did
not measure gives no sentence here, but one among the `missing`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pandas as pd

from reports import comparisons, crossovers, stats, words
from reports.load import Environment
from reports.stats import Estimate


def headline(summary: pd.DataFrame) -> list[str]:
    """Say what was found, at most eight things, the most important first."""
    found = (
        _extremes(summary),
        _choice(summary),
        _problems(summary),
        _tools(summary),
        _memory(summary),
        _operations(summary),
        _batches(summary),
        _nestings(summary),
    )
    return [text for sentences in found if (text := " ".join(sentences))]


def trust(summary: pd.DataFrame, environment: Environment) -> list[str]:
    """Say how far the headline can be trusted: noise, agreement with an oracle, what has no time."""
    return [*_noise(environment), *_agreement(summary), *_failures(summary)]


def subjects(summary: pd.DataFrame) -> list[tuple[str, str]]:
    """List the (sweep, problem) of a run, in the order in which they are told."""
    order = list(words.SWEEPS)
    pairs = summary[["sweep", "problem"]].drop_duplicates().itertuples(index=False, name=None)
    return sorted(pairs, key=lambda pair: (order.index(pair[0]) if pair[0] in order else len(order), pair[1]))


def missing(summary: pd.DataFrame) -> list[str]:
    """Say which parts of the report a run gives nothing for."""
    absent = [name for name in words.SWEEPS if name not in set(summary["sweep"])]
    gaps = [
        f"The run has no {name} sweep ({words.SWEEPS[name]}), so its section is missing."
        for name in ("wide", "tall", "grid")
        if name in absent
    ]
    if "problem" in absent:
        gaps.append("The run has no real problem, so their section is missing.")
    if others := [words.SWEEPS[name] for name in absent if name not in ("wide", "tall", "grid", "problem")]:
        gaps.append(f"Not measured either: {'; '.join(others)}.")
    if not any(len(stats.mode_ratios(summary, *subject)) for subject in subjects(summary)):
        gaps.append(
            "The run has no pair of forward and reverse mode on the same derivative, so it cannot say which is cheaper."
        )
    return gaps


def comparison(forward_over_reverse: Estimate) -> str:
    """Say which mode is cheaper, and by how much.

    Examples
    --------
    >>> comparison(Estimate(213.0, 209.0, 217.0))
    'reverse mode is 213× cheaper than forward mode (95 % interval 209 to 217)'
    """
    estimate = forward_over_reverse
    if estimate.low <= 1 <= estimate.high:
        return (
            "the two modes cost the same as far as this run can tell: "
            f"forward over reverse is {words.times(estimate.value)} {words.interval(estimate)}"
        )
    winner, loser, factor = "reverse", "forward", estimate
    if estimate.value < 1:
        winner, loser, factor = loser, winner, estimate.inverse()
    cheaper = f"{words.times(factor.value)} cheaper"
    return f"{winner} mode is {cheaper} than {loser} mode {words.interval(factor)}"


# Which mode


def _extremes(summary: pd.DataFrame) -> Iterator[str]:
    """Compare the modes at the far ends, where there are most inputs, and where there are most outputs."""
    present = {sweep for sweep, _ in subjects(summary)}
    for sweep, problem in subjects(summary):
        if sweep in ("wide", "tall") or (sweep == "square" and not present & {"wide", "tall"}):
            yield from _largest(stats.mode_ratios(summary, sweep, problem), "At")


def _largest(ratios: pd.DataFrame, opening: str) -> Iterator[str]:
    """Compare the modes where the derivative has the most entries."""
    if len(ratios):
        last = max(stats.rows(ratios), key=lambda row: row.n * row.m)
        yield f"{opening} {words.place(last.n, last.m)}, {comparison(Estimate.of(last))}."


def _choice(summary: pd.DataFrame) -> Iterator[str]:
    """Say where the modes cost the same, by the grid if it shows it, and what it costs to let a rule choose."""
    grids = [problem for sweep, problem in subjects(summary) if sweep == "grid"]
    crossings = [text for problem in grids for text in _grid(stats.mode_ratios(summary, "grid", problem))]
    yield from crossings or [
        text
        for sweep, problem in subjects(summary)
        for text in _along(stats.mode_ratios(summary, sweep, problem), sweep)
    ]
    for problem in grids:
        yield from _rule(summary, problem)


def _grid(ratios: pd.DataFrame) -> Iterator[str]:
    """Say where on the n x m grid the modes cost the same."""
    factor = crossovers.grid_crossover(ratios)
    if factor is not None:
        value, low, high = (_two_digits(part) for part in factor)
        yield (
            f"On the n × m grid the two modes cost the same at about n = {value} m (95 % interval {low} to {high}): "
            "with more inputs than that reverse mode is cheaper, with fewer forward mode."
        )


def _two_digits(value: float) -> str:
    """Write a factor with two digits even if the second is a zero: here 1.0 says more than 1."""
    return f"{value:#.2g}" if value < 10 else words.number(value, 2)


_WINNERS = {
    "wide": ("With one output", "reverse", "n", "inputs"),
    "tall": ("With one input", "forward", "m", "outputs"),
}
"""For each sweep: the condition, the mode that wins at its far end, what grows, and its name."""


def _along(ratios: pd.DataFrame, sweep: str) -> Iterator[str]:
    """Say from where on the mode wins that wins at the far end of a sweep."""
    crossover = crossovers.sweep_crossover(ratios, sweep) if sweep in _WINNERS else None
    if crossover is None:
        return
    condition, winner, axis, what = _WINNERS[sweep]
    first, last = words.size(int(ratios[axis].min())), words.size(int(ratios[axis].max()))
    low = f"below {first}" if crossover.low == 0 else words.number(crossover.low, 2)
    high = f"above {last}" if math.isinf(crossover.high) else words.number(crossover.high, 2)
    interval = f"95 % interval {low} to {high}"
    if crossover.low == crossover.high and crossover.value in (0, math.inf):  # all on one side of what was measured
        interval = "and so is the whole 95 % interval"
    if crossover.value == 0:
        finding = f"is cheaper at every size measured ({axis} = {first} to {last}; {interval})"
    elif math.isinf(crossover.value):
        finding = f"is not yet cheaper at the largest size measured ({axis} = {last}; {interval})"
    else:
        finding = f"is the cheaper one from about {axis} = {words.number(crossover.value, 2)} {what} on ({interval})"
    yield f"{condition}, {winner} mode {finding}."


def _rule(summary: pd.DataFrame, problem: str) -> Iterator[str]:
    """Say what choosing by rule costs at worst."""
    choice = comparisons.choice(comparisons.regrets(summary, problem))
    if choice is not None:
        worst = choice.worst
        yield (
            f'Left to choose by itself (mode="auto"), dualtape takes {words.times(choice.median.value)} the time of '
            f"the better mode in the median {words.interval(choice.median)}, and at worst {words.times(worst.ratio)} "
            f"{words.interval(Estimate.of(worst))}, at {words.place(worst.n, worst.m)}."
        )


# Real problems


def _problems(summary: pd.DataFrame) -> Iterator[str]:
    """Say how often either mode is the cheaper one on real problems."""
    chosen = summary[(summary["sweep"] == "problem") & summary["quantity"].isin(stats.FULL_DERIVATIVE)]
    both = chosen[(chosen["backend"] == "forward") & (chosen["rival"] == "reverse") & chosen["ratio"].notna()]
    if len(both) < 2:
        for row in stats.rows(both):
            yield from _largest(both, f"On {row.problem} with")
        return
    reverse, forward = both[both["low"] > 1], both[both["high"] < 1]
    even = len(both) - len(reverse) - len(forward)
    counts = [f"reverse mode is cheaper on {len(reverse)}", f"forward mode on {len(forward)}"]
    if len(reverse):
        best = max(stats.rows(reverse), key=lambda row: row.ratio)
        counts[0] += _by_up_to(Estimate.of(best), best.problem)
    if len(forward):
        best = min(stats.rows(forward), key=lambda row: row.ratio)
        counts[1] += _by_up_to(Estimate.of(best).inverse(), best.problem)
    yield f"Of {_sizes(both)}, {', '.join(counts)}, and {even} {'is' if even == 1 else 'are'} too close to call."
    stopped = chosen[(chosen["backend"] == "forward") & (chosen["status"] == "timeout") & (chosen["rival"] == "primal")]
    reached = chosen[(chosen["backend"] == "reverse") & (chosen["status"] == "ok") & (chosen["rival"] == "primal")]
    alone = stopped.merge(reached, on=["problem", "size", "quantity"])
    if len(alone):
        yield f"On {len(alone)} more, forward mode was stopped as too slow where reverse mode was not."


def _by_up_to(factor: Estimate, problem: str) -> str:
    """Name the problem on which a mode wins most."""
    return f" (by up to {words.times(factor.value)}, 95 % interval {words.between(factor)}, on {problem})"


def _sizes(cases: pd.DataFrame) -> str:
    """Count problems, and their sizes if a problem has more than one."""
    problems = words.count(cases["problem"].nunique(), "real problem")
    sizes = len(cases[["problem", "size"]].drop_duplicates())
    return problems if sizes == cases["problem"].nunique() else f"{sizes} sizes of {problems}"


def _tools(summary: pd.DataFrame) -> Iterator[str]:
    """Say how long other tools take, on all problems or else on those of the speed targets."""
    rows = comparisons.tools(summary)
    rows = rows[(rows["tool"] != "hand") & rows["ratio"].notna()]
    found = []
    for tool, own in comparisons.by_tool(rows):
        estimate = comparisons.typical(own) if len(own) > 1 else Estimate.of(next(stats.rows(own)))
        found.append(
            f"{words.backend(tool)} {words.times(estimate.value)} "
            f"({words.between(estimate)}, {words.count(len(own), 'case')})"
        )
    if found:
        yield (
            "Other tools take so many times as long as the better of dualtape's two modes, in the median of the real "
            f"problems that they can do (with its 95 % interval): {'; '.join(found)}. What a tool prepares once, such "
            "as compiling, is not counted."
        )
        return
    for backend, ratios in stats.peer_ratios(summary).groupby("backend"):
        least, most = (words.number(end) for end in (ratios["ratio"].min(), ratios["ratio"].max()))
        span = least if least == most else f"{least} to {most}"
        yield (
            f"For the same gradient {words.backend(str(backend))} takes {span} times as long as dualtape's reverse "
            f"mode ({words.count(len(ratios), 'problem')})."
        )


# What a derivative costs


def _memory(summary: pd.DataFrame) -> Iterator[str]:
    """Compare the peak memory of the modes where there are most inputs, and where the program is longest."""
    counted = stats.derivatives(summary).dropna(subset=["peak_memory"])
    wide = counted[(counted["sweep"] == "wide") & counted["quantity"].isin(stats.FULL_DERIVATIVE)]
    found = [
        *(_peaks(f"at {words.place(n, 1)}", *both) for n, *both in _both(wide.assign(at=wide["n"]))),
        *(_peaks(f"for one direction through {words.size(n)} calls", *both) for n, *both in _both(_depth(counted))),
    ]
    if found:
        yield f"Memory: {'; '.join(found)}."


def _peaks(where: str, forward: Any, reverse: Any) -> str:
    """Compare the peak memory of the two modes."""
    (more, most), (less, least) = ("forward", forward.peak_memory), ("reverse", reverse.peak_memory)
    if most < least:
        (more, most), (less, least) = (less, least), (more, most)
    return (
        f"{where}, {more} mode needs {words.memory(most)} at its peak, {words.times(most / least)} as much as "
        f"{less} mode with {words.memory(least)}"
    )


def _operations(summary: pd.DataFrame) -> Iterator[str]:
    """Say what differentiating a call costs, where there are most of them."""
    for calls, forward, reverse in _both(_depth(summary)):
        costs = [
            f"{words.times(row.ratio)} in {mode} mode {words.interval(Estimate.of(row))}"
            for mode, row in (("forward", forward), ("reverse", reverse))
        ]
        yield (
            f"A program of {words.size(calls)} NumPy calls on small arrays takes so many times as long if it is "
            f"differentiated in one direction: {' and '.join(costs)}."
        )


def _depth(summary: pd.DataFrame) -> pd.DataFrame:
    """Take one direction in either mode through programs of more and more calls, `at` so many."""
    chosen = summary[(summary["sweep"] == "depth") & (summary["rival"] == "primal") & summary["ratio"].notna()]
    return chosen.assign(at=stats.setting(chosen, "operations")).dropna(subset=["at"])


def _both(timed: pd.DataFrame) -> Iterator[tuple[int, Any, Any]]:
    """Take forward and reverse mode at the largest place `at` where both are, if there is any."""
    modes = [{row.at: row for row in stats.rows(timed[timed["backend"] == mode])} for mode in ("forward", "reverse")]
    if shared := modes[0].keys() & modes[1].keys():
        last = max(shared)
        yield int(last), modes[0][last], modes[1][last]


def _batches(summary: pd.DataFrame) -> Iterator[str]:
    """Say what it saves to send many directions through a program together, at most and at least."""
    chosen = summary[(summary["sweep"] == "batch") & (summary["rival"] == "primal") & summary["ratio"].notna()]
    chosen = chosen.assign(batch=chosen["quantity"].str.extract(r"-by-(\d+)$", expand=False).astype(float))
    saved = []
    for (size, backend), cases in chosen.dropna(subset=["batch"]).groupby(["size", "backend"]):
        first, last = (next(stats.rows(end)) for end in (cases.nsmallest(1, "batch"), cases.nlargest(1, "batch")))
        if first.batch == 1 < last.batch:
            factor = Estimate.of(first).over(Estimate.of(last))
            where = f"{words.size(int(last.batch))} together, {backend} mode, {size}"
            saved.append((factor, f"{words.number(factor.value)} (95 % interval {words.between(factor)}; {where})"))
    if saved:
        (_, most), (_, least) = max(saved), min(saved)
        ends = most if most == least else f"up to {most}, and by {least} where they save least"
        yield f"Directions that go through a program together, not one by one, divide the cost of a Jacobian by {ends}."


def _nestings(summary: pd.DataFrame) -> Iterator[str]:
    """Say what the Hessian costs by the cheapest and by the dearest nesting of the modes, where it is largest."""
    chosen = summary[(summary["sweep"] == "hessian") & (summary["rival"] == "primal") & summary["ratio"].notna()]
    chosen = chosen[chosen["backend"].str.contains("-over-")]
    largest = chosen[chosen["n"] == chosen["n"].max()].sort_values("ratio", kind="stable")
    if len(largest) > 1:
        cheapest, dearest = (
            f"{words.times(row.ratio)} {words.interval(Estimate.of(row))} by {words.backend(row.backend)}"
            for row in stats.rows(largest.iloc[[0, -1]])
        )
        yield (
            f"The Hessian for {words.size(int(largest['n'].iloc[0]))} inputs takes one mode inside another; over the "
            f"function itself it costs {cheapest}, and {dearest}."
        )


# How far to trust it


def _noise(environment: Environment) -> Iterator[str]:
    """Say which differences mean nothing."""
    pairs = environment.noise_pairs
    if pairs:
        estimate, floor = stats.ratio(pairs), stats.noise_floor(pairs)
        yield (
            f"Noise floor: a function timed against itself in {words.count(len(pairs), 'pair')} gives "
            f"{estimate.value:.4f} (95 % interval {estimate.low:.4f} to {estimate.high:.4f}), so a "
            f"difference below {100 * floor:.2g} % means nothing."
        )


def _agreement(summary: pd.DataFrame) -> Iterator[str]:
    """Say how well the derivatives agree with an oracle that is not the tool itself."""
    timed = stats.derivatives(summary)
    own = ((timed["oracle"] == "jax") & timed["backend"].str.startswith("jax")) | (
        (timed["oracle"] == "hand") & (timed["backend"] == "hand")
    )
    # finite differences are not exact, and what an oracle says of itself proves nothing
    judged = timed[(timed["backend"] != "finite-differences") & ~own]
    checked = judged[(judged["oracle"] != "none") & judged["rho"].notna()]
    if checked.empty:
        yield "No derivative of this run was checked."
        return
    by_oracle = checked["oracle"].value_counts()
    judges = [f"{by_oracle[name]} against {words.oracles(name)}" for name in ("jax", "hand") if name in by_oracle]
    yield (
        f"{len(checked)} of {words.count(len(judged), 'timed derivative')} (the oracles themselves and finite "
        f"differences not counted) were checked before timing, {' and '.join(judges)}; the largest relative difference "
        f"is {words.rho(float(checked['rho'].max()))}, in 64-bit arithmetic."
    )


_WHY = {"unsupported": "cannot be done", "timeout": "took too long"}


def _failures(summary: pd.DataFrame) -> Iterator[str]:
    """Say how many cases have no time, and why."""
    failed = summary.loc[summary["status"] != "ok", "status"]
    if len(failed):
        counts = failed.value_counts().sort_index()
        why = ", ".join(f"{amount} {_WHY.get(str(status), status)}" for status, amount in counts.items())
        verb = "has" if len(failed) == 1 else "have"
        yield f"{words.count(len(failed), 'case')} {verb} no time ({why}); the reasons are listed in the report."

"""What a run found, in sentences that a newcomer understands, each with its 95 % interval.

What a run did not measure gives no sentence here, but one among the `missing`.
"""

from __future__ import annotations

import math

import pandas as pd

from reports import stats, words
from reports.load import Environment
from reports.stats import Estimate


def headline(summary: pd.DataFrame) -> list[str]:
    """Say which mode is cheaper and where they meet, the plainest first."""
    plain, finer = [], []
    for sweep, problem in subjects(summary):
        ratios = stats.mode_ratios(summary, sweep, problem)
        if sweep == "grid":
            plain += _grid(ratios)
        elif sweep == "problem":
            finer += _largest(ratios, f"On {problem} with")
        elif sweep in stats.AXIS:
            plain += _largest(ratios, "At")
            finer += _along(ratios, sweep)
            finer += _flatness(summary, sweep, problem)
    return plain + finer + _peers(summary)


def trust(summary: pd.DataFrame, environment: Environment) -> list[str]:
    """Say how far the headline can be trusted: noise, agreement with JAX, what has no time."""
    return [*_noise(environment), *_agreement(summary), *_failures(summary)]


def subjects(summary: pd.DataFrame) -> list[tuple[str, str]]:
    """List the (sweep, problem) of a run, in the order in which they are told."""
    order = list(words.SWEEPS)
    pairs = summary[["sweep", "problem"]].drop_duplicates().itertuples(index=False, name=None)
    return sorted(pairs, key=lambda pair: (order.index(pair[0]) if pair[0] in order else 99, pair[1]))


def missing(summary: pd.DataFrame) -> list[str]:
    """Say which parts of the report a run gives nothing for."""
    present = set(summary["sweep"])
    gaps = [
        f"The run has no {name} sweep ({words.SWEEPS[name]}), so its section is missing."
        for name in ("wide", "tall", "grid")
        if name not in present
    ]
    if "problem" not in present:
        gaps.append("The run has no real problem, so their section is missing.")
    compared = [len(stats.mode_ratios(summary, *subject)) > 0 for subject in subjects(summary)]
    if not any(compared):
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


def _largest(ratios: pd.DataFrame, opening: str) -> list[str]:
    """Compare the modes where the derivative has the most entries."""
    if ratios.empty:
        return []
    last = max(stats.rows(ratios), key=lambda row: row.n * row.m)
    return [f"{opening} {words.place(last.n, last.m)}, {comparison(Estimate.of(last))}."]


_WINNERS = {
    "wide": ("With one output", "reverse", "n", "inputs"),
    "tall": ("With one input", "forward", "m", "outputs"),
}
"""For each sweep: the condition, the mode that wins at its far end, what grows, and its name."""


def _along(ratios: pd.DataFrame, sweep: str) -> list[str]:
    """Say from where on the mode wins that wins at the far end of a sweep."""
    crossover = stats.sweep_crossover(ratios, sweep) if sweep in _WINNERS else None
    if crossover is None:
        return []
    condition, winner, axis, what = _WINNERS[sweep]
    first, last = words.size(int(ratios[axis].min())), words.size(int(ratios[axis].max()))
    if crossover.value == 0:
        finding = f"is cheaper at every size measured ({axis} = {first} to {last})"
    elif math.isinf(crossover.value):
        finding = f"is not yet cheaper at the largest size measured ({axis} = {last})"
    else:
        low = f"below {first}" if crossover.low == 0 else words.number(crossover.low, 2)
        high = f"above {last}" if math.isinf(crossover.high) else words.number(crossover.high, 2)
        finding = (
            f"is the cheaper one from about {axis} = {words.number(crossover.value, 2)} {what} on "
            f"(95 % interval {low} to {high})"
        )
    return [f"{condition}, {winner} mode {finding}."]


def _flatness(summary: pd.DataFrame, sweep: str, problem: str) -> list[str]:
    """Say how the cost of the mode that should not grow along a sweep does grow."""
    if sweep not in _WINNERS:
        return []
    _, mode, axis, what = _WINNERS[sweep]
    curves = stats.costs(summary, sweep, problem)
    curve = curves[curves["backend"] == mode]
    fit = stats.slope(curve["size"], curve["ratio"])
    if fit is None:
        return []
    (last,) = stats.rows(curve.tail(1))
    verdict = "grows" if fit.value > 0.1 else "falls" if fit.value < -0.1 else "hardly changes"
    return [
        f"Relative to the function itself, the cost of a {mode}-mode derivative {verdict} with the number of {what}: "
        f"it follows {axis} to the power {words.slope(fit)}, and at {axis} = {words.size(last.size)} it is "
        f"{words.times(last.ratio)} the cost of the function."
    ]


def _grid(ratios: pd.DataFrame) -> list[str]:
    """Say where on the n x m grid the modes cost the same."""
    if ratios.empty:
        return []
    factor = stats.grid_crossover(ratios)
    if factor is None:
        return ["On the n × m grid, no row has both modes winning somewhere, so they do not cross."]
    value, low, high = (_two_digits(part) for part in factor)
    return [
        f"On the n × m grid the two modes cost the same at about n = {value} m (95 % interval "
        f"{low} to {high}): with more inputs than that reverse mode is cheaper, with fewer forward "
        "mode."
    ]


def _two_digits(value: float) -> str:
    """Write a factor with two digits even if the second is a zero: here 1.0 says more than 1."""
    return f"{value:#.2g}" if value < 10 else words.number(value, 2)


def _peers(summary: pd.DataFrame) -> list[str]:
    """Say how long each other tool takes, from its best problem to its worst."""
    sentences = []
    for tool, ratios in stats.peer_ratios(summary).groupby("backend"):
        low, high = (words.number(end) for end in (ratios["ratio"].min(), ratios["ratio"].max()))
        span = low if low == high else f"{low} to {high}"
        problems = words.count(len(ratios), "problem")
        sentences.append(
            f"For the same gradient {words.backend(str(tool))} takes {span} times as long as "
            f"dualtape's reverse mode ({problems})."
        )
    return sentences


def _noise(environment: Environment) -> list[str]:
    """Say which differences mean nothing."""
    pairs = environment.noise_pairs
    if not pairs:
        return []
    estimate, floor = stats.ratio(pairs), stats.noise_floor(pairs)
    return [
        f"Noise floor: a function timed against itself in {words.count(len(pairs), 'pair')} gives "
        f"{estimate.value:.4f} (95 % interval {estimate.low:.4f} to {estimate.high:.4f}), so a "
        f"difference below {100 * floor:.2g} % means nothing."
    ]


def _agreement(summary: pd.DataFrame) -> list[str]:
    """Say how well the derivatives agree with JAX; finite differences apart, since they are not exact."""
    timed = stats.derivatives(summary)
    timed = timed[timed["backend"] != "finite-differences"]
    checked = timed[(timed["oracle"] == "jax") & timed["rho"].notna()]
    if checked.empty:
        return ["No derivative of this run was checked against JAX."]
    return [
        f"{len(checked)} of {words.count(len(timed), 'timed derivative')} (finite differences not counted) were "
        "checked against JAX in 64-bit arithmetic before timing; the largest relative difference is "
        f"{words.rho(float(checked['rho'].max()))}."
    ]


def _failures(summary: pd.DataFrame) -> list[str]:
    """Say how many cases have no time."""
    failed = summary[summary["status"] != "ok"]
    if failed.empty:
        return []
    verb = "has" if len(failed) == 1 else "have"
    return [f"{words.count(len(failed), 'case')} {verb} no time; the reasons are listed in the report."]

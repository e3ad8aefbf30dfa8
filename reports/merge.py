"""Several saved runs as one: a sweep repeated, or measured in parts.

Each ratio comes from pairs of calls within one run, so cases of different runs stand beside each other as soundly as
those of one, provided that the machine and the software were the same. Where they were not, the report says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import pandas as pd

from reports import stats, words
from reports.load import CASE, Environment, Run


def merge(runs: Sequence[Run]) -> Run:
    """Put the cases of several runs together.

    Parameters
    ----------
    runs
        At least one. Where two have measured the same case, the later one in this order wins, whole: with all its
        rivals, and also if it has no time there.

    Returns
    -------
    Run
        Its noise is that of the noisiest run; its notes name the runs, and how their machines differ.
    """
    if len(runs) == 1:
        return runs[0]
    measured = pd.concat([run.cases.assign(run=position) for position, run in enumerate(runs)], ignore_index=True)
    last = measured.groupby(CASE)["run"].transform("max")
    repeated = len(measured[measured["run"] != last].drop_duplicates([*CASE, "run"]))
    return Run(
        name=", ".join(run.name for run in runs),
        cases=measured[measured["run"] == last].drop(columns="run").reset_index(drop=True),
        environment=_environment([run.environment for run in runs]),
        notes=tuple(_notes(runs, repeated)),
    )


def _notes(runs: Sequence[Run], repeated: int) -> Iterator[str]:
    """Say what was merged, and what does not belong together."""
    twice = f" {words.count(repeated, 'measurement')} gave way to a later one of the same case." if repeated else ""
    last = runs[-1]
    yield f"This report merges {words.count(len(runs), 'run')}: {', '.join(run.name for run in runs)}.{twice}"
    for run in runs[:-1]:
        if found := differences(run.environment, last.environment):
            yield (
                f"Careful: {run.name} and {last.name} differ in {', '.join(found)}, so what one of them measured does "
                "not belong beside what the other did."
            )


def differences(old: Environment, new: Environment) -> list[str]:
    """Say in which machine and software two runs differ, one phrase each."""
    before, after = _facts(old), _facts(new)
    return [
        f"{what} ({before.get(what, 'none')}, then {after.get(what, 'none')})"
        for what in dict.fromkeys([*before, *after])
        if before.get(what) != after.get(what)
    ]


def _facts(environment: Environment) -> dict[str, str]:
    """List what has to be the same where numbers are put side by side."""
    libraries = (f"{each.get('library')} {each.get('version')}" for each in environment.blas)
    return {
        "the processor": environment.cpu,
        "the cores": str(environment.cores),
        "the platform": environment.platform,
        "Python": environment.python,
        **{name: version for name, version in sorted(environment.versions.items()) if version},
        "the linear algebra": ", ".join(sorted(libraries)) or "none",
    }


def _environment(environments: Sequence[Environment]) -> Environment:
    """Describe the circumstances of several runs: those of the last, and what is not the same in all."""
    noisiest = max(environments, key=lambda each: stats.noise_floor(each.noise_pairs) if each.noise_pairs else 0.0)
    return replace(
        environments[-1],
        cpu=_joined(each.cpu for each in environments),
        noise_pairs=noisiest.noise_pairs,
        noise_what=noisiest.noise_what,
        sweep=_joined(each.sweep for each in environments),
        command=_joined((each.command for each in environments), " && "),
        commit=_joined(each.commit or "unknown" for each in environments),
        dirty=any(each.dirty for each in environments),
        date=_joined(each.date for each in environments),
    )


def _joined(facts: Iterable[str], between: str = ", ") -> str:
    """List facts, each once."""
    return between.join(dict.fromkeys(facts))

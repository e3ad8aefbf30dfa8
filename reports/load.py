"""Read one saved benchmark run: a result file in, one tidy table and the machine's facts out.

A run is saved by pytest-benchmark as one JSON file. Two places in it are ours:
``machine_info["dualtape"]`` describes the machine and how its threads were held, and ``extra_info``
of every benchmark names the case and carries the *paired ratios*, time of this case over time of a
rival, one number per interleaved pair.

Everything that can be wrong with a file ends as a `ReportError` that names the file and says what
to do about it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

RESULTS = Path(".benchmarks")
SCHEMA = 2

CASE = ["sweep", "problem", "size", "n", "m", "quantity", "backend"]
"""The columns that identify a case; `size` alone settles `n` and `m`."""

_NUMBER = (int, float)
_FIELDS: dict[str, tuple[type, ...]] = {
    "sweep": (str,),
    "problem": (str,),
    "size": (str,),
    "n": (int,),
    "m": (int,),
    "quantity": (str,),
    "backend": (str,),
    "directions": (int,),
    "ratios": (dict,),
    "first_call": (*_NUMBER, type(None)),
    "peak_memory": (int, type(None)),
    "tape": (dict, type(None)),
    "rho": (*_NUMBER, type(None)),
    "oracle": (str,),
    "status": (str,),
    "reason": (str,),
}


class ReportError(Exception):
    """A report cannot be made; the message says why and what to do."""


@dataclass(frozen=True)
class Environment:
    """What was measured where: the facts that make a run repeatable."""

    cpu: str = "not recorded"
    cores: int | None = None
    platform: str = "not recorded"
    python: str = "not recorded"
    versions: dict[str, str | None] = field(default_factory=dict)
    blas: list[dict[str, Any]] = field(default_factory=list)
    threads: dict[str, dict[str, Any]] = field(default_factory=dict)
    noise_pairs: tuple[float, ...] = ()
    noise_what: str = ""
    sweep: str = "not recorded"
    command: str = "pytest --benchmark-only"
    commit: str | None = None
    dirty: bool | None = None
    date: str = "not recorded"


@dataclass(frozen=True)
class Run:
    """One saved run.

    Attributes
    ----------
    name
        Name of the result file, without its folder.
    cases
        One row a (case, rival). The columns are those of `CASE`, then ``directions``, ``seconds`` (median time of the
        case), ``first_call`` (seconds, compiling included), ``peak_memory`` (bytes above what was there before),
        ``tape_records``, ``tape_bytes``, ``rounds``, ``rho``, ``oracle``, ``status``, ``reason``, ``rival`` and
        ``pairs`` (the paired ratios, a tuple, empty where nothing was measured).
        Every case has a row with the rival ``"primal"``.
    environment
        The machine and the settings.
    """

    name: str
    cases: pd.DataFrame
    environment: Environment


def newest(folder: Path = RESULTS) -> Path:
    """Find the result file that was written last.

    Parameters
    ----------
    folder
        Where pytest-benchmark saves its runs; searched with all its subfolders.

    Raises
    ------
    ReportError
        If there is no result file.
    """
    files = [path for path in folder.rglob("*.json") if path.is_file()]
    if not files:
        raise ReportError(f"no result file below {folder}/: run `pytest --benchmark-only` first, or name a file")
    return max(files, key=lambda path: (path.stat().st_mtime_ns, path.name))


def load(path: Path) -> Run:
    """Read and check one result file.

    Raises
    ------
    ReportError
        If the file is missing, empty, cut short, not a result of these benchmarks, of another
        schema, or holds no case.
    """
    document = _document(path)
    facts = _facts(path, document)
    rows = [row for entry in document["benchmarks"] for row in _rows(path, entry)]
    if not rows:
        raise ReportError(f"{path} holds no case: did the selection (-k) leave out all of them?")
    cases = pd.DataFrame(rows)
    repeated = cases.duplicated([*CASE, "rival"])
    if repeated.any():
        first = cases.loc[repeated, CASE].iloc[0].to_dict()
        raise ReportError(f"{path} holds a case twice, so one of the two is misnamed: {first}")
    environment = _environment(facts, str(document.get("datetime", "not recorded")))
    return Run(path.name, cases, environment)


def _document(path: Path) -> dict[str, Any]:
    """Parse the file into a pytest-benchmark document."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ReportError(f"{path} does not exist") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ReportError(f"{path} cannot be read as text: {error}") from None
    if not text.strip():
        raise ReportError(f"{path} is empty: the run was interrupted, repeat it")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise ReportError(
            f"{path} is not complete JSON (line {error.lineno}, column {error.colno}: "
            f"{error.msg}): the run was interrupted, repeat it"
        ) from None
    if not isinstance(document, dict) or not isinstance(document.get("benchmarks"), list):
        raise ReportError(f"{path} is JSON, but not a file saved by pytest-benchmark")
    return document


def _facts(path: Path, document: Mapping[str, Any]) -> dict[str, Any]:
    """Take our part of the machine information, and check that it is of the schema read here."""
    machine = document.get("machine_info")
    facts = machine.get("dualtape") if isinstance(machine, dict) else None
    if not isinstance(facts, dict):
        raise ReportError(f"{path} was saved by pytest-benchmark, but not by dualtape's benchmarks")
    if facts.get("schema") != SCHEMA:
        raise ReportError(
            f"{path} has schema {facts.get('schema')!r} and this report reads schema {SCHEMA}: "
            "repeat the run with the benchmarks of this version"
        )
    return facts


def _rows(path: Path, entry: Any) -> list[dict[str, Any]]:
    """Spread one benchmark over one row a rival."""
    info = entry.get("extra_info") if isinstance(entry, dict) else None
    if not isinstance(info, dict):
        raise ReportError(f"{path}: a benchmark has no extra_info")
    name = entry.get("name", "a benchmark")
    for key, types in _FIELDS.items():
        # bool is an int in Python, and never what a size or a ratio means
        if not isinstance(info.get(key), types) or isinstance(info.get(key), bool):
            raise ReportError(f"{path}: {name}: {key} is {info.get(key)!r}")
    for key in ("n", "m"):
        if info[key] < 1:
            raise ReportError(f"{path}: {name}: {key} is {info[key]}, and must be 1 or more")
    measured = info["status"] == "ok"
    stats = (entry.get("stats") or {}) if measured else {}
    tape = info["tape"] or {}
    case = {key: info[key] for key in _FIELDS if key not in ("ratios", "tape")} | {
        **{key: math.nan if info[key] is None else float(info[key]) for key in ("rho", "first_call", "peak_memory")},
        "tape_records": float(tape.get("records", math.nan)),
        "tape_bytes": float(tape.get("bytes", math.nan)),
        "seconds": float(stats.get("median", math.nan)),
        "rounds": int(stats.get("rounds", 0)),
    }
    # a case without a time keeps its row against the primal: shown with its reason, never dropped
    ratios = {"primal": ""} | (info["ratios"] if measured else {})
    return [case | {"rival": rival, "pairs": _pairs(path, name, rival, values)} for rival, values in ratios.items()]


def _pairs(path: Path, name: str, rival: str, values: Any) -> tuple[float, ...]:
    """Read the paired ratios of one case against one rival, positive numbers in one string."""
    try:
        ratios = tuple(float(value) for value in values.split())
    except (AttributeError, ValueError):
        ratios = (math.nan,)
    if not all(math.isfinite(ratio) and ratio > 0 for ratio in ratios):
        raise ReportError(f"{path}: {name}: the ratios to {rival} are not positive numbers")
    return ratios


def _environment(facts: Mapping[str, Any], date: str) -> Environment:
    """Fill the known facts in; what a run did not record stays at its default."""
    noise = facts.get("noise_floor") or {}
    known = {key: facts[key] for key in Environment.__dataclass_fields__ if key in facts and facts[key] is not None}
    return Environment(
        **known,
        noise_pairs=tuple(float(pair) for pair in str(noise.get("pairs", "")).split()),
        noise_what=str(noise.get("what", "")),
        date=date,
    )

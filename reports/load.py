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
    "target": (*_NUMBER, type(None)),  # most cases have none, and do not say so
    "gradient_norms": (str, type(None)),  # of the sweep over layers alone
}
_STATISTICS: dict[str, tuple[type, ...]] = {"median": _NUMBER, "rounds": (int,)}
_FACTS: dict[str, tuple[type, ...]] = {
    "cpu": (str,),
    "cores": (int,),
    "platform": (str,),
    "python": (str,),
    "versions": (dict,),
    "blas": (list,),
    "threads": (dict,),
    "page_faults": _NUMBER,
    "noise_floor": (dict,),
    "sweep": (str,),
    "command": (str,),
    "commit": (str,),
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
    page_faults: float | None = None
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
        ``tape_records``, ``tape_bytes``, ``rounds``, ``rho``, ``oracle``, ``status``, ``reason``, ``target`` (what the
        ratio to reverse mode has to reach, mostly NaN), ``gradient_norms`` (numbers in one string, mostly empty),
        ``rival`` and ``pairs`` (the paired ratios, a tuple, empty where nothing was measured).
        Every case has a row with the rival ``"primal"``.
    environment
        The machine and the settings.
    notes
        What a reader has to know of how the run came about, in sentences; mostly none.
    """

    name: str
    cases: pd.DataFrame
    environment: Environment
    notes: tuple[str, ...] = ()


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
        unfinished = ", only an unfinished run, which --resume finishes" if any(folder.rglob("*.jsonl")) else ""
        raise ReportError(
            f"no result file below {folder}/{unfinished}: run `pytest benchmarks --benchmark-only`, or name a file"
        )
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
    environment = _environment(path, facts, str(document.get("datetime", "not recorded")))
    return Run(path.name, cases, environment)


def _document(path: Path) -> dict[str, Any]:
    """Parse the file into a pytest-benchmark document."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ReportError(f"{path} does not exist") from None
    except IsADirectoryError:
        raise ReportError(f"{path} is a folder: name a result file, one of the .json files below {RESULTS}/") from None
    except UnicodeDecodeError:
        raise ReportError(f"{path} is not text, and so not a result file: those end in .json") from None
    except OSError as error:
        raise ReportError(f"{path} cannot be read: {error.strerror}") from None
    if path.suffix == ".jsonl":
        raise ReportError(f"{path} is the journal of an unfinished run: add --resume to the command that began it")
    if not text.strip():
        raise ReportError(f"{path} is empty: the run was interrupted, repeat it")
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        raise ReportError(
            f"{path} is not complete JSON (line {error.lineno}, column {error.colno}: "
            f"{error.msg}): the run was interrupted, repeat it"
        ) from None
    except RecursionError:
        raise ReportError(f"{path} is JSON, but nested too deeply for a result file") from None
    if not isinstance(document, dict) or not isinstance(document.get("benchmarks"), list):
        raise ReportError(f"{path} is JSON, but not a file saved by pytest-benchmark: those lie below {RESULTS}/")
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
            "measure again with this version, or use the report of the version that measured"
        )
    return facts


_ABSENT: dict[str, Any] = {"rho": None, "first_call": None, "peak_memory": None, "tape": None, "reason": ""}
"""What a case says by leaving a field out."""


def _rows(path: Path, entry: Any) -> list[dict[str, Any]]:
    """Spread one benchmark over one row a rival."""
    info = entry.get("extra_info") if isinstance(entry, dict) else None
    if not isinstance(info, dict):
        raise ReportError(f"{path}: a benchmark has no extra_info")
    info = _ABSENT | (entry.get("params") or {}) | info
    name = entry.get("name", "a benchmark")
    _check(path, name, info, _FIELDS)
    for key in ("n", "m"):
        if info[key] < 1:
            raise ReportError(f"{path}: {name}: {key} is {info[key]}, and must be 1 or more")
    measured = info["status"] == "ok"
    stats = (entry.get("stats") or {}) if measured else {}
    if stats:
        _check(path, name, stats, _STATISTICS)
    tape = info["tape"] or {}
    numbers = {key: info.get(key) for key in ("rho", "first_call", "peak_memory", "target")}
    case = {key: info.get(key) for key in _FIELDS if key not in ("ratios", "tape")} | {
        **{key: math.nan if number is None else float(number) for key, number in numbers.items()},
        "gradient_norms": _norms(path, name, info.get("gradient_norms") or ""),
        "tape_records": float(tape.get("records", math.nan)),
        "tape_bytes": float(tape.get("bytes", math.nan)),
        "seconds": float(stats.get("median", math.nan)),
        "rounds": int(stats.get("rounds", 0)),
    }
    # a case without a time keeps its row against the primal: shown with its reason, never dropped
    ratios = {"primal": ""} | (info["ratios"] if measured else {})
    return [case | {"rival": rival, "pairs": _pairs(path, name, rival, values)} for rival, values in ratios.items()]


def _check(path: Path, name: str, entry: Any, fields: Mapping[str, tuple[type, ...]]) -> None:
    """Check that each field of an entry is there and of its type."""
    if not isinstance(entry, dict):
        raise ReportError(f"{path}: {name}: {entry!r} stands where {', '.join(fields)} should")
    for key, types in fields.items():
        value = entry.get(key)
        # bool is an int in Python, and never what a size or a ratio means
        if not isinstance(value, types) or isinstance(value, bool):
            raise ReportError(f"{path}: {name}: {key} is {value!r}")


def _pairs(path: Path, name: str, rival: str, values: Any) -> tuple[float, ...]:
    """Read the paired ratios of one case against one rival, positive numbers in one string."""
    try:
        ratios = tuple(float(value) for value in values.split())
    except (AttributeError, ValueError):
        ratios = (math.nan,)
    if not all(math.isfinite(ratio) and ratio > 0 for ratio in ratios):
        raise ReportError(f"{path}: {name}: the ratios to {rival} are not positive numbers")
    return ratios


def _norms(path: Path, name: str, text: str) -> str:
    """Check the gradient norms of one case: numbers of 0 or more, or none at all."""
    try:
        norms = [float(norm) for norm in text.split()]
    except ValueError:
        norms = [math.nan]
    if not all(math.isfinite(norm) and norm >= 0 for norm in norms):
        raise ReportError(f"{path}: {name}: the gradient norms are not numbers of 0 or more")
    return text


def _environment(path: Path, facts: Mapping[str, Any], date: str) -> Environment:
    """Fill the known facts in; what a run did not record stays at its default."""
    facts = {key: value for key, value in facts.items() if value is not None}
    _check(path, "machine_info", facts, {key: types for key, types in _FACTS.items() if key in facts})
    for name, entry in [*facts.get("threads", {}).items(), *(("blas", entry) for entry in facts.get("blas", []))]:
        if not isinstance(entry, dict):
            raise ReportError(f"{path}: machine_info: {name} is {entry!r}")
    noise = facts.get("noise_floor", {})
    return Environment(
        **{key: facts[key] for key in Environment.__dataclass_fields__ if key in facts},
        noise_pairs=_pairs(path, "noise_floor", "itself", noise.get("pairs", "")),
        noise_what=str(noise.get("what", "")),
        date=date,
    )

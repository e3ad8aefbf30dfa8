"""Synthetic result files whose slopes, ratios and crossovers are known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from reports import load, stats

LINE = (1, 4, 16, 64, 256, 1024, 4096)
GRID = (1, 4, 16, 64, 256)
PROBLEM = "two-layer-tanh"

Cost = Callable[[int, int], float]

# The cost over the primal of each backend at n inputs and m outputs. The first is what theory says
# of large sizes, without any fixed cost, so that slopes, ratios and crossovers are exact:
# forward / reverse is n / (1.8 m).
POWER: dict[str, Cost] = {
    "forward": lambda n, m: 2.0 * n,
    "forward-looped": lambda n, m: 2.5 * n,
    "reverse": lambda n, m: 3.6 * m,
    "reverse-looped": lambda n, m: 4.0 * m,
}
# The second looks like a measurement: a fixed cost hides the growth at small sizes.
LIFELIKE: dict[str, Cost] = {
    "forward": lambda n, m: 2.2 + 0.35 * n,
    "forward-looped": lambda n, m: 2.6 * n,
    "reverse": lambda n, m: 3.4 + 0.7 * m,
    "reverse-looped": lambda n, m: 2.0 + 3.1 * m,
    "jax-forward": lambda n, m: 0.9 + 0.3 * n,
    "jax-reverse": lambda n, m: 1.3 + 0.6 * m,
    "finite-differences": lambda n, m: 1.02 * (n + 1),
    "hand": lambda n, m: 1.9 + 0.55 * m,
    "autograd": lambda n, m: 7.5 + 5.2 * m,
    "pytorch": lambda n, m: 4.4 + 2.4 * m,
}
RIVALS = {"forward": "reverse", "forward-looped": "forward", "reverse-looped": "reverse"}


class Result:
    """A result file in the making: add cases, then take the document."""

    def __init__(self, costs: dict[str, Cost], noise: float = 0.01, pairs: int = 20) -> None:
        self.costs = costs
        self.noise = noise
        self.pairs = pairs
        self.random = np.random.default_rng(7)
        self.benchmarks: list[dict[str, Any]] = []

    def ratios(self, value: float) -> str:
        """Draw paired ratios around a value."""
        drawn = value * np.exp(self.noise * self.random.standard_normal(self.pairs))
        return " ".join(f"{ratio:.4g}" for ratio in drawn)

    def case(self, sweep: str, n: int, m: int, backend: str, /, **changes: Any) -> None:
        """Add the full derivative, or the primal, of one backend."""
        cost = self.costs[backend](n, m) if backend in self.costs else 1.0
        ratios = {"primal": self.ratios(cost)}
        rival = RIVALS.get(backend)
        if rival in self.costs:
            ratios[rival] = self.ratios(cost / self.costs[rival](n, m))
        primal = backend == "primal"
        info = {
            "sweep": sweep,
            "problem": PROBLEM,
            "size": f"n={n},m={m}",
            "n": n,
            "m": m,
            "quantity": "primal" if primal else "gradient" if m == 1 else "jacobian",
            "backend": backend,
            "directions": 0 if primal else n if "forward" in backend else m,
            "ratios": ratios,
            "first_call": 1e-3,
            "peak_memory": None if "jax" in backend else 8 * n * m + 1000,
            "tape": {"records": 6, "bytes": 48} if backend == "reverse" else None,
            "rho": None if primal else float(f"{self.random.uniform(1, 9) * 1e-16:.3g}"),
            "oracle": "none" if primal else "jax",
            "status": "ok",
            "reason": "",
        } | changes
        self.benchmarks.append(
            {
                "group": f"{sweep} {info['problem']}",
                "name": f"bench_sweep[{sweep}-{n}-{m}-{backend}]",
                "params": {},
                "stats": {"median": 25e-6 * cost, "rounds": self.pairs},
                "extra_info": info,
            }
        )

    def cases(self, sweep: str, sizes: Iterable[tuple[int, int]], **changes: Any) -> None:
        """Add every backend at each size."""
        for n, m in sizes:
            for backend in ("primal", *self.costs):
                self.case(sweep, n, m, backend, **changes)

    def document(self) -> dict[str, Any]:
        """Give the file as pytest-benchmark would have saved it."""
        facts = {
            "schema": 2,
            "cpu": "Imaginary CPU @ 2.00GHz",
            "cores": 2,
            "platform": "Linux-6.1-x86_64",
            "python": "3.11.7",
            "versions": {"dualtape": "0.1.0", "numpy": "2.4.6", "jax": "0.10.2", "torch": None},
            "blas": [{"library": "openblas", "version": "0.3.29", "threads": 1}],
            "threads": {
                "blas": {"asked": 1, "cpu_over_wall": 1.0},
                "xla": {"asked": 1, "cpu_over_wall": 1.0, "pinned_during_start": True},
            },
            "noise_floor": {
                "pairs": "1.001 0.998 1.002 0.999 1.0 1.001 0.9995 1.0005",
                "what": "two-layer-tanh, n = 64, m = 1, timed against itself",
            },
            "sweep": "default",
            "command": "pytest --benchmark-only",
            "commit": "0123abc",
            "dirty": False,
        }
        return {
            "machine_info": {"node": "imaginary", "dualtape": facts},
            "commit_info": {},
            "benchmarks": self.benchmarks,
            "datetime": "2026-01-02T03:04:05+00:00",
            "version": "5.3.1",
        }


def power(sweeps: Iterable[str] = ("wide", "tall", "grid"), noise: float = 0.0) -> Result:
    """Make a result that follows the power laws, exactly if there is no noise (which is faster)."""
    sizes = {
        "wide": [(n, 1) for n in LINE],
        "tall": [(1, m) for m in LINE],
        "square": [(n, n) for n in GRID],
        "grid": [(n, m) for n in GRID for m in GRID],
    }
    result = Result(POWER, noise)
    for sweep in sweeps:
        result.cases(sweep, sizes[sweep])
    return result


def lifelike() -> Result:
    """Make a result such as a real run gives, with cases that failed."""
    result = Result(LIFELIKE, noise=0.02)
    slow = {"status": "timeout", "reason": "one call took longer than 1 s"}
    unable = {"status": "unsupported", "reason": "in-place writes | not traced"}
    for n in LINE:
        result.cases("wide", [(n, 1)])
        result.cases("tall", [(1, n)])
    result.cases("grid", [(n, m) for n in (*GRID, 1024) for m in (*GRID, 1024)])
    for entry in result.benchmarks:
        info = entry["extra_info"]
        if "looped" in info["backend"] and info["n"] * info["m"] > 2000:
            info.update(slow, ratios={}, rho=None, oracle="none")
        if info["sweep"] == "grid" and info["n"] == info["m"] == 1024:
            info.update(slow, ratios={}, rho=None, oracle="none")
    for problem, sizes in {
        "logistic-regression": [650],
        "rosenbrock": [10, 1000, 1_000_000],
        "rosenbrock-loop": [10, 100, 1000],
        "mlp": [227],
    }.items():
        for n in sizes:
            for backend in ("primal", *LIFELIKE):
                if n <= 1000 or "reverse" in backend or backend in ("hand", "primal"):
                    failed = unable if (problem, backend) == ("rosenbrock-loop", "pytorch") else {}
                    result.case("problem", n, 1, backend, problem=problem, **failed)
    return result


@pytest.fixture(scope="session")
def make_power() -> Callable[..., Result]:
    """Give the maker of results that follow power laws."""
    return power


@pytest.fixture(scope="session")
def make_lifelike() -> Callable[[], Result]:
    """Give the maker of results like those of a real run."""
    return lifelike


@pytest.fixture(scope="session")
def save(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Result], Path]:
    """Give the function that saves a result as a file."""

    def write(result: Result) -> Path:
        path = tmp_path_factory.mktemp("results") / "0001_run.json"
        path.write_text(json.dumps(result.document()), encoding="utf-8")
        return path

    return write


@pytest.fixture(scope="session")
def summarise(save: Callable[[Result], Path]) -> Callable[[Result], pd.DataFrame]:
    """Give the function that takes a result through its file to the table of estimates."""
    return lambda result: stats.summarise(load.load(save(result)).cases)

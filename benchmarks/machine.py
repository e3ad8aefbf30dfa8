"""One thread each for BLAS and XLA, memory that stays, both checked; and what a reader must know about the machine.

Two tools are comparable only if they use the same hardware. BLAS obeys threadpoolctl. XLA obeys no
flag: it starts as many threads as the process may use CPUs at the moment when its client starts, so
the process is held to one CPU for that moment. The C library gives freed memory back to the system,
or keeps it, by limits that move with what the process did before; it is told to keep it. Whether
all that worked is measured, not assumed.
"""

import ctypes
import os
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from types import ModuleType
from typing import Any

import numpy as np
from threadpoolctl import threadpool_info

try:
    import resource
except ImportError:  # not on Windows
    resource = None  # type: ignore[assignment]

PACKAGES = ("dualtape", "numpy", "jax", "jaxlib", "scipy", "scikit-learn", "autograd", "torch", "mygrad", "casadi")
CAN_PIN = hasattr(os, "sched_setaffinity")

# What glibc's mallopt is told: of malloc.h M_TRIM_THRESHOLD, M_TOP_PAD and M_MMAP_THRESHOLD, at most 32 MiB.
KEEP = {-1: 2**30, -2: 2**26, -3: 2**25}


@contextmanager
def one_cpu() -> Iterator[None]:
    """Hold the process to one CPU, where the platform can."""
    if not CAN_PIN:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(before)})
    try:
        yield
    finally:
        # Threads inherit the mask that they were started under: set it back for each of them.
        for thread in os.listdir("/proc/self/task") if os.path.isdir("/proc/self/task") else "0":
            os.sched_setaffinity(int(thread), before)


def keep_memory() -> None:
    """Tell the C library to keep what is freed, where it is glibc.

    Without that an array of 1 MB may cost its 200 page faults again at every call, or never, depending on the sizes
    that were freed earlier in the process: the same call takes several times as long in one process as in another.
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if os.name == "posix" else None
    if mallopt is not None:
        for parameter, value in KEEP.items():
            mallopt(parameter, value)


def page_faults(size: int = 100_000, calls: int = 20) -> float | None:
    """Return how many page faults a temporary array of `size` numbers costs; None where nobody counts them."""
    if resource is None:
        return None
    x = np.ones(size)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(calls):
        (x * 2.0) * 3.0
    return (resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before) / (2 * calls)


@cache
def start_jax() -> ModuleType:
    """Return JAX in float64 on the CPU, its client started with one thread.

    Each call is awaited before the next. Handing it to another thread first, as JAX does unless told otherwise, would
    only add the time in which that thread wakes up: up to ten times that of a small computation, and never the same.
    """
    import jax

    jax.config.update("jax_cpu_enable_async_dispatch", False)
    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    with one_cpu():
        jax.devices()
    return jax


def cpu_over_wall(work: Callable[[], object], seconds: float = 0.2) -> float:
    """Return how many threads `work` keeps busy: CPU time of the process over wall time."""
    work()
    cpu, wall = time.process_time(), time.perf_counter()
    while time.perf_counter() - wall < seconds:
        work()
    return round((time.process_time() - cpu) / (time.perf_counter() - wall), 3)


def threads(size: int = 768) -> dict[str, Any]:
    """Measure on a matrix product how many threads BLAS and XLA use."""
    matrix = np.random.default_rng(0).normal(size=(size, size))
    found: dict[str, Any] = {"blas": {"asked": 1, "cpu_over_wall": cpu_over_wall(lambda: matrix @ matrix)}}
    if installed("jax"):
        jax = start_jax()
        product, operand = jax.jit(jax.numpy.matmul), jax.numpy.asarray(matrix)
        found["xla"] = {
            "asked": 1,
            "cpu_over_wall": cpu_over_wall(lambda: product(operand, operand).block_until_ready()),
            "pinned_during_start": CAN_PIN,
        }
    return found


def installed(package: str) -> str | None:
    """Return the version of a package, or None if it is not installed."""
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def blas() -> list[dict[str, Any]]:
    """Return the BLAS libraries in this process and their threads."""
    return [
        {
            "library": pool["internal_api"],
            "version": pool["version"],
            "threads": pool["num_threads"],
        }
        for pool in threadpool_info()
        if pool["user_api"] == "blas"
    ]


def identity() -> dict[str, Any]:
    """Return what must not change between the parts of one run."""
    return {"machine": platform.node(), "python": platform.python_version(), "versions": versions()}


def versions() -> dict[str, str | None]:
    """Return the version of each package that takes part, None if it is not installed."""
    return {package: installed(package) for package in PACKAGES}


def facts() -> dict[str, Any]:
    """Return what the result file says about this machine, beside what pytest-benchmark finds."""
    return {
        "cores": os.cpu_count(),
        "versions": versions(),
        "blas": blas(),
        "threads": threads(),
        "page_faults": page_faults(),
    }

"""The facts about the machine are measured, not assumed."""

import os
import platform
import subprocess
import sys
import time

import pytest

from benchmarks import machine


@pytest.mark.skipif(not machine.CAN_PIN, reason="the platform cannot hold a process to a CPU")
def test_one_cpu_holds_and_restores() -> None:
    before = os.sched_getaffinity(0)
    with machine.one_cpu():
        assert len(os.sched_getaffinity(0)) == 1
    assert os.sched_getaffinity(0) == before


def test_busy_work_counts_as_a_thread_and_sleep_does_not() -> None:
    assert machine.cpu_over_wall(lambda: sum(range(10_000)), 0.1) > 0.2  # others use the CPU too
    assert machine.cpu_over_wall(lambda: time.sleep(0.01), 0.1) < 0.2


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="only glibc can be told to keep memory")
def test_kept_memory_costs_no_page_faults() -> None:
    code = "from benchmarks import machine; machine.keep_memory(); machine.page_faults(); print(machine.page_faults())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert float(done.stdout) < 20  # a process of its own: what is told to the C library stays


def test_versions_of_installed_packages_are_known() -> None:
    assert machine.installed("numpy")
    assert machine.installed("a-package-that-is-not-there") is None

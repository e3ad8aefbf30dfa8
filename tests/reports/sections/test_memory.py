"""Memory: the growth that was put in is found, and the tape is measured by the operation."""

import pytest

from reports import growth
from reports.sections import memory

DEPTHS = (1, 10, 100, 1000)


def chain(result):
    """Add a chain whose tape holds one record and 130 bytes an operation, besides 800 for the input."""
    for operations in DEPTHS:
        size = f"size=10,operations={operations}"
        tape = {"records": 1 + operations, "bytes": 800 + 130 * operations}
        shared = {"problem": "chain", "size": size}
        result.case("depth", 10, 1, "primal", peak_memory=1000, **shared)
        result.case("depth", 10, 1, "forward", quantity="jvp", peak_memory=3000, **shared)
        result.case("depth", 10, 1, "reverse", quantity="vjp", peak_memory=1500 + tape["bytes"], tape=tape, **shared)
    return result


def test_the_growth_is_found(make_power, made, frames, drawn, said):
    result = make_power([])
    for n in (4, 16, 64, 256, 1024):
        result.case("wide", n, 1, "primal", peak_memory=700)
        result.case("wide", n, 1, "forward", peak_memory=10 * n * n)
        result.case("wide", n, 1, "reverse", peak_memory=80 * n)
        result.case("wide", n, 1, "finite-differences", peak_memory=80 * n)  # not ours, and not by hand
    (section,) = made(memory.sections, result)
    (table,) = frames(section)
    by_backend = table.set_index("Backend")
    assert by_backend["Slope, all sizes"].to_dict() == {
        "the function itself": "0.00 (0.00 to 0.00)",
        "forward, batched": "2.00 (2.00 to 2.00)",
        "reverse, batched": "1.00 (1.00 to 1.00)",
    }
    assert by_backend.loc["forward, batched", "Peak at the largest"] == "10.5 MB"
    assert "At n = 1024 inputs forward mode takes 10.5 MB at its peak, 128× as much as reverse" in said(section)
    assert [figure.name for figure in drawn(section)] == ["memory-wide-two-layer-tanh"]


def test_an_operation_leaves_what_was_put_in(make_power, made, frames, said):
    (section,) = made(memory.sections, chain(make_power([])))
    peaks, tape = frames(section)
    assert tape["Records"].tolist() == ["2", "11", "101", "1001"]
    assert tape["Bytes a record"].iloc[-1] == "131"
    assert peaks["Backend"].tolist() == ["the function itself", "forward mode", "reverse mode", "the tape alone"]
    assert "leaves 1 record (95 % interval 1 to 1) and 130 bytes (95 % interval 130 to 130) on the tape" in said(
        section
    )
    assert "on an array of 10 numbers of 8 bytes each" in said(section)
    assert "At 1000 operations reverse mode takes 132 kB at its peak, 44.1× as much as forward mode with 3 kB" in said(
        section
    )


def test_a_tape_of_uneven_operations_is_within_its_interval(make_power, summarise):
    result = chain(make_power([]))
    recorded = [entry["extra_info"]["tape"] for entry in result.benchmarks if entry["extra_info"]["tape"]]
    for tape, more in zip(recorded, (20, -90, 400, -3000), strict=True):
        tape["bytes"] += more
    tape = memory.tapes(summarise(result))
    held = growth.per_unit(tape["operations"], tape["tape_bytes"])
    assert held.low <= 130 <= held.high


@pytest.mark.parametrize("peak", [None, 0])
def test_no_memory_gives_no_section(make_power, made, peak):
    result = make_power([])
    result.case("wide", 4, 1, "forward", peak_memory=peak)
    assert made(memory.sections, result) == []


def test_one_size_and_a_size_that_says_nothing_of_operations_do_no_harm(make_power, made, drawn):
    result = make_power([])
    result.case("wide", 4, 1, "forward")
    result.case("depth", 4, 1, "forward", quantity="jvp")
    (section,) = made(memory.sections, result)
    assert len(drawn(section)) == 1

"""Operations: the time of one is recovered from chains of which it is known."""

import numpy as np
import pytest

from reports import growth
from reports.sections import operations

DEPTHS = (1, 10, 100, 1000)
EACH = {"primal": 1e-6, "forward": 4e-6, "reverse": 5e-6, "jax-reverse": 2e-7}
FIXED = {"primal": 4e-6, "forward": 40e-6, "reverse": 50e-6, "jax-reverse": 15e-6}


def chain(result, noise=0.0, depths=DEPTHS):
    """Add chains whose calls take a fixed time and so much for each operation."""
    random = np.random.default_rng(3)
    for count in depths:
        for backend, each in EACH.items():
            seconds = (FIXED[backend] + each * count) * np.exp(noise * random.standard_normal())
            quantity = {"primal": "primal", "forward": "jvp"}.get(backend, "vjp")
            result.case(
                "depth",
                10,
                1,
                backend,
                problem="chain",
                size=f"size=10,operations={count}",
                quantity=quantity,
                ratios={"primal": result.ratios(seconds / (4e-6 + 1e-6 * count))},
                first_call=0.07 if "jax" in backend else 3e-4,
            )
            result.benchmarks[-1]["stats"]["median"] = seconds
    return result


def test_the_time_of_an_operation_is_recovered(make_power, made, frames, said, drawn):
    (section,) = made(operations.sections, chain(make_power([])))
    jvp, vjp = frames(section)
    assert jvp.set_index("Backend")["Time of an operation"].to_dict() == {
        "the function itself": "1 µs (1 µs to 1 µs)",
        "forward mode": "4 µs (4 µs to 4 µs)",
    }
    assert vjp.set_index("Backend").loc["JAX reverse (jit)", "First call, median"] == "70 ms"
    assert (
        vjp.set_index("Backend").loc["reverse mode", "Over the function itself, at the most operations"].startswith("5")
    )
    assert "In reverse mode an operation takes 5 µs (95 % interval 5 µs to 5 µs), where NumPy alone takes 1" in said(
        section
    )
    assert "first call of JAX's compiled vjp takes 70 ms in the median, that of reverse mode 300 µs" in said(section)
    assert [figure.name for figure in drawn(section)] == ["operations-jvp-chain", "operations-vjp-chain"]


def test_the_time_of_an_operation_is_within_its_interval(make_power, summarise):
    summary = summarise(chain(make_power([]), noise=0.05))
    for quantity, backend in (("jvp", "forward"), ("vjp", "reverse"), ("vjp", "primal")):
        times = operations.by_depth(summary, "chain", quantity)
        own = times[times["backend"] == backend]
        each = growth.per_unit(own["size"], own["seconds"])
        assert each.low <= EACH[backend] <= each.high
        assert each.value == pytest.approx(EACH[backend], rel=0.1)


def test_two_depths_give_times_and_no_slope(make_power, made, frames):
    (section,) = made(operations.sections, chain(make_power([]), depths=(1, 16)))
    assert set(frames(section)[0]["Time of an operation"]) == {"–"}


def test_what_was_not_timed_is_said(make_power, made, drawn):
    result = chain(make_power([]))
    failed = {"quantity": "vjp", "problem": "chain", "size": "size=10,operations=9999"}
    result.case("depth", 10, 1, "jax-reverse", status="unsupported", reason="unrolls", **failed)
    (section,) = made(operations.sections, result)
    jvp, vjp = drawn(section)
    assert "Without a time" not in jvp.caption
    assert "Without a time: JAX reverse (jit) at 9999 operations (cannot)." in vjp.caption


def test_a_sweep_without_operations_gives_no_section(make_power, made):
    result = make_power([])
    result.case("depth", 4, 1, "forward", quantity="jvp")
    result.case("depth", 4, 1, "primal", size="operations=4")
    assert made(operations.sections, result) == []

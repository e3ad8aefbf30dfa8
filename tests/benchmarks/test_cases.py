"""The list of cases: complete, without doubles, and in strings only."""

from dataclasses import astuple

import pytest

from benchmarks import bench_layers, bench_overhead, bench_peers, bench_problems, bench_second_order, bench_sweeps
from benchmarks.backends import BACKENDS
from benchmarks.cases import SCALES, Case
from benchmarks.problems import FAMILIES, build
from benchmarks.problems.repeated import ROUNDS

MODULES = (bench_sweeps, bench_second_order, bench_problems, bench_layers, bench_peers, bench_overhead)
# The subjects of the sweeps.
ELSEWHERE = {"two-layer-tanh", "chain", "checkpointed-chain", *(f"repeated-{kind}" for kind in ROUNDS)}


@pytest.fixture(params=SCALES)
def every_case(request: pytest.FixtureRequest) -> list[Case]:
    return [case for module in MODULES for case in module.cases(SCALES[request.param])]


def test_five_parameters_identify_a_case(every_case: list[Case]) -> None:
    assert len(set(every_case)) == len(every_case)


def test_parameters_are_strings(every_case: list[Case]) -> None:
    assert {type(value) for case in every_case for value in astuple(case)} == {str}


def test_each_backend_offers_what_is_asked_of_it(every_case: list[Case]) -> None:
    assert all(case.quantity in BACKENDS[case.backend].ways for case in every_case)


def test_each_backend_is_measured(every_case: list[Case]) -> None:
    assert {case.backend for case in every_case} == set(BACKENDS)


def test_each_case_has_the_primal_as_a_rival(every_case: list[Case]) -> None:
    assert all(case.rivals[0] == ("primal", "primal") for case in every_case)


@pytest.mark.parametrize(
    ("backend", "quantity", "rival"),
    [
        ("forward", "jacobian", "reverse"),
        ("forward-looped", "jacobian", "forward"),
        ("reverse-looped", "gradient", "reverse"),
        ("autograd", "gradient", "reverse"),
        ("autograd", "hessian", "forward-over-reverse"),
    ],
)
def test_full_derivatives_have_a_second_rival(backend: str, quantity: str, rival: str) -> None:
    case = Case("grid", "two-layer-tanh", "n=4,m=1", quantity, backend)
    assert case.rivals[1:] == ((rival, quantity),)


def test_one_direction_has_no_second_rival() -> None:
    assert len(Case("wide", "two-layer-tanh", "n=4,m=1", "jvp", "forward").rivals) == 1


def test_each_target_is_in_the_default_run() -> None:
    targeted = {(case.problem, case.size, case.quantity) for case in bench_peers.cases(SCALES["default"])}
    assert targeted == set(bench_peers.TARGETS)


@pytest.mark.parametrize(
    ("size", "quantity", "mode"),
    [
        ("n=4,m=1", "gradient", "reverse"),
        ("n=4,m=4", "jacobian", "reverse"),
        ("n=4,m=5", "jacobian", "forward"),
        ("n=4,m=1", "jvp", "forward"),
        ("n=4,m=1", "vjp", "reverse"),
        ("n=4,m=1", "hessian", "forward-over-reverse"),
    ],
)
def test_a_peer_is_timed_beside_the_mode_that_one_would_use(size: str, quantity: str, mode: str) -> None:
    case = Case("peers", "two-layer-tanh", size, quantity, "autograd")
    assert case.rivals == (("primal", "primal"), (mode, quantity))


def test_numbers_of_pairs_are_even() -> None:
    assert all(s.budget.fewest % 2 == 0 and s.budget.most % 2 == 0 for s in SCALES.values())


@pytest.mark.parametrize("name", [name for name in FAMILIES if name not in ELSEWHERE])
def test_each_family_is_measured(name: str) -> None:
    default, more = bench_problems.SIZES[name]
    assert default or more
    assert not set(default) & set(more)


@pytest.mark.parametrize("name", bench_problems.SIZES)
def test_default_sizes_can_be_built(name: str) -> None:
    for size in bench_problems.SIZES[name][0]:
        assert build(name, size).name == name

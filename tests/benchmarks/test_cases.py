"""The list of cases: complete, without doubles, and in ints and strings only."""

from dataclasses import astuple

import pytest

from benchmarks import bench_peers, bench_problems, bench_sweeps
from benchmarks.backends import BACKENDS
from benchmarks.cases import SCALES, Case

MODULES = (bench_sweeps, bench_problems, bench_peers)


@pytest.fixture(params=SCALES)
def every_case(request: pytest.FixtureRequest) -> list[Case]:
    return [case for module in MODULES for case in module.cases(SCALES[request.param])]


def test_six_parameters_identify_a_case(every_case: list[Case]) -> None:
    assert len(set(every_case)) == len(every_case)


def test_parameters_are_ints_and_strings(every_case: list[Case]) -> None:
    assert {type(value) for case in every_case for value in astuple(case)} == {int, str}


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
    ],
)
def test_full_derivatives_have_a_second_rival(backend: str, quantity: str, rival: str) -> None:
    case = Case("grid", "two-layer-tanh", 4, 1, quantity, backend)
    assert case.rivals[1:] == ((rival, quantity),)


def test_one_direction_has_no_second_rival() -> None:
    assert len(Case("wide", "two-layer-tanh", 4, 1, "jvp", "forward").rivals) == 1


def test_each_target_is_in_the_default_run() -> None:
    targeted = {(case.problem, case.n) for case in bench_peers.cases(SCALES["default"])}
    assert targeted == set(bench_peers.TARGETS)


def test_numbers_of_pairs_are_even() -> None:
    assert all(s.budget.fewest % 2 == 0 and s.budget.most % 2 == 0 for s in SCALES.values())

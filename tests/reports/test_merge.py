"""Several runs as one: later files win, and what does not belong together is said."""

import dataclasses

import pytest

from reports import crossovers, load, stats
from reports.load import CASE
from reports.merge import merge


@pytest.fixture(scope="module")
def runs(make_power, save):
    """Two runs that share the wide sweep, of which the second is twice as slow there."""
    first, second = make_power(["wide", "tall"]), make_power(["wide", "grid"])
    for entry in second.benchmarks:
        entry["stats"]["median"] *= 2
    return load.load(save(first)), load.load(save(second))


def test_one_run_stays_as_it_is(runs):
    assert merge(runs[:1]) is runs[0]


def test_later_files_win(runs):
    merged = merge(runs)
    assert set(merged.cases["sweep"]) == {"wide", "tall", "grid"}
    assert not merged.cases.duplicated([*CASE, "rival"]).any()
    for sweep, run in (("tall", runs[0]), ("wide", runs[1]), ("grid", runs[1])):
        expected = run.cases[run.cases["sweep"] == sweep].reset_index(drop=True)
        assert merged.cases[merged.cases["sweep"] == sweep].reset_index(drop=True).equals(expected)
    backwards = merge(runs[::-1]).cases
    assert (
        backwards[backwards["sweep"] == "wide"]["seconds"].sum()
        < merged.cases.query("sweep == 'wide'")["seconds"].sum()
    )


def test_a_case_is_replaced_whole(make_power, save):
    first, second = make_power([]), make_power([])
    first.case("wide", 4, 1, "forward", ratios={"primal": "2.0", "reverse": "3.0"})
    second.case("wide", 4, 1, "forward", status="timeout", reason="slow", ratios={}, rho=None)
    cases = merge([load.load(save(result)) for result in (first, second)]).cases
    assert cases[["rival", "status"]].to_numpy().tolist() == [["primal", "timeout"]]


def test_the_notes_say_what_was_merged(runs):
    (note,) = merge(runs).notes
    repeated = runs[0].cases[runs[0].cases["sweep"] == "wide"].drop_duplicates(CASE)
    assert note == (
        "This report merges 2 runs: 0001_run.json, 0001_run.json. "
        f"{len(repeated)} measurements gave way to a later one of the same case."
    )


def test_the_notes_warn_of_another_machine(runs):
    other = dataclasses.replace(
        runs[0].environment, cpu="Other CPU", versions=runs[0].environment.versions | {"numpy": "2.0.0", "torch": "3.0"}
    )
    _, warning = merge([dataclasses.replace(runs[0], environment=other), runs[1]]).notes
    assert warning.startswith(
        "Careful: 0001_run.json and 0001_run.json differ in the processor (Other CPU, then Imaginary"
    )
    assert "numpy (2.0.0, then 2.4.6), torch (3.0, then none)" in warning


def test_the_environment_says_what_differs_and_keeps_the_largest_noise(runs):
    quiet = dataclasses.replace(runs[1].environment, noise_pairs=(1.0, 1.001), sweep="quick", command="pytest -k wide")
    silent = dataclasses.replace(runs[1].environment, noise_pairs=())
    for last in (quiet, silent):
        merged = merge([runs[0], dataclasses.replace(runs[1], environment=last)]).environment
        assert merged.noise_pairs == runs[0].environment.noise_pairs
    merged = merge([runs[0], dataclasses.replace(runs[1], environment=quiet)]).environment
    assert merged.sweep == "default, quick"
    assert merged.command == "pytest --benchmark-only && pytest -k wide"
    assert merged.commit == "0123abc"
    assert merged.dirty is False


def test_a_merged_run_gives_estimates_like_any_other(runs):
    summary = stats.summarise(merge(runs).cases)
    assert crossovers.grid_crossover(stats.mode_ratios(summary, "grid", "two-layer-tanh")) is not None
    assert len(stats.mode_ratios(summary, "tall", "two-layer-tanh")) == 7

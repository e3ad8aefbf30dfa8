"""Two runs beside each other: planted changes are found, noise is not, and what cannot be compared is said."""

import copy
import dataclasses
import io

import numpy as np
import pytest
from rich.console import Console

from reports import compare, load
from reports.load import ReportError


def scaled(result, backend, factor, **where):
    """Copy a result in which one backend takes so many times as long."""
    changed = copy.deepcopy(result)
    for entry in changed.benchmarks:
        info = entry["extra_info"]
        if info["backend"] == backend and all(info[key] == value for key, value in where.items()):
            info["ratios"] = {
                rival: " ".join(f"{factor * float(pair):.4g}" for pair in pairs.split())
                for rival, pairs in info["ratios"].items()
            }
    return changed


@pytest.fixture(scope="module")
def runs(make_power, save):
    """Load two results."""
    return lambda *results: [load.load(save(result)) for result in results]


@pytest.fixture(scope="module")
def noisy(make_power):
    """A result whose pairs scatter by one percent."""
    return make_power(["wide", "tall"], noise=0.01)


@pytest.fixture(scope="module")
def changes(noisy, runs):
    """The changes to a run in which one backend became slower and another faster, on one sweep."""
    slower = scaled(noisy, "reverse", 1.5, sweep="wide")
    return compare.compare(*runs(noisy, scaled(slower, "forward", 0.8, sweep="tall")))


def outcomes(changes, **where):
    """Give the outcomes of some rows."""
    rows = changes.rows
    for key, value in where.items():
        rows = rows[rows[key] == value]
    return set(rows["outcome"])


def test_planted_changes_are_found(changes):
    assert outcomes(changes, backend="reverse", sweep="wide") == {"slower"}
    assert outcomes(changes, backend="forward", sweep="tall") == {"faster"}
    assert outcomes(changes, backend="reverse", sweep="tall") == {"same"}
    assert outcomes(changes, backend="primal") == {"same"}
    found = changes.of("slower")
    assert found["change"].to_numpy() == pytest.approx(1.5, rel=1e-3)
    assert (found["change_low"] < 1.5).all()
    assert (found["change_high"] > 1.5).all()


def test_a_run_beside_itself_has_no_changes(noisy, runs):
    changes = compare.compare(*runs(noisy, noisy))
    assert outcomes(changes) == {"same"}
    assert "The two files hold the same measurements." in compare.warnings(changes)


def test_another_run_of_the_same_program_has_hardly_any_changes(make_power, runs):
    old, new = make_power(["wide", "tall"], noise=0.05), make_power(["wide", "tall"], noise=0.05)
    new.random = np.random.default_rng(8)
    new.benchmarks = []
    for sweep, sizes in (("wide", [(n, 1) for n in (1, 4, 16)]), ("tall", [(1, m) for m in (1, 4, 16)])):
        new.cases(sweep, sizes)
    changes = compare.compare(*runs(old, new))
    assert len(changes.of("faster", "slower")) <= 0.1 * len(changes.of("same"))


@pytest.mark.parametrize(("factor", "outcome"), [(1.01, "same"), (1.03, "slower"), (0.97, "faster"), (0.99, "same")])
def test_a_change_below_the_noise_floor_does_not_count(make_power, runs, factor, outcome):
    result = make_power(["wide"])  # no scatter, so that any difference is certain
    old, new = runs(result, scaled(result, "reverse", factor))
    noise = dataclasses.replace(new.environment, noise_pairs=(0.98, 1.0, 1.02))
    for first, second in (
        (old, dataclasses.replace(new, environment=noise)),
        (dataclasses.replace(old, environment=noise), new),
    ):
        changes = compare.compare(first, second)
        assert changes.floor == pytest.approx(0.02)
        assert outcomes(changes, backend="reverse") == {outcome}


def test_a_large_but_uncertain_change_does_not_count(make_power, runs):
    result = make_power([])
    result.case("wide", 4, 1, "reverse", ratios={"primal": "1.0 9.0 1.0 9.0 5.0 1.0"})
    assert outcomes(compare.compare(*runs(result, scaled(result, "reverse", 1.5)))) == {"same"}


def test_largest_changes_come_first_and_halving_is_as_large_as_doubling(make_power, runs):
    result = make_power(["wide"])
    new = scaled(scaled(scaled(result, "reverse", 1.2), "forward", 0.5), "forward-looped", 1.8)
    changes = compare.compare(*runs(result, new))
    assert list(dict.fromkeys(changes.of("faster", "slower")["backend"])) == ["forward", "forward-looped", "reverse"]


def test_sentences(changes):
    counts, alike, control, rivals = compare.sentences(changes)
    assert counts.startswith(
        "Of 56 derivatives timed in both runs, 7 got faster and 7 slower by more than the noise (a floor of 0."
    )
    assert alike == (
        "The cost over the function itself differs by less than 10 % between the two runs in 42 of 56 cases (75 %)."
    )
    assert control == "As a control, 0 of 14 functions timed against themselves changed by more than the noise."
    assert rivals.startswith("Of 42 ratios to a rival, another mode or tool, 7 got smaller and 0 larger")


@pytest.mark.parametrize(("factor", "alike"), [(1.09, 1), (1.11, 0), (1 / 1.09, 1), (1 / 1.11, 0)])
def test_alike_means_the_same_in_both_directions(make_power, runs, factor, alike):
    result = make_power([])
    result.case("wide", 4, 1, "reverse", ratios={"primal": "1000.0"})
    _, sentence, *_ = compare.sentences(compare.compare(*runs(result, scaled(result, "reverse", factor))))
    assert f"in {alike} of 1 case (" in sentence


def test_a_control_that_changed_is_told(make_power, runs):
    result = make_power(["wide"])
    sentences = compare.sentences(compare.compare(*runs(result, scaled(result, "primal", 1.3))))
    assert (
        "7 of 7 functions timed against themselves changed by more than the noise, which only noise can do"
        in sentences[2]
    )


def test_new_gone_and_changed_cases(make_power, runs):
    old, new = make_power(["wide"]), make_power(["wide"])
    old.case("tall", 1, 2, "forward", problem="gone")
    for problem in ("new", "newer"):
        for backend in ("forward", "reverse"):
            new.case("tall", 1, 2, backend, problem=problem)
    old.case("tall", 1, 2, "reverse", status="timeout", reason="one call takes longer than 2 s", ratios={})
    new.case("tall", 1, 2, "reverse")
    new.case("tall", 1, 3, "reverse", status="unsupported", reason="never", ratios={})
    old.case("tall", 1, 3, "reverse", status="unsupported", reason="never", ratios={})
    changes = compare.compare(*runs(old, new))
    *_, other = compare.sentences(changes)
    assert other == (
        "1 derivative with a time in only one of the runs; 4 derivatives only in the new run; 1 derivative only in the "
        "old run."
    )
    tables = dict(compare.listings(changes))
    assert tables["With a time in only one of the runs"].to_numpy().tolist() == [
        [
            "timeout",
            "ok",
            "reverse, batched",
            "tall: two-layer-tanh n=1,m=2, jacobian",
            "one call takes longer than 2 s",
        ]
    ]
    assert tables["Only in the new run"].to_numpy().tolist() == [
        ["tall", "new", "2", "forward, batched; reverse, batched"],
        ["tall", "newer", "2", "forward, batched; reverse, batched"],
    ]
    assert tables["Only in the old run"]["Problem"].tolist() == ["gone"]


def test_a_rival_that_one_run_lacks_is_left_out(make_power, runs):
    old, new = make_power([]), make_power([])
    old.case("wide", 4, 1, "forward", ratios={"primal": "2.0", "reverse": "3.0"})
    new.case("wide", 4, 1, "forward", ratios={"primal": "2.0"})
    assert outcomes(compare.compare(*runs(old, new)), rival="reverse") == {"none"}


def test_cases_are_matched_by_all_that_identifies_them(make_power, runs):
    old, new = make_power(["wide"]), make_power(["wide"])
    old.case("batch", 4, 4, "forward", quantity="jacobian-by-1")
    new.case("batch", 4, 4, "forward", quantity="jacobian-by-4")
    changes = compare.compare(*runs(old, new))
    assert outcomes(changes, quantity="jacobian-by-1") == {"gone"}
    assert outcomes(changes, quantity="jacobian-by-4") == {"new"}


def test_runs_without_a_common_case_are_refused(make_power, runs):
    with pytest.raises(ReportError, match="no timed case in common: measure the same cases twice"):
        compare.compare(*runs(make_power(["wide"]), make_power(["tall"])))


@pytest.mark.parametrize(
    ("facts", "warning"),
    [
        (
            {"cpu": "Other CPU"},
            "The runs differ in the processor (Imaginary CPU @ 2.00GHz, then Other CPU): what changed",
        ),
        ({"versions": {"numpy": "9"}}, "numpy (2.4.6, then 9)"),
        ({"blas": []}, "the linear algebra (openblas 0.3.29, then none)"),
        ({"sweep": "full"}, "The old run is of the default sweep, the new one of the full sweep"),
        ({"noise_pairs": ()}, "The new run did not record its noise"),
        ({"noise_pairs": (0.8, 1.0, 1.2)}, "a function timed against itself differs by up to 20 %"),
        ({"date": "2025-01-01"}, "The new run was measured before the old one"),
    ],
)
def test_warnings(changes, facts, warning):
    new = dataclasses.replace(changes.new, environment=dataclasses.replace(changes.new.environment, **facts))
    (text,) = compare.warnings(dataclasses.replace(changes, new=new))
    assert warning in text


def test_nothing_is_warned_of_without_need(changes):
    assert compare.warnings(changes) == []


def test_the_terminal_shows_the_first_rows_of_each_table(changes, monkeypatch):
    monkeypatch.setattr(compare, "TERMINAL_ROWS", 2)
    console = Console(file=io.StringIO(), width=120, soft_wrap=True)
    compare.show(changes, console)
    text = console.file.getvalue()
    assert "7 got faster and 7 slower" in text
    assert "wide: two-layer-tanh n=1,m=1, gradient" in text
    assert "1.5× slower (1." in text
    assert text.count("and 5 more") == 3
    assert max(map(len, (line for line in text.splitlines() if line[:1] in "┃│"))) <= 120


def test_files(changes, tmp_path):
    (tmp_path / "index.html").write_text("of a report")
    assert compare.write(changes, tmp_path) == tmp_path / "compare.html"
    assert {path.name for path in tmp_path.iterdir()} == {"compare.html", "compare.md", "compare.csv", "index.html"}
    page, summary = ((tmp_path / name).read_text(encoding="utf-8") for name in ("compare.html", "compare.md"))
    assert "<h2>Slower than before" in page
    assert "## Slower than before" in summary
    assert "7 got faster and 7 slower" in page
    assert "7 got faster and 7 slower" in summary
    assert "://" not in page
    header, *lines = (tmp_path / "compare.csv").read_text().splitlines()
    assert header.startswith("sweep,problem,size,n,m,quantity,backend,rival,ratio_old,low_old")
    assert len(lines) == len(changes.rows)


def test_formats(changes, tmp_path):
    compare.write(changes, tmp_path)
    assert compare.write(changes, tmp_path, ("csv", "md")) == tmp_path / "compare.md"
    assert {path.name for path in tmp_path.iterdir()} == {"compare.md", "compare.csv"}


def test_the_same_files_give_the_same_bytes(changes, tmp_path):
    for name in ("one", "two"):
        compare.write(compare.compare(changes.old, changes.new), tmp_path / name)
    for first in (tmp_path / "one").iterdir():
        assert first.read_bytes() == (tmp_path / "two" / first.name).read_bytes()


def test_what_comes_from_the_file_is_escaped(make_power, runs, tmp_path):
    result = make_power(["wide"])
    result.case("problem", 4, 1, "forward", problem="[bold]<b>|")
    changes = compare.compare(*runs(result, scaled(result, "forward", 2.0)))
    compare.write(changes, tmp_path)
    assert "[bold]&lt;b&gt;|" in (tmp_path / "compare.html").read_text(encoding="utf-8")
    assert "[bold]<b>\\|" in (tmp_path / "compare.md").read_text(encoding="utf-8")
    console = Console(file=io.StringIO(), width=200)
    compare.show(changes, console)
    assert "[bold]<b>|" in console.file.getvalue()

"""Tables: every case is in, failures keep their reason, intervals stand beside numbers."""

import pandas as pd
import pytest

from reports import stats, tables
from reports.load import Environment


@pytest.fixture(scope="module")
def summary(make_power, summarise):
    result = make_power(["wide"])
    result.case("wide", 9999, 1, "forward", status="unsupported", reason="no | rule", rho=None)
    result.case("problem", 50, 1, "reverse", problem="mlp")
    result.case("problem", 50, 1, "tapenade", problem="mlp", status="timeout", reason="slow")
    return summarise(result)


def test_every_case_has_one_row(summary):
    table = tables.cases(summary)
    assert len(table) == (summary["rival"] == "primal").sum()
    row = table[(table["Backend"] == "forward, batched") & (table["n"] == "64")].iloc[0]
    assert row["Over the function itself"] == "128× (128 to 128)"
    assert row["Over a rival"] == "reverse: 35.6× (35.56 to 35.56)"


def test_a_case_whose_pairs_scatter_is_called_unstable(make_power, summarise):
    result = make_power([])
    result.case("wide", 4, 1, "forward", ratios={"primal": "1 2 3 4 5 6", "reverse": "3 3 3 3"})
    (row,) = tables.cases(summarise(result)).to_dict("records")
    assert row["Over the function itself"].endswith(") unstable")
    assert row["Over a rival"] == "reverse: 3× (3 to 3)"


def test_a_case_without_a_time_shows_its_reason(summary):
    table = tables.cases(summary)
    (status,) = table[table["n"] == "9999"]["Status"]
    assert status == "unsupported: no | rule"
    assert tables.failures(summary)["Reason"].tolist() == ["slow", "no | rule"]


def test_no_failure_gives_an_empty_table(make_power, summarise):
    assert tables.failures(summarise(make_power(["wide"]))).empty


def test_slopes_stand_beside_theory(summary):
    table = tables.slopes(stats.costs(summary, "wide", "two-layer-tanh"), "wide")
    table = table.set_index("Backend")
    assert table.loc["forward, batched", "Slope, all sizes"] == "1.00 (1.00 to 1.00)"
    assert table.loc["forward, batched", "Theory"] == "1"
    assert table.loc["reverse, batched", "Theory"] == "0"
    assert table.loc["reverse, batched", "Sizes"] == "1 to 4096"


def test_environment_is_said_in_full():
    facts = Environment(
        versions={"torch": None, "numpy": "2.4"},
        threads={"xla": {"asked": 1, "pinned_during_start": True}},
        blas=[{"library": "openblas", "version": "0.3", "threads": 1}],
        page_faults=0.25,
        commit="abc",
        dirty=True,
    )
    table = tables.environment(facts).set_index("What")["Value"]
    assert table["Packages"] == "numpy 2.4, torch not installed"
    assert table["Threads of xla"] == "asked 1, pinned during start yes"
    assert table["Linear algebra: openblas"] == "version 0.3, threads 1"
    assert table["Page faults of a temporary array of 100 000 numbers"] == "0.25"
    assert table["Commit"] == "abc with changes not committed"


def test_markdown_cells_stay_cells():
    text = tables.markdown(pd.DataFrame({"a": ["x|y\nz"]}))
    assert text == "| a |\n| --- |\n| x\\|y z |"

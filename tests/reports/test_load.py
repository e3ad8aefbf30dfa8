"""Reading a result file: what a good one gives, and what each kind of bad one says."""

import json
import math
import os

import pytest

from reports.load import CASE, ReportError, load, newest


def test_one_row_a_case_and_rival(make_power, save):
    result = make_power(["wide"])
    run = load(save(result))
    expected = sum(len(entry["extra_info"]["ratios"]) for entry in result.benchmarks)
    assert len(run.cases) == expected
    assert not run.cases.duplicated([*CASE, "rival"]).any()
    assert set(run.cases["rival"]) == {"primal", "forward", "reverse"}


def test_pairs_and_time_are_those_of_the_file(make_power, save):
    result = make_power(["wide"])
    entry = next(e for e in result.benchmarks if e["extra_info"]["backend"] == "forward")
    cases = load(save(result)).cases
    row = cases[(cases["backend"] == "forward") & (cases["rival"] == "reverse")].iloc[0]
    assert row["pairs"] == tuple(map(float, entry["extra_info"]["ratios"]["reverse"].split()))
    assert row["seconds"] == entry["stats"]["median"]


def test_environment(make_power, save):
    environment = load(save(make_power(["wide"]))).environment
    assert environment.cpu == "Imaginary CPU @ 2.00GHz"
    assert environment.versions["torch"] is None
    assert len(environment.noise_pairs) == 8
    assert environment.date.startswith("2026-01-02")


def test_facts_that_a_run_did_not_record_have_a_default(make_power, save, tmp_path):
    document = make_power(["wide"]).document()
    document["machine_info"]["dualtape"] = {"schema": 2, "cpu": None}
    path = tmp_path / "bare.json"
    path.write_text(json.dumps(document))
    environment = load(path).environment
    assert environment.cpu == "not recorded"
    assert environment.noise_pairs == ()


def test_a_case_without_a_time_keeps_its_row_and_its_reason(make_power, save):
    result = make_power(["wide"])
    result.case("wide", 9999, 1, "forward", status="timeout", reason="too slow", rho=None)
    cases = load(save(result)).cases
    (row,) = cases[cases["status"] != "ok"].itertuples()
    assert (row.rival, row.pairs, row.reason) == ("primal", (), "too slow")
    assert math.isnan(row.seconds)
    assert math.isnan(row.rho)


def test_newest_is_the_file_written_last(tmp_path):
    folder = tmp_path / "machine"
    folder.mkdir()
    for age, name in enumerate(["0002_new.json", "0003_old.json"]):
        (folder / name).write_text("{}")
        os.utime(folder / name, (1e9 - age, 1e9 - age))
    assert newest(tmp_path).name == "0002_new.json"


def test_no_result_file(tmp_path):
    with pytest.raises(ReportError, match="pytest benchmarks --benchmark-only"):
        newest(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        ('{"benchmarks": [{"name": "ben', "not complete JSON"),
        ("[" * 100_000, "nested too deeply"),
        ("[1, 2]", "not a file saved by pytest-benchmark"),
        ('{"name": "package"}', "not a file saved by pytest-benchmark"),
        ('{"benchmarks": [], "machine_info": {}}', "not by dualtape"),
        ('{"benchmarks": [], "machine_info": {"dualtape": {"schema": 99}}}', "schema 99"),
        ('{"benchmarks": [], "machine_info": {"dualtape": {"schema": 2}}}', "holds no case"),
        ('{"benchmarks": [1], "machine_info": {"dualtape": {"schema": 2}}}', "no extra_info"),
    ],
)
def test_a_file_that_is_not_a_result(tmp_path, text, message):
    path = tmp_path / "file.json"
    path.write_text(text)
    with pytest.raises(ReportError, match=message):
        load(path)


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(ReportError, match="does not exist"):
        load(tmp_path / "missing.json")
    with pytest.raises(ReportError, match="is a folder: name a result file"):
        load(tmp_path)
    (tmp_path / "binary.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ReportError, match="is not text"):
        load(tmp_path / "binary.json")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"n": "many"}, "n is 'many'"),
        ({"n": True}, "n is True"),
        ({"m": 0}, "m is 0"),
        ({"backend": None}, "backend is None"),
        ({"ratios": {"primal": "1.0 -1.0"}}, "ratios to primal"),
        ({"ratios": {"primal": "1.0 nan"}}, "ratios to primal"),
        ({"ratios": {"primal": 1.0}}, "ratios to primal"),
        ({"target": "4"}, "target is '4'"),
        ({"gradient_norms": "0.5 nan"}, "gradient norms are not numbers of 0 or more"),
        ({"gradient_norms": "-1 two"}, "gradient norms are not numbers of 0 or more"),
    ],
)
def test_a_case_that_breaks_the_schema(make_power, save, changes, message):
    result = make_power(["wide"])
    result.case("wide", 9999, 1, "forward", **changes)
    with pytest.raises(ReportError, match=message):
        load(save(result))


@pytest.mark.parametrize(
    ("path", "value", "message"),
    [
        (("benchmarks", 0, "stats"), 5, "5 stands where median, rounds should"),
        (("benchmarks", 0, "stats", "median"), "fast", "median is 'fast'"),
        (("machine_info", "dualtape", "versions"), [], r"versions is \[\]"),
        (("machine_info", "dualtape", "threads", "blas"), 1, "blas is 1"),
        (("machine_info", "dualtape", "noise_floor"), "low", "noise_floor is 'low'"),
        (("machine_info", "dualtape", "noise_floor", "pairs"), [1.0], "ratios to itself are not positive numbers"),
    ],
)
def test_a_fact_that_breaks_the_schema(make_power, tmp_path, path, value, message):
    document = make_power(["wide"]).document()
    *parents, last = path
    place = document
    for parent in parents:
        place = place[parent]
    place[last] = value
    file = tmp_path / "wrong.json"
    file.write_text(json.dumps(document))
    with pytest.raises(ReportError, match=message):
        load(file)


def test_a_target_is_kept_where_there_is_one(make_power, save):
    result = make_power([])
    result.case("peers", 10, 1, "autograd", target=4)
    result.case("peers", 10, 1, "pytorch")
    first, second = load(save(result)).cases["target"].tolist()
    assert first == 4.0
    assert math.isnan(second)


def test_gradient_norms_are_kept_where_there_are_some(make_power, save):
    result = make_power([])
    result.case("layers", 4, 1, "reverse", gradient_norms="0 1.5e-08 0.25")
    result.case("layers", 4, 1, "primal")
    assert load(save(result)).cases["gradient_norms"].tolist() == ["0 1.5e-08 0.25", ""]


def test_a_case_twice(make_power, save):
    result = make_power(["wide"])
    result.case("wide", 4, 1, "forward")
    with pytest.raises(ReportError, match="holds a case twice"):
        load(save(result))

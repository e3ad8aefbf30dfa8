"""Other tools: faster ones are named as such, targets are kept or not."""

import pytest

from reports.sections import peers


def problem(result, name, **over_reverse):
    """Add one problem where each tool takes a known time over reverse mode, itself 3 times the function."""
    result.case("problem", 50, 1, "reverse", problem=name, ratios={"primal": "3.0"})
    for tool, value in over_reverse.items():
        backend = tool.replace("_", "-")
        ratios = {"primal": str(3 * value), "reverse": str(value)}
        result.case("problem", 50, 1, backend, problem=name, ratios=ratios, first_call=0.25)


@pytest.fixture
def result(make_power):
    made = make_power([])
    problem(made, "heat", autograd=2.0, jax_reverse=0.1, hand=0.5)
    problem(made, "mlp", autograd=4.0, jax_reverse=0.4)
    problem(made, "gmm", autograd=0.5)
    made.case("problem", 50, 1, "mygrad", problem="gmm", status="timeout", reason="slow", ratios={})
    made.case("problem", 50, 1, "jax-reverse", problem="gmm", status="unsupported", reason="loop", ratios={})
    return made


def test_each_tool_has_a_sentence_that_says_where_it_is_faster(result, made, said):
    autograd, jax, hand = said(made(peers.sections, result)[0]).splitlines()
    assert autograd == (
        "- autograd takes 2× the time of dualtape's better mode in the median of 3 problems (95 % interval 0.5 to 4), "
        "from 0.5× (gmm) to 4× (mlp). Its whole interval lies below 1× on 1 of them: gmm (0.5×)."
    )
    assert "JAX (jit) takes 0.25×" in jax
    assert "Its whole interval lies below 1× on 2 of them: heat (0.1×), mlp (0.4×)." in jax
    assert "Its first call takes 250 ms in the median; where it is faster, that is made up for after about" in jax
    assert "What was derived by hand takes 0.5×" in hand


def test_many_faster_problems_are_counted_not_named(make_power, made, said):
    result = make_power([])
    for index in range(6):
        problem(result, f"problem-{index}", jax_reverse=0.5)
    assert "problem-3 (0.5×) and 2 more." in said(made(peers.sections, result)[0])


def test_a_tool_within_the_noise_is_not_faster(make_power, made, said):
    result = make_power([])
    result.case("problem", 50, 1, "reverse", problem="mlp", ratios={"primal": "3.0"})
    result.case(
        "problem", 50, 1, "autograd", problem="mlp", ratios={"primal": "3.0", "reverse": "0.8 0.9 0.99 1.1 0.7 1.2"}
    )
    assert "On none of them its whole interval lies below 1×." in said(made(peers.sections, result)[0])


def test_tables_count_and_keep_what_has_no_time(result, made, frames):
    tools, problems = frames(made(peers.sections, result)[0])
    tools = tools.set_index("Tool")
    assert tools.loc["autograd", "Faster on":"Slower on"].tolist() == ["1", "2"]
    assert tools.loc["autograd", "Range"] == "0.5× to 4×"
    assert tools.loc["JAX (jit)", ["Problems", "First call", "No time"]].tolist() == ["2", "250 ms", "1 cannot"]
    assert "MyGrad" not in tools.index  # no time at all
    gmm = problems.set_index("Problem").loc["gmm, n=50,m=1"]
    assert gmm[["Better mode", "autograd", "JAX (jit)", "derived by hand"]].tolist() == [
        "reverse",
        "0.5× (0.5 to 0.5)",
        "cannot",
        "–",
    ]


def test_the_figure_has_its_data(result, made, drawn):
    (figure,) = drawn(made(peers.sections, result)[0])
    assert "medians: autograd 2×, JAX (jit) 0.25×, derived by hand 0.5×." in figure.alternative
    assert len(figure.data) == 8


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        ({"target": 4.0}, "reached"),
        ({"target": 4.5}, "reached, but the interval leaves doubt"),
        ({"target": 4.9}, "missed, but the interval leaves doubt"),
        ({"target": 6.0}, "missed"),
        ({}, "–"),
        ({"target": 4.0, "status": "timeout", "ratios": {}}, "too slow"),
        ({"target": 4.0, "ratios": {"primal": "9"}}, "not measured"),
    ],
)
def test_targets_are_kept_or_not(make_power, made, frames, changes, verdict):
    result = make_power([])
    ratios = {"primal": "9", "reverse": "4.4 4.6 4.8 4.9 5.0"}
    result.case("peers", 10, 1, "autograd", problem="rosenbrock", **({"ratios": ratios} | changes))
    (table,) = frames(made(peers.sections, result)[0])
    assert table["Verdict"].tolist() == [verdict]


def test_a_run_without_tools_has_no_section(make_power, made):
    assert made(peers.sections, make_power(["wide"])) == []

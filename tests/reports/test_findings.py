"""The sentences of the headline, on runs whose truth is known."""

import pytest

from reports import findings
from reports.load import Environment
from reports.stats import Estimate


@pytest.mark.parametrize(
    ("estimate", "part"),
    [
        (Estimate(213, 209, 217), "reverse mode is 213× cheaper than forward mode (95 % interval"),
        (Estimate(0.5, 0.4, 0.625), "forward mode is 2× cheaper than reverse mode"),
        (Estimate(0.5, 0.4, 0.625), "interval 1.6 to 2.5"),
        (Estimate(1.01, 0.99, 1.03), "cost the same as far as this run can tell"),
    ],
)
def test_comparison(estimate, part):
    assert part in findings.comparison(estimate)


def test_headline(make_power, summarise):
    extremes, crossover, memory = findings.headline(summarise(make_power()))
    assert extremes.startswith("At n = 4096 inputs and m = 1 output, reverse mode is 2")
    assert "At n = 1 input and m = 4096 outputs, forward mode is 7" in extremes
    assert "cost the same at about n = 1.8 m" in crossover
    assert memory.startswith(
        "Memory: at n = 4096 inputs and m = 1 output, forward mode needs 33.8 kB at its peak, 1× as"
    )


def test_without_a_grid_the_sweeps_tell_where_the_modes_cross(make_power, summarise):
    _, crossover, *_ = findings.headline(summarise(make_power(["wide", "tall"])))
    assert "reverse mode is the cheaper one from about n = 1.8 inputs on (95 % interval 1.8 to 1.8)" in crossover
    assert (
        "forward mode is cheaper at every size measured (m = 1 to 4096; and so is the whole 95 % interval)" in crossover
    )


@pytest.mark.parametrize(
    ("pairs", "part"),
    [
        ("0.5 0.5", "is not yet cheaper at the largest size measured (n = 4; and so is the whole 95 % interval)"),
        ("0.5 2.0 2.0 2.0", "(95 % interval 2 to above 4)"),
    ],
)
def test_a_crossover_beyond_the_sweep(make_power, summarise, pairs, part):
    result = make_power([])
    result.case("wide", 1, 1, "forward", ratios={"primal": "2.0", "reverse": "0.5 0.5"})
    result.case("wide", 4, 1, "forward", ratios={"primal": "8.0", "reverse": pairs})
    assert part in "\n".join(findings.headline(summarise(result)))


def test_square_speaks_only_if_no_other_sweep_does(make_power, summarise):
    assert findings.headline(summarise(make_power(["square"])))[0].startswith("At n = 256 inputs and m = 256 outputs, ")
    assert "m = 256" not in findings.headline(summarise(make_power(["square", "wide"])))[0]


def test_what_choosing_by_rule_costs(make_power, summarise):
    result = make_power([])
    for n, regret in ((1, "1.1"), (4, "1.5")):
        result.case("grid", n, 1, "forward", ratios={"primal": "2.0", "reverse": "2.0"})
        result.case("grid", n, 1, "auto", ratios={"forward": "0.5", "reverse": regret})
    (sentence,) = [text for text in findings.headline(summarise(result)) if "Left to choose" in text]
    assert "dualtape takes 1.3× the time of the better mode in the median" in sentence
    assert "at worst 1.5× (95 % interval 1.5 to 1.5), at n = 4 inputs and m = 1 output." in sentence


def test_one_problem_is_named(make_lifelike, summarise):
    result = make_lifelike()
    result.benchmarks = [entry for entry in result.benchmarks if entry["extra_info"]["problem"] == "mlp"]
    modes, tools = findings.headline(summarise(result))
    assert modes.startswith("On mlp with n = 227 inputs and m = 1 output, reverse mode is 19.9× cheaper")
    assert tools.startswith("Other tools take so many times as long as the better of dualtape's two modes")


def test_several_problems_are_counted(make_power, summarise):
    result = make_power([])
    for problem, pairs in {"a": "4.0 4.0", "b": "9.0 9.0", "c": "0.5 0.5", "d": "0.9 1.1"}.items():
        result.case("problem", 8, 1, "forward", problem=problem, ratios={"primal": "9.0", "reverse": pairs})
    result.case("problem", 9, 1, "forward", problem="d", status="timeout", reason="slow", rho=None)
    result.case("problem", 9, 1, "reverse", problem="d")
    (sentence,) = findings.headline(summarise(result))
    assert sentence == (
        "Of 4 real problems, reverse mode is cheaper on 2 (by up to 9×, 95 % interval 9 to 9, on b), forward mode on 1 "
        "(by up to 2×, 95 % interval 2 to 2, on c), and 1 is too close to call. On 1 more, forward mode was stopped as "
        "too slow where reverse mode was not."
    )


def test_sizes_of_one_problem_are_not_called_problems(make_power, summarise):
    result = make_power([])
    for n in (8, 9):
        result.case("problem", n, 1, "forward", ratios={"primal": "9.0", "reverse": "2.0"})
    (sentence,) = findings.headline(summarise(result))
    assert sentence.startswith("Of 2 sizes of 1 real problem, reverse mode is cheaper on 2 (by up to 2×")


def test_tools_stand_over_the_better_mode(make_power, summarise):
    result = make_power([])
    for problem, mine, others in (("a", "2.0", "8.0"), ("b", "0.5", "6.0")):
        result.case("problem", 8, 1, "forward", problem=problem, ratios={"primal": "9.0", "reverse": mine})
        result.case("problem", 8, 1, "autograd", problem=problem, ratios={"primal": "9.0", "reverse": others})
        result.case("problem", 8, 1, "hand", problem=problem, ratios={"primal": "9.0", "reverse": "0.1"})
    _, tools = findings.headline(summarise(result))
    assert "autograd 10× (8 to 12, 2 cases)." in tools  # 8 over reverse mode; 6 over it, and so 12 over forward mode
    assert "hand" not in tools


def test_without_problems_the_speed_targets_speak_for_the_tools(make_power, summarise):
    result = make_power([])
    for n, ratio in [(10, 4.5), (1000, 2.0)]:
        result.case("peers", n, 1, "autograd", ratios={"primal": "9.0", "reverse": str(ratio)})
    (sentence,) = findings.headline(summarise(result))
    assert "autograd takes 2 to 4.5 times as long as dualtape's reverse mode (2 problems)" in sentence


def test_what_a_call_costs_and_its_memory(make_power, summarise):
    result = make_power([])
    for calls in (10, 100):
        for backend, cost, peak in (("forward", 4.0, 1000), ("reverse", 5.0, 100 * calls)):
            result.case(
                "depth",
                10,
                1,
                backend,
                size=f"size=10,operations={calls}",
                quantity="jvp" if backend == "forward" else "vjp",
                ratios={"primal": f"{cost} {cost}"},
                peak_memory=peak,
            )
    memory, calls = findings.headline(summarise(result))
    assert memory == (
        "Memory: for one direction through 100 calls, reverse mode needs 10 kB at its peak, 10× as much as forward "
        "mode with 1 kB."
    )
    assert calls.startswith("A program of 100 NumPy calls")
    assert calls.endswith("4× in forward mode (95 % interval 4 to 4) and 5× in reverse mode (95 % interval 5 to 5).")


def test_what_batches_save(make_power, summarise):
    result = make_power([])
    for backend, alone, together in (("forward", "64.0", "2.0"), ("reverse", "16.0", "4.0")):
        for batch, cost in ((1, alone), (16, "999.0"), (256, together)):
            result.case("batch", 256, 256, backend, quantity=f"jacobian-by-{batch}", ratios={"primal": cost})
    (sentence,) = findings.headline(summarise(result))
    assert "by up to 32 (95 % interval 32 to 32; 256 together, forward mode, n=256,m=256)" in sentence
    assert "and by 4 (95 % interval 4 to 4; 256 together, reverse mode, n=256,m=256) where they save least." in sentence


def test_what_nestings_cost(make_power, summarise):
    result = make_power([])
    for n in (2, 8):
        for backend, cost in (("forward-over-forward", 90), ("forward-over-reverse", 30), ("reverse-over-reverse", 20)):
            result.case("hessian", n, 1, backend, quantity="hessian", ratios={"primal": f"{cost * n}"})
    (sentence,) = findings.headline(summarise(result))
    assert sentence.startswith(
        "The Hessian for 8 inputs takes one mode inside another; over the function itself it costs "
    )
    assert "160× (95 % interval 160 to 160) by reverse over reverse, and 720×" in sentence


def test_at_most_eight(make_lifelike, summarise):
    result = make_lifelike()
    result.case("depth", 1, 1, "forward", size="operations=1", ratios={"primal": "2.0"})
    result.case("depth", 1, 1, "reverse", size="operations=1", ratios={"primal": "2.0"})
    for batch in (1, 4):
        result.case("batch", 4, 4, "forward", quantity=f"jacobian-by-{batch}")
    for backend in ("forward-over-reverse", "reverse-over-reverse"):
        result.case("hessian", 4, 1, backend, quantity="hessian")
    assert len(findings.headline(summarise(result))) == 8


def test_trust_counts_what_failed(make_power, summarise):
    result = make_power(["wide"])
    result.case("wide", 9999, 1, "forward", status="timeout", reason="slow", rho=None)
    noise, agreement, failed = findings.trust(summarise(result), Environment(noise_pairs=(1.0, 0.99, 1.02)))
    assert "a difference below 2 % means nothing" in noise
    assert agreement.startswith(
        "28 of 28 timed derivatives (the oracles themselves and finite differences not counted)"
    )
    assert failed == "1 case has no time (1 took too long); the reasons are listed in the report."


def test_agreement_does_not_count_what_proves_nothing(make_power, summarise):
    result = make_power([])
    result.case("wide", 4, 1, "forward", rho=2e-15)
    result.case("wide", 4, 1, "finite-differences", rho=5e-7)
    result.case("wide", 4, 1, "jax-reverse", rho=1e-9)
    result.case("tall", 1, 4, "hand", rho=1e-8, oracle="hand")
    result.case("tall", 1, 4, "reverse", rho=3e-15, oracle="hand")
    (sentence,) = findings.trust(summarise(result), Environment())
    assert sentence.startswith("2 of 2 timed derivatives")
    assert "1 against JAX and 1 against the derivative by hand; the largest relative difference is 3.0e-15" in sentence


def test_trust_admits_what_was_not_checked(make_power, summarise):
    result = make_power(["wide"])
    for entry in result.benchmarks:
        entry["extra_info"].update(rho=None, oracle="none")
    assert findings.trust(summarise(result), Environment()) == ["No derivative of this run was checked."]


def test_missing_names_each_gap(make_power, summarise):
    result = make_power(["wide"])
    text = "\n".join(findings.missing(summarise(result)))
    assert "no tall sweep" in text
    assert "no grid sweep" in text
    assert "no real problem" in text
    assert "Not measured either: n inputs, n outputs; second derivatives; " in text
    assert "no pair of forward and reverse" not in text


def test_missing_says_when_the_modes_were_not_compared(make_power, summarise):
    result = make_power([])
    result.case("wide", 4, 1, "forward", ratios={"primal": "2.0"})
    summary = summarise(result)
    assert "cannot say which is cheaper" in findings.missing(summary)[-1]
    assert findings.headline(summary) == []


def test_a_run_without_any_time_says_nothing(make_power, summarise):
    result = make_power(["wide", "tall", "square", "grid"])
    for sweep in ("problem", "depth", "batch", "hessian", "peers"):
        for backend in ("forward", "reverse", "auto", "forward-over-reverse", "autograd"):
            result.case(sweep, 4, 1, backend)
    for entry in result.benchmarks:
        entry["extra_info"].update(
            status="timeout", reason="slow", ratios={}, peak_memory=None, rho=None, oracle="none"
        )
    assert findings.headline(summarise(result)) == []

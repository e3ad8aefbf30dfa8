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
    text = "\n".join(findings.headline(summarise(make_power())))
    assert "At n = 4096 inputs and m = 1 output, reverse mode is 2" in text
    assert "At n = 1 input and m = 4096 outputs, forward mode is 7" in text
    assert "cost the same at about n = 1.8 m" in text
    assert "reverse mode is the cheaper one from about n = 1.8 inputs on" in text
    assert "With one input, forward mode is cheaper at every size measured (m = 1 to 4096)" in text
    assert "the cost of a reverse-mode derivative hardly changes with the number of inputs" in text


def test_headline_names_the_problem(make_lifelike, summarise):
    result = make_lifelike()
    result.benchmarks = [entry for entry in result.benchmarks if entry["extra_info"]["problem"] == "mlp"]
    (sentence,) = findings.headline(summarise(result))
    assert sentence.startswith("On mlp with n = 227 inputs and m = 1 output, reverse mode is 20")


def test_headline_gives_the_span_of_each_peer(make_power, summarise):
    result = make_power([])
    for n, ratio in [(10, 4.5), (1000, 2.0)]:
        result.case("peers", n, 1, "autograd", ratios={"primal": "9.0", "reverse": str(ratio)})
    (sentence,) = findings.headline(summarise(result))
    assert "autograd takes 2 to 4.5 times as long as dualtape's reverse mode (2 problems)" in sentence


def test_trust_counts_what_failed(make_power, summarise):
    result = make_power(["wide"])
    result.case("wide", 9999, 1, "forward", status="timeout", reason="slow", rho=None)
    noise, agreement, failed = findings.trust(summarise(result), Environment(noise_pairs=(1.0, 0.99, 1.02)))
    assert "a difference below 2 % means nothing" in noise
    assert agreement.startswith("28 of 28 timed derivatives (finite differences not counted) were")
    assert failed.startswith("1 case has no time")


def test_agreement_does_not_count_finite_differences(make_power, summarise):
    result = make_power([])
    result.case("wide", 4, 1, "forward", rho=2e-15)
    result.case("wide", 4, 1, "finite-differences", rho=5e-7)
    (sentence,) = findings.trust(summarise(result), Environment())
    assert sentence.endswith("the largest relative difference is 2.0e-15.")


def test_trust_admits_what_was_not_checked(make_power, summarise):
    result = make_power(["wide"])
    for entry in result.benchmarks:
        entry["extra_info"].update(rho=None, oracle="none")
    assert findings.trust(summarise(result), Environment()) == ["No derivative of this run was checked against JAX."]


def test_missing_names_each_gap(make_power, summarise):
    result = make_power(["wide"])
    text = "\n".join(findings.missing(summarise(result)))
    assert "no tall sweep" in text
    assert "no grid sweep" in text
    assert "no real problem" in text
    assert "no pair of forward and reverse" not in text


def test_missing_says_when_the_modes_were_not_compared(make_power, summarise):
    result = make_power([])
    result.case("wide", 4, 1, "forward", ratios={"primal": "2.0"})
    summary = summarise(result)
    assert "cannot say which is cheaper" in findings.missing(summary)[-1]
    assert findings.headline(summary) == []

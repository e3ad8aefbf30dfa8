"""Choosing by rule: what it costs is said, on costs that are known."""

from reports.sections import regret


def test_what_a_rule_costs_is_said(make_power, made, said, drawn):
    result = make_power(["grid"])
    for n in (1, 4, 16):
        # with one output and more than one input reverse mode is the better one
        cost = {1: 1.0, 4: 1.2, 16: 1.5}[n]
        better, worse = ("forward", "reverse") if n == 1 else ("reverse", "forward")
        result.case("grid", n, 1, "auto", ratios={"primal": "9", better: str(cost), worse: str(cost / 2)})
    (section,) = made(regret.sections, result)
    assert said(section).splitlines() == [
        "- In the median of 3 cells of the grid, choosing by rule takes 1.2× the time of the better mode "
        "(95 % interval 1.2 to 1.2).",
        "- At worst it takes 1.5× (95 % interval 1.5 to 1.5), at n = 16 inputs and m = 1 output, where reverse mode is "
        "the better one. The worst of many cells is in part the one with the worst luck.",
        "- It takes more than 1.3× the time of the better mode in 33 % of the cells (95 % interval 33 % to 33 %).",
    ]
    (figure,) = drawn(section)
    assert figure.selection == "grid-two-layer-tanh"
    assert figure.data["ratio"].tolist() == [1.0, 1.2, 1.5]


def test_a_grid_without_a_rule_has_no_section(make_power, made):
    assert made(regret.sections, make_power(["grid"])) == []

"""Second derivatives: the cheapest nesting is named, on costs that are known."""

import pytest

from reports.sections import second_order

BASE = "forward-over-reverse"


def sweep(result, over_base, quantity="hessian", sizes=(2, 8, 32)):
    """Add a sweep where each backend takes ``over_base[backend]`` times as long as forward over reverse at 10 n."""
    for n in sizes:
        case = {"quantity": quantity, "problem": "rosenbrock"}
        result.case(quantity, n, 1, "primal", problem="rosenbrock")
        result.case(quantity, n, 1, BASE, ratios={"primal": result.ratios(10 * n)}, **case)
        for backend, factor in over_base.items():
            ratios = {"primal": result.ratios(10 * n * factor), BASE: result.ratios(factor)}
            result.case(quantity, n, 1, backend, ratios=ratios, **case)
    return result


@pytest.fixture
def exact(make_power):
    return make_power([])


def test_the_cheapest_nesting_is_named_with_its_interval(exact, made, said):
    (section,) = made(second_order.sections, sweep(exact, {"reverse-over-reverse": 0.5, "forward-over-forward": 8.0}))
    assert said(section).splitlines() == [
        "- For the Hessian at n = 32, reverse over reverse is the cheapest nesting, 2× cheaper than forward over "
        "reverse (95 % interval 2 to 2). The dearest is forward over forward at 8× the time of forward over reverse "
        "(95 % interval 8 to 8).",
        "- The cheapest nesting at 3 sizes: reverse over reverse at 3.",
    ]


def test_forward_over_reverse_is_the_cheapest(exact, made, said):
    (section,) = made(second_order.sections, sweep(exact, {"reverse-over-reverse": 1.5, "forward-over-forward": 8.0}))
    assert "forward over reverse is the cheapest nesting, 1.5× cheaper than the next, reverse over reverse" in (
        said(section)
    )
    assert "forward over reverse at 3" in said(section)


def test_a_difference_within_the_noise_is_none(make_power, made, said):
    noisy = sweep(make_power([], noise=0.1), {"reverse-over-reverse": 1.0}, quantity="hvp")
    (section,) = made(second_order.sections, noisy)
    assert "For the Hessian times a vector at n = 32, " in said(section)
    assert "cost the same as far as this run can tell" in said(section)


def test_other_tools_that_are_faster_are_named(exact, made, said):
    (section,) = made(second_order.sections, sweep(exact, {"reverse-over-reverse": 2.0, "jax-reverse": 0.25}))
    assert (
        "Other tools that take less time than forward over reverse for the Hessian at n = 32: "
        "JAX reverse over reverse (jit) at 0.25×" in said(section)
    )


def test_tables_and_figure_hold_every_way(exact, made, drawn, frames):
    (section,) = made(second_order.sections, sweep(exact, {"reverse-over-reverse": 0.5, "autograd": 4.0}))
    slopes, nestings = frames(section)
    slopes = slopes.set_index("Backend")
    assert slopes.loc["forward over reverse", ["Slope, all sizes", "Theory"]].tolist() == ["1.00 (1.00 to 1.00)", "1"]
    assert nestings.iloc[:, 0].tolist() == ["reverse over reverse", "autograd"]
    assert nestings["n = 8"].tolist() == ["0.5× (0.5 to 0.5)", "4× (4 to 4)"]
    (figure,) = drawn(section)
    assert figure.name == "hessian-rosenbrock"
    assert "forward over reverse from 20× to 320×" in figure.alternative
    assert set(figure.data["backend"]) == {BASE, "reverse-over-reverse", "autograd"}


def test_what_has_no_time_is_named(exact, made, drawn):
    result = sweep(exact, {"reverse-over-reverse": 0.5})
    result.case(
        "hessian", 99, 1, "forward-over-forward", quantity="hessian", problem="rosenbrock", status="timeout", ratios={}
    )
    (figure,) = drawn(made(second_order.sections, result)[0])
    assert figure.caption.endswith("Without a time: forward over forward at n = 99 (too slow).")


def test_one_size_and_no_rival_are_enough(exact, made, said):
    result = sweep(exact, {}, sizes=(4,))
    (section,) = made(second_order.sections, result)
    assert said(section) == ""


def test_a_run_without_second_derivatives_has_no_section(make_power, made):
    assert made(second_order.sections, make_power(["wide"])) == []

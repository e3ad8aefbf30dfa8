"""The map of the real problems."""

from xml.etree import ElementTree

from reports import figures, stats


def costs(make_power, summarise, *backends, **failed):
    result = make_power([])
    for backend in backends:
        result.case("problem", 50, 1, backend, problem="mlp")
    result.case("problem", 9, 1, "forward", problem="mlp", **failed)
    return stats.problem_costs(summarise(result))


def test_the_figure_is_sound(make_power, summarise, sound):
    table = costs(make_power, summarise, "primal", "forward", "reverse")
    assert "pattern" not in sound(lambda: figures.problems(table))


def test_a_problem_that_nobody_could_time_is_hatched(make_power, summarise):
    svg = figures.problems(costs(make_power, summarise, status="timeout", reason="slow"))
    ElementTree.fromstring(svg)
    assert "pattern" in svg

"""Agreement: the worst difference and its oracle are named, finite differences stand apart."""

import pytest

from reports.sections import agreement


@pytest.fixture
def section(make_power, made):
    result = make_power([])
    result.case("problem", 8, 1, "reverse", problem="mlp", rho=1e-15)
    result.case("problem", 9, 1, "reverse", problem="mlp", rho=3e-13)
    result.case("problem", 8, 1, "finite-differences", problem="mlp", rho=2e-9)
    result.case("problem", 8, 1, "forward", problem="det", rho=0.0, oracle="hand")
    result.case("problem", 9, 1, "forward", problem="det", rho=None, oracle="none")
    result.case("problem", 9, 1, "autograd", problem="det", rho=None, oracle="none")
    (section,) = made(agreement.sections, result)
    return section


def test_the_worst_is_said_and_finite_differences_apart(section, said):
    assert said(section).splitlines() == [
        "- Over 2 problems the largest difference of an exact derivative is 3.0e-13, on mlp (reverse, batched).",
        "- The oracle is the derivative by hand for 1 problem, JAX for 1 problem.",
        "- Finite differences, which are approximations, are off by up to 2.0e-09, on mlp.",
    ]


def test_rows_are_problems_and_columns_backends(section, frames):
    (table,) = frames(section)
    assert table.to_dict("records") == [
        {
            "Problem": "det",
            "Oracle": "the derivative by hand",
            "forward, batched": "0 (1 of 2 not checked)",
            "reverse, batched": "–",
            "autograd": "– (1 of 1 not checked)",
            "finite differences": "–",
        },
        {
            "Problem": "mlp",
            "Oracle": "JAX",
            "forward, batched": "–",
            "reverse, batched": "3.0e-13",
            "autograd": "–",
            "finite differences": "2.0e-09",
        },
    ]


def test_the_figure_has_its_data(section, drawn):
    (figure,) = drawn(section)
    assert figure.name == "agreement"
    assert figure.data.loc[figure.data["backend"] == "reverse", "rho"].tolist() == [3e-13]


def test_nothing_checked_gives_no_section(make_power, made):
    result = make_power([])
    result.case("problem", 8, 1, "reverse", rho=None, oracle="none")
    assert made(agreement.sections, result) == []

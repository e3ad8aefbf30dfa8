"""The difference from the oracle, one mark a problem."""

import pandas as pd

from reports import figures


def table(**rho):
    """Give the differences of each backend on problems that are numbered."""
    return pd.DataFrame(
        [
            {"backend": backend.replace("_", "-"), "problem": f"problem-{index}", "rho": value}
            for backend, values in rho.items()
            for index, value in enumerate(values)
        ]
    )


def test_the_figure_is_sound(sound, in_palette):
    differences = [0.0, 1e-17, 3e-16, 2e-15]
    worst = table(forward=differences, reverse=differences, auto=[0.0], finite_differences=[1e-7])
    assert in_palette(sound(lambda: figures.agreement(worst)))


def test_what_was_not_checked_is_not_drawn():
    checked = table(forward=[1e-16])
    assert figures.agreement(table(forward=[1e-16, float("nan")])) == figures.agreement(checked)


def test_exact_agreement_everywhere_is_drawn(sound):
    sound(lambda: figures.agreement(table(forward=[0.0, 0.0])))

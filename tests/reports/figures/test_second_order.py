"""The cost of second derivatives."""

import pytest

from reports import comparisons, figures

NESTINGS = ("forward-over-forward", "forward-over-reverse", "reverse-over-forward", "reverse-over-reverse")


@pytest.fixture
def curves(make_power, summarise):
    def make(backends, sizes=(2, 8, 32)):
        result = make_power([])
        for n in sizes:
            for level, backend in enumerate(backends):
                ratios = {"primal": str(2.0 ** (level % 5) * n)}
                result.case("hessian", n, 1, backend, quantity="hessian", ratios=ratios)
        return comparisons.second_order(summarise(result), "hessian", "two-layer-tanh")

    return make


def test_the_figure_is_sound(curves, sound, in_palette):
    table = curves((*NESTINGS, "jax-forward", "jax-reverse", "jax-eager", "autograd", "pytorch", "casadi"))
    assert in_palette(sound(lambda: figures.second_order(table)))


def test_more_backends_than_names_fit_with_their_gap_are_drawn(curves, sound):
    sound(lambda: figures.second_order(curves((*NESTINGS, *(f"tool-{index}" for index in range(10))))))


def test_one_size_is_enough(curves, sound):
    sound(lambda: figures.second_order(curves(NESTINGS, sizes=(4,))))

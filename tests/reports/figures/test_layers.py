"""The norms of the gradient, zeros included."""

import numpy as np
import pytest

from reports import figures

GONE, KEPT = np.array([0.0, 0.0, 1e-3, 1e-2]), np.array([1.2, 0.8, 1.0, 0.9])


@pytest.mark.parametrize("norms", [{"dead": GONE, "relu": KEPT}, {"relu": KEPT}, {"dead": np.array([0.0, 0.5, 0.0])}])
def test_the_figure_is_sound(sound, in_palette, norms):
    assert in_palette(sound(lambda: figures.layers(norms)))


def test_a_zero_is_a_mark_of_its_own():
    with_zeros, without = figures.layers({"dead": GONE}), figures.layers({"dead": GONE[2:]})
    assert with_zeros.count("<use") > without.count("<use")

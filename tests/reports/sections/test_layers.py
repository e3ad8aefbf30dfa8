"""Layers: what becomes of the gradient is said, from norms that are known."""

import numpy as np
import pytest

from reports.sections import layers


def network(result, problem, norms):
    """Add one network, whose gradient has these norms."""
    text = " ".join(f"{norm:.4g}" for norm in norms)
    result.case("layers", 999, 1, "primal", problem=problem, size="layers=12,width=32")
    result.case("layers", 999, 1, "reverse", problem=problem, size="layers=12,width=32", gradient_norms=text)


@pytest.fixture
def result(make_power):
    result = make_power([])
    network(result, "depth-dead-relu", [0.0] * 11 + [0.02, 0.07])
    network(result, "depth-relu", [1.2, 0.9, 1.1, 0.8, 1.2, 1.0, 1.3, 1.0, 1.1, 0.9, 1.0, 0.9, 0.7])
    network(result, "depth-sigmoid", 0.5 * 4.0 ** np.arange(-12, 1))
    network(result, "depth-large-weights", 1.5 * 2.0 ** np.arange(12, -1, -1))
    return result


def test_each_network_is_said_in_words(result, made, said):
    (section,) = made(layers.sections, result)
    sigmoid, large, relu, dead = said(section).splitlines()
    assert sigmoid.startswith(
        "- sigmoid: the gradient vanishes: each layer back divides it by 4 (95 % interval 4 to 4)"
    )
    assert large.startswith("- tanh, large weights: the gradient explodes: each layer back multiplies it by 2 (95 %")
    assert large.endswith("1.5 in the last layer and 6100 in the first.")
    assert relu.startswith("- relu: the gradient keeps its size: each layer back multiplies it by 1.0")
    assert dead == "- dead relu: the gradient is exactly zero in 11 of 13 layers, which learn nothing."


def test_the_table_and_the_data_have_every_network(result, made, frames, drawn):
    (section,) = made(layers.sections, result)
    (table,) = frames(section)
    assert table["Layers at zero"].tolist() == ["0 of 13", "0 of 13", "0 of 13", "11 of 13"]
    assert table["Factor a layer back"].tolist()[0] == "0.25 (0.25 to 0.25)"
    assert table["Factor a layer back"].tolist()[3] == "–"
    (figure,) = drawn(section)
    assert len(figure.data) == 4 * 13


def test_the_factor_is_within_its_interval():
    random = np.random.default_rng(5)
    norms = 0.3 ** np.arange(20, 0, -1) * np.exp(0.3 * random.standard_normal(20))
    fit = layers.back(norms)
    assert fit.low <= 0.3 <= fit.high
    assert fit.high / fit.low < 1.2


def test_a_small_drift_is_no_explosion(make_power, made, said):
    result = make_power([])
    network(result, "depth-relu", 1.02 ** np.arange(12, -1, -1))
    (section,) = made(layers.sections, result)
    assert "keeps its size: each layer back multiplies it by 1.02 (95 % interval 1.02 to 1.02)" in said(section)


def test_a_network_that_is_not_known_keeps_its_name_and_comes_last(result, made, frames):
    network(result, "depth-gelu", [1.0, 1.0])
    (section,) = made(layers.sections, result)
    assert frames(section)[0]["Network"].tolist()[-1] == "depth-gelu"


def test_nothing_but_zeros_gives_no_section(make_power, made):
    result = make_power([])
    network(result, "depth-dead-relu", [0.0, 0.0])
    assert made(layers.sections, result) == []

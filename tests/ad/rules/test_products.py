"""Products: all combinations of ranks, einsum in every form of its subscripts."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from ad import forward, reverse
from tests.ad.checks import (
    CHECKS,
    MODES,
    expect_equal,
    jacobians_agree_with_the_oracle,
    second_derivatives_agree,
    values_are_those_of_numpy,
)
from tests.ad.scenarios import Scenario, points
from tests.ad.tables import PRODUCTS


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("scenario", PRODUCTS, ids=str)
def test_scenario(scenario: Scenario, check: Callable[[Scenario], None]) -> None:
    check(scenario)


# einsum, in every form of subscripts that NumPy takes: letters repeated within and between operands, ellipses on any
# side, axes of length one that broadcast, with and without an arrow.


def random_einsum(generator: np.random.Generator) -> tuple[str, list[Any]]:
    """Return subscripts and operands, most of which are valid."""
    sizes = {letter: int(generator.integers(1, 4)) for letter in "abBz"}
    ellipsis = tuple(int(size) for size in generator.integers(1, 3, size=generator.integers(0, 3)))
    terms, arrays = [], []
    for _ in range(generator.integers(1, 4)):
        letters = [str(letter) for letter in generator.choice(list("abBz"), size=generator.integers(0, 4))]
        once = {letter for letter in letters if letters.count(letter) == 1}
        shape = [1 if letter in once and generator.random() < 0.15 else sizes[letter] for letter in letters]
        if generator.random() < 0.4:
            place = int(generator.integers(0, len(letters) + 1))
            hidden = ellipsis[int(generator.integers(0, len(ellipsis) + 1)) :]
            letters.insert(place, "...")
            shape[place:place] = [size if generator.random() < 0.7 else 1 for size in hidden]
        terms.append("".join(letters))
        arrays.append(generator.standard_normal(shape))
    subscripts = ",".join(terms)
    if generator.random() < 0.6:
        out = [letter for letter in sorted(set(subscripts) - set(".,")) if generator.random() < 0.6]
        generator.shuffle(out)
        if "..." in subscripts and generator.random() < 0.9:
            out.insert(int(generator.integers(0, len(out) + 1)), "...")
        subscripts += "->" + "".join(out)
    return subscripts, arrays


@pytest.mark.parametrize("seed", range(200))
def test_random_einsum(seed: int) -> None:
    subscripts, arrays = random_einsum(np.random.default_rng(seed))
    inputs = dict(zip("xyz", arrays, strict=False))
    call = f"np.einsum({subscripts!r}, {', '.join(inputs)})"
    scenario = Scenario(np.einsum, call, inputs, oracle="linear")
    try:
        scenario.f()(*scenario.args)
    except ValueError:
        for mode in MODES:
            with pytest.raises(ValueError, match="einsum"):
                mode.jacobian(scenario.f())(*scenario.args)
        return
    values_are_those_of_numpy(scenario)
    jacobians_agree_with_the_oracle(scenario)


PATHS = [True, "greedy", "optimal", ["einsum_path", (0, 1), (0, 1)], ("greedy", 100)]


@pytest.mark.parametrize("optimize", PATHS, ids=str)
def test_einsum_with_a_path(optimize: Any) -> None:
    inputs = {"x": points(2, 3), "y": points(3, 2, seed=1), "z": points(2, 2, seed=2)}
    scenario = Scenario(
        np.einsum, "np.einsum('ij,jk,kl->li', x, y, z, optimize=P)", inputs, {"P": optimize}, oracle="linear"
    )
    jacobians_agree_with_the_oracle(scenario)
    second_derivatives_agree(scenario)
    for mode in MODES:  # a path looks at shapes alone

        def contracted(x: Any) -> Any:
            path, _ = np.einsum_path("ij,jk,kl->li", x, inputs["y"], inputs["z"])
            return np.einsum("ij,jk,kl->li", x, inputs["y"], inputs["z"], optimize=path)

        expect_equal(mode.jacobian(contracted)(inputs["x"]), mode.jacobian(scenario.f())(*scenario.args))


def test_shapes_that_do_not_fit_fail_as_ever() -> None:
    x, y = points(2, 3), points(2, 3, seed=1)
    mistakes = (
        lambda x: x @ y,
        lambda x: x[0] @ y[0, :2],
        lambda x: np.dot(x, y),
        lambda x: np.inner(x, y.T),
        lambda x: np.vdot(x, y[0]),
        lambda x: np.tensordot(x, y.T, ([0, 1], [0, 1])),  # as many elements, but not the same axes
        lambda x: np.einsum("ij,jk", x, y),
        lambda x: np.einsum("ii->i", x),
    )
    for mode in MODES:
        for mistake in mistakes:
            with pytest.raises(ValueError, match=r".+"):
                mistake(x)
            with pytest.raises(ValueError, match=r".+"):
                mode.jacobian(mistake)(x)
        with pytest.raises(ValueError, match=r"np\.cross takes vectors of 3 elements.*x\[0\] \* y\[1\]"):
            mode.jacobian(lambda x: np.cross(x[:, :2], y[:, :2]))(x)
        with pytest.raises(ValueError, match="names 2 operands, but 1 were given"):
            mode.jacobian(lambda x: np.einsum("ij,jk", x))(x)


@pytest.mark.parametrize("axes", [0, 1, 2, ([0], [1]), ((0, 1), (1, 0)), (1, 0), ([-1, 0], [1, 2])], ids=str)
def test_tensordot_is_that_of_numpy(axes: Any) -> None:
    x = points(2, 3, 2) if axes != 2 else points(2, 2, 3)
    y = points(3, 2, 2, seed=1) if axes not in (0, 1, 2) else points(2, 3, 2, seed=1)
    shape = np.tensordot(x, y, axes).shape
    value, t = forward.jvp(lambda x, y: np.tensordot(x, y, axes), (x, y), (y.reshape(x.shape), x.reshape(y.shape)))
    expect_equal(value, np.tensordot(x, y, axes), 1e-14)
    expect_equal(t, np.tensordot(y.reshape(x.shape), y, axes) + np.tensordot(x, x.reshape(y.shape), axes), 1e-14)
    assert reverse.vjp(lambda x: np.tensordot(x, y, axes), x)[1](np.ones(shape))[0].shape == x.shape


def test_products_over_an_empty_axis() -> None:
    x, y = np.zeros((2, 0)), np.zeros((0, 3))
    for mode in MODES:
        for stack in (np.zeros((2, 2, 0)), np.zeros((0, 2, 0)), np.zeros((2, 0, 2, 0))):
            by_x, by_y = mode.jacobian(np.matmul, (0, 1))(stack, y)
            assert by_x.shape == (*stack.shape[:-1], 3, *stack.shape)
            assert by_y.shape == (*stack.shape[:-1], 3, 0, 3)
        for f in (np.matmul, np.dot, lambda x, y: np.tensordot(x, y, 1), lambda x, y: np.einsum("ij,jk->ik", x, y)):
            by_x, by_y = mode.jacobian(f, (0, 1))(x, y)
            assert by_x.shape == (2, 3, 2, 0)
            assert by_y.shape == (2, 3, 0, 3)


def test_random_contractions_of_a_product() -> None:
    """dZ into a product gives dZ y.T to the left and x.T dZ to the right."""
    x, y, dz = points(3, 4), points(4, 2, seed=1), points(3, 2, seed=2)
    for product in (np.matmul, np.dot, lambda x, y: np.einsum("ij,jk", x, y), lambda x, y: np.tensordot(x, y, 1)):
        expect_equal(reverse.vjp(product, x, y)[1](dz), (dz @ y.T, x.T @ dz))

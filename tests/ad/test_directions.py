"""Shapes of batches: one leading axis, and the few helpers that know of it."""

import contextlib
import itertools

import numpy as np
import pytest

from ad.directions import Like, align, broadcast, cast, fold, lead, negative_axes, negative_axis
from tests.ad.scenarios import SHAPES, points

X = points(2, 3)


def test_like_keeps_shape_and_type_alone():
    like = Like(X.astype("f4"))
    assert (like.shape, like.ndim, like.size, like.dtype) == ((2, 3), 2, 6, np.dtype("f4"))
    assert repr(like) == "float32[2, 3]"


def test_lead():
    assert lead(X, X) == ()
    assert lead(points(4, 2, 3), X) == (4,)
    assert lead(points(4), np.float64(1)) == (4,)


def test_align_puts_new_axes_behind_the_directions():
    t = points(4, 3)
    assert align(t, X[0], 3).shape == (4, 1, 1, 3)
    assert align(t, X[0], 1) is t
    assert align(X[0], X[0], 3) is not None
    assert align(X[0], X[0], 3).shape == (3,)


@pytest.mark.parametrize(
    ("t", "shape"),
    [
        (np.float64(2), (2, 3)),
        (np.float32(2), (0, 3)),
        (X[0], (4, 3)),
        (X[:, :1], (2, 3)),
        (X.T, (5, 3, 2)),
        (X[:, ::2], (3, 2, 2)),
        (X, (2, 3)),
    ],
)
def test_broadcast_is_that_of_numpy(t, shape):
    spread = broadcast(t, shape)
    assert np.array_equal(spread, np.broadcast_to(t, shape))
    assert spread.dtype == t.dtype


def broadcasts():
    for shape, z_shape in itertools.product(SHAPES, [(2, 3), (5, 2, 3), (3,), (0, 3), ()]):
        with contextlib.suppress(ValueError):
            if np.broadcast_shapes(shape, z_shape) == z_shape:
                yield shape, z_shape


@pytest.mark.parametrize("directions", [(), (4,)])
@pytest.mark.parametrize(("shape", "z_shape"), list(broadcasts()), ids=str)
def test_fold_is_the_transpose_of_a_broadcast(shape, z_shape, directions):
    """For any x and ct: sum(ct * broadcast(x)) == sum(fold(ct) * x)."""
    x, ct = points(*shape), np.asarray(points(*directions, *z_shape, seed=1))
    folded = fold(ct, x, len(z_shape))
    assert folded.shape == directions + shape
    axes = tuple(range(len(directions), ct.ndim))
    assert np.allclose(np.sum(ct * x, axis=axes), np.sum(folded * x, axis=tuple(range(len(directions), folded.ndim))))


def test_fold_casts():
    assert fold(np.ones((2, 3)), Like(np.ones(3, "f4")), 2).dtype == "f4"
    assert cast(np.array([1 + 2j]), np.dtype(float)).dtype == float


@pytest.mark.parametrize(
    ("axis", "expected"),
    [(0, (-3,)), (-1, (-1,)), (2, (-1,)), (None, (-3, -2, -1)), ((0, -1), (-3, -1)), ([1], (-2,)), ((), ())],
)
def test_axes_are_counted_from_the_end(axis, expected):
    assert negative_axes(axis, 3) == expected


@pytest.mark.parametrize("axis", [3, -4])
def test_axis_out_of_bounds(axis):
    with pytest.raises(np.exceptions.AxisError):
        negative_axis(axis, 3)

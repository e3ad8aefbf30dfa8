"""Trees: taking apart, putting together, and what counts as a leaf."""

from collections import namedtuple

import numpy as np
import pytest

from ad import tree

Layer = namedtuple("Layer", ["w", "b"])

TREES = [
    1.0,
    (1.0, 2.0),
    [1.0, [2.0, 3.0]],
    {"b": 1.0, "a": (2.0, [3.0])},
    Layer(1.0, {"x": 2.0}),
    [Layer(1.0, 2.0), Layer(3.0, 4.0)],
    None,
    (None, 1.0, ()),
    [],
    {},
]


@pytest.mark.parametrize("value", TREES, ids=repr)
def test_unflatten_is_the_inverse_of_flatten(value):
    leaves, structure = tree.flatten(value)
    rebuilt = tree.unflatten(structure, leaves)
    assert rebuilt == value
    assert type(rebuilt) is type(value)


def test_leaves_come_from_left_to_right_and_dicts_by_key():
    assert tree.flatten({"b": [1, 2], "a": (3, {"z": 4, "y": 5})})[0] == [3, 5, 4, 1, 2]


def test_none_has_no_leaves():
    assert tree.flatten([None, {"a": None}])[0] == []


def test_arrays_and_other_objects_are_leaves():
    array, text = np.ones(3), "text"
    leaves, _ = tree.flatten([array, text])
    assert leaves[0] is array
    assert leaves[1] is text


def test_namedtuples_keep_their_type():
    mapped = tree.map_leaves(lambda x: 2 * x, [Layer(1, 2)])
    assert mapped == [Layer(2, 4)]
    assert isinstance(mapped[0], Layer)


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        ((1, 2), (3, 4), True),
        ((1, 2), [3, 4], False),
        ((1, 2), (3, 4, 5), False),
        ({"a": 1}, {"a": 2}, True),
        ({"a": 1}, {"b": 1}, False),
        (1, None, False),
        ((1, (2,)), ((1,), 2), False),
    ],
)
def test_structures_are_equal_where_the_trees_have_the_same_form(left, right, equal):
    assert (tree.flatten(left)[1] == tree.flatten(right)[1]) is equal


def test_map_over_several_trees():
    assert tree.map_leaves(lambda a, b: a + b, {"x": 1, "y": [2]}, {"y": [20], "x": 10}) == {"x": 11, "y": [22]}

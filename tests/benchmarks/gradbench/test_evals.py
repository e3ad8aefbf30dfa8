"""What each eval refuses to read, and the modes of the functions that name them."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from ad import forward, reverse
from benchmarks.gradbench.evals import EVALS
from benchmarks.gradbench.evals.nesting import four
from benchmarks.gradbench.reading import InputError, Value
from tests.benchmarks.gradbench.examples import EXAMPLES

GOOD = {(module, function): question for module, function, question, _ in reversed(EXAMPLES) if module != "hello"}
GOOD["ht", "objective"] = next(q for module, _, q, _ in EXAMPLES if module == "ht" and q["us"])


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    """Write the last argument at the path of the others."""
    *path, last, new = path

    def change(question: dict[str, Any]) -> None:
        for step in path:
            question = question[step]
        question[last] = new

    return change


BAD = [
    ("gmm", "jacobian", put("d", 0), "input.d is 0, not at least 1"),
    ("gmm", "jacobian", put("k", 3), "input.alpha has 2 entries, not 3"),
    ("gmm", "jacobian", put("m", -1), "input.m is -1, not at least 0"),
    ("gmm", "jacobian", put("gamma", 0.0), "input.gamma is 0.0, not positive"),
    ("gmm", "jacobian", put("alpha", 0, None), "input.alpha[0] is null, not a number"),
    ("gmm", "objective", put("x", 1, [1.0, 2.0]), "input.x[1] has 2 entries, not 1"),
    ("gmm", "objective", put("x", 1, 0, float("nan")), "input.x[1][0] is nan, not a finite number"),
    ("lstm", "objective", put("extra_params", [[1.0]]), "input.extra_params has 1 entries, not 3"),
    ("lstm", "objective", put("main_params", 1, [1.0]), "input.main_params[1] has 1 entries, not 12"),
    ("lstm", "objective", put("main_params", [[0.0] * 12]), "input.main_params has 1 rows, not two a layer"),
    ("lstm", "jacobian", put("state", [[0.0] * 3]), "input.state has 1 entries, not 4"),
    ("lstm", "jacobian", put("sequence", [[0.0] * 3]), "input.sequence has 1 row, and there is nothing to predict"),
    ("ba", "objective", put("p", 0), "input.p is 0, not at least 1"),
    ("ba", "objective", put("cam", [1.0]), "input.cam has 1 entries, not 11"),
    ("ba", "jacobian", put("w", "one"), "input.w is a string, not a number"),
    ("ba", "jacobian", put("feat", 0, {}), "input.feat[0] is an object, not a number"),
    ("ht", "objective", put("theta", [0.0]), "input.theta has 1 entries, not 26"),
    ("ht", "objective", put("us", [[0.1, 0.2]]), "input.us has 1 entries, not 4"),
    ("ht", "objective", put("data", "points", []), "input.data.points is an empty list, not a list with entries"),
    (
        "ht",
        "objective",
        put("data", "correspondences", 1, 3),
        "input.data.correspondences holds 3, which is not a whole number from 0 to 2",
    ),
    ("ht", "jacobian", put("data", "model", "bone_count", 3), "input.data.model.bone_count is 3, not at least 21"),
    (
        "ht",
        "jacobian",
        put("data", "model", "parents", 2, 5),
        "input.data.model.parents[2] is 5: a parent comes before its children",
    ),
    (
        "ht",
        "jacobian",
        put("data", "model", "triangles", 0, 0, 7),
        "input.data.model.triangles holds 7, which is not a whole number from 0 to 6",
    ),
    (
        "ht",
        "jacobian",
        put("data", "model", "base_relatives", 3, 2, [1.0]),
        "input.data.model.base_relatives[3][2] has 1 entries, not 4",
    ),
    ("ht", "jacobian", put("data", "model", "is_mirrored", 0), "input.data.model.is_mirrored is 0, not true or false"),
    ("kmeans", "cost", put("points", 2, [1.0]), "input.points[2] has 1 entries, not 3"),
    ("kmeans", "dir", put("centroids", [[1.0, 2.0]]), "input.centroids[0] has 2 entries, not 3"),
    ("llsq", "primal", put("n", 1), "input.n is 1, not at least 2"),
    ("llsq", "gradient", put("n", 4.5), "input.n is 4.5, not a whole number"),
    ("lse", "primal", put("x", []), "input.x is an empty list, not a list with entries"),
    ("lse", "gradient", put("x", 0, "NaN"), "input.x[0] is a string, not a number"),
    ("ode", "primal", put("s", 0), "input.s is 0, not at least 1"),
    ("det", "gradient", put("ell", 3), "input.A has 1 entries, not 9"),
    ("saddle", "fr", put("start", [1.0]), "input.start has 1 entries, not 2"),
    ("particle", "rr", put("w", [0.0]), "input.w is a list, not a number"),
]


@pytest.mark.parametrize(("module", "function", "change", "error"), BAD, ids=[case[-1] for case in BAD])
def test_bad_input_says_where(module: str, function: str, change: Callable[[dict[str, Any]], None], error: str) -> None:
    question = copy.deepcopy(GOOD[module, function])
    EVALS[module][function].read(Value(question, "input"))
    change(question)
    with pytest.raises(InputError) as caught:
        EVALS[module][function].read(Value(question, "input"))
    assert str(caught.value) == error


@pytest.mark.parametrize(("module", "function"), GOOD)
def test_each_missing_field_is_named(module: str, function: str) -> None:
    for field in GOOD[module, function]:
        rest = {name: value for name, value in GOOD[module, function].items() if name != field}
        with pytest.raises(InputError, match=f"^input has no field '{field}'$"):
            EVALS[module][function].read(Value(rest, "input"))


def test_every_function_has_an_example() -> None:
    asked = {(module, function) for module, function, _, _ in EXAMPLES}
    assert asked == {(module, function) for module, functions in EVALS.items() for function in functions}


@pytest.mark.parametrize("mode", [forward, reverse])
def test_names_say_the_modes_of_nested_derivatives(mode: Any) -> None:
    """The function's name decides, whatever the tool's mode is."""
    functions = four(lambda value: (), lambda outer, inner: (outer, inner))
    operators = {"f": forward.value_and_grad, "r": reverse.value_and_grad}
    for name in ("ff", "fr", "rf", "rr"):
        assert functions[name].evaluate(mode) == (operators[name[0]], operators[name[1]])

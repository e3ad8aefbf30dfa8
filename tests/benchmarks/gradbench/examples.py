"""A small input for every function of every eval, and the output that the definitions give."""

from typing import Any

import numpy as np

from tests.benchmarks.gradbench import definitions
from tests.benchmarks.gradbench.definitions import differentiate

Example = tuple[str, str, Any, Any]
"""Module, function, input, output."""


def lists(arrays: dict[str, Any]) -> dict[str, Any]:
    """Arrays as JSON has them."""
    return {name: np.asarray(array).tolist() for name, array in arrays.items()}


def pieces(x: Any, shapes: list[tuple[int, ...]]) -> list[Any]:
    """Cut a vector into arrays."""
    ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
    return [part.reshape(shape) for part, shape in zip(np.split(x, ends[:-1]), shapes, strict=True)]


def flat(arrays: list[Any]) -> Any:
    """The reverse of `pieces`."""
    return np.concatenate([np.ravel(array) for array in arrays])


def hello() -> list[Example]:
    return [("hello", "square", 3.0, 9.0), ("hello", "double", 3.0, 6.0), ("hello", "double", -2, -4.0)]


def gmm(d: int) -> list[Example]:
    rng = np.random.default_rng(d)
    shapes = [(2,), (2, d), (2, d), (2, d * (d - 1) // 2)]
    names = "alpha", "mu", "q", "l"
    parameters = [rng.normal(size=shape) for shape in shapes]
    data = {"x": rng.normal(size=(5, d)), "gamma": 1.5, "m": 2}
    gradient = differentiate(lambda p: definitions.gmm(*pieces(p, shapes), **data), flat(parameters))
    question = {"d": d, "k": 2, "n": 5, **lists(dict(zip(names, parameters, strict=True))), **lists(data)}
    answer = lists(dict(zip(names, pieces(gradient, shapes), strict=True)))
    value = definitions.gmm(*parameters, **data)
    return [("gmm", "objective", question, value), ("gmm", "jacobian", question, answer)]


def lstm() -> list[Example]:
    rng = np.random.default_rng(0)
    shapes = [(4, 12), (3, 3)]
    parameters = [rng.normal(size=shape) for shape in shapes]
    data = {"state": rng.normal(size=(4, 3)), "sequence": rng.integers(2, size=(5, 3)).astype(float)}
    gradient = differentiate(lambda p: definitions.lstm(*pieces(p, shapes), **data), flat(parameters))
    question = lists({"main_params": parameters[0], "extra_params": parameters[1], **data})
    value = definitions.lstm(*parameters, **data)
    return [("lstm", "objective", question, value), ("lstm", "jacobian", question, gradient.tolist())]


def ba(n: int, m: int, p: int) -> list[Example]:
    rng = np.random.default_rng(0)
    camera = np.concatenate([rng.normal(scale=0.3, size=6), [2.0], rng.normal(scale=0.1, size=4)])
    point, weight, feature = np.array([0.5, -0.3, 4.0]), 0.7, np.array([0.2, 0.1])
    shapes = [(n, 11), (m, 3), (p,)]
    parameters = [np.tile(camera, (n, 1)), np.tile(point, (m, 1)), np.full(p, weight)]
    residuals = definitions.ba(*parameters, feature)
    dense = differentiate(lambda x: definitions.ba(*pieces(x, shapes), feature), flat(parameters))
    rows, columns = [0], []
    for row in range(3 * p):
        observation = row // 2 if row < 2 * p else row - 2 * p
        own = [11 * n + 3 * m + observation]
        if row < 2 * p:
            own = (
                [11 * (observation % n) + i for i in range(11)]
                + [11 * n + 3 * (observation % m) + i for i in range(3)]
                + own
            )
        rows.append(rows[-1] + len(own))
        columns += own
    values = [dense[row, column] for row in range(3 * p) for column in columns[rows[row] : rows[row + 1]]]
    assert np.sum(np.abs(dense)) == np.sum(np.abs(values))  # all that is not zero is in its place
    question = {"n": n, "m": m, "p": p, "cam": camera.tolist(), "x": point.tolist(), "w": weight}
    question["feat"] = feature.tolist()
    short = {"rows": rows, "cols": columns, "vals": values}
    return [
        (
            "ba",
            "objective",
            question,
            {
                "reproj_error": {"elements": residuals[:2].tolist(), "repeated": p},
                "w_err": {"element": residuals[-1], "repeated": p},
            },
        ),
        ("ba", "jacobian", question, {name: [*entries[:30], entries[-1]] for name, entries in short.items()}),
    ]


def ht(triangles: bool) -> list[Example]:
    rng = np.random.default_rng(0)
    bones, vertices = 22, 7
    model = {
        "bone_count": bones,
        "bone_names": [f"bone {i}" for i in range(bones)],
        "parents": [-1, *(0 if i % 4 == 1 else i - 1 for i in range(1, bones))],
        "base_relatives": rng.normal(scale=0.4, size=(bones, 4, 4)).tolist(),
        "inverse_base_absolutes": rng.normal(scale=0.4, size=(bones, 4, 4)).tolist(),
        "base_positions": np.column_stack([rng.normal(size=(vertices, 3)), np.ones(vertices)]).tolist(),
        "weights": rng.uniform(size=(vertices, bones)).tolist(),
        "triangles": [[0, 1, 2], [2, 3, 4], [6, 5, 4]],
        "is_mirrored": False,
    }
    for matrices in (model["base_relatives"], model["inverse_base_absolutes"]):
        for matrix in matrices:
            matrix[3] = [0.0, 0.0, 0.0, 1.0]
    data = {"model": model, "correspondences": [2, 0, 2, 1], "points": rng.normal(size=(4, 3)).tolist()}
    theta, us = rng.normal(scale=0.5, size=26), rng.uniform(size=(4 if triangles else 0, 2))
    jacobian = differentiate(lambda theta: definitions.ht(theta, us, data), theta)
    if triangles:
        by_us = differentiate(lambda u: definitions.ht(theta, u.reshape(4, 2), data), us.ravel())
        own = [by_us[row, 2 * (row // 3) : 2 * (row // 3) + 2] for row in range(12)]
        jacobian = np.column_stack([own, jacobian])
    question = {"theta": theta.tolist(), "us": us.tolist(), "data": data}
    value = definitions.ht(theta, us, data)
    return [("ht", "objective", question, value.tolist()), ("ht", "jacobian", question, jacobian.tolist())]


def kmeans() -> list[Example]:
    """Newton's direction leads from the means of the clusters to the centroids."""
    rng = np.random.default_rng(0)
    points = rng.uniform(size=(12, 3))
    centroids = points[-3:]
    squares = np.sum((points[:, None] - centroids) ** 2, 2)
    means = [points[squares.argmin(1) == j].mean(0) for j in range(3)]
    question = lists({"points": points, "centroids": centroids})
    direction = (centroids - means).tolist()
    return [("kmeans", "cost", question, squares.min(1).sum()), ("kmeans", "dir", question, direction)]


def llsq(n: int) -> list[Example]:
    x = np.array([0.3, -0.2, 0.5, 0.1])
    question = {"x": x.tolist(), "n": n}
    gradient = differentiate(lambda x: definitions.llsq(x, n), x).tolist()
    return [("llsq", "primal", question, definitions.llsq(x, n)), ("llsq", "gradient", question, gradient)]


def lse() -> list[Example]:
    x = np.array([0.3, -0.2, 1.5])
    question = {"x": x.tolist()}
    shares = np.exp(x) / np.sum(np.exp(x))
    far = [1000.0, 1000.0]
    return [
        ("lse", "primal", question, np.log(np.sum(np.exp(x)))),
        ("lse", "gradient", question, shares.tolist()),
        ("lse", "primal", {"x": far}, 1000.0 + np.log(2.0)),
        ("lse", "gradient", {"x": far}, [0.5, 0.5]),
    ]


def ode(n: int, s: int) -> list[Example]:
    x = np.linspace(0.5, 1.5, n)
    gradient = differentiate(lambda x: definitions.ode(x, s)[-1], x)
    question = {"x": x.tolist(), "s": s}
    value = definitions.ode(x, s).tolist()
    return [("ode", "primal", question, value), ("ode", "gradient", question, gradient.tolist())]


def det(ell: int) -> list[Example]:
    matrix = np.random.default_rng(0).uniform(size=(ell, ell))
    question = {"A": matrix.ravel().tolist(), "ell": ell}
    cofactors = np.linalg.det(matrix) * np.linalg.inv(matrix).T
    return [
        ("det", "primal", question, np.linalg.det(matrix)),
        ("det", "gradient", question, cofactors.ravel().tolist()),
    ]


def saddle() -> list[Example]:
    """From so near, the first step of both searches is too short to be taken; from (1, 1) GradBench's own answer."""
    near = [("saddle", function, {"start": [0.3, -0.2]}, [0.3, -0.2, 0.3, -0.2]) for function in ("ff", "fr", "rf")]
    return [*near, ("saddle", "rr", {"start": [1.0, 1.0]}, [8.246324826140356e-06] * 4)]


def particle() -> list[Example]:
    """From so near, one derivative through the whole flight says that the first step is too short to be taken."""
    return [("particle", function, {"w": 0.206}, 0.206) for function in ("ff", "fr", "rf", "rr")]


EXAMPLES: list[Example] = [
    *hello(),
    *gmm(1),
    *gmm(3),
    *lstm(),
    *ba(1, 1, 1),
    *ba(2, 3, 5),
    *ht(triangles=False),
    *ht(triangles=True),
    *kmeans(),
    *llsq(8),
    *llsq(9),
    *llsq(99),
    *lse(),
    *ode(1, 1),
    *ode(6, 3),
    *det(1),
    *det(4),
    *saddle(),
    *particle(),
]

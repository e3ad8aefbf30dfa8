"""The picture of a graph."""

import sys
from typing import Any

import numpy as np
import pytest

import ad
from tests.ad.graphs import EXAMPLES, neuron, paths


@pytest.fixture
def pyplot() -> Any:
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    from matplotlib import pyplot

    yield pyplot
    pyplot.close("all")


def frames(ax: Any) -> dict[str, Any]:
    """Return the frame of each node."""
    return {p.get_gid(): p.get_bbox() for p in ax.patches if p.get_gid().startswith("node")}


@pytest.mark.parametrize("example", EXAMPLES)
def test_nodes_are_apart_and_hold_their_text(example: str, pyplot: Any) -> None:
    f, args = EXAMPLES[example]
    graph = ad.graph(f, *args)
    ax = graph.draw()
    ax.figure.canvas.draw()
    boxes = frames(ax)
    assert list(boxes) == [f"node {i}" for i in range(len(graph))]
    assert all(np.isfinite(box.extents).all() for box in boxes.values())
    boxes_in_order = list(boxes.values())
    assert not any(a.overlaps(b) for i, a in enumerate(boxes_in_order) for b in boxes_in_order[:i])
    (left, right), (low, high) = ax.get_xlim(), ax.get_ylim()
    for box in boxes_in_order:
        assert left < box.x0 < box.x1 < right
        assert low < box.y0 < box.y1 < high
    for line in ax.texts:
        if line.get_gid():
            extent = line.get_window_extent().transformed(ax.transData.inverted())
            box = boxes[line.get_gid()]
            assert box.x0 < extent.x0 < extent.x1 < box.x1
            assert box.y0 < extent.y0 < extent.y1 < box.y1
    for node in graph:
        for parent in node.parents:  # edges lead to the right
            assert boxes_in_order[parent].x1 < boxes_in_order[node.index].x0


@pytest.mark.parametrize("example", ["product", "neuron", "neuron of arrays", "paths", "layer"])
def test_no_label_of_an_edge_covers_another(example: str, pyplot: Any) -> None:
    f, args = EXAMPLES[example]
    ax = ad.graph(f, *args).draw()
    ax.figure.canvas.draw()
    inverse = ax.transData.inverted()
    labels = [text.get_window_extent().transformed(inverse) for text in ax.texts if not text.get_gid()]
    assert labels
    for i, label in enumerate(labels):
        assert not any(label.overlaps(other) for other in [*labels[:i], *frames(ax).values()])


def test_what_is_written(pyplot: Any) -> None:
    graph = ad.graph(paths, 2.0, 1.0)

    def written(**options: Any) -> list[str]:
        return [text.get_text() for text in graph.draw(**options).texts]

    assert written()[:4] == ["a", "2", "t = 1", "ct = 2"]
    assert written()[-5:] == ["1", "1", "1", "2", "3"]  # the partials
    assert written(tangents=False)[:4] == ["a", "2", "ct = 2", "b"]
    assert written(cotangents=False)[:4] == ["a", "2", "t = 1", "b"]
    colours = {text.get_text(): text.get_color() for text in graph.draw().texts}
    assert len({colours["t = 2"], colours["ct = 5"], colours["6"]}) == 3


def test_pictures_of_one_sweep_compare(pyplot: Any) -> None:
    graph = ad.graph(neuron, (2.0, -3.0, -3.0), (-1.0, -2.0))
    forwards, backwards = (frames(graph.draw(**{hidden: False})) for hidden in ("cotangents", "tangents"))
    assert [box.extents.tolist() for box in forwards.values()] == [box.extents.tolist() for box in backwards.values()]


def test_letters_shrink_with_the_axes(pyplot: Any) -> None:
    figure, axes = pyplot.subplots(1, 2, figsize=(6, 3))
    graph = ad.graph(paths, 2.0, 1.0)
    ax = graph.draw(axes[1])
    assert ax is axes[1]
    assert not axes[0].texts
    assert ax.texts[0].get_fontsize() < graph.draw().texts[0].get_fontsize()
    figure.canvas.draw()
    box = frames(ax)["node 4"]
    extent = next(t for t in ax.texts if t.get_gid() == "node 4").get_window_extent()
    assert extent.transformed(ax.transData.inverted()).x1 < box.x1


def test_nodes_off_the_path_are_dashed_and_outputs_thick(pyplot: Any) -> None:
    ax = ad.graph(lambda x: (np.sin(x), x * 2.0)[1], 1.0).draw()
    x, off, out = (patch for patch in ax.patches if patch.get_gid().startswith("node"))
    assert [patch.get_linestyle() for patch in (x, off, out)] == ["-", "--", "-"]
    assert out.get_linewidth() > x.get_linewidth()


def test_drawing_is_deterministic(pyplot: Any) -> None:
    f, args = EXAMPLES["neuron of arrays"]
    pictures = []
    for _ in range(2):
        ax = ad.graph(f, *args).draw()
        ax.figure.canvas.draw()
        pictures.append(np.asarray(ax.figure.canvas.buffer_rgba()).copy())
    assert np.array_equal(*pictures)


def test_a_lone_input_is_drawn(pyplot: Any) -> None:
    assert len(frames(ad.graph(lambda x: x, 1.0).draw())) == 1


def test_order_without_crossings(pyplot: Any) -> None:
    """Inputs change places where that avoids a crossing: the neuron's are paired by its products."""
    ax = ad.graph(neuron, (2.0, -3.0, -3.0), (-1.0, -2.0)).draw()
    heights = [frames(ax)[f"node {i}"].y0 for i in range(5)]  # w0, w1, w2, x0, x1
    assert np.argsort(heights)[::-1].tolist() in ([0, 3, 1, 4, 2], [3, 0, 1, 4, 2], [0, 3, 4, 1, 2], [3, 0, 4, 1, 2])


def test_drawing_without_matplotlib(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(ImportError, match="pip install matplotlib"):
        ad.graph(np.sin, 1.0).draw()

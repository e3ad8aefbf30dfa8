"""How a recorded graph is shown as a picture.

It is a layered drawing. A node stands in the layer of the longest path that leads to it, and an edge that
crosses layers bends in each. Barycentres order the layers so that few edges cross; then every layer is shifted, as a
whole and in parts, until the edges are as level as the heights of the nodes allow. All lengths are points, so that the
letters fit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, combinations, compress, pairwise
from typing import TYPE_CHECKING, Any

from ad.listing import named, text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ad.graph import Graph, Node

__all__ = ["draw"]

INK, PAPER, FORWARD, REVERSE, MUTED = "#1f2328", "#fdfdfd", "#0b6bb5", "#c2500a", "#6a737d"
LETTERS, SMALL, LINE = 9.0, 8.0, 12.0
"""The sizes of letters in nodes and on edges, and the height of a line, in points like all that follow."""
GAP, SPACE, BEND = 28.0, 14.0, 10.0
"""Between layers, between the nodes of a layer, and the height that an edge takes in a layer that it crosses."""


def draw(graph: Graph, ax: Axes | None = None, tangents: bool = True, cotangents: bool = True) -> Axes:
    """Draw the graph with matplotlib; see `ad.graph.Graph.draw`."""
    try:
        from matplotlib import pyplot
        from matplotlib.font_manager import FontProperties
        from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
        from matplotlib.path import Path
        from matplotlib.textpath import text_to_path
    except ImportError as error:
        raise ImportError(
            "drawing a graph needs matplotlib: install it with `pip install matplotlib`. Without it, print(graph) is a "
            "table, and graph.to_dot() text for Graphviz."
        ) from error

    def width(line: str, size: float) -> float:
        return float(text_to_path.get_text_width_height_descent(line, FontProperties(size=size), ismath=False)[0])

    shown = [True, True, tangents, cotangents]  # a node is as wide as with all lines, so that pictures compare
    high = LINE * sum(shown) + 8
    lines = [_lines(node) for node in graph]
    sizes = [(max(width(line, LETTERS) for line, _ in rows) + 14, high) for rows in lines]
    edges = [(parent, node.index) for node in graph for parent in node.parents]
    labels = ["" if partial is None else text(partial, 4, 3) for node in graph for partial in node.partials]
    label_sizes = [(width(label, SMALL) + 4, SMALL + 2) if label else (0.0, 0.0) for label in labels]
    places, routes, (across, up) = _layout(sizes, edges, [size[0] for size in label_sizes])

    if ax is None:
        ax = pyplot.figure(figsize=(across / 72, up / 72)).add_axes((0, 0, 1, 1))
    ax.set(xlim=(0, across), ylim=(0, up), aspect="equal")
    ax.set_axis_off()
    extent = ax.get_window_extent()
    scale = min(extent.width / across, extent.height / up) * 72 / ax.figure.dpi  # letters as large as the axes let them

    def write(x: float, y: float, line: str, size: float, colour: str, **options: Any) -> None:
        style = {"ha": "center", "va": "center", "parse_math": False, **options}
        ax.text(x, y, line, fontsize=size * scale, color=colour, **style)

    for node, (x, y), (wide, _), rows in zip(graph, places, sizes, lines, strict=True):
        frame = FancyBboxPatch((x - wide / 2, y - high / 2), wide, high, "round,pad=0,rounding_size=4", zorder=2)
        colour, style = (MUTED, "--") if node.cotangent is None else (INK, "-")
        thick = 2.0 if node.index in graph.outputs else 0.8
        frame.set(facecolor=PAPER, edgecolor=colour, linestyle=style, linewidth=thick * scale, gid=f"node {node.index}")
        ax.add_patch(frame)
        for i, (line, colour) in enumerate(compress(rows, shown)):
            write(x, y + ((sum(shown) - 1) / 2 - i) * LINE, line, LETTERS, colour, zorder=3, gid=f"node {node.index}")
    spots = _spots(routes, label_sizes)
    for (_, child), route, label, (x, y) in zip(edges, routes, labels, spots, strict=True):
        codes = [Path.MOVETO, *([Path.CURVE4] * 3 + [Path.LINETO]) * (len(route) // 2)][:-1]
        arrow = FancyArrowPatch(path=Path(_curve(route), codes), arrowstyle="-|>", mutation_scale=7 * scale, zorder=1)
        arrow.set(color=MUTED, linewidth=0.8 * scale, gid=f"edge to {child}")
        ax.add_patch(arrow)
        if label:
            write(x, y, label, SMALL, INK, zorder=1.5, bbox={"fc": PAPER, "ec": "none", "pad": 1 * scale})
    return ax


def _lines(node: Node) -> list[tuple[str, str]]:
    """Return the lines of text in a node, and their colours."""
    value, tangent, cotangent = (text(x, 4, 3) for x in (node.value, node.tangent, node.cotangent))
    title = named(node, node.label, 30)
    return [(title, MUTED), (value, INK), (f"t = {tangent}", FORWARD), (f"ct = {cotangent}", REVERSE)]


Point = tuple[float, float]
Link = tuple[int, int]


def _layout(
    sizes: Sequence[Point], edges: Sequence[Link], labels: Sequence[float]
) -> tuple[list[Point], list[list[Point]], Point]:
    """Return the centre of each node, the points of each edge (curves and level lines in turn), and the whole size."""
    depth = [0] * len(sizes)
    for parent, child in edges:  # in the order of the children, so that the depth of a parent is known
        depth[child] = max(depth[child], depth[parent] + 1)
    layers: list[list[int]] = [[] for _ in range(max(depth) + 1)]
    for box, layer in enumerate(depth):
        layers[layer].append(box)
    heights = [height for _, height in sizes]
    chains = []
    for parent, child in edges:
        bends = range(len(heights), len(heights) + depth[child] - depth[parent] - 1)
        heights += [BEND] * len(bends)
        for layer, bend in enumerate(bends, depth[parent] + 1):
            layers[layer].append(bend)
        chains.append([parent, *bends, child])
    links = [link for chain in chains for link in pairwise(chain)]
    layers = _ordered(layers, links)
    ys = _levels(layers, links, heights)

    widths = [max((sizes[box][0] for box in layer if box < len(sizes)), default=0.0) for layer in layers]
    middles, right = [], SPACE
    for layer, wide in enumerate(widths):
        arriving = [width for (_, child), width in zip(edges, labels, strict=True) if depth[child] == layer]
        left = right + (GAP + max(arriving) + 4 * min(len(arriving), 8) if arriving else 0.0)
        middles.append(left + wide / 2)
        right = left + wide
    centres = [(middles[layer], ys[box]) for box, layer in enumerate(depth)]
    routes = []
    for (parent, child), chain in zip(edges, chains, strict=True):
        route = [(centres[parent][0] + sizes[parent][0] / 2, ys[parent])]
        for layer, bend in enumerate(chain[1:-1], depth[parent] + 1):
            route += [(middles[layer] - widths[layer] / 2, ys[bend]), (middles[layer] + widths[layer] / 2, ys[bend])]
        routes.append([*route, (centres[child][0] - sizes[child][0] / 2, ys[child])])
    for box, (_, height) in enumerate(sizes):  # the arrows to one node end below each other
        own = [route for (_, child), route in zip(edges, routes, strict=True) if child == box]
        for i, route in enumerate(sorted(own, key=lambda route: route[-2][1])):
            x, y = route[-1]
            route[-1] = (x, y + (i - (len(own) - 1) / 2) * min(12.0, height / len(own)))
    return centres, routes, (right + SPACE, max(y + h / 2 for y, h in zip(ys, heights, strict=True)) + SPACE)


def _ordered(layers: Sequence[list[int]], links: Sequence[Link]) -> list[list[int]]:
    """Order the boxes of each layer, from below, so that few links cross: by the barycentres of their neighbours."""
    before, after = _neighbours(links)
    layers = [layer[::-1] for layer in layers]
    best = layers
    for sweep in range(12):
        layers = [list(layer) for layer in layers]
        near, walk = (before, layers[1:]) if sweep % 2 == 0 else (after, layers[-2::-1])
        for layer in walk:
            place = {box: float(i) for row in layers for i, box in enumerate(row)}
            centre = {box: _mean([place[other] for other in near[box]], place[box]) for box in layer}
            layer.sort(key=centre.__getitem__)
        best = min(best, layers, key=lambda order: _crossings(order, links))
    return best


def _neighbours(links: Sequence[Link]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    before, after = defaultdict(list), defaultdict(list)
    for left, right in links:
        before[right].append(left)
        after[left].append(right)
    return before, after


def _mean(numbers: Sequence[float], default: float) -> float:
    return sum(numbers) / len(numbers) if numbers else default


def _crossings(layers: Sequence[Sequence[int]], links: Sequence[Link]) -> int:
    layer_of = {box: layer for layer, row in enumerate(layers) for box in row}
    place = {box: i for row in layers for i, box in enumerate(row)}
    gaps = defaultdict(list)
    for left, right in links:
        gaps[layer_of[left]].append((place[left], place[right]))
    return sum((a - c) * (b - d) < 0 for gap in gaps.values() for (a, b), (c, d) in combinations(gap, 2))


def _levels(layers: Sequence[Sequence[int]], links: Sequence[Link], heights: Sequence[float]) -> list[float]:
    """Return the height of the middle of each box: the squares of what the links rise or fall are made small."""
    before, after = _neighbours(links)
    ys = [0.0] * len(heights)
    near = {box: before[box] + after[box] for layer in layers for box in layer}
    for layer in [*layers, *reversed(layers)] * 100:
        _shift(ys, layer, near, heights)
    for layer in layers:  # last from left to right, so that what is a line without branches ends up level
        _shift(ys, layer, before, heights)
    lowest = min(y - height / 2 for y, height in zip(ys, heights, strict=True))
    return [y - lowest + SPACE for y in ys]


def _shift(ys: list[float], layer: Sequence[int], near: dict[int, list[int]], heights: Sequence[float]) -> None:
    wanted = [_mean([ys[other] for other in near[box]], ys[box]) for box in layer]
    for box, y in zip(layer, _apart(wanted, [heights[box] for box in layer]), strict=True):
        ys[box] = y


def _apart(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """Return the middles nearest to those wanted at which boxes in this order do not overlap, by pooling violators."""
    offsets = [0.0, *accumulate((a + b) / 2 + SPACE for a, b in pairwise(heights))]
    pools: list[list[float]] = []
    for y, offset in zip(wanted, offsets, strict=True):
        pools.append([y - offset])
        while len(pools) > 1 and _mean(pools[-2], 0.0) > _mean(pools[-1], 0.0):
            pools[-2:] = [pools[-2] + pools[-1]]
    return [_mean(pool, 0.0) + offset for pool, offset in zip((p for p in pools for _ in p), offsets, strict=True)]


def _curve(route: Sequence[Point]) -> list[Point]:
    """Return the route with the control points of its curves, which leave and arrive level."""
    points = [route[0]]
    for (x, y), (u, v) in zip(route[::2], route[1::2], strict=True):
        points += [(x, y)] * (len(points) > 1) + [((x + u) / 2, y), ((x + u) / 2, v), (u, v)]
    return points


def _along(curve: Sequence[Point]) -> list[Point]:
    """Return points on one curve, from its middle outwards."""
    (x, y), (u, v) = curve
    places = (0.5 + sign * i / 30 for i in range(10) for sign in (1, -1))
    return [(x + (u - x) * (1.5 * s * (1 - s) + s**3), y + (v - y) * s * s * (3 - 2 * s)) for s in places]


def _spots(routes: Sequence[Sequence[Point]], sizes: Sequence[Point]) -> list[Point]:
    """Return a place for each label on the last curve of its edge, as clear as can be of labels, nodes and curves."""
    curves = [_along(route[-2:]) for route in routes]
    spots = [curve[0] for curve in curves]
    for _ in range(3):  # again, now that the others stand elsewhere
        for i, curve in enumerate(curves):
            (left, _), (right, _) = routes[i][-2:]
            beside = [k for k, other in enumerate(routes) if k != i and other[-2][0] < right and left < other[-1][0]]
            others = [(*spots[k], *sizes[k]) for k in beside]
            points = [point for k in beside for point in curves[k]]
            covers = [_covers(place, sizes[i], routes[i][-2:], others, points) for place in curve]
            spots[i] = curve[covers.index(min(covers))]
    return spots


def _covers(
    place: Point,
    size: Point,
    curve: Sequence[Point],
    labels: Sequence[tuple[float, float, float, float]],
    points: Sequence[Point],
) -> float:
    """Return how much a label at this place would cover: areas of labels and nodes, and points of other curves."""
    (x, y), (wide, high) = place, size
    beyond = max(curve[0][0] + wide / 2 - x, x - curve[1][0] + wide / 2, 0.0) * high
    common = sum(max((wide + w) / 2 - abs(x - a), 0.0) * max((high + h) / 2 - abs(y - b), 0.0) for a, b, w, h in labels)
    return beyond + common + sum(abs(x - a) < wide / 2 and abs(y - b) < high / 2 for a, b in points)

"""How the two modes work: the examples are those of the notes, and each number that is said is one of the library's."""

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest

import ad
import reports
from reports import load, page, stats
from reports.sections import Figure, Pair, modes

BY_NAME = {example.name: example for example in modes.EXAMPLES}


@pytest.fixture(scope="module")
def run(make_power, save):
    return load.load(save(make_power(["wide"])))


@pytest.fixture(scope="module")
def section(run):
    (section,) = modes.sections(run, stats.summarise(run.cases))
    return section


@pytest.fixture(scope="module")
def pairs(section):
    found = [part for part in section.parts if isinstance(part, Pair)]
    return dict(zip(BY_NAME, found, strict=True))


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    return page.write(page.compose(run), tmp_path_factory.mktemp("report")).parent


def gradient(name):
    """Give the cotangents of the inputs."""
    return [node.cotangent for node in BY_NAME[name].graph() if node.operation == "input"]


def numbers(graph, sweep):
    """Give the last column of a table of steps."""
    return modes.table(graph, sweep)["Numbers"].tolist()


def test_no_other_module_of_the_report_imports_the_library_or_the_benchmarks():
    root = Path(reports.__file__).parent
    importing = re.compile(r"^(?:import|from) (ad|benchmarks)\b", re.MULTILINE)  # for the types alone it is indented
    found = {str(path.relative_to(root)): set(importing.findall(path.read_text())) for path in root.rglob("*.py")}
    assert {name: names for name, names in found.items() if names} == {"sections/modes.py": {"ad"}}


# The examples.


def test_values_and_gradients_of_the_notes():
    for example in modes.EXAMPLES:
        graph = example.graph()
        assert graph.outputs == (len(graph) - 1,)
    values = {name: example.graph()[-1].value for name, example in BY_NAME.items()}
    assert values == pytest.approx({"product": -12, "paths": 6, "neuron": 0.7311, "softmax": np.log(2)}, abs=1e-4)
    assert gradient("product") == [-4, -4, 3]
    assert gradient("paths") == [2, 5]
    assert gradient("neuron") == pytest.approx([-0.1966, -0.3932, 0.1966, 0.3932, -0.5898], abs=1e-4)
    weights, biases = gradient("softmax")
    np.testing.assert_allclose(biases, [-0.5, 0.5])  # the probabilities less what was observed
    np.testing.assert_allclose(weights, np.outer(biases, [2, 1]))


@pytest.mark.parametrize("name", BY_NAME)
def test_forward_mode_is_asked_about_the_first_number(name):
    example = BY_NAME[name]
    graph = example.graph()
    tangents = np.concatenate([np.ravel(node.tangent) for node in graph if node.operation == "input"])
    assert tangents.tolist() == [1] + [0] * (len(tangents) - 1)
    assert example.asked.startswith(graph[0].name)
    assert graph[-1].tangent == pytest.approx(np.ravel(gradient(name)[0])[0])


@pytest.mark.parametrize("name", BY_NAME)
def test_as_many_forward_sweeps_as_are_said_give_the_gradient(name, section):
    example = BY_NAME[name]
    leaves, structure = ad.tree.flatten(example.arguments)
    sizes = np.cumsum([0, *map(np.size, leaves)])
    by_forward = []
    for unit in np.eye(sizes[-1]):
        tangents = [
            unit[start:end].reshape(np.shape(leaf))
            for start, end, leaf in zip(sizes[:-1], sizes[1:], leaves, strict=True)
        ]
        sweep = ad.graph(example.function, *example.arguments, tangents=ad.tree.unflatten(structure, tangents))
        by_forward.append(sweep[-1].tangent)
    np.testing.assert_allclose(by_forward, np.concatenate([np.ravel(ct) for ct in gradient(name)]))
    text = next(part.markdown for part in section.parts if example.title in getattr(part, "markdown", ""))
    assert f"forward mode needs {len(by_forward)} sweeps, one for each, and reverse mode one for all" in text


def test_the_numbers_in_the_lessons_are_those_of_the_graphs():
    paths, neuron, softmax = (BY_NAME[name] for name in ("paths", "neuron", "softmax"))
    assert [step.term for step in paths.graph().steps() if (step.sweep, step.node) == ("reverse", 1)] == [3, 2]
    assert "3 + 2 = 5" in paths.lesson
    weighted, value = neuron.graph()["v8"], neuron.graph()[-1].value
    assert f"v8 the numbers on the arrows multiply to {weighted.cotangent:.3f}" in neuron.lesson
    assert f"f = {value:.3f}" in neuron.lesson
    assert weighted.cotangent == pytest.approx((1 - value) * value)
    graph = softmax.graph()
    scores = graph["v3"].index
    through_exp, observed = sorted(
        (step for step in graph.steps() if step.sweep == "reverse" and step.node == scores),
        key=lambda step: graph[step.sources[0]].operation != "exp",
    )
    assert through_exp.term.tolist() == [0.5, 0.5]
    assert "(0.5, 0.5)" in softmax.lesson
    assert observed.term.tolist() == [-1, 0]


# What is shown.


def test_tables_of_the_steps():
    graph = BY_NAME["product"].graph()
    forward, reverse = modes.table(graph, "forward"), modes.table(graph, "reverse")
    assert forward.iloc[-1].tolist() == [
        5,
        "v4 = multiply(v3, z)",
        "t[v4] = t[v3] * dv4/dv3 + t[z] * dv4/dz",
        "1 * -4 + 0 * 3 = -4",
    ]
    assert forward["Operation"].tolist()[:3] == ["input x", "input y", "input z"]
    assert forward["Numbers"].tolist()[:3] == ["1", "0", "0"]
    assert reverse.iloc[0].tolist() == [1, "output v4", "ct[v4]", "1"]
    assert reverse.iloc[-1].tolist() == [5, "v3 = add(x, y)", "ct[y] += ct[v3] * dv3/dy", "-4 * 1 = -4"]
    assert numbers(BY_NAME["paths"].graph(), "reverse")[-1] == "2 * 1 = 2, in total 5"
    assert numbers(BY_NAME["softmax"].graph(), "reverse")[-1] == "[[-1 -0.5] [1 0.5]]"


@pytest.mark.parametrize("name", BY_NAME)
def test_the_description_has_every_number_of_the_picture(name, pairs):
    graph = BY_NAME[name].graph()
    for sweep, figure in (("forward", pairs[name].left), ("reverse", pairs[name].right)):
        for node in graph:
            assert re.search(
                rf"{re.escape(node.name)} = [^;]*, {'t' if sweep == 'forward' else 'ct'} = ", figure.alternative
            )
        arrows = figure.alternative.split("On the arrows: ")[1]
        assert arrows.count(" to ") == sum(len(node.parents) for node in graph)
    assert "t = 1; " in pairs[name].left.alternative or "t = [[1 0] [0 0]]; " in pairs[name].left.alternative
    assert "x = -2, ct = -4; y = 5, ct = -4; z = -4, ct = 3; " in pairs["product"].right.alternative
    assert "v3 to v4: -4, z to v4: 3." in pairs["product"].right.alternative


@pytest.mark.parametrize("name", BY_NAME)
def test_figures_are_small_and_of_one_size(name, pairs):
    pair = pairs[name]
    for figure in (pair.left, pair.right):
        assert ElementTree.fromstring(figure.svg).tag.endswith("svg")
        assert len(figure.svg) < 60_000
    assert pair.left.width == pair.right.width > 200


def test_steps_are_unfolded_for_the_first_example_alone(pairs):
    assert [pair.opened for pair in pairs.values()] == [True, False, False, False]


def test_a_section_knows_the_figures_of_its_pairs(section):
    expected = [f"modes-{name}-{sweep}" for name in BY_NAME for sweep in ("forward", "reverse")]
    assert [figure.name for figure in section.figures] == expected
    assert all(isinstance(figure, Figure) for figure in section.figures)


# On the page.


def test_files(folder, section):
    for figure in section.figures:
        assert (folder / f"{figure.name}.svg").read_text(encoding="utf-8") == figure.svg
        assert (
            (folder / f"{figure.name}.csv").read_text(encoding="utf-8").startswith("Step,Operation,Formula,Numbers\n")
        )


def test_the_page_shows_both_sweeps_beside_each_other(folder, pairs):
    html = (folder / "index.html").read_text(encoding="utf-8")
    section = re.search(r'<section aria-labelledby="modes">.*?</section>', html, re.DOTALL)[0]
    assert section.count("<svg") == 2 * len(BY_NAME)
    assert section.count("<details open>") == 2
    assert section.count("<details>") == 2 * (len(BY_NAME) - 1)
    assert f'style="--drawn: {pairs["product"].left.width}pt"' in section
    assert "<td>ct[v3] += ct[v4]\N{NO-BREAK SPACE}*\N{NO-BREAK SPACE}dv4/dv3</td>" in section
    assert "Measure it again" not in section  # nothing was measured
    assert html.index('id="words"') < html.index('id="modes"')


def test_the_summary_has_the_pictures(folder, pairs):
    text = (folder / "summary.md").read_text(encoding="utf-8")
    for pair in pairs.values():
        for figure in (pair.left, pair.right):
            assert f"![{figure.alternative}]({figure.name}.svg)\n\n{figure.caption}\n" in text

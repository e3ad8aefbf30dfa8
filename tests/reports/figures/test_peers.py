"""Other tools over the better mode, one mark a problem."""

import numpy as np
import pandas as pd

from reports import figures
from reports.comparisons import TOOLS


def table(**ratios):
    """Give the ratios of each tool on problems that are numbered."""
    return pd.DataFrame(
        [
            {"tool": tool.replace("_", "-"), "problem": f"problem-{index}", "ratio": ratio}
            for tool, values in ratios.items()
            for index, ratio in enumerate(values)
        ]
    )


def test_the_figure_is_sound(sound, in_palette):
    ratios = {tool: np.geomspace(0.01, 100, 30) for tool in TOOLS}
    assert in_palette(sound(lambda: figures.peers(table(**ratios))))


def test_one_tool_on_one_problem_is_enough(sound):
    sound(lambda: figures.peers(table(autograd=[2.0])))


def test_a_tool_without_a_time_has_no_row():
    without = table(autograd=[2.0], pytorch=[float("nan")])
    assert figures.peers(without) == figures.peers(table(autograd=[2.0]))

"""Every figure of the report: one function, from one tidy table to one SVG text; one file a figure.

Curves are named at their ends and rows at their left, so that no legend ever covers data; what is explained in a legend
(the theory) stands below the axes.
"""

from reports.figures.grid import grid
from reports.figures.problems import problems
from reports.figures.scaling import scaling

__all__ = ["grid", "problems", "scaling"]

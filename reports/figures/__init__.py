"""Every figure of the report: one function, from one tidy table to one SVG text; one file a figure.

Curves are named at their ends and rows at their left, so that no legend ever covers data; what is explained in a legend
(the theory) stands below the axes.
"""

from reports.figures.agreement import agreement
from reports.figures.batching import batching
from reports.figures.checkpoint import checkpoint
from reports.figures.expression_graph import expression_graph
from reports.figures.grid import grid
from reports.figures.layers import layers
from reports.figures.memory import memory
from reports.figures.operations import operations
from reports.figures.peers import peers
from reports.figures.regret import regret
from reports.figures.scaling import scaling
from reports.figures.second_order import second_order

__all__ = [
    "agreement",
    "batching",
    "checkpoint",
    "expression_graph",
    "grid",
    "layers",
    "memory",
    "operations",
    "peers",
    "regret",
    "scaling",
    "second_order",
]

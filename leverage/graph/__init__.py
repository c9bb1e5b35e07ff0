"""A scenario as one graph of named cells; every result, explanation and range is this graph walked.

`build` makes the graph of a scenario that was read, `evaluate` its numbers, `found` what they rest on.
"""

from leverage.graph.build import build
from leverage.graph.cells import VARIES, Cell, Graph, Value
from leverage.graph.evaluate import again, evaluate
from leverage.graph.founding import Founding, found

__all__ = ["VARIES", "Cell", "Founding", "Graph", "Value", "again", "build", "evaluate", "found"]

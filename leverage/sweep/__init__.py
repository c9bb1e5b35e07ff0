"""One scenario over many rows of what-ifs, from a table or a grid, each row as if its values had been set by hand.

A scenario is read (`closed`), opened at the cells that columns name (`opened`), and its rows are filled in blocks.
"""

from leverage.sweep.filling import Filled, fill
from leverage.sweep.headings import VARY, Axis, Heading, axes, name_of
from leverage.sweep.opening import Closed, Column, Opened, closed, headings, opened
from leverage.sweep.rows import SIZE, Block, Fault, Rows, of_csv, of_grid

__all__ = [
    "SIZE",
    "VARY",
    "Axis",
    "Block",
    "Closed",
    "Column",
    "Fault",
    "Filled",
    "Heading",
    "Opened",
    "Rows",
    "axes",
    "closed",
    "fill",
    "headings",
    "name_of",
    "of_csv",
    "of_grid",
    "opened",
]

"""The formula language: parsed once, then checked for units, computed, bounded and written as text.

It is Python's expression grammar held to numbers, percentages (``5%``), quantities in brackets
(``[2 billion USD/year]``), dotted names, arithmetic, comparisons, ``and or not`` and a few functions.
"""

from leverage.formula.dimensions import ANY, TRUTH, Measured, dimension_of
from leverage.formula.evaluate import FLOATS, UndefinedError, evaluate
from leverage.formula.grammar import FUNCTIONS
from leverage.formula.intervals import Interval, bound
from leverage.formula.parse import RESERVED, join, parse
from leverage.formula.text import addends, literal, write
from leverage.formula.tree import Formula, FormulaError

__all__ = [
    "ANY",
    "FLOATS",
    "FUNCTIONS",
    "RESERVED",
    "TRUTH",
    "Formula",
    "FormulaError",
    "Interval",
    "Measured",
    "UndefinedError",
    "addends",
    "bound",
    "dimension_of",
    "evaluate",
    "join",
    "literal",
    "parse",
    "write",
]

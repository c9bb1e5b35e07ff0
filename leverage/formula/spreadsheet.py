"""Writes a formula for a spreadsheet, with the same meaning, by functions that every spreadsheet has.

An operand that would be written several times, or that makes a formula too long, becomes a step: a separate cell that
is computed before. Numbers are in base units, as everywhere below the reports.
"""

from collections.abc import Callable
from typing import NamedTuple

from leverage.formula.evaluate import SAME
from leverage.formula.tree import Apply, Formula, Name, Number, Tree, make_formula

MAX_LENGTH = 8000  # Excel takes 8192 characters
_GROUP = 60  # operands in a cell, if there are too many for one
_ATOM, _LOOSE = (
    9,
    0,
)  # how tightly a text holds together: a name, which never needs brackets; a minus, which always does
_SIGNS = {
    "<": (" < ", 1), "<=": (" <= ", 1), ">": (" > ", 1), ">=": (" >= ", 1), "==": (" = ", 1), "!=": (" <> ", 1),
    "+": (" + ", 2), "-": (" - ", 2), "sum": (" + ", 2), "*": (" * ", 3), "/": (" / ", 3),
}  # fmt: skip
_FUNCTIONS = {
    "min": "MIN", "max": "MAX", "abs": "ABS", "sqrt": "SQRT", "exp": "EXP", "log": "LN", "and": "AND", "or": "OR",
    "not": "NOT", "if": "IF",
}  # fmt: skip
_JOINED = ("sum", "and", "or", "min", "max")
# Near 0 a power series, which keeps the digits that 1 + x would lose; at 0.001 both have 13 correct digits.
_LOG1P = "IF(ABS({0}) < 0.001, {0} * (1 - {0} * (1/2 - {0} * (1/3 - {0} * (1/4 - {0}/5)))), LN(1 + {0}))"
_EXPM1 = "IF(ABS({0}) < 0.001, {0} * (1 + {0}/2 * (1 + {0}/3 * (1 + {0}/4 * (1 + {0}/5)))), EXP({0}) - 1)"
# Not every spreadsheet calls 0 to the power 0 one, nor a root of a negative number an error.
_POWER = "IF({1} = 0, 1, IF(AND({0} < 0, {1} <> INT({1})), SQRT(-1), {0}^{1}))"


class Part(NamedTuple):
    """A cell to write: a step, or the formula as a whole, whose name is empty.

    The names that `formula` reads may be those of steps before it.
    """

    name: str
    formula: Formula
    text: str


def write_parts(formula: Formula, refer: Callable[[str], str]) -> tuple[Part, ...]:
    """Write a formula as cells of a spreadsheet, steps first, with `refer(name)` for each name and step."""
    return _Writer(refer).write_parts(formula)


class _Writer:
    """Writes trees by a method for each sort of operator; each returns a text and how tightly it holds together."""

    def __init__(self, refer: Callable[[str], str]) -> None:
        self._refer = refer
        self._steps: list[Part] = []
        self._special: dict[str, Callable[[Apply], tuple[str, int]]] = {
            "neg": self._write_negative,
            "**": self._write_power,
            "close": self._write_close,
            "same": self._write_same,
            "log1p": lambda tree: (_LOG1P.format(self._write_operand(tree.operands[0])), _ATOM),
            "expm1": lambda tree: (_EXPM1.format(self._write_operand(tree.operands[0])), _ATOM),
        }

    def write_parts(self, formula: Formula) -> tuple[Part, ...]:
        text = self._write_cell(formula.tree)[0]
        return (*self._steps, Part("", formula, text))

    def _write_cell(self, tree: Tree) -> tuple[str, int]:
        """Write a tree in one cell; what makes it too long is put into steps."""
        text, tightness = self._write_tree(tree)
        if len(text) <= MAX_LENGTH or not isinstance(tree, Apply):
            return text, tightness
        return self._write_tree(self._shorten(tree))

    def _shorten(self, tree: Apply) -> Apply:
        """Replace operands by steps, and groups of them too if they are many."""
        operands = tuple(self._name(operand) for operand in tree.operands)
        while tree.operator in _JOINED and len(operands) > _GROUP:
            groups = [operands[at : at + _GROUP] for at in range(0, len(operands), _GROUP)]
            operands = tuple(self._add_step(tree._replace(operands=group)) for group in groups)
        return tree._replace(operands=operands)

    def _write_tree(self, tree: Tree) -> tuple[str, int]:
        if isinstance(tree, Number):
            return write_number(tree.quantity.base), _ATOM
        if isinstance(tree, Name):
            return self._refer(tree.name), _ATOM
        if tree.operator in self._special:
            return self._special[tree.operator](tree)
        if tree.operator in _FUNCTIONS:
            operands = ", ".join(self._write_tree(operand)[0] for operand in tree.operands)
            return f"{_FUNCTIONS[tree.operator]}({operands})", _ATOM
        return self._write_infix(tree)

    def _write_infix(self, tree: Apply) -> tuple[str, int]:
        sign, tightness = _SIGNS[tree.operator]
        first, *others = tree.operands
        closer = tightness if tree.operator == "sum" else tightness + 1
        left = self._write_inside(first, closer if tightness == 1 else tightness)
        return sign.join([left, *(self._write_inside(other, closer) for other in others)]), tightness

    def _write_inside(self, tree: Tree, tightness: int) -> str:
        """Write an operand, in brackets if it holds together less tightly than what stands around it."""
        text, tightness_of_text = self._write_tree(tree)
        return text if tightness_of_text >= tightness else f"({text})"

    def _write_negative(self, tree: Apply) -> tuple[str, int]:
        """Write a minus sign, which in a spreadsheet holds tighter than a power."""
        return f"-{self._write_inside(tree.operands[0], _ATOM)}", _LOOSE

    def _write_power(self, tree: Apply) -> tuple[str, int]:
        base, exponent = tree.operands
        if isinstance(exponent, Number) and exponent.quantity.base.is_integer() and exponent.quantity.base > 0:
            return f"{self._write_inside(base, _ATOM)}^{write_number(exponent.quantity.base)}", 4
        return _POWER.format(self._write_operand(base), self._write_operand(exponent)), _ATOM

    def _write_close(self, tree: Apply) -> tuple[str, int]:
        value, other, tolerance = tree.operands
        difference = f"{self._write_inside(value, 2)} - {self._write_inside(other, 3)}"
        return f"ABS({difference}) <= {self._write_inside(tolerance, 2)}", 1

    def _write_same(self, tree: Apply) -> tuple[str, int]:
        first, *others = (self._write_operand(operand) for operand in tree.operands)
        tests = ", ".join(f"ABS({first} - {other}) <= {write_number(SAME)} * ABS({first})" for other in others)
        return f"IF(AND({tests}), {first}, SQRT(-1))", _ATOM

    def _write_operand(self, tree: Tree) -> str:
        """Write an operand that is needed several times: a number or a cell as it is, anything else as a step."""
        return self._write_tree(self._name(tree))[0]

    def _name(self, tree: Tree) -> Tree:
        return self._add_step(tree) if isinstance(tree, Apply) else tree

    def _add_step(self, tree: Tree) -> Name:
        """Make a tree a step, and return its name."""
        text = self._write_cell(tree)[0]
        name = f"step {len(self._steps) + 1}"
        self._steps.append(Part(name, make_formula(tree), text))
        return Name(name, tree.start, tree.width)


def quote_text(text: str) -> str:
    """Write a text as a literal of a formula, in double quotes."""
    return '"' + text.replace('"', '""') + '"'


def write_number(value: float) -> str:
    """Write a number with all its digits, a negative one in parentheses."""
    text = repr(float(value)).upper().removesuffix(".0")
    return f"({text})" if value < 0 else text

"""A formula as a spreadsheet has it: the same meaning by the functions that every spreadsheet has.

An operand that would have to be written several times, or that makes a formula too long, becomes a step: a cell of
its own that is computed before. Numbers are in base units, as everywhere below the reports.
"""

from collections.abc import Callable
from typing import NamedTuple

from leverage.formula.tree import Apply, Formula, Name, Number, Tree, make_formula

MAX_LENGTH = 8000  # Excel takes 8192 characters
_GROUP = 60  # so many operands stand in one cell where there are too many for one
_ATOM, _NEVER = 9, 0
_SIGNS = {
    "<": (" < ", 1), "<=": (" <= ", 1), ">": (" > ", 1), ">=": (" >= ", 1), "==": (" = ", 1), "!=": (" <> ", 1),
    "+": (" + ", 2), "-": (" - ", 2), "sum": (" + ", 2), "*": (" * ", 3), "/": (" / ", 3),
}  # fmt: skip
_FUNCTIONS = {
    "min": "MIN", "max": "MAX", "abs": "ABS", "sqrt": "SQRT", "exp": "EXP", "log": "LN", "and": "AND", "or": "OR",
    "not": "NOT",
}  # fmt: skip
_JOINED = ("sum", "and", "or", "min", "max")
# Near 0 a power series, which keeps all digits where 1 + x would lose them; at 0.001 both are good for 13 digits.
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
    return _Writer(refer).parts(formula)


class _Writer:
    """One small method for each sort of operator; each gives a text and how tightly it holds together."""

    def __init__(self, refer: Callable[[str], str]) -> None:
        self._refer = refer
        self._steps: list[Part] = []
        self._special: dict[str, Callable[[Apply], tuple[str, int]]] = {
            "neg": self._negative,
            "**": self._power,
            "close": self._close,
            "choose": self._choose,
            "log1p": lambda tree: (_LOG1P.format(self._once(tree.operands[0])), _ATOM),
            "expm1": lambda tree: (_EXPM1.format(self._once(tree.operands[0])), _ATOM),
        }

    def parts(self, formula: Formula) -> tuple[Part, ...]:
        text = self._bounded(formula.tree)[0]
        return (*self._steps, Part("", formula, text))

    def _bounded(self, tree: Tree) -> tuple[str, int]:
        """Write a tree in one cell; what makes it too long is put into steps."""
        text, tightness = self._tree(tree)
        if len(text) <= MAX_LENGTH or not isinstance(tree, Apply):
            return text, tightness
        return self._tree(self._shortened(tree))

    def _shortened(self, tree: Apply) -> Apply:
        operands = tuple(self._named(operand) for operand in tree.operands)
        while tree.operator in _JOINED and len(operands) > _GROUP:
            groups = [operands[at : at + _GROUP] for at in range(0, len(operands), _GROUP)]
            operands = tuple(self._step(tree._replace(operands=group)) for group in groups)
        return tree._replace(operands=operands)

    def _tree(self, tree: Tree) -> tuple[str, int]:
        if isinstance(tree, Number):
            return write_number(tree.quantity.base), _ATOM
        if isinstance(tree, Name):
            return self._refer(tree.name), _ATOM
        if tree.operator in self._special:
            return self._special[tree.operator](tree)
        if tree.operator in _FUNCTIONS:
            return f"{_FUNCTIONS[tree.operator]}({', '.join(self._tree(one)[0] for one in tree.operands)})", _ATOM
        return self._infix(tree)

    def _infix(self, tree: Apply) -> tuple[str, int]:
        sign, tightness = _SIGNS[tree.operator]
        first, *others = tree.operands
        closer = tightness if tree.operator == "sum" else tightness + 1
        left = self._inside(first, closer if tightness == 1 else tightness)
        return sign.join([left, *(self._inside(other, closer) for other in others)]), tightness

    def _inside(self, tree: Tree, tightness: int) -> str:
        text, own = self._tree(tree)
        return text if own >= tightness else f"({text})"

    def _negative(self, tree: Apply) -> tuple[str, int]:
        """Write a minus sign, which in a spreadsheet holds tighter than a power."""
        return f"-{self._inside(tree.operands[0], _ATOM)}", _NEVER

    def _power(self, tree: Apply) -> tuple[str, int]:
        base, exponent = tree.operands
        if isinstance(exponent, Number) and exponent.quantity.base.is_integer() and exponent.quantity.base > 0:
            return f"{self._inside(base, _ATOM)}^{write_number(exponent.quantity.base)}", 4
        return _POWER.format(self._once(base), self._once(exponent)), _ATOM

    def _close(self, tree: Apply) -> tuple[str, int]:
        value, other, tolerance = tree.operands
        return f"ABS({self._inside(value, 2)} - {self._inside(other, 3)}) <= {self._inside(tolerance, 2)}", 1

    def _choose(self, tree: Apply) -> tuple[str, int]:
        """Hold the first triple of key, key and value against each of the others in turn."""
        triples = [
            (*map(self._named, tree.operands[at : at + 2]), tree.operands[at + 2])
            for at in range(0, len(tree.operands), 3)
        ]
        best, *others = triples
        for other in others[:-1]:
            pairs = zip(best, other, strict=True)
            steps = [Apply("choose", (*best[:2], one, *other[:2], two), tree.start, tree.width) for one, two in pairs]
            best = (self._step(steps[0]), self._step(steps[1]), self._step(steps[2]))
        if not others:
            return self._tree(best[2])
        first, second, value = (self._tree(one)[0] for one in best)
        key, tie, otherwise = (self._tree(one)[0] for one in others[-1])
        return f"IF(OR({first} > {key}, AND({first} = {key}, {second} >= {tie})), {value}, {otherwise})", _ATOM

    def _once(self, tree: Tree) -> str:
        """Write an operand that stands several times: as it is if it is a number or a cell, else as a step."""
        return self._tree(self._named(tree))[0]

    def _named(self, tree: Tree) -> Tree:
        return self._step(tree) if isinstance(tree, Apply) else tree

    def _step(self, tree: Tree) -> Name:
        """Put a tree into a cell of its own."""
        text = self._bounded(tree)[0]
        name = f"step {len(self._steps) + 1}"
        self._steps.append(Part(name, make_formula(tree), text))
        return Name(name, tree.start, tree.width)


def quote_text(text: str) -> str:
    """Write a text so that a formula may hold it."""
    return '"' + text.replace('"', '""') + '"'


def write_number(value: float) -> str:
    """Write a number with all its digits, a negative one in parentheses."""
    text = repr(float(value)).upper()
    text = text.removesuffix(".0")
    return f"({text})" if value < 0 else text

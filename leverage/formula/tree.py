"""A formula as a tree of numbers, names and operators, its compiled code, and its text."""

import ast
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import lru_cache
from types import CodeType
from typing import Any, NamedTuple, TypeAlias

from leverage.quantity import Quantity

# compile wants a place for every node; none is ever shown
_HERE: dict[str, Any] = {"lineno": 1, "col_offset": 0, "end_lineno": 1, "end_col_offset": 0}
_ARITHMETIC = {"+": ast.Add, "-": ast.Sub, "*": ast.Mult, "/": ast.Div}
_COMPARED = {"<": ast.Lt, "<=": ast.LtE, ">": ast.Gt, ">=": ast.GtE, "==": ast.Eq, "!=": ast.NotEq}


#: The operator of a kind's ``sum()`` over the parts of a lever. No formula of a cell has it.
PARTS = "sum()"


class FormulaError(Exception):
    """A formula that cannot be used: what is wrong and at which stretch of its text."""

    def __init__(self, message: str, offset: int = 0, width: int = 1, hint: str = "") -> None:
        """Keep the message with its place in the text, counted from 0."""
        super().__init__(message)
        self.offset, self.width, self.hint = offset, max(1, width), hint


class Number(NamedTuple):
    """A literal: a plain number, a percentage or a quantity in brackets."""

    quantity: Quantity
    start: int
    width: int


class Name(NamedTuple):
    """The name of a cell, dots included."""

    name: str
    start: int
    width: int


class Apply(NamedTuple):
    """An operator or function on its operands."""

    operator: str
    operands: tuple["Tree", ...]
    start: int
    width: int


Tree: TypeAlias = Number | Name | Apply


class Formula:
    """A parsed formula: its text, its tree and the names it reads, in order. Never changed once made."""

    __slots__ = ("_code", "_is_loose", "_text", "is_met", "names", "tree")

    def __init__(self, text: str | None, tree: Tree) -> None:
        """Make a formula of a checked tree, and the text that it was read from if it was read from one."""
        self._text = text
        self.tree = tree
        self.names: tuple[str, ...] = tuple(
            dict.fromkeys([node.name for node in walk_tree(tree) if isinstance(node, Name)])
        )
        self.is_met = False  # whether it was computed before, so that it is worth compiling
        self._code: CodeType | None = None
        self._is_loose: bool | None = None

    @property
    def text(self) -> str:
        """Return the text that the formula was read from, or one that says its tree: most are never looked at."""
        if self._text is None:
            self._text = write_tree(self.tree)
        return self._text

    @property
    def code(self) -> CodeType:
        """Return the one code object that serves floats and arrays; most formulas never need it."""
        if self._code is None:
            self._code = compile(ast.Expression(_to_python(self.tree)), "<formula>", "eval")
        return self._code

    @property
    def is_name(self) -> bool:
        """Tell whether the formula is a lone name, so that what holds of that cell holds here."""
        return isinstance(self.tree, Name)

    @property
    def has_loose_number(self) -> bool:
        """Tell whether a number that needs a source is written inside: with a unit other than time, a per cent, 0.3.

        Whole numbers without a unit are structure: half a year doubled, twelve months.
        """
        if self._is_loose is None:
            literals = [node.quantity for node in walk_tree(self.tree) if isinstance(node, Number)]
            self._is_loose = any(one.percent or not one.number.is_integer() or _has_unit(one) for one in literals)
        return self._is_loose


def _has_unit(quantity: Quantity) -> bool:
    return any(base != "year" for base, _ in quantity.unit.dimension)


def walk_tree(tree: Tree) -> Iterator[Tree]:
    """Go through a tree, parents first."""
    waiting = [tree]
    while waiting:
        tree = waiting.pop()
        yield tree
        if isinstance(tree, Apply):
            waiting += tree.operands[::-1]


def _to_python(tree: Tree) -> ast.expr:
    """Build the expression to compile: names keep their dots, all but plain arithmetic becomes a call.

    Powers are calls too: Python would make a complex number of a root of a negative one, and go on with it.
    """
    if isinstance(tree, Number):
        return ast.Constant(tree.quantity.base, **_HERE)
    if isinstance(tree, Name):
        return ast.Name(tree.name, ast.Load(), **_HERE)
    operands = [_to_python(operand) for operand in tree.operands]
    if tree.operator in _ARITHMETIC:
        return ast.BinOp(operands[0], _ARITHMETIC[tree.operator](), operands[1], **_HERE)
    if tree.operator in _COMPARED:
        return ast.Compare(operands[0], [_COMPARED[tree.operator]()], [operands[1]], **_HERE)
    if tree.operator == "neg":
        return ast.UnaryOp(ast.USub(), operands[0], **_HERE)
    return ast.Call(ast.Name(tree.operator, ast.Load(), **_HERE), operands, [], **_HERE)


_TIGHTNESS = {
    "or": 1, "and": 2, "not": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "==": 4, "!=": 4,
    "sum": 5, "+": 5, "-": 5, "*": 6, "/": 6, "neg": 7, "**": 8,
}  # fmt: skip
_ATOM = 9


def write_formula(formula: Formula, name: Callable[[str], str] = str) -> str:
    """Write a formula with every name replaced by `name(name)`: a label, a number, a spreadsheet cell."""
    return write_tree(formula.tree, name)


def write_tree(tree: Tree, name: Callable[[str], str] = str) -> str:
    """Write a tree; parentheses stand only where the grammar needs them."""
    if isinstance(tree, Number):
        return write_literal(tree.quantity)
    if isinstance(tree, Name):
        return name(tree.name)
    return _write_operation(tree, name)


def _write_operation(tree: Apply, name: Callable[[str], str]) -> str:
    operator = tree.operator
    if operator not in _TIGHTNESS:
        return f"{operator.removesuffix('()')}({', '.join(write_tree(operand, name) for operand in tree.operands)})"
    own = _TIGHTNESS[operator]
    if operator in ("neg", "not"):
        inner = _write_inside(tree.operands[0], own, name)
        return f"-{inner}" if operator == "neg" else f"not {inner}"
    if operator in ("and", "or", "sum"):
        sign = "+" if operator == "sum" else operator
        return f" {sign} ".join(_write_inside(operand, own, name) for operand in tree.operands)
    left, right = tree.operands
    if operator == "**":
        return f"{_write_inside(left, own + 1, name)}**{_write_inside(right, own, name)}"
    return f"{_write_inside(left, own, name)} {operator} {_write_inside(right, own + 1, name)}"


def _write_inside(tree: Tree, tightness: int, name: Callable[[str], str]) -> str:
    text = write_tree(tree, name)
    own = _TIGHTNESS.get(tree.operator, _ATOM) if isinstance(tree, Apply) else _ATOM
    return f"({text})" if own < tightness else text


def write_literal(quantity: Quantity) -> str:
    """Write a number or percentage bare; in brackets what has a sign, a scale, a comma, a unit or a leading 0."""
    text = quantity.text.replace(" %", "%")
    return text if re.fullmatch(r"(?!0[0-9_])[0-9._]+([eE][+-]?[0-9]+)?%?", text) else f"[{text}]"


def make_formula(tree: Tree) -> Formula:
    """Make a formula of a tree, or of a part of one."""
    return Formula(None, tree)


@lru_cache(maxsize=1 << 12)
def expand_parts(
    formula: Formula, parts: tuple[str, ...], own: frozenset[str], hit: tuple[tuple[str, tuple[str, ...]], ...] = ()
) -> Formula:
    """Return a kind's formula with every ``sum()`` written out over the parts of a lever.

    Inside a sum each name that is a part's `own` is taken for each part, as ``PART.NAME``. A lever without parts is
    one part, whose names stay as they are. `hit` has rates, each with the parts on which it is not 0. A sum of
    products with such a rate is written out over these parts alone: the others add nothing.
    """
    if not any(isinstance(node, Apply) and node.operator == PARTS for node in walk_tree(formula.tree)):
        return formula
    return make_formula(_expand(formula.tree, parts, own, hit))


def _expand(tree: Tree, parts: Sequence[str], own: Collection[str], hit: Iterable[tuple[str, Collection[str]]]) -> Tree:
    if not isinstance(tree, Apply):
        return tree
    if tree.operator != PARTS:
        return tree._replace(operands=tuple(_expand(operand, parts, own, hit) for operand in tree.operands))
    (summed,) = tree.operands
    for rate, parts_hit in hit:
        if parts_hit and _has_factor(summed, rate):
            parts = [part for part in parts if part in parts_hit] or parts
    addends = tuple(prefix_names(summed, part, own) for part in parts) or tree.operands
    if len(addends) == 1:
        return addends[0]
    return Apply("sum" if len(addends) > 2 else "+", addends, tree.start, tree.width)


def _has_factor(tree: Tree, name: str) -> bool:
    """Tell whether a tree is a product, or a fraction of one, with a name among its factors: it is 0 if the name is."""
    if isinstance(tree, Name):
        return tree.name == name
    if not isinstance(tree, Apply) or tree.operator not in ("*", "/"):
        return False
    factors = tree.operands if tree.operator == "*" else tree.operands[:1]
    return any(_has_factor(factor, name) for factor in factors)


def prefix_names(tree: Tree, part: str, own: Collection[str]) -> Tree:
    """Return a tree in which each name that is a part's own is taken for that part."""
    if isinstance(tree, Name):
        return tree._replace(name=f"{part}.{tree.name}") if tree.name in own else tree
    if isinstance(tree, Apply):
        return tree._replace(operands=tuple(prefix_names(operand, part, own) for operand in tree.operands))
    return tree


def list_names_by_place(tree: Tree, *, is_inside: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield each name of a kind's formula and whether it stands inside ``sum()``."""
    if isinstance(tree, Name):
        yield tree.name, is_inside
    elif isinstance(tree, Apply):
        for operand in tree.operands:
            yield from list_names_by_place(operand, is_inside=is_inside or tree.operator == PARTS)


def add_up(formulas: Iterable[Formula]) -> tuple[str, ...] | None:
    """Return the names that a sum of formulas comes to where others cancel; None unless all are sums of names.

    So what is sold of some goods, and all that is sold less these, come to all that is sold.
    """
    counts: Counter[str] = Counter()
    for formula in formulas:
        if not _count_names(formula.tree, 1, counts):
            return None
    if any(count not in (0, 1) for count in counts.values()):
        return None
    return tuple(name for name, count in counts.items() if count)


def _count_names(tree: Tree, sign: int, counts: Counter[str]) -> bool:
    """Add what a sum of names holds to the counts; False for any other formula."""
    if isinstance(tree, Name):
        counts[tree.name] += sign
        return True
    if not isinstance(tree, Apply):
        return False
    if tree.operator == "neg":
        return _count_names(tree.operands[0], -sign, counts)
    if tree.operator == "-":
        left, right = tree.operands
        return _count_names(left, sign, counts) and _count_names(right, -sign, counts)
    return tree.operator in ("+", "sum") and all(_count_names(operand, sign, counts) for operand in tree.operands)


@lru_cache(maxsize=1 << 8)
def list_addends(formula: Formula) -> tuple[Formula, ...]:
    """Return the formulas whose sum this is; itself alone if it is no sum."""
    return tuple(make_formula(tree) for tree in _split_addends(formula.tree))


def _split_addends(tree: Tree) -> tuple[Tree, ...]:
    if isinstance(tree, Apply) and tree.operator in ("+", "sum"):
        return tuple(part for operand in tree.operands for part in _split_addends(operand))
    return (tree,)

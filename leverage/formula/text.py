"""A formula as text: with its names, or with whatever is put in their place."""

import re
from collections.abc import Callable

from leverage.formula.tree import Apply, Formula, Name, Number, Tree
from leverage.quantity import Quantity

_TIGHTNESS = {
    "or": 1, "and": 2, "not": 3, "<": 4, "<=": 4, ">": 4, ">=": 4, "==": 4, "!=": 4,
    "sum": 5, "+": 5, "-": 5, "*": 6, "/": 6, "neg": 7, "**": 8,
}  # fmt: skip
_ATOM = 9


def write(formula: Formula, name: Callable[[str], str] = str) -> str:
    """Write a formula with every name replaced by `name(name)`: a label, a number, a spreadsheet cell."""
    return write_tree(formula.tree, name)


def write_tree(tree: Tree, name: Callable[[str], str] = str) -> str:
    """Write a tree; parentheses stand only where the grammar needs them."""
    if isinstance(tree, Number):
        return literal(tree.quantity)
    if isinstance(tree, Name):
        return name(tree.name)
    return _operation(tree, name)


def _operation(tree: Apply, name: Callable[[str], str]) -> str:
    operator = tree.operator
    if operator not in _TIGHTNESS:
        return f"{operator}({', '.join(write_tree(operand, name) for operand in tree.operands)})"
    own = _TIGHTNESS[operator]
    if operator in ("neg", "not"):
        inner = _inside(tree.operands[0], own, name)
        return f"-{inner}" if operator == "neg" else f"not {inner}"
    if operator in ("and", "or", "sum"):
        sign = "+" if operator == "sum" else operator
        return f" {sign} ".join(_inside(operand, own, name) for operand in tree.operands)
    left, right = tree.operands
    if operator == "**":
        return f"{_inside(left, own + 1, name)}**{_inside(right, own, name)}"
    return f"{_inside(left, own, name)} {operator} {_inside(right, own + 1, name)}"


def _inside(tree: Tree, tightness: int, name: Callable[[str], str]) -> str:
    text = write_tree(tree, name)
    own = _TIGHTNESS.get(tree.operator, _ATOM) if isinstance(tree, Apply) else _ATOM
    return f"({text})" if own < tightness else text


def literal(quantity: Quantity) -> str:
    """Write a number or percentage bare; in brackets what has a sign, a scale, a comma, a unit or a leading 0."""
    text = quantity.text.replace(" %", "%")
    return text if re.fullmatch(r"(?!0[0-9_])[0-9._]+([eE][+-]?[0-9]+)?%?", text) else f"[{text}]"


def of_tree(tree: Tree) -> Formula:
    """Make a formula of a tree, or of a part of one."""
    return Formula(write_tree(tree), tree)


def addends(formula: Formula) -> tuple[Formula, ...]:
    """Return the formulas whose sum this is; itself alone if it is no sum."""
    return tuple(of_tree(tree) for tree in _addends(formula.tree))


def _addends(tree: Tree) -> tuple[Tree, ...]:
    if isinstance(tree, Apply) and tree.operator in ("+", "sum"):
        return tuple(part for operand in tree.operands for part in _addends(operand))
    return (tree,)

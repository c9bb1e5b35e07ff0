"""The grammar: Python's expression tree held to what the language allows, node by node."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from leverage.formula.tree import Apply, FormulaError, Name, Number, Tree, walk
from leverage.problems import did_you_mean
from leverage.quantity import Quantity, parse_quantity
from leverage.units import UnitError

MAX_DEPTH = 60
MAX_EXPONENT = 64

# How many arguments each function takes, at least and at most.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "min": (2, 20),
    "max": (2, 20),
    "abs": (1, 1),
    "sqrt": (1, 1),
    "exp": (1, 1),
    "expm1": (1, 1),
    "log": (1, 1),
    "log1p": (1, 1),
    "close": (3, 3),
}

_BINARY: dict[type[ast.AST], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**",
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
    ast.And: "and", ast.Or: "or", ast.Not: "not", ast.USub: "neg", ast.UAdd: "pos",
}  # fmt: skip


class TreeReader:
    """Python's tree to ours, held to what the language allows; one small method for each sort of node."""

    def __init__(self, text: str, literals: Mapping[int, Quantity], indent: int) -> None:
        self._text = text
        self._literals = literals
        self._indent = indent
        self._readers: dict[type[ast.AST], Callable[[Any, int], Tree]] = {
            ast.Constant: self._constant,
            ast.Name: self._name,
            ast.Attribute: self._name,
            ast.BinOp: self._binary,
            ast.UnaryOp: self._unary,
            ast.BoolOp: self._boolean,
            ast.Compare: self._comparison,
            ast.Call: self._call,
        }

    def tree(self, node: ast.expr, depth: int) -> Tree:
        """Convert one node and those below it."""
        if depth > MAX_DEPTH:
            raise self._error("the formula is nested too deeply", node, "split it into figures")
        reader = self._readers.get(type(node))
        if reader is None:
            raise self._error("this is not part of the formula language", node)
        return reader(node, depth + 1)

    def _constant(self, node: ast.Constant, _depth: int) -> Tree:
        start, width = self._span(node)
        if start in self._literals:
            return Number(self._literals[start], start, width)
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            raise self._error("this is not part of the formula language", node)
        try:
            return Number(parse_quantity(self._text[start : start + width].strip()), start, width)
        except UnitError as error:
            raise self._error(str(error), node, error.hint) from None

    def _name(self, node: ast.Name | ast.Attribute, _depth: int) -> Tree:
        parts: list[str] = []
        at: ast.expr = node
        while isinstance(at, ast.Attribute):
            parts.append(at.attr)
            at = at.value
        if not isinstance(at, ast.Name):
            raise self._error("attributes are not part of the formula language", node)
        return Name(".".join([at.id, *reversed(parts)]), *self._span(node))

    def _binary(self, node: ast.BinOp, depth: int) -> Tree:
        operator = _BINARY.get(type(node.op))
        if operator is None:
            raise self._error("this operator is not part of the formula language", node)
        if operator == "+" and len(addends := _addends(node)) > 2:
            return Apply("sum", tuple(self.tree(addend, depth) for addend in addends), *self._span(node))
        right = self.tree(node.right, depth)
        if operator == "**" and any(isinstance(one, Apply) and one.operator == "**" for one in walk(right)):
            raise self._error("a power in an exponent", node.right)
        if operator == "**" and _literal(right) and abs(_value(right)) > MAX_EXPONENT:
            raise self._error(f"an exponent beyond {MAX_EXPONENT}", node.right)
        return Apply(operator, (self.tree(node.left, depth), right), *self._span(node))

    def _unary(self, node: ast.UnaryOp, depth: int) -> Tree:
        operator = _BINARY.get(type(node.op))
        if operator is None:
            raise self._error("this operator is not part of the formula language", node)
        operand = self.tree(node.operand, depth)
        return operand if operator == "pos" else Apply(operator, (operand,), *self._span(node))

    def _boolean(self, node: ast.BoolOp, depth: int) -> Tree:
        operands = tuple(self.tree(value, depth) for value in node.values)
        return Apply(_BINARY[type(node.op)], operands, *self._span(node))

    def _comparison(self, node: ast.Compare, depth: int) -> Tree:
        operands = [self.tree(value, depth) for value in (node.left, *node.comparators)]
        pairs: list[Tree] = []
        for index, op in enumerate(node.ops):
            if type(op) not in _BINARY:
                raise self._error("this operator is not part of the formula language", node)
            left, right = operands[index], operands[index + 1]
            width = right.start + right.width - left.start
            pairs.append(Apply(_BINARY[type(op)], (left, right), left.start, width))
        return pairs[0] if len(pairs) == 1 else Apply("and", tuple(pairs), *self._span(node))

    def _call(self, node: ast.Call, depth: int) -> Tree:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if name not in FUNCTIONS:
            hint = did_you_mean(name, FUNCTIONS) or "there are " + ", ".join(FUNCTIONS)
            raise self._error(f"no function '{name}'", node.func, hint)
        least, most = FUNCTIONS[name]
        if node.keywords or not least <= len(node.args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise self._error(f"{name} takes {wanted} value{'' if most == 1 else 's'}", node)
        return Apply(name, tuple(self.tree(value, depth) for value in node.args), *self._span(node))

    def _span(self, node: ast.expr) -> tuple[int, int]:
        return node.col_offset + self._indent, (node.end_col_offset or 0) - node.col_offset

    def _error(self, message: str, node: ast.expr, hint: str = "") -> FormulaError:
        return FormulaError(message, *self._span(node), hint)


def _addends(node: ast.expr) -> list[ast.expr]:
    """Return the parts of a chain of plus signs, which may be too long to go down."""
    found = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def _literal(tree: Tree) -> bool:
    return isinstance(tree, Number) or (
        isinstance(tree, Apply) and tree.operator == "neg" and isinstance(tree.operands[0], Number)
    )


def _value(tree: Tree) -> float:
    return tree.quantity.base if isinstance(tree, Number) else _value(tree.operands[0])  # type: ignore[union-attr]  # a literal has no names

"""From a formula's text to its tree, or to the place where it goes wrong."""

import ast
import keyword
import re
import warnings
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from leverage.formula.tree import PARTS, Apply, Formula, FormulaError, Name, Number, Tree, make_formula, walk_tree
from leverage.problems import make_visible, suggest_name
from leverage.quantity import NOT_FINITE, Quantity, find_number_slip, parse_quantity
from leverage.units import UnitError

MAX_LENGTH = 2000
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
# Words of the language and first parts of cell names; no id may be one of them.
RESERVED = frozenset(keyword.kwlist) | set(FUNCTIONS) | {
    "exposure", "loss", "outcome", "total", "once", "first_year", "move", "by", "balance", "at", "sum", "until",
    "exposure_share", "loss_share", "outcome_share", "total_share", "first_year_share", "once_share",
    "dollar_ratio", "size_ratio", "bite", "equilibrium", "equilibrium_outcome", "equilibrium_rest", "once_outcome",
    "cut", "uncut", "duty", "duration", "begins", "horizon", "adjustment", "first_adjustment",
}  # fmt: skip

_BRACKET = re.compile(r"\[[^\[\]]*\]")
_PERCENT = re.compile(r"(?<![\w.])((?:[0-9][0-9_]*)?\.?[0-9]+(?:[eE][+-]?[0-9]+)?\s*)%")
# What was probably meant by a sign the language does not have.
_SIGNS = {
    "=": "compare with ==",
    "^": "write **",
    "&": "write and",
    "|": "write or",
    "!": "write not",
    "−": "write -",
    "–": "write -",
    "×": "write *",
    "·": "write *",
    "÷": "write /",
}  # the slips meant, not slips of ours
_LONE_NAME = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)*")
_SUSPECT = re.compile(r"[^ -~]|['\"\\#;@:=$?`{}&|^~!]")


@lru_cache(maxsize=1 << 14)
def parse_formula(text: str, *, is_of_kind: bool = False) -> Formula:
    """Parse a formula as users write it; a kind's may hold ``sum()`` over the parts of a lever. Raises FormulaError."""
    if _LONE_NAME.fullmatch(text) and not keyword.iskeyword(text) and text not in NOT_FINITE:
        return Formula(text, Name(text, 0, len(text)))
    text = text.replace("\n", " ").replace("\t", " ")  # one line, with all signs where they were
    _refuse_at_sight(text)
    literals: dict[int, Quantity] = {}
    plain = _blank_literals(text, literals)
    indent = len(plain) - len(plain.lstrip())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            body = ast.parse(plain.strip(), mode="eval").body
    except SyntaxError as error:
        offset = indent + (error.offset or len(text) + 1) - 1
        raise _explain_syntax_error(text, str(error.msg), offset) from None
    except (MemoryError, RecursionError, ValueError):
        raise FormulaError("the formula is nested too deeply", 0, len(text)) from None
    tree = _TreeReader(text, literals, indent, is_of_kind=is_of_kind).read(body, 0)
    return Formula(text.strip(), tree)


def join_formulas(operator: str, parts: tuple[Formula, ...]) -> Formula:
    """Make a formula that applies what users cannot write to others: ``sum``, ``same``, a solved model."""
    return _join(operator, tuple(part.text for part in parts))


@lru_cache(maxsize=1 << 14)
def _join(operator: str, texts: tuple[str, ...]) -> Formula:
    return make_formula(Apply(operator, tuple(parse_formula(text).tree for text in texts), 0, 1))


def _refuse_at_sight(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"a formula longer than {MAX_LENGTH} characters", 0, 1, "split it into figures")
    if not text.strip():
        raise FormulaError("an empty formula")
    if slip := find_number_slip(text):
        raise FormulaError(f"'{text.strip()}' is not a number", 0, len(text), slip)
    is_split = re.search("[0-9],[0-9]", text)  # which spares most runs the slower expression
    if is_split and (split := re.search(r"(?<![\w.\[])[0-9]{1,3}(,[0-9]{3})+(?![\w\]])(?![^\[]*\])", text)):
        hint = "write 20000 or 20_000 for one number, and a space after the comma between two"
        raise FormulaError(f"'{split.group()}' cannot stand in a formula", split.start(), len(split.group()), hint)
    # what stands in brackets is a quantity, which says itself what is wrong with it
    for match in _SUSPECT.finditer(_BRACKET.sub(lambda bracket: "_" * len(bracket.group()), text)):
        offset, character = match.start(), match.group()
        if not _is_comparison(text, offset):
            hint = "write >=" if text[offset : offset + 2] == "=>" else _SIGNS.get(character, "")
            raise FormulaError(f"'{make_visible(character)}' cannot stand in a formula", offset, 1, hint)


def _is_comparison(text: str, offset: int) -> bool:
    if text[offset] == "!":
        return text[offset + 1 : offset + 2] == "="
    return text[offset] == "=" and ("=" in text[offset + 1 : offset + 2] or text[offset - 1 : offset] in "<>=!")


def _blank_literals(text: str, literals: dict[int, Quantity]) -> str:
    """Put plain numbers of the same length where quantities and percentages stand, so columns stay true."""

    def bracket(match: re.Match[str]) -> str:
        before = re.search(r"(\w+|[)\]])\s*$", text[: match.start()])
        if before and before[1] not in ("and", "or", "not"):
            raise FormulaError("indexing is not part of the formula language", match.start(), len(match.group()))
        return blank(match, match.group()[1:-1].strip())

    def percent(match: re.Match[str]) -> str:
        return blank(match, f"{match[1].strip()} %")

    def blank(match: re.Match[str], quantity: str) -> str:
        try:
            literals[match.start()] = parse_quantity(quantity)
        except UnitError as error:
            written = match.group().strip("[] ")
            start = match.start() + match.group().find(written)
            raise FormulaError(str(error), start, len(written), error.hint) from None
        return "1".ljust(len(match.group()))

    return _PERCENT.sub(percent, _BRACKET.sub(bracket, text))


def _explain_syntax_error(text: str, said: str, offset: int) -> FormulaError:
    """Say in the user's words what Python says of a text it cannot read."""
    offset = min(max(0, offset), len(text) - 1)
    if "too many nested" in said:
        return FormulaError("the formula is nested too deeply", 0, len(text))
    if "was never closed" in said:
        return FormulaError(f"'{text[offset]}' is never closed", offset)
    bare = next((m for m in re.finditer(r"[0-9][0-9_.]*\s+[A-Za-z]", text) if m.start() <= offset < m.end()), None)
    if bare:
        hint = "a quantity inside a formula stands in brackets: [2 billion USD/year]"
        return FormulaError("the formula cannot be read here", bare.start(), 1, hint)
    return FormulaError("the formula cannot be read here", offset)


class _TreeReader:
    """Python's tree to ours, held to what the language allows; one small method for each sort of node."""

    def __init__(self, text: str, literals: Mapping[int, Quantity], indent: int, *, is_of_kind: bool) -> None:
        self._text = text
        self._is_of_kind = is_of_kind
        self._literals = literals
        self._indent = indent
        self._readers: dict[type[ast.AST], Callable[[Any, int], Tree]] = {
            ast.Constant: self._read_constant,
            ast.Name: self._read_name,
            ast.Attribute: self._read_name,
            ast.BinOp: self._read_binary,
            ast.UnaryOp: self._read_unary,
            ast.BoolOp: self._read_boolean,
            ast.Compare: self._read_comparison,
            ast.Call: self._read_call,
        }

    def read(self, node: ast.expr, depth: int) -> Tree:
        """Convert one node and those below it."""
        if depth > MAX_DEPTH:
            raise self._make_error("the formula is nested too deeply", node, "split it into figures")
        reader = self._readers.get(type(node))
        if reader is None:
            raise self._make_error("this is not part of the formula language", node)
        return reader(node, depth + 1)

    def _read_constant(self, node: ast.Constant, _depth: int) -> Tree:
        start, width = self._find_span(node)
        if start in self._literals:
            return Number(self._literals[start], start, width)
        if isinstance(node.value, bool) or not isinstance(node.value, (int, float)):
            raise self._make_error("this is not part of the formula language", node)
        try:
            return Number(parse_quantity(self._text[start : start + width].strip()), start, width)
        except UnitError as error:
            raise self._make_error(str(error), node, error.hint) from None

    def _read_name(self, node: ast.Name | ast.Attribute, _depth: int) -> Tree:
        parts: list[str] = []
        at: ast.expr = node
        while isinstance(at, ast.Attribute):
            parts.append(at.attr)
            at = at.value
        if not isinstance(at, ast.Name):
            raise self._make_error("attributes are not part of the formula language", node)
        return Name(".".join([at.id, *reversed(parts)]), *self._find_span(node))

    def _read_binary(self, node: ast.BinOp, depth: int) -> Tree:
        operator = _BINARY.get(type(node.op))
        if operator is None:
            raise self._make_error("this operator is not part of the formula language", node)
        if operator == "+" and len(addends := _list_addends(node)) > 2:
            return Apply("sum", tuple(self.read(addend, depth) for addend in addends), *self._find_span(node))
        right = self.read(node.right, depth)
        if operator == "**" and any(isinstance(part, Apply) and part.operator == "**" for part in walk_tree(right)):
            raise self._make_error("a power in an exponent", node.right)
        if operator == "**" and _is_literal(right) and abs(_get_value(right)) > MAX_EXPONENT:
            raise self._make_error(f"an exponent beyond {MAX_EXPONENT}", node.right)
        return Apply(operator, (self.read(node.left, depth), right), *self._find_span(node))

    def _read_unary(self, node: ast.UnaryOp, depth: int) -> Tree:
        operator = _BINARY.get(type(node.op))
        if operator is None:
            raise self._make_error("this operator is not part of the formula language", node)
        operand = self.read(node.operand, depth)
        return operand if operator == "pos" else Apply(operator, (operand,), *self._find_span(node))

    def _read_boolean(self, node: ast.BoolOp, depth: int) -> Tree:
        operands = tuple(self.read(value, depth) for value in node.values)
        return Apply(_BINARY[type(node.op)], operands, *self._find_span(node))

    def _read_comparison(self, node: ast.Compare, depth: int) -> Tree:
        operands = [self.read(value, depth) for value in (node.left, *node.comparators)]
        pairs: list[Tree] = []
        for index, op in enumerate(node.ops):
            if type(op) not in _BINARY:
                raise self._make_error("this operator is not part of the formula language", node)
            left, right = operands[index], operands[index + 1]
            width = right.start + right.width - left.start
            pairs.append(Apply(_BINARY[type(op)], (left, right), left.start, width))
        return pairs[0] if len(pairs) == 1 else Apply("and", tuple(pairs), *self._find_span(node))

    def _read_call(self, node: ast.Call, depth: int) -> Tree:
        name = node.func.id if isinstance(node.func, ast.Name) else ast.unparse(node.func)
        if name == "sum":
            return self._read_sum(node, depth)
        if name not in FUNCTIONS:
            hint = suggest_name(name, FUNCTIONS) or "there are " + ", ".join(FUNCTIONS)
            raise self._make_error(f"no function '{name}'", node.func, hint)
        least, most = FUNCTIONS[name]
        if node.keywords or not least <= len(node.args) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise self._make_error(f"{name} takes {wanted} value{'' if most == 1 else 's'}", node)
        return Apply(name, tuple(self.read(value, depth) for value in node.args), *self._find_span(node))

    def _read_sum(self, node: ast.Call, depth: int) -> Tree:
        """Read a kind's sum over the parts of a lever; the graph writes it out with a plus sign for each part."""
        if not self._is_of_kind:
            raise self._make_error("sum() stands in kinds alone", node.func, "join what you add up by +")
        if node.keywords or len(node.args) != 1:
            raise self._make_error("sum takes 1 value", node, "it is added up over the parts of the lever")
        operand = self.read(node.args[0], depth)
        if any(isinstance(part, Apply) and part.operator == PARTS for part in walk_tree(operand)):
            raise self._make_error("a sum() inside a sum()", node.args[0])
        return Apply(PARTS, (operand,), *self._find_span(node))

    def _find_span(self, node: ast.expr) -> tuple[int, int]:
        return node.col_offset + self._indent, (node.end_col_offset or 0) - node.col_offset

    def _make_error(self, message: str, node: ast.expr, hint: str = "") -> FormulaError:
        return FormulaError(message, *self._find_span(node), hint)


def _list_addends(node: ast.expr) -> list[ast.expr]:
    """Return the parts of a chain of plus signs, which may be too long to go down."""
    found = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        found.append(node.right)
        node = node.left
    return [node, *reversed(found)]


def _is_literal(tree: Tree) -> bool:
    return isinstance(tree, Number) or (
        isinstance(tree, Apply) and tree.operator == "neg" and isinstance(tree.operands[0], Number)
    )


def _get_value(tree: Tree) -> float:
    return tree.quantity.base if isinstance(tree, Number) else _get_value(tree.operands[0])  # type: ignore[union-attr]  # a literal has no names

"""From a formula's text to its tree and compiled code, or to the place where it goes wrong."""

import ast
import keyword
import re
import warnings
from functools import lru_cache

from leverage.formula.grammar import FUNCTIONS, TreeReader
from leverage.formula.text import of_tree
from leverage.formula.tree import Apply, Formula, FormulaError, Name
from leverage.problems import visible
from leverage.quantity import NOT_FINITE, Quantity, number_slip, parse_quantity
from leverage.units import UnitError

MAX_LENGTH = 2000

# Words of the language and first parts of cell names; no id may be one of them.
RESERVED = frozenset(keyword.kwlist) | set(FUNCTIONS) | {
    "exposure", "loss", "outcome", "total", "move", "by", "balance", "cut", "at", "sum", "choose",
    "exposure_share", "loss_share", "outcome_share", "total_share", "dollar_ratio", "size_ratio", "bite", "duration",
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


def parse(text: str) -> Formula:
    """Parse a formula as users write it. Raises FormulaError."""
    return _parse(text)


def join(operator: str, parts: tuple[Formula, ...]) -> Formula:
    """Make a formula that applies ``sum`` or ``choose`` (which users cannot write) to others."""
    return _joined(operator, tuple(part.text for part in parts))


@lru_cache(maxsize=1 << 14)
def _joined(operator: str, texts: tuple[str, ...]) -> Formula:
    return of_tree(Apply(operator, tuple(parse(text).tree for text in texts), 0, 1))


@lru_cache(maxsize=1 << 14)
def _parse(text: str) -> Formula:
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
        raise _syntax_error(text, str(error.msg), offset) from None
    except (MemoryError, RecursionError, ValueError):
        raise FormulaError("the formula is nested too deeply", 0, len(text)) from None
    tree = TreeReader(text, literals, indent).tree(body, 0)
    return Formula(text.strip(), tree)


def _refuse_at_sight(text: str) -> None:
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"a formula longer than {MAX_LENGTH} characters", 0, 1, "split it into figures")
    if not text.strip():
        raise FormulaError("an empty formula")
    if slip := number_slip(text):
        raise FormulaError(f"'{text.strip()}' is not a number", 0, len(text), slip)
    if split := re.search(r"(?<![\w.\[])[0-9]{1,3}(,[0-9]{3})+(?![\w\]])(?![^\[]*\])", text):
        hint = "write 20000 or 20_000 for one number, and a space after the comma between two"
        raise FormulaError(f"'{split.group()}' cannot stand in a formula", split.start(), len(split.group()), hint)
    # what stands in brackets is a quantity, which says itself what is wrong with it
    for match in _SUSPECT.finditer(_BRACKET.sub(lambda bracket: "_" * len(bracket.group()), text)):
        offset, character = match.start(), match.group()
        if not _is_comparison(text, offset):
            hint = "write >=" if text[offset : offset + 2] == "=>" else _SIGNS.get(character, "")
            raise FormulaError(f"'{visible(character)}' cannot stand in a formula", offset, 1, hint)


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


def _syntax_error(text: str, said: str, offset: int) -> FormulaError:
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

"""Numbers with units as people write them: ``1.178 billion USD/year``, ``67 %``, ``20,000 bbl/day``."""

import math
import re
from typing import NamedTuple

from leverage.units import OPERATOR, RATIO, SCALES, SPELLINGS, Unit, UnitError, name_dimension, parse_unit

_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?"
    r"(?![0-9.,_])"
)
_OPERATORS = ("and", "or", "not")
_WORD = re.compile(r"[^\W\d]\w*|[$€£¥₽₼₾₸₴₺₹]")
# Looks like a number with a unit, and has no operators.
_DIGITS = r"[+-]?[0-9][0-9.,:_']*( [0-9][0-9.,:_']*)*(?= *%?$| *[A-Za-z$][\w$ /^]*$)"
NOT_FINITE = ("nan", "inf", "infinity")
_NUMERAL_SIGNS = "0123456789.,:_'"
#: What people write before an amount of money.
MONEY_BEFORE = r"\s*(US\$|[$€£₽₼₾₸₴₺₹]|[A-Z]{3}(?= ?[0-9]))"


class Quantity(NamedTuple):
    """A number in the unit it was written in, with its scale applied (67 % is 0.67)."""

    number: float
    unit: Unit
    text: str
    percent: bool = False

    @property
    def base(self) -> float:
        """Return the number in base units of its dimension."""
        return self.number if self.unit.factor == 1.0 else self.number * self.unit.factor

    @property
    def is_plain_zero(self) -> bool:
        """Tell whether this is a bare 0, which fits every unit."""
        return self.number == 0 and self.unit.dimension == RATIO and not self.percent and not self.unit.text


def is_quantity(text: str) -> bool:
    """Tell a quantity from a formula: a number followed by nothing, by ``%`` at the end, or by a word."""
    match = _NUMBER.match(text)
    if not match:
        return False
    rest = text[match.end() :].strip()
    word = _WORD.match(rest)
    return rest in ("", "%") or bool(word and word.group() not in _OPERATORS)


def split_quantity(text: str) -> tuple[str, str]:
    """Split a quantity into its numeral and the rest: the scale and the unit."""
    match = _NUMBER.match(text)
    return (match.group(), text[match.end() :].strip()) if match else ("", text.strip())


def find_number_slip(text: str) -> str:
    """Return a hint for a text that was meant as a number but is none; empty if it was not meant so."""
    if text.strip().lstrip("+-.").casefold().split(" ")[0] in NOT_FINITE:
        return "a number must be finite; leave out what is not known"
    digits = re.match(_DIGITS, text.strip())
    if not digits or _NUMBER.fullmatch(digits.group().strip()):
        return ""
    if ":" in digits.group():
        return "write a plain number; 12:30 is read as no number here"
    return "write 1.5 with a point; thousands as 1,000 or 1_000"


def parse_quantity(text: str) -> Quantity:
    """Read a quantity. Raises UnitError, also for what is no finite number."""
    match = _NUMBER.match(text)
    rest = text[match.end() :].split() if match else []
    if not match or (rest and rest[0][0] in _NUMERAL_SIGNS and not rest[0].startswith("1/")):
        raise UnitError(f"'{text}' is not a quantity", find_number_slip(text) or _hint_number(text))
    if rest and re.match(r"[-–]\d", rest[0]):
        raise UnitError(f"'{text}' is not a quantity", "write one value, and the ends of its range as low and high")
    percent = rest == ["%"]
    scale = -2 if percent else 0
    if rest and rest[0] in SCALES:
        scale = SCALES[rest.pop(0)]
    number = _apply_scale(match.group(), scale)
    if (operator := OPERATOR.search(" ".join(["", *rest]))) and not percent:
        end = text.index(operator.group().strip(), match.end())
        hint = f"in a formula a quantity stands in brackets: [{text[:end].strip()}] {text[end:]}"
        raise UnitError(f"'{text}' is not a quantity", hint)
    unit = Unit("", 1.0, RATIO) if percent or not rest else parse_unit(" ".join(rest))
    if not math.isfinite(number * unit.factor):
        raise UnitError(f"'{text}' is too large a number", "")
    if number * unit.factor == 0 and re.search("[1-9]", match.group().lower().partition("e")[0]):
        raise UnitError(f"'{text}' is too small a number", "")
    return Quantity(number, unit, text, percent)


def parse_measure(text: str) -> Quantity:
    """Read a unit, its scale included, as the quantity of 1 of it. Raises UnitError."""
    text = " ".join(text.split())
    if text[:1] in tuple(_NUMERAL_SIGNS) and not text.startswith("1/"):
        raise UnitError(f"no unit '{text}'", "a unit stands here, such as million USD/year, without a number")
    return parse_quantity(f"1 {text}")


def _hint_number(text: str) -> str:
    """Return a hint for a text that does not begin with a number."""
    sign = re.match(MONEY_BEFORE, text)
    if sign and is_quantity(amount := text[sign.end() :].strip()):
        numeral, rest = split_quantity(amount)
        above, slash, below = rest.partition("/")
        currency = SPELLINGS.get(sign[1].casefold(), sign[1])
        unit = f"{above} {currency}{slash}{below}".strip()
        try:
            parse_unit(unit)
        except UnitError as error:
            meant = re.match("did you mean '(.*)'", error.hint)
            return f"write {numeral} {meant[1]}" if meant else error.hint
        return f"write {numeral} {unit}"
    if text.startswith(("~", "≈")):
        return "write the number without the sign, and approximate: true"
    if text.startswith(("−", "–")):
        return "write - for minus"
    if any(character.isdigit() and not character.isascii() for character in text):
        return "digits are 0 to 9"
    return "write a number and a unit"


def write_unit(quantity: Quantity) -> str:
    """Return the unit of a quantity as written, or ``ratio`` if it has none."""
    return quantity.unit.text or name_dimension(RATIO)


def _apply_scale(digits: str, exponent: int) -> float:
    """Apply a decimal scale without losing a bit: 1.178 billion is float("1.178e9")."""
    mantissa, _, power = digits.replace(",", "").replace("_", "").lower().partition("e")
    return float(f"{mantissa}e{int(power or 0) + exponent}")

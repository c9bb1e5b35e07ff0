"""Numbers with units as people write them: ``1.178 billion USD/year``, ``67 %``, ``20,000 bbl/day``.

Also how a source prints a number, which is looser; see `printed`.
"""

import math
import re
from typing import NamedTuple

from leverage.units import RATIO, SCALES, Unit, UnitError, named, parse_unit

_NUMBER = re.compile(
    r"[+-]?(?:(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+(?:_[0-9]+)*)(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,6})?"
    r"(?![0-9.,_])"
)
_OPERATORS = ("and", "or", "not")
_WORD = re.compile(r"[^\W\d]\w*|[$€£]")
_DIGITS = r"[+-]?[0-9][0-9.,:_']*( [0-9][0-9.,:_']*)*(?= *%?$| *[A-Za-z$][\w$ /^]*$)"  # numeral-like, no operators
NOT_FINITE = ("nan", "inf", "infinity")
_PRINTED = (
    r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+(?:[.,][0-9]{1,2})?(?![0-9])|[0-9]+,[0-9]{1,2}(?![0-9])"
    r"|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+"
)
_PRINTED_SCALE = r"\s*(%|per ?cent\b|[^\W\d_]+)"
_NUMERAL_SIGNS = "0123456789.,:_'"
_SIGNS = {"$": "USD", "€": "EUR", "£": "GBP"}
_ABBREVIATED = {
    "k": 3, "thousands": 3, "m": 6, "mn": 6, "mln": 6, "mm": 6, "millions": 6, "bn": 9, "bln": 9, "b": 9,
    "billions": 9, "tn": 12, "trn": 12, "trillions": 12, "%": -2, "percent": -2, "per cent": -2,
    "тыс": 3, "млн": 6, "млрд": 9, "трлн": 12, "milyon": 6, "milyard": 9, "mlrd": 9, "mio": 6, "mrd": 9,
}  # fmt: skip


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


def parted(text: str) -> tuple[str, str]:
    """Part a quantity into its numeral and what follows: the scale and the unit."""
    match = _NUMBER.match(text)
    return (match.group(), text[match.end() :].strip()) if match else ("", text.strip())


def number_slip(text: str) -> str:
    """Say what is wrong with a text that was meant as a number and is none; empty if it was not."""
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
        raise UnitError(f"'{text}' is not a quantity", number_slip(text) or _no_number(text))
    percent = rest == ["%"]
    scale = -2 if percent else 0
    if rest and rest[0] in SCALES:
        scale = SCALES[rest.pop(0)]
    number = _scaled(match.group(), scale)
    unit = Unit("", 1.0, RATIO) if percent or not rest else parse_unit(" ".join(rest))
    if not math.isfinite(number * unit.factor):
        raise UnitError(f"'{text}' is too large a number", "")
    return Quantity(number, unit, text, percent)


def _no_number(text: str) -> str:
    """Say what would make a number of a text that does not begin with one."""
    sign = _SIGNS.get(text[:1])
    if sign and is_quantity(text[1:].strip()):
        number, slash, below = text[1:].strip().partition("/")
        return f"write {number.strip()} {sign}{slash}{below}"
    if text.startswith(("−", "–")):
        return "write - for minus"
    if any(character.isdigit() and not character.isascii() for character in text):
        return "digits are 0 to 9"
    return "write a number and a unit"


def unit_text(quantity: Quantity) -> str:
    """Return the unit of a quantity for people and records: as written, or ``ratio``."""
    return quantity.unit.text or named(RATIO)


def printed(text: str) -> tuple[float, ...]:
    """Return what the first numeral of a source's wording can mean: with its scale, or none if no numeral.

    "m" may be million or metre, so there may be two readings.
    """
    match = re.search(_PRINTED, text)
    if not match:
        return ()
    numeral = _plain_numeral(match.group())
    plain = _scaled(numeral, 0)
    scale = re.match(_PRINTED_SCALE, text[match.end() :], re.IGNORECASE)
    if not scale:
        return (plain,)
    word = " ".join(scale[1].casefold().split())
    exponent = SCALES.get(word, _ABBREVIATED.get(word))
    if exponent is None:
        return (plain,)
    scaled = _scaled(numeral, exponent)
    return (scaled, plain) if word in ("m", "k", "b") else (scaled,)


def _plain_numeral(text: str) -> str:
    """Write a printed numeral with a decimal point: sources print 1 178, 17,4 and 1,178 alike."""
    text = re.sub(r"\s", "", text)
    return text.replace(",", ".") if re.search(r",[0-9]{1,2}$", text) else text


def agrees(text: str, quantity: Quantity) -> bool:
    """Tell whether a source's wording and a quantity state the same number; true without a numeral.

    "55 billion cubic meters" agrees with ``55 bcm/year``: a unit may hold the scale.
    """
    readings = printed(text)
    number = abs(quantity.number)  # a source prints "fell by 5 %"
    wanted = {number}
    size = _scale_of(quantity.unit)
    if size >= 1 and math.log10(size) % 3 == 0:
        wanted.add(number * size)
    return not readings or any(math.isclose(r, w, rel_tol=1e-9) for r in readings for w in wanted)


def _scale_of(unit: Unit) -> float:
    above = unit.text.split("/")[0]
    return parse_unit(above).factor if above not in ("", "1") else 1.0


def _scaled(digits: str, exponent: int) -> float:
    """Apply a decimal scale without losing a bit: 1.178 billion is float("1.178e9")."""
    mantissa, _, own = digits.replace(",", "").replace("_", "").lower().partition("e")
    return float(f"{mantissa}e{int(own or 0) + exponent}")

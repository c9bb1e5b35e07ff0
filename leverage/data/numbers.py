"""Numbers as offices print them: decimal marks and groups of digits, told apart by what the cells of a file say."""

import math
import re
from collections.abc import Iterable
from decimal import Decimal

from leverage.data.tables import fail

_MOST = 1e100  # more is no figure of an economy, in whatever currency
POINT, COMMA = "point", "comma"
_SIGN = {POINT: ".", COMMA: ","}
_GROUPING = str.maketrans("", "", " \u00a0\u2009\u202f'’")  # what groups of digits may be set apart by
_PLAIN = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,3})?")
_GROUPED = re.compile(r"[-+]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
_NUMERAL = re.compile(r"[-+]?[0-9][0-9.,]*")
_SWAP = str.maketrans(".,", ",.")


def parse_number(text: str, decimal: str) -> float | None:
    """Return the number that a text is under a decimal mark; None if it is no number then."""
    text = text.translate(_GROUPING).replace("−", "-")  # the minus sign that print has
    if decimal == COMMA:
        text = text.translate(_SWAP)
    if _PLAIN.fullmatch(text):
        number = float(text)
    elif _GROUPED.fullmatch(text):
        number = float(text.replace(",", ""))
    else:
        return None
    return number if abs(number) < _MOST else None


def scale_number(number: float, scale: float) -> float:
    """Return a number times a scale such as a million, without losing a digit: 128.2 million is 128200000."""
    power = round(math.log10(scale))
    if 10.0**power != scale:
        return number * scale
    return float(Decimal(repr(number)).scaleb(power))


def split_flag(text: str, flags: str) -> tuple[str, str]:
    """Split the letters off that stand behind a number or a sign for a missing one, after a space."""
    if not flags:
        return text, ""
    number, _, letters = text.rpartition(" ")
    return (number.strip(), letters) if number and letters and set(letters) <= set(flags) else (text, "")


def find_marks(text: str) -> set[str]:
    """Return the decimal marks under which a numeral can be read; empty if it says nothing about them."""
    text = text.translate(_GROUPING).replace("−", "-")  # the minus sign that print has
    if not _NUMERAL.fullmatch(text) or not ("." in text or "," in text):
        return set()
    if text.lstrip("+-").startswith("0") and len(re.findall("[.,]", text)) == 1:
        return {POINT} if "." in text else {COMMA}  # no group of digits begins with a nought
    return {mark for mark in (POINT, COMMA) if parse_number(text, mark) is not None}


def choose_decimal(cells: Iterable[tuple[int, str]], name: str, usual: str, *, is_as_published: bool) -> str:
    """Return the decimal mark of the numbers of a file, each given with its row.

    `usual` is that of the office, which settles a numeral such as 1.234 in a file that is as it was published.
    Raises LeverageError that names both readings where the file does not say.
    """
    proofs: dict[str, tuple[int, str]] = {}
    doubtful: tuple[int, str] | None = None
    for row, text in cells:
        marks = find_marks(text)
        if len(marks) == 1:
            proofs.setdefault(min(marks), (row, text))
        elif marks:
            is_usual = is_as_published and _SIGN[usual] in text
            if not is_usual:
                doubtful = doubtful or (row, text)
    hint = "say which one: --decimal point, or --decimal comma"
    if len(proofs) == 2:
        shown = " and ".join(f"'{text}' in row {row:,} a decimal {mark}" for mark, (row, text) in proofs.items())
        raise fail(f"{name}: {shown}", hint)
    if proofs:
        return next(iter(proofs))
    if doubtful:
        row, text = doubtful
        as_point, as_comma = (f"{parse_number(text, mark):g}" for mark in (POINT, COMMA))
        raise fail(
            f"{name}: '{text}' in row {row:,} is {as_point} with a decimal point, {as_comma} with a decimal comma", hint
        )
    return usual

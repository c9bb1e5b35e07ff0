"""Numbers as tables print them: decimal commas, groups of digits, flags after a number, marks for what is not given."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from leverage.units import DOUBTFUL, SPELLINGS, UnitError, list_unit_names

#: What a comma in a number is: between thousands, before decimals, or either, which only the user knows.
Commas: TypeAlias = Literal["thousands", "decimal", "either"]

#: What says in small letters that a number is not given.
NOT_GIVEN = frozenset(
    [".", "..", "...", "…", "-", "--", "---", "–", "—", ":", "n/a", "na", "n.a.", "n.a", "#n/a", "<na>", "null", "none"]
)
# Eurostat writes `: c`, a mark with the flag that says why.
_FLAGGED_MARK = re.compile(r"[:.]{1,3} ?[a-z]{1,2}")
_SPACES = " \u00a0\u2009\u202f"  # between thousands; fixed and narrow ones too
_NUMERAL = re.compile(rf"[+-]?[0-9](?:[0-9.,'’]|[{_SPACES}](?=[0-9]{{3}}(?![0-9])))*")
_WITH_COMMA = re.compile(
    rf"([+-]?)([0-9]+|[1-9][0-9]{{0,2}}(?:(?:\.[0-9]{{3}})+|(?:['’{_SPACES}][0-9]{{3}})+))(?:,([0-9]+))?"
)
_GROUPED = re.compile(rf"([+-]?[1-9][0-9]{{0,2}}(?:['’{_SPACES}][0-9]{{3}})+)(\.[0-9]+)?")
# After a number: letters that offices use for estimated, provisional, revised and so on, or a mark for a footnote.
_FLAG = re.compile(r"(?: ?\(?([bcdefinprsuz]{1,2})\)?| ?[*†‡¹²³]+| [*†‡]+| ?\[[0-9]{1,2}\]| ?\([0-9]{1,2}\))")
_UNITS = frozenset((*DOUBTFUL, *SPELLINGS, *list_unit_names()))


def is_not_given(text: str) -> bool:
    """Tell whether a field says that its number is not given: a blank, a mark such as `..`, or a null."""
    small = text.strip().removeprefix("'").casefold()  # our own tables have an apostrophe before a lone -
    return not small or small in NOT_GIVEN or _FLAGGED_MARK.fullmatch(small) is not None


class Flagged(NamedTuple):
    """A number with a flag after it, such as `12.3 p`; its letters may be a scale or a unit as well."""

    numeral: str
    letters: str

    @property
    def may_be_unit(self) -> bool:
        """Tell whether the letters may be a unit, as the d of `3 d` for days."""
        return self.letters in _UNITS

    @property
    def is_doubtful(self) -> bool:
        """Tell whether the letters may be a unit in short, as the b of `3 b` for billion."""
        return self.letters in DOUBTFUL or self.letters in SPELLINGS


def split_flag(text: str) -> Flagged | None:
    """Split a number from the flag after it, None if it has none. A letter in brackets is a flag and no unit."""
    match = _NUMERAL.match(text)
    if match is None or match.end() == len(text):
        return None
    rest = text[match.end() :].replace("\u00a0", " ")
    flag = _FLAG.fullmatch(rest)
    return flag and Flagged(match.group(), "" if "(" in rest else flag[1] or "")


def unify_numeral(text: str, commas: Commas) -> str:
    """Return a text whose number is written with a decimal point and without spaces or apostrophes between thousands.

    Raises UnitError where a comma may be either, or where the number does not fit decimal commas.
    """
    match = _NUMERAL.match(text)
    if match is None:
        return text
    numeral, rest = match.group(), text[match.end() :]
    if commas == "either" and "," in numeral:
        if re.fullmatch(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}", numeral):
            readings = f"{numeral.replace(',', '.')} (--decimal comma) or {numeral.replace(',', '')} (--decimal point)"
            raise UnitError(f"the comma in '{text}' may be a decimal one", f"it is {readings}")
        return text
    if commas != "decimal":
        grouped = _GROUPED.fullmatch(numeral)
        return f"{re.sub(r'[^0-9+-]', '', grouped[1])}{grouped[2] or ''}{rest}" if grouped else text
    whole = _WITH_COMMA.fullmatch(numeral)
    if whole is None:
        raise UnitError(f"'{text}' is no number with a decimal comma, which the others have", "see --decimal")
    sign, digits, decimals = whole.groups()
    return f"{sign}{re.sub('[^0-9]', '', digits)}{f'.{decimals}' if decimals else ''}{rest}"


def find_decimal_marks(columns: Mapping[int, Sequence[Any]]) -> dict[str, tuple[int, int]]:
    """Return each decimal mark that numbers in some columns surely have, with column and row of the first that does.

    Without any comma the columns are not searched: then a point can be nothing else.
    """
    texts = {at: [field if isinstance(field, str) else "" for field in fields] for at, fields in columns.items()}
    if not any("," in text for fields in texts.values() for text in fields):
        return {}
    found: dict[str, tuple[int, int]] = {}
    for at, fields in texts.items():
        for row, text in enumerate(fields):
            if mark := _find_decimal_mark(text):
                found.setdefault(mark, (at, row))
    return found


def _find_decimal_mark(text: str) -> str:
    """Return the decimal mark that a number surely has; empty where it has none, or where that may be another."""
    match = _NUMERAL.match(text.strip())
    if match is None:
        return ""
    numeral = match.group().lstrip("+-").rstrip(".,'’")
    commas, points = numeral.count(","), numeral.count(".")
    if commas and points:
        last = max(numeral.rindex(","), numeral.rindex("."))
        return numeral[last] if numeral.count(numeral[last]) == 1 else ""
    mark, other = (",", ".") if commas else (".", ",")
    count = commas or points
    if count > 1:
        return other  # 1,234,567 has commas between thousands
    if count == 0:
        return ""
    whole, decimals = numeral.split(mark)
    is_sure = len(decimals) != 3 or not 1 <= len(whole) <= 3 or whole.startswith("0")
    return mark if is_sure else ""

"""Numbers as tables print them: decimal marks, groups of digits, flags after a number, marks for what is not given."""

import math
import re
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from leverage.tables.files import fail
from leverage.units import DOUBTFUL, SPELLINGS, UnitError, list_unit_names

#: What a comma in a number is: between thousands, before decimals, or either, which only the user knows.
Commas: TypeAlias = Literal["thousands", "decimal", "either"]

POINT, COMMA = "point", "comma"
MARKS = {POINT: ".", COMMA: ","}
#: What to do where numbers may have either decimal mark.
SAY_DECIMAL = "say which one: --decimal point, or --decimal comma"

_Place = TypeVar("_Place")

_MOST = 1e100  # more is no figure of an economy, in whatever currency
#: What says in small letters that a number is not given.
NOT_GIVEN = {
    *(".", "..", "...", "…", "-", "--", "---", "–", "—", ":", "n/a", "na", "n.a.", "n.a", "#n/a", "<na>", "nan"),
    *("null", "none", "not available"),
}
# Eurostat writes `: c`, a mark with the flag that says why.
_FLAGGED_MARK = re.compile(r"[:.]{1,3} ?[a-z]{1,3}")
_MINUS = "−"  # that print has
_SPACES = " \u00a0\u2009\u202f"  # between thousands; fixed and narrow ones too
_NUMERAL = re.compile(rf"[+{_MINUS}-]?[.,]?[0-9](?:[0-9.,'’]|[{_SPACES}](?=[0-9]{{3}}(?![0-9])))*")
_NO_DIGITS = dict.fromkeys(map(ord, f".,'’{_SPACES}"))
# After a number: letters that offices use for estimated, provisional, revised and so on, or a mark for a footnote.
_FLAG = re.compile(r"(?: ?\(?([bcdefinprsuz]{1,2})\)?| ?[*†‡¹²³]+| [*†‡]+| ?\[[0-9]{1,2}\]| ?\([0-9]{1,2}\))")
_UNITS = frozenset((*DOUBTFUL, *SPELLINGS, *list_unit_names()))


def _write_pattern(mark: str, other: str) -> re.Pattern[str]:
    """Return the pattern of numbers with a decimal mark: sign, whole, decimals, exponent."""
    groups = rf"[1-9][0-9]{{0,2}}(?:(?:{other}[0-9]{{3}})+|(?:['’{_SPACES}][0-9]{{3}})+)"
    return re.compile(rf"([+{_MINUS}-]?)([0-9]+|{groups}|(?={mark}[0-9]))(?:{mark}([0-9]*))?([eE][+-]?[0-9]{{1,3}})?")


_PATTERNS = {POINT: _write_pattern(r"\.", ","), COMMA: _write_pattern(",", r"\.")}


def is_not_given(text: str) -> bool:
    """Tell whether a field says that its number is not given: a blank, a mark such as `..`, or a null."""
    small = text.strip().removeprefix("'").casefold()  # our own tables have an apostrophe before a lone -
    return not small or small in NOT_GIVEN or (small[0] in ".:" and _FLAGGED_MARK.fullmatch(small) is not None)


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


def split_letters(text: str, letters: str) -> tuple[str, str]:
    """Split off what stands behind a number, or a mark, after a space, and has none but some letters."""
    number, _, last = text.rpartition(" ") if letters else ("", "", "")
    return (number.strip(), last) if number and last and set(last) <= set(letters) else (text, "")


def write_plainly(numeral: str, mark: str) -> str:
    """Return a number with a decimal point and no groups of digits; empty if it is none with that decimal mark."""
    match = _PATTERNS[mark].fullmatch(numeral)
    if match is None:
        return ""
    sign, whole, decimals, exponent = match.groups("")
    fraction = f".{decimals}" if decimals else ""
    return f"{sign.replace(_MINUS, '-')}{whole.translate(_NO_DIGITS)}{fraction}{exponent}"


def parse_number(text: str, mark: str) -> float | None:
    """Return the number that a text is under a decimal mark; None if it is no number then."""
    plain = write_plainly(text, mark)
    number = float(plain) if plain else math.inf
    return number if abs(number) < _MOST else None


def unify_numeral(text: str, commas: Commas) -> str:
    """Return a text whose number is written with a decimal point and without spaces or apostrophes between thousands.

    Raises UnitError where a comma may be either, or where the number does not fit decimal commas.
    """
    match = _NUMERAL.match(text)
    if match is None:
        return text
    numeral, rest = match.group(), text[match.end() :]
    as_comma, as_point = write_plainly(numeral, COMMA), write_plainly(numeral, POINT)
    if commas == "decimal":
        if not as_comma:
            raise UnitError(f"'{text}' is no number with a decimal comma, which the others have", "see --decimal")
        return f"{as_comma}{rest}"
    if "," not in numeral:
        return f"{as_point or numeral}{rest}"
    if commas == "either" and as_comma and as_point:
        readings = f"{as_comma} (--decimal comma) or {as_point} (--decimal point)"
        raise UnitError(f"the comma in '{text}' may be a decimal one", f"it is {readings}")
    return text


def find_marks(text: str) -> set[str]:
    """Return the decimal marks under which a number can be read; empty if it says nothing about them.

    A unit or a flag may stand after the number.
    """
    match = _NUMERAL.match(text.strip())
    numeral = match.group().rstrip(".,'’") if match else ""
    if "." not in numeral and "," not in numeral:
        return set()
    return {mark for mark, pattern in _PATTERNS.items() if pattern.fullmatch(numeral)}


def find_proofs(cells: Iterable[tuple[_Place, str]]) -> dict[str, tuple[_Place, str]]:
    """Return each decimal mark that some numbers surely have, with the first that does and its place."""
    proofs: dict[str, tuple[_Place, str]] = {}
    for place, text in cells:
        marks = find_marks(text)
        if len(marks) == 1:
            proofs.setdefault(min(marks), (place, text))
            if len(proofs) == len(MARKS):
                break
    return proofs


def choose_decimal(cells: Sequence[tuple[int, str]], name: str, usual: str, *, is_as_published: bool) -> str:
    """Return the decimal mark of the numbers of a file, each given with its row.

    `usual` is that of the office, which settles a numeral such as 1.234 in a file that is as it was published.
    Raises LeverageError that names both readings where the file does not say.
    """
    proofs = find_proofs(cells)
    if len(proofs) == len(MARKS):
        shown = " and ".join(f"'{text}' in row {row:,} a decimal {mark}" for mark, (row, text) in proofs.items())
        raise fail(f"{name}: {shown}", SAY_DECIMAL)
    if proofs:
        return next(iter(proofs))
    for row, text in cells:
        as_point, as_comma = (parse_number(text, mark) for mark in MARKS)
        is_usual = is_as_published and MARKS[usual] in text
        if as_point is not None and as_comma is not None and as_point != as_comma and not is_usual:
            told = f"'{text}' in row {row:,} is {as_point:g} with a decimal point, {as_comma:g} with a decimal comma"
            raise fail(f"{name}: {told}", SAY_DECIMAL)
    return usual

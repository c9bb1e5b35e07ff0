"""Cells, sheets and workbooks: what a cell shows and what it is, never how it looks."""

import re
from enum import Enum
from typing import NamedTuple, TypeAlias

from leverage.report.notes import count_in_letters


class Look(Enum):
    """What a cell is to a reader; a format gives each its font and colour."""

    TITLE = "title"
    SECTION = "section"
    HEAD = "head"
    FIRST = "first"  # the name of the first side above its columns
    SECOND = "second"
    TEXT = "text"
    LEAD = "lead"  # a sentence of the answer
    WARNING = "warning"
    SMALL = "small"
    ID = "id"  # a name that only `--set` and formulas need
    GIVEN = "given"  # an input that may be changed
    ASSUMED = "assumed"  # the same, and no source states it
    UNSOURCED = "unsourced"
    LIVE = "live"
    TOTAL = "total"
    MISSING = "missing"
    STILL = "still"  # a number as it was when the workbook was written


INPUT_LOOKS = frozenset({Look.GIVEN, Look.ASSUMED, Look.UNSOURCED})  # what a hand may change

Content: TypeAlias = str | float | bool | None


class Limit(NamedTuple):
    """The least and the greatest number that may be typed into a cell, in its unit, and what is said of others."""

    least: float
    most: float
    says: str


class Cell(NamedTuple):
    """One cell of a sheet.

    With a `formula` it is live, and `value` is what the formula comes to at the inputs as they were written. A formula
    refers to cells by their names, or by their place on its own sheet. `across` counts the columns a text runs over.
    """

    value: Content = None
    look: Look = Look.TEXT
    formula: str = ""
    pattern: str = ""  # of the number
    note: str = ""
    name: str = ""
    choices: str = ""  # where the values stand that may be chosen for it
    limit: Limit | None = None  # what may be typed into it
    url: str = ""
    across: int = 1
    signs: frozenset[str] = frozenset()  # the marks and signs that the pattern puts beside its number


Row: TypeAlias = tuple[Cell, ...]


class Series(NamedTuple):
    """Numbers of a chart: their name, and the column in which they stand."""

    name: str
    column: int


class Bars(NamedTuple):
    """A chart of bars over some rows of its sheet, counted from 0: their labels stand in the first column.

    It covers as many columns as `across` says, beginning with `column`, on the `height` empty rows from `top`. `data`
    says its numbers for those who do not see it.
    """

    title: str
    series: tuple[Series, ...]
    rows: tuple[int, int]  # the first and the last
    top: int
    column: int
    across: int
    height: int
    pattern: str
    data: str


class Sheet(NamedTuple):
    """A sheet: its name, the widths of its columns in characters, its rows, and how many stay in sight.

    `printed` columns go on paper; all where it is 0.
    """

    name: str
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    frozen: tuple[int, int] = (0, 0)  # rows and columns
    printed: int = 0
    charts: tuple[Bars, ...] = ()


class Workbook(NamedTuple):
    """The sheets of a workbook, in order."""

    title: str
    sheets: tuple[Sheet, ...]


GENERAL = "General"  # the pattern that shows a number with as many decimals as it has


def make_row(*lines: str, look: Look = Look.TEXT) -> Row:
    """Make a row of texts."""
    return tuple(Cell(line, look) for line in lines)


def name_column(index: int) -> str:
    """Return the letters of a column, counted from 0."""
    return count_in_letters(index).upper()


_LONGEST = 200
# A1, R1C1 and words that spreadsheets keep for themselves.
_PLACE = re.compile(r"[a-z]{1,4}[0-9]+|(r[0-9]*)?(c[0-9]*)?|true|false|_xl.*", re.IGNORECASE)


class Names:
    """Gives every cell of a scenario its name in the workbook, always the same."""

    def __init__(self) -> None:
        """Begin with no names."""
        self._known: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, cell: str) -> str:
        """Return the name of a cell: its own with underscores for dots, and something behind it where that is taken."""
        known = self._known.get(cell)
        if known is None:
            plain = re.sub(r"[^A-Za-z0-9_]", "_", cell)[:_LONGEST]
            plain = f"cell_{plain}" if _PLACE.fullmatch(plain) or plain[0].isdigit() else plain
            known, count = plain, 1
            while known.lower() in self._taken:
                count += 1
                known = f"{plain}__{count}"
            self._known[cell] = known
            self._taken.add(known.lower())
        return known

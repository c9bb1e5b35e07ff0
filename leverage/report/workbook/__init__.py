"""A workbook: sheets of typed cells, some of them live formulas over others, which a format makes a spreadsheet of.

A cell says what it shows and what it is, never how it looks. `book` makes the workbook of a scenario; this file holds
only the records, which know of no scenario and of no library.
"""

from enum import Enum
from typing import NamedTuple, TypeAlias

from leverage.report.labels import letters


class Look(Enum):
    """What a cell is to a reader; a format gives each its font and colour."""

    TITLE = "title"
    SECTION = "section"
    HEAD = "head"
    TEXT = "text"
    SMALL = "small"
    GIVEN = "given"  # an input that may be changed
    ASSUMED = "assumed"  # the same, and no source states it
    UNSOURCED = "unsourced"
    LIVE = "live"
    TOTAL = "total"
    MISSING = "missing"
    STILL = "still"  # a number as it was when the workbook was written


Content: TypeAlias = str | float | bool | None


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
    url: str = ""
    across: int = 1


Row: TypeAlias = tuple[Cell, ...]


class Sheet(NamedTuple):
    """A sheet: its name, the widths of its columns in characters, its rows, and how many stay in sight."""

    name: str
    widths: tuple[float, ...]
    rows: tuple[Row, ...]
    frozen: tuple[int, int] = (0, 0)  # rows and columns


class Workbook(NamedTuple):
    """The sheets of a workbook, in order."""

    title: str
    sheets: tuple[Sheet, ...]


GENERAL = "General"  # the pattern that shows a number with as many decimals as it has
WIDTH = 8  # columns of the sheet of results


def headed(title: str, *heads: str) -> list[Row]:
    """Make the rows that a table begins with: a gap, its title, the heads of its columns if it has any."""
    rows: list[Row] = [(), (Cell(title, Look.SECTION, across=WIDTH),)]
    return [*rows, texts(*heads, look=Look.HEAD)] if heads else rows


def texts(*lines: str, look: Look = Look.TEXT) -> Row:
    """Make a row of texts."""
    return tuple(Cell(line, look) for line in lines)


def column(index: int) -> str:
    """Return the letters of a column, counted from 0."""
    return letters(index).upper()

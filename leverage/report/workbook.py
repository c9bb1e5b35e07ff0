"""A workbook: sheets of typed cells, some of them formulas over others, which a format turns into a spreadsheet."""

from typing import NamedTuple


class Workbook(NamedTuple):
    """The sheets of a workbook, in order."""

    sheets: tuple[str, ...]

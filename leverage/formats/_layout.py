"""A grid as plain strings for the terminal: how wide its columns are, and into which panels it is parted.

If a grid is too wide, its text columns fold, down to a readable width; then it is parted into panels.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from leverage.formats._fitting import Measured, Room, fold_head, part_into_panels, share_widths
from leverage.report.views import Column, Grid, Item
from leverage.text import to_ascii

GAP = 2

_FOLDED = 18  # a text column is not narrower where panels can help
_LONG = 40  # a longer word, such as an address, may be broken


class Sheet(NamedTuple):
    """A grid as plain strings: for each column the lines of its heading and its cells; `totals` rows are the last."""

    columns: tuple[Column, ...]
    heads: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[str, ...], ...]
    totals: int

    def measure(self, panel: Sequence[int]) -> list[Measured]:
        """Measure the columns of a panel in characters; a group's name counts for the column it stands over."""
        return [self._measure_column(index, find_group_head(self, panel, index)) for index in panel]

    def _measure_column(self, index: int, group_head: str) -> Measured:
        """Measure a column: numbers never fold, text folds between words."""
        texts = [*self.heads[index], group_head, *self.cells[index]]
        natural = max((cell_len(line) for text in texts for line in text.split("\n")), default=1)
        if not self.columns[index].is_text:
            return Measured(natural, natural)
        words = [cell_len(word) for text in self.cells[index] for word in text.split()]
        return Measured(min(natural, max([_FOLDED, *(word for word in words if word <= _LONG)])), natural)


def make_sheet(grid: Grid, *, is_ascii: bool) -> Sheet:
    """Turn a grid into strings; in a column with marks each number keeps a place for one: digits stand under digits."""
    rows = (*grid.rows, *grid.totals)
    columns = []
    heads = []
    for index, column in enumerate(grid.columns):
        items = [row[index] for row in rows]
        is_marked = not column.is_text and any(item.mark for item in items)
        cells = [_write_item(item, is_marked=is_marked) for item in items]
        lines = fold_head(column)
        columns.append(tuple(map(to_ascii, cells) if is_ascii else cells))
        heads.append(tuple(map(to_ascii, lines) if is_ascii else lines))
    return Sheet(grid.columns, tuple(heads), tuple(columns), len(grid.totals))


def _write_item(item: Item, *, is_marked: bool) -> str:
    """Write an item with its mark; in a marked column a number without a mark leaves its place empty."""
    if not item.mark and is_marked and " " not in item.text:
        return f"{item.text} "
    return f"{item.text}{item.mark}"


def list_panels(sheet: Sheet, width: int | None) -> list[list[int]]:
    """Return the places of the columns in each panel; without a width there is one panel."""
    if width is None:
        return [list(range(len(sheet.columns)))]
    return part_into_panels(sheet.columns, sheet.measure, Room(width, GAP))


def list_widths(sheet: Sheet, panel: Sequence[int], width: int | None) -> list[int]:
    """Return the width of each column of a panel; without a width nothing folds."""
    measured = sheet.measure(panel)
    if width is None:
        return [column.natural for column in measured]
    room = Room(width, GAP)
    if room.left_by([column.least for column in measured]) < 0:  # not even the longest words fit
        measured = [
            column._replace(least=1) if sheet.columns[index].is_text else column
            for index, column in zip(panel, measured, strict=True)
        ]
    return share_widths(measured, room)


def find_group_head(sheet: Sheet, panel: Sequence[int], index: int) -> str:
    """Return the heading of a column's group if it stands over this column, the middle of those in the panel."""
    group = sheet.columns[index].group
    members = [other for other in panel if group and sheet.columns[other].group == group]
    return group if members and index == members[(len(members) - 1) // 2] else ""

"""A grid as plain strings for the terminal: how wide its columns are, and into which panels it is parted.

A range stands behind its number, or below it where the grid would be too wide. If a grid is still too wide, its text
columns fold, down to a readable width; then it is parted into panels.
"""

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len

from leverage.formats._fitting import Measured, Room, fold_head, part_into_panels, share_widths, widen_groups
from leverage.report.views import Column, Grid, Item
from leverage.text import NO_BREAK, bind_spaces, to_ascii

GAP = 2
BOUND_SPACE = "\ue000"  # rich would break a line at a no-break space

_FOLDED = 18  # a text column is not narrower where panels can help
_NARROW = 14  # the same in a table with numbers, where that saves the panels
_LONG = 40  # a longer word, such as an address, may be broken


class Sheet(NamedTuple):
    """A grid as plain strings: for each column the lines of its heading and its cells; `totals` rows are the last.

    `ranges` say of each cell how many characters at its end are a range with the spaces around it. Text folds down to
    `folded` characters.
    """

    columns: tuple[Column, ...]
    heads: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[str, ...], ...]
    ranges: tuple[tuple[int, ...], ...]
    totals: int
    folded: int = _FOLDED

    def measure(self, panel: Sequence[int]) -> list[Measured]:
        """Measure the columns of a panel in characters; those of a group have room for its heading above them."""
        columns = [self.columns[index] for index in panel]
        measured = [self._measure_column(index) for index in panel]
        headings = [cell_len(column.group) for column in columns]
        least = widen_groups(columns, [each.least for each in measured], headings, GAP)
        natural = widen_groups(columns, [each.natural for each in measured], headings, GAP)
        return list(map(Measured, least, natural))

    def measure_width(self, index: int) -> int:
        """Return the width of a column in which nothing folds."""
        return max(cell_len(line) for text in (*self.heads[index], *self.cells[index]) for line in text.split("\n"))

    def _measure_column(self, index: int) -> Measured:
        """Measure a column: numbers never fold, text folds between words."""
        natural = self.measure_width(index)
        if not self.columns[index].is_text:
            return Measured(natural, natural)
        words = [cell_len(word) for text in self.cells[index] for word in text.split()]
        return Measured(min(natural, max([self.folded, *(word for word in words if word <= _LONG)])), natural)


def make_sheet(grid: Grid, width: int | None, *, is_ascii: bool) -> Sheet:
    """Turn a grid into strings that fit a width: ranges behind their numbers, or below them if that saves a panel."""
    sheet = _write_sheet(grid, is_ascii=is_ascii, is_stacked=False)
    panels = len(list_panels(sheet, width))
    if panels == 1:
        return sheet
    stacked = _write_sheet(grid, is_ascii=is_ascii, is_stacked=True)
    candidates = [stacked]
    if not all(column.is_text for column in grid.columns):
        candidates += [sheet._replace(folded=_NARROW), stacked._replace(folded=_NARROW)]
    for candidate in candidates:
        if len(list_panels(candidate, width)) == 1:
            return candidate
    return stacked if len(list_panels(stacked, width)) < panels else sheet


def _write_sheet(grid: Grid, *, is_ascii: bool, is_stacked: bool) -> Sheet:
    """Turn a grid into strings; in a column with marks each number keeps a place for one: digits stand under digits."""
    rows = (*grid.rows, *grid.totals)
    columns, cells, heads, ranges = [], [], [], []
    for index, column in enumerate(grid.columns):
        items = [row[index] for row in rows]
        is_marked = not column.is_text and any(item.mark for item in items)
        numbers = [_write_item(item, is_marked=is_marked) for item in items]
        numbers = [bind_words(number, is_ascii=is_ascii) for number in numbers]
        spans = _write_ranges(items, is_stacked=is_stacked)
        lines = fold_head(column)
        if is_ascii:
            spans, lines = [*map(to_ascii, spans)], tuple(map(to_ascii, lines))
        columns.append(column._replace(group=to_ascii(column.group)) if is_ascii else column)
        cells.append(tuple(f"{number}{span}" for number, span in zip(numbers, spans, strict=True)))
        ranges.append(tuple(map(len, spans)))
        heads.append(lines)
    return Sheet(tuple(columns), tuple(heads), tuple(cells), tuple(ranges), len(grid.totals))


def bind_words(text: str, *, is_ascii: bool) -> str:
    """Return a text with a stand-in for the spaces at which it must not break."""
    parts = bind_spaces(text).split(NO_BREAK)
    return BOUND_SPACE.join(map(to_ascii, parts) if is_ascii else parts)


def _write_ranges(items: Sequence[Item], *, is_stacked: bool) -> list[str]:
    """Write the ranges of a column's items behind or below their numbers; behind, all take the same room."""
    spans = [f"({item.range})" if item.range else "" for item in items]
    if is_stacked:
        return [f"\n{span}" if span else "" for span in spans]
    room = max(map(cell_len, spans), default=0)
    return [f" {span}{' ' * (room - cell_len(span))}" if room else "" for span in spans]


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

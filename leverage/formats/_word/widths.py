"""How a table fits a page: how wide each column is, and how a grid of too many columns is parted.

A grid of too many columns becomes several tables, one below the other; the columns of each are a panel, and the room is
what a panel may take. Digits stand under digits: behind them a column keeps free the width of its widest mark, such as
a dagger. A range stands below its number and ends under the last digit, or nearer the edge where it lacks the width.

Widths and sizes of type are in twips, a twentieth of a point.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from leverage.formats._fitting import Measured, Room, part_into_panels, share_widths, widen_groups
from leverage.formats._word.elements import clean_text, has_bars
from leverage.report.views import Column, Grid, Item
from leverage.text import bind_spaces

# As the template has them; a test compares.
SIZES = (180, 150)  # the type of a table, and of a wide table
RANGE = 140  # the type of ranges
NOTES = 220  # the type of lines of notes, whose labels are raised
PADDINGS = (140, 90)  # what a cell keeps free on its left and right together, in a table and in a wide table

_SLACK = 30  # what rounding may take
_MANY = 8  # a table of more columns is a wide table
_HEAD = 11  # a longer heading folds at its words
_LONGEST = 2200  # a word in a text column that is wider may be broken
_ARROWS = re.compile(" (→|↔) ")

_BOLD = 1.14  # how wide bold letters are beside others; bold digits are no wider
_MONO = 0.6  # the width of a letter of the type for bars
_RAISED = 0.62  # how large superscripts are beside the text: between what Word and LibreOffice make them
_BREAKS = re.compile(r"(?<=[-–])| +")
_WIDTHS = {
    character: width / 1000
    for width, characters in {
        222: "ijl'|", 278: " \u00a0.,:;/!ftI[]\\", 333: "r()-`", 389: '*"', 500: "ckJsvxyz", 600: "FTZ~<>=+±×≥≤",
        667: "ABEKPSVXY&", 722: "CDHNRUw", 778: "GOQ", 833: "mM", 944: "%W", 1000: "—→←↔…@",
    }.items()
    for character in characters
}  # fmt: skip


class Plan(NamedTuple):
    """A part of a grid that fits a page: how its columns are laid out, and whether its type is smaller."""

    grid: Grid
    widths: tuple[int, ...]
    mark_widths: tuple[int, ...]  # what each column keeps free for marks behind its digits
    range_margins: tuple[int, ...]  # how far the ranges of each column keep from its right edge
    is_wide: bool


class _FilledColumn(NamedTuple):
    """A column with its items, each with whether it is bold; the type is smaller in a wide table."""

    column: Column
    items: tuple[tuple[Item, bool], ...]
    mark_width: float  # of the widest mark behind digits
    is_wide: bool

    @property
    def size(self) -> int:
        return SIZES[self.is_wide]

    @property
    def padding(self) -> int:
        return PADDINGS[self.is_wide] + _SLACK

    def measure_ranges(self) -> int:
        """Return the width of the widest range."""
        return round(max((measure_run(item.range, RANGE) for item, _ in self.items), default=0.0))

    def measure(self, *, is_under_digits: bool) -> Measured:
        """Measure the column; `is_under_digits` lets all ranges end under the last digit of their numbers."""
        return Measured(self._measure_least(), self._measure_natural(is_under_digits=is_under_digits))

    def _measure_natural(self, *, is_under_digits: bool) -> int:
        measure_head = measure_longest_word if len(self.column.head) > _HEAD else measure_run
        widths = [measure_head(self.column.head, self.size, is_bold=True)]
        for item, is_bold in self.items:
            widths.append(self._measure_item(item, is_bold=is_bold))
            if item.range:
                widths.append(measure_run(item.range, RANGE) + self.mark_width * is_under_digits)
        return round(max(widths)) + self.padding

    def _measure_item(self, item: Item, *, is_bold: bool) -> float:
        width = measure_run(item.text, self.size, is_bold=is_bold)
        mark = measure_run(item.mark, self.size)
        if self.column.is_text:
            return width + mark + measure_labels(item, self.size)
        behind = mark if " " in item.text else self.mark_width
        return max(width + behind, measure_labels(item, NOTES))

    def _measure_least(self) -> int:
        """Return the width below which the column is not folded: words and numbers stay whole, long words aside."""
        is_number = not self.column.is_text
        widths = [measure_longest_word(self.column.head, self.size, is_bold=True)]
        for item, is_bold in self.items:
            text = item.text if is_number else bind_spaces(item.text)
            word = measure_longest_word(text, self.size, is_bold=is_bold, is_number=is_number)
            widths.append(word + measure_run(item.mark, self.size))
            widths.append(measure_longest_word(item.range, RANGE, is_number=True))
            widths += [measure_labels(item._replace(notes=(label,)), NOTES) for label in item.notes]
        least = max(widths) if is_number else min(max(widths), _LONGEST)
        return round(least) + self.padding


def plan_tables(grid: Grid, text_width: int) -> list[Plan]:
    """Lay a grid out between the margins of a page: in smaller type if need be, then in parts."""
    room = Room(text_width)
    if not grid.columns:
        return []
    joined = grid._replace(columns=tuple(column._replace(head=_join_arrows(column.head)) for column in grid.columns))
    for laid, is_wide in ((joined, len(grid.columns) > _MANY), (joined, True), (grid, True)):
        filled = _fill_columns(laid, is_wide=is_wide)
        if room.left_by([column.least for column in _measure_columns(filled)]) >= 0:
            return [_plan(laid, filled, room)]
    filled = _fill_columns(joined, is_wide=True)
    panels = part_into_panels(
        joined.columns, lambda places: _measure_columns([filled[place] for place in places]), room
    )
    return [
        _plan(_take_columns(joined, panel, is_first=number == 0), [filled[place] for place in panel], room)
        for number, panel in enumerate(panels)
    ]


def _join_arrows(head: str) -> str:
    """Keep what an arrow joins together where a heading folds."""
    return _ARROWS.sub("\u00a0\\1\u00a0", head)


def _fill_columns(grid: Grid, *, is_wide: bool) -> list[_FilledColumn]:
    rows = [*((row, False) for row in grid.rows), *((row, True) for row in grid.totals)]
    filled = []
    for index, column in enumerate(grid.columns):
        items = tuple((row[index], is_bold) for row, is_bold in rows)
        marks = [] if column.is_text else [measure_run(item.mark, SIZES[is_wide]) for item, _ in items]
        filled.append(_FilledColumn(column, items, max(marks, default=0.0), is_wide))
    return filled


def _measure_columns(filled: Sequence[_FilledColumn], *, is_under_digits: bool = False) -> list[Measured]:
    """Measure neighbouring columns: those of a group are together as wide as the longest word of their heading."""
    columns = [each.column for each in filled]
    headings = [
        round(measure_longest_word(each.column.group, each.size, is_bold=True)) + each.padding for each in filled
    ]
    measured = [each.measure(is_under_digits=is_under_digits) for each in filled]
    least = widen_groups(columns, [column.least for column in measured], headings)
    natural = widen_groups(columns, [column.natural for column in measured], headings)
    return list(map(Measured, least, natural))


def _take_columns(grid: Grid, places: Sequence[int], *, is_first: bool) -> Grid:
    title = grid.title if is_first or not grid.title else f"{grid.title} (continued)"
    rows, totals = (tuple(tuple(row[place] for place in places) for row in lines) for lines in (grid.rows, grid.totals))
    return Grid(grid.table, title, tuple(grid.columns[place] for place in places), rows, totals, grid.notes)


def _plan(grid: Grid, filled: Sequence[_FilledColumn], room: Room) -> Plan:
    widths = _share_room(filled, room)
    mark_widths, range_margins = [], []
    for column, width in zip(filled, widths, strict=True):
        inner_width = width - column.padding
        mark_width = _find_mark_width(column, inner_width)
        mark_widths.append(mark_width)
        range_margins.append(max(0, min(mark_width, inner_width - column.measure_ranges())))
    return Plan(grid, tuple(widths), tuple(mark_widths), tuple(range_margins), filled[0].is_wide)


def _share_room(filled: Sequence[_FilledColumn], room: Room) -> list[int]:
    """Return the width of each column: with room for ranges under digits if the page has it, else a fair share."""
    natural = [column.natural for column in _measure_columns(filled, is_under_digits=True)]
    if room.left_by(natural) >= 0:
        return natural
    measured = _measure_columns(filled)
    least = [column.least for column in measured]
    if room.left_by(least) < 0:  # not even the longest words fit
        return [width * room.width // sum(least) for width in least]
    return share_widths(measured, room)


def _find_mark_width(column: _FilledColumn, inner_width: int) -> int:
    """Return what a column keeps free for marks behind its digits, as far as its numbers leave anything."""
    numbers = [measure_run(item.text, column.size, is_bold=is_bold) for item, is_bold in column.items if item.mark]
    return max(0, round(min(column.mark_width, inner_width - max(numbers, default=0.0))))


def measure_run(text: str, size: int, *, is_bold: bool = False) -> float:
    """Return how wide a text is in type of a size, in the unit of that size."""
    if has_bars(text):
        return size * _MONO * len(text)
    return size * sum(_measure_character(character, is_bold=is_bold) for character in clean_text(text))


def _measure_character(character: str, *, is_bold: bool) -> float:
    """Return the width of a character of Arial, as a share of the size of the type; most are as wide as a digit."""
    usual = 1.0 if unicodedata.east_asian_width(character) in "WF" else 0.556
    width = _WIDTHS.get(character, usual)
    return width * _BOLD if is_bold and character.isalpha() else width


def measure_labels(item: Item, size: int) -> float:
    """Return the width of the raised labels of an item's notes."""
    return measure_run(", ".join(item.notes), size) * _RAISED if item.notes else 0.0


def measure_longest_word(text: str, size: int, *, is_bold: bool = False, is_number: bool = False) -> float:
    """Return the width of the longest part of a text that is not broken; a number breaks at spaces alone."""
    words = text.split(" ") if is_number else _BREAKS.split(text)
    return max((measure_run(word, size, is_bold=is_bold) for word in words), default=0.0)

"""How a table fits a page: which width each column gets, and into which parts a grid of too many columns falls."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from leverage.formats._word.elements import clean_text, has_bars
from leverage.report.views import Column, Grid, Item, group_columns

_BOLD = 1.14  # bold letters beside others; digits are as wide
_MONO = 0.6
_RAISED = 0.62  # how large superscripts are beside the text: between what Word and LibreOffice make them
_BREAKS = re.compile(r"(?<=[-–])| +")
_SIGNS = {
    sign: width / 1000
    for width, signs in {
        222: "ijl'|", 278: " \u00a0.,:;/!ftI[]\\", 333: "r()-`", 389: '*"', 500: "ckJsvxyz", 600: "FTZ~<>=+±×≥≤",
        667: "ABEKPSVXY&", 722: "CDHNRUw", 778: "GOQ", 833: "mM", 944: "%W", 1000: "—→←↔…@",
    }.items()
    for sign in signs
}  # fmt: skip


def measure_run(text: str, size: int, *, is_bold: bool = False) -> float:
    """Return how wide a text runs in type of a size, in the unit of that size."""
    if has_bars(text):
        return size * _MONO * len(text)
    return size * sum(_sign_width(sign) * (_BOLD if is_bold and sign.isalpha() else 1.0) for sign in clean_text(text))


def _sign_width(sign: str) -> float:
    return _SIGNS.get(sign) or (1.0 if unicodedata.east_asian_width(sign) in "WF" else 0.556)


def measure_labels(item: Item, size: int) -> float:
    """Return the width of the raised labels of an item's notes."""
    return measure_run(", ".join(item.notes), size) * _RAISED if item.notes else 0.0


def measure_longest_word(text: str, size: int, *, is_bold: bool = False, is_number: bool = False) -> float:
    """Return the width of the longest part of a text that is not broken; a number breaks at spaces alone."""
    words = text.split(" ") if is_number else _BREAKS.split(text)
    return max((measure_run(word, size, is_bold=is_bold) for word in words), default=0.0)


ROOM = 9638  # twips between the margins of a page
SIZES = (180, 150)  # the type of a table and of a wide one, in twips
RANGE = 140  # the type of ranges
NOTES = 220  # the type of lines of notes, whose labels are raised
PADDINGS = (140, 90)  # what a cell keeps free on its left and right together, in a table and in a wide one

_SLACK = 30  # what rounding may take
_MANY = 8  # a table of more columns is a wide one
_HEAD = 11  # a longer heading folds at its words
_LONGEST = 2200  # a word in a text column that is wider may be broken
_ARROWS = re.compile(" (→|↔) ")


class Plan(NamedTuple):
    """A part of a grid that fits a page: how its columns are laid out, in twips, and whether its type is smaller."""

    grid: Grid
    widths: tuple[int, ...]
    tails: tuple[int, ...]  # the room for marks behind the digits of each column
    insets: tuple[int, ...]  # how far the ranges of each column keep from its edge
    is_wide: bool


class _Strip(NamedTuple):
    """A column with its items, each with whether it is bold, and how large the type is."""

    column: Column
    items: tuple[tuple[Item, bool], ...]
    tail: float  # the widest of the marks that stand behind digits
    is_wide: bool

    @property
    def size(self) -> int:
        return SIZES[self.is_wide]

    @property
    def padding(self) -> int:
        return PADDINGS[self.is_wide] + _SLACK

    def natural(self, *, is_roomy: bool) -> int:
        """Return the width the column takes unfolded; `is_roomy` sets ranges right under their numbers."""
        width = measure_longest_word if len(self.column.head) > _HEAD else measure_run
        texts = [self._unfolded(item, is_bold=is_bold) for item, is_bold in self.items]
        ranges = [measure_run(item.range, RANGE) + self.tail * is_roomy for item, _ in self.items if item.range]
        return round(_most([width(self.column.head, self.size, is_bold=True), *texts, *ranges])) + self.padding

    def _unfolded(self, item: Item, *, is_bold: bool) -> float:
        own = measure_run(item.text, self.size, is_bold=is_bold)
        if self.column.is_text:
            return own + measure_run(item.mark, self.size) + measure_labels(item, self.size)
        tail = measure_run(item.mark, self.size) if " " in item.text else self.tail
        return max(own + tail, measure_labels(item, NOTES))

    def least(self) -> int:
        """Return the width below which the column is not folded: words and numbers stay whole, long words aside."""
        words = [self._word(item, is_bold=is_bold) for item, is_bold in self.items]
        labels = [
            measure_labels(item._replace(notes=(label,)), NOTES) for item, _ in self.items for label in item.notes
        ]
        ranges = [measure_longest_word(item.range, RANGE, is_number=True) for item, _ in self.items]
        most = _most([measure_longest_word(self.column.head, self.size, is_bold=True), *words, *labels, *ranges])
        return round(min(most, _LONGEST) if self.column.is_text else most) + self.padding

    def _word(self, item: Item, *, is_bold: bool) -> float:
        word = measure_longest_word(item.text, self.size, is_bold=is_bold, is_number=not self.column.is_text)
        return word + measure_run(item.mark, self.size)


def _most(widths: Iterable[float]) -> float:
    return max(widths, default=0.0)


def plan_tables(grid: Grid) -> list[Plan]:
    """Lay a grid out for a page: in smaller type if need be, in parts if that is too wide, too."""
    if not grid.columns:
        return []
    whole = grid._replace(columns=tuple(column._replace(head=_whole(column.head)) for column in grid.columns))
    for drawn, is_wide in ((whole, len(grid.columns) > _MANY), (whole, True), (grid, True)):
        if sum(_leasts(drawn, is_wide=is_wide)) <= ROOM:
            return [_plan(drawn, is_wide=is_wide)]
    return [_plan(part, is_wide=True) for part in _parts(whole, _leasts(whole, is_wide=True))]


def _whole(head: str) -> str:
    """Keep what an arrow joins together where a heading folds."""
    return _ARROWS.sub("\u00a0\\1\u00a0", head)


def _parts(grid: Grid, leasts: Sequence[int]) -> list[Grid]:
    """Part the columns so that each part can fit, between groups where that is possible."""
    found = [[0]]
    for group in group_columns(grid.columns)[1:]:
        if not _fits(leasts, found[-1], group):
            found.append([0])
        for index in group:
            if not _fits(leasts, found[-1], [index]):
                found.append([0])
            found[-1].append(index)
    return [_chosen(grid, part, is_first=part is found[0]) for part in found]


def _fits(leasts: Sequence[int], part: Sequence[int], more: Iterable[int]) -> bool:
    return len(part) == 1 or sum(leasts[index] for index in (*part, *more)) <= ROOM


def _chosen(grid: Grid, part: Sequence[int], *, is_first: bool) -> Grid:
    title = grid.title if is_first or not grid.title else f"{grid.title} (continued)"
    rows, totals = (tuple(tuple(row[index] for index in part) for row in some) for some in (grid.rows, grid.totals))
    return Grid(grid.table, title, tuple(grid.columns[index] for index in part), rows, totals)


def _plan(grid: Grid, *, is_wide: bool) -> Plan:
    strips = _strips(grid, is_wide=is_wide)
    roomy, modest = (
        _grouped(grid, [strip.natural(is_roomy=is_roomy) for strip in strips], is_wide=is_wide)
        for is_roomy in (True, False)
    )
    widths = roomy if sum(roomy) <= ROOM else _shared(_leasts(grid, is_wide=is_wide), modest)
    tails = tuple(_tail(strip, width - strip.padding) for strip, width in zip(strips, widths, strict=True))
    insets = tuple(
        max(
            0,
            min(tail, width - strip.padding - round(_most(measure_run(item.range, RANGE) for item, _ in strip.items))),
        )
        for strip, width, tail in zip(strips, widths, tails, strict=True)
    )
    return Plan(grid, tuple(widths), tails, insets, is_wide)


def _strips(grid: Grid, *, is_wide: bool) -> list[_Strip]:
    rows = [*((row, False) for row in grid.rows), *((row, True) for row in grid.totals)]
    found = []
    for index, column in enumerate(grid.columns):
        items = tuple((row[index], is_bold) for row, is_bold in rows)
        tails = (measure_run(item.mark, SIZES[is_wide]) for item, _ in items if not column.is_text)
        found.append(_Strip(column, items, _most(tails), is_wide))
    return found


def _tail(strip: _Strip, room: int) -> int:
    """Return the room behind the digits of a column, as far as its numbers leave any."""
    numbers = [measure_run(item.text, strip.size, is_bold=bold) for item, bold in strip.items if item.mark]
    return max(0, round(min(strip.tail, room - _most(numbers))))


def _leasts(grid: Grid, *, is_wide: bool) -> list[int]:
    return _grouped(grid, [strip.least() for strip in _strips(grid, is_wide=is_wide)], is_wide=is_wide)


def _grouped(grid: Grid, found: list[int], *, is_wide: bool) -> list[int]:
    """Widen the columns of a group until the longest word of their heading fits."""
    for group in group_columns(grid.columns):
        word = measure_longest_word(grid.columns[group[0]].group, SIZES[is_wide], is_bold=True)
        lacking = max(0, round(word) + PADDINGS[is_wide] + _SLACK - sum(found[index] for index in group))
        for index in group:
            found[index] += -(-lacking // len(group))
    return found


def _shared(leasts: list[int], naturals: list[int]) -> list[int]:
    """Give each column what it takes; where that is too much, share what is left above the least fairly."""
    if sum(naturals) <= ROOM:
        return naturals
    left = ROOM - sum(leasts)
    if left < 0:
        return [least * ROOM // sum(leasts) for least in leasts]
    widths = list(leasts)
    by_need = sorted(range(len(leasts)), key=lambda index: naturals[index] - leasts[index])
    for place, index in enumerate(by_need):
        more = max(0, min(naturals[index] - leasts[index], left // (len(by_need) - place)))
        widths[index] += more
        left -= more
    return widths

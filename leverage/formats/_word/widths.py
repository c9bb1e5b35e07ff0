"""How a table fits a page: which width each column gets, and into which parts a grid of too many columns falls."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from leverage.formats._word.metrics import BOLD, longest_word, run_width, tail_width
from leverage.report.views import Column, Grid, Item

ROOM = 9638  # twips between the margins of a page
PADDING = 140  # what a cell keeps free on its left and right together

_SIZES = (180, 150)  # the type of a table and of a wide one, in twips
_RANGE = 140  # the type of ranges
_MANY = 8  # a table of more columns is a wide one
_LONGEST = 2200  # a word in a text column that is wider may be broken


class Plan(NamedTuple):
    """A part of a grid that fits a page: how its columns are laid out, in twips, and whether its type is smaller."""

    grid: Grid
    widths: tuple[int, ...]
    tails: tuple[int, ...]  # the room for what stands behind the digits of each column
    insets: tuple[int, ...]  # how far the ranges of each column keep from its edge
    size: int

    @property
    def is_wide(self) -> bool:
        """Tell whether the table needs the smaller type."""
        return self.size == _SIZES[1]


def plans(grid: Grid) -> list[Plan]:
    """Lay a grid out for a page: in smaller type if need be, in parts if that is too wide, too."""
    size = _SIZES[len(grid.columns) > _MANY]
    if sum(_leasts(grid, size)) > ROOM:
        size = _SIZES[1]
    return [_plan(part, size) for part in _parts(grid, _leasts(grid, size))] if grid.columns else []


def groups(columns: Sequence[Column]) -> list[list[int]]:
    """Return the runs of columns that share a heading; the first column stands alone."""
    found: list[list[int]] = []
    for index, column in enumerate(columns):
        if index > 1 and column.group and column.group == columns[index - 1].group:
            found[-1].append(index)
        else:
            found.append([index])
    return found


def _parts(grid: Grid, leasts: Sequence[int]) -> list[Grid]:
    """Part the columns so that each part can fit, between groups where that is possible."""
    if sum(leasts) <= ROOM:
        return [grid]
    found = [[0]]
    for group in groups(grid.columns)[1:]:
        if not _fits(leasts, found[-1], group):
            found.append([0])
        for index in group:
            if not _fits(leasts, found[-1], [index]):
                found.append([0])
            found[-1].append(index)
    return [_chosen(grid, part) for part in found]


def _fits(leasts: Sequence[int], part: Sequence[int], more: Iterable[int]) -> bool:
    return len(part) == 1 or sum(leasts[index] for index in (*part, *more)) <= ROOM


def _chosen(grid: Grid, part: Sequence[int]) -> Grid:
    rows, totals = (tuple(tuple(row[index] for index in part) for row in some) for some in (grid.rows, grid.totals))
    return grid._replace(columns=tuple(grid.columns[index] for index in part), rows=rows, totals=totals)


def _plan(grid: Grid, size: int) -> Plan:
    widths = _shared(_leasts(grid, size), _naturals(grid, size))
    columns = list(zip(widths, _columns(grid), strict=True))
    tails = tuple(_tail(column, items, size, width - PADDING) for width, (column, items) in columns)
    insets = tuple(
        max(0, min(room, width - PADDING - round(_most(run_width(item.range, _RANGE) for item in items))))
        for room, (width, (_, items)) in zip(tails, columns, strict=True)
    )
    return Plan(grid, tuple(widths), tails, insets, size)


def _columns(grid: Grid) -> list[tuple[Column, list[Item]]]:
    """Return each column with its items."""
    rows = (*grid.rows, *grid.totals)
    return [(column, [row[index] for row in rows]) for index, column in enumerate(grid.columns)]


def _most(widths: Iterable[float]) -> float:
    return max(widths, default=0.0)


def _tail(column: Column, items: list[Item], size: int, room: int) -> int:
    """Return the room behind the digits of a column, as far as its numbers leave any."""
    if column.is_text:
        return 0
    widest = _most(run_width(item.text, size) * BOLD for item in items if item.notes or item.mark)
    return max(0, round(min(_most(tail_width(item, size) for item in items), room - widest)))


def _naturals(grid: Grid, size: int) -> list[int]:
    """Return the width that each column takes unfolded."""
    found = []
    for column, items in _columns(grid):
        tails = _most(tail_width(item, size) for item in items)
        texts = [
            run_width(item.text, size) * BOLD
            + (tail_width(item, size) if column.is_text or " " in item.text else tails)
            for item in items
        ]
        ranges = [run_width(item.range, _RANGE) for item in items]
        found.append(round(_most([_head(column, size), *texts, *ranges])) + PADDING)
    return _grouped(grid, found, size)


def _leasts(grid: Grid, size: int) -> list[int]:
    """Return the width below which each column is not folded: numbers and words stay whole, long words aside."""
    found = []
    for column, items in _columns(grid):
        is_number = not column.is_text
        words = [
            longest_word(item.text, size, is_number=is_number) * BOLD + run_width(item.mark, size) for item in items
        ]
        labels = [run_width(label, size) for item in items for label in item.notes]
        ranges = [longest_word(item.range, _RANGE, is_number=True) for item in items]
        most = _most([_head(column, size), *words, *labels, *ranges])
        found.append(round(most if is_number else min(most, _LONGEST)) + PADDING)
    return _grouped(grid, found, size)


def _head(column: Column, size: int) -> float:
    return longest_word(column.head, size) * BOLD


def _grouped(grid: Grid, found: list[int], size: int) -> list[int]:
    """Widen the columns of a group until the longest word of their heading fits."""
    for group in groups(grid.columns):
        heading = round(longest_word(grid.columns[group[0]].group, size) * BOLD) + PADDING
        lacking = max(0, heading - sum(found[index] for index in group))
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

"""How a grid is fitted into a width: which columns fold, and where it is parted into panels.

Nothing is ever cut. Text columns fold first, down to a bearable width; then the grid is parted into panels
one under the other, between groups of columns where it can be, each with the first column again.
"""

import re
from typing import NamedTuple

from rich.cells import cell_len

from leverage.report.views import Column, Grid, Item, group_columns
from leverage.text import to_ascii

GAP = 2

_FOLDED = 18  # a text column is not folded below this while panels can help
_LONG = 40  # a longer word, such as an address, may be broken
_HEAD = 11  # a longer heading over numbers folds at its words
_HEAD_WORDS = re.compile(r"\S+ (?:→|↔|->) \S+\s*|[^\s–-]+[–-]|\S+\s*")


class Sheet(NamedTuple):
    """A grid as plain strings: for each column its heading's lines and its cells, totals last."""

    columns: tuple[Column, ...]
    heads: tuple[tuple[str, ...], ...]
    cells: tuple[tuple[str, ...], ...]
    totals: int

    def width(self, index: int, beside: list[int]) -> int:
        """Return the width a column takes unfolded among others; a group's name counts where it stands."""
        texts = [*self.heads[index], find_group_head(self, beside, index), *self.cells[index]]
        return max((cell_len(line) for text in texts for line in text.split("\n")), default=1)

    def least(self, index: int, beside: list[int]) -> int:
        """Return the width below which a column does not fold: numbers never do, ids are words."""
        width = self.width(index, beside)
        if not self.columns[index].is_text:
            return width
        words = [cell_len(word) for text in self.cells[index] for word in text.split()]
        return min(width, max([_FOLDED, *(word for word in words if word <= _LONG)]))


def make_sheet(grid: Grid, *, is_ascii: bool) -> Sheet:
    """Turn a grid into strings; marks stand in a place of their own, so that digits stand under digits."""
    rows = (*grid.rows, *grid.totals)
    columns = []
    for index, column in enumerate(grid.columns):
        items = [row[index] for row in rows]
        is_marked = not column.is_text and any(item.mark for item in items)
        columns.append(tuple(_shown(_marked(item, is_marked), is_ascii) for item in items))
    heads = tuple(tuple(_shown(line, is_ascii) for line in _head(column)) for column in grid.columns)
    return Sheet(grid.columns, heads, tuple(columns), len(grid.totals))


def _marked(item: Item, is_marked: bool) -> str:
    """Write an item with its mark; where others have one, a number without leaves its place empty."""
    is_words = " " in item.text
    return f"{item.text}{item.mark or (' ' if is_marked and not is_words else '')}"


def _shown(text: str, is_ascii: bool) -> str:
    return to_ascii(text) if is_ascii else text


def _head(column: Column) -> tuple[str, ...]:
    """Fold a long heading over numbers at its words."""
    if column.is_text or len(column.head) <= _HEAD:
        return (column.head,)
    lines = [""]
    for word in _HEAD_WORDS.findall(column.head):
        fits = len(lines[-1]) + len(word) <= _HEAD
        lines = [*lines[:-1], lines[-1] + word] if fits else [*lines, word]
    return tuple(line.strip() for line in lines if line)


def part_into_panels(sheet: Sheet, width: int | None) -> list[list[int]]:
    """Part the columns into panels that fit, the first column in each; one panel without a width."""
    everything = list(range(len(sheet.columns)))
    if width is None or _least(sheet, everything) <= width:
        return [everything]
    found = [[0]]
    for group in group_columns(sheet.columns)[1:]:
        if len(found[-1]) > 1 and _least(sheet, [*found[-1], *group]) > width:
            found.append([0])
        for index in group:
            if len(found[-1]) > 1 and _least(sheet, [*found[-1], index]) > width:
                found.append([0])
            found[-1].append(index)
    return found


def _least(sheet: Sheet, chosen: list[int]) -> int:
    return sum(sheet.least(index, chosen) for index in chosen) + GAP * (len(chosen) - 1)


def share_widths(sheet: Sheet, chosen: list[int], width: int | None) -> dict[int, int]:
    """Return each column's width: numbers take what they need, texts their words, and share the rest fairly."""
    found = {index: sheet.width(index, chosen) for index in chosen}
    if width is None:
        return found
    least = {index: sheet.least(index, chosen) for index in chosen}
    room = width - GAP * (len(chosen) - 1) - sum(least.values())
    if room < 0:  # not even the longest words fit
        least = {index: 1 if sheet.columns[index].is_text else size for index, size in least.items()}
        room = width - GAP * (len(chosen) - 1) - sum(least.values())
    texts = sorted((one for one in chosen if sheet.columns[one].is_text), key=lambda one: found[one] - least[one])
    for count, index in enumerate(texts):
        more = max(0, min(found[index] - least[index], room // (len(texts) - count)))
        found[index] = least[index] + more
        room -= more
    return found


def find_group_head(sheet: Sheet, chosen: list[int], index: int) -> str:
    """Return the heading of a group where it stands: over the middle one of its columns in a panel."""
    group = sheet.columns[index].group
    members = [one for one in chosen if group and sheet.columns[one].group == group]
    return group if members and index == members[(len(members) - 1) // 2] else ""

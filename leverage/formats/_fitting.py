"""How wide the columns of a LaTeX table may be: which letters it is set in, what folds, and where it is parted.

LaTeX alone knows how wide its letters and its page are, so both are estimated, on the wide side. Text columns fold
first, then smaller letters are taken; then the table is parted into panels, each with the first column again.
"""

import textwrap
from typing import NamedTuple

from leverage.formats import _tex
from leverage.report.labels import joined
from leverage.report.views import Column, Grid, Item, groups

_EASY = 10.0  # em that a folded text column should have
_HEAD = 11  # a longer heading over numbers folds at its words
_SMALLER = 0.88  # of a range under its number, beside the number's own letters, at most
_SMALLEST = 0.8  # of the labels of notes below that


class Size(NamedTuple):
    """Letters: the command that takes them, the width of a line, and the gap between columns, in em of theirs."""

    command: str
    line: float
    gap: float


# The lines of an A4 page with margins of 25 mm, and the shortest of LaTeX's article in any of its sizes.
WHOLE = (
    Size("", 45.0, 1.2), Size(r"\small", 48.5, 0.8), Size(r"\footnotesize", 53.0, 0.8), Size(r"\scriptsize", 56.5, 0.8),
)  # fmt: skip
# The same page with margins of 15 mm, where room is dear.
DENSE = (Size(r"\footnotesize", 60.0, 0.8), Size(r"\scriptsize", 67.0, 0.8))
FRAGMENT = (
    Size("", 32.5, 1.2), Size(r"\small", 35.5, 0.8), Size(r"\footnotesize", 38.0, 0.8), Size(r"\scriptsize", 41.0, 0.8),
)  # fmt: skip


class Strip(NamedTuple):
    """A column as it is to be set: its heading's lines, its cells, its width unfolded and folded as far as it can be.

    `is_marked` where marks stand in a place of their own behind the numbers, so that digits stand under digits.
    """

    column: Column
    head: tuple[str, ...]
    items: tuple[Item, ...]
    full: float
    least: float
    is_marked: bool

    @property
    def easy(self) -> float:
        """Return the width that it should have if it is folded."""
        return min(self.full, max(self.least, _EASY))


class Fit(NamedTuple):
    """The letters a panel is set in, and the width of each of its columns in em of theirs."""

    size: Size
    widths: tuple[float, ...]


def strips(grid: Grid) -> list[Strip]:
    """Measure the columns of a grid, totals among their cells."""
    rows = (*grid.rows, *grid.totals)
    shares = [_group_share(grid, index) for index in range(len(grid.columns))]
    return [
        _strip(column, tuple(row[index] for row in rows), shares[index]) for index, column in enumerate(grid.columns)
    ]


def _group_share(grid: Grid, index: int) -> float:
    """Return a column's part of the width of its group's name."""
    group = grid.columns[index].group
    return _tex.width(group) / sum(column.group == group for column in grid.columns)


def _strip(column: Column, items: tuple[Item, ...], share: float) -> Strip:
    head = _folded(column)
    heads = max(map(_tex.width, head))
    marks = max((_tex.width(item.mark) for item in items), default=0.0)
    wide = _words if column.is_text else _number
    full = max(share, max([heads, *map(wide, items)]) + marks)
    chunks = [max(_tex.chunk(f"{item.text}{item.mark}"), _labels(item)) for item in items]
    least = max([share, heads, *chunks]) if column.is_text else full
    is_marked = not column.is_text and any(item.mark for item in items)
    return Strip(column, head, items, full, min(least, full), is_marked)


def _number(item: Item) -> float:
    return max(_tex.width(item.text), _SMALLER * _tex.width(item.range), _labels(item))


def _words(item: Item) -> float:
    return _tex.width(item.text) + _labels(item)


def _labels(item: Item) -> float:
    return _SMALLEST * _tex.width(f"[{joined(item.notes)}]") if item.notes else 0.0


def _folded(column: Column) -> tuple[str, ...]:
    """Fold a long heading over numbers at its words and dashes, but not at an arrow."""
    if column.is_text or len(column.head) <= _HEAD:
        return (column.head,)
    held = column.head.replace(" → ", "\u00a0→\u00a0").replace("–", "–\n")
    lines = [line for part in held.split("\n") for line in textwrap.wrap(part, _HEAD, break_long_words=False)]
    return tuple(line.replace("\u00a0", " ") for line in lines)


def panels(strips: list[Strip], sizes: tuple[Size, ...]) -> list[list[Strip]]:
    """Part the columns into as few panels as can be, about as wide as one another, the first column in each."""
    size = sizes[-1]
    found = closer = _parted(strips, size)
    while 1 < len(closer) == len(found) and size.line > 0:
        found, size = closer, size._replace(line=size.line - 1)
        closer = _parted(strips, size)
    return found


def _parted(strips: list[Strip], size: Size) -> list[list[Strip]]:
    """Part the columns into panels that fit a line, between groups where that can be."""
    if _fits(strips, size):
        return [strips]
    found = [strips[:1]]
    for run in groups([strip.column for strip in strips])[1:]:
        group = [strips[at] for at in run]
        if len(found[-1]) > 1 and not _fits([*found[-1], *group], size):
            found.append(strips[:1])
        for strip in group:
            if len(found[-1]) > 1 and not _fits([*found[-1], strip], size):
                found.append(strips[:1])
            found[-1].append(strip)
    return found


def _fits(strips: list[Strip], size: Size) -> bool:
    return _room(size, [strip.least for strip in strips]) >= 0


def _room(size: Size, widths: list[float]) -> float:
    """Return what columns leave of a line."""
    return size.line - size.gap * (len(widths) - 1) - sum(widths)


def letters(parts: list[list[Strip]], sizes: tuple[Size, ...]) -> tuple[Size, ...]:
    """Return the letters that all panels of a table share: the smallest that one of them needs."""
    if len(parts) == 1:
        return sizes
    return (min((fit(part, sizes).size for part in parts), key=lambda size: -sizes.index(size)),)


def fit(strips: list[Strip], sizes: tuple[Size, ...]) -> Fit:
    """Choose the largest letters in which columns fit unfolded or hardly smaller, else folded with ease, else at all.

    Numbers take what they need; what is left is shared fairly among the texts.
    """
    ways = [
        *((size, [strip.full for strip in strips]) for size in sizes[:2]),
        *((size, [strip.easy for strip in strips]) for size in sizes[1:] or sizes),
        *((size, [strip.least for strip in strips]) for size in sizes[1:] or sizes),
    ]
    size, widths = next((way for way in ways if _room(*way) >= 0), ways[-1])
    room = max(_room(size, widths), 0.0)
    texts = sorted((strip.full - width, index) for index, (strip, width) in enumerate(zip(strips, widths, strict=True)))
    texts = [(more, index) for more, index in texts if more > 0]
    for count, (more, index) in enumerate(texts):
        given = min(more, room / (len(texts) - count))
        widths[index] += given
        room -= given
    return Fit(size, tuple(widths))

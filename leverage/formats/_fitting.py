"""How the columns of a grid fit a width: they are parted into panels, and share what is left.

Nothing is ever cut. Each format measures its texts in whole numbers of its smallest unit: characters in the terminal,
thousandths of an em in LaTeX, twips in Word.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from leverage.report.views import Column, group_columns

_LONG_HEAD = 9  # characters; a longer heading over numbers folds at its words
_HEAD_WORDS = re.compile(r"\S+ (?:→|↔|->) \S+\s*|[^\s–-]+[–-]|\S+\s*")


class Measured(NamedTuple):
    """The widths of a column: the least, below which it does not fold, and the natural one, at which nothing folds."""

    least: int
    natural: int


class Room(NamedTuple):
    """The room for a panel: its width, and the gap between two columns."""

    width: int
    gap: int = 0

    def left_by(self, widths: Sequence[int]) -> int:
        """Return what columns of these widths leave of the room; it is negative if they do not fit."""
        return self.width - self.gap * (len(widths) - 1) - sum(widths)


#: Measures the columns at some places of a grid as they would stand in one panel.
Measure: TypeAlias = Callable[[Sequence[int]], Sequence[Measured]]


def part_into_panels(columns: Sequence[Column], measure: Measure, room: Room) -> list[list[int]]:
    """Part columns into panels that fit a room, each with the first column; return the places of each panel's columns.

    Where possible a group of columns stays in one panel. A panel that cannot fit has the first column and one other.
    """

    def fits(places: Sequence[int]) -> bool:
        return room.left_by([column.least for column in measure(places)]) >= 0

    whole = list(range(len(columns)))
    if fits(whole):
        return [whole]
    panels = [[0]]
    for group in group_columns(columns)[1:]:
        if len(panels[-1]) > 1 and not fits([*panels[-1], *group]):
            panels.append([0])
        for place in group:
            if len(panels[-1]) > 1 and not fits([*panels[-1], place]):
                panels.append([0])
            panels[-1].append(place)
    return panels


def share_widths(columns: Sequence[Measured], room: Room) -> list[int]:
    """Return the width of each column: its least, and an equal share of what is left, but no more than its natural one.

    What a column does not need goes to the others. If not even the least widths fit, it returns the least widths.
    """
    widths = [column.least for column in columns]
    left = room.left_by(widths)
    lacking = sorted((column.natural - column.least, place) for place, column in enumerate(columns))
    for done, (need, place) in enumerate(lacking):
        more = max(0, min(need, left // (len(lacking) - done)))
        widths[place] += more
        left -= more
    return widths


def widen_groups(columns: Sequence[Column], widths: Sequence[int], headings: Sequence[int], gap: int = 0) -> list[int]:
    """Return widths at which the columns of each group are together as wide as its heading.

    `headings` has, for each column, the width of its group's heading.
    """
    widened = list(widths)
    for group in group_columns(columns):
        lacking = headings[group[0]] - gap * (len(group) - 1) - sum(widened[place] for place in group)
        for place in group:
            widened[place] += max(0, -(-lacking // len(group)))
    return widened


def fold_head(column: Column) -> tuple[str, ...]:
    """Return the lines of a heading; over numbers a long one is folded at spaces and dashes, but not at an arrow."""
    if column.is_text or len(column.head) <= _LONG_HEAD:
        return (column.head,)
    lines = [""]
    for word in _HEAD_WORDS.findall(column.head):
        if len(lines[-1]) + len(word) <= _LONG_HEAD:
            lines[-1] += word
        else:
            lines.append(word)
    return tuple(line.strip() for line in lines if line)

"""How the columns of a grid fit a width: parted into panels, and given their shares of what is left.

Nothing is ever cut. A format measures its own texts, in whole numbers of its smallest unit: characters in the terminal,
thousandths of an em in LaTeX, twips in Word.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

from leverage.report.views import Column, group_columns

_LONG_HEAD = 11  # characters; a longer heading over numbers folds at its words
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


#: Measures some columns of a grid, given by their places, as they would stand beside one another in a panel.
Measure: TypeAlias = Callable[[Sequence[int]], Sequence[Measured]]


def part_into_panels(columns: Sequence[Column], measure: Measure, room: Room) -> list[list[int]]:
    """Part columns into panels that fit a room, each with the first column again; return the places of each panel.

    Panels part between groups of columns where they can. One that cannot fit has the first column and one other.
    """

    def fits(places: Sequence[int]) -> bool:
        return room.left_by([column.least for column in measure(places)]) >= 0

    everything = list(range(len(columns)))
    if fits(everything):
        return [everything]
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
    """Return the width of each column: its least, and a fair share of what is left, but no more than it can use.

    Columns that lack little are served first. If not even the least widths fit, these are what it returns.
    """
    widths = [column.least for column in columns]
    left = room.left_by(widths)
    lacking = sorted((column.natural - column.least, place) for place, column in enumerate(columns))
    for count, (need, place) in enumerate(lacking):
        more = max(0, min(need, left // (len(lacking) - count)))
        widths[place] += more
        left -= more
    return widths


def widen_groups(columns: Sequence[Column], widths: Sequence[int], headings: Sequence[int], gap: int = 0) -> list[int]:
    """Return widths at which the columns of a group are together as wide as the heading above them.

    `headings` gives, for each column, the width of its group's heading.
    """
    widened = list(widths)
    for group in group_columns(columns):
        lacking = headings[group[0]] - gap * (len(group) - 1) - sum(widened[place] for place in group)
        for place in group:
            widened[place] += max(0, -(-lacking // len(group)))
    return widened


def fold_head(column: Column) -> tuple[str, ...]:
    """Fold a long heading over numbers at its words and dashes, but not at an arrow; return its lines."""
    if column.is_text or len(column.head) <= _LONG_HEAD:
        return (column.head,)
    lines = [""]
    for word in _HEAD_WORDS.findall(column.head):
        if len(lines[-1]) + len(word) <= _LONG_HEAD:
            lines[-1] += word
        else:
            lines.append(word)
    return tuple(line.strip() for line in lines if line)

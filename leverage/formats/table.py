"""Tables for the terminal, drawn by rich; the only room that loads it.

Nothing is ever cut. Where a table is too wide, its text columns fold first, down to a bearable width; then
it is drawn in panels one under the other, parted between groups of columns, each with its first column again.
"""

import io
import re

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leverage.formats import Page
from leverage.plain import to_ascii
from leverage.report.parts import Column, Grid, Item, Prose, Report

EXTENSIONS = ("txt",)

_FOLDED = 18  # a text column is not folded below this while panels can help
_LONG = 30  # a longer word, such as an address, may be broken
_WIDE = 10_000
_PADDING = 2
_HEAD = 11  # a longer heading over numbers folds at its words
_WORDS = re.compile(r"\S+ (?:→|↔|->) \S+\s*|[^\s–-]+[–-]|\S+\s*")  # noqa: RUF001 - a dash is meant


def render(report: Report, page: Page) -> str:
    """Draw the report's views."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=page.width or _WIDE,
        color_system="standard" if page.is_colored else None,
        force_terminal=page.is_colored,
        no_color=not page.is_colored,
        legacy_windows=False,
        highlight=False,
        emoji=False,
        markup=False,
    )
    title = Text(_shown(report.title, page), style="bold")
    if report.subtitle:
        title.append(f"  {_shown(report.subtitle, page)}", style="not bold dim")
    console.print(title, soft_wrap=page.width is None)
    for view in report.views:
        if page.table not in (None, view.table):
            continue
        console.print()
        if isinstance(view, Grid):
            _draw(view, console, page)
        else:
            _print(view, console, page)
    lines = [line.rstrip() for line in out.getvalue().split("\n")]
    return "\n".join(lines)


def _print(prose: Prose, console: Console, page: Page) -> None:
    style = "dim" if prose.is_small else ""
    for line in prose.lines:
        console.print(Text(_shown(line, page), style=style), soft_wrap=page.width is None, overflow="fold")


def _draw(grid: Grid, console: Console, page: Page) -> None:
    if grid.title:
        console.print(Text(_shown(grid.title, page), style="dim"), soft_wrap=page.width is None)
    panels = _panels(grid, page)
    for number, panel in enumerate(panels):
        if number:
            console.print()
        console.print(_table(grid, panel, page), crop=False, overflow="ignore", no_wrap=page.width is None)


def _table(grid: Grid, chosen: list[int], page: Page) -> Table:
    rule = box.ASCII2 if page.is_ascii else box.SIMPLE_HEAD
    table = Table(
        box=rule if not page.is_ascii else _ASCII_HEAD, padding=(0, 0, 0, 1), pad_edge=False, show_edge=False
    )
    room = (
        (page.width or _WIDE)
        + _PADDING
        - sum(_width(grid, index, page) + _PADDING for index in chosen if not _folds(grid, index))
    )
    texts = [index for index in chosen if _folds(grid, index)]
    for index in chosen:
        column = grid.columns[index]
        limit = _fair(room, texts, index, grid, page) if index in texts else None
        table.add_column(
            Text(_head(column, chosen, grid, page)),
            justify="left" if column.is_text else "right",
            max_width=limit,
            no_wrap=not column.is_text,
            overflow="fold",
            vertical="bottom" if not column.is_text else "top",
        )
    for row in grid.rows:
        table.add_row(*(_text(grid, row, index, page) for index in chosen))
    for position, row in enumerate(grid.totals):
        if position == 0:
            table.add_section()
        table.add_row(*(_text(grid, row, index, page) for index in chosen), style="bold")
    return table


def _fair(room: int, texts: list[int], index: int, grid: Grid, page: Page) -> int:
    """Share the room left for text columns: short ones take what they need, the long ones what remains."""
    wanted = {one: _width(grid, one, page) + _PADDING for one in texts}
    left, open_ = room, sorted(texts, key=wanted.__getitem__)
    while open_:
        share = left // len(open_)
        first = open_.pop(0)
        given = min(wanted[first], share)
        if first == index:
            return max(1, given - _PADDING)
        left -= given
    return max(1, room)


def _folds(grid: Grid, index: int) -> bool:
    return grid.columns[index].is_text


def _panels(grid: Grid, page: Page) -> list[list[int]]:
    """Part the columns into panels that fit, the first column in each."""
    everything = list(range(len(grid.columns)))
    if page.width is None or _least(grid, everything, page) <= page.width:
        return [everything]
    panels: list[list[int]] = [[0]]
    for group in _groups(grid):
        if len(panels[-1]) > 1 and _least(grid, [*panels[-1], *group], page) > page.width:
            panels.append([0])
        for index in group:
            if len(panels[-1]) > 1 and _least(grid, [*panels[-1], index], page) > page.width:
                panels.append([0])
            panels[-1].append(index)
    return panels


def _groups(grid: Grid) -> list[list[int]]:
    """Return the runs of columns that share a heading, the first column aside."""
    groups: list[list[int]] = []
    for index, column in enumerate(grid.columns):
        if index == 0:
            continue
        if groups and column.group and column.group == grid.columns[groups[-1][-1]].group:
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _least(grid: Grid, chosen: list[int], page: Page) -> int:
    """Return the least width at which these columns can be drawn."""
    widths = [_width(grid, index, page) for index in chosen]
    folded = [
        min(width, max(_FOLDED, _longest_word(grid, index, page))) if _folds(grid, index) else width
        for index, width in zip(chosen, widths, strict=True)
    ]
    return sum(folded) + _PADDING * (len(chosen) - 1)


def _longest_word(grid: Grid, index: int, page: Page) -> int:
    """Return the width below which a text column would break a word; ids are words."""
    texts = [_text(grid, row, index, page).plain for row in (*grid.rows, *grid.totals)]
    return max((len(word) for text in texts for word in text.split() if len(word) <= _LONG), default=1)


def _width(grid: Grid, index: int, page: Page) -> int:
    lines = [_shown(line, page) for line in _head_lines(grid.columns[index])]
    cells = [_text(grid, row, index, page).cell_len for row in (*grid.rows, *grid.totals)]
    return max([Text(line).cell_len for line in lines] + cells, default=1)


def _head(column: Column, chosen: list[int], grid: Grid, page: Page) -> str:
    """Return a column's heading; a group's name stands over its middle column."""
    group = [index for index in chosen if column.group and grid.columns[index].group == column.group]
    middle = grid.columns[group[(len(group) - 1) // 2]] if group else None
    lines = _head_lines(column)
    if any(grid.columns[index].group for index in chosen):
        lines = [column.group if column is middle else "", *lines[-1:]]
    return _shown("\n".join(lines), page)


def _head_lines(column: Column) -> list[str]:
    """Fold a long heading of a number column at its words."""
    head = column.head
    if column.is_text or len(head) <= _HEAD:
        return [column.group, head] if column.group else [head]
    lines = [""]
    for word in _WORDS.findall(head):
        fits = len(lines[-1]) + len(word) <= _HEAD
        lines = [*lines[:-1], lines[-1] + word] if fits else [*lines, word]
    return [line.strip() for line in lines if line]


def _text(grid: Grid, row: tuple[Item, ...], index: int, page: Page) -> Text:
    """Return an item as text; marks stand in a place of their own so that digits stand under digits."""
    item = row[index]
    text = _shown(item.text, page)
    if grid.columns[index].is_text:
        return Text(text)
    marked = any(other[index].mark for other in (*grid.rows, *grid.totals))
    return Text(f"{text}{_shown(item.mark, page) or (' ' if marked else '')}")


def _shown(text: str, page: Page) -> str:
    return to_ascii(text) if page.is_ascii else text


_ASCII_HEAD = box.Box("    \n    \n -- \n    \n -- \n -- \n    \n    \n", ascii=True)

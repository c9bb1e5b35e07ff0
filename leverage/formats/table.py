"""Tables for the terminal, drawn by rich; nothing else loads it."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from leverage.formats import Page
from leverage.formats._charts import draw_text_bars
from leverage.formats._layout import GAP, Sheet, find_group_head, make_sheet, part_into_panels, share_widths
from leverage.report.report import Report
from leverage.report.views import Chart, Grid, Notes, Outline, Prose, draw_screen
from leverage.text import to_ascii

EXTENSIONS = ("txt",)
FOR_PEOPLE = True

_READABLE = 40  # what is left of the width beside the lines of a tree
_UNBOUND = 100_000  # wide enough for anything that goes on to another program
_RULES = box.Box("    \n    \n ── \n    \n ── \n ── \n    \n    \n")
_ASCII_RULES = box.Box("    \n    \n -- \n    \n -- \n -- \n    \n    \n", ascii=True)


def render(report: Report, page: Page) -> str:
    """Draw the report's views, or those of the table asked for."""
    out = io.StringIO()
    console = Console(
        file=out,
        width=page.width or _UNBOUND,
        color_system="standard" if page.is_colored else None,
        force_terminal=page.is_colored,
        legacy_windows=False,
        _environ={},  # the page says it all
    )
    title = _text(report.title, "bold", page)
    title.append(_text(f"  {report.subtitle}" if report.subtitle else "", "not bold dim", page))
    console.print(title)
    for view in draw_screen(report, page.table):
        console.print()
        _DRAWN[type(view)](view, console, page)
    drawn = "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())
    return to_ascii(drawn) if page.is_ascii else drawn


def _prose(prose: Prose, console: Console, page: Page) -> None:
    _heading(prose.title, console, page)
    for line in prose.lines:
        console.print(_text(line, "dim" if prose.is_small else "", page))


def _heading(title: str, console: Console, page: Page) -> None:
    if title:
        console.print(_text(title, "bold", page))


def _notes(notes: Notes, console: Console, page: Page) -> None:
    """Draw notes one under the other, each beside its label."""
    if notes.is_run_in:
        entries = "; ".join(f"[{note.label}] {note.text}" for note in notes.entries)
        console.print(_text(f"{notes.title}: {entries}.", "dim", page))
        return
    _heading(notes.title, console, page)
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for note in notes.entries:
        table.add_row(_text(note.label, "", page), _text(f"{note.text} {note.url}".rstrip(), "dim", page))
    console.print(table)


def _outline(outline: Outline, console: Console, page: Page) -> None:
    """Draw entries as a tree; what is said of an entry stands under its heading."""
    above: list[Tree] = []
    deepest = max(3, ((page.width or _UNBOUND) - _READABLE) // 4)
    for entry in outline.entries:
        depth = min(entry.depth, deepest)  # deeper ones stand one under the other: nothing is ever cut
        label = _text(entry.head, "bold", page)
        label.append(_text(f"  {entry.value.text}{entry.value.mark}", "not bold", page))
        for line in entry.lines:
            label.append(_text(f"\n{line}", "not bold dim", page))
        del above[depth:]
        above.append(above[-1].add(label) if above else Tree(label))
    if above:
        console.print(above[0])


def _grid(grid: Grid, console: Console, page: Page) -> None:
    if grid.title:
        console.print(_text(grid.title, "dim", page))
    drawn = make_sheet(grid, is_ascii=page.is_ascii)
    for number, chosen in enumerate(part_into_panels(drawn, page.width)):
        if number:
            console.print()
        console.print(_table(drawn, chosen, page), crop=False)


def _table(drawn: Sheet, chosen: list[int], page: Page) -> Table:
    rules = _ASCII_RULES if page.is_ascii else _RULES
    table = Table(box=rules, padding=(0, 0, 0, GAP - 1), pad_edge=False, show_edge=False, header_style="bold")
    room = share_widths(drawn, chosen, page.width)
    for index in chosen:
        is_text = drawn.columns[index].is_text
        head = Text(_head(drawn, chosen, index))
        table.add_column(
            head,
            justify="left" if is_text else "right",
            width=room[index],
            overflow="fold",
            no_wrap=not is_text,
        )
    lines = list(zip(*(drawn.cells[index] for index in chosen), strict=True))
    for number, line in enumerate(lines):
        is_total = number >= len(lines) - drawn.totals
        if number and number == len(lines) - drawn.totals:
            table.add_section()
        table.add_row(*(Text(text) for text in line), style="bold" if is_total else "")
    return table


def _head(drawn: Sheet, chosen: list[int], index: int) -> str:
    """Write a heading with its group's above it, standing on the last line."""
    is_grouped = any(drawn.columns[one].group for one in chosen)
    tallest = max(len(drawn.heads[one]) for one in chosen)
    own = drawn.heads[index]
    lines = [*([find_group_head(drawn, chosen, index)] if is_grouped else []), *[""] * (tallest - len(own)), *own]
    return "\n".join(lines)


def _text(text: str, style: str, page: Page) -> Text:
    return Text(to_ascii(text) if page.is_ascii else text, style=style)


def _chart(chart: Chart, console: Console, page: Page) -> None:
    for line in draw_text_bars(chart, page.width):
        console.print(_text(line, "", page))


_DRAWN: Mapping[type, Callable[[Any, Console, Page], None]] = {
    Chart: _chart,
    Grid: _grid,
    Notes: _notes,
    Outline: _outline,
    Prose: _prose,
}

"""Tables for the terminal, drawn by rich; nothing else loads it."""

import io
from collections.abc import Callable, Mapping
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from leverage.formats import Page
from leverage.formats._layout import BOUND_SPACE, GAP, Sheet, bind_words, list_panels, list_widths, make_sheet
from leverage.report.drawing import draw_screen
from leverage.report.report import Report
from leverage.report.views import Chart, Grid, Notes, Outline, Prose, group_columns
from leverage.text import NO_BREAK, to_ascii

EXTENSIONS = ("txt",)
FOR_PEOPLE = True

_HUES = ("", "blue", "yellow")  # of what belongs to no side, to the first and to the second
_READABLE = 40  # the least width of text beside the lines of a tree
_UNBOUND = 100_000  # no line is as wide
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
        _environ={},  # the page alone decides
    )
    title = _style(report.title, "bold", page)
    if report.subtitle:
        title.append(_style(f"  {report.subtitle}", "not bold dim", page))
    console.print(title)
    for view in draw_screen(report, page.table):
        console.print()
        _DRAWERS[type(view)](view, console, page)
    drawn = out.getvalue().replace(BOUND_SPACE, " ").replace(NO_BREAK, " ")
    text = "".join(f"{line.rstrip()}\n" for line in drawn.splitlines())
    return to_ascii(text) if page.is_ascii else text


def _draw_prose(prose: Prose, console: Console, page: Page) -> None:
    _draw_heading(prose.title, console, page)
    for line in prose.lines:
        console.print(Text(bind_words(line, is_ascii=page.is_ascii), style="dim" if prose.is_small else ""))


def _draw_heading(title: str, console: Console, page: Page) -> None:
    if title:
        console.print(_style(title, "bold", page))


def _draw_notes(notes: Notes, console: Console, page: Page) -> None:
    """Draw notes one under the other, each beside its label."""
    if notes.is_run_in:
        entries = "; ".join(f"[{note.label}] {note.text}" for note in notes.entries)
        console.print(_style(f"{notes.title}: {entries}.", "dim", page))
        return
    _draw_heading(notes.title, console, page)
    table = Table.grid(padding=(0, 1, 0, 0))
    table.add_column(justify="right", no_wrap=True)
    table.add_column(overflow="fold")
    for note in notes.entries:
        table.add_row(_style(note.label, "", page), _style(f"{note.text} {note.url}".rstrip(), "dim", page))
    console.print(table)


def _draw_outline(outline: Outline, console: Console, page: Page) -> None:
    """Draw entries as a tree; the lines about an entry stand under its heading."""
    from rich.tree import Tree  # which most runs do without

    above: list[Tree] = []
    deepest = max(3, ((page.width or _UNBOUND) - _READABLE) // 4)
    for entry in outline.entries:
        depth = min(entry.depth, deepest)  # deeper entries stand one under the other: nothing is ever cut
        label = _style(entry.head, "bold", page)
        label.append(_style(f"  {entry.value.text}{entry.value.mark}", "not bold", page))
        for line in entry.lines:
            label.append(_style(f"\n{line}", "not bold dim", page))
        del above[depth:]
        above.append(above[-1].add(label) if above else Tree(label))
    if above:
        console.print(above[0])


def _draw_grid(grid: Grid, console: Console, page: Page) -> None:
    if grid.title:
        console.print(_style(grid.title, "dim", page))
    sheet = make_sheet(grid, page.width, is_ascii=page.is_ascii)
    for number, panel in enumerate(list_panels(sheet, page.width)):
        if number:
            console.print()
        widths = list_widths(sheet, panel, page.width)
        if any(sheet.columns[index].group for index in panel):
            console.print(_write_groups(sheet, panel, widths), crop=False, no_wrap=True, overflow="ignore")
        console.print(_make_table(sheet, panel, widths, page), crop=False)


def _write_groups(sheet: Sheet, panel: list[int], widths: list[int]) -> Text:
    """Write the headings of groups, each in the middle above its columns, or above the left end of text."""
    columns = [sheet.columns[index] for index in panel]
    line = Text()
    for run in group_columns(columns):
        first = columns[run[0]]
        room = sum(widths[place] for place in run) + GAP * (len(run) - 1) - cell_len(first.group)
        before = 0 if first.is_text else (room + 1) // 2
        line.append(" " * before)
        line.append(first.group, f"bold {_HUES[first.side]}".rstrip())
        line.append(" " * (room - before + GAP))
    return line


def _make_table(sheet: Sheet, panel: list[int], widths: list[int], page: Page) -> Table:
    rules = _ASCII_RULES if page.is_ascii else _RULES
    table = Table(box=rules, padding=(0, 0, 0, GAP - 1), pad_edge=False, show_edge=False, header_style="bold")
    tallest = max(len(sheet.heads[index]) for index in panel)
    for index, width in zip(panel, widths, strict=True):
        is_text, head = sheet.columns[index].is_text, sheet.heads[index]
        table.add_column(
            Text("\n".join([*[""] * (tallest - len(head)), *head]), style=_HUES[sheet.columns[index].side]),
            justify="left" if is_text else "right",
            width=width,
            overflow="fold",
            no_wrap=not is_text,
        )
    rows = range(len(sheet.cells[0]))
    first_total = len(rows) - sheet.totals
    for row in rows:
        if row and row == first_total:
            table.add_section()
        cells = [_style_cell(sheet, index, row) for index in panel]
        table.add_row(*cells, style="bold" if row >= first_total else "")
    return table


def _style_cell(sheet: Sheet, index: int, row: int) -> Text:
    """Return a cell in the hue of its side, with its range less bright."""
    text, length = sheet.cells[index][row], sheet.ranges[index][row]
    number = text[: len(text) - length]
    return Text.assemble((number, _HUES[sheet.columns[index].side]), (text[len(number) :], "not bold dim"))


def _style(text: str, style: str, page: Page) -> Text:
    return Text(bind_words(text, is_ascii=page.is_ascii), style=style)


def _draw_chart(chart: Chart, console: Console, page: Page) -> None:
    from leverage.formats._text_chart import draw_text_runs  # which most runs do without

    for runs in draw_text_runs(chart, page.width):
        console.print(Text.assemble(*(_style(text, _HUES[hue], page) for text, hue in runs)))


_DRAWERS: Mapping[type, Callable[[Any, Console, Page], None]] = {
    Chart: _draw_chart,
    Grid: _draw_grid,
    Notes: _draw_notes,
    Outline: _draw_outline,
    Prose: _draw_prose,
}

"""Markdown with pipe tables, as GitHub and pandoc render them."""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from leverage.formats import Page
from leverage.report.drawing import draw_paper
from leverage.report.notes import join_labels
from leverage.report.report import Report
from leverage.report.views import Chart, Column, Grid, Item, Note, Notes, Outline, Prose
from leverage.text import to_ascii

EXTENSIONS = ("md", "markdown")
FOR_PEOPLE = True

# The last three of the first set are pandoc's, as are dashes and an ellipsis made of several signs; GitHub makes
# pictures of words between colons.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&$^@]|(?<=-)-|(?<=\.)\.|:(?=[\w+-]+:))", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")  # one that binds words together stays
# What makes a list or a line of a paragraph's beginning; letters and the first parenthesis are pandoc's.
_OPENING = re.compile(r"^(\(?(?:[0-9]+|[a-z]|[ivxlcdm]+))(?=[.)])|^(?=[-+=:])", re.IGNORECASE)


def render(report: Report, page: Page) -> str:
    """Write the report's views."""
    title = f"## {_escaped(report.title, page)}"
    parts = [title, *([f"*{_escaped(report.subtitle, page)}*"] if report.subtitle else [])]
    parts += [_DRAWN[type(view)](view, page) for view in draw_paper(report, page.table)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _headed(title: str, body: str, page: Page) -> str:
    return f"### {_escaped(title, page)}\n\n{body}" if title else body


def _outline(outline: Outline, page: Page) -> str:
    """Write entries as a nested list; what is said of an entry stands under it as items of their own."""
    lines = []
    for entry in outline.entries:
        indent = "  " * entry.depth
        head = f"{indent}- **{_escaped(entry.head, page)}** {_item(entry.value, page)}"
        below = (f"{indent}  {_escaped(line, page)}" for line in entry.lines)
        lines.append("\\\n".join([head, *below]))
    return "\n".join(lines)


def _grid(grid: Grid, page: Page) -> str:
    rules = [":---" if column.is_text else "---:" for column in grid.columns]
    rows = [[_item(item, page) for item in row] for row in grid.rows]
    totals = [[f"**{text}**" if (text := _item(item, page)) else "" for item in row] for row in grid.totals]
    heads = [_head(column, page) for column in grid.columns]
    lines = ["| " + " | ".join(row) + " |" for row in (heads, rules, *rows, *totals)]
    title = f"**{_escaped(grid.title, page)}**\n\n" if grid.title else ""
    return title + "\n".join(lines)


def _head(column: Column, page: Page) -> str:
    return _escaped(f"{column.group}: {column.head}" if column.group else column.head, page)


def _item(item: Item, page: Page) -> str:
    """Write a number with its mark, its range and the labels of its notes; in brackets, which no converter loses."""
    labels = join_labels(item.notes).replace(" ", "\u00a0")
    parts = [f"{item.text}{item.mark}", item.range and f"({item.range})", labels and f"[{labels}]"]
    return _escaped(" ".join(part for part in parts if part), page)


def _prose(prose: Prose, page: Page) -> str:
    if prose.is_code:
        return _headed(prose.title, _code(prose.language, prose.lines, page), page)
    return _headed(prose.title, "\n\n".join(_paragraph(line, page) for line in prose.lines), page)


def _notes(notes: Notes, page: Page) -> str:
    """Write notes as a list, each behind the label that stands beside the numbers; or all as one paragraph."""
    if notes.is_run_in:
        return f"**{_escaped(notes.title, page)}:** {'; '.join(_note(note, page) for note in notes.entries)}."
    return _headed(notes.title, "\n".join(f"- {_note(note, page)}" for note in notes.entries), page)


def _note(note: Note, page: Page) -> str:
    label = f"[{note.label}] " if note.label else ""
    url = f" <{note.url}>" if note.url else ""
    return f"{_paragraph(f'{label}{note.text}', page)}{url}"


def _paragraph(text: str, page: Page) -> str:
    """Escape a paragraph, so that it does not begin a list."""
    return _OPENING.sub(r"\1\\", _escaped(text, page))


def _escaped(text: str, page: Page) -> str:
    """Escape what Markdown would read as markup; user text stays text, also what stands in for signs in ASCII."""
    text = to_ascii(text) if page.is_ascii else text
    return _SPECIAL.sub(r"\\\1", " ".join(_SPACES.split(text.strip())))


def _chart(chart: Chart, page: Page) -> str:
    """Write a chart as text, which stays as it is."""
    from leverage.formats._charts import draw_text_bars

    return _code("text", draw_text_bars(chart, page.width), page)


def _code(language: str, lines: Sequence[str], page: Page) -> str:
    """Write lines of code in a fence longer than any that they hold."""
    shown = [to_ascii(line) if page.is_ascii else line for line in lines]
    fence = "`" * max([3, *(len(run) + 1 for line in shown for run in re.findall("`+", line))])
    return "\n".join((f"{fence}{language}", *shown, fence))


_DRAWN: Mapping[type, Callable[[Any, Page], str]] = {
    Chart: _chart,
    Grid: _grid,
    Notes: _notes,
    Outline: _outline,
    Prose: _prose,
}

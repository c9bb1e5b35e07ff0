"""Markdown with pipe tables, as GitHub and pandoc render them."""

import re
import string
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from leverage.formats import Page
from leverage.report.drawing import draw_paper, title_paper
from leverage.report.notes import group_labels, join_labels
from leverage.report.report import Report
from leverage.report.views import Chart, Column, Grid, Item, Note, Notes, Outline, Prose, View
from leverage.text import to_ascii

EXTENSIONS = ("md", "markdown")
FOR_PEOPLE = True

# The last three of the first set are pandoc's, as are dashes and an ellipsis of several characters; GitHub makes
# pictures of words between colons.
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&$^@]|(?<=-)-|(?<=\.)\.|:(?=[\w+-]+:))", re.IGNORECASE)
_SPACES = re.compile(r"[ \t\r\n\f\v]+")  # a no-break space stays
# How a list or a definition begins; letters and the first parenthesis are pandoc's.
_OPENING = re.compile(r"^(\(?(?:[0-9]+|[a-z]|[ivxlcdm]+))(?=[.)])|^(?=[-+=:])", re.IGNORECASE)

_WIDEST = 40  # of the dashes under a head
_CHART = 60  # characters; on paper pandoc breaks longer lines of code


def render(report: Report, page: Page) -> str:
    """Write the report's views."""
    parts = [f"## {_escape(title_paper(report, page.table), page)}"]
    if report.subtitle:
        parts.append(f"*{_escape(report.subtitle, page)}*")
    parts += [_WRITERS[type(view)](view, page) for view in draw_paper(report, page.table, has_chart=True)]
    return "\n\n".join(part for part in parts if part) + "\n"


def quote_text(text: str) -> str:
    """Write a text so that it stays text within a paragraph, and begins no list where it stands first on a line."""
    page = Page()
    is_number = re.match(r"[0-9]+\.[0-9]", text)
    return _escape(text, page) if is_number else _write_paragraph(text, page)


def write_views(views: Sequence[View]) -> str:
    """Write views to stand within another text."""
    return "\n\n".join(_WRITERS[type(view)](view, Page()) for view in views)


def _put_under_heading(title: str, body: str, page: Page) -> str:
    return f"### {_escape(title, page)}\n\n{body}" if title else body


def _write_outline(outline: Outline, page: Page) -> str:
    """Write entries as a nested list; the lines about an entry stand under it in the same item."""
    items = []
    for entry in outline.entries:
        indent = "  " * entry.depth
        lines = [f"{indent}- **{_escape(entry.head, page)}** {_write_item(entry.value, page)}"]
        lines += [f"{indent}  {_escape(line, page)}" for line in entry.lines]
        items.append("\\\n".join(lines))
    return "\n".join(items)


def _write_grid(grid: Grid, page: Page) -> str:
    heads = [f"{column.group}: {column.head}" if column.group else column.head for column in grid.columns]
    rows = [
        [_escape(head, page) for head in heads],
        *([_write_item(item, page) for item in row] for row in grid.rows),
    ]
    for items in grid.totals:
        texts = [_write_item(item, page) for item in items]
        rows.append([f"**{text}**" if text else "" for text in texts])
    rows.insert(
        1, [_write_rule(column, texts) for column, texts in zip(grid.columns, zip(*rows, strict=True), strict=True)]
    )
    title = f"**{_escape(grid.title, page)}**\n\n" if grid.title else ""
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    return "\n\n".join(part for part in (f"{title}{table}", _write_basis(grid)) if part)


def _write_rule(column: Column, texts: Sequence[str]) -> str:
    """Write what aligns a column; by its length pandoc shares out the width of a page."""
    dashes = "-" * max(3, min(_WIDEST, max(map(len, texts))))
    return f":{dashes}" if column.is_text else f"{dashes}:"


def _write_basis(grid: Grid) -> str:
    """Write which notes a table rests on, with links to the headings of their lists."""
    groups = group_labels(grid.notes)
    return " ".join(f"{title}: [{join_labels(labels)}](#{title.lower()})." for title, labels in groups)


def _write_item(item: Item, page: Page) -> str:
    """Write a number with its mark, its range and the labels of its notes; in brackets, which no converter loses."""
    parts = [f"{item.text}{item.mark}"]
    if item.range:
        parts.append(f"({item.range})")
    if item.notes:
        parts.append(f"[{join_labels(item.notes)}]".replace(" ", "\u00a0"))
    return _escape(" ".join(part for part in parts if part), page)


def _write_prose(prose: Prose, page: Page) -> str:
    if prose.is_code:
        body = _write_code(prose.language, prose.lines, page)
    else:
        lines = [_write_paragraph(line, page) for line in prose.lines]
        body = "\n\n".join(f"**{line}**" if prose.is_headline else line for line in lines)
    return _put_under_heading(prose.title, body, page)


def _write_notes(notes: Notes, page: Page) -> str:
    """Write notes as a list, each behind the label that stands beside the numbers; or all as one paragraph."""
    if notes.is_run_in:
        entries = "; ".join(_write_note(note, page) for note in notes.entries)
        return f"**{_escape(notes.title, page)}:** {entries}."
    return _put_under_heading(notes.title, "\n".join(f"- {_write_note(note, page)}" for note in notes.entries), page)


def _write_note(note: Note, page: Page) -> str:
    label = f"[{note.label}] " if note.label else ""
    url = note.url
    if page.is_ascii and not url.isascii():  # no stand-ins: they would lead elsewhere
        url = quote(url, safe=string.punctuation)
    url = f" <{url}>" if url else ""
    return f"{_write_paragraph(f'{label}{note.text}', page)}{url}"


def _write_paragraph(text: str, page: Page) -> str:
    """Escape a paragraph, so that it does not begin a list."""
    return _OPENING.sub(r"\1\\", _escape(text, page))


def _escape(text: str, page: Page) -> str:
    """Put a text on one line and escape what Markdown would read as markup, also in ASCII stand-ins."""
    text = to_ascii(text) if page.is_ascii else text
    return _SPECIAL.sub(r"\\\1", " ".join(_SPACES.split(text.strip())))


def _write_chart(chart: Chart, page: Page) -> str:
    """Write a chart as text, which stays as it is."""
    from leverage.formats._text_chart import draw_text_bars

    return _write_code("text", draw_text_bars(chart, min(page.width or _CHART, _CHART)), page)


def _write_code(language: str, lines: Sequence[str], page: Page) -> str:
    """Write lines of code in a fence longer than any run of backticks in them."""
    shown = [to_ascii(line) if page.is_ascii else line for line in lines]
    fence = "`" * max([3, *(len(run) + 1 for line in shown for run in re.findall("`+", line))])
    return "\n".join((f"{fence}{language}", *shown, fence))


_WRITERS: Mapping[type, Callable[[Any, Page], str]] = {
    Chart: _write_chart,
    Grid: _write_grid,
    Notes: _write_notes,
    Outline: _write_outline,
    Prose: _write_prose,
}

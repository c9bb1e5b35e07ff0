"""Markdown with pipe tables, as GitHub and pandoc render them."""

import re

from leverage.formats import Page
from leverage.plain import to_ascii
from leverage.report.parts import Grid, Item, Outline, Prose, Report, View

EXTENSIONS = ("md", "markdown")

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")


def render(report: Report, page: Page) -> str:
    """Write the report's views."""
    views = report.views(page.table)
    title = f"## {_escaped(report.title, page)}"
    parts = [title, *([f"*{_escaped(report.subtitle, page)}*"] if report.subtitle else [])]
    parts += [_view(view, page) for view in views]
    return "\n\n".join(part for part in parts if part) + "\n"


def _view(view: View, page: Page) -> str:
    if isinstance(view, Outline):
        return _outline(view, page)
    return _grid(view, page) if isinstance(view, Grid) else _prose(view, page)


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
    heads = [
        _escaped(f"{column.group}: {column.head}" if column.group else column.head, page) for column in grid.columns
    ]
    rules = [":---" if column.is_text else "---:" for column in grid.columns]
    rows = [[_item(item, page) for item in row] for row in grid.rows]
    totals = [[f"**{text}**" if (text := _item(item, page)) else "" for item in row] for row in grid.totals]
    lines = ["| " + " | ".join(row) + " |" for row in (heads, rules, *rows, *totals)]
    title = f"**{_escaped(grid.title, page)}**\n\n" if grid.title else ""
    return title + "\n".join(lines)


def _item(item: Item, page: Page) -> str:
    return _escaped(f"{item.text}{item.mark}", page)


def _prose(prose: Prose, page: Page) -> str:
    if prose.is_code:
        return "\n".join(("```yaml", *(to_ascii(line) if page.is_ascii else line for line in prose.lines), "```"))
    return "\n\n".join(_escaped(line, page) for line in prose.lines)


def _escaped(text: str, page: Page) -> str:
    """Escape what Markdown would read as markup; user text stays text, also what stands in for signs in ASCII."""
    text = to_ascii(text) if page.is_ascii else text
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))

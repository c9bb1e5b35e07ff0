"""Markdown with pipe tables, as GitHub and pandoc render them."""

import re

from leverage.formats import Page
from leverage.plain import to_ascii
from leverage.report.parts import Grid, Item, Prose, Report

EXTENSIONS = ("md", "markdown")

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~])")


def render(report: Report, page: Page) -> str:
    """Write the report's views."""
    views = report.views(page.table)
    title = f"## {_escaped(report.title)}"
    parts = [title, *([f"*{_escaped(report.subtitle)}*"] if report.subtitle else [])]
    parts += [_grid(view) if isinstance(view, Grid) else _prose(view) for view in views]
    text = "\n\n".join(part for part in parts if part) + "\n"
    return to_ascii(text) if page.is_ascii else text


def _grid(grid: Grid) -> str:
    heads = [_escaped(f"{column.group}: {column.head}" if column.group else column.head) for column in grid.columns]
    rules = [":---" if column.is_text else "---:" for column in grid.columns]
    rows = [[_item(item) for item in row] for row in grid.rows]
    totals = [[f"**{text}**" if (text := _item(item)) else "" for item in row] for row in grid.totals]
    lines = ["| " + " | ".join(row) + " |" for row in (heads, rules, *rows, *totals)]
    title = f"**{_escaped(grid.title)}**\n\n" if grid.title else ""
    return title + "\n".join(lines)


def _item(item: Item) -> str:
    return _escaped(f"{item.text}{item.mark}")


def _prose(prose: Prose) -> str:
    return "\n\n".join(_escaped(line) for line in prose.lines)


def _escaped(text: str) -> str:
    """Escape what Markdown would read as markup; user text stays text."""
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()))

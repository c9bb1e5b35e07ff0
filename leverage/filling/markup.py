"""How a text and a table are written in each format that a template may have."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from leverage.formats import Page, find_format, html, latex, markdown, table
from leverage.report.report import Report
from leverage.report.views import View


class Markup(NamedTuple):
    """A format: how it writes a text so that it stays text, and views; and what a whole document must have for them."""

    name: str
    write_text: Callable[[str], str]
    write_views: Callable[[Sequence[View]], str]
    complete: Callable[[str], str] = str


def _write_plain_views(views: Sequence[View]) -> str:
    report = Report("", "", {}, {}, lambda: tuple(views))
    return table.render(report, Page()).strip("\n")


#: The formats by their names; plain text is that of the terminal.
MARKUPS = {
    "html": Markup("html", html.quote_text, html.write_views),
    "latex": Markup("latex", latex.quote_text, latex.write_views, latex.define_macros),
    "markdown": Markup("markdown", markdown.quote_text, markdown.write_views),
    "text": Markup("text", str, _write_plain_views),
}


def find_markup(file: Path) -> Markup | None:
    """Return the format of a file by its ending; behind the endings of templates, .j2 and .jinja, there is another."""
    if file.suffix.lower() in (".j2", ".jinja", ".jinja2"):
        file = file.with_suffix("")
    name = find_format(file)
    return MARKUPS.get("text" if name == "table" else name or "")

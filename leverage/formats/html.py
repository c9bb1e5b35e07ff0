"""HTML: a page that stands alone, without script, for screens of any width, dark and light, and for paper.

As a fragment it has no stylesheet, no links within itself and no picture, so that it can be pasted into a mail or a
document with its tables intact.
"""

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from leverage.formats import Page
from leverage.formats._charts import MARK, draw_svg, draw_text_bars
from leverage.formats._html import Markup, write_stylesheet, write_table
from leverage.report.drawing import draw_paper
from leverage.report.report import Report
from leverage.report.views import Chart, Grid, Note, Notes, Outline, Prose
from leverage.text import bind_spaces, legal

EXTENSIONS = ("html", "htm")
FOR_PEOPLE = True
HAS_FRAGMENTS = True

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(report: Report, page: Page) -> str:
    """Write the report's views as a page, or as a fragment of one."""
    markup = Markup(is_whole=page.is_whole is not False)
    views = draw_paper(report, page.table, has_chart=markup.is_whole)
    head = [markup.tag("h1", escape(report.title)), markup.paragraph(report.subtitle, "small")]
    body = "\n".join(part for part in [*head, *(_DRAWN[type(view)](view, markup) for view in views)] if part)
    made = legal(_page(report.title, body) if markup.is_whole else f"<div>\n{body}\n</div>\n")
    # References and no stand-ins: some of those are markup, and what was escaped would come to life.
    return made.encode("ascii", "xmlcharrefreplace").decode() if page.is_ascii else made


def _page(title: str, body: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(title)}</title>\n<style>\n{write_stylesheet()}</style>\n</head>\n<body>\n<main>\n{body}\n"
        "</main>\n</body>\n</html>\n"
    )


def _prose(prose: Prose, markup: Markup) -> str:
    if prose.is_code:
        return markup.headed(prose.title, markup.tag("pre", escape("\n".join(prose.lines)), "code"))
    roles = "small" if prose.is_small else ""
    return markup.headed(prose.title, "\n".join(markup.paragraph(line, roles) for line in prose.lines))


def _notes(notes: Notes, markup: Markup) -> str:
    if notes.is_run_in:
        return _run_in(notes, markup)
    entries = "\n".join(_note(note, markup) for note in notes.entries)
    return markup.headed(notes.title, markup.tag("ul", f"\n{entries}\n", "list"))


def _run_in(notes: Notes, markup: Markup) -> str:
    """Write notes as one paragraph, each behind its label."""
    entries = [
        markup.tag("span", f"{markup.tag('b', escape(note.label))} {escape(note.text)}", **_place(note, markup))
        for note in notes.entries
    ]
    return markup.tag("p", f"{markup.tag('b', escape(notes.title))}: {'; '.join(entries)}.", "small")


def _place(note: Note, markup: Markup) -> dict[str, str]:
    """Return where the label beside a number leads."""
    return {"id": f"note-{note.label}"} if markup.is_whole and note.label else {}


def _note(note: Note, markup: Markup) -> str:
    """Write a note behind its label, to which the labels beside numbers lead."""
    label = markup.tag("span", escape(note.label), "tag") if note.label else ""
    link = f" {markup.tag('a', escape(note.url), href=note.url)}" if note.url else ""
    return markup.tag("li", f"{label}{escape(bind_spaces(note.text))}{link}", "note", **_place(note, markup))


def _chart(chart: Chart, markup: Markup) -> str:
    """Draw a chart under its caption; in a fragment, which keeps no picture, by letters."""
    if not markup.is_whole:
        return markup.tag("pre", escape("\n".join(draw_text_bars(chart, None))), "code")
    caption = markup.tag("figcaption", escape(chart.title), "caption")
    said = markup.paragraph("; ".join(chart.told(MARK)), "small")
    return f'<figure class="chart">\n{caption}\n{draw_svg(chart)}\n{said}\n</figure>'


def _outline(outline: Outline, markup: Markup) -> str:
    """Write a tree as nested lists."""
    written, depth = [], -1
    for entry in outline.entries:
        deeper = min(entry.depth, depth + 1)
        opened = "<ul>" if deeper > depth else "</li>" + "</ul></li>" * (depth - deeper)
        lines = "".join(f"<br>{markup.tag('span', escape(line), 'small')}" for line in entry.lines)
        written.append(f"{opened}<li>{markup.tag('strong', escape(entry.head))} {markup.number(entry.value)}{lines}")
        depth = deeper
    return "\n".join([*written, "</li></ul>" * (depth + 1)])


def _grid(grid: Grid, markup: Markup) -> str:
    return write_table(grid, markup)


_DRAWN: Mapping[type, Callable[[Any, Markup], str]] = {
    Chart: _chart,
    Grid: _grid,
    Notes: _notes,
    Outline: _outline,
    Prose: _prose,
}

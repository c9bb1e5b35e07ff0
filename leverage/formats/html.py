"""HTML: a page that stands alone, without script, for screens of any width, dark and light, and for paper.

A fragment has no stylesheet, no links within itself and no picture, so that it can be pasted into a mail or a document
with its tables intact.
"""

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from leverage.formats import Page
from leverage.formats._html import Markup, write_stylesheet, write_table
from leverage.formats._svg_chart import draw_svg_panels
from leverage.formats._text_chart import draw_text_bars
from leverage.report.drawing import draw_paper, title_paper
from leverage.report.report import Report
from leverage.report.views import Chart, Grid, Notes, Outline, Prose, View, is_dense
from leverage.text import bind_spaces, isolate, legal

EXTENSIONS = ("html", "htm")
FOR_PEOPLE = True
HAS_FRAGMENTS = True

_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def render(report: Report, page: Page) -> str:
    """Write the report's views as a page, or as a fragment of one."""
    is_whole = page.is_whole is not False
    views = draw_paper(report, page.table, has_chart=is_whole)
    markup = Markup(views, is_whole=is_whole)
    title = title_paper(report, page.table)
    head = [markup.write_tag("h1", escape(title)), markup.write_paragraph(report.subtitle, "small")]
    body = "\n".join(part for part in [*head, *(_WRITERS[type(view)](view, markup) for view in views)] if part)
    text = legal(_write_page(title, body, is_tight=is_dense(views)) if markup.is_whole else f"<div>\n{body}\n</div>\n")
    text = isolate(text)
    # References, not ASCII stand-ins: some of those are markup, and text that was escaped would become markup again.
    return text.encode("ascii", "xmlcharrefreplace").decode() if page.is_ascii else text


def quote_text(text: str) -> str:
    """Write a text so that it stays text, between tags and within an attribute in quotes."""
    return legal(escape(bind_spaces(text)))


def write_views(views: Sequence[View]) -> str:
    """Write views to stand within another page: as in a fragment, with their looks on them."""
    markup = Markup(views, is_whole=False)
    return legal("\n".join(_WRITERS[type(view)](view, markup) for view in views))


def _write_page(title: str, body: str, *, is_tight: bool) -> str:
    look = ' class="dense"' if is_tight else ""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        f"<title>{escape(title)}</title>\n<style>\n{write_stylesheet()}</style>\n</head>\n<body>\n<main{look}>\n{body}\n"
        "</main>\n</body>\n</html>\n"
    )


def _write_prose(prose: Prose, markup: Markup) -> str:
    if prose.is_code:
        body = markup.write_tag("pre", escape("\n".join(prose.lines)), "code")
    else:
        roles = {"lead": prose.is_headline, "small": prose.is_small}
        role = " ".join(role for role, is_so in roles.items() if is_so)
        body = "\n".join(markup.write_paragraph(line, role) for line in prose.lines)
    return markup.put_under_heading(prose.title, body)


def _write_notes(notes: Notes, markup: Markup) -> str:
    """Write notes, each behind its label, to which the labels beside numbers lead: as a list, or as one paragraph."""
    entries = []
    for note in notes.entries:
        place = {"id": f"note-{note.label}"} if markup.is_whole and note.label else {}
        label = escape(note.label)
        if notes.is_run_in:
            name = f"{markup.write_tag('b', label)} " if label else ""
            entries.append(markup.write_tag("span", f"{name}{escape(note.text)}", **place))
            continue
        tag = f"{markup.write_tag('span', label, 'tag')} " if label else ""
        link = f" {markup.write_tag('a', escape(note.url), href=note.url)}" if note.url else ""
        entries.append(
            markup.write_tag(
                "li", f"{tag}{escape(bind_spaces(note.text))}{link}{markup.write_way_back(note.label)}", "note", **place
            )
        )
    if notes.is_run_in:
        title = markup.write_tag("b", escape(notes.title))
        return markup.write_tag("p", f"{title}: {'; '.join(entries)}.", "small")
    lines = "\n".join(entries)
    return markup.put_under_heading(notes.title, markup.write_tag("ul", f"\n{lines}\n", "list"))


def _write_chart(chart: Chart, markup: Markup) -> str:
    """Draw a chart under its caption; in a fragment, which has no picture, as text."""
    if not markup.is_whole:
        return markup.write_tag("pre", escape("\n".join(draw_text_bars(chart, None))), "code")
    caption = markup.write_tag("figcaption", escape(chart.title), "caption")
    subtitle = markup.write_paragraph(chart.subtitle, "small")
    panels = "\n".join(draw_svg_panels(chart))
    notes = "\n".join(markup.write_paragraph(note, "small") for note in chart.notes)
    return f'<figure class="chart">\n{caption}\n{subtitle}\n<div class="panels">\n{panels}\n</div>\n{notes}\n</figure>'


def _write_outline(outline: Outline, markup: Markup) -> str:
    """Write a tree as nested lists."""
    lines, depth = [], -1
    for entry in outline.entries:
        deeper = min(entry.depth, depth + 1)
        start = "<ul>" if deeper > depth else "</li>" + "</ul></li>" * (depth - deeper)
        head = markup.write_tag("strong", escape(entry.head))
        below = "".join(f"<br>{markup.write_tag('span', escape(line), 'small')}" for line in entry.lines)
        lines.append(f"{start}<li>{head} {markup.write_number(entry.value)}{below}")
        depth = deeper
    return "\n".join([*lines, "</li></ul>" * (depth + 1)])


_WRITERS: Mapping[type, Callable[[Any, Markup], str]] = {
    Chart: _write_chart,
    Grid: write_table,
    Notes: _write_notes,
    Outline: _write_outline,
    Prose: _write_prose,
}

"""A document put together: title, views in their order, and the sources as endnotes behind a heading of their own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from docx.opc.part import Part

from leverage.formats._word import endnotes, passages
from leverage.formats._word.citations import Citations
from leverage.formats._word.elements import Element, clean, paragraph, run
from leverage.formats._word.package import blank, packed
from leverage.formats._word.pictures import picture
from leverage.formats._word.tables import table
from leverage.formats._word.widths import Plan, plans
from leverage.report.views import Chart, Grid, Notes, Outline, Prose, View, is_dense


class _Desk(NamedTuple):
    """What a view is written with: the notes of the document, and its part, which keeps the addresses of links."""

    citations: Citations
    part: Part


def written(title: str, subtitle: str, views: Sequence[View]) -> bytes:
    """Write a document of a title and views."""
    laid = list(_laid(views))
    citations = Citations([one.grid if isinstance(one, Plan) else one for one in laid])
    document = blank(title, has_endnotes=bool(citations.endnotes), is_dense=is_dense(views))
    body = document.element.body
    section = body[-1]
    for element in _content(title, subtitle, laid, _Desk(citations, document.part)):
        section.addprevious(element)
    if citations.endnotes:
        endnotes.attach(document, citations.endnotes)
    return packed(document)


def _laid(views: Iterable[View]) -> Iterable[View | Plan]:
    """Lay grids out for the page; what the notes of a grid are numbered by is how it stands there."""
    for view in views:
        yield from plans(view) if isinstance(view, Grid) else (view,)


def _content(title: str, subtitle: str, laid: Iterable[View | Plan], desk: _Desk) -> Iterable[Element]:
    yield paragraph("Title", run(title))
    if clean(subtitle):
        yield paragraph("Subtitle", run(subtitle))
    sources = ""
    for one in laid:
        if type(one) in _DRAWN:
            yield from _DRAWN[type(one)](one, desk)
        if isinstance(one, Notes) and any(note in desk.citations.endnotes for note in one.entries):
            sources = sources or one.title
    yield from passages.pointer(sources, desk.citations)


_DRAWN: Mapping[type, Callable[[Any, _Desk], Iterable[Element]]] = {
    Plan: lambda plan, desk: table(plan, desk.citations),
    Prose: lambda view, _desk: passages.prose(view),
    Outline: lambda view, desk: passages.outline(view, desk.citations),
    Chart: lambda view, desk: [picture(view, desk.part)],
    Notes: lambda view, desk: passages.notes(view, desk.citations, desk.part),
}

"""A Word document: its template filled with a title and views, as bytes."""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeAlias
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.oxml.shape import CT_Inline
from docx.shared import Length, Twips

from leverage.formats import say_nothing
from leverage.formats._word import passages
from leverage.formats._word.elements import Element, clean_text, make_element, make_paragraph, make_run, wrap_in_run
from leverage.formats._word.house import open_house, size_wide_tables
from leverage.formats._word.passages import Citations
from leverage.formats._word.styles import condense_styles, resolve_styles
from leverage.formats._word.tables import write_table
from leverage.formats._word.widths import Plan, plan_tables
from leverage.formats.chart.png import draw_png
from leverage.report.views import Chart, Grid, Notes, Outline, Prose, View, is_dense
from leverage.text import cut

_TEMPLATE = Path(__file__).with_name("template.docx")
_NARROW = Twips(560)  # the margins above and below in a condensed document
_LONGEST_TITLE = 255  # what a document's property may hold
_SHRUNK = 0.83  # of its size, so that a picture of two panels fits between the margins
_LONGEST_WORDS = 4000  # characters of the words for those who do not see a picture
_WIDER = 1.18  # than our type may be that of an institution

_Piece: TypeAlias = Plan | Prose | Outline | Notes | Chart


def write_document(
    title: str,
    subtitle: str,
    views: Sequence[View],
    as_of: str = "",
    template: Path | None = None,
    tell: Callable[[str], None] = say_nothing,
) -> bytes:
    """Return a document of a title and views, the same bytes for the same content.

    Its date is that of which the content is, if that is one. It looks as our template, or one that the user names;
    `tell` is told what that lacks. Raises UnavailableError if a chart cannot be drawn here, LeverageError if the
    template cannot be used.
    """
    document = open_template(title, is_condensed=is_dense(views), template=template, tell=tell)
    if date := _read_date(as_of):
        document.core_properties.created = document.core_properties.modified = date
    pieces = list(_lay_out(views, measure_text_width(document), 1.0 if template is None else _WIDER))
    citations = Citations([piece.grid if isinstance(piece, Plan) else piece for piece in pieces])
    body = document.element.body
    for element in _write_body(title, subtitle, pieces, citations, document.part):
        body.sectPr.addprevious(element)
    if template is not None:
        size_wide_tables(body)
    for number, properties in enumerate(body.iter(qn("wp:docPr")), 1):  # pictures must not share a number
        properties.set("id", str(number))
    resolve_styles(body, document)
    return pack_document(document)


def open_template(
    title: str, *, is_condensed: bool, template: Path | None = None, tell: Callable[[str], None] = say_nothing
) -> Document:
    """Return a template without its text, with a title.

    Our own gets smaller and closer type if it is to be condensed; that of an institution stays as it is.
    """
    document = docx.Document(str(_TEMPLATE))
    if template is not None:
        document = open_house(template, document, tell)
    else:
        document.element.body.clear_content()
        if is_condensed:
            condense_styles(document.styles.element)
            section = document.sections[-1]
            section.top_margin = section.bottom_margin = _NARROW
    properties = document.core_properties
    del properties._element[:]  # noqa: SLF001  # no author: none is known, and no property deletes
    properties.title = cut(clean_text(title), _LONGEST_TITLE)
    properties.language = "en-GB"
    return document


def _read_date(text: str) -> datetime | None:
    """Return the first day of a year, a month or a day; nothing for another text."""
    for form in ("%Y-%m-%d", "%Y-%m", "%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
    return None


def measure_text_width(document: Document) -> int:
    """Return the width between the margins of a document's page, in twips."""
    section = document.sections[-1]
    page, left, right = section.page_width, section.left_margin, section.right_margin
    assert page is not None
    assert left is not None
    assert right is not None
    return int(page.twips - left.twips - right.twips)


def pack_document(document: Document) -> bytes:
    """Return a document as bytes that tell nothing of when and where it was written."""
    saved, out = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with ZipFile(saved) as parts, ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name in parts.namelist():
            entry = ZipInfo(name)
            entry.create_system, entry.compress_type = 0, ZIP_DEFLATED
            package.writestr(entry, parts.read(name))
    return out.getvalue()


def _lay_out(views: Iterable[View], text_width: int, wider: float) -> Iterator[_Piece]:
    """Yield the views, with grids as tables that fit the page in a type so much wider than that of our template."""
    for view in views:
        if isinstance(view, Grid):
            for plan in plan_tables(view, int(text_width / wider)):
                yield plan._replace(widths=tuple(int(width * wider) for width in plan.widths))
        else:
            yield view


def _write_body(
    title: str, subtitle: str, pieces: Sequence[_Piece], citations: Citations, part: Part
) -> Iterator[Element]:
    yield make_paragraph("Title", make_run(title))
    if clean_text(subtitle):
        yield make_paragraph("Subtitle", make_run(subtitle))
    for piece in pieces:
        yield from _write_piece(piece, citations, part)


def _write_piece(piece: _Piece, citations: Citations, part: Part) -> Iterable[Element]:
    match piece:
        case Plan():
            return write_table(piece, citations)
        case Prose():
            return passages.write_prose(piece)
        case Outline():
            return passages.write_outline(piece, citations)
        case Notes():
            return passages.write_notes(piece, citations, part)
        case Chart():
            pictures = [draw_picture(row, part) for row in piece.split(2)]  # so that a picture fits a page
            return [citations.write_caption("Figure", piece.title), *pictures]


def draw_picture(chart: Chart, part: Part) -> Element:
    """Return a paragraph with a chart as a picture, without the title, which its caption has.

    Raises UnavailableError where it cannot be drawn here.
    """
    shown = chart._replace(title="")
    relation, image = part.get_or_add_image(io.BytesIO(draw_png(shown)))  # type: ignore[attr-defined]  # a story's
    width, height = image.scaled_dimensions(Length(int(image.width * _SHRUNK)))
    inline = CT_Inline.new_pic_inline(1, relation, image.filename or "chart.png", width, height)
    inline.docPr.set("descr", clean_text(cut(chart.describe(), _LONGEST_WORDS)))
    return make_paragraph("Normal", wrap_in_run(make_element("w:drawing", inline)))

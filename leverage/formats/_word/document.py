"""A Word document put together: its package of parts, its title, its views in their order."""

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.part import Part, XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.shape import CT_Inline
from docx.shared import Mm

from leverage.formats._word import passages
from leverage.formats._word.elements import Element, clean_text, make_element, make_paragraph, make_run, style_run
from leverage.formats._word.passages import Citations
from leverage.formats._word.styles import condense_styles, define_styles
from leverage.formats._word.tables import write_table
from leverage.formats._word.widths import ROOM, Plan, plan_tables
from leverage.formats.chart.png import draw_png
from leverage.report.views import Chart, Grid, Notes, Outline, Prose, View, is_dense
from leverage.text import cut

_PAPER = (11906, 16838)  # A4, in twips
_MARGIN = (_PAPER[0] - ROOM) // 2
_NARROW = 700
_LONGEST = 255  # what a property may hold
_KEPT = ("officeDocument", "core-properties", "styles", "settings", "numbering")  # the rest is of the library's sample
_SETTINGS = f"""
<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="340"/>
<w:endnotePr><w:numFmt w:val="decimal"/>%s</w:endnotePr><w:compat><w:compatSetting w:name="compatibilityMode"
w:uri="http://schemas.microsoft.com/office/word" w:val="15"/><w:compatSetting
w:name="overrideTableStyleFontSizeAndJustification" w:uri="http://schemas.microsoft.com/office/word" w:val="1"/>
</w:compat><w:themeFontLang w:val="en-GB"/><w:decimalSymbol w:val="."/><w:listSeparator w:val=","/></w:settings>"""
_LINES = '<w:endnote w:id="-1"/><w:endnote w:id="0"/>'


def start_document(title: str, *, has_endnotes: bool, is_dense: bool) -> Document:
    """Start an empty document of this title with our styles and nothing of the library's sample but its frame."""
    document = docx.Document()
    package = document.part.package
    assert package is not None
    for rels in (package.rels, document.part.rels):
        for key in [key for key, one in rels.items() if one.reltype.rpartition("/")[2] not in _KEPT]:
            del rels[key]
    define_styles(document.styles.element, document.part.numbering_part.element)
    if is_dense:
        condense_styles(document.styles.element)
    _refill(document.settings.element, parse_xml(_SETTINGS % (_LINES if has_endnotes else "")))
    for part in package.iter_parts():
        if isinstance(part, XmlPart) and part.partname == "/docProps/core.xml":
            _refill(part.element, ())  # no author and no date: neither is known
    document.core_properties.title = cut(clean_text(title), _LONGEST)
    document.core_properties.language = "en-GB"
    _refill(document.element.body, (_section(is_dense=is_dense),))
    return document


def _refill(element: Element, children: Element | tuple[Element, ...]) -> None:
    for child in list(element):
        element.remove(child)
    element.extend(list(children))


def _section(*, is_dense: bool) -> Element:
    """Set the page: A4 with even margins, narrower above and below where room is dear; sources numbered in digits."""
    ends = _NARROW if is_dense else _MARGIN
    sides = {"top": ends, "right": _MARGIN, "bottom": ends, "left": _MARGIN}
    return make_element(
        "w:sectPr",
        make_element("w:endnotePr", make_element("w:numFmt", val="decimal")),
        make_element("w:pgSz", w=_PAPER[0], h=_PAPER[1]),
        make_element("w:pgMar", **sides, header=567, footer=567, gutter=0),
    )


def pack_document(document: Document) -> bytes:
    """Write a document as bytes that tell nothing of when and where it was written."""
    loose, out = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with ZipFile(loose) as parts, ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name in parts.namelist():
            entry = ZipInfo(name)
            entry.create_system, entry.compress_type = 0, ZIP_DEFLATED
            package.writestr(entry, parts.read(name))
    return out.getvalue()


_WIDTH = Mm(120)


def draw_picture(chart: Chart, part: Part) -> Element:
    """Draw a chart. Raises UnavailableError where it cannot be drawn here."""
    relation, image = part.get_or_add_image(io.BytesIO(draw_png(chart, chart.title)))  # type: ignore[attr-defined]  # a story's
    width, height = image.scaled_dimensions(_WIDTH)
    inline = CT_Inline.new_pic_inline(1, relation, image.filename or "chart.png", width, height)
    inline.docPr.set("descr", clean_text(f"{chart.title}; {chart.scale}"))
    return make_paragraph("Normal", style_run(make_element("w:drawing", inline)))


class _Desk(NamedTuple):
    """What a view is written with: the notes of the document, and its part, which keeps the addresses of links."""

    citations: Citations
    part: Part


def write_document(title: str, subtitle: str, views: Sequence[View]) -> bytes:
    """Write a document of a title and views."""
    laid = list(_laid(views))
    citations = Citations([one.grid if isinstance(one, Plan) else one for one in laid])
    document = start_document(title, has_endnotes=bool(citations.endnotes), is_dense=is_dense(views))
    body = document.element.body
    section = body[-1]
    for element in _content(title, subtitle, laid, _Desk(citations, document.part)):
        section.addprevious(element)
    if citations.endnotes:
        passages.attach_endnotes(document, citations.endnotes)
    return pack_document(document)


def _laid(views: Iterable[View]) -> Iterable[View | Plan]:
    """Lay grids out for the page; what the notes of a grid are numbered by is how it stands there."""
    for view in views:
        yield from plan_tables(view) if isinstance(view, Grid) else (view,)


def _content(title: str, subtitle: str, laid: Iterable[View | Plan], desk: _Desk) -> Iterable[Element]:
    yield make_paragraph("Title", make_run(title))
    if clean_text(subtitle):
        yield make_paragraph("Subtitle", make_run(subtitle))
    sources = ""
    for one in laid:
        if type(one) in _DRAWN:
            yield from _DRAWN[type(one)](one, desk)
        if isinstance(one, Notes) and any(note in desk.citations.endnotes for note in one.entries):
            sources = sources or one.title
    yield from passages.write_pointer(sources, desk.citations)


_DRAWN: Mapping[type, Callable[[Any, _Desk], Iterable[Element]]] = {
    Plan: lambda plan, desk: write_table(plan, desk.citations),
    Prose: lambda view, _desk: passages.write_prose(view),
    Outline: lambda view, desk: passages.write_outline(view, desk.citations),
    Chart: lambda view, desk: [draw_picture(view, desk.part)],
    Notes: lambda view, desk: passages.write_notes(view, desk.citations, desk.part),
}

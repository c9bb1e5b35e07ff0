"""The file that a Word document is: a package of parts, the same bytes for the same text on every day and machine."""

import io
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document
from docx.opc.part import XmlPart
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from leverage.formats._word.elements import Element, clean, made
from leverage.formats._word.styles import condense, define
from leverage.formats._word.widths import ROOM
from leverage.plain import cut

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


def blank(title: str, *, has_endnotes: bool, is_dense: bool) -> Document:
    """Start an empty document of this title with our styles and nothing of the library's sample but its frame."""
    document = docx.Document()
    package = document.part.package
    assert package is not None
    for rels in (package.rels, document.part.rels):
        for key in [key for key, one in rels.items() if one.reltype.rpartition("/")[2] not in _KEPT]:
            del rels[key]
    define(document.styles.element, document.part.numbering_part.element)
    if is_dense:
        condense(document.styles.element)
    _refill(document.settings.element, parse_xml(_SETTINGS % (_LINES if has_endnotes else "")))
    for part in package.iter_parts():
        if isinstance(part, XmlPart) and part.partname == "/docProps/core.xml":
            _refill(part.element, ())  # no author and no date: neither is known
    document.core_properties.title = cut(clean(title), _LONGEST)
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
    return made(
        "w:sectPr",
        made("w:endnotePr", made("w:numFmt", val="decimal")),
        made("w:pgSz", w=_PAPER[0], h=_PAPER[1]),
        made("w:pgMar", **sides, header=567, footer=567, gutter=0),
    )


def packed(document: Document) -> bytes:
    """Write a document as bytes that tell nothing of when and where it was written."""
    loose, out = io.BytesIO(), io.BytesIO()
    document.save(loose)
    with ZipFile(loose) as parts, ZipFile(out, "w", ZIP_DEFLATED) as package:
        for name in parts.namelist():
            entry = ZipInfo(name)
            entry.create_system, entry.compress_type = 0, ZIP_DEFLATED
            package.writestr(entry, parts.read(name))
    return out.getvalue()

"""The part of a document that holds its endnotes, each with a link to where its source is found."""

from collections.abc import Iterable

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import XmlPart

from leverage.formats._word.elements import Element, made, paragraph, run, space, styled
from leverage.formats._word.links import link
from leverage.report.views import Note

_LINES = {-1: "separator", 0: "continuationSeparator"}  # what Word draws above the notes, on their first page and later


def attach(document: Document, notes: Iterable[Note]) -> None:
    """Give a document its endnotes; each has its label for its id."""
    package = document.part.package
    assert package is not None
    lines = [
        made("w:endnote", paragraph("Normal", styled(made(f"w:{kind}"))), type=kind, id=number)
        for number, kind in _LINES.items()
    ]
    part = XmlPart(PackURI("/word/endnotes.xml"), CONTENT_TYPE.WML_ENDNOTES, made("w:endnotes", *lines), package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.ENDNOTES)
    for note in notes:
        part.element.append(made("w:endnote", _endnote(note, part), id=note.label))


def _endnote(note: Note, part: XmlPart) -> Element:
    """Write a note behind its number, with its address."""
    number = styled(made("w:endnoteRef"), "EndnoteReference")
    address = [space(), link(note.url, part)] if note.url else []
    return paragraph("EndnoteText", number, space(), run(note.text), *address)

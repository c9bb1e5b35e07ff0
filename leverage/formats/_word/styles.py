"""The styles of a document come from its template: here their names become the template's ids for them."""

from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn

from leverage.formats._word.elements import Element, make_element

_SMALLER, _CLOSER = 0.84, 0.35  # of type, and of the space between paragraphs, in a condensed document
_SINGLE = 240  # the height of a line that is as high as its letters
_TYPES = {
    qn("w:pStyle"): WD_STYLE_TYPE.PARAGRAPH,
    qn("w:rStyle"): WD_STYLE_TYPE.CHARACTER,
    qn("w:tblStyle"): WD_STYLE_TYPE.TABLE,
}


def condense_styles(styles: Element) -> None:
    """Make all type a little smaller and all space between paragraphs much smaller, for what is to fit on a page."""
    for size in (*styles.iter(qn("w:sz")), *styles.iter(qn("w:szCs"))):
        size.set(qn("w:val"), str(round(int(size.get(qn("w:val"), "0")) * _SMALLER)))
    for space in styles.iter(qn("w:spacing")):
        for side in ("w:before", "w:after"):
            space.set(qn(side), str(round(int(space.get(qn(side), "0")) * _CLOSER)))
        if space.get(qn("w:lineRule")) == "auto":
            space.set(qn("w:line"), str(min(_SINGLE, int(space.get(qn("w:line"), _SINGLE)))))


def resolve_styles(root: Element, document: Document) -> None:
    """Replace the names of styles below an element by the ids that the document's template has for them.

    Where the template lacks a style, its default is used. Labels stay raised even then: they must not be read as
    digits of the number before them.
    """
    ids = {(style.type, style.name): style.style_id for style in document.styles}
    for reference in list(root.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle"))):
        name = reference.get(qn("w:val"), "")
        properties = reference.getparent()
        assert properties is not None
        key = (_TYPES[reference.tag], name)
        if key in ids:
            reference.set(qn("w:val"), ids[key])
        elif name == "Note Label":
            properties.replace(reference, make_element("w:vertAlign", val="superscript"))
        else:
            properties.remove(reference)

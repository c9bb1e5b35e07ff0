"""The smallest parts of a Word document: elements, runs of text, paragraphs, links. Any text is made safe here."""

import re
from typing import TypeAlias
from urllib.parse import quote, urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn
from docx.oxml.xmlchemy import BaseOxmlElement

from leverage.problems import make_visible
from leverage.text import legal

Element: TypeAlias = BaseOxmlElement

_GAP = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
_BARS = frozenset("█▒│")


def make_element(name: str, /, *children: Element, **attributes: str | int) -> Element:
    """Make an element such as ``w:p`` with children and attributes, all in Word's namespace."""
    element: Element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(children)
    return element


def clean_text(text: str) -> str:
    """Return a text on one line, with escapes for characters that XML cannot hold or that are invisible."""
    return legal(make_visible(_GAP.sub(" ", text).strip()))


def make_run(text: str, style: str = "") -> Element:
    """Make a run of text, which stays text whatever it looks like; `style` names a character style."""
    return wrap_in_run(make_literal(clean_text(text)), style)


def make_code(line: str) -> Element:
    """Make a run of a line whose spaces count."""
    return wrap_in_run(make_literal(legal(make_visible(line.expandtabs(4)))))


def has_bars(text: str) -> bool:
    """Tell whether a text draws bars, for which all its characters must be equally wide."""
    return not _BARS.isdisjoint(text)


def make_literal(text: str, name: str = "w:t") -> Element:
    """Make an element of text with all its spaces kept."""
    element = make_element(name)
    element.set(qn("xml:space"), "preserve")
    element.text = text
    return element


def make_space() -> Element:
    """Make a run of one space."""
    return wrap_in_run(make_literal(" "))


def wrap_in_run(content: Element, style: str = "") -> Element:
    """Make a run of an element, such as a picture or a tab; `style` names a character style."""
    if not style:
        return make_element("w:r", content)
    return make_element("w:r", make_element("w:rPr", make_element("w:rStyle", val=style)), content)


def make_field(instruction: str, shown: str, style: str = "") -> list[Element]:
    """Make the runs of a field, which shows a text until Word computes it anew."""
    begin, middle, end = (make_element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    told = make_literal(f" {instruction} ", "w:instrText")
    return [wrap_in_run(part, style) for part in (begin, told, middle, make_literal(shown), end)]


def make_paragraph(style: str, *runs: Element, is_kept: bool = False, right: int = 0) -> Element:
    """Make a paragraph in a style; `is_kept` keeps it on the page of the next, `right` indents it in twips."""
    properties = make_element("w:pPr", make_element("w:pStyle", val=style))
    if is_kept:
        properties.append(make_element("w:keepNext"))
    if right:
        properties.append(make_element("w:ind", right=right))
    return make_element("w:p", properties, *runs)


_URL_SIGNS = "%:/?#@!$&'()*+,;=-._~"  # what an address may hold besides letters and digits
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def make_link(url: str, part: Part) -> Element:
    """Show an address, as a link from a part of the document if it leads to a web page."""
    address = _quote_address(url)
    if not address:
        return make_run(url)
    number = part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element: Element = OxmlElement("w:hyperlink", {qn("r:id"): number}, {key: nsmap[key] for key in ("w", "r")})
    element.append(make_run(url, "Hyperlink"))
    return element


def _quote_address(url: str) -> str:
    """Return the address of a web page as Word takes it, else nothing: Word refuses a file with a wrong address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    is_page = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc) and url.isprintable()
    return quote(url, safe=_URL_SIGNS) if is_page else ""

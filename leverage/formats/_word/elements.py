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


def make_element(name: str, /, *children: Element, **values: str | int) -> Element:
    """Make an element such as ``w:p`` of its children and its attributes, all of them of Word's own namespace."""
    element: Element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(children)
    return element


def clean_text(text: str) -> str:
    """Return a text on one line, with escapes for signs that XML cannot hold or that hide."""
    return legal(make_visible(_GAP.sub(" ", text).strip()))


def make_run(text: str, style: str = "") -> Element:
    """Make a run of text, which stays text whatever it looks like; `style` is a character style's id."""
    return style_run(make_literal(clean_text(text)), style)


def make_code(line: str, style: str = "") -> Element:
    """Make a run of a line whose spaces count."""
    return style_run(make_literal(legal(make_visible(line.expandtabs(4)))), style)


def has_bars(text: str) -> bool:
    """Tell whether a text draws bars, which are long and stand where they do only if all its signs are as wide."""
    return not _BARS.isdisjoint(text)


def make_literal(text: str, name: str = "w:t") -> Element:
    """Make the text of a run, its spaces kept."""
    element = make_element(name)
    element.set(qn("xml:space"), "preserve")
    element.text = text
    return element


def make_space() -> Element:
    """Make a run of one space."""
    return style_run(make_literal(" "))


def style_run(content: Element, style: str = "") -> Element:
    """Make a run of anything a run may hold."""
    return make_element(
        "w:r", *([make_element("w:rPr", make_element("w:rStyle", val=style))] if style else []), content
    )


def make_paragraph(style: str, *runs: Element, is_kept: bool = False, right: int = 0) -> Element:
    """Make a paragraph of a style; `is_kept` keeps it with the next, `right` indents it in twips."""
    properties = make_element("w:pPr", make_element("w:pStyle", val=style))
    if is_kept:
        properties.append(make_element("w:keepNext"))
    if right:
        properties.append(make_element("w:ind", right=right))
    return make_element("w:p", properties, *runs)


_KEPT = "%:/?#@!$&'()*+,;=-._~"  # what an address may hold besides letters and digits
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def make_link(url: str, part: Part) -> Element:
    """Show an address, as a link from a part of the document if it is one of the web."""
    address = _address(url)
    if not address:
        return make_run(url)
    number = part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element: Element = OxmlElement("w:hyperlink", {qn("r:id"): number}, {key: nsmap[key] for key in ("w", "r")})
    element.append(make_run(url, "Hyperlink"))
    return element


def _address(url: str) -> str:
    """Return an address as Word takes it, or nothing if it is none of the web: Word refuses a file with a wrong one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    is_page = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc) and url.isprintable()
    return quote(url, safe=_KEPT) if is_page else ""

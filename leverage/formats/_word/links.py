"""Links to pages of the web, which a document keeps in a list of its own; any other address stays text."""

import re
from urllib.parse import quote, urlsplit

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsmap, qn

from leverage.formats._word.elements import Element, run

_KEPT = "%:/?#@!$&'()*+,;=-._~"  # what an address may hold besides letters and digits
_HOST = re.compile(r"[A-Za-z0-9.-]+(:[0-9]{1,5})?")


def link(url: str, part: Part) -> Element:
    """Show an address, as a link from a part of the document if it is one of the web."""
    address = _address(url)
    if not address:
        return run(url)
    number = part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    element: Element = OxmlElement("w:hyperlink", {qn("r:id"): number}, {key: nsmap[key] for key in ("w", "r")})
    element.append(run(url, "Hyperlink"))
    return element


def _address(url: str) -> str:
    """Return an address as Word takes it, or nothing if it is none of the web: Word refuses a file with a wrong one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    is_page = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.netloc) and url.isprintable()
    return quote(url, safe=_KEPT) if is_page else ""

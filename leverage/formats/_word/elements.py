"""The smallest parts of a Word document: elements, runs of text and paragraphs. Any text is made safe here."""

import re
from typing import TypeAlias

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from leverage.plain import legal
from leverage.problems import visible

Element: TypeAlias = BaseOxmlElement

_GAP = re.compile(r"[\t-\r\x1c-\x1f\x85\u2028\u2029]+")
_BARS = frozenset("█▒│")


def made(name: str, /, *children: Element, **values: str | int) -> Element:
    """Make an element such as ``w:p`` of its children and its attributes, all of them of Word's own namespace."""
    element: Element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), str(value))
    element.extend(children)
    return element


def clean(text: str) -> str:
    """Return a text on one line, with escapes for signs that XML cannot hold or that hide."""
    return legal(visible(_GAP.sub(" ", text).strip()))


def run(text: str, style: str = "") -> Element:
    """Make a run of text, which stays text whatever it looks like; `style` is a character style's id."""
    return styled(literal(clean(text)), style)


def code(line: str, style: str = "") -> Element:
    """Make a run of a line whose spaces count."""
    return styled(literal(legal(visible(line.expandtabs(4)))), style)


def has_bars(text: str) -> bool:
    """Tell whether a text draws bars, which are long and stand where they do only if all its signs are as wide."""
    return not _BARS.isdisjoint(text)


def literal(text: str, name: str = "w:t") -> Element:
    """Make the text of a run, its spaces kept."""
    element = made(name)
    element.set(qn("xml:space"), "preserve")
    element.text = text
    return element


def space() -> Element:
    """Make a run of one space."""
    return styled(literal(" "))


def styled(content: Element, style: str = "") -> Element:
    """Make a run of anything a run may hold."""
    return made("w:r", *([made("w:rPr", made("w:rStyle", val=style))] if style else []), content)


def paragraph(style: str, *runs: Element, is_kept: bool = False, right: int = 0) -> Element:
    """Make a paragraph of a style; `is_kept` keeps it with the next, `right` indents it in twips."""
    properties = made("w:pPr", made("w:pStyle", val=style))
    if is_kept:
        properties.append(made("w:keepNext"))
    if right:
        properties.append(made("w:ind", right=right))
    return made("w:p", properties, *runs)

"""The styles of a document, each defined once: who wants it to look otherwise changes these in Word.

Word's own styles keep Word's names. Tables are ruled as books are, by lines above, below and under their heads alone.
"""

from collections.abc import Iterator
from typing import NamedTuple

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from leverage.formats._word.elements import Element
from leverage.formats._word.widths import NOTES, PADDINGS, RANGE, SIZES

DEPTHS = 9  # how many levels Word's lists have

_WORDS_OWN = (
    "Normal", "Title", "Subtitle", "heading 2", "caption", "Bibliography", "endnote text", "endnote reference",
    "Strong", "Hyperlink", "Default Paragraph Font", "Table Normal",
)  # fmt: skip
_SMALLER, _CLOSER = 0.84, 0.35  # of type and of space between paragraphs, where room is dear
_LINE = "264"  # of text, in parts of 240 of the height of its letters
_INDENT = 300  # twips a level
_GREY = '<w:color w:val="595959"/>'
_SPACED = '<w:spacing w:before="{}" w:after="{}"/>'
_RIGHT = '<w:jc w:val="right"/>'
_HANGING = '<w:ind w:left="340" w:hanging="340"/>'


def _type(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


class Style(NamedTuple):
    """A style: its kind, its name, the style it is based on, and how its paragraphs and its text look."""

    kind: str
    name: str
    base: str
    paragraphs: str = ""
    text: str = ""

    @property
    def id(self) -> str:
        """Return the name that the document's parts know it by."""
        return "".join(word[:1].upper() + word[1:] for word in self.name.split())


_BOLD = "<w:b/><w:bCs/>"
_RULE = '<w:{0} w:val="single" w:sz="{1}" w:space="{2}" w:color="auto"/>'
_MONO = '<w:rFonts w:ascii="Courier New" w:hAnsi="Courier New" w:cs="Courier New"/>'
_CODE = '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/><w:spacing w:after="0"/>'

PARAGRAPHS = (
    Style("paragraph", "Normal", ""),
    Style("paragraph", "Title", "Normal", _SPACED.format(0, 60), _BOLD + _type(36)),
    Style("paragraph", "Subtitle", "Normal", _SPACED.format(0, 200), _GREY + _type(22)),
    Style(
        "paragraph",
        "heading 2",
        "Normal",
        f'<w:keepNext/><w:keepLines/>{_SPACED.format(280, 80)}<w:outlineLvl w:val="1"/>',
        _BOLD + _type(24),
    ),
    Style("paragraph", "caption", "Normal", f"<w:keepNext/>{_SPACED.format(200, 80)}", _BOLD + _type(19)),
    Style("paragraph", "Small Text", "Normal", _SPACED.format(0, 80), _GREY + _type(17)),
    Style("paragraph", "Code", "Normal", _CODE, _MONO + _type(17)),
    Style("paragraph", "Note", "Normal", f"{_SPACED.format(0, 60)}{_HANGING}", _type(18)),
    Style("paragraph", "Bibliography", "Normal", f"{_SPACED.format(0, 60)}{_HANGING}", _type(18)),
    Style("paragraph", "endnote text", "Normal", _SPACED.format(0, 60), _type(18)),
    Style(
        "paragraph", "Table Text", "Normal", '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>'
    ),
    Style("paragraph", "Table Number", "TableText", _RIGHT),
    Style("paragraph", "Table Head", "TableText", "<w:keepNext/>", _BOLD),
    Style("paragraph", "Table Head Number", "TableHead", _RIGHT),
    Style(
        "paragraph",
        "Table Group",
        "TableHead",
        f'<w:pBdr>{_RULE.format("bottom", 4, 1)}</w:pBdr><w:jc w:val="center"/>',
    ),
    Style("paragraph", "Table Total", "TableText", "", _BOLD),
    Style("paragraph", "Table Total Number", "TableNumber", "", _BOLD),
    Style("paragraph", "Table Range", "TableText", "", _GREY + _type(RANGE // 10)),
    Style("paragraph", "Table Range Number", "TableNumber", "", _GREY + _type(RANGE // 10)),
    # Raised letters are half as large as the line they stand in: this one is of nothing but labels.
    Style(
        "paragraph",
        "Table Notes",
        "TableNumber",
        '<w:spacing w:before="0" w:after="20" w:line="225" w:lineRule="exact"/>',
        _type(NOTES // 10),
    ),
    Style("paragraph", "Table Bars", "TableText", "", _MONO),
    Style("paragraph", "After Table", "Normal", '<w:spacing w:after="0" w:line="180" w:lineRule="exact"/>', _type(8)),
)
CHARACTERS = (
    Style("character", "Strong", "DefaultParagraphFont", "", _BOLD),
    Style("character", "Hyperlink", "DefaultParagraphFont", "", '<w:color w:val="0563C1"/><w:u w:val="single"/>'),
    Style("character", "endnote reference", "DefaultParagraphFont", "", '<w:vertAlign w:val="superscript"/>'),
    Style("character", "Note Label", "DefaultParagraphFont", "", '<w:vertAlign w:val="superscript"/>'),
    Style("character", "Remark", "DefaultParagraphFont", "", _GREY + _type(17)),
)


def _margins(both: int) -> str:
    sides = "".join(f'<w:{side} w:w="{both // 2}" w:type="dxa"/>' for side in ("left", "right"))
    return f"<w:tblCellMar>{sides}</w:tblCellMar>"


_FOUNDATION = f"""
<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="Arial"
w:cs="Arial"/>{_type(20)}<w:lang w:val="en-GB" w:eastAsia="en-GB" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault>
<w:pPr><w:spacing w:after="120" w:line="{_LINE}" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>"""
_RULES = f"<w:tblBorders>{_RULE.format('top', 8, 0)}{_RULE.format('bottom', 8, 0)}</w:tblBorders>"
_TABLES = {
    "Table Normal": f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_margins(0)}</w:tblPr>',
    "Figures": f"<w:rPr>{_type(SIZES[0] // 10)}</w:rPr><w:tblPr>{_RULES}{_margins(PADDINGS[0])}</w:tblPr>",
    "Figures Narrow": f"<w:rPr>{_type(SIZES[1] // 10)}</w:rPr><w:tblPr>{_margins(PADDINGS[1])}</w:tblPr>",
}
_TABLE_BASES = {"Figures": "TableNormal", "Figures Narrow": "Figures"}


def define_styles(styles: Element, numbering: Element) -> None:
    """Put these styles, and the list that outlines are made of, in the place of all others."""
    for part in (styles, numbering):
        for element in list(part):
            part.remove(element)
    styles.append(parse_xml(_FOUNDATION))
    styles.extend(map(parse_xml, _styles()))
    numbering.extend(
        (parse_xml(_levels()), parse_xml(f'<w:num {nsdecls("w")} w:numId="1"><w:abstractNumId w:val="1"/></w:num>'))
    )


def condense_styles(styles: Element) -> None:
    """Make all type a little smaller and all space between paragraphs much, for what is to fit on a page."""
    for size in (*styles.iter(qn("w:sz")), *styles.iter(qn("w:szCs"))):
        size.set(qn("w:val"), str(round(int(size.get(qn("w:val"), "0")) * _SMALLER)))
    for space in styles.iter(qn("w:spacing")):
        for side in ("w:before", "w:after"):
            space.set(qn(side), str(round(int(space.get(qn(side), "0")) * _CLOSER)))
        if space.get(qn("w:line")) == _LINE:
            space.set(qn("w:line"), "240")


def _styles() -> Iterator[str]:
    outline = (_outline(depth) for depth in range(DEPTHS))
    for style in (*PARAGRAPHS, *outline):
        yield _style(style, f"<w:pPr>{style.paragraphs}</w:pPr><w:rPr>{style.text}</w:rPr>", is_default=not style.base)
    yield _style(Style("character", "Default Paragraph Font", ""), "", is_default=True)
    for style in CHARACTERS:
        yield _style(style, f"<w:rPr>{style.text}</w:rPr>")
    for name, look in _TABLES.items():
        base = _TABLE_BASES.get(name, "")
        yield _style(Style("table", name, base), look, is_default=not base)


def _outline(depth: int) -> Style:
    level = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>{_SPACED.format(0, 60)}'
    return Style("paragraph", f"Outline {depth + 1}", "Normal", level)


def _style(style: Style, look: str, *, is_default: bool = False) -> str:
    attributes = f'w:type="{style.kind}" w:styleId="{style.id}" w:default="{int(is_default)}"'
    own = f' w:customStyle="{int(style.name not in _WORDS_OWN)}"'
    base = f'<w:basedOn w:val="{style.base}"/>' if style.base else ""
    shown = "<w:qFormat/>" if style.kind != "table" else ""
    return f'<w:style {nsdecls("w")} {attributes}{own}><w:name w:val="{style.name}"/>{base}{shown}{look}</w:style>'


def _levels() -> str:
    """Write the list of outlines: a bullet at each level, indented."""
    levels = "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:pStyle w:val="Outline{depth + 1}"/>'
        f'<w:lvlText w:val="•"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{_INDENT * (depth + 1)}" w:hanging="{_INDENT}"/></w:pPr></w:lvl>'
        for depth in range(DEPTHS)
    )
    kind = '<w:multiLevelType w:val="multilevel"/>'
    return f'<w:abstractNum {nsdecls("w")} w:abstractNumId="1">{kind}{levels}</w:abstractNum>'

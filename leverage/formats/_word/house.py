"""A template of the user's own: its styles, page, headers and footers, without its text and all that leads elsewhere.

Nothing of it is run or fetched: macros, linked files and pictures, fields that read files, and the template that it is
itself attached to are left out. What a document of ours needs and it lacks, the styles above all, it is given.
"""

import copy
import io
import re
import zlib
from collections.abc import Callable, Collection, Iterator
from pathlib import Path
from zipfile import BadZipFile, ZipFile

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.opc.rel import Relationships
from docx.oxml import parse_xml
from docx.oxml.exceptions import InvalidXmlError
from docx.oxml.ns import nsmap, qn
from docx.shared import Mm, Twips
from docx.styles.style import BaseStyle, ParagraphStyle
from lxml.etree import LxmlError  # type: ignore[import-untyped]  # it has no types of its own

from leverage.document import INPUTS
from leverage.formats._word.elements import Element, make_element
from leverage.formats._word.widths import SIZES
from leverage.problems import LeverageError, Problem, explain_error, in_one_line

MAX_BYTES, MAX_UNPACKED = 50_000_000, 200_000_000
_NAMED = 5  # styles in the note on those that are lacking
_LEAST_ROOM = Mm(60)  # between the margins
_FAULTS = (
    BadZipFile, LxmlError, OpcError, InvalidXmlError, zlib.error,
    KeyError, ValueError, AttributeError, IndexError, TypeError, EOFError, RuntimeError, NotImplementedError,
)  # fmt: skip
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_MAINS = re.compile(
    rb"application/vnd\.(?:openxmlformats-officedocument\.wordprocessingml\.template"
    rb"|ms-word\.(?:document|template)\.macroEnabled(?:Template)?)\.main\+xml"
)
# What is kept of what each part leads to, by the last word of the relationship's type.
_OF_PACKAGE = ("officeDocument", "core-properties", "extended-properties", "custom-properties")
_OF_DOCUMENT = (
    "styles",
    "stylesWithEffects",
    "numbering",
    "settings",
    "theme",
    "fontTable",
    "webSettings",
    "customXml",
)
_OF_HEADER = ("image", "hyperlink")
_OF_OTHERS = ("image", "font", "customXmlProps")
_MARGINALS = ("header", "footer")
_OUTWARD = ("w:attachedTemplate", "w:mailMerge", "w:saveThroughXslt", "w:footnotePr", "w:endnotePr")
_FETCHING = re.compile(
    r"\s*(INCLUDEPICTURE|INCLUDETEXT|IMPORT|LINK|EMBED|DDE|DDEAUTO|DATABASE|RD|MACROBUTTON)\b", re.IGNORECASE
)
_IN_TABLES = (
    "Table Text", "Table Number", "Table Head", "Table Head Number", "Table Group", "Table Total", "Table Total Number",
)  # fmt: skip


def open_house(path: Path, own: Document, tell: Callable[[str], None]) -> Document:
    """Return the template in a file, emptied, with what it lacks from our own one; tell what that is.

    Raises LeverageError if the file is no Word document or template that can be used.
    """
    name = in_one_line(str(path))
    try:
        document = docx.Document(io.BytesIO(_read(path, name)))
        _inherit_marginals(document)
        document.element.body.clear_content()
        _cut_off(document)
        lacking = _add_styles(document, own)
        _complete_page(document)
        room = _measure_room(document)
    except _FAULTS as error:
        raise _refuse(name, "it is no Word document or template (.docx, .dotx), or a broken one") from error
    if room < _LEAST_ROOM:
        raise _refuse(name, "its margins leave no room for text")
    if lacking:
        more = f" and {len(lacking) - _NAMED} more" if len(lacking) > _NAMED else ""
        styles = f"{'the styles' if len(lacking) > 1 else 'the style'} {', '.join(lacking[:_NAMED])}{more}"
        tell(f"note: {name} lacks {styles}; the program's own stand in")
    return document


def _refuse(name: str, why: str) -> LeverageError:
    return LeverageError([Problem(f"{name} cannot be the template: {why}")])


def _read(path: Path, name: str) -> bytes:
    """Return the file as a document, whatever sort of template it is. Raises LeverageError."""
    INPUTS.add(path)
    try:
        with path.open("rb") as stream:
            raw = stream.read(MAX_BYTES + 1)
    except OSError as error:
        raise LeverageError([Problem(f"cannot read {name}: {explain_error(error)}")]) from None
    out = io.BytesIO()
    with ZipFile(io.BytesIO(raw)) as parts, ZipFile(out, "w") as package:
        if len(raw) > MAX_BYTES or sum(entry.file_size for entry in parts.infolist()) > MAX_UNPACKED:
            raise _refuse(name, f"it is larger than {MAX_BYTES:,} bytes, or {MAX_UNPACKED:,} unpacked")
        for entry in dict.fromkeys(parts.namelist()):
            content = parts.read(entry)
            package.writestr(entry, _OTHER_MAINS.sub(_MAIN.encode(), content) if entry.startswith("[Con") else content)
    return out.getvalue()


def _inherit_marginals(document: Document) -> None:
    """Give the last section, which is kept, the headers and footers that it has from those before it."""
    known: dict[tuple[str, str], Element] = {}
    sections = list(document.element.body.iter(qn("w:sectPr")))
    for section in sections:
        for kind in _MARGINALS:
            for reference in section.findall(qn(f"w:{kind}Reference")):
                known[kind, reference.get(qn("w:type"), "default")] = reference
    if sections:
        last = sections[-1]
        for reference in [each for kind in _MARGINALS for each in last.findall(qn(f"w:{kind}Reference"))]:
            last.remove(reference)
        for at, reference in enumerate(known.values()):
            last.insert(at, copy.deepcopy(reference))


def _complete_page(document: Document) -> None:
    """Give the page a size and margins where it has none: A4, as our own has."""
    body = document.element.body
    if body.sectPr is None:
        body.append(make_element("w:sectPr"))
    section = document.sections[-1]
    if section.page_width is None or section.page_height is None:
        section.page_width, section.page_height = Mm(210), Mm(297)
    for margin in ("left_margin", "right_margin", "top_margin", "bottom_margin"):
        if getattr(section, margin) is None:
            setattr(section, margin, Mm(25))


def _measure_room(document: Document) -> int:
    section = document.sections[-1]
    return int((section.page_width or 0) - (section.left_margin or 0) - (section.right_margin or 0))


def _cut_off(document: Document) -> None:
    """Drop what leads out of the document, what could run, and what belonged to the text that is gone."""
    package = document.part.package
    assert package is not None
    _drop_relations(package.rels, _OF_PACKAGE)
    used = {str(value) for each in document.element.body.iter() if (value := each.get(qn("r:id")))}
    _drop_relations(document.part.rels, (*_OF_DOCUMENT, *_MARGINALS))
    for id_, relation in list(document.part.rels.items()):
        if id_ not in used and relation.reltype.rpartition("/")[2] in _MARGINALS:
            del document.part.rels[id_]
    settings = document.settings.element
    for name in _OUTWARD:
        for element in settings.findall(qn(name)):
            settings.remove(element)
    for part in package.iter_parts():
        if part is not document.part:
            is_marginal = part.content_type in (CONTENT_TYPE.WML_HEADER, CONTENT_TYPE.WML_FOOTER)
            dropped = _drop_relations(part.rels, _OF_HEADER if is_marginal else _OF_OTHERS)
            if isinstance(part, XmlPart):
                _forget_relations(part.element, dropped)
                _disarm_fields(part.element)
            elif dropped:  # such as a theme, or a table of fonts
                root = parse_xml(part.blob)
                _forget_relations(root, dropped)
                part._blob = serialize_part_xml(root)  # noqa: SLF001  # no other way to change such a part


def _drop_relations(relations: Relationships, kept: Collection[str]) -> set[str]:
    """Drop the relations that are of none of the kinds to be kept, or lead to a file elsewhere; return their ids."""
    dropped = set()
    for id_, relation in relations.items():
        kind = relation.reltype.rpartition("/")[2]
        if kind not in kept or (relation.is_external and kind != "hyperlink"):
            dropped.add(id_)
    for id_ in dropped:
        del relations[id_]
    return dropped


def _forget_relations(root: Element, dropped: set[str]) -> None:
    """Remove what shows a thing that is not there any more: the whole picture or object, else the element itself."""
    space = f"{{{nsmap['r']}}}"
    for element in list(root.iter()):
        ids = [key for key, value in element.attrib.items() if str(key).startswith(space) and value in dropped]
        for key in ids:
            del element.attrib[key]
        if not ids or element.get(qn("r:embed")):
            continue
        shown: Element | None = next(element.iterancestors(qn("w:drawing"), qn("w:pict"), qn("w:object")), element)
        if shown is not None and shown.getparent() is not None:
            shown.getparent().remove(shown)


def _disarm_fields(root: Element) -> None:
    """Empty the instructions of fields that would fetch something; what they showed last stays."""
    for field in root.iter(qn("w:fldSimple")):
        if _FETCHING.match(field.get(qn("w:instr"), "")):
            field.set(qn("w:instr"), "")
    for instructions in _list_instructions(root):
        if _FETCHING.match("".join(element.text or "" for element in instructions)):
            for element in instructions:
                element.text = ""


def _list_instructions(root: Element) -> Iterator[list[Element]]:
    """Yield for each field the elements that its instruction is written in, which may be several."""
    opened: list[list[Element]] = []
    for element in root.iter(qn("w:fldChar"), qn("w:instrText")):
        kind = element.get(qn("w:fldCharType"))
        if kind == "begin":
            opened.append([])
        elif kind == "end" and opened:
            yield opened.pop()
        elif kind is None and opened:
            opened[-1].append(element)
        elif kind is None:
            yield [element]
    yield from opened


def _add_styles(document: Document, own: Document) -> list[str]:
    """Copy the styles that a template lacks from our own one; return their names."""
    styles = document.styles.element
    known = {(style.type, style.name): style.style_id for style in document.styles}
    taken = {style.style_id for style in document.styles}
    names = {style.name for style in document.styles}
    ids = {}  # of our own styles, in the template
    lacking = []
    for style in own.styles:
        default = document.styles.default(style.type)
        key = (style.type, style.name)
        if style.element.get(qn("w:default")) == "1" and default is not None:
            ids[style.style_id] = default.style_id
        elif key in known:
            ids[style.style_id] = known[key]
        elif style.name not in names:  # else it is of another type, and our text does without
            lacking.append(style.name or "")
            copied = copy.deepcopy(style.element)
            copied.set(qn("w:styleId"), ids.setdefault(style.style_id, _find_free(style.style_id, taken)))
            styles.append(copied)
    for name in lacking:
        _fit_style(document.styles[name], ids)
    if "Outline 1" in lacking:
        _add_list(document, own, ids, lacking)
    return [name for name in lacking if name != "Default Paragraph Font"]


def _find_free(id_: str, taken: set[str]) -> str:
    while id_ in taken:
        id_ = f"{id_}L"
    taken.add(id_)
    return id_


def _fit_style(style: BaseStyle, ids: dict[str, str]) -> None:
    """Let a copied style build on the template's, but not take over what would spoil lists and tables."""
    based = style.element.find(qn("w:basedOn"))
    base = based.get(qn("w:val"), "") if based is not None else ""
    if based is not None and base in ids:
        based.set(qn("w:val"), ids[base])
    if not isinstance(style, ParagraphStyle) or base != "Normal":
        return
    form = style.paragraph_format
    if form.alignment is None:
        form.alignment = WD_ALIGN_PARAGRAPH.LEFT
    if form.left_indent is None and style.element.pPr.numPr is None:
        form.left_indent = form.right_indent = form.first_line_indent = Twips(0)
    if style.name == "Table Text":
        style.font.size = Twips(SIZES[0])
        style.element.rPr.append(make_element("w:szCs", val=SIZES[0] // 10))


def _add_list(document: Document, own: Document, ids: dict[str, str], lacking: list[str]) -> None:
    """Give a template the bullets of our outlines, under numbers that it does not use."""
    bullets = copy.deepcopy(own.part.numbering_part.element)
    for level in bullets.iter(qn("w:pStyle")):
        level.set(qn("w:val"), ids[level.get(qn("w:val"), "")])
    try:
        numbering = document.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING).element  # type: ignore[attr-defined]  # it is XML
    except KeyError:
        package = document.part.package
        assert package is not None
        part: Part = XmlPart(PackURI("/word/numbering.xml"), CONTENT_TYPE.WML_NUMBERING, bullets, package)
        document.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
        return
    abstract, number = bullets.find(qn("w:abstractNum")), bullets.find(qn("w:num"))
    abstract_id = _count_from(numbering, "w:abstractNum", "w:abstractNumId")
    number_id = _count_from(numbering, "w:num", "w:numId")
    abstract.set(qn("w:abstractNumId"), str(abstract_id))
    number.set(qn("w:numId"), str(number_id))
    number.find(qn("w:abstractNumId")).set(qn("w:val"), str(abstract_id))
    first = numbering.find(qn("w:num"))
    for element in (abstract, number):
        if first is None:
            numbering.append(element)
        else:
            first.addprevious(element)
    for name in lacking:
        for reference in document.styles[name].element.iter(qn("w:numId")):
            reference.set(qn("w:val"), str(number_id))


def _count_from(root: Element, name: str, key: str) -> int:
    """Return a number above those that elements of a name have."""
    return 1 + max((int(element.get(qn(key), "0")) for element in root.findall(qn(name))), default=0)


def size_wide_tables(body: Element) -> None:
    """Set the type of wide tables smaller by hand, since a template's type may be larger than that of a table's style.

    Styles still have the names that they are made with.
    """
    size = str(SIZES[True] // 10)
    for table in body.iter(qn("w:tbl")):
        if table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}").get(qn("w:val")) != "Figures Narrow":
            continue
        for paragraph in table.iter(qn("w:p")):
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            if style is None or style.get(qn("w:val")) not in _IN_TABLES:
                continue
            for run in paragraph.iter(qn("w:r")):
                properties = run.find(qn("w:rPr"))
                if properties is None:
                    properties = make_element("w:rPr")
                    run.insert(0, properties)
                if properties.find(qn("w:rStyle")) is None:
                    properties.extend([make_element("w:sz", val=size), make_element("w:szCs", val=size)])

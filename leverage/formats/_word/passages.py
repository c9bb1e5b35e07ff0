"""What a Word document says besides its tables: paragraphs, code, outlines, notes and their citations."""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part, XmlPart
from docx.oxml.ns import qn

from leverage.formats._word.elements import (
    Element,
    clean_text,
    make_code,
    make_element,
    make_link,
    make_literal,
    make_paragraph,
    make_run,
    make_space,
    style_run,
)
from leverage.formats._word.styles import resolve_styles
from leverage.report.notes import part_into_runs
from leverage.report.views import Entry, Grid, Item, Note, Notes, Outline, Prose, View
from leverage.text import bind_spaces

_MARK = "endnote reference"
_LABEL = "Note Label"
_DEPTHS = 9  # how many levels Word's lists have


def _items(views: Iterable[View]) -> Iterator[Item]:
    """Yield the items in the order in which they stand."""
    for view in views:
        if isinstance(view, Grid):
            yield from (item for row in (*view.rows, *view.totals) for item in row)
        elif isinstance(view, Outline):
            yield from (entry.value for entry in view.entries)


class Citations:
    """The notes of a document, and which of them have been cited so far."""

    def __init__(self, views: Sequence[View]) -> None:
        """Find the notes of the views, and which of them can be endnotes."""
        listed = [note for view in views if isinstance(view, Notes) for note in view.entries if note.label]
        self._notes = {note.label: note for note in reversed(listed)}
        cited = list(dict.fromkeys(label for item in _items(views) for label in item.notes))
        listed_in_text = {note for view in views if isinstance(view, Notes) and view.is_run_in for note in view.entries}
        at_end = {label for label, note in self._notes.items() if label.isdecimal() and note not in listed_in_text}
        sources = [label for label in cited if label in at_end]
        is_numbered = sources == [str(number + 1) for number in range(len(sources))]
        self.endnotes = [self._notes[label] for label in sources] if is_numbered else []
        self._open = set(sources) if is_numbered else set()
        self._marks = 0

    def of(self, item: Item) -> list[Element]:
        """Cite the notes of an item, raised."""
        runs: list[Element] = []
        for part in part_into_runs(item.notes):
            for before, label in self._joined(part, item.notes):
                runs += [*([style_run(make_literal(before), _LABEL)] if runs else []), *self._reference(label)]
        return runs

    def _joined(self, part: tuple[str, ...], labels: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return the labels of a run, each with what stands before it: its ends, unless one is cited first here."""
        whole = labels[labels.index(part[0]) : labels.index(part[-1]) + 1]
        if len(part) > 1 and self._open.isdisjoint(whole):
            return [(", ", part[0]), ("–", part[-1])]
        return [(", ", label) for label in whole]

    def _reference(self, label: str) -> list[Element]:
        note = self._notes.get(label)
        if note is None:
            return [make_run(label, _LABEL)]
        if note not in self.endnotes:
            return [make_element("w:hyperlink", make_run(label, _LABEL), anchor=_bookmark(note), history=1)]
        if label not in self._open:
            return _repeated(note)
        self._open.remove(label)
        return self._marked(note, style_run(make_element("w:endnoteReference", id=label), _MARK))

    def head(self, note: Note) -> list[Element]:
        """Write the label of a note in a list, where references to it lead."""
        label = make_run(note.label)
        return self._marked(note, label) if self._notes.get(note.label) == note else [label]

    def _marked(self, note: Note, element: Element) -> list[Element]:
        """Put a note's bookmark around an element."""
        number, self._marks = self._marks, self._marks + 1
        start = make_element("w:bookmarkStart", id=number, name=_bookmark(note))
        return [start, element, make_element("w:bookmarkEnd", id=number)]


def _bookmark(note: Note) -> str:
    """Name a note's bookmark after what it says: tables of two reports in one document must not share one by chance."""
    return f"_Note{hashlib.sha256(repr(tuple(note)).encode('utf-8', 'replace')).hexdigest()[:16]}"


def _repeated(note: Note) -> list[Element]:
    """Repeat an endnote's number by a field that follows it."""
    instruction = make_literal(f" NOTEREF {_bookmark(note)} \\f \\h ", "w:instrText")
    begin, middle, end = (make_element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    return [style_run(part, _MARK) for part in (begin, instruction, middle, make_literal(note.label), end)]


_LINES = {-1: "separator", 0: "continuationSeparator"}  # what Word draws above the notes, on their first page and later


def attach_endnotes(document: Document, notes: Iterable[Note]) -> None:
    """Give a document its endnotes, each with its label for its id; Word numbers them in digits, as the labels are."""
    package = document.part.package
    assert package is not None
    root = make_element("w:endnotes")
    part = XmlPart(PackURI("/word/endnotes.xml"), CONTENT_TYPE.WML_ENDNOTES, root, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.ENDNOTES)
    for number, kind in _LINES.items():
        line = make_paragraph("Normal", style_run(make_element(f"w:{kind}")))
        root.append(make_element("w:endnote", line, type=kind, id=number))
    for note in notes:
        root.append(make_element("w:endnote", _endnote(note, part), id=note.label))
    resolve_styles(root, document)
    listed = [make_element("w:endnote", id=number) for number in _LINES]
    _number_in_digits(document.settings.element, listed, before=("w:compat", "w:rsids", "w:themeFontLang"))
    _number_in_digits(document.element.body.sectPr, [], before=("w:type", "w:pgSz"))


def _number_in_digits(properties: Element, listed: Sequence[Element], before: Sequence[str]) -> None:
    """Set how endnotes are numbered, in the settings of a document or of a section, before what must follow there."""
    for old in properties.findall(qn("w:endnotePr")):
        properties.remove(old)
    form = make_element("w:endnotePr", make_element("w:numFmt", val="decimal"), *listed)
    properties.insert_element_before(form, *before)


def _endnote(note: Note, part: XmlPart) -> Element:
    """Write a note behind its number, with its address."""
    number = style_run(make_element("w:endnoteRef"), "endnote reference")
    address = [make_space(), make_link(note.url, part)] if note.url else []
    return make_paragraph("endnote text", number, make_space(), make_run(note.text), *address)


def write_heading(title: str) -> list[Element]:
    """Write a heading, if there is one."""
    return [make_paragraph("Heading 2", make_run(title))] if clean_text(title) else []


def write_prose(view: Prose) -> list[Element]:
    """Write sentences one a paragraph, code line by line."""
    if view.is_code:
        lines = [make_paragraph("Code", make_code(line)) for text in view.lines for line in text.splitlines() or [""]]
    else:
        lines = [
            make_paragraph("Small Text" if view.is_small else "Normal", make_run(bind_spaces(line)))
            for line in view.lines
        ]
    return [*write_heading(view.title), *lines]


def write_outline(view: Outline, citations: Citations) -> Iterator[Element]:
    """Write a tree as a list of levels."""
    for entry in view.entries:
        yield make_paragraph(f"Outline {min(entry.depth, _DEPTHS - 1) + 1}", *_entry(entry, citations))


def _entry(entry: Entry, citations: Citations) -> Iterator[Element]:
    """Write what an entry is called, its value, and lines about it below in smaller type."""
    value = entry.value
    yield make_run(entry.head, "Strong")
    if value.text or value.mark:
        yield make_space()
        yield make_run(f"{value.text}{value.mark}")
    yield from citations.of(value)
    if value.range:
        yield make_space()
        yield make_run(f"({value.range})", "Remark")
    for line in entry.lines:
        yield style_run(make_element("w:br"))
        yield make_run(line, "Remark")


def write_notes(view: Notes, citations: Citations, part: Part) -> list[Element]:
    """Write the notes that are no endnotes as a list under their heading, or all as one paragraph."""
    if view.is_run_in:
        return [make_paragraph("Small Text", *_run_in(view, citations))]
    listed = [note for note in view.entries if note not in citations.endnotes]
    return [*write_heading(view.title), *(_note(note, citations, part) for note in listed)] if listed else []


def _run_in(view: Notes, citations: Citations) -> Iterator[Element]:
    """Write notes one behind the other, each behind its label."""
    yield make_run(f"{view.title}:", "Strong")
    yield make_space()
    for number, note in enumerate(view.entries, 1):
        yield from citations.head(note)
        yield make_space()
        yield make_run(f"{note.text}{'.' if number == len(view.entries) else ';'}")
        yield make_space()


def write_pointer(title: str, citations: Citations) -> list[Element]:
    """Write the heading that endnotes come under, at the end of the text, and which they are."""
    first, last = citations.endnotes[0].label, citations.endnotes[-1].label
    which = "Number 1, an endnote." if first == last else f"Numbers {first} to {last}, as endnotes."
    return [*write_heading(title), make_paragraph("Small Text", make_run(which))]


def _note(note: Note, citations: Citations, part: Part) -> Element:
    label = [*citations.head(note), style_run(make_element("w:tab"))] if note.label else []
    address = [make_space(), make_link(note.url, part)] if note.url else []
    return make_paragraph("Note" if note.label else "Bibliography", *label, make_run(note.text), *address)

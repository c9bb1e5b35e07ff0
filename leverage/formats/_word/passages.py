"""What a Word document says besides its tables: paragraphs, code, outlines, notes and their citations."""

import hashlib
import itertools
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
    wrap_in_run,
)
from leverage.formats._word.styles import resolve_styles
from leverage.report.notes import part_into_runs
from leverage.report.views import Grid, Item, Note, Notes, Outline, Prose, View
from leverage.text import bind_spaces

_ENDNOTE = "endnote reference"
_LABEL = "Note Label"
_DEPTHS = 9  # how many levels Word's lists have


class Citations:
    """The notes of a document, and which of them have been cited so far.

    `endnotes` are the sources, if Word numbers endnotes as the sources are labelled; else all notes stand in lists.
    """

    def __init__(self, views: Sequence[View]) -> None:
        """Find the notes of the views, which stand in this order, and which of them can be endnotes."""
        lists = [view for view in views if isinstance(view, Notes)]
        labelled = [note for notes in lists for note in notes.entries if note.label]
        self._notes = {note.label: note for note in reversed(labelled)}
        run_in = {note for notes in lists if notes.is_run_in for note in notes.entries}
        at_end = {label for label, note in self._notes.items() if label.isdecimal() and note not in run_in}
        cited = dict.fromkeys(label for item in _list_items(views) for label in item.notes)
        sources = [label for label in cited if label in at_end]
        is_numbered = sources == [str(number) for number in range(1, len(sources) + 1)]
        self.endnotes = [self._notes[label] for label in sources] if is_numbered else []
        self._uncited = {note.label for note in self.endnotes}
        self._bookmark_numbers = itertools.count()

    def cite(self, item: Item) -> list[Element]:
        """Return runs with the raised labels of an item's notes; the first citation of an endnote refers to it."""
        runs: list[Element] = []
        for neighbours in part_into_runs(item.notes):
            for separator, label in self._separate(neighbours, item.notes):
                if runs:
                    runs.append(wrap_in_run(make_literal(separator), _LABEL))
                runs += self._cite_label(label)
        return runs

    def _separate(self, neighbours: tuple[str, ...], labels: tuple[str, ...]) -> list[tuple[str, str]]:
        """Return labels, each with the separator before it.

        `neighbours` are a single label, or the first and the last of a run among all the labels. A run is given by its
        ends, unless one of it is cited for the first time.
        """
        run = labels[labels.index(neighbours[0]) : labels.index(neighbours[-1]) + 1]
        if len(neighbours) > 1 and self._uncited.isdisjoint(run):
            return [(", ", run[0]), ("–", run[-1])]
        return [(", ", label) for label in run]

    def _cite_label(self, label: str) -> list[Element]:
        note = self._notes.get(label)
        if note is None:
            return [make_run(label, _LABEL)]
        if note not in self.endnotes:
            return [make_element("w:hyperlink", make_run(label, _LABEL), anchor=_name_bookmark(note), history=1)]
        if label not in self._uncited:
            return _repeat_number(note)
        self._uncited.remove(label)
        return self._bookmark(note, wrap_in_run(make_element("w:endnoteReference", id=label), _ENDNOTE))

    def write_label(self, note: Note) -> list[Element]:
        """Write the label of a note in a list, where citations of it lead."""
        label = make_run(note.label)
        return self._bookmark(note, label) if self._notes.get(note.label) == note else [label]

    def _bookmark(self, note: Note, element: Element) -> list[Element]:
        """Put a note's bookmark around an element."""
        number = next(self._bookmark_numbers)
        start = make_element("w:bookmarkStart", id=number, name=_name_bookmark(note))
        return [start, element, make_element("w:bookmarkEnd", id=number)]


def _list_items(views: Iterable[View]) -> Iterator[Item]:
    """Yield the items in the order in which they stand."""
    for view in views:
        if isinstance(view, Grid):
            yield from (item for row in (*view.rows, *view.totals) for item in row)
        elif isinstance(view, Outline):
            yield from (entry.value for entry in view.entries)


def _name_bookmark(note: Note) -> str:
    """Name a note's bookmark after what it says: notes of two reports in one document must not share one by chance."""
    return f"_Note{hashlib.sha256(repr(tuple(note)).encode('utf-8', 'replace')).hexdigest()[:16]}"


def _repeat_number(note: Note) -> list[Element]:
    """Repeat an endnote's number by a field that follows it when endnotes are numbered anew."""
    instruction = make_literal(f" NOTEREF {_name_bookmark(note)} \\f \\h ", "w:instrText")
    begin, middle, end = (make_element("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    return [wrap_in_run(part, _ENDNOTE) for part in (begin, instruction, middle, make_literal(note.label), end)]


_LINES = {-1: "separator", 0: "continuationSeparator"}  # what Word draws above the notes, on their first page and later


def attach_endnotes(document: Document, notes: Iterable[Note]) -> None:
    """Give a document its endnotes, each with its label for its id; Word numbers them in digits, as the labels are."""
    package = document.part.package
    assert package is not None
    root = make_element("w:endnotes")
    part = XmlPart(PackURI("/word/endnotes.xml"), CONTENT_TYPE.WML_ENDNOTES, root, package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.ENDNOTES)
    for number, kind in _LINES.items():
        line = make_paragraph("Normal", wrap_in_run(make_element(f"w:{kind}")))
        root.append(make_element("w:endnote", line, type=kind, id=number))
    for note in notes:
        number_run = wrap_in_run(make_element("w:endnoteRef"), _ENDNOTE)
        paragraph = make_paragraph("endnote text", number_run, make_space(), *_write_source(note, part))
        root.append(make_element("w:endnote", paragraph, id=note.label))
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


def _write_source(note: Note, part: Part) -> list[Element]:
    """Write what a note says, and its address."""
    text = make_run(note.text)
    return [text, make_space(), make_link(note.url, part)] if note.url else [text]


def write_heading(title: str) -> list[Element]:
    """Write a heading, if there is one."""
    return [make_paragraph("Heading 2", make_run(title))] if clean_text(title) else []


def write_prose(view: Prose) -> list[Element]:
    """Write each sentence, or each line of code, as a paragraph."""
    paragraphs = write_heading(view.title)
    if view.is_code:
        lines = [line for text in view.lines for line in text.splitlines() or [""]]
        return [*paragraphs, *(make_paragraph("Code", make_code(line)) for line in lines)]
    style = "Small Text" if view.is_small else "Normal"
    return [*paragraphs, *(make_paragraph(style, make_run(bind_spaces(line))) for line in view.lines)]


def write_outline(view: Outline, citations: Citations) -> Iterator[Element]:
    """Write a tree as a list of levels: each entry's name, value, notes and range, and the lines about it below."""
    for entry in view.entries:
        value = entry.value
        runs = [make_run(entry.head, "Strong")]
        if value.text or value.mark:
            runs += [make_space(), make_run(f"{value.text}{value.mark}")]
        runs += citations.cite(value)
        if value.range:
            runs += [make_space(), make_run(f"({value.range})", "Remark")]
        for line in entry.lines:
            runs += [wrap_in_run(make_element("w:br")), make_run(line, "Remark")]
        yield make_paragraph(f"Outline {min(entry.depth + 1, _DEPTHS)}", *runs)


def write_notes(view: Notes, citations: Citations, part: Part) -> list[Element]:
    """Write the notes that are no endnotes: as a list under their heading, or all as one paragraph."""
    if view.is_run_in:
        return [make_paragraph("Small Text", *_run_in(view, citations))]
    listed = [note for note in view.entries if note not in citations.endnotes]
    return [*write_heading(view.title), *(_write_note(note, citations, part) for note in listed)] if listed else []


def _run_in(view: Notes, citations: Citations) -> Iterator[Element]:
    """Write notes one after the other, each behind its label."""
    yield make_run(f"{view.title}:", "Strong")
    yield make_space()
    for number, note in enumerate(view.entries, 1):
        yield from citations.write_label(note)
        yield make_space()
        yield make_run(f"{note.text}{'.' if number == len(view.entries) else ';'}")
        yield make_space()


def _write_note(note: Note, citations: Citations, part: Part) -> Element:
    if not note.label:
        return make_paragraph("Bibliography", *_write_source(note, part))
    tab = wrap_in_run(make_element("w:tab"))
    return make_paragraph("Note", *citations.write_label(note), tab, *_write_source(note, part))


def write_pointer(title: str, citations: Citations) -> list[Element]:
    """Write the heading that endnotes come under, at the end of the text, and which they are."""
    first, last = citations.endnotes[0].label, citations.endnotes[-1].label
    which = "Number 1, an endnote." if first == last else f"Numbers {first} to {last}, as endnotes."
    return [*write_heading(title), make_paragraph("Small Text", make_run(which))]

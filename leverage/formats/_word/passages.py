"""What a Word document says besides its tables: paragraphs, code, outlines, notes and their citations."""

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from docx.opc.part import Part

from leverage.formats._word.elements import (
    Element,
    clean_text,
    make_code,
    make_element,
    make_field,
    make_link,
    make_literal,
    make_paragraph,
    make_run,
    make_space,
    wrap_in_run,
)
from leverage.report.notes import part_into_runs
from leverage.report.views import Note, Notes, Outline, Prose, View
from leverage.text import bind_spaces

_LABEL = "Note Label"
_DEPTHS = 9  # how many levels Word's lists have


class Citations:
    """The notes of a document, to whose labels fields refer, and how many captions of each sort it has so far."""

    def __init__(self, views: Iterable[View]) -> None:
        """Find the notes of the views."""
        lists = [view for view in views if isinstance(view, Notes)]
        labelled = [note for notes in lists for note in notes.entries if note.label]
        self._notes = {note.label: note for note in reversed(labelled)}
        self._bookmark_numbers = itertools.count()
        self._captions: Counter[str] = Counter()

    def cite(self, labels: Sequence[str], style: str = _LABEL) -> list[Element]:
        """Return runs with labels of notes, each a field that leads to its note; neighbours are given by their ends."""
        runs: list[Element] = []
        for neighbours in part_into_runs(tuple(labels)):
            if runs:
                runs.append(wrap_in_run(make_literal(", "), style))
            for number, label in enumerate(neighbours):
                if number:
                    runs.append(wrap_in_run(make_literal("–"), style))
                runs += self._cite_label(label, style)
        return runs

    def _cite_label(self, label: str, style: str) -> list[Element]:
        note = self._notes.get(label)
        if note is None:
            return [make_run(label, style)]
        return make_field(f"REF {_name_bookmark(note)} \\h", label, style)

    def write_label(self, note: Note) -> list[Element]:
        """Write the label of a note in its list, in a bookmark to which citations lead."""
        label = make_run(note.label)
        if self._notes.get(note.label) != note:
            return [label]
        number = next(self._bookmark_numbers)
        start = make_element("w:bookmarkStart", id=number, name=_name_bookmark(note))
        return [start, label, make_element("w:bookmarkEnd", id=number)]

    def write_caption(self, sort: str, title: str) -> Element:
        """Write the caption of a table or figure, with a number that Word keeps up."""
        self._captions[sort] += 1
        number = make_field(f"SEQ {sort} \\* ARABIC", str(self._captions[sort]))
        words = (make_run(sort), make_space(), *number, make_run(f": {title}"))
        return make_paragraph("Caption", *words, is_kept=True)  # whatever the style of a house says


def _name_bookmark(note: Note) -> str:
    """Name a note's bookmark after what it says: notes of two reports in one document must not share one by chance."""
    return f"_Note{hashlib.sha256(repr(tuple(note)).encode('utf-8', 'replace')).hexdigest()[:16]}"


def _write_source(note: Note, part: Part) -> list[Element]:
    """Write what a note says, and its address."""
    text = make_run(note.text)
    return [text, make_space(), make_link(note.url, part)] if note.url else [text]


def write_heading(title: str) -> list[Element]:
    """Write a heading, if there is one."""
    return [make_paragraph("Heading 1", make_run(title))] if clean_text(title) else []


def write_prose(view: Prose) -> list[Element]:
    """Write each sentence, or each line of code, as a paragraph."""
    paragraphs = write_heading(view.title)
    if view.is_code:
        lines = [line for text in view.lines for line in text.splitlines() or [""]]
        return [*paragraphs, *(make_paragraph("Code", make_code(line)) for line in lines)]
    style = "Small Text" if view.is_small else "Normal"
    if view.is_headline:
        style = "Headline"
    return [*paragraphs, *(make_paragraph(style, make_run(bind_spaces(line))) for line in view.lines)]


def write_outline(view: Outline, citations: Citations) -> Iterator[Element]:
    """Write a tree as a list of levels: each entry's name, value, notes and range, and the lines about it below."""
    for entry in view.entries:
        value = entry.value
        runs = [make_run(entry.head, "Strong")]
        if value.text or value.mark:
            runs += [make_space(), make_run(f"{value.text}{value.mark}")]
        runs += citations.cite(value.notes)
        if value.range:
            runs += [make_space(), make_run(f"({value.range})", "Remark")]
        for line in entry.lines:
            runs += [wrap_in_run(make_element("w:br")), make_run(line, "Remark")]
        yield make_paragraph(f"Outline {min(entry.depth + 1, _DEPTHS)}", *runs)


def write_notes(view: Notes, citations: Citations, part: Part) -> list[Element]:
    """Write notes as a list under their heading, or all as one paragraph."""
    if view.is_run_in:
        return [make_paragraph("Small Text", *_run_in(view, citations))]
    return [*write_heading(view.title), *(_write_note(note, citations, part) for note in view.entries)]


def _run_in(view: Notes, citations: Citations) -> Iterator[Element]:
    """Write notes one after the other, each behind its label."""
    yield make_run(f"{view.title}:", "Strong")
    yield make_space()
    for number, note in enumerate(view.entries, 1):
        if note.label:
            yield from citations.write_label(note)
            yield make_space()
        yield make_run(f"{note.text}{'.' if number == len(view.entries) else ';'}")
        yield make_space()


def _write_note(note: Note, citations: Citations, part: Part) -> Element:
    if not note.label:
        return make_paragraph("Bibliography", *_write_source(note, part))
    tab = wrap_in_run(make_element("w:tab"))
    return make_paragraph("Note", *citations.write_label(note), tab, *_write_source(note, part))

"""What a document says besides its tables: paragraphs, code, outlines as nested lists, and notes."""

from collections.abc import Iterator

from docx.opc.part import Part

from leverage.formats._binding import bound
from leverage.formats._word.citations import Citations
from leverage.formats._word.elements import Element, clean, code, made, paragraph, run, space, styled
from leverage.formats._word.links import link
from leverage.formats._word.styles import DEPTHS
from leverage.report.views import Entry, Note, Notes, Outline, Prose
from leverage.report.words import documents as words


def heading(title: str) -> list[Element]:
    """Write a heading, if there is one."""
    return [paragraph("Heading2", run(title))] if clean(title) else []


def prose(view: Prose) -> list[Element]:
    """Write sentences one a paragraph, code line by line."""
    if view.is_code:
        lines = [paragraph("Code", code(line)) for text in view.lines for line in text.splitlines() or [""]]
    else:
        lines = [paragraph("SmallText" if view.is_small else "Normal", run(bound(line))) for line in view.lines]
    return [*heading(view.title), *lines]


def outline(view: Outline, citations: Citations) -> Iterator[Element]:
    """Write a tree as a list of levels."""
    for entry in view.entries:
        yield paragraph(f"Outline{min(entry.depth, DEPTHS - 1) + 1}", *_entry(entry, citations))


def _entry(entry: Entry, citations: Citations) -> Iterator[Element]:
    """Write what an entry is called, its value, and lines about it below in smaller type."""
    value = entry.value
    yield run(entry.head, "Strong")
    if value.text or value.mark:
        yield space()
        yield run(f"{value.text}{value.mark}")
    yield from citations.of(value)
    if value.range:
        yield space()
        yield run(f"({value.range})", "Remark")
    for line in entry.lines:
        yield styled(made("w:br"))
        yield run(line, "Remark")


def notes(view: Notes, citations: Citations, part: Part) -> list[Element]:
    """Write the notes that are no endnotes as a list under their heading, or all as one paragraph."""
    if view.is_run_in:
        return [paragraph("SmallText", *_run_in(view, citations))]
    listed = [note for note in view.entries if note not in citations.endnotes]
    return [*heading(view.title), *(_note(note, citations, part) for note in listed)] if listed else []


def _run_in(view: Notes, citations: Citations) -> Iterator[Element]:
    """Write notes one behind the other, each behind its label."""
    yield run(f"{view.title}:", "Strong")
    yield space()
    for number, note in enumerate(view.entries, 1):
        yield from citations.head(note)
        yield space()
        yield run(f"{note.text}{'.' if number == len(view.entries) else ';'}")
        yield space()


def pointer(title: str, citations: Citations) -> list[Element]:
    """Write the heading that endnotes come under, at the end of the text, and which they are."""
    if not citations.endnotes:
        return []
    first, last = citations.endnotes[0].label, citations.endnotes[-1].label
    which = words.ENDNOTE if first == last else words.ENDNOTES.format(first=first, last=last)
    return [*heading(title), paragraph("SmallText", run(which))]


def _note(note: Note, citations: Citations, part: Part) -> Element:
    label = [*citations.head(note), styled(made("w:tab"))] if note.label else []
    address = [space(), link(note.url, part)] if note.url else []
    return paragraph("Note" if note.label else "Bibliography", *label, run(note.text), *address)

"""Which notes a document cites, where, and how: sources as endnotes that Word numbers, the others by their labels.

The first reference to a source is its endnote; those after it are fields that repeat its number, so that it stays true
when Word numbers anew. Where the numbers that Word would give are not the labels, all notes stay lists.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from leverage.formats._word.elements import Element, literal, made, run, styled
from leverage.report.labels import in_runs
from leverage.report.views import Grid, Item, Note, Notes, Outline, View

_MARK = "EndnoteReference"
_LABEL = "NoteLabel"


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
        for part in in_runs(item.notes):
            for before, label in self._joined(part, item.notes):
                runs += [*([styled(literal(before), _LABEL)] if runs else []), *self._reference(label)]
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
            return [run(label, _LABEL)]
        if note not in self.endnotes:
            return [made("w:hyperlink", run(label, _LABEL), anchor=_bookmark(note), history=1)]
        if label not in self._open:
            return _repeated(note)
        self._open.remove(label)
        return self._marked(note, styled(made("w:endnoteReference", id=label), _MARK))

    def head(self, note: Note) -> list[Element]:
        """Write the label of a note in a list, where references to it lead."""
        label = run(note.label)
        return self._marked(note, label) if self._notes.get(note.label) == note else [label]

    def _marked(self, note: Note, element: Element) -> list[Element]:
        """Put a note's bookmark around an element."""
        number, self._marks = self._marks, self._marks + 1
        start = made("w:bookmarkStart", id=number, name=_bookmark(note))
        return [start, element, made("w:bookmarkEnd", id=number)]


def _bookmark(note: Note) -> str:
    """Name a note's bookmark after what it says: tables of two reports in one document must not share one by chance."""
    return f"_Note{hashlib.sha256(repr(tuple(note)).encode('utf-8', 'replace')).hexdigest()[:16]}"


def _repeated(note: Note) -> list[Element]:
    """Repeat an endnote's number by a field that follows it."""
    instruction = literal(f" NOTEREF {_bookmark(note)} \\f \\h ", "w:instrText")
    begin, middle, end = (made("w:fldChar", fldCharType=kind) for kind in ("begin", "separate", "end"))
    return [styled(part, _MARK) for part in (begin, instruction, middle, literal(note.label), end)]

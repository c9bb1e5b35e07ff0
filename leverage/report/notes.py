"""Numbered notes on the figures that the numbers of tables rest on: digits for sources, letters for assumptions.

A label stands for one figure wherever it is used; labels follow the order in which a reader meets them.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from leverage.graph import Cell
from leverage.model import Evidence, Source
from leverage.problems import Place
from leverage.report import citing
from leverage.report.labels import joined, letters, rank
from leverage.report.ledger import Ledger
from leverage.report.views import Grid, Item, Note


class Register:
    """Gives labels to figures as it is shown the numbers that rest on them."""

    def __init__(self, *, is_brief: bool = False) -> None:
        """Open an empty register, of notes in full or in brief."""
        self._note = citing.in_brief if is_brief else citing.note
        self._labels: dict[str, str] = {}  # by what the note says: the same figure can have another value elsewhere
        self._known: dict[tuple[str, Ledger], str] = {}
        self._notes: dict[str, Note] = {}
        self._digits = count(1)
        self._letters = count()
        self.cited: dict[Place, Source] = {}  # the sources that notes name, by where they stand

    def noted(self, grid: Grid, ledgers: Sequence[Ledger]) -> Grid:
        """Return a grid whose numbers carry their labels; each row is of the ledger in its place, or all of one."""
        of = ledgers if len(ledgers) > 1 else [ledgers[0]] * len(grid.rows)
        rows = tuple(self._row(row, ledger) for row, ledger in zip(grid.rows, of, strict=True))
        return grid._replace(rows=rows, totals=tuple(self._row(row, ledgers[0]) for row in grid.totals))

    @property
    def sources(self) -> tuple[Note, ...]:
        """Return the notes on figures that a source gives."""
        return tuple(note for label, note in self._notes.items() if label.isdigit())

    @property
    def assumptions(self) -> tuple[Note, ...]:
        """Return the notes on figures that are assumed, or have no source."""
        return tuple(note for label, note in self._notes.items() if not label.isdigit())

    def _row(self, row: Sequence[Item], ledger: Ledger) -> tuple[Item, ...]:
        return tuple(item if item.raw is None else self._item(item, ledger) for item in row)

    def _item(self, item: Item, ledger: Ledger) -> Item:
        return item._replace(notes=self.labels(ledger, [item.cell]))

    def labels(self, ledger: Ledger, cells: Iterable[str]) -> tuple[str, ...]:
        """Return the labels of the figures that some cells rest on, in order."""
        found = {self._label(ledger, name) for cell in cells for name in figures_behind(ledger, cell)}
        return tuple(sorted(found, key=rank))

    def said(self, ledger: Ledger, sentence: str, cells: Iterable[str]) -> str:
        """Return a sentence with the labels of the figures that its numbers rest on."""
        valued = [cell for cell in cells if ledger.cell(cell) is not None and ledger.raw(cell) is not None]
        labels = joined(self.labels(ledger, valued))
        return f"{sentence} [{labels}]" if labels else sentence

    def _label(self, ledger: Ledger, name: str) -> str:
        """Return the label of a figure, a new one when it is first met."""
        key = (name, ledger)
        if key not in self._known:
            self._known[key] = self._met(ledger, name)
        return self._known[key]

    def _met(self, ledger: Ledger, name: str) -> str:
        said, cell = self._note(ledger, name), ledger.of.graph.cells[name]
        if said not in self._labels:
            label = str(next(self._digits)) if _is_sourced(cell) else letters(next(self._letters))
            self._labels[said] = label
            self._notes[label] = Note(label, said)
            self._cite(ledger, cell)
        return self._labels[said]

    def _cite(self, ledger: Ledger, cell: Cell) -> None:
        source = cell.reading.source if cell.reading else ""
        if source:
            one = ledger.scenario.sources[source]
            self.cited[one.place] = one


def figures_behind(ledger: Ledger, name: str) -> Iterator[str]:
    """Yield the figures and kinds' assumptions a cell rests on, in the order in which its formulas name them."""
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        one = waiting.pop()
        if one in seen:
            continue
        seen.add(one)
        cell, formula = ledger.of.graph.cells[one], ledger.of.values[one].formula
        if _has_note(cell):
            yield one
        if formula is not None:
            waiting += reversed([cell.binding.get(own, own) for own in formula.names])


def _has_note(cell: Cell) -> bool:
    """Tell a cell that gives something of its own: a value, a source or reason, a number without either."""
    if cell.reading is None:
        return bool(cell.assumes)
    reading = cell.reading
    is_computed = reading.value is None and not reading.source and not reading.assumed
    return not is_computed or reading.evidence is Evidence.UNSOURCED


def _is_sourced(cell: Cell) -> bool:
    return cell.reading is not None and cell.reading.evidence < Evidence.ASSUMED

"""Notes on what numbers rest on: digits for sources, letters for assumptions.

A label stands for one figure, or for one source, wherever it is used; labels follow the order in which a reader meets
them.
"""

from collections.abc import Iterable, Iterator
from itertools import count

from leverage import naming
from leverage.graph.cells import Cell
from leverage.model import Evidence, Reading, Source, list_figures
from leverage.problems import Place
from leverage.quantity import split_quantity
from leverage.report import words
from leverage.report.bibliography import name_source, write_entry
from leverage.report.cell_reader import CellReader
from leverage.report.numbers import describe_shape, name_currency
from leverage.report.titles import find_input, show_value, write_title
from leverage.report.views import Grid, Note

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def rank_label(label: str) -> tuple[int, int]:
    """Return what labels of notes are sorted by: digits first, then a to z, aa, ab, ..., then all that is neither."""
    if label.isascii() and label.isdecimal():
        return 0, int(label)
    if not label or not set(label) <= set(_LETTERS):
        return 2, 0
    number = 0
    for letter in label:
        number = number * len(_LETTERS) + _LETTERS.index(letter) + 1
    return 1, number


def count_in_letters(number: int) -> str:
    """Count in letters from 0 on: a to z, then aa, ab, ..."""
    before, own = divmod(number, len(_LETTERS))
    return (count_in_letters(before - 1) if before else "") + _LETTERS[own]


def part_into_runs(labels: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Part sorted labels of notes into runs of neighbours: (1,), (3, 6) for 1, 3, 4, 5, 6; never of two."""
    runs: list[list[str]] = []
    for label in labels:
        kind, number = rank_label(label)
        if runs and rank_label(runs[-1][-1]) == (kind, number - 1):
            runs[-1].append(label)
        else:
            runs.append([label])
    parts: list[tuple[str, ...]] = []
    for run in runs:
        parts += [(run[0], run[-1])] if len(run) > 2 else [(label,) for label in run]
    return tuple(parts)


def join_labels(labels: tuple[str, ...]) -> str:
    """Write labels of notes one behind the other, runs of neighbours by their ends: ``1, 3–6``."""
    return ", ".join("–".join(run) for run in part_into_runs(labels))


def group_labels(labels: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the labels of a table's notes under the titles of the lists in which they stand, for a line below it."""
    digits = tuple(label for label in labels if label.isdecimal())
    letters = tuple(label for label in labels if not label.isdecimal())
    return tuple((title, part) for title, part in ((words.SOURCES, digits), (words.ASSUMPTIONS, letters)) if part)


_ASSUMED = "{what}: {value}. Assumed: {reason}."


def write_note(reader: CellReader, name: str) -> str:
    """Say what a figure is, its value with range and year, who says so or why it is assumed, and who says otherwise."""
    cell = reader.of.graph.cells[name]
    if cell.lever:
        return f"Loss on {reader.part_label(cell.lever, '')}. Assumed: {_explain_assumption(reader, name)}."
    what, reading = name_figure(reader, name), cell.reading
    if reading is None:
        return _ASSUMED.format(what=what, value=_write_value(reader, name), reason=_explain_assumption(reader, name))
    value = _write_value_with_range(reader, name, reading)
    source = write_citation(reader, reading).rstrip(".") if reading.source else ""
    if reading.assumed:
        reason = reading.assumed.rstrip(".")
        said = _ASSUMED.format(what=what, value=value, reason=f"{reason}; leans on {source}" if source else reason)
    else:
        said = f"{what}: {value}. {source or 'A number without a source'}."
    others = _list_others(reader, name, reading)
    return f"{said} Other readings: {'; '.join(others)}." if others else said


def _explain_assumption(reader: CellReader, name: str) -> str:
    """Return what a kind's default or formula, or a model, takes for granted."""
    cell, levers = reader.of.graph.cells[name], reader.scenario.levers
    lever = levers.get(naming.find_first_word(name))
    if cell.lever:
        whose = f"formula of the kind {levers[cell.lever].kind}"
    else:
        whose = f"default of the kind {lever.kind}" if lever else words.OF_MODEL
    return f"{cell.assumes} ({whose})"


def _list_others(reader: CellReader, name: str, reading: Reading) -> list[str]:
    """Write the rival readings of a figure, each with who stands behind it."""
    if not reading.name:
        return []
    id_, _ = naming.split(name)
    figure = next(figure for figure in list_figures(reader.scenario) if figure.id == id_)
    return [
        f"{_write_value(reader, naming.reading(id_, other.name))} ({_name_origin(reader, other)})"
        for other in figure.readings
        if other.name != reading.name and not other.dropped
    ]


def _name_origin(reader: CellReader, reading: Reading) -> str:
    if not reading.source:
        return reading.name.replace("_", " ")
    return _name_work(reader, reader.scenario.sources[reading.source])


def name_figure(reader: CellReader, name: str) -> str:
    """Return what a figure is called: by its own label, that of the figure it is a reading of, or its tie's input."""
    lever = naming.find_first_word(name)
    if lever in reader.scenario.levers:
        part = naming.find_part(name, reader.scenario.levers[lever].parts)
        called = f"{reader.part_label(lever, part)}, {find_input(reader, name).doc}"
    else:
        called = write_title(reader, name)
    return words.start_large(called)


def _write_value(reader: CellReader, name: str) -> str:
    """Write a figure's value as its author did, but money as people do: ``US$ 97.1 million a year``."""
    text, currency = show_value(reader, name), reader.scenario.currency
    numeral, rest = split_quantity(text)
    scale, _, unit = rest.rpartition(" ")
    if not numeral or unit not in (currency, f"{currency}/year"):
        return text
    time = "a year" if unit != currency else ""
    return " ".join(filter(None, (name_currency(currency), numeral.strip(), scale, time)))


def _write_value_with_range(reader: CellReader, name: str, reading: Reading) -> str:
    value = _write_value(reader, name)
    if reading.formula is not None:
        value = f"{value}, computed as {reading.formula.formula.text}"
    if reading.value and (reading.low or reading.high):
        low, high = (reading.low or reading.value).text, (reading.high or reading.value).text
        units = {split_quantity(text)[1] for text in (reading.value.text, low, high)}
        if len(units) == 1:  # to say it once is enough
            low, high = split_quantity(low)[0], split_quantity(high)[0]
        value = f"{value} ({'; '.join(filter(None, (f'{low} to {high}', describe_shape(reading))))})"
    return f"{value}, {reading.year}" if reading.year else value


def write_citation(reader: CellReader, reading: Reading) -> str:
    """Say who gives a reading: the source, the place in it, and what it prints."""
    said = _name_work(reader, reader.scenario.sources[reading.source])
    if reading.where:
        said = f"{said}, {reading.where}"
    return f"{said}, printed “{reading.as_printed}”" if reading.as_printed else said


def _name_work(reader: CellReader, source: Source) -> str:
    """Return what tells a source from the scenario's others: its author alone only where that is enough."""
    works = sum(other.author == source.author for other in reader.scenario.sources.values())
    if works > 1 and source.author:
        return f"{source.author}, {source.title}"
    return name_source(source)


class Register:
    """Gives labels to figures as it is shown the numbers that rest on them."""

    def __init__(self) -> None:
        """Open an empty register."""
        self._labels: dict[str, str] = {}  # by what the note says: the same figure can have another value elsewhere
        self._known: dict[tuple[str, CellReader], str] = {}
        self._notes: dict[str, Note] = {}
        self._digits = count(1)
        self._letters = count()
        self.cited: dict[Place, Source] = {}  # the sources that notes name, by where they stand

    @property
    def sources(self) -> tuple[Note, ...]:
        """Return the notes on figures that a source gives."""
        return tuple(note for label, note in self._notes.items() if label.isdigit())

    @property
    def assumptions(self) -> tuple[Note, ...]:
        """Return the notes on figures that are assumed, or have no source."""
        return tuple(note for label, note in self._notes.items() if not label.isdigit())

    def labels(self, reader: CellReader, cells: Iterable[str]) -> tuple[str, ...]:
        """Return the labels of the figures that some cells rest on, in order."""
        found = {self._find_label(reader, name) for cell in cells for name in find_figures_behind(reader, cell)}
        return tuple(sorted(found, key=rank_label))

    def _find_label(self, reader: CellReader, name: str) -> str:
        """Return the label of a figure, a new one when it is first met."""
        key = (name, reader)
        if key not in self._known:
            self._known[key] = self._make_label(reader, name)
        return self._known[key]

    def _make_label(self, reader: CellReader, name: str) -> str:
        said, cell = write_note(reader, name), reader.of.graph.cells[name]
        if said not in self._labels:
            label = str(next(self._digits)) if _is_sourced(cell) else count_in_letters(next(self._letters))
            self._labels[said] = label
            self._notes[label] = Note(label, said)
            self._cite(reader, cell)
        return self._labels[said]

    def _cite(self, reader: CellReader, cell: Cell) -> None:
        for id_ in cell.reading.cited if cell.reading else ():
            source = reader.scenario.sources[id_]
            self.cited[source.place] = source


class SourceRegister(Register):
    """Gives one label to all figures of a source; the figures that are assumed have one each."""

    def __init__(self) -> None:
        """Open an empty register."""
        super().__init__()
        self._uses: dict[Place, dict[str, None]] = {}  # by where a source stands, what it is used for
        self._ties: dict[str, dict[str, None]] = {}  # by what is said of a kind's default, where it is used

    @property
    def sources(self) -> tuple[Note, ...]:
        """Return the sources, each with what it is used for."""
        return tuple(self._describe(str(number), source) for number, source in enumerate(self.cited.values(), 1))

    def _describe(self, label: str, source: Source) -> Note:
        entry = write_entry(source)
        return Note(label, f"{entry.text} For: {'; '.join(self._uses[source.place])}.", entry.url)

    def _make_label(self, reader: CellReader, name: str) -> str:
        cell = reader.of.graph.cells[name]
        reading, place = cell.reading, None
        for id_ in reading.cited if reading else ():
            source = reader.scenario.sources[id_]
            place = source.place
            self.cited[place] = source
            self._uses.setdefault(place, {})[name_figure(reader, name)] = None
        if cell.lever:
            return self._meet_kind(f"Assumed: {_explain_assumption(reader, name)}.", reader.part_label(cell.lever, ""))
        if reading is None and naming.find_first_word(name) in reader.scenario.levers:
            return self._meet_default(reader, name)
        if place is None or not _is_sourced(cell):
            return super()._make_label(reader, name)
        return str(list(self.cited).index(place) + 1)

    def _meet_default(self, reader: CellReader, name: str) -> str:
        """Return the label of what a kind takes for granted, which is one for all ties of that kind."""
        lever = naming.find_first_word(name)
        what = words.start_large(find_input(reader, name).doc)
        said = _ASSUMED.format(what=what, value=_write_value(reader, name), reason=_explain_assumption(reader, name))
        part = naming.find_part(name, reader.scenario.levers[lever].parts)
        return self._meet_kind(said, reader.part_label(lever, part))

    def _meet_kind(self, said: str, tie: str) -> str:
        """Return the label of what a kind takes for granted, given what is said of it and a tie that it is used for."""
        if said not in self._labels:
            self._labels[said] = count_in_letters(next(self._letters))
        ties = self._ties.setdefault(said, {})
        ties[tie] = None
        label = self._labels[said]
        self._notes[label] = Note(label, f"{said} For: {'; '.join(ties)}.")
        return label


def gather_notes(grid: Grid) -> Grid:
    """Take the labels of notes from a table's places and put them under the table."""
    rows, totals = (
        tuple(tuple(item._replace(notes=()) for item in row) for row in part) for part in (grid.rows, grid.totals)
    )
    labels = {label for row in (*grid.rows, *grid.totals) for item in row for label in item.notes}
    return grid._replace(rows=rows, totals=totals, notes=tuple(sorted(labels, key=rank_label)))


class NotedReader(CellReader):
    """Reads cells as another reader does, and puts notes on what they rest on into a register when they are shown."""

    def __init__(self, reader: CellReader, register: Register) -> None:
        """Read as `reader` does; readers of one register share its labels."""
        super().__init__(reader.of, reader.display_unit, reader.drawn)
        self._register = register

    def label_notes(self, *cells: str) -> tuple[str, ...]:
        """Return the labels of the notes on what those of the cells that have a number rest on, in order."""
        return self._register.labels(self, [cell for cell in cells if self.raw(cell) is not None])


def find_figures_behind(reader: CellReader, name: str) -> Iterator[str]:
    """Return the figures and kinds' assumptions a cell rests on, in the order in which its formulas name them."""
    cells = reader.of.graph.cells
    return (cell for cell in reader.of.list_cells_behind(name) if _has_note(cells[cell]))


def _has_note(cell: Cell) -> bool:
    """Tell a cell that gives something of its own: a value, a source or reason, a number without either."""
    if cell.reading is None:
        return bool(cell.assumes)
    reading = cell.reading
    is_computed = reading.value is None and not reading.source and not reading.assumed
    return not is_computed or reading.evidence is Evidence.UNSOURCED


def _is_sourced(cell: Cell) -> bool:
    return cell.reading is not None and cell.reading.evidence < Evidence.ASSUMED

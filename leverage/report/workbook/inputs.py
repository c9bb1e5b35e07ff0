"""The sheet of inputs: every figure, reading, aggregate, lever's input and move's field that is given or assumed.

Numbers stand in the units their authors wrote, for hands to change; beside each stands the live number in base units,
which bears the cell's name. Of rival readings one is chosen by its name.
"""

from collections.abc import Sequence
from typing import NamedTuple

from leverage.formula.spreadsheet import number
from leverage.model import Evidence, Figure, Reading, figures_of
from leverage.quantity import Quantity
from leverage.report.ledger import Ledger
from leverage.report.titles import title
from leverage.report.words import explaining, listing
from leverage.report.words import workbook as words
from leverage.report.workbook import Cell, Look, Row, Sheet, column, texts
from leverage.report.workbook.amounts import Amount, amount
from leverage.report.workbook.choices import Choices
from leverage.report.workbook.live import Live, look_of, pattern_of
from leverage.report.workbook.standing import literal, standing

_HEADS = (
    explaining.CELL, explaining.MEANING, words.READING, listing.VALUE, words.UNIT, words.LOW, words.HIGH, words.YEAR,
    words.EVIDENCE, words.SOURCE, words.PLACE, words.AS_PRINTED, words.REASON, words.IN_BASE_UNITS, words.BASE_UNIT,
)  # fmt: skip
_WIDTHS = (38.0, 36.0, 19.0, 17.0, 20.0, 10.0, 10.0, 8.0, 11.0, 18.0, 28.0, 22.0, 56.0, 20.0, 12.0)
_READING, _VALUE, _BASE = (column(_HEADS.index(head)) for head in (words.READING, listing.VALUE, words.IN_BASE_UNITS))
_TOP = (words.CHANGE, words.CHOOSE.format(reading=words.READING), words.COLOURS)


class _Own(NamedTuple):
    """What is known of a row beside its number: where it comes from."""

    reading: str = ""
    year: int | str | None = None
    evidence: str = ""
    source: str = ""
    where: str = ""
    as_printed: str = ""
    reason: str = ""


def inputs(live: Live) -> Sheet:
    """Make the sheet of inputs."""
    maker = _Inputs(live)
    rows = [texts(words.INPUTS, look=Look.TITLE), *((Cell(line, Look.SMALL, across=13),) for line in _TOP), ()]
    maker.rows += [*rows, texts(*_HEADS, look=Look.HEAD)]
    head = len(maker.rows)
    maker.fill()
    return Sheet(words.INPUTS, _WIDTHS, tuple(maker.rows), (head, 1))


class _Inputs:
    """Writes rows; a row knows its number, so that its formulas can speak of it."""

    def __init__(self, live: Live) -> None:
        self.rows: list[Row] = []
        self._live, self._ledger = live, live.ledger
        self._choices = Choices(live)
        self._figures = {figure.id: figure for figure in figures_of(self._ledger.scenario)}

    def fill(self) -> None:
        for name in standing(self._ledger):
            figure = self._figures.get(name)
            if figure is None:
                self._default(name)
            elif figure.readings and figure.readings[0].name:
                self._rivals(figure)
            else:
                self._reading(name, figure.readings[0])

    def _default(self, name: str) -> None:
        """Write what a kind or the program takes where the file gives nothing, or that nothing is given."""
        cell = self._ledger.of.graph.cells[name]
        quantity = literal(cell.formula)
        founding = self._ledger.of.founding.get(name)
        if quantity is None or founding is None:
            self._missing(name, _Own(reason=self._ledger.why(name)))
            return
        reason = cell.assumes or words.TAKEN
        own = _Own(evidence=founding.evidence.name.lower(), reason=reason)
        self._given(name, own, amount(quantity), founding.evidence)

    def _reading(self, cell: str, reading: Reading) -> None:
        own = _own(self._ledger, cell, reading)
        if cell not in self._live:
            self._missing(cell, own._replace(reason=reading.dropped or self._ledger.why(cell)))
        elif reading.value is not None:
            written = amount(reading.value)
            ends = [
                Cell() if end is None else _bound(written, reading.value, end) for end in (reading.low, reading.high)
            ]
            self._given(cell, own, written, reading.evidence, ends)
        else:
            *steps, (_, base) = self._live.cells(cell)
            for called, step in steps:
                self._add(called, _Own(reason=words.A_PART), (Cell(), Cell()), step)
            shown = base._replace(formula=f"{_BASE}{self._row}", look=Look.LIVE, name="")
            self._add(cell, own, (shown, Cell(self._ledger.base_unit(cell))), base)

    def _given(self, cell: str, own: _Own, written: Amount, evidence: Evidence, ends: Sequence[Cell] = ()) -> None:
        look = look_of(evidence)
        note = words.ASSUMED.format(reason=own.reason) if look is Look.ASSUMED and own.reason else ""
        value = Cell(written.number, look, pattern=written.pattern, note=note)
        self._add(cell, own, (value, Cell(written.unit), *ends), self._base(cell, self._in_base_units(written.factor)))

    def _in_base_units(self, factor: float) -> str:
        """Return the formula that makes base units of a row's value, if that is a number."""
        times = "" if factor == 1.0 else f" * {number(factor)}"
        return f"IF(ISNUMBER({_VALUE}{self._row}), {_VALUE}{self._row}{times}, NA())"

    def _base(self, cell: str, formula: str) -> Cell:
        pattern = pattern_of(self._ledger, cell)
        return Cell(self._live.number(cell), Look.LIVE, formula, pattern, name=self._live.names.of(cell))

    def _rivals(self, figure: Figure) -> None:
        """Write a figure with the name of the reading in use, and below it the readings, those to choose from first."""
        free, others = self._choices.parted(figure)
        first, last = self._row + 1, self._row + len(free) + sum(self._steps(figure, one) for one in free)
        names = f"${_READING}${first}:${_READING}${last}"
        used = figure.in_use
        if used is None or figure.id not in self._live:
            self._missing(figure.id, _Own(reason=self._ledger.why(figure.id)))
        else:
            chosen = f"MATCH({_READING}{self._row}, {names}, 0)"
            base = self._base(figure.id, f"INDEX(${_BASE}${first}:${_BASE}${last}, {chosen})")
            own = _Own(reading=used.name, reason=_of_rivals(others))
            self._chosen(figure, used, own, base, names)
        for reading in (*free, *others):
            self._reading(f"{figure.id}.{reading.name}", reading)

    def _chosen(self, figure: Figure, used: Reading, own: _Own, base: Cell, names: str) -> None:
        """Write the row of a choice: its value is in the unit of the reading that was in use."""
        raw, place = self._ledger.raw(figure.id), f"{_BASE}{self._row}"
        if used.value is None or raw is None:
            value, unit = base._replace(formula=place, name=""), self._ledger.base_unit(figure.id) or ""
        else:
            written = amount(used.value)
            text = place if written.factor == 1.0 else f"{place} / {number(written.factor)}"
            value, unit = Cell(written.of(raw), Look.LIVE, text, written.pattern), written.unit
        self._add(figure.id, own, (value, Cell(unit)), base, choices=names)

    def _steps(self, figure: Figure, reading: Reading) -> int:
        """Count the cells that a reading's formula needs before its own."""
        name = f"{figure.id}.{reading.name}"
        return max(0, sum(1 for _ in self._live.cells(name)) - 1)

    @property
    def _row(self) -> int:
        """Return the number of the row to be written next."""
        return len(self.rows) + 1

    def _missing(self, cell: str, own: _Own) -> None:
        """Write the row of a cell without a value, which says why."""
        self._add(cell, own, (Cell(look=Look.MISSING), Cell()), Cell())

    def _add(self, cell: str, own: _Own, shown: Sequence[Cell], base: Cell, choices: str = "") -> None:
        value, unit, *ends = shown
        low, high = ends or (Cell(), Cell())
        what = title(self._ledger, cell) if cell in self._ledger.of.graph.cells else ""
        known = (own.evidence, own.source, own.where, own.as_printed, own.reason)
        base_unit = (self._ledger.base_unit(cell) or "") if base.name else ""
        year = Cell(float(own.year), pattern="0") if isinstance(own.year, int) else Cell(own.year)
        reading = Cell(own.reading, Look.GIVEN if choices else Look.TEXT, choices=choices)
        row = (*texts(cell, what), reading, value, unit, low, high, year, *texts(*known), base, Cell(base_unit))
        self.rows.append(row)


def _own(ledger: Ledger, cell: str, reading: Reading) -> _Own:
    evidence = ledger.evidence(cell) or Evidence(reading.evidence).name.lower()
    formula = f"= {reading.formula.formula.text}" if reading.formula else ""
    reason = "; ".join(part for part in (reading.assumed, formula, reading.note) if part)
    year = reading.year and reading.year.record
    return _Own(reading.name, year, evidence, reading.source, reading.where, reading.as_printed, reason)


def _bound(written: Amount, value: Quantity, end: Quantity) -> Cell:
    own = amount(end)
    same = own.unit == written.unit and end.unit == value.unit
    return Cell(own.number if same else written.of(end.base), pattern=own.pattern if same else written.pattern)


def _of_rivals(others: Sequence[Reading]) -> str:
    if not others:
        return words.COUNTS
    return words.COUNTS_AND_OTHERS.format(readings=", ".join(one.name for one in others))

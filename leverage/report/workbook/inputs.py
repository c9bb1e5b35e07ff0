"""The sheet of inputs: every figure, reading, aggregate, lever's input and move's field, given or assumed.

Numbers stand in the units their authors wrote, for hands to change; beside each stands the live number in base units,
which bears the cell's name. Of rival readings one is chosen by its name.
"""

from collections.abc import Sequence
from typing import NamedTuple

from leverage import naming
from leverage.formula.spreadsheet import write_number
from leverage.model import Evidence, Figure, Reading, list_figures
from leverage.quantity import Quantity, split_quantity
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.titles import write_title
from leverage.report.workbook.cells import Cell, Look, Row, Sheet, make_row, name_column
from leverage.report.workbook.live import Live, choose_look, choose_pattern, find_literal, list_standing
from leverage.units import SCALES


class Amount(NamedTuple):
    """A number in a unit with its scale, such as 1.178 and billion USD/year, and how many base units one of it is."""

    number: float
    unit: str
    factor: float
    pattern: str

    def convert(self, base: float) -> float:
        """Return another number of base units in this unit."""
        return base / self.factor


def split_amount(quantity: Quantity) -> Amount:
    """Return a quantity as its author wrote it; a percentage as the fraction that a spreadsheet shows as one."""
    numeral, rest = split_quantity(quantity.text)
    if quantity.percent:
        return Amount(quantity.number, "%", 1.0, f"{_make_pattern(numeral, '0')}%")
    scale = 10.0 ** SCALES.get(rest.partition(" ")[0], 0)
    written = float(numeral.replace(",", "").replace("_", ""))
    return Amount(written, rest or "ratio", scale * quantity.unit.factor, _make_pattern(numeral, "#,##0"))


def _make_pattern(numeral: str, whole: str) -> str:
    """Return the pattern that shows as many decimals as were written; a number with an exponent as it comes."""
    if "e" in numeral.lower():
        return "0.0###E+00"
    decimals = len(numeral.partition(".")[2])
    return f"{whole}.{'0' * decimals}" if decimals else whole


class Choices:
    """Adds the readings that can be chosen one by one to what the cells read."""

    def __init__(self, live: Live) -> None:
        """Begin with what each cell reads now."""
        self._live = live
        self._reads = {name: set(live.reads(name)) for name in live.reader.of.graph.cells}

    def part_readings(self, figure: Figure) -> tuple[list[Reading], list[Reading]]:
        """Return the readings that can be chosen, the one in use first, and the others."""
        free: list[Reading] = []
        others: list[Reading] = []
        for reading in sorted(figure.readings, key=lambda reading: reading.name != figure.use):
            name = naming.reading(figure.id, reading.name)
            if name not in self._live or self._leads_back(name, figure.id):
                others.append(reading)
            else:
                self._reads[figure.id].add(name)
                free.append(reading)
        return free, others

    def _leads_back(self, name: str, figure: str) -> bool:
        """Tell whether a cell is computed from the figure."""
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            read = waiting.pop()
            if read == figure:
                return True
            if read not in seen:
                seen.add(read)
                waiting += self._reads[read]
        return False


_READING_TEXT = "Reading"
_IN_BASE_UNITS = "In base units"
_HEADS = (
    words.CELL, words.MEANING, _READING_TEXT, words.VALUE, words.UNIT, "Low", "High", "Year",
    words.EVIDENCE, words.SOURCE, "Place", "As printed", "Reason, formula or remark", _IN_BASE_UNITS, "Base unit",
)  # fmt: skip
_WIDTHS = (38.0, 36.0, 19.0, 17.0, 20.0, 10.0, 10.0, 8.0, 11.0, 18.0, 28.0, 22.0, 56.0, 20.0, 12.0)
_READING, _VALUE, _BASE = (name_column(_HEADS.index(head)) for head in (_READING_TEXT, words.VALUE, _IN_BASE_UNITS))
_TOP = (
    (
        "Change what is coloured: all results follow. Numbers stand in the unit beside them; a percentage is typed as "
        "50%."
    ),
    (
        f"Of rival readings the one named in the column {_READING_TEXT} counts; choose another from its list. Low and "
        "high are what ranges were drawn between. A cell that is emptied gives #N/A, never nothing."
    ),
    (
        "Yellow: a source states it, or it is a kind's definition. Orange: an assumption, its reason in the cell's "
        "comment. Red: a number without a source. Grey: missing; what needs it stays empty until it is given in the "
        "scenario and the workbook is written anew."
    ),
)


class _Origin(NamedTuple):
    """Where a row's number comes from, and which of several readings it is."""

    reading: str = ""
    year: int | str | None = None
    evidence: str = ""
    source: str = ""
    where: str = ""
    as_printed: str = ""
    reason: str = ""


def make_inputs(live: Live) -> Sheet:
    """Make the sheet of inputs."""
    top = [(Cell(line, Look.SMALL, across=13),) for line in _TOP]
    heads = [make_row(words.INPUTS, look=Look.TITLE), *top, (), make_row(*_HEADS, look=Look.HEAD)]
    writer = _Writer(live, heads)
    writer.write()
    return Sheet(words.INPUTS, _WIDTHS, tuple(writer.rows), (len(heads), 1))


class _Writer:
    """Writes rows below the heads; a row knows its number, so that its formulas can speak of it."""

    def __init__(self, live: Live, heads: Sequence[Row]) -> None:
        self.rows = [*heads]
        self._live, self._reader = live, live.reader
        self._choices = Choices(live)
        self._figures = {figure.id: figure for figure in list_figures(self._reader.scenario)}

    def write(self) -> None:
        for name in list_standing(self._reader):
            figure = self._figures.get(name)
            if figure is None:
                self._write_default(name)
            elif figure.readings and figure.readings[0].name:
                self._write_rivals(figure)
            else:
                self._write_reading(name, figure.readings[0])

    def _write_default(self, name: str) -> None:
        """Write what a kind or the program takes where the file gives nothing, or that nothing is given."""
        cell = self._reader.of.graph.cells[name]
        quantity = find_literal(cell.formula)
        evidence = self._reader.of.evidence.get(name)
        if quantity is None or evidence is None:
            self._write_missing(name, _Origin(reason=self._reader.why(name)))
            return
        reason = cell.assumes or "what is taken where the file gives nothing"
        origin = _Origin(evidence=evidence.evidence.name.lower(), reason=reason)
        self._write_given(name, origin, split_amount(quantity), evidence.evidence)

    def _write_reading(self, cell: str, reading: Reading) -> None:
        origin = _find_origin(self._reader, cell, reading)
        if cell not in self._live:
            self._write_missing(cell, origin._replace(reason=reading.dropped or self._reader.why(cell)))
        elif reading.value is not None:
            amount = split_amount(reading.value)
            ends = [
                Cell() if end is None else _show_end(amount, reading.value, end) for end in (reading.low, reading.high)
            ]
            self._write_given(cell, origin, amount, reading.evidence, ends)
        else:
            *steps, (_, base) = self._live.cells(cell)
            for called, step in steps:
                self._add(called, _Origin(reason=words.A_PART), (Cell(), Cell()), step)
            shown = base._replace(formula=f"{_BASE}{self._row}", look=Look.LIVE, name="")
            self._add(cell, origin, (shown, Cell(self._reader.base_unit(cell))), base)

    def _write_given(
        self, cell: str, origin: _Origin, amount: Amount, evidence: Evidence, ends: Sequence[Cell] = ()
    ) -> None:
        """Write a number that a hand may change, and the formula that makes base units of it, if it is a number."""
        look = choose_look(evidence)
        note = f"Assumed: {origin.reason}" if look is Look.ASSUMED and origin.reason else ""
        value = Cell(amount.number, look, pattern=amount.pattern, note=note)
        place = f"{_VALUE}{self._row}"
        times = "" if amount.factor == 1.0 else f" * {write_number(amount.factor)}"
        base = self._make_base(cell, f"IF(ISNUMBER({place}), {place}{times}, NA())")
        self._add(cell, origin, (value, Cell(amount.unit), *ends), base)

    def _make_base(self, cell: str, formula: str) -> Cell:
        """Make the cell in base units, which bears the name."""
        pattern = choose_pattern(self._reader, cell)
        return Cell(self._live.number(cell), Look.LIVE, formula, pattern, name=self._live.names.of(cell))

    def _write_rivals(self, figure: Figure) -> None:
        """Write a figure with the name of the reading in use, and below it the readings, those to choose from first."""
        free, others = self._choices.part_readings(figure)
        first, last = self._row + 1, self._row + sum(self._count_rows(figure, reading) for reading in free)
        names = f"${_READING}${first}:${_READING}${last}"
        used = figure.in_use
        if used is None or figure.id not in self._live:
            self._write_missing(figure.id, _Origin(reason=self._reader.why(figure.id)))
        else:
            chosen = f"MATCH({_READING}{self._row}, {names}, 0)"
            base = self._make_base(figure.id, f"INDEX(${_BASE}${first}:${_BASE}${last}, {chosen})")
            reason = "the reading that counts"
            if others:
                reason = f"{reason}; not to be chosen here: {', '.join(reading.name for reading in others)}"
            self._write_choice(figure, used, _Origin(reading=used.name, reason=reason), base, names)
        for reading in (*free, *others):
            self._write_reading(naming.reading(figure.id, reading.name), reading)

    def _write_choice(self, figure: Figure, used: Reading, origin: _Origin, base: Cell, names: str) -> None:
        """Write the row of a choice: its value is in the unit of the reading that was in use."""
        raw, place = self._reader.raw(figure.id), f"{_BASE}{self._row}"
        if used.value is None or raw is None:
            value, unit = base._replace(formula=place, name=""), self._reader.base_unit(figure.id) or ""
        else:
            amount = split_amount(used.value)
            text = place if amount.factor == 1.0 else f"{place} / {write_number(amount.factor)}"
            value, unit = Cell(amount.convert(raw), Look.LIVE, text, amount.pattern), amount.unit
        self._add(figure.id, origin, (value, Cell(unit)), base, choices=names)

    def _count_rows(self, figure: Figure, reading: Reading) -> int:
        """Count the rows of a reading: its own, and those of the steps before it."""
        return max(1, len(list(self._live.cells(naming.reading(figure.id, reading.name)))))

    @property
    def _row(self) -> int:
        """Return the number of the row to be written next."""
        return len(self.rows) + 1

    def _write_missing(self, cell: str, origin: _Origin) -> None:
        """Write the row of a cell without a value, which says why."""
        self._add(cell, origin, (Cell(look=Look.MISSING), Cell()), Cell())

    def _add(self, cell: str, origin: _Origin, shown: Sequence[Cell], base: Cell, choices: str = "") -> None:
        """Add a row; `shown` are its value and unit, and its low and high if it has them."""
        value, unit, *ends = shown
        low, high = ends or (Cell(), Cell())
        what = write_title(self._reader, cell) if cell in self._reader.of.graph.cells else ""
        known = (origin.evidence, origin.source, origin.where, origin.as_printed, origin.reason)
        base_unit = (self._reader.base_unit(cell) or "") if base.name else ""
        year = Cell(float(origin.year), pattern="0") if isinstance(origin.year, int) else Cell(origin.year)
        reading = Cell(origin.reading, Look.GIVEN if choices else Look.TEXT, choices=choices)
        row = (*make_row(cell, what), reading, value, unit, low, high, year, *make_row(*known), base, Cell(base_unit))
        self.rows.append(row)


def _find_origin(reader: CellReader, cell: str, reading: Reading) -> _Origin:
    evidence = reader.evidence(cell) or Evidence(reading.evidence).name.lower()
    formula = f"= {reading.formula.formula.text}" if reading.formula else ""
    reason = "; ".join(part for part in (reading.assumed, formula, reading.note) if part)
    year = reading.year and reading.year.record
    return _Origin(reading.name, year, evidence, reading.source, reading.where, reading.as_printed, reason)


def _show_end(amount: Amount, value: Quantity, end: Quantity) -> Cell:
    """Show a low or high as it was written, in the unit of the value."""
    own = split_amount(end)
    if own.unit == amount.unit and end.unit == value.unit:
        return Cell(own.number, pattern=own.pattern)
    return Cell(amount.convert(end.base), pattern=amount.pattern)

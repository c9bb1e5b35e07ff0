"""The sheet of inputs: every figure, reading, aggregate, lever's input and move's field, given or assumed.

Numbers stand in the units their authors wrote, for hands to change; beside each stands the live number in base units,
which bears the cell's name. Of rival readings one is chosen by its name.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from leverage import naming
from leverage.analysis import checks
from leverage.formula.spreadsheet import quote_text, write_number
from leverage.model import Evidence, Figure, Reading, list_figures
from leverage.quantity import Quantity, split_quantity
from leverage.report import words
from leverage.report.bibliography import name_source
from leverage.report.cell_reader import CellReader
from leverage.report.figures import list_cited
from leverage.report.numbers import describe_shape
from leverage.report.titles import explain_gap
from leverage.report.workbook.cells import INPUT_LOOKS, Cell, Limit, Look, Row, Sheet, make_row, name_column
from leverage.report.workbook.live import (
    CHANGES,
    Live,
    choose_look,
    choose_pattern,
    find_literal,
    list_standing,
    write_meaning,
)
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
    return Amount(written, rest, scale * quantity.unit.factor, _make_pattern(numeral, "#,##0"))


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


_HEADS = (
    words.MEANING, "Reading", words.VALUE, words.UNIT, "Low", "High", "Year", words.EVIDENCE, words.SOURCE,
    "Reason or remark", "Changed", "As in the file", "Place", "As printed", "In base units", "Base unit",
    "Name for --set", "Formula",
)  # fmt: skip
_WIDTHS = (
    40.0, 17.0, 14.0, 19.0, 9.0, 9.0, 7.0, 10.0, 28.0, 46.0, 9.0, 14.0, 28.0, 22.0, 20.0, 12.0, 40.0, 40.0,
)  # fmt: skip
_PRINTED = _HEADS.index("Changed") + 1
_READING, _VALUE, _CHANGED, _IN_FILE, _BASE = (
    name_column(_HEADS.index(head)) for head in ("Reading", words.VALUE, "Changed", "As in the file", "In base units")
)
_CHANGED_WORD = "changed"
_TOP = (
    (
        "Change what is coloured: all results follow. Numbers stand in the unit beside them; type a percentage as 50%. "
        "What the program would refuse is refused here too. Of rival readings the one named under Reading counts; "
        "choose another from its list. An input that is emptied gives #N/A, never nothing."
    ),
    (
        "Yellow: a source states it, or it is a definition. Orange: an assumption, its reason in the comment. Red: a "
        "number without a source. Grey: missing; give it in the scenario and write the workbook anew. Low and high "
        "only serve the simulations, which a spreadsheet cannot run."
    ),
    (
        "All other cells are protected, without a password: Review > Unprotect Sheet (in LibreOffice Tools > Protect "
        "Sheet)."
    ),
)
# So many rows stand above the first input.
_ABOVE = len(_TOP) + 4


class _Origin(NamedTuple):
    """Where a row's number comes from, and which of several readings it is."""

    reading: str = ""
    year: int | str | None = None
    evidence: str = ""
    source: str = ""
    where: str = ""
    as_printed: str = ""
    reason: str = ""
    formula: str = ""


def make_inputs(live: Live) -> Sheet:
    """Make the sheet of inputs."""
    writer = _Writer(live)
    writer.write()
    across = _PRINTED - 1
    top = [make_row(words.INPUTS, look=Look.TITLE), *((Cell(line, Look.SMALL, across=across),) for line in _TOP)]
    last = max(_ABOVE + len(writer.rows), _ABOVE + 1)
    formula = f"COUNTIF({_CHANGED}{_ABOVE + 1}:{_CHANGED}{last}, {quote_text(_CHANGED_WORD)})"
    count = Cell(0.0, Look.TOTAL, formula, "0", name=live.names.of(CHANGES))
    heads = [*top, (Cell("Inputs that differ from the file", Look.TOTAL), count), (), make_row(*_HEADS, look=Look.HEAD)]
    return Sheet(words.INPUTS, _WIDTHS, (*heads, *writer.rows), (_ABOVE, 1), _PRINTED)


class _Writer:
    """Writes rows below the heads; a row knows its number, so that its formulas can speak of it."""

    def __init__(self, live: Live) -> None:
        self.rows: list[Row] = []
        self._live, self._reader = live, live.reader
        self._choices = Choices(live)
        self._rooms = checks.find_rooms(live.reader.of.graph)
        self._numbers = {cited.source.id: number for number, cited in enumerate(list_cited(live.reader), 1)}
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
            self._write_missing(name, _Origin(reason=explain_gap(self._reader, name)))
            return
        reason = cell.assumes or "what is taken where the file gives nothing"
        origin = _Origin(evidence=evidence.evidence.name.lower(), reason=reason)
        self._write_given(name, origin, split_amount(quantity), evidence.evidence)

    def _write_reading(self, cell: str, reading: Reading) -> None:
        origin = _find_origin(self._reader, cell, reading)
        if cell not in self._live:
            self._write_missing(cell, origin._replace(reason=reading.dropped or explain_gap(self._reader, cell)))
        elif reading.value is not None:
            amount = split_amount(reading.value)
            ends = [
                Cell() if end is None else _show_end(amount, reading.value, end) for end in (reading.low, reading.high)
            ]
            if shape := describe_shape(reading):
                ends = [end._replace(note=f"Shape: {shape}") for end in ends]
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
        value = Cell(amount.number, look, pattern=amount.pattern, note=note, limit=self._limit(cell, amount))
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
            self._write_missing(figure.id, _Origin(reason=explain_gap(self._reader, figure.id)))
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
        return _ABOVE + len(self.rows) + 1

    def _write_missing(self, cell: str, origin: _Origin) -> None:
        """Write the row of a cell without a value, which says why."""
        self._add(cell, origin, (Cell(look=Look.MISSING), Cell()), Cell())

    def _limit(self, cell: str, amount: Amount) -> Limit:
        """Return what may be typed into a cell in its author's unit: any number, where the program has no bounds."""
        least, most = self._rooms.get(cell) or self._rooms.get(self._find_figure(cell), (-math.inf, math.inf))
        is_percent = amount.unit == "%"
        size = amount.factor / 100 if is_percent else amount.factor
        unit = f" {amount.unit}" if amount.unit else ""
        allowed = "a number"
        if least > -math.inf or most < math.inf:
            allowed = checks.Limit(cell, least / size, most / size).describe() + unit
        says = f"{write_meaning(self._reader, cell)}: must be {allowed}."
        return Limit(least / amount.factor, most / amount.factor, says)

    def _find_figure(self, cell: str) -> str:
        """Return the figure that a cell is a reading of; empty where it is none."""
        name = cell.rpartition(".")[0]
        return name if name in self._figures else ""

    def _add(self, cell: str, origin: _Origin, shown: Sequence[Cell], base: Cell, choices: str = "") -> None:
        """Add a row; `shown` are its value and unit, and its low and high if it has them."""
        value, unit, *ends = shown
        what = write_meaning(self._reader, cell) if cell in self._reader.of.graph.cells else ""
        base_unit = (self._reader.base_unit(cell) or "") if base.name else ""
        year = Cell(float(origin.year), pattern="0") if isinstance(origin.year, int) else Cell(origin.year)
        reading = Cell(origin.reading, Look.GIVEN if choices else Look.TEXT, choices=choices)
        row = (
            *(Cell(what), reading, value, unit, *(ends or (Cell(), Cell())), year),
            *make_row(origin.evidence, self._name_source(origin.source), origin.reason),
            *self._compare(reading, value),
            *make_row(origin.where, origin.as_printed),
            *(base, Cell(base_unit), Cell(cell, Look.ID), Cell(origin.formula, Look.ID)),
        )
        self.rows.append(row)

    def _name_source(self, id_: str) -> str:
        """Name a source by its number on the sheet of sources, and its author or title."""
        if not id_:
            return ""
        name = name_source(self._reader.scenario.sources[id_])
        return f"{self._numbers[id_]}. {name}" if id_ in self._numbers else name

    def _compare(self, reading: Cell, value: Cell) -> tuple[Cell, Cell]:
        """Return the cell that tells whether a hand changed the row's input, and the input as it was written."""
        here, there = f"{_VALUE}{self._row}", f"{_IN_FILE}{self._row}"
        if reading.choices:
            here = f"{_READING}{self._row}"
            test, kept = f"{here} = {there}", reading._replace(look=Look.STILL, choices="")
        elif value.look in INPUT_LOOKS:
            test = f"AND(ISNUMBER({here}), {here} = {there})"
            kept = Cell(value.value, Look.STILL, pattern=value.pattern)
        else:
            return Cell(), Cell()
        word = quote_text(_CHANGED_WORD)
        return Cell("", Look.WARNING, f'IFERROR(IF({test}, "", {word}), {word})'), kept


def _find_origin(reader: CellReader, cell: str, reading: Reading) -> _Origin:
    evidence = reader.evidence(cell) or Evidence(reading.evidence).name.lower()
    formula = f"= {reading.formula.formula.text}" if reading.formula else ""
    reason = "; ".join(part for part in (reading.assumed, "computed" if formula else "", reading.note) if part)
    year = reading.year and reading.year.record
    return _Origin(reading.name, year, evidence, reading.source, reading.where, reading.as_printed, reason, formula)


def _show_end(amount: Amount, value: Quantity, end: Quantity) -> Cell:
    """Show a low or high as it was written, in the unit of the value."""
    own = split_amount(end)
    if own.unit == amount.unit and end.unit == value.unit:
        return Cell(own.number, pattern=own.pattern)
    return Cell(amount.convert(end.base), pattern=amount.pattern)

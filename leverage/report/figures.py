"""The records of a scenario's figures and sources: every number, where it stands, who says so, what uses it."""

from collections.abc import Iterator, Mapping, Sequence

from leverage import naming
from leverage.formula.tree import Number
from leverage.model import DataEntry, Evidence, Figure, Key, Reading, Source, Year, list_figures, list_keys
from leverage.quantity import Quantity, write_unit
from leverage.report import words
from leverage.report.bibliography import describe_source
from leverage.report.cell_reader import CellReader
from leverage.report.columns import Column, Columns, count, flag, number, text, texts, value
from leverage.report.marks import ASSUMED, UNSOURCED
from leverage.report.numbers import describe_shape, write_brief
from leverage.report.views import Grid, Item, make_text_columns
from leverage.units import Unit


class Given:
    """One reading of a figure, in use or not."""

    def __init__(
        self, reader: CellReader, figure: Figure, reading: Reading, users: Mapping[str, Sequence[str]]
    ) -> None:
        """Take a reading of a scenario's figure; `users` are the cells that read each cell."""
        self.reader = reader
        self.figure = figure
        self.reading = reading
        self.is_in_use = reading.name == figure.use
        self.cell = naming.reading(figure.id, reading.name)
        self._users = users

    def find_unit(self) -> str | None:
        """Return the unit of value, low and high: the one asked for where it fits, else as it is written."""
        if self.reading.value is None:
            return self.reader.unit(self.cell)
        return self._choose_unit(self.reading.value).text or write_unit(self.reading.value)

    def find_value(self) -> float | None:
        """Return the value in that unit, or what a formula comes to."""
        if self.reading.value is None:
            return self.reader.number(self.cell)
        return self.convert(self.reading.value)

    def convert(self, quantity: Quantity | None) -> float | None:
        """Return a quantity's number in that unit; as it was written where that is its own."""
        if self.reading.value is None or quantity is None:
            return None
        unit = self._choose_unit(self.reading.value)
        return quantity.number if quantity.unit == unit else quantity.base / unit.factor

    def _choose_unit(self, written: Quantity) -> Unit:
        unit = self.reader.display_unit
        return unit if unit is not None and unit.dimension == written.unit.dimension else written.unit

    def find_evidence(self) -> str:
        """Return the word for the evidence, also of a reading that nothing uses."""
        return self.reader.evidence(self.cell) or Evidence(self.reading.evidence).name.lower()

    def list_users(self) -> list[str]:
        """Return the cells that read it, by its own name or as the one in use."""
        users = list(self._users.get(self.cell, ()))
        if not self.reading.name or not self.is_in_use:
            return users
        return [*self._users.get(self.figure.id, ()), *(user for user in users if user != self.figure.id)]

    def count_years(self) -> int | None:
        """Return how many years it is older than what the scenario speaks of; never by the clock."""
        as_of, year = self.reader.scenario.as_of, self.reading.year
        return int(as_of[:4]) - year.ends if as_of and year is not None else None

    def write_value(self) -> str:
        """Write the value for people: as its author wrote it, or in few digits where it is computed."""
        if self.reading.value is None:
            computed = self.reader.number(self.cell)
            return "–" if computed is None else write_brief(computed, self.reader.unit(self.cell))
        bounds = [bound.text for bound in (self.reading.low, self.reading.high) if bound]
        written = self.reading.value.text
        if not bounds:
            return written
        return f"{written} ({'; '.join(filter(None, (words.TO.join(bounds), describe_shape(self.reading))))})"

    def find_entry(self, field: str) -> str | int | None:
        """Return a field of the entry of a data file that it was taken from, None where there is none."""
        found = getattr(self.reading.entry, field) if self.reading.entry else None
        return found.record if isinstance(found, Year) else found or None


def _make_entry_column(key: str, field: str, doc: str) -> Column[Given]:
    return value(f"from_{key}", f"of the entry of a data file: {doc}", lambda row: row.find_entry(field))


FIGURES = Columns[Given](
    text("figure", "the figure", lambda row: row.figure.id),
    text("label", "its name for people", lambda row: row.figure.label or None),
    text("reading", "which of several readings it is", lambda row: row.reading.name or None),
    flag("in_use", "whether it is the reading in use", lambda row: row.is_in_use),
    number("value", "the value", lambda row: row.find_value()),
    text("unit", "unit of `value`, `low` and `high`", lambda row: row.find_unit()),
    number("low", "least plausible value", lambda row: row.convert(row.reading.low)),
    number("high", "greatest plausible value", lambda row: row.convert(row.reading.high)),
    text(
        "shape",
        "how values lie around `low` and `high`",
        lambda row: row.reading.shape if row.reading.has_range else None,
    ),
    number(
        "covers",
        "share of the probability between them",
        lambda row: row.reading.covered if row.reading.has_range else None,
    ),
    value("year", "the year it is of", lambda row: row.reading.year and row.reading.year.record),
    text("evidence", "`reported`, `derived`, `assumed` or `unsourced`", lambda row: row.find_evidence()),
    text("source", "the source; those of a prior joined by `;`", lambda row: ";".join(row.reading.cited) or None),
    text("where", "the place in the source", lambda row: row.reading.where or None),
    text("as_printed", "how the source prints it", lambda row: row.reading.as_printed or None),
    text(
        "formula",
        "the formula, for a derived figure",
        lambda row: row.reading.formula.formula.text if row.reading.formula else None,
    ),
    text("reason", "why it is assumed", lambda row: row.reading.assumed or None),
    text("file", "file that it stands in", lambda row: row.reading.place.file.name),
    count("line", "line of that file", lambda row: row.reading.place.line),
    texts("used_by", "cells that read it", lambda row: row.list_users()),
    count("age", "how many years it is older than the scenario's `as_of`", lambda row: row.count_years()),
    *(_make_entry_column(name, field, key.doc) for name, (field, key) in list_keys(DataEntry).items()),
)


def list_given(reader: CellReader) -> list[Given]:
    """Return every figure, reading by reading, and every assumption of a kind or a model."""
    users = _find_users(reader)
    return [
        Given(reader, figure, reading, users)
        for figure in (*list_figures(reader.scenario), *_list_assumptions(reader, users))
        for reading in figure.readings
        if not reading.dropped and not is_reference(figure, reading)
    ]


def _find_users(reader: CellReader) -> dict[str, list[str]]:
    """Return by cell the cells that read it."""
    users: dict[str, list[str]] = {}
    for name, cell in reader.of.graph.cells.items():
        for read in dict.fromkeys(cell.reads):
            users.setdefault(read, []).append(name)
    return users


def _list_assumptions(reader: CellReader, users: Mapping[str, Sequence[str]]) -> Iterator[Figure]:
    """Yield what kinds and models take for granted, as figures that give a reason, and a value if it is no formula.

    What a formula of a kind takes for granted is listed once for a lever, whatever losses are computed by it.
    """
    seen = set()
    for name, cell in reader.of.graph.cells.items():
        where = (cell.lever, cell.place)
        is_taken = bool(cell.assumes) and not cell.lacks and name in users
        if not is_taken or cell.place is None or (cell.lever and where in seen):
            continue
        seen.add(where)
        tree = cell.formula.tree if cell.formula else None
        quantity = tree.quantity if isinstance(tree, Number) else None
        reading = Reading("", cell.place, quantity, assumed=cell.assumes)
        if cell.lever:
            label = "formula of the kind"
        elif naming.find_first_word(name) in reader.scenario.levers:
            label = "default of the kind"
        else:
            label = words.OF_MODEL
        yield Figure(name, cell.place, (reading,), label=label)


def is_reference(figure: Figure, reading: Reading) -> bool:
    """Tell whether a party's, lever's or move's figure merely names another one, which has its own record."""
    owner, _ = naming.split(figure.id)
    is_name = reading.formula is not None and reading.formula.formula.is_name
    return bool(owner) and is_name and not reading.source and not reading.assumed


class Cited:
    """A source, and the figures that it stands behind."""

    def __init__(self, source: Source, figures: Sequence[str]) -> None:
        """Take a source with the names of its figures."""
        self.source = source
        self.figures = figures


_FIRST = ("title", "author", "published", "url", "primary", "note")  # the keys that stand before the figures


def _list_further_keys() -> dict[str, Key]:
    """Return the other keys by the fields they are read as, each by its first name."""
    declared = list_keys(Source).items()
    return {field: key for name, (field, key) in declared if name == field and field not in _FIRST}


def _make_source_column(field: str, doc: str) -> Column[Cited]:
    return text(field, doc, lambda row: getattr(row.source, field) or None)


SOURCES = Columns[Cited](
    text("source", "the source", lambda row: row.source.id),
    text("title", "its title", lambda row: row.source.title),
    text("author", "who wrote it", lambda row: row.source.author or None),
    text("published", "when", lambda row: row.source.published or None),
    text("url", "where it is found", lambda row: row.source.url or None),
    flag("primary", "whether the scenario is about it", lambda row: row.source.primary),
    text("note", "a remark", lambda row: row.source.note or None),
    texts("figures", "figures that it stands behind", lambda row: row.figures),
    *(_make_source_column(field, key.doc) for field, key in _list_further_keys().items()),
)


def list_cited(reader: CellReader) -> list[Cited]:
    """Return the bibliography: every source, and the figures it stands behind."""
    figures: dict[str, list[str]] = {}
    for figure in list_figures(reader.scenario):
        for reading in figure.readings:
            for source in () if reading.dropped else reading.cited:
                figures.setdefault(source, []).append(naming.reading(figure.id, reading.name))
    return [
        Cited(source, figures.get(source.id, []))
        for source in reader.scenario.sources.values()
        if source.id in figures or not reader.scenario.what_if.only
    ]


def write_book(source: Source) -> str:
    """Write a source as a bibliography does."""
    book = f"{source.id}: {describe_source(source)}"
    return f"{book} (primary)" if source.primary else book


def draw_figure_grids(figures: Sequence[Given], in_use: str, rivals: str) -> tuple[Grid, Grid]:
    """Show the figures in use and the rival readings, under a title each."""
    heads = ("Figure", words.VALUE, "Year (age)", "Source and place, formula or reason")
    columns = make_text_columns(*heads)
    return (
        Grid("figures", in_use, columns, tuple(_show_figure(given) for given in figures if given.is_in_use)),
        Grid("figures", rivals, columns, tuple(_show_figure(given) for given in figures if not given.is_in_use)),
    )


def _show_figure(given: Given) -> tuple[Item, ...]:
    reading, cell = given.reading, given.cell
    mark = {"assumed": ASSUMED, "unsourced": UNSOURCED}.get(given.find_evidence(), "")
    value = Item(given.write_value(), mark, cell, given.find_value(), notes=given.reader.label_notes(cell))
    year, age = str(reading.year.record) if reading.year else "", given.count_years()
    parts = [
        reading.assumed,
        f"= {reading.formula.formula.text}" if reading.formula else "",
        reading.source,
        reading.where,
        f"“{reading.as_printed}”" if reading.as_printed else "",
        f"from {reading.entry}" if reading.entry else "",
    ]
    basis = ", ".join(part for part in parts if part)
    return Item(cell), value, Item(year if age is None else f"{year} ({age} y)"), Item(basis)

"""The records of a scenario's figures and sources: every number, where it stands, who says so, what uses it."""

from collections.abc import Iterator, Sequence

from leverage.model import Evidence, Figure, Reading, list_figures
from leverage.problems import Place
from leverage.quantity import Quantity, write_unit
from leverage.report import words
from leverage.report.cell_reader import CellReader
from leverage.report.marks import ASSUMED, UNSOURCED
from leverage.report.numbers import write_brief
from leverage.report.report import Record
from leverage.report.views import Column, Grid, Item
from leverage.units import Unit

FIGURES = (
    "figure", "label", "reading", "in_use", "value", "unit", "low", "high", "year", "evidence", "source", "where",
    "as_printed", "formula", "reason", "file", "line", "used_by",
    "age",
)  # fmt: skip
SOURCES = ("source", "title", "author", "published", "url", "primary", "note", "figures")


def list_figure_records(reader: CellReader) -> list[Record]:
    """Return every figure, reading by reading, and every assumption a kind makes by default.

    `shown` is the value as people read it; it is no column of the records.
    """
    used_by = _used_by(reader)
    rows = []
    for figure in list_figures(reader.scenario):
        for reading in figure.readings:
            if not reading.dropped and not _is_reference(figure, reading):
                rows.append(_figure(reader, figure, reading, used_by))
    return rows + list(_defaults(reader, used_by))


def list_source_records(reader: CellReader) -> list[Record]:
    """Return the bibliography: every source, and the figures it stands behind."""
    cited: dict[str, list[str]] = {}
    for figure in list_figures(reader.scenario):
        for reading in figure.readings:
            if reading.source and not reading.dropped:
                cited.setdefault(reading.source, []).append(_cell(figure, reading))
    return [
        {
            "source": source.id,
            "title": source.title,
            "author": source.author or None,
            "published": source.published or None,
            "url": source.url or None,
            "primary": source.primary,
            "note": source.note or None,
            "figures": cited.get(source.id, []),
        }
        for source in reader.scenario.sources.values()
        if source.id in cited or not reader.scenario.what_if.only
    ]


def _figure(reader: CellReader, figure: Figure, reading: Reading, used_by: dict[str, list[str]]) -> Record:
    cell = _cell(figure, reading)
    texts = {name: getattr(reading, name) or None for name in ("source", "where", "as_printed")}
    return {
        "figure": figure.id,
        "label": figure.label or None,
        "reading": reading.name or None,
        "in_use": reading.name == figure.use,
        **_amounts(reader, reading, cell),
        "year": reading.year and reading.year.record,
        "evidence": reader.evidence(cell) or Evidence(reading.evidence).name.lower(),
        **texts,
        "formula": reading.formula.formula.text if reading.formula else None,
        "reason": reading.assumed or None,
        **_written_at(reading.place),
        "used_by": _users(figure, reading, used_by),
        "age": _age(reader, reading),
        "shown": _shown(reader, reading, cell),
    }


def _age(reader: CellReader, reading: Reading) -> int | None:
    """Return how many years a figure is older than what the scenario speaks of; never by the clock."""
    as_of = reader.scenario.as_of
    return int(as_of[:4]) - reading.year.ends if as_of and reading.year is not None else None


def _amounts(reader: CellReader, reading: Reading, cell: str) -> Record:
    """Return value, unit, low and high: as written, or in the unit asked for where it fits."""
    value = reading.value
    if value is None:
        return {"value": reader.number(cell), "unit": reader.unit(cell), "low": None, "high": None}
    fits = reader.asked is not None and reader.asked.dimension == value.unit.dimension
    unit = reader.asked if fits and reader.asked else value.unit
    numbers = {"value": value, "low": reading.low, "high": reading.high}
    return {"unit": unit.text or write_unit(value)} | {name: _in(unit, one) for name, one in numbers.items()}


def _users(figure: Figure, reading: Reading, used_by: dict[str, list[str]]) -> list[str]:
    """Return the cells that read a reading, by its own name or as the one in use."""
    own = used_by.get(_cell(figure, reading), [])
    if not reading.name or reading.name != figure.use:
        return own
    return [*used_by.get(figure.id, []), *(user for user in own if user != figure.id)]


def _defaults(reader: CellReader, used_by: dict[str, list[str]]) -> Iterator[Record]:
    for name, cell in reader.of.graph.cells.items():
        if cell.assumes and cell.place and name in used_by:
            yield {
                "figure": name,
                "label": "default of the kind",
                "in_use": True,
                "value": reader.number(name),
                "unit": reader.unit(name),
                "evidence": reader.evidence(name),
                "reason": cell.assumes,
                **_written_at(cell.place),
                "used_by": used_by[name],
                "shown": write_brief(reader.number(name) or 0.0, reader.unit(name)),
            }


def _shown(reader: CellReader, reading: Reading, cell: str) -> str:
    """Write a figure's value for people: as its author wrote it, or in few digits where it is computed."""
    if reading.value is None:
        number = reader.number(cell)
        return "–" if number is None else write_brief(number, reader.unit(cell))
    bounds = [bound.text for bound in (reading.low, reading.high) if bound]
    return f"{reading.value.text} ({words.TO.join(bounds)})" if bounds else reading.value.text


def _written_at(place: Place) -> Record:
    return {"file": place.file.name, "line": place.line}


def _in(unit: Unit, quantity: Quantity | None) -> float | None:
    """Return a quantity's number in a unit; as it was written where that is its own."""
    if quantity is None:
        return None
    return quantity.number if quantity.unit == unit else quantity.base / unit.factor


def _cell(figure: Figure, reading: Reading) -> str:
    return f"{figure.id}.{reading.name}" if reading.name else figure.id


def _is_reference(figure: Figure, reading: Reading) -> bool:
    """Tell whether a lever's input merely names a figure, which has its own record."""
    lone = reading.formula is not None and reading.formula.formula.is_name
    return "." in figure.id and lone and not reading.source and not reading.assumed


def _used_by(reader: CellReader) -> dict[str, list[str]]:
    users: dict[str, list[str]] = {}
    for name, cell in reader.of.graph.cells.items():
        for read in dict.fromkeys(cell.reads):
            users.setdefault(read, []).append(name)
    return users


def write_book(row: Record) -> str:
    """Write a source as a bibliography does."""
    parts = [row["author"], row["title"], row["published"], row["url"]]
    template = "{source}: {facts} (primary)" if row["primary"] else "{source}: {facts}"
    return template.format(source=row["source"], facts=", ".join(str(part) for part in parts if part))


def draw_figure_grids(rows: Sequence[Record]) -> tuple[Grid, Grid]:
    """Show figures: those in use, and rival readings."""
    heads = ("Figure", words.VALUE, "Year (age)", "Source and place, formula or reason")
    columns = tuple(Column(head, is_text=True) for head in heads)
    return (
        Grid("figures", "Figures in use", columns, tuple(_figure_row(row) for row in rows if row["in_use"])),
        Grid("figures", "Rival readings", columns, tuple(_figure_row(row) for row in rows if not row["in_use"])),
    )


def _figure_row(row: Record) -> tuple[Item, ...]:
    sign = {"assumed": ASSUMED, "unsourced": UNSOURCED}.get(str(row["evidence"]), "")
    name = f"{row['figure']}.{row['reading']}" if row.get("reading") else str(row["figure"])
    formula, printed = row.get("formula"), row.get("as_printed")
    parts = [
        row["reason"],
        f"= {formula}" if formula else "",
        row.get("source"),
        row.get("where"),
        f"“{printed}”" if printed else "",
    ]
    basis = ", ".join(str(part) for part in parts if part)
    value = Item(row["shown"], sign, name, row["value"])
    year = str(row.get("year") or "")
    if row.get("age") is not None:
        year = f"{year} ({row['age']} y)"
    return Item(name), value, Item(year), Item(basis)

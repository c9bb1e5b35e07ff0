"""The records of a scenario's figures and sources: every number, where it stands, who says so, what uses it."""

from collections.abc import Iterator

from leverage.model import Evidence, Figure, Reading, figures_of
from leverage.problems import Place
from leverage.quantity import Quantity, unit_text
from leverage.report.ledger import Ledger
from leverage.report.numbers import brief
from leverage.report.parts import Record
from leverage.units import Unit

FIGURES = (
    "figure", "label", "reading", "in_use", "value", "unit", "low", "high", "year", "evidence", "source", "where",
    "as_printed", "formula", "reason", "file", "line", "used_by",
)  # fmt: skip
SOURCES = ("source", "title", "author", "published", "url", "primary", "note", "figures")


def figures(ledger: Ledger) -> list[Record]:
    """Return every figure, reading by reading, and every assumption a kind makes by default.

    `shown` is the value as people read it; it is no column of the records.
    """
    used_by = _used_by(ledger)
    rows = []
    for figure in figures_of(ledger.scenario):
        for reading in figure.readings:
            if not _is_reference(figure, reading):
                rows.append(_figure(ledger, figure, reading, used_by))
    return rows + list(_defaults(ledger, used_by))


def sources(ledger: Ledger) -> list[Record]:
    """Return the bibliography: every source, and the figures it stands behind."""
    cited: dict[str, list[str]] = {}
    for figure in figures_of(ledger.scenario):
        for reading in figure.readings:
            if reading.source:
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
        for source in ledger.scenario.sources.values()
    ]


def _figure(ledger: Ledger, figure: Figure, reading: Reading, used_by: dict[str, list[str]]) -> Record:
    cell = _cell(figure, reading)
    in_use = reading.name == figure.use
    users = used_by.get(cell, [])
    if in_use and cell != figure.id:
        users = [*used_by.get(figure.id, []), *(user for user in users if user != figure.id)]
    value, asked = reading.value, ledger.asked
    unit = value.unit if value else Unit("", 1.0, ())
    if asked is not None and unit.dimension == asked.dimension:
        unit = asked
    return {
        "figure": figure.id,
        "label": figure.label or None,
        "reading": reading.name or None,
        "in_use": in_use,
        "value": _in(unit, value) if value else ledger.number(cell),
        "unit": unit.text or unit_text(value) if value else ledger.unit(cell),
        "low": _in(unit, reading.low),
        "high": _in(unit, reading.high),
        "year": reading.year,
        "evidence": ledger.evidence(cell) or Evidence(reading.evidence).name.lower(),
        "source": reading.source or None,
        "where": reading.where or None,
        "as_printed": reading.as_printed or None,
        "formula": reading.formula.formula.text if reading.formula else None,
        "reason": reading.assumed or None,
        **_written_at(reading.place),
        "used_by": users,
        "shown": _shown(ledger, reading, cell),
    }


def _defaults(ledger: Ledger, used_by: dict[str, list[str]]) -> Iterator[Record]:
    for name, cell in ledger.of.graph.cells.items():
        if cell.assumes and cell.place and name in used_by:
            yield {
                "figure": name,
                "label": "default of the kind",
                "in_use": True,
                "value": ledger.number(name),
                "unit": ledger.unit(name),
                "evidence": ledger.evidence(name),
                "reason": cell.assumes,
                **_written_at(cell.place),
                "used_by": used_by[name],
                "shown": brief(ledger.number(name) or 0.0, ledger.unit(name)),
            }


def _shown(ledger: Ledger, reading: Reading, cell: str) -> str:
    """Write a figure's value for people: as its author wrote it, or in few digits where it is computed."""
    if reading.value is None:
        number = ledger.number(cell)
        return "–" if number is None else brief(number, ledger.unit(cell))
    bounds = [bound.text for bound in (reading.low, reading.high) if bound]
    return f"{reading.value.text} ({' to '.join(bounds)})" if bounds else reading.value.text


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


def _used_by(ledger: Ledger) -> dict[str, list[str]]:
    users: dict[str, list[str]] = {}
    for name, cell in ledger.of.graph.cells.items():
        for read in dict.fromkeys(cell.reads):
            users.setdefault(read, []).append(name)
    return users

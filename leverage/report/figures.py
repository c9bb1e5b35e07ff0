"""The records of a scenario's figures and sources: every number, where it stands, who says so, what uses it."""

from collections.abc import Iterator

from leverage.model import Evidence, Figure, Reading, figures_of
from leverage.problems import Place
from leverage.quantity import Quantity, unit_text
from leverage.report.ledger import Ledger
from leverage.report.numbers import brief
from leverage.report.parts import Record
from leverage.report.words import TO
from leverage.report.words import listing as words
from leverage.units import Unit

FIGURES = (
    "figure", "label", "reading", "in_use", "value", "unit", "low", "high", "year", "evidence", "source", "where",
    "as_printed", "formula", "reason", "file", "line", "used_by",
    "age",
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
            if not reading.dropped and not _is_reference(figure, reading):
                rows.append(_figure(ledger, figure, reading, used_by))
    return rows + list(_defaults(ledger, used_by))


def sources(ledger: Ledger) -> list[Record]:
    """Return the bibliography: every source, and the figures it stands behind."""
    cited: dict[str, list[str]] = {}
    for figure in figures_of(ledger.scenario):
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
        for source in ledger.scenario.sources.values()
        if source.id in cited or not ledger.scenario.what_if.only
    ]


def _figure(ledger: Ledger, figure: Figure, reading: Reading, used_by: dict[str, list[str]]) -> Record:
    cell = _cell(figure, reading)
    texts = {name: getattr(reading, name) or None for name in ("source", "where", "as_printed")}
    return {
        "figure": figure.id,
        "label": figure.label or None,
        "reading": reading.name or None,
        "in_use": reading.name == figure.use,
        **_amounts(ledger, reading, cell),
        "year": reading.year and reading.year.record,
        "evidence": ledger.evidence(cell) or Evidence(reading.evidence).name.lower(),
        **texts,
        "formula": reading.formula.formula.text if reading.formula else None,
        "reason": reading.assumed or None,
        **_written_at(reading.place),
        "used_by": _users(figure, reading, used_by),
        "age": _age(ledger, reading),
        "shown": _shown(ledger, reading, cell),
    }


def _age(ledger: Ledger, reading: Reading) -> int | None:
    """Return how many years a figure is older than what the scenario speaks of; never by the clock."""
    as_of = ledger.scenario.as_of
    return int(as_of[:4]) - reading.year.ends if as_of and reading.year is not None else None


def _amounts(ledger: Ledger, reading: Reading, cell: str) -> Record:
    """Return value, unit, low and high: as written, or in the unit asked for where it fits."""
    value = reading.value
    if value is None:
        return {"value": ledger.number(cell), "unit": ledger.unit(cell), "low": None, "high": None}
    fits = ledger.asked is not None and ledger.asked.dimension == value.unit.dimension
    unit = ledger.asked if fits and ledger.asked else value.unit
    numbers = {"value": value, "low": reading.low, "high": reading.high}
    return {"unit": unit.text or unit_text(value)} | {name: _in(unit, one) for name, one in numbers.items()}


def _users(figure: Figure, reading: Reading, used_by: dict[str, list[str]]) -> list[str]:
    """Return the cells that read a reading, by its own name or as the one in use."""
    own = used_by.get(_cell(figure, reading), [])
    if not reading.name or reading.name != figure.use:
        return own
    return [*used_by.get(figure.id, []), *(user for user in own if user != figure.id)]


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
    return f"{reading.value.text} ({TO.join(bounds)})" if bounds else reading.value.text


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


def book(row: Record) -> str:
    """Write a source as a bibliography does."""
    parts = [row["author"], row["title"], row["published"], row["url"]]
    template = words.PRIMARY_BOOK if row["primary"] else words.BOOK
    return template.format(source=row["source"], facts=", ".join(str(part) for part in parts if part))

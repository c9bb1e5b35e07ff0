"""A cell's value as it is written for people, so that it can be read back by the formula language."""

from leverage.claims import judge
from leverage.formula import literal
from leverage.report import numbers
from leverage.report.ledger import Ledger
from leverage.report.titles import is_share


def value(ledger: Ledger, name: str) -> float | str | None:
    """Return a cell's number in the display unit, or a claim's verdict; None where there is none."""
    claim = ledger.scenario.claims.get(name)
    return judge(ledger.of, claim).verdict if claim else ledger.number(name)


def shown(ledger: Ledger, name: str) -> str:
    """Write a cell's value for people: a verdict, a figure as its author wrote it, or a number in six digits."""
    own, reading = value(ledger, name), ledger.of.graph.reading(name)
    if own is None:
        return "–"
    if isinstance(own, str):
        return own
    written = reading.value if reading and not ledger.fits(name) else None
    return written.text if written else numbers.plain(own, ledger.unit(name), is_share=is_share(ledger, name))


def numeral(ledger: Ledger, name: str) -> str:
    """Write a cell's number as a literal of the formula language: as its author did, or in six digits."""
    reading, number = ledger.of.graph.reading(name), ledger.number(name)
    if reading and reading.value and not ledger.fits(name):
        text = literal(reading.value)
        return f"({text})" if text.startswith("-") else text
    return numbers.literal(number or 0.0, ledger.unit(name), is_share=is_share(ledger, name))


def in_own_unit(ledger: Ledger, name: str, base: float) -> str:
    """Write another value a figure could have as its author writes its own: in per cent, in barrels a day."""
    reading = ledger.of.graph.reading(name)
    written = reading.value if reading else None
    if written is None or ledger.fits(name):
        return numbers.plain(base / ledger.factor(name), ledger.unit(name), is_share=is_share(ledger, name))
    if written.percent:
        return numbers.plain(base, None, is_share=True)
    if written.unit.factor == 1.0:
        return numbers.plain(base, ledger.unit(name))
    return f"{numbers.six(base / written.unit.factor)} {written.unit.text}"

"""The sheet of steps: every cell that is neither an input nor a source's, live, in base units, with its words."""

from collections.abc import Iterator

from leverage.formula import write
from leverage.report.ledger import Ledger
from leverage.report.titles import title
from leverage.report.words import explaining, listing
from leverage.report.words import workbook as words
from leverage.report.workbook import Cell, Look, Row, Sheet, texts
from leverage.report.workbook.live import Live
from leverage.report.workbook.standing import standing

_HEADS = (
    explaining.CELL, explaining.MEANING, listing.VALUE, words.UNIT, words.EVIDENCE, words.FORMULA, words.LEFT_OUT,
)  # fmt: skip
_WIDTHS = (42.0, 52.0, 23.0, 14.0, 11.0, 70.0, 48.0)
_TOP = (words.BETWEEN, words.FIXED)


def steps(live: Live) -> Sheet:
    """Make the sheet of steps."""
    heads = texts(*_HEADS, look=Look.HEAD)
    top = (texts(words.STEPS, look=Look.TITLE), *((Cell(line, Look.SMALL, across=6),) for line in _TOP), (), heads)
    return Sheet(words.STEPS, _WIDTHS, (*top, *_rows(live)), (len(top), 1))


def _rows(live: Live) -> Iterator[Row]:
    ledger = live.ledger
    given = set(standing(ledger))
    for name, cell in ledger.of.graph.cells.items():
        if name in given or (cell.reading is not None and cell.reading.name):
            continue
        if name in live:
            yield from _live(live, name)
        elif cell.formula is not None:
            yield (*texts(name, title(ledger, name)), Cell(look=Look.MISSING), *texts("", "", "", ledger.why(name)))


def _live(live: Live, name: str) -> Iterator[Row]:
    ledger = live.ledger
    for called, cell in live.cells(name):
        if called != name:
            yield (*texts(called, words.A_PART), cell)
            continue
        known = (
            ledger.base_unit(name) or "",
            ledger.evidence(name) or "",
            _in_names(ledger, name),
            _lacks(ledger, name),
        )
        yield (*texts(name, title(ledger, name)), cell, *texts(*known))


def _lacks(ledger: Ledger, name: str) -> str:
    """Say why a cell is empty, or what it leaves out."""
    if ledger.raw(name) is None:
        return ledger.why(name)
    out = ledger.left_out(name)
    return words.WITHOUT.format(losses=", ".join(out)) if out else ""


def _in_names(ledger: Ledger, name: str) -> str:
    """Write a cell's formula in the language of scenarios, with the names of the cells it reads."""
    formula, binding = ledger.of.values[name].formula, ledger.of.graph.cells[name].binding
    return write(formula, lambda own: binding.get(own, own)) if formula else ""

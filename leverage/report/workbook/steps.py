"""The sheet of steps: every cell that is neither an input nor a source's, live, in base units, with its words."""

from collections.abc import Iterator

from leverage.formula import write
from leverage.report.ledger import Ledger
from leverage.report.titles import title
from leverage.report.workbook import Cell, Look, Row, Sheet, texts
from leverage.report.workbook.live import Live
from leverage.report.workbook.standing import standing

_HEADS = ("Cell", "What it is", "Value", "Unit", "Evidence", "Formula in names", "Missing or left out")
_WIDTHS = (42.0, 52.0, 20.0, 14.0, 11.0, 70.0, 48.0)
_TOP = (
    (
        "Everything between the inputs and the results, in base units: currency per year, ratios as fractions, years. "
        "Each value is a live formula over the cells named in it."
    ),
    "Which formula of a kind is used, and what a sum leaves out, was fixed when this workbook was written.",
)


def steps(live: Live) -> Sheet:
    """Make the sheet of steps."""
    heads = texts(*_HEADS, look=Look.HEAD)
    top = (texts("Steps", look=Look.TITLE), *((Cell(line, Look.SMALL, across=6),) for line in _TOP), (), heads)
    return Sheet("Steps", _WIDTHS, (*top, *_rows(live)), (len(top), 1))


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
            yield (*texts(called, "a part of the formula below"), cell)
            continue
        out = ledger.left_out(name)
        said = [ledger.why(name)] if ledger.raw(name) is None else [f"without {', '.join(out)}"] if out else [""]
        unit = ledger.base_unit(name) or ""
        words = (unit, ledger.evidence(name) or "", _in_names(ledger, name), *said)
        yield (*texts(name, title(ledger, name)), cell, *texts(*words))


def _in_names(ledger: Ledger, name: str) -> str:
    """Write a cell's formula in the language of scenarios, with the names of the cells it reads."""
    formula, binding = ledger.of.values[name].formula, ledger.of.graph.cells[name].binding
    return write(formula, lambda own: binding.get(own, own)) if formula else ""

"""What `leverage get` says: cells by their names."""

from collections.abc import Sequence

from leverage.claims import judge
from leverage.formula import write
from leverage.report.ledger import Ledger, described
from leverage.report.parts import Record, Report, Table
from leverage.report.titles import title
from leverage.report.views import Column, Grid, Item, Prose
from leverage.report.words import listing as words

CELLS = ("scenario", "cell", "title", "value", "unit", "evidence", "sources", "formula", "left_out", "missing")
#: What stands for a value where there is none: no number, or a verdict that cannot be given.
NOTHING = (None, "cannot say")


def get(ledger: Ledger, names: Sequence[str]) -> Report:
    """Report cells; a claim's value is its verdict. The bare answers are empty where there is none."""
    table = Table(CELLS, lambda: [record(ledger, name) for name in names])
    bare = tuple("" if row["value"] in NOTHING else _bare(row["value"]) for row in table.records)
    scenario = described([ledger])[0]
    return Report(ledger.scenario.title, "", scenario, {"cells": table}, lambda: _views(table.records, bare), bare)


def record(ledger: Ledger, name: str) -> Record:
    """Return a cell with its value, what it rests on, and what it lacks."""
    cell = ledger.of.graph.cells[name]
    is_claim = name in ledger.scenario.claims
    return {
        "scenario": ledger.name,
        "cell": name,
        "title": title(ledger, name),
        "value": judge(ledger.of, ledger.scenario.claims[name]).verdict if is_claim else ledger.number(name),
        "unit": None if is_claim else ledger.unit(name),
        "evidence": ledger.evidence(name),
        "sources": ledger.sources(name),
        "formula": write(cell.formula, lambda own: cell.binding.get(own, own)) if cell.formula else None,
        "left_out": ledger.left_out(name),
        "missing": ledger.missing(name),
    }


def _bare(value: str | float | None) -> str:
    """Write a number in full, a whole one without a point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return f"{value:.0f}"
    return str(value)


_EXACT = 2.0**53  # below this every whole number is a float of its own


def _views(rows: Sequence[Record], bare: Sequence[str]) -> tuple[Grid | Prose, ...]:
    heads = (words.CELL, words.VALUE_OF_CELL, words.UNIT, words.EVIDENCE)
    columns = tuple(Column(head, is_text=head != words.VALUE_OF_CELL) for head in heads)
    grid = Grid("cells", "", columns, tuple(_row(row, text) for row, text in zip(rows, bare, strict=True)))
    lines = [words.MISSING.format(reason=text) for row in rows for text in row["missing"]]
    lines += [words.LEFT_OUT.format(loss=text) for row in rows for text in row["left_out"]]
    return (grid, Prose("cells", tuple(dict.fromkeys(lines)))) if lines else (grid,)


def _row(row: Record, bare: str) -> tuple[Item, ...]:
    texts = (str(row["cell"]), bare or "–", str(row["unit"] or ""), str(row["evidence"] or ""))
    return tuple(Item(text) for text in texts)

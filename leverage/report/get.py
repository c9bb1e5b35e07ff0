"""What `leverage get` says: one cell."""

from leverage.claims import judge
from leverage.formula import write
from leverage.report.ledger import Ledger, described
from leverage.report.parts import Column, Grid, Item, Prose, Record, Report, Table

CELLS = ("scenario", "cell", "value", "unit", "evidence", "sources", "formula", "left_out", "missing")


def get(ledger: Ledger, name: str) -> Report:
    """Report one cell; a claim's value is its verdict. The bare answer is None where there is none."""
    cell = ledger.of.graph.cells[name]
    is_claim = name in ledger.scenario.claims
    value = judge(ledger.of, ledger.scenario.claims[name]).verdict if is_claim else ledger.number(name)
    record: Record = {
        "scenario": ledger.name,
        "cell": name,
        "value": value,
        "unit": None if is_claim else ledger.unit(name),
        "evidence": ledger.evidence(name),
        "sources": ledger.sources(name),
        "formula": write(cell.formula, lambda own: cell.binding.get(own, own)) if cell.formula else None,
        "left_out": ledger.left_out(name),
        "missing": ledger.missing(name),
    }
    bare = None if value in (None, "cannot say") else _bare(value)
    tables = {"cells": Table(CELLS, lambda: [record])}
    return Report(ledger.scenario.title, "", described([ledger])[0], tables, lambda: _views(record, bare), bare)


def _bare(value: str | float | None) -> str:
    """Write a number in full, a whole one without a point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return f"{value:.0f}"
    return str(value)


_EXACT = 2.0**53  # below this every whole number is a float of its own


def _views(record: Record, bare: str | None) -> tuple[Grid | Prose, ...]:
    heads = ("Cell", "value", "unit", "evidence")
    columns = tuple(Column(head, is_text=head != "value") for head in heads)
    texts = (str(record["cell"]), bare or "–", str(record["unit"] or ""), str(record["evidence"] or ""))
    lines = [f"Missing: {text}." for text in record["missing"]]
    lines += [f"At least; left out: {text}." for text in record["left_out"]]
    grid = Grid("cells", "", columns, (tuple(Item(text) for text in texts),))
    return (grid, Prose("cells", tuple(lines))) if lines else (grid,)

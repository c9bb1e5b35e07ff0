"""What `leverage get` says: cells by their names."""

from collections.abc import Sequence

from leverage.analysis.claims import judge_claim
from leverage.formula.tree import write_formula
from leverage.report.cell_reader import CellReader, describe_scenarios
from leverage.report.report import Record, Report, Table
from leverage.report.titles import write_title
from leverage.report.views import Column, Grid, Item, Prose

_VALUE_OF_CELL = "value"

CELLS = ("scenario", "cell", "title", "value", "unit", "evidence", "sources", "formula", "left_out", "missing")
#: What stands for a value where there is none: no number, or a verdict that cannot be given.
NOTHING = (None, "cannot say")


def report_values(reader: CellReader, names: Sequence[str]) -> Report:
    """Report cells; a claim's value is its verdict. The bare answers are empty where there is none."""
    table = Table(CELLS, lambda: [describe_cell(reader, name) for name in names])
    bare = tuple("" if row["value"] in NOTHING else _bare(row["value"]) for row in table.records)
    scenario = describe_scenarios([reader])[0]
    return Report(reader.scenario.title, "", scenario, {"cells": table}, lambda: _views(table.records, bare), bare)


def describe_cell(reader: CellReader, name: str) -> Record:
    """Return a cell with its value, what it rests on, and what it lacks."""
    cell = reader.of.graph.cells[name]
    is_claim = name in reader.scenario.claims
    return {
        "scenario": reader.name,
        "cell": name,
        "title": write_title(reader, name),
        "value": judge_claim(reader.of, reader.scenario.claims[name]).verdict if is_claim else reader.number(name),
        "unit": None if is_claim else reader.unit(name),
        "evidence": reader.evidence(name),
        "sources": reader.sources(name),
        "formula": write_formula(cell.formula, lambda own: cell.binding.get(own, own)) if cell.formula else None,
        "left_out": reader.left_out(name),
        "missing": reader.missing(name),
    }


def _bare(value: str | float | None) -> str:
    """Write a number in full, a whole one without a point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return f"{value:.0f}"
    return str(value)


_EXACT = 2.0**53  # below this every whole number is a float of its own


def _views(rows: Sequence[Record], bare: Sequence[str]) -> tuple[Grid | Prose, ...]:
    heads = ("Cell", _VALUE_OF_CELL, "unit", "evidence")
    columns = tuple(Column(head, is_text=head != _VALUE_OF_CELL) for head in heads)
    grid = Grid("cells", "", columns, tuple(_row(row, text) for row, text in zip(rows, bare, strict=True)))
    lines = [f"Missing: {text}." for row in rows for text in row["missing"]]
    lines += [f"At least; left out: {text}." for row in rows for text in row["left_out"]]
    return (grid, Prose("cells", tuple(dict.fromkeys(lines)))) if lines else (grid,)


def _row(row: Record, bare: str) -> tuple[Item, ...]:
    texts = (str(row["cell"]), bare or "–", str(row["unit"] or ""), str(row["evidence"] or ""))
    return tuple(Item(text) for text in texts)

"""What `leverage get` says: cells by their names."""

from collections.abc import Sequence

from leverage.analysis.claims import judge_claim
from leverage.formula.tree import write_formula
from leverage.report.cell_reader import CellReader, describe_scenarios
from leverage.report.columns import Columns, evidence_of, text, texts, value
from leverage.report.report import Record, Report, Table
from leverage.report.titles import find_value, write_title
from leverage.report.views import Column, Grid, Item, Prose

_VALUE_OF_CELL = "value"


class Described:
    """A cell of a scenario, in words and numbers."""

    def __init__(self, reader: CellReader, name: str) -> None:
        """Take a cell by its name."""
        self.reader = reader
        self.name = name

    def find_unit(self) -> str | None:
        """Return the unit of its value; a verdict has none."""
        return None if self.name in self.reader.scenario.claims else self.reader.unit(self.name)

    def explain_missing(self) -> list[str]:
        """Say why there is no value: what it lacks, or what is wrong with the draws of a claim."""
        missing = self.reader.missing(self.name)
        if claim := self.reader.scenario.claims.get(self.name):
            why = judge_claim(self.reader.of, claim, self.reader.drawn).why
            missing += [f"{self.name}: {why}"] if why else []
        return missing

    def write_formula(self) -> str | None:
        """Write its formula over the names of cells."""
        cell = self.reader.of.graph.cells[self.name]
        return write_formula(cell.formula, lambda name: cell.binding.get(name, name)) if cell.formula else None


CELLS = Columns[Described](
    text("scenario", "the scenario", lambda row: row.reader.name),
    text("cell", "the cell", lambda row: row.name),
    text("title", "what it is, in words", lambda row: write_title(row.reader, row.name)),
    value("value", "its number; of a claim, its verdict", lambda row: find_value(row.reader, row.name)),
    text("unit", "unit of `value`", lambda row: row.find_unit()),
    evidence_of("evidence", "weakest evidence that it rests on", lambda row: row.name),
    texts("sources", "sources that it rests on", lambda row: row.reader.sources(row.name)),
    text("formula", "its formula", lambda row: row.write_formula()),
    texts("left_out", "cells that a sum on the way to it does not hold", lambda row: row.reader.left_out(row.name)),
    texts("missing", "why it is missing, as `cell: reason`", lambda row: row.explain_missing()),
)
#: What stands for a value where there is none: no number, or a verdict that cannot be given.
NOTHING = (None, "cannot say")


def report_values(reader: CellReader, names: Sequence[str]) -> Report:
    """Report cells; a claim's value is its verdict. The bare answers are empty where there is none."""
    table = Table(CELLS, lambda: [describe_cell(reader, name) for name in names])
    bare = tuple("" if row["value"] in NOTHING else _write_bare(row["value"]) for row in table.records)
    scenario = describe_scenarios([reader])[0]
    return Report(reader.scenario.title, "", scenario, {"cells": table}, lambda: _draw_views(table.records, bare), bare)


def describe_cell(reader: CellReader, name: str) -> Record:
    """Return a cell with its value, what it rests on, and what it lacks."""
    return CELLS.make_record(Described(reader, name))


def _write_bare(value: str | float | None) -> str:
    """Write a number in full, a whole one without a point."""
    if isinstance(value, float) and value.is_integer() and abs(value) < _EXACT:
        return f"{value:.0f}"
    return str(value)


_EXACT = 2.0**53  # below this every whole number is a float of its own


def _draw_views(rows: Sequence[Record], bare: Sequence[str]) -> tuple[Grid | Prose, ...]:
    heads = ("Cell", _VALUE_OF_CELL, "unit", "evidence")
    columns = tuple(Column(head, is_text=head != _VALUE_OF_CELL) for head in heads)
    grid = Grid("cells", "", columns, tuple(_show_cell(row, text) for row, text in zip(rows, bare, strict=True)))
    lines = [f"Missing: {text}." for row in rows for text in row["missing"]]
    lines += [f"At least; left out: {text}." for row in rows for text in row["left_out"]]
    return (grid, Prose("cells", tuple(dict.fromkeys(lines)))) if lines else (grid,)


def _show_cell(row: Record, bare: str) -> tuple[Item, ...]:
    texts = (str(row["cell"]), bare or "–", str(row["unit"] or ""), str(row["evidence"] or ""))
    return tuple(Item(text) for text in texts)

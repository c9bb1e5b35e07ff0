"""What `leverage explain` says: one cell down to its sources, or the cells that can be explained."""

from collections.abc import Mapping, Sequence
from typing import Any

from leverage.explanation import MAX_DEPTH, Step
from leverage.explanation import explain as steps_of
from leverage.formula import write
from leverage.model import Reading
from leverage.report import figures as figure_records
from leverage.report import grids, outline
from leverage.report.get import CELLS, record
from leverage.report.ledger import Ledger, asked, described
from leverage.report.marks import legend, mark, with_mark
from leverage.report.parts import Record, Report, Table
from leverage.report.titles import is_paired, order, title
from leverage.report.values import numeral, shown, value
from leverage.report.views import Column, Grid, Item, Prose, View
from leverage.report.words import TO, headings
from leverage.report.words import explaining as words
from leverage.years import Years, years

STEPS = (
    "scenario", "depth", "cell", "name", "title", "value", "unit", "low", "high", "year", "years", "undated",
    "evidence", "formula", "words", "numbers", "choice", "others", "source", "where", "as_printed", "reason", "file",
    "line", "repeated", "left_out", "missing",
)  # fmt: skip


def explain(ledger: Ledger, name: str, depth: int = MAX_DEPTH) -> Report:
    """Explain one cell, down to a depth."""
    of = years(ledger.of.graph, ledger.of.values)
    steps = steps_of(ledger.of, name, depth)
    rows = [{**_row(ledger, step), **_years(of.get(step.name, Years()))} for step in steps]
    cited = {row.get("source") for row in rows}
    books = [row for row in figure_records.sources(ledger) if row["source"] in cited]
    tables = {
        "explanation": Table(STEPS, lambda: rows, "inputs"),
        "sources": Table(figure_records.SOURCES, lambda: books),
    }
    subtitle = f"{headings.EXPLAINED.format(cell=name)}{asked(ledger)}"
    return Report(ledger.scenario.title, subtitle, described([ledger])[0], tables, lambda: _views(ledger, rows, books))


def _views(ledger: Ledger, rows: Sequence[Record], books: Sequence[Record]) -> tuple[View, ...]:
    tree = outline.outline(ledger, rows)
    listed = Prose("sources", tuple(figure_records.book(row) for row in books))
    marks = Prose("explanation", legend([ledger], [tree]), is_small=True)
    return grids.shown(tree, listed, marks)


def cells(ledger: Ledger) -> Report:
    """List the cells that can be explained."""
    names = sorted(ledger.of.graph.public, key=lambda name: order(ledger, name))
    rows = [{**record(ledger, name), "shown": shown(ledger, name)} for name in names]
    tables = {"cells": Table(CELLS, lambda: rows)}
    subtitle = f"{headings.EXPLAINABLE}{asked(ledger)}"
    return Report(ledger.scenario.title, subtitle, described([ledger])[0], tables, lambda: _listed(ledger, rows))


def _row(ledger: Ledger, step: Step) -> Record:
    name, reading = step.name, step.cell.reading
    has_own = reading is not None and reading.value is not None
    return {
        "scenario": ledger.name,
        "depth": step.depth,
        "cell": name,
        "name": step.called or None,
        "title": title(ledger, name),
        "value": value(ledger, name),
        "unit": None if name in ledger.scenario.claims else ledger.unit(name),
        "evidence": ledger.evidence(name),
        "formula": step.text or None,
        "words": _words(ledger, step),
        "numbers": _numbers(ledger, step),
        "choice": step.choice.why or None,
        "others": list(step.choice.others),
        "rivals": [_rival(ledger, other) for other in step.choice.others],
        **(_facts(ledger, name, reading) if reading else _taken(step)),
        "repeated": step.is_told,
        "is_paired": is_paired(name),
        "left_out": ledger.left_out(name) if not has_own else [],
        "missing": ledger.missing(name),
        "shown": shown(ledger, name),
        "is_alias": step.formula is not None and step.formula.is_name,
    }


def _years(of: Years) -> Mapping[str, Any]:
    """Return the years of the figures a cell rests on, and which have none."""
    return {"years": [year.record for year in sorted(of.years)], "undated": sorted(of.undated)}


def _rival(ledger: Ledger, other: str) -> str:
    """Write what was not chosen: a formula, or a cell with its value."""
    return f"{other} = {shown(ledger, other)}" if ledger.cell(other) else other


def _numbers(ledger: Ledger, step: Step) -> str | None:
    """Write the formula with its numbers put in, as the formula language reads it; none while one is missing."""
    formula = step.formula
    if formula is None or any(ledger.raw(step.reads(own)) is None for own in formula.names):
        return None
    return write(formula, lambda own: numeral(ledger, step.reads(own)))


def _words(ledger: Ledger, step: Step) -> str | None:
    """Write the formula with words for its names; a kind's own names are words already."""
    if step.formula is None:
        return None

    def word(own: str) -> str:
        is_kinds = bool(step.cell.lever) and "." not in own
        return own.replace("_", " ") if is_kinds else f"“{title(ledger, step.reads(own))}”"

    return write(step.formula, word).replace(" * ", " × ")


def _facts(ledger: Ledger, name: str, reading: Reading) -> Mapping[str, Any]:
    """Return where a figure comes from."""
    factor = ledger.asked.factor if ledger.asked and ledger.fits(name) else 1.0
    return {
        "low": reading.low.base / factor if reading.low else None,
        "high": reading.high.base / factor if reading.high else None,
        "year": reading.year and reading.year.record,
        "source": reading.source or None,
        "where": reading.where or None,
        "as_printed": reading.as_printed or None,
        "reason": reading.assumed or None,
        "file": reading.place.file.name,
        "line": reading.place.line,
        "note": reading.note,
        "approximate": reading.approximate,
        "range": TO.join(bound.text for bound in (reading.low, reading.high) if bound),
    }


def _taken(step: Step) -> Mapping[str, Any]:
    """Return where a formula stands, and what a kind's default takes for granted."""
    place = step.cell.place
    found = {"file": place.file.name, "line": place.line} if place else {}
    return {**found, "reason": step.cell.assumes or None}


def _listed(ledger: Ledger, rows: Sequence[Record]) -> tuple[Grid | Prose, ...]:
    columns = tuple(Column(head, is_text=True) for head in (words.CELL, words.VALUE, words.MEANING))
    lines = tuple(
        (
            Item(row["cell"]),
            with_mark(row["shown"], mark(ledger, row["cell"]), "", None).at_least(
                bool(row["left_out"]) and not is_paired(row["cell"])
            ),
            Item(row["title"]),
        )
        for row in rows
    )
    hint = words.HINT.format(scenario=ledger.name)
    grid = Grid("cells", "", columns, lines)
    return grid, Prose("cells", (hint, *legend([ledger], [grid])), is_small=True)

"""What `leverage explain` says: one cell down to its sources, or the cells that can be explained."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from leverage.analysis.explanation import MAX_DEPTH, Step
from leverage.analysis.explanation import explain_cell as steps_of
from leverage.analysis.years import Years, find_years
from leverage.formula.tree import write_formula
from leverage.model import Reading
from leverage.report import figures as figure_records
from leverage.report import views, words
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.get import CELLS, describe_cell
from leverage.report.marks import find_mark, with_mark, write_legend
from leverage.report.report import Record, Report, Table
from leverage.report.titles import find_value, is_paired, rank_cell, show_value, write_numeral, write_title
from leverage.report.views import Column, Entry, Grid, Item, Outline, Prose, View


def draw_outline(reader: CellReader, rows: Sequence[Record]) -> Outline:
    """Draw the steps of an explanation; one that merely names another is drawn with it, as one entry."""
    entries: list[Entry] = []
    joined: list[int] = []  # depths of steps that were drawn with the one below
    carried: list[Record] = []
    followed = [after["depth"] > row["depth"] for row, after in pairwise(rows)]
    for row, is_followed in zip(rows, [*followed, False], strict=True):
        while joined and joined[-1] >= row["depth"]:
            joined.pop()
        carried.append(row)
        if row["is_alias"] and is_followed:  # at the deepest level asked for what it names does not follow
            joined.append(row["depth"])
            continue
        entries.append(_entry(reader, carried, row["depth"] - len(joined)))
        carried = []
    return Outline("explanation", tuple(entries))


def _entry(reader: CellReader, rows: Sequence[Record], depth: int) -> Entry:
    """Draw one step, with those before it that merely name it."""
    first, last = rows[0], rows[-1]
    head = " = ".join(str(row["cell"]) for row in rows)
    titles = dict.fromkeys((first["title"], *([last["title"]] if last.get("range") is not None else ())))
    choices = [_choice(row) for row in rows if row["choice"] and not row["repeated"]]
    lines = ["; ".join([*titles, *choices]), *(_outline_years(first) if depth == 0 else ()), *_how(last)]
    cell = str(first["cell"])
    value = with_mark(str(first["shown"]), find_mark(reader, cell), cell, reader.raw(cell))
    return Entry(depth, head, value, tuple(line for line in lines if line))


def _choice(row: Record) -> str:
    """Say why this was chosen, and what was not: other formulas, or other readings with their values."""
    if not row["rivals"]:
        return str(row["choice"])
    return f"{row['choice']} (not: {'; '.join(row['rivals'])})"


def _outline_years(row: Record) -> Iterator[str]:
    """Say of which years the figures below are, where they are of several or some have none."""
    if len(row["years"]) > 1 or (row["undated"] and row["formula"]):
        of_years = (
            "rests on figures of {years}; undated: {figures}" if row["undated"] else "rests on figures of {years}"
        )
        template = of_years if row["years"] else "rests on figures undated: {figures}"
        yield template.format(years=", ".join(map(str, row["years"])), figures=", ".join(row["undated"]))


def _how(row: Record) -> Iterator[str]:
    if row["repeated"]:
        yield "as explained above"
        return
    if row["formula"] and row["formula"] != row["numbers"]:
        yield f"= {row['words']}"
        yield f"= {row['formula']}"
        if row["numbers"]:
            yield f"= {row['numbers']}"
    yield _source(row)
    if row["left_out"]:
        template = (
            "only what is valued on both ends: without {left_out}"
            if row["is_paired"]
            else "at least: without {left_out}"
        )
        yield template.format(left_out=", ".join(row["left_out"]))
    if row["missing"]:
        yield f"missing: {'; '.join(row['missing'])}"


def _source(row: Record) -> str:
    """Say where a figure comes from, or why it is assumed."""
    printed = row.get("as_printed")
    place = f"{row['file']}:{row['line']}" if row.get("file") else ""
    parts = [
        f"{row['range']}" if row.get("range") else "",
        f"assumed: {row['reason']}" if row.get("reason") else "",
        row.get("source"),
        str(row["year"]) if row.get("year") else "",
        row.get("where"),
        f"“{printed}”" if printed else "",
        "the source says about" if row.get("approximate") else "",
        (row.get("note") or "").rstrip("."),
        place,
    ]
    return "; ".join(str(part) for part in parts if part)


STEPS = (
    "scenario", "depth", "cell", "name", "title", "value", "unit", "low", "high", "year", "years", "undated",
    "evidence", "formula", "words", "numbers", "choice", "others", "source", "where", "as_printed", "reason", "file",
    "line", "repeated", "left_out", "missing",
)  # fmt: skip


def report_explanation(reader: CellReader, name: str, depth: int = MAX_DEPTH) -> Report:
    """Explain one cell, down to a depth."""
    of = find_years(reader.of.graph, reader.of.values)
    steps = steps_of(reader.of, name, depth)
    rows = [{**_row(reader, step), **_explain_years(of.get(step.name, Years()))} for step in steps]
    cited = {row.get("source") for row in rows}
    books = [row for row in figure_records.list_source_records(reader) if row["source"] in cited]
    tables = {
        "explanation": Table(STEPS, lambda: rows, "inputs"),
        "sources": Table(figure_records.SOURCES, lambda: books),
    }
    subtitle = f"{f'{name} explained'}{describe_what_if(reader)}"
    return Report(
        reader.scenario.title, subtitle, describe_scenarios([reader])[0], tables, lambda: _views(reader, rows, books)
    )


def _views(reader: CellReader, rows: Sequence[Record], books: Sequence[Record]) -> tuple[View, ...]:
    tree = draw_outline(reader, rows)
    listed = Prose("sources", tuple(figure_records.write_book(row) for row in books))
    marks = Prose("explanation", write_legend([reader], [tree]), is_small=True)
    return views.drop_empty(tree, listed, marks)


def report_cells(reader: CellReader) -> Report:
    """List the cells that can be explained."""
    names = sorted(reader.of.graph.public, key=lambda name: rank_cell(reader, name))
    rows = [{**describe_cell(reader, name), "shown": show_value(reader, name)} for name in names]
    tables = {"cells": Table(CELLS, lambda: rows)}
    subtitle = f"{'cells that can be explained'}{describe_what_if(reader)}"
    return Report(
        reader.scenario.title, subtitle, describe_scenarios([reader])[0], tables, lambda: _listed(reader, rows)
    )


def _row(reader: CellReader, step: Step) -> Record:
    name, reading = step.name, step.cell.reading
    has_own = reading is not None and reading.value is not None
    return {
        "scenario": reader.name,
        "depth": step.depth,
        "cell": name,
        "name": step.called or None,
        "title": write_title(reader, name),
        "value": find_value(reader, name),
        "unit": None if name in reader.scenario.claims else reader.unit(name),
        "evidence": reader.evidence(name),
        "formula": step.text or None,
        "words": _words(reader, step),
        "numbers": _numbers(reader, step),
        "choice": step.choice.why or None,
        "others": list(step.choice.others),
        "rivals": [_rival(reader, other) for other in step.choice.others],
        **(_facts(reader, name, reading) if reading else _taken(step)),
        "repeated": step.is_told,
        "is_paired": is_paired(name),
        "left_out": reader.left_out(name) if not has_own else [],
        "missing": reader.missing(name),
        "shown": show_value(reader, name),
        "is_alias": step.formula is not None and step.formula.is_name,
    }


def _explain_years(of: Years) -> Mapping[str, Any]:
    """Return the years of the figures a cell rests on, and which have none."""
    return {"years": [year.record for year in sorted(of.years)], "undated": sorted(of.undated)}


def _rival(reader: CellReader, other: str) -> str:
    """Write what was not chosen: a formula, or a cell with its value."""
    return f"{other} = {show_value(reader, other)}" if reader.cell(other) else other


def _numbers(reader: CellReader, step: Step) -> str | None:
    """Write the formula with its numbers put in, as the formula language reads it; none while one is missing."""
    formula = step.formula
    if formula is None or any(reader.raw(step.reads(own)) is None for own in formula.names):
        return None
    return write_formula(formula, lambda own: write_numeral(reader, step.reads(own)))


def _words(reader: CellReader, step: Step) -> str | None:
    """Write the formula with words for its names; a kind's own names are words already."""
    if step.formula is None:
        return None

    def word(own: str) -> str:
        is_kinds = bool(step.cell.lever) and "." not in own
        return own.replace("_", " ") if is_kinds else f"“{write_title(reader, step.reads(own))}”"

    return write_formula(step.formula, word).replace(" * ", " × ")


def _facts(reader: CellReader, name: str, reading: Reading) -> Mapping[str, Any]:
    """Return where a figure comes from."""
    factor = reader.asked.factor if reader.asked and reader.fits(name) else 1.0
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
        "range": words.TO.join(bound.text for bound in (reading.low, reading.high) if bound),
    }


def _taken(step: Step) -> Mapping[str, Any]:
    """Return where a formula stands, and what a kind's default takes for granted."""
    place = step.cell.place
    found = {"file": place.file.name, "line": place.line} if place else {}
    return {**found, "reason": step.cell.assumes or None}


def _listed(reader: CellReader, rows: Sequence[Record]) -> tuple[Grid | Prose, ...]:
    columns = tuple(Column(head, is_text=True) for head in (words.CELL, "value", words.MEANING))
    lines = tuple(
        (
            Item(row["cell"]),
            with_mark(row["shown"], find_mark(reader, row["cell"]), "", None).at_least(
                bool(row["left_out"]) and not is_paired(row["cell"])
            ),
            Item(row["title"]),
        )
        for row in rows
    )
    hint = f"`leverage explain {reader.name} CELL` explains one, down to its sources."
    grid = Grid("cells", "", columns, lines)
    return grid, Prose("cells", (hint, *write_legend([reader], [grid])), is_small=True)

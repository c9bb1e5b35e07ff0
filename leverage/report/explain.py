"""What `leverage explain` says: one cell down to its sources, or the cells that can be explained."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from leverage import naming
from leverage.analysis.explanation import MAX_DEPTH, Step, explain_cell
from leverage.analysis.years import Years, find_years
from leverage.formula.tree import write_formula
from leverage.report import figures as figure_records
from leverage.report import views, words
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if, make_label
from leverage.report.columns import Columns, count, evidence_of, flag, number, text, texts, value
from leverage.report.get import CELLS, describe_cell
from leverage.report.marks import find_bound, find_mark, with_mark, write_legend
from leverage.report.report import Record, Report, Table
from leverage.report.titles import find_value, rank_cell, show_value, write_numeral, write_title
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
        entries.append(_draw_entry(reader, carried, row["depth"] - len(joined)))
        carried = []
    return Outline("explanation", tuple(entries))


def _draw_entry(reader: CellReader, rows: Sequence[Record], depth: int) -> Entry:
    """Draw one step, with those before it that merely name it."""
    first, last = rows[0], rows[-1]
    head = " = ".join(str(row["cell"]) for row in rows)
    titles = dict.fromkeys((first["title"], *([last["title"]] if last["is_figure"] else ())))
    choices = [_write_choice(row) for row in rows if row["choice"] and not row["repeated"]]
    lines = ["; ".join([*titles, *choices]), *(_explain_years(first) if depth == 0 else ()), *_explain_value(last)]
    cell = str(first["cell"])
    value = with_mark(str(first["shown"]), find_mark(reader, cell), cell, reader.raw(cell))
    return Entry(depth, head, value, tuple(line for line in lines if line))


def _write_choice(row: Record) -> str:
    """Say why this was chosen, and what was not: other formulas, or other readings with their values."""
    if not row["rivals"]:
        return str(row["choice"])
    return f"{row['choice']} (not: {'; '.join(row['rivals'])})"


def _explain_years(row: Record) -> Iterator[str]:
    """Say of which years the figures below are, where they are of several or some have none."""
    years, undated = ", ".join(map(str, row["years"])), ", ".join(row["undated"])
    if len(row["years"]) < 2 and not (undated and row["formula"]):
        return
    if not years:
        yield f"rests on figures undated: {undated}"
    elif undated:
        yield f"rests on figures of {years}; undated: {undated}"
    else:
        yield f"rests on figures of {years}"


def _explain_value(row: Record) -> Iterator[str]:
    if row["repeated"]:
        yield "as explained above"
        return
    if row["formula"] and row["formula"] != row["numbers"]:
        yield f"= {row['words']}"
        yield f"= {row['formula']}"
        if row["numbers"]:
            yield f"= {row['numbers']}"
    yield _write_source(row)
    if row["left_out"]:
        counted = "only what is valued on both ends" if row["is_paired"] else "at least"
        yield f"{counted}: without {', '.join(row['left_out'])}"
    if row["missing"]:
        yield f"missing: {'; '.join(row['missing'])}"


def _write_source(row: Record) -> str:
    """Say where a figure comes from, or why it is assumed."""
    printed = row["as_printed"]
    parts = [
        row["range"],
        f"assumed: {row['reason']}" if row["reason"] else "",
        row["source"],
        row["year"],
        row["where"],
        f"“{printed}”" if printed else "",
        "the source says about" if row["approximate"] else "",
        row["note"].rstrip("."),
        f"{row['file']}:{row['line']}" if row["file"] else "",
    ]
    return "; ".join(str(part) for part in parts if part)


class Told:
    """One step of an explanation: a cell with what it rests on."""

    def __init__(self, reader: CellReader, step: Step, years: Years) -> None:
        """Take a step with the years of the figures below it."""
        self.reader = reader
        self.step = step
        self.years = years
        self.cell = step.name
        self.reading = step.cell.reading
        self.place = self.reading.place if self.reading else step.cell.place

    def find_unit(self) -> str | None:
        """Return the unit of the value; a verdict has none."""
        return None if self.cell in self.reader.scenario.claims else self.reader.unit(self.cell)

    def find_end(self, which: str) -> float | None:
        """Return the figure's ``low`` or ``high`` in the display unit."""
        if self.reading is None:
            return None
        end = self.reading.low if which == "low" else self.reading.high
        return end.base / self.reader.factor(self.cell) if end else None

    def find_reason(self) -> str | None:
        """Return why a figure is assumed, or what a kind's default takes for granted."""
        return (self.reading.assumed if self.reading else self.step.cell.assumes) or None

    def list_left_out(self) -> list[str]:
        """Return what a sum on the way to the cell does not hold; a figure's value leaves out nothing."""
        is_given = self.reading is not None and self.reading.value is not None
        return [] if is_given else self.reader.left_out(self.cell)


STEPS = Columns[Told](
    text("scenario", "the scenario", lambda row: row.reader.name),
    count("depth", "how many steps below the cell that is explained", lambda row: row.step.depth),
    text("cell", "the cell", lambda row: row.cell),
    text("name", "what it is called in the formula above it", lambda row: row.step.called or None),
    text("title", "what it is, in words", lambda row: write_title(row.reader, row.cell)),
    value("value", "its number; of a claim, its verdict", lambda row: find_value(row.reader, row.cell)),
    text("unit", "unit of `value`, `low` and `high`", lambda row: row.find_unit()),
    number("low", "least plausible value of a figure", lambda row: row.find_end("low")),
    number("high", "greatest plausible value of a figure", lambda row: row.find_end("high")),
    value(
        "year", "the year that a figure is of", lambda row: row.reading and row.reading.year and row.reading.year.record
    ),
    value("years", "years of the figures it rests on", lambda row: [year.record for year in sorted(row.years.years)]),
    texts("undated", "figures it rests on that have no year", lambda row: sorted(row.years.undated)),
    evidence_of("evidence", "weakest evidence that it rests on", lambda row: row.cell),
    text("formula", "its formula over the names of cells", lambda row: row.step.text or None),
    text("words", "its formula in words", lambda row: _write_words(row.reader, row.step)),
    text("numbers", "its formula with the numbers put in", lambda row: _write_numbers(row.reader, row.step)),
    text("choice", "why this formula or reading is in use", lambda row: row.step.choice.why or None),
    texts("others", "formulas or readings that are not in use", lambda row: row.step.choice.others),
    text("source", "a figure's source", lambda row: row.reading.source or None if row.reading else None),
    text("where", "the place in the source", lambda row: row.reading.where or None if row.reading else None),
    text("as_printed", "how the source prints it", lambda row: row.reading.as_printed or None if row.reading else None),
    text("reason", "why it is assumed", lambda row: row.find_reason()),
    text("file", "file that it stands in", lambda row: row.place.file.name if row.place else None),
    count("line", "line of that file", lambda row: row.place.line if row.place else None),
    flag("repeated", "whether what it rests on stands further up", lambda row: row.step.is_told),
    texts("left_out", "cells that a sum on the way to it does not hold", lambda row: row.list_left_out()),
    texts("missing", "why it is missing, as `cell: reason`", lambda row: row.reader.missing(row.cell)),
)


def report_explanation(reader: CellReader, name: str, depth: int = MAX_DEPTH) -> Report:
    """Explain one cell, down to a depth."""
    years = find_years(reader.of.graph, reader.of.values)
    steps = explain_cell(reader.of, name, depth)
    rows = [_describe_step(Told(reader, step, years.get(step.name, Years()))) for step in steps]
    cited = {row["source"] for row in rows}
    books = [row for row in figure_records.list_source_records(reader) if row["source"] in cited]
    tables = {
        "explanation": Table(STEPS, lambda: rows, "inputs"),
        "sources": Table(figure_records.SOURCES, lambda: books),
    }
    subtitle = f"{name} explained{describe_what_if(reader)}"
    return Report(
        reader.scenario.title,
        subtitle,
        describe_scenarios([reader])[0],
        tables,
        lambda: _draw_views(reader, rows, books),
    )


def _draw_views(reader: CellReader, rows: Sequence[Record], books: Sequence[Record]) -> tuple[View, ...]:
    tree = draw_outline(reader, rows)
    listed = Prose("sources", tuple(figure_records.write_book(row) for row in books))
    marks = Prose("explanation", write_legend([reader], [tree]), is_small=True)
    return views.drop_empty(tree, listed, marks)


def report_cells(reader: CellReader) -> Report:
    """List the cells that can be explained."""
    names = sorted(reader.of.graph.public, key=lambda name: rank_cell(reader, name))
    rows = [{**describe_cell(reader, name), "shown": show_value(reader, name)} for name in names]
    tables = {"cells": Table(CELLS, lambda: rows)}
    subtitle = f"cells that can be explained{describe_what_if(reader)}"
    return Report(
        reader.scenario.title, subtitle, describe_scenarios([reader])[0], tables, lambda: _draw_cells(reader, rows)
    )


def _describe_step(told: Told) -> Record:
    """Return the record of a step, with what only people see of it."""
    reader, step, reading = told.reader, told.step, told.reading
    return {
        **STEPS.make_record(told),
        "shown": show_value(reader, told.cell),
        "rivals": [_write_rival(reader, other) for other in step.choice.others],
        "is_paired": naming.is_paired(told.cell),
        "is_alias": step.formula is not None and step.formula.is_name,
        "is_figure": reading is not None,
        "note": reading.note if reading else "",
        "approximate": reading is not None and reading.approximate,
        "range": words.TO.join(end.text for end in (reading.low, reading.high) if end) if reading else "",
    }


def _write_rival(reader: CellReader, other: str) -> str:
    """Write what was not chosen: a formula, or a cell with its value."""
    return f"{other} = {show_value(reader, other)}" if reader.cell(other) else other


def _write_numbers(reader: CellReader, step: Step) -> str | None:
    """Write the formula with its numbers put in, as the formula language reads it; none while one is missing."""
    formula = step.formula
    if formula is None or any(reader.raw(step.reads(own)) is None for own in formula.names):
        return None
    return write_formula(formula, lambda own: write_numeral(reader, step.reads(own)))


def _write_words(reader: CellReader, step: Step) -> str | None:
    """Write the formula with words for its names; a kind's own names are words already."""
    if step.formula is None:
        return None

    def word(own: str) -> str:
        if not step.cell.lever or naming.find_owner(own) in reader.scenario.levers[step.cell.lever].roles:
            return f"“{write_title(reader, step.reads(own))}”"
        part, name = naming.split(own)
        said = name.replace("_", " ")
        if not part:
            return said
        label = reader.scenario.levers[step.cell.lever].parts[part].label
        return f"{said} of {make_label(label, part)}"

    return write_formula(step.formula, word).replace(" * ", " × ")


def _draw_cells(reader: CellReader, rows: Sequence[Record]) -> tuple[Grid | Prose, ...]:
    columns = tuple(Column(head, is_text=True) for head in (words.CELL, "value", words.MEANING))
    lines = tuple(
        (
            Item(row["cell"]),
            with_mark(row["shown"], find_mark(reader, row["cell"]), "", None, bound=find_bound(reader, row["cell"])),
            Item(row["title"]),
        )
        for row in rows
    )
    hint = f"`leverage explain {reader.name} CELL` explains one, down to its sources."
    grid = Grid("cells", "", columns, lines)
    return grid, Prose("cells", (hint, *write_legend([reader], [grid])), is_small=True)

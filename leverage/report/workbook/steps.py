"""The sheets of steps, every cell between inputs and results, and of sources."""

from collections.abc import Iterator

from leverage.formula.tree import write_formula
from leverage.report import figures, words
from leverage.report.cell_reader import CellReader
from leverage.report.notes import pick_link
from leverage.report.titles import write_title
from leverage.report.workbook.cells import Cell, Look, Row, Sheet, make_row
from leverage.report.workbook.live import Live, list_standing

_BETWEEN = (
    "Everything between the inputs and the results, in base units: currency per year, ratios as fractions, years. "
    "Each value is a live formula over the cells named in it."
)
_FIXED = "Which formula of a kind is used, and what a sum leaves out, was fixed when this workbook was written."

_STEPS_HEADS = (
    words.CELL, words.MEANING, words.VALUE, words.UNIT, words.EVIDENCE, "Formula in names", "Missing or left out",
)  # fmt: skip
_STEPS_WIDTHS = (42.0, 52.0, 23.0, 14.0, 11.0, 70.0, 48.0)
_TOP = (_BETWEEN, _FIXED)


def make_steps(live: Live) -> Sheet:
    """Make the sheet of steps."""
    heads = make_row(*_STEPS_HEADS, look=Look.HEAD)
    top = (make_row(words.STEPS, look=Look.TITLE), *((Cell(line, Look.SMALL, across=6),) for line in _TOP), (), heads)
    return Sheet(words.STEPS, _STEPS_WIDTHS, (*top, *_rows(live)), (len(top), 1))


def _rows(live: Live) -> Iterator[Row]:
    reader = live.reader
    given = set(list_standing(reader))
    for name, cell in reader.of.graph.cells.items():
        if name in given or (cell.reading is not None and cell.reading.name):
            continue
        if name in live:
            yield from _live(live, name)
        elif cell.formula is not None:
            yield (
                *make_row(name, write_title(reader, name)),
                Cell(look=Look.MISSING),
                *make_row("", "", "", reader.why(name)),
            )


def _live(live: Live, name: str) -> Iterator[Row]:
    reader = live.reader
    for called, cell in live.cells(name):
        if called != name:
            yield (*make_row(called, words.A_PART), cell)
            continue
        known = (
            reader.base_unit(name) or "",
            reader.evidence(name) or "",
            _in_names(reader, name),
            _lacks(reader, name),
        )
        yield (*make_row(name, write_title(reader, name)), cell, *make_row(*known))


def _lacks(reader: CellReader, name: str) -> str:
    """Say why a cell is empty, or what it leaves out."""
    if reader.raw(name) is None:
        return reader.why(name)
    out = reader.left_out(name)
    return f"without {', '.join(out)}" if out else ""


def _in_names(reader: CellReader, name: str) -> str:
    """Write a cell's formula in the language of scenarios, with the names of the cells it reads."""
    formula, binding = reader.of.values[name].formula, reader.of.graph.cells[name].binding
    return write_formula(formula, lambda own: binding.get(own, own)) if formula else ""


_SOURCES = "Sources"

_SOURCES_HEADS = (
    words.SOURCE, "Title", "Author", "Published", "Address", "Primary", "Remark", "Figures",
)  # fmt: skip
_SOURCES_WIDTHS = (22.0, 58.0, 32.0, 22.0, 50.0, 9.0, 40.0, 50.0)


def make_sources(reader: CellReader) -> Sheet:
    """Make the sheet of sources."""
    rows: list[Row] = [make_row(_SOURCES, look=Look.TITLE), (), make_row(*_SOURCES_HEADS, look=Look.HEAD)]
    head = len(rows)
    for cited in figures.list_cited(reader):
        source = cited.source
        known = make_row(source.id, source.title, source.author, source.published)
        address = Cell(source.url or None, url=pick_link(source.url))
        last = make_row("yes" if source.primary else "", source.note, ", ".join(cited.figures))
        rows.append((*known, address, *last))
    return Sheet(_SOURCES, _SOURCES_WIDTHS, tuple(rows), (head, 1))

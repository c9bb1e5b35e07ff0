"""The sheets of steps, every cell between inputs and results, and of sources."""

import math
from collections.abc import Iterator

from leverage.analysis import checks
from leverage.formula.spreadsheet import write_number
from leverage.formula.tree import write_formula
from leverage.report import figures, words
from leverage.report.bibliography import find_link
from leverage.report.cell_reader import CellReader
from leverage.report.titles import explain_gap
from leverage.report.workbook.answer import Answer
from leverage.report.workbook.cells import Cell, Look, Row, Sheet, make_row
from leverage.report.workbook.live import REFUSED, Live, list_standing, write_meaning

_BETWEEN = (
    "Everything between the inputs and the results, in base units: currency per year, ratios as fractions, years. "
    "Each value is a live formula over the cells named in it."
)
_FIXED = "Which formula of a kind is used, and what a sum leaves out, was fixed when this workbook was written."

_STEPS_HEADS = (
    words.MEANING, words.VALUE, words.UNIT, words.EVIDENCE, "Missing or left out", words.CELL, "Formula in names",
)  # fmt: skip
_STEPS_WIDTHS = (62.0, 23.0, 14.0, 11.0, 50.0, 42.0, 70.0)
_PRINTED = 5
_TOP = (_BETWEEN, _FIXED)


def make_steps(live: Live, answer: Answer) -> Sheet:
    """Make the sheet of steps, with the demands that inputs must meet and the words of the answer below them."""
    heads = make_row(*_STEPS_HEADS, look=Look.HEAD)
    notes = [(Cell(line, Look.SMALL, across=_PRINTED),) for line in _TOP]
    top = [make_row(words.STEPS, look=Look.TITLE), *notes, (), heads]
    rows = [*top, *_write_steps(live)]
    rows += [(), (Cell(_DEMANDS, Look.SECTION, across=_PRINTED),)]
    first = len(rows) + 2
    demands = [*_write_demands(live)]
    says, holds = (f"{column}{first}:{column}{first + max(0, len(demands) - 1)}" for column in "AB")
    refused = f'IFERROR(INDEX({says}, MATCH(FALSE, {holds}, 0)), "")'
    rows += [(Cell("The first that fails"), Cell("", Look.WARNING, refused, name=live.names.of(REFUSED))), *demands]
    rows += [(), (Cell(_WORDS, Look.SECTION, across=_PRINTED),), *answer.list_words()]
    return Sheet(words.STEPS, _STEPS_WIDTHS, tuple(rows), (len(top), 1), _PRINTED)


_DEMANDS = "What inputs must meet, or the program refuses them"
_WORDS = "What the sentences at the top of the results are made of"


def _write_demands(live: Live) -> Iterator[Row]:
    """Write what the program demands of inputs, each with whether it holds: its own limits, and those of kinds."""
    reader, graph = live.reader, live.reader.of.graph
    for limit in checks.list_limits(graph):
        name, tests = live.names.of(limit.cell), []
        if limit.least > -math.inf:
            tests.append(f"{name} >= {write_number(limit.least)}")
        if limit.most < math.inf:
            tests.append(f"{name} <= {write_number(limit.most)}")
        if tests and live.is_number(limit.cell):
            unit = "" if limit.words else reader.base_unit(limit.cell)
            says = f"{write_meaning(reader, limit.cell)}: must be {limit.describe()}"
            says = f"{says} {unit}" if unit and unit != "ratio" else says
            yield Cell(says), Cell(True, Look.LIVE, f"IFERROR(AND({', '.join(tests)}), TRUE)")
    for number, demand in enumerate(checks.list_demands(graph), 1):
        if all(live.is_number(cell) for cell in demand.cells.values()):
            says = f"{reader.label(demand.lever.id)}: {demand.requirement.says}"
            for called, cell in live.write_formula(f"demand {number}", demand.formula, demand.cells.__getitem__, True):
                if called == f"demand {number}":
                    yield Cell(says), cell._replace(formula=f"IFERROR({cell.formula}, TRUE)", name="")
                else:
                    yield Cell(words.A_PART), cell
    for loss in checks.list_losses(graph, with_once=True):
        if live.is_number(loss.cell):
            says = f"{write_meaning(reader, loss.cell)}: must not be less than nothing"
            yield Cell(says), Cell(True, Look.LIVE, f"IFERROR({live.names.of(loss.cell)} >= 0, TRUE)")


def _write_steps(live: Live) -> Iterator[Row]:
    """Yield a row for each cell that no other sheet gives, with the parts of its formula before it."""
    reader = live.reader
    given = set(list_standing(reader))
    for name, cell in reader.of.graph.cells.items():
        if name in given or (cell.reading is not None and cell.reading.name):
            continue
        if name in live:
            yield from _write_live_cell(live, name)
        elif cell.formula is not None:
            title, why = Cell(write_meaning(reader, name)), Cell(explain_gap(reader, name))
            yield title, Cell(look=Look.MISSING), Cell(), Cell(), why, Cell(name, Look.ID)


def _write_live_cell(live: Live, name: str) -> Iterator[Row]:
    reader = live.reader
    for called, cell in live.cells(name):
        if called != name:
            yield Cell(words.A_PART), cell, Cell(), Cell(), Cell(), Cell(called, Look.ID)
            continue
        known = make_row(reader.base_unit(name) or "", reader.evidence(name) or "", _explain_lack(reader, name))
        formula = Cell(_write_in_names(reader, name), Look.ID)
        yield Cell(write_meaning(reader, name)), cell, *known, Cell(name, Look.ID), formula


def _explain_lack(reader: CellReader, name: str) -> str:
    """Say why a cell is empty, or what it leaves out."""
    if reader.raw(name) is None:
        return explain_gap(reader, name)
    out = reader.name_left_out(name)
    return f"without {', '.join(out)}" if out else ""


def _write_in_names(reader: CellReader, name: str) -> str:
    """Write a cell's formula in the language of scenarios, with the names of the cells it reads."""
    formula, binding = reader.of.values[name].formula, reader.of.graph.cells[name].binding
    return write_formula(formula, lambda own: binding.get(own, own)) if formula else ""


_SOURCES = "Sources"

_SOURCES_HEADS = (
    "No.", "Title", "Author", "Published", "Address", "Link", "Primary", "Remark", "Figures", "Name in the file",
)  # fmt: skip
_SOURCES_WIDTHS = (5.0, 44.0, 26.0, 17.0, 46.0, 6.0, 8.0, 30.0, 44.0, 22.0)
_SOURCES_PRINTED = 9


def make_sources(reader: CellReader) -> Sheet:
    """Make the sheet of sources, numbered as the sheet of inputs names them."""
    rows: list[Row] = [make_row(_SOURCES, look=Look.TITLE), (), make_row(*_SOURCES_HEADS, look=Look.HEAD)]
    head = len(rows)
    for number, cited in enumerate(figures.list_cited(reader), 1):
        source = cited.source
        link = find_link(source)
        known = make_row(source.title, source.author, source.published, source.url or link)
        # The link has a column of its own: not every spreadsheet breaks the text of one into lines.
        to_page = Cell("open", url=link) if link else Cell()
        titles = dict.fromkeys(write_meaning(reader, name) for name in cited.figures if reader.cell(name))
        last = make_row("yes" if source.primary else "", source.note, "; ".join(titles))
        rows.append((Cell(float(number), pattern="0"), *known, to_page, *last, Cell(source.id, Look.ID)))
    return Sheet(_SOURCES, _SOURCES_WIDTHS, tuple(rows), (head, 1), _SOURCES_PRINTED)

"""The command `sweep`: rows in, rows with results out, block by block where the format allows it."""

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple, NoReturn

import typer

from leverage import formats, naming
from leverage.analysis.draws import SEED
from leverage.cli import find, output
from leverage.cli.options import Options, Order, TableReading, WhatIfOptions
from leverage.cli.progress import Progress, Share
from leverage.cli.watching import Watch
from leverage.document import INPUTS
from leverage.problems import LeverageError, Problem, explain_error, in_one_line, make_visible, suggest_name
from leverage.report import sweep as make
from leverage.report.cell_reader import CellReader
from leverage.report.report import Flow, Strip
from leverage.sweep.computing import Filled, fill_blocks, name_columns
from leverage.sweep.headings import (
    Closed,
    Heading,
    Opened,
    find_name,
    make_rating,
    open_scenario,
    read_axes,
    read_closed,
    read_headings,
)
from leverage.sweep.ranges import Drawing
from leverage.sweep.rows import Rows, make_grid_rows, settle_commas
from leverage.sweep.tables import SHEETS, Rate, read_csv, read_sheet, split_sheet
from leverage.tables.files import open_text
from leverage.units import Unit

_STDIN = "-"
_PARQUET = "parquet"
_ENDINGS_WITH_TABS = (".tsv", ".tab")
_CALAMINE = formats.Extra("python_calamine", "python-calamine", "A sheet of a workbook", "data")
_MAX_GRID = 10**12  # rows
_MAX_HELD = 1_000_000  # fields of rows that are held at once: up to 1 GB in the larger formats


class Request(NamedTuple):
    """What to sweep: axes of a grid or a table, the cells that are its results, whether bad rows are passed over.

    With a number of `draws` a result has a range in each row. `reading` says how the table is to be read, `order` in
    which order rows are written. An `engine` may compute and write them.
    """

    vary: Sequence[str]
    rows: str | None
    cells: Sequence[str]
    keep_going: bool
    draws: int | None = None
    seed: int | None = None
    reading: TableReading = TableReading()
    order: Order = Order()
    engine: str | None = None

    @property
    def drawing(self) -> Drawing | None:
        """Return how ranges are drawn, if they are."""
        if self.draws is None:
            return None
        return Drawing(self.draws, SEED if self.seed is None else self.seed)

    def count_fields(self) -> int:
        """Count the numbers that are held beside each row: results, what is missing, draws."""
        return len(self.cells) * (1 if self.draws is None else 3) + 1 + (self.draws or 0)


class Sweep(NamedTuple):
    """A scenario opened for rows, these rows, and the columns of their results, each with its cell."""

    opened: Opened
    rows: Rows
    results: Mapping[str, str]
    reader: CellReader

    @property
    def cells(self) -> list[str]:
        """Return the cells that are results."""
        return list(dict.fromkeys(self.results.values()))


def run_sweep(scenario: str | None, request: Request, what_if: WhatIfOptions, options: Options) -> None:
    """Write a row with results for each row of a grid or a table; exit 3 at a bad row unless it is passed over."""
    _refuse_usage(scenario, request)
    if request.engine is not None:
        from leverage.cli.sql import run_engine

        run_engine(scenario, request, what_if, options)
        return
    form = _choose_format(options)
    with output.exit_on_problems(), contextlib.ExitStack() as files:
        closed = read_closed(*find.find_source(scenario), find.make_what_if(what_if))
        beside = request.count_fields()
        if request.rows is None:
            rows, share = _make_grid(request.vary, beside)
        else:
            rows, share = files.enter_context(_open_rows(request, make_rating(closed), beside))
        sweep = open_sweep(closed, rows, request, options)
        progress = Progress(share, is_free=options.output is not None or not sys.stdout.isatty())
        files.callback(progress.end)
        blocks = fill_blocks(sweep.opened, sweep.cells, sweep.rows.blocks, sweep.reader.display_unit, request.drawing)
        blocks = Watch(sweep.rows, sweep.opened, progress, keep_going=request.keep_going).pass_on(blocks)
        # The first block is computed before anything is written, so that what is wrong in it leaves no trace.
        first = next(blocks, None)
        blocks = chain([] if first is None else [first], blocks)
        output.deliver(_write_rows(form, sweep, blocks, request.order, options), options.output)


def _refuse_usage(scenario: str | None, request: Request) -> None:
    if bool(request.vary) == (request.rows is not None):
        raise typer.BadParameter("either --vary NAME=LOW:HIGH:N, once or more, or a table with --rows")
    if scenario == _STDIN and request.rows == _STDIN:
        raise typer.BadParameter("the scenario and its rows cannot both be read from standard input")
    if request.seed is not None and request.draws is None:
        raise typer.BadParameter("--seed chooses draws; say how many with --draws")
    if request.order.top is not None and request.order.sort is None:
        raise typer.BadParameter("--top: say with --sort which rows come first")
    if request.rows is None and any(request.reading):
        raise typer.BadParameter("--encoding, --delimiter and --decimal are about a table of --rows")


def _choose_format(options: Options) -> str:
    """Return the format asked for, if it can be written here."""
    form = output.choose_format(options, ("rows",))
    output.refuse_template(output.load_format(form), options)
    if form == _PARQUET and options.output is None:
        output.refuse_terminal()
    return form


def _make_grid(texts: Sequence[str], beside: int) -> tuple[Rows, Share]:
    """Make the rows of a grid. `beside` columns will be added to those of the axes."""
    rows = make_grid_rows(read_axes(texts), beside)
    if rows.total > _MAX_GRID:
        raise typer.BadParameter(f"--vary: {rows.total:,} rows; at most {_MAX_GRID:,}")
    return rows, lambda done: done / rows.total


@contextlib.contextmanager
def _open_rows(request: Request, rate: Rate, beside: int) -> Iterator[tuple[Rows, Share]]:
    """Open a table by the name a user gives. `beside` columns will be added to those that it has.

    Raises LeverageError if it cannot be read.
    """
    name, reading = request.rows or "", request.reading
    file, sheet = split_sheet(name)
    is_text = name == _STDIN or not file.lower().endswith((f".{_PARQUET}", *SHEETS))
    if not is_text and (reading.encoding or reading.delimiter):
        raise typer.BadParameter(
            f"--encoding and --delimiter are about tables of text, which {in_one_line(name)} is not"
        )
    if name == _STDIN:
        yield _read_text(find.read_standard_input("rows"), "<stdin>", reading, rate, beside)
    elif is_text:
        with _open_file(name) as stream:
            yield _read_text(stream, in_one_line(name), reading, rate, beside)
    elif file.lower().endswith(SHEETS):
        output.require_library(_CALAMINE)
        _open_file(file).close()
        rows = read_sheet(Path(file), in_one_line(file), sheet, beside, rate=rate)
        yield rows, lambda _rows: None
    else:
        output.require_library(formats.load_format(_PARQUET).NEEDS)
        from leverage.sweep.rows import read_parquet

        INPUTS.add(Path(name))
        yield read_parquet(Path(name), in_one_line(name), beside), lambda _rows: None


def _open_file(name: str) -> BinaryIO:
    try:
        INPUTS.add(Path(name))
        return open(name, "rb")
    except (OSError, ValueError) as error:
        message = f"cannot read the rows of {in_one_line(name)}: {explain_error(error)}"
        raise LeverageError([Problem(message)]) from None


def _read_text(stream: BinaryIO, name: str, reading: TableReading, rate: Rate, beside: int) -> tuple[Rows, Share]:
    size = os.fstat(stream.fileno()).st_size if stream.seekable() else 0
    lines = open_text(stream, name, reading.encoding or "")
    usual = "\t" if name.lower().endswith(_ENDINGS_WITH_TABS) else ","
    rows = read_csv(lines, name, reading.delimiter or usual, beside, rate=rate, is_chosen=reading.delimiter is not None)
    return rows, lambda _rows: stream.tell() / size if size else None


def open_sweep(closed: Closed, rows: Rows, request: Request, options: Options) -> Sweep:
    """Open a scenario for rows. What is wrong before any of them is computed is told here."""
    names = list(dict.fromkeys(request.cells))
    rows, headings = _read_headings(closed, rows, request)
    opened = open_scenario(closed, headings)
    find.refuse_unknown(opened.assessment, names, closed.name)
    results = name_columns(opened.assessment, names, with_ranges=request.draws is not None)
    _refuse_columns_of_one_name([*rows.header, *(column for column, _ in results), make.MISSING])
    reader = CellReader(opened.assessment, _parse_unit_option(opened, names, options))
    for name in names:
        value = opened.assessment.values[name]
        if value.number is None:
            output.complain(f"{name}: {value.why(name)}")
        elif value.left_out:
            output.complain(f"{name}: without {', '.join(value.left_out)}")
    return Sweep(opened, rows, dict(results), reader)


def _read_headings(closed: Closed, rows: Rows, request: Request) -> tuple[Rows, dict[int, Heading]]:
    """Return the rows and what their columns set, by the number of the column.

    A column is told that has nearly the name of something that can be set. So are columns of results, which an earlier
    sweep wrote: they are left out, since this one computes them anew.
    """
    if rows.is_made:
        return rows, {index: axis.heading for index, axis in enumerate(read_axes(request.vary))}
    ends = {end for cell in request.cells for end in naming.range_ends(cell)}
    results = {*request.cells, *ends, make.MISSING} - closed.settable.keys()
    old = [name.strip() for name in rows.header if name.strip() in results]
    lost = [name for name in old if name in ends and request.draws is None]
    if anew := ", ".join(f"'{name}'" for name in old if name not in lost):
        output.complain(f"note: {rows.name}:{rows.line}: {anew} computed anew, in the place of what the table has")
    if lost:
        names = ", ".join(f"'{name}'" for name in lost)
        output.complain(
            f"note: {rows.name}:{rows.line}: {names} left out, since ranges are computed anew with --draws only"
        )
    rows = rows.without(results)
    rows, samples = rows.peeked()
    headings, notes = read_headings(closed, rows.name, rows.header, samples, rows.line)
    for note in notes:
        output.complain("; ".join(filter(None, (f"note: {rows.name}:{rows.line}: {note.message}", note.hint))))
    rows, told = settle_commas(rows, headings, request.reading.decimal or "")
    if told:
        output.complain(told)
    return rows, headings


def _parse_unit_option(opened: Opened, names: Sequence[str], options: Options) -> Unit | None:
    """Return the unit asked for, which must fit a result."""
    cells = opened.assessment.graph.cells
    dimensions = [unit for name in names if isinstance(unit := cells[name].unit, tuple)]
    for dimension in dimensions:
        with contextlib.suppress(typer.BadParameter):
            return find.parse_unit_option(options, dimension)
    return find.parse_unit_option(options, dimensions[0] if dimensions else None)


def _refuse_columns_of_one_name(columns: Sequence[str]) -> None:
    """Refuse columns of one name: records could not tell them apart."""
    for index, name in enumerate(columns):
        if name in columns[:index]:
            message = f"two columns of the output would be named '{make_visible(name)}'"
            raise LeverageError([Problem(message, hint="rename one")])


def _write_rows(
    form: str, sweep: Sweep, blocks: Iterable[Filled], order: Order, options: Options
) -> Iterator[str | bytes]:
    """Write rows in a format: as they come if it can, else all together."""
    module, page = formats.load_format(form), output.describe_page(options)
    is_flowing = hasattr(module, "stream")
    if not is_flowing and order.top is None and sweep.rows.total > _count_held(sweep):
        _refuse_to_hold(form, sweep)
    flow = make.make_flow(sweep.reader, sweep.opened, sweep.rows, sweep.results, blocks)
    if order.sort is not None or order.keep:
        from leverage.report.ordering import choose_columns, order_flow
    if order.sort is not None:
        column, is_descending = _find_sort_column(order.sort, flow)
        flow = order_flow(flow, column, is_descending=is_descending, top=order.top, most=_count_held(sweep))
    if order.keep:
        given = flow._replace(columns=flow.columns[: len(sweep.rows.header)])
        kept = [_find_column(name, given, "--keep") for name in order.keep]
        flow = choose_columns(flow, [*dict.fromkeys(kept), *range(len(given.columns), len(flow.columns))])
    if is_flowing:
        is_seen = options.output is None and sys.stdout.isatty()
        for piece in module.stream(flow, page):
            yield make_visible(piece) if is_seen else piece
    else:
        flow = flow._replace(blocks=_refuse_too_many(form, sweep, flow))
        units = make.list_units(sweep.reader, sweep.opened, sweep.rows, sweep.results)
        yield module.render(make.report_rows(sweep.reader, flow, units, sweep.results), page)


def _find_sort_column(text: str, flow: Flow) -> tuple[int, bool]:
    """Return the number of the column to sort by, and whether the largest comes first."""
    names = _list_names(flow)
    if text in names or not text.startswith("-"):
        return _find_column(text, flow, "--sort"), False
    return _find_column(text.removeprefix("-"), flow, "--sort"), True


def _find_column(text: str, flow: Flow, option: str) -> int:
    """Return the number of the column that a user names, with its unit or without."""
    names = _list_names(flow)
    for known in (names, [find_name(name) for name in names]):
        if known.count(text) == 1:
            return known.index(text)
    hint = suggest_name(text, names) or f"there are {', '.join(names)}"
    raise typer.BadParameter(f"{option}: no column '{text}'; {hint}")


def _list_names(flow: Flow) -> list[str]:
    return [make_visible(" ".join(field.name.split())) for field in flow.columns]


def _count_held(sweep: Sweep) -> int:
    """Return how many rows may be held at once."""
    return max(1, _MAX_HELD // _count_columns(sweep))


def _count_columns(sweep: Sweep) -> int:
    """Return how many columns are written: those of the rows, the results, and what is missing."""
    return len(sweep.rows.header) + len(sweep.results) + 1


def _refuse_too_many(form: str, sweep: Sweep, flow: Flow) -> Iterator[Sequence[Strip]]:
    """Pass on as many rows as a format may hold that holds all of them; refuse more as soon as that is known."""
    count = 0
    for strips in flow.blocks:
        count += len(strips[0].raw)
        if count > _count_held(sweep):
            _refuse_to_hold(form, sweep)
        yield strips


def _refuse_to_hold(form: str, sweep: Sweep) -> NoReturn:
    able = [name for name in formats.list_formats(("rows",)) if hasattr(formats.load_format(name), "stream")]
    others = f"{', '.join(able[:-1])} and {able[-1]} write any number"
    most = f"{_count_held(sweep):,} of {_count_columns(sweep)} columns"
    raise typer.BadParameter(f"{form} holds all rows at once, at most {most}; {others}")

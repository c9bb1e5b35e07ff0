"""The command `sweep`: rows in, rows with results out, block by block where the format allows it."""

import contextlib
import io
import os
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO, NamedTuple, TypeAlias

import typer

from leverage import formats
from leverage.cli import find, output
from leverage.cli.options import Options, WhatIfOptions
from leverage.document import INPUTS
from leverage.problems import LeverageError, Problem, in_one_line, make_visible
from leverage.report import sweep as make
from leverage.report.cell_reader import CellReader
from leverage.sweep.computing import Filled, fill_blocks
from leverage.sweep.headings import Closed, Heading, Opened, open_scenario, read_axes, read_closed, read_headings
from leverage.sweep.rows import Rows, make_grid_rows, read_csv
from leverage.units import Unit

STDIN = "-"
_TABS = (".tsv", ".tab")
_TABLES_PARQUET = ".parquet"

#: Tells which share is done from the rows that are; None where nobody knows.
Share: TypeAlias = Callable[[int], float | None]


@contextlib.contextmanager
def open_rows(name: str, beside: int) -> Iterator[tuple[Rows, Share]]:
    """Open a table by the name a user gives; so many columns will stand beside its own.

    Raises LeverageError if it cannot be read.
    """
    if name == STDIN:
        yield _text(output.read_standard_input("rows"), "<stdin>", ",", beside)
    elif name.lower().endswith(_TABLES_PARQUET):
        output.need_library(formats.load_format("parquet").NEEDS)
        from leverage.sweep.rows import read_parquet

        INPUTS.add(Path(name))
        yield read_parquet(Path(name), in_one_line(name), beside), lambda _rows: None
    else:
        with _opened(name) as stream:
            yield _text(stream, in_one_line(name), "\t" if name.lower().endswith(_TABS) else ",", beside)


def _opened(name: str) -> BinaryIO:
    try:
        INPUTS.add(Path(name))
        return open(name, "rb")
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise LeverageError([Problem(f"cannot read the rows of {in_one_line(name)}: {reason}")]) from None


def _text(stream: BinaryIO, name: str, delimiter: str, beside: int) -> tuple[Rows, Share]:
    size = os.fstat(stream.fileno()).st_size if stream.seekable() else 0
    lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    return read_csv(lines, name, delimiter, beside), lambda _rows: stream.tell() / size if size else None


_PATIENCE = 1.0  # seconds after which a run is long
_EVERY = 0.2
_WIDTH = 30
_ERASE = "\r\x1b[K"


class Progress:
    """A line that says how many rows are done, and which part of all where that is known."""

    def __init__(self, share: Callable[[int], float | None], *, is_free: bool) -> None:
        """Take what tells the share that is done from the rows that are, and whether the terminal is free of these."""
        self._share = share
        self._rows = 0
        self._is_shown = False
        self._due = time.monotonic() + _PATIENCE
        self._can_show = is_free and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def advance(self, rows: int) -> None:
        """Count rows that are done."""
        self._rows += rows
        if self._can_show and time.monotonic() >= self._due:
            self._due = time.monotonic() + _EVERY
            self._is_shown = True
            sys.stderr.write(f"{_ERASE}{self._text()}")
            sys.stderr.flush()

    def complain(self, text: str) -> None:
        """Write a line to standard error in the place of the progress."""
        self.end()
        output.complain(text)

    def end(self) -> None:
        """Take the line away."""
        if self._is_shown:
            sys.stderr.write(_ERASE)
            sys.stderr.flush()
            self._is_shown = False

    def _text(self) -> str:
        share = self._share(self._rows)
        if share is None:
            return f"{self._rows:,} rows"
        done = round(_WIDTH * min(1.0, share))
        return f"[{'#' * done}{' ' * (_WIDTH - done)}] {min(1.0, share):4.0%}  {self._rows:,} rows"


_SWEEPING_PARQUET = "parquet"
_MANY = 20  # bad rows that are told before a run stops
_MOST = 10**12
_HELD = 1_000_000  # fields of rows that are held at once: up to 1 GB in the larger formats


class Asked(NamedTuple):
    """What to sweep: axes of a grid or a table, the cells that are its results, whether bad rows are passed over."""

    vary: Sequence[str]
    rows: str | None
    cells: Sequence[str]
    is_going_on: bool


class _Run(NamedTuple):
    """A scenario opened for rows, and the cells asked for."""

    opened: Opened
    rows: Rows
    names: Sequence[str]
    reader: CellReader


def run_sweep(scenario: str | None, asked: Asked, what_if: WhatIfOptions, options: Options) -> None:
    """Write a row with results for each row of a grid or a table; exit 3 at a bad row unless it is passed over."""
    _refuse_usage(scenario, asked)
    form = _form(options)
    with output.exit_on_problems(), contextlib.ExitStack() as files:
        of = read_closed(*find.find_source(scenario), find.make_what_if(what_if))
        beside = len(asked.cells) + 1
        if asked.rows is None:
            rows, share = _grid(asked.vary, beside)
        else:
            rows, share = files.enter_context(open_rows(asked.rows, beside))
        run = _run(of, rows, asked, options)
        progress = Progress(share, is_free=options.output is not None or not sys.stdout.isatty())
        files.callback(progress.end)
        blocks = fill_blocks(run.opened, run.names, run.rows.blocks, run.reader.asked)
        filled = _begun(_watched(blocks, run.rows.name, progress, is_going_on=asked.is_going_on))
        output.deliver(_pieces(form, run, filled, options), options.output)


def _refuse_usage(scenario: str | None, asked: Asked) -> None:
    if bool(asked.vary) == (asked.rows is not None):
        raise typer.BadParameter("either --vary NAME=LOW:HIGH:N, once or more, or a table with --rows")
    if scenario == STDIN and asked.rows == STDIN:
        raise typer.BadParameter("the scenario and its rows cannot both be read from standard input")


def _form(options: Options) -> str:
    """Return the format asked for, if it can be written here."""
    form = output.choose_format(options, ("rows",))
    output.load_with_library(form)
    if form == _SWEEPING_PARQUET and options.output is None:
        output.refuse_terminal(b"")
    return form


def _grid(texts: Sequence[str], beside: int) -> tuple[Rows, Share]:
    rows = make_grid_rows(read_axes(texts), beside)
    if rows.total > _MOST:
        raise typer.BadParameter(f"--vary: {rows.total:,} rows; at most {_MOST:,}")
    return rows, lambda done: done / rows.total


def _run(of: Closed, rows: Rows, asked: Asked, options: Options) -> _Run:
    """Open a scenario for rows. What is wrong before any of them is computed is told here."""
    names = list(dict.fromkeys(asked.cells))
    rows, swept = _headings(of, rows, asked)
    at = open_scenario(of, swept)
    find.refuse_unknown(at.assessment, names, of.name)
    _refuse_twice([*rows.header, *names, make.MISSING])
    reader = CellReader(at.assessment, _unit(at, names, options))
    for name in names:
        value = at.assessment.values[name]
        if value.number is None:
            output.complain(f"{name}: {value.why(name)}")
        elif value.left_out:
            output.complain(f"{name}: without {', '.join(value.left_out)}")
    return _Run(at, rows, names, reader)


def _headings(of: Closed, rows: Rows, asked: Asked) -> tuple[Rows, dict[int, Heading]]:
    """Return what is swept; a column that is not but nearly has the name of something is told.

    So are columns of results, which an earlier sweep wrote and this one writes anew.
    """
    if rows.is_made:
        return rows, {at: axis.heading for at, axis in enumerate(read_axes(asked.vary))}
    made = {*asked.cells, make.MISSING} - of.settable.keys()
    if old := ", ".join(f"'{name.strip()}'" for name in rows.header if name.strip() in made):
        output.complain(f"note: {rows.name}:1: {old} computed anew, in the place of what the table has")
        rows = rows.without(made)
    rows, samples = rows.peeked()
    found, notes = read_headings(of, rows.name, rows.header, samples)
    for note in notes:
        output.complain(f"note: {rows.name}:1: {note.message}; {note.hint}")
    return rows, found


def _unit(of: Opened, names: Sequence[str], options: Options) -> Unit | None:
    """Return the unit asked for, which must fit a result."""
    cells = of.assessment.graph.cells
    dimensions = [unit for name in names if isinstance(unit := cells[name].unit, tuple)]
    fitting = None
    for dimension in dimensions:
        with contextlib.suppress(typer.BadParameter):
            fitting = fitting or find.parse_asked_unit(options, dimension)
    return fitting or find.parse_asked_unit(options, dimensions[0] if dimensions else ())


def _refuse_twice(columns: Sequence[str]) -> None:
    """Refuse columns of one name: records could not tell them apart."""
    twice = next((name for at, name in enumerate(columns) if name in columns[:at]), None)
    if twice is not None:
        raise LeverageError(
            [Problem(f"two columns of the output would be named '{make_visible(twice)}'", hint="rename one")]
        )


def _watched(filled: Iterable[Filled], name: str, progress: Progress, *, is_going_on: bool) -> Iterator[Filled]:
    """Pass blocks on, telling bad rows; without going on the first block with one is the end."""
    for one in filled:
        lines = [f"{name}:{one.block.line(row)}:{fault}" for row in sorted(one.faults) for fault in one.faults[row]]
        for line in lines if is_going_on else lines[:_MANY]:
            progress.complain(line)
        if lines and not is_going_on:
            if len(lines) > _MANY:
                progress.complain(f"... and {len(lines) - _MANY:,} more among rows up to this")
            raise typer.Exit(3)
        yield one
        progress.advance(one.block.size)


def _begun(filled: Iterator[Filled]) -> Iterator[Filled]:
    """Compute the first block before anything is written, so that what is wrong in it leaves no trace."""
    first = next(filled, None)
    return iter(()) if first is None else chain([first], filled)


def _pieces(form: str, run: _Run, filled: Iterable[Filled], options: Options) -> Iterator[str | bytes]:
    """Write rows in a format: as they come if it can, else all together."""
    module, page = formats.load_format(form), output.describe_page(options)
    is_streamed = hasattr(module, "stream")
    filled = filled if is_streamed else _held(form, run, filled)
    flow = make.make_flow(run.reader, run.opened, run.rows, run.names, filled)
    if is_streamed:
        is_seen = options.output is None and sys.stdout.isatty()
        for piece in module.stream(flow, page):
            yield make_visible(piece) if is_seen else piece
    else:
        units = make.list_units(run.reader, run.opened, run.rows, run.names)
        yield module.render(make.report_rows(run.reader, flow, units), page)


def _held(form: str, run: _Run, filled: Iterable[Filled]) -> Iterator[Filled]:
    """Pass on as many rows as a format can hold that holds all of them; more are refused, as soon as that is known."""
    columns = len(run.rows.header) + len(run.names) + 1
    most, count = max(1, _HELD // columns), 0
    for one in filled:
        count += one.block.size
        if max(count, run.rows.total) > most:
            able = [name for name in formats.list_formats(("rows",)) if hasattr(formats.load_format(name), "stream")]
            others = f"{', '.join(able[:-1])} and {able[-1]} write any number"
            raise typer.BadParameter(f"{form} holds all rows at once, at most {most:,} of {columns} columns; {others}")
        yield one

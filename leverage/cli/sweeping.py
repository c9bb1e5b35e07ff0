"""The command `sweep`: rows in, rows with results out, block by block where the format allows it."""

import contextlib
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

import typer

from leverage import formats
from leverage.cli import find, forms, output, tables
from leverage.cli.options import Options, WhatIf
from leverage.cli.progress import Progress
from leverage.problems import LeverageError, Problem, visible
from leverage.report import sweep as make
from leverage.report.ledger import Ledger
from leverage.sweep import Closed, Filled, Heading, Opened, Rows, axes, closed, fill, headings, of_grid, opened
from leverage.units import Unit

_PARQUET = "parquet"
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
    ledger: Ledger


def sweep(scenario: str | None, asked: Asked, what_if: WhatIf, options: Options) -> None:
    """Write a row with results for each row of a grid or a table; exit 3 at a bad row unless it is passed over."""
    _refuse_usage(scenario, asked)
    form = _form(options)
    with output.problems(), contextlib.ExitStack() as files:
        of = closed(*find.source(scenario), find.changed(what_if))
        beside = len(asked.cells) + 1
        if asked.rows is None:
            rows, share = _grid(asked.vary, beside)
        else:
            rows, share = files.enter_context(tables.opened(asked.rows, beside))
        run = _run(of, rows, asked, options)
        progress = Progress(share, is_free=options.output is not None or not sys.stdout.isatty())
        files.callback(progress.end)
        blocks = fill(run.opened, run.names, run.rows.blocks, run.ledger.asked)
        filled = _begun(_watched(blocks, run.rows.name, progress, is_going_on=asked.is_going_on))
        output.deliver(_pieces(form, run, filled, options), options.output)


def _refuse_usage(scenario: str | None, asked: Asked) -> None:
    if bool(asked.vary) == (asked.rows is not None):
        raise typer.BadParameter("either --vary NAME=LOW:HIGH:N, once or more, or a table with --rows")
    if scenario == tables.STDIN and asked.rows == tables.STDIN:
        raise typer.BadParameter("the scenario and its rows cannot both be read from standard input")


def _form(options: Options) -> str:
    """Return the format asked for, if it can be written here."""
    form = forms.format_of(options, ("rows",))
    forms.loaded(form)
    if form == _PARQUET and options.output is None:
        forms.refuse_terminal(b"")
    return form


def _grid(texts: Sequence[str], beside: int) -> tuple[Rows, tables.Share]:
    rows = of_grid(axes(texts), beside)
    if rows.total > _MOST:
        raise typer.BadParameter(f"--vary: {rows.total:,} rows; at most {_MOST:,}")
    return rows, lambda done: done / rows.total


def _run(of: Closed, rows: Rows, asked: Asked, options: Options) -> _Run:
    """Open a scenario for rows. What is wrong before any of them is computed is told here."""
    names = list(dict.fromkeys(asked.cells))
    rows, swept = _headings(of, rows, asked)
    at = opened(of, swept)
    find.known(at.assessment, names, of.name)
    _refuse_twice([*rows.header, *names, make.MISSING])
    ledger = Ledger(at.assessment, _unit(at, names, options))
    for name in names:
        value = at.assessment.values[name]
        if value.number is None:
            output.complain(f"{name}: {value.why(name)}")
        elif value.left_out:
            output.complain(f"{name}: without {', '.join(value.left_out)}")
    return _Run(at, rows, names, ledger)


def _headings(of: Closed, rows: Rows, asked: Asked) -> tuple[Rows, dict[int, Heading]]:
    """Return what is swept; a column that is not but nearly has the name of something is told.

    So are columns of results, which an earlier sweep wrote and this one writes anew.
    """
    if rows.is_made:
        return rows, {at: axis.heading for at, axis in enumerate(axes(asked.vary))}
    made = {*asked.cells, make.MISSING} - of.settable.keys()
    if old := ", ".join(f"'{name.strip()}'" for name in rows.header if name.strip() in made):
        output.complain(f"note: {rows.name}:1: {old} computed anew, in the place of what the table has")
        rows = rows.without(made)
    rows, samples = rows.peeked()
    found, notes = headings(of, rows.name, rows.header, samples)
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
            fitting = fitting or find.unit(options, dimension)
    return fitting or find.unit(options, dimensions[0] if dimensions else ())


def _refuse_twice(columns: Sequence[str]) -> None:
    """Refuse columns of one name: records could not tell them apart."""
    twice = next((name for at, name in enumerate(columns) if name in columns[:at]), None)
    if twice is not None:
        raise LeverageError(
            [Problem(f"two columns of the output would be named '{visible(twice)}'", hint="rename one")]
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
    module, page = formats.load(form), forms.page_of(options)
    is_streamed = hasattr(module, "stream")
    filled = filled if is_streamed else _held(form, run, filled)
    flow = make.flow(run.ledger, run.opened, run.rows, run.names, filled)
    if is_streamed:
        is_seen = options.output is None and sys.stdout.isatty()
        for piece in module.stream(flow, page):
            yield visible(piece) if is_seen else piece
    else:
        units = make.units(run.ledger, run.opened, run.rows, run.names)
        yield module.render(make.report(run.ledger, flow, units), page)


def _held(form: str, run: _Run, filled: Iterable[Filled]) -> Iterator[Filled]:
    """Pass on as many rows as a format can hold that holds all of them; more are refused, as soon as that is known."""
    columns = len(run.rows.header) + len(run.names) + 1
    most, count = max(1, _HELD // columns), 0
    for one in filled:
        count += one.block.size
        if max(count, run.rows.total) > most:
            able = [name for name in formats.names(("rows",)) if hasattr(formats.load(name), "stream")]
            others = f"{', '.join(able[:-1])} and {able[-1]} write any number"
            raise typer.BadParameter(f"{form} holds all rows at once, at most {most:,} of {columns} columns; {others}")
        yield one

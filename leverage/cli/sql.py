"""The command `sql`, and `sweep` where an engine runs it: one SELECT computes the results of all rows."""

import csv
import os
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

import typer

from leverage import formats
from leverage.cli import find, output
from leverage.cli.options import Options, SqlTable, WhatIfOptions
from leverage.cli.sweep import Request, Sweep, open_sweep
from leverage.cli.watching import MAX_TOLD
from leverage.document import INPUTS
from leverage.formats.csv import FORMULA_STARTS, NUMBER, write_field
from leverage.formula.sql import DIALECTS
from leverage.problems import LeverageError, Problem, in_one_line, make_visible
from leverage.sweep.engines import CSV, PARQUET, DuckDB, Engine, Spark, Table, read_table, write_source
from leverage.sweep.headings import Closed, read_closed
from leverage.sweep.rows import Rows
from leverage.sweep.sql import MISSING, Query

_ENGINES: dict[str, tuple[Callable[[], Engine], formats.Extra]] = {
    "duckdb": (DuckDB, formats.Extra("duckdb", "duckdb", "This engine", "duckdb")),
    "spark": (Spark, formats.Extra("pyspark.sql", "pyspark", "This engine", "spark")),
}


def run_sql(scenario: str | None, cells: list[str], table: SqlTable, what_if: WhatIfOptions, options: Options) -> None:
    """Write the SELECT that computes cells from a table."""
    with output.exit_on_problems():
        closed = read_closed(*find.find_source(scenario), find.make_what_if(what_if))
        read = _describe_table(table)
        sweep = _open_table(closed, table.source, read, Request([], table.source, cells, keep_going=True), options)
        query = _make_query(sweep, read, table.dialect)
        output.deliver([query.write(read.source) + "\n"], options.output)


def _describe_table(table: SqlTable) -> Table:
    """Return the table that a user names, with its columns as told, or else as its file has them."""
    dialect, path = DIALECTS[table.dialect], Path(table.source)
    is_file = table.source != "" and (os.path.exists(path) or path.suffix.lower() in (PARQUET, CSV))
    if is_file:
        _keep_table(path)
    if table.columns is not None:
        try:
            header = tuple(name.strip() for name in next(csv.reader([table.columns], skipinitialspace=True), ()))
        except csv.Error:  # a line break outside of quotes
            header = ()
        if not header or not all(header):
            raise typer.BadParameter("--columns: name each column in one line, such as pair,diverted")
        if not is_file:
            if not all(table.source.split(".")):
                raise typer.BadParameter(
                    f"--from: '{in_one_line(table.source)}' is no name of a table, such as trade.pairs"
                )
            return Table(".".join(map(dialect.quote_name, table.source.split("."))), header)
        texts = frozenset(header if path.suffix.lower() == CSV else ())
        return Table(write_source(path, dialect, header), header, texts)
    if not is_file:
        raise typer.BadParameter("--from: no file; of another table --columns must tell the headings")
    if path.suffix.lower() != CSV:
        output.require_library(formats.load_format("parquet").NEEDS)
    return read_table(path, dialect)


def _keep_table(path: Path) -> None:
    """Let no output replace a table, or a file in a folder that is one."""
    INPUTS.add(path)
    INPUTS.update(Path(folder, name) for folder, _, names in os.walk(path) for name in names)


def run_engine(scenario: str | None, request: Request, what_if: WhatIfOptions, options: Options) -> None:
    """Let an engine write all rows with results; exit 3 at bad rows unless they are passed over."""
    rows, target = Path(request.rows or ""), options.output
    ending = _refuse_usage(request, options)
    assert target is not None
    assert request.engine is not None
    make_engine, extra = _ENGINES[request.engine]
    output.require_library(extra)
    with output.exit_on_problems():
        closed = read_closed(*find.find_source(scenario), find.make_what_if(what_if))
        if not os.path.exists(rows):
            raise LeverageError([Problem(f"cannot read the rows of {in_one_line(str(rows))}: no such file or folder")])
        _keep_table(rows)
        engine = make_engine()
        table = engine.open_table(rows)
        sweep = _open_table(closed, str(rows), table, request, options)
        query = _make_query(sweep, table, request.engine)
        if not request.keep_going and query.has_rules:
            _stop_at_faults(engine.list_texts(query.write_faults(table.source, MAX_TOLD + 1)), str(rows))
        text = query.write(table.source)
        if ending:
            with output.open_target(target) as stream:
                if ending == CSV and isinstance(engine, DuckDB):
                    text = _guard_texts(text, engine.list_columns(text))
                engine.write(text, Path(stream.name), ending)
        else:
            _write_folder(engine, text, target)


def _refuse_usage(request: Request, options: Options) -> str:
    """Refuse what an engine does not do, and return the ending of the file to write, empty for a folder."""
    if request.rows is None or request.rows == "-":
        raise typer.BadParameter("--engine computes a table in files: name it with --rows")
    if request.draws is not None:
        raise typer.BadParameter("--engine computes no ranges; leave --draws or --engine out")
    if request.order.sort is not None:
        raise typer.BadParameter("--engine writes rows as they come; leave --sort or --engine out")
    if any(request.reading):
        raise typer.BadParameter("--engine reads CSV in UTF-8 with commas between fields and decimal points")
    if options.output is None or options.form is not None:
        raise typer.BadParameter("--engine writes what --output names: FILE.parquet, FILE.csv or a folder")
    ending = options.output.suffix.lower()
    if request.engine == "spark":
        if ending == CSV:
            raise typer.BadParameter("--engine spark writes a folder of Parquet files")
        ending = ""
    if ending not in (PARQUET, CSV, ""):
        raise typer.BadParameter(f"--engine writes FILE.parquet, FILE.csv or a folder, not {ending}")
    return ending


def _open_table(closed: Closed, name: str, table: Table, request: Request, options: Options) -> Sweep:
    """Open a scenario for a table. What is wrong before any of its rows is read is told here."""
    sweep = open_sweep(closed, Rows(in_one_line(name), table.header, iter(())), request, options)
    names = [*sweep.rows.header, *sweep.results, MISSING]
    small = [each.casefold() for each in names]
    for each in names:
        if small.count(each.casefold()) > 1:
            message = f"two columns of the output would be named '{make_visible(each)}' but for capital letters"
            raise LeverageError([Problem(message, hint="rename one")])
    for column in sweep.opened.columns:
        if sweep.rows.header[column.at] in table.others:
            raise LeverageError([Problem(f"the column '{column.heading.name}' holds no numbers", column.heading.place)])
    return sweep


def _make_query(sweep: Sweep, table: Table, dialect: str) -> Query:
    return Query(
        sweep.opened, sweep.rows.header, sweep.cells, sweep.reader.display_unit, DIALECTS[dialect], table.texts
    )


def _guard_texts(query: str, columns: Sequence[tuple[str, bool]]) -> str:
    """Return a query of DuckDB whose texts and headings no spreadsheet takes for formulas, as in the format csv."""
    dialect = DIALECTS["duckdb"]
    signs = "".join(sorted(FORMULA_STARTS, key=lambda sign: sign == "-"))  # a - stands last among signs in brackets
    start, number = dialect.quote_text(f"^ *[{signs}]"), dialect.quote_text(NUMBER.pattern)
    written = []
    for name, is_text in columns:
        column = dialect.quote_name(name)
        if is_text:
            is_formula = f"regexp_matches({column}, {start}) AND NOT regexp_full_match({column}, {number})"
            column = f"CASE WHEN {is_formula} THEN chr(39) || {column} ELSE {column} END"
        written.append(f"{column} AS {dialect.quote_name(write_field(name, is_ascii=False))}")
    return f"SELECT {', '.join(written)} FROM ({query})"  # noqa: S608  # quoted by the dialect


def _stop_at_faults(faults: list[str], name: str) -> None:
    """Tell the first rows that break rules, and exit with status 3 if there are any."""
    for fault in faults[:MAX_TOLD]:
        output.complain(f"{in_one_line(name)}: {make_visible(fault)}")
    if len(faults) > MAX_TOLD:
        output.complain("... and more")
    if faults:
        raise typer.Exit(3)


def _write_folder(engine: Engine, query: str, target: Path) -> None:
    """Write a folder whole or not at all, and never over another."""
    if not os.path.isdir(target.parent):
        raise typer.BadParameter(f"--output: cannot write {in_one_line(str(target))}: no such file or directory")
    if os.path.exists(target):
        raise typer.BadParameter(f"--output: {in_one_line(str(target))} is there already")
    beside = target.parent / f".leverage-{os.urandom(8).hex()}"
    try:
        engine.write(query, beside, "")
        os.replace(beside, target)
    finally:
        shutil.rmtree(beside, ignore_errors=True)

"""The commands with their arguments and options. Each imports what it needs when it runs."""

from __future__ import annotations  # a command's options are made when it is, not those of all

import re
from pathlib import Path
from typing import Annotated, Literal

import typer

from leverage.cli import completion
from leverage.cli.app import Group, command
from leverage.cli.options import (
    Charts,
    Columns,
    Draws,
    Extents,
    FillOptions,
    Folders,
    OneChart,
    Options,
    Order,
    Paths,
    Remarks,
    RowDraws,
    Rows,
    Scenario,
    Scenarios,
    SqlOptions,
    SqlTable,
    TableReading,
    WhatIfOptions,
    check_each,
    write_to,
)


@command
def show(
    *,
    scenario: Scenario = None,
    what_if: WhatIfOptions,
    draws: Draws,
    extents: Extents,
    remarks: Remarks,
    charts: Charts,
    paths: Paths,
    options: Options,
) -> None:
    """Show who could hurt whom, by how much, and at what price.

    The answer in a few sentences; then exposure, loss and share of GDP by tie with totals, and what each move does and
    costs.
    """
    from leverage.cli import run

    run.run_show(scenario, what_if, draws, extents, remarks, charts, paths, options)


@command
def compare(
    *,
    scenarios: Scenarios = None,
    what_if: WhatIfOptions,
    draws: Draws,
    rows: Rows,
    remarks: Remarks,
    charts: Charts,
    options: Options,
) -> None:
    """Compare scenarios side by side.

    Each side's loss and its share of GDP, who loses more, and the change from the first scenario: a row a scenario.
    """
    from leverage.cli import run

    run.run_compare(scenarios, what_if, draws, rows, remarks, charts, options)


@command
def get(
    *,
    names: Annotated[
        list[str],
        typer.Argument(
            metavar="[SCENARIO] CELL...",
            help="Cells, such as loss.azerbaijan.remittances; before them a scenario.",
            autocompletion=completion.complete_scenario_or_cell,
        ),
    ],
    what_if: WhatIfOptions,
    draws: Draws,
    options: Options,
) -> None:
    """Print single numbers (cells), one a line.

    Amounts are per year in the scenario's currency, shares are fractions, a claim gives its verdict. Exit status 1 if
    one has no value; its line is then empty.
    """
    from leverage.cli import run

    run.run_get(names, what_if, draws, options)


@command
def explain(
    *,
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SCENARIO] [CELL]",
            help="A scenario and a cell, such as total.azerbaijan; without a cell, all cells are listed.",
            autocompletion=completion.complete_scenario_or_cell,
        ),
    ] = None,
    depth: Annotated[
        int | None, typer.Option("--depth", metavar="N", min=0, help="Go down only so many levels.")
    ] = None,
    what_if: WhatIfOptions,
    draws: Draws,
    remarks: Remarks,
    options: Options,
) -> None:
    """Explain one number (a cell) down to its sources.

    What it is, its value, its formula in words and with its numbers, then each input in turn, down to figures and
    assumptions.
    """
    from leverage.cli import run

    run.run_explain(names or [], depth, what_if, draws, options, has_notes=remarks.notes)


@command
def sources(
    *,
    scenario: Scenario = None,
    rivals: Annotated[
        bool, typer.Option("--rivals", help="Rival readings side by side, with the totals and verdicts under each.")
    ] = False,
    what_if: WhatIfOptions,
    remarks: Remarks,
    options: Options,
) -> None:
    """List every figure with its source.

    How many figures rest on sources and on assumptions; each with its range, its year, and its source or why it is
    assumed; the sources.
    """
    from leverage.cli import run

    run.run_sources(scenario, what_if, options, is_of_rivals=rivals, has_notes=remarks.notes)


@command
def check(
    *,
    scenarios: Scenarios = None,
    strict: Annotated[bool, typer.Option("--strict", help="Let notes count: exit status 1 if there are any.")] = False,
    robust: Annotated[
        bool,
        typer.Option(
            "--robust", help="Try every rival reading, source and the first year: does one change a conclusion?"
        ),
    ] = False,
    notes: Annotated[bool, typer.Option("--notes", help="Say where the limits of claims come from.")] = False,
    what_if: WhatIfOptions,
    draws: Draws,
    charts: OneChart,
    options: Options,
) -> None:
    """Check files, then every claim.

    Exit status 1 if a verdict is not the one its author expects, 3 if a file is wrong; then every problem is shown.
    Formats for continuous integration are github (annotations) and junit (XML). Folders are searched to the bottom.
    """
    from leverage.cli import run

    run.run_check(scenarios, what_if, draws, charts, options, is_strict=strict, is_robust=robust, has_reasons=notes)


@command
def sensitivity(
    *,
    scenario: Scenario = None,
    cell: Annotated[
        str | None,
        typer.Option(
            "--of",
            metavar="CELL",
            help="The result to look at; by default balance.dollar_ratio.",
            autocompletion=completion.complete_cells,
        ),
    ] = None,
    has_all: Annotated[
        bool, typer.Option("--all", help="Every value that turns a conclusion, not only the three nearest.")
    ] = False,
    what_if: WhatIfOptions,
    draws: Draws,
    charts: OneChart,
    options: Options,
) -> None:
    """Show which figure matters most, and what turns conclusions.

    The result at the ends of each figure's range, the share of the variance each accounts for, and the values of single
    figures that would turn who loses more, or a claim.
    """
    from leverage.cli import run

    run.run_sensitivity(scenario, cell, what_if, draws, charts, options, has_all=has_all)


@command
def backtest(
    *,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(
            help="Files, folders or bundled names that say what was observed; by default all of history.",
            autocompletion=completion.complete_scenarios,
        ),
    ] = None,
    loo: Annotated[
        bool,
        typer.Option(
            "--loo/--no-loo", help="Priors without the evidence of the scenario's own episode (usual), or with it."
        ),
    ] = True,
    what_if: WhatIfOptions,
    draws: Draws,
    charts: OneChart,
    options: Options,
) -> None:
    """Hold predictions against what came.

    For scenarios of the past: each prediction with its range beside what was observed, how often that lay inside, and
    the worst misses. Priors are computed without what the same episode taught.
    """
    from leverage.cli import run

    run.run_backtest(scenarios, what_if, draws, charts, options, is_held_out=loo)


@command
def sweep(
    *,
    scenario: Scenario = None,
    vary: Annotated[
        list[str] | None,
        typer.Option(
            "--vary",
            metavar="NAME=LOW:HIGH:N",
            help="N values of what --set can set, such as diverted=0%:100%:11. Repeatable: a grid, the first slowest.",
            callback=check_each(
                re.compile(r"[^=]*=[^:]*:[^:]*: *0*[1-9][0-9]{0,11} *").fullmatch,
                "'{}' is not NAME=LOW:HIGH:N with N at least 1, such as diverted=0%:100%:11",
            ),
            autocompletion=completion.complete_settable,
        ),
    ] = None,
    rows: Annotated[
        str | None,
        typer.Option(
            "--rows",
            metavar="FILE|-",
            help="A table (.csv, .tsv, .xlsx, .xlsx#SHEET, .parquet; - for CSV on standard input) with columns of such "
            "names, units in brackets, such as 'exports [million USD/year]'; other columns are passed through.",
        ),
    ] = None,
    reading: TableReading,
    cells: Columns,
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Leave the results of a bad row empty, instead of stopping at it.")
    ] = False,
    engine: Annotated[
        Literal["duckdb", "spark"] | None,
        typer.Option(
            "--engine",
            metavar="duckdb|spark",
            help="Let DuckDB or Spark compute and write the rows: files of Parquet, or folders of them.",
        ),
    ] = None,
    order: Order,
    draws: RowDraws,
    what_if: WhatIfOptions,
    options: Options,
) -> None:
    """Compute cells for many what-ifs, a row out for each row in.

    Each row is as if its values had been set by --set. A result that a row does not have is empty, with its reason in
    the last column, missing. A claim is judged at the values in use, with --draws by its share of the simulations. A
    bad row is told with its line and stops the run (exit status 3).
    """
    from leverage.cli.sweep import Request, run_sweep

    run_sweep(scenario, Request(vary or [], rows, cells, keep_going, *draws, reading, order, engine), what_if, options)


@command
def sql(
    *,
    scenario: Scenario = None,
    cells: Columns,
    table: SqlTable,
    what_if: WhatIfOptions,
    options: SqlOptions,
) -> None:
    """Write one SELECT that computes cells for each row.

    The table has columns as `leverage sweep` takes them, units in brackets. The SELECT gives them with the cells and
    the column missing, as a sweep does; what no column sets is a constant of the scenario.
    """
    from leverage.cli.sql import run_sql

    run_sql(scenario, cells, table, what_if, Options(output=options.output, unit=options.unit))


@command
def diff(
    *,
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="OLD NEW", help="Two scenarios.", autocompletion=completion.complete_scenarios),
    ],
    has_all: Annotated[bool, typer.Option("--all", help="Every input and result, not only the main ones.")] = False,
    what_if: WhatIfOptions,
    draws: Draws,
    options: Options,
) -> None:
    """Show what changed between two scenarios.

    Who loses what now, which inputs differ, with file and line, and how much of the change each accounts for.
    Exit status 1 if anything differs. git can call it as a diff driver.
    """
    from leverage.cli.diff import run_diff

    run_diff(scenarios, what_if, draws, options, has_all=has_all)


@command
def fill(
    *,
    template: Annotated[
        str, typer.Argument(metavar="TEMPLATE", help="Your text: .md, .html, .tex or .txt; - for standard input.")
    ],
    scenario: Scenario = None,
    what_if: WhatIfOptions,
    draws: Draws,
    options: FillOptions,
) -> None:
    """Put a scenario's numbers into your own text.

    {{ total.azerbaijan | money }} in the text becomes the number; so do sources, tables and the headline. All else
    stays as it is. A name that is not there, or a number that is missing, is an error at its line (exit status 3).
    """
    from leverage.cli.fill import run_fill

    run_fill(template, scenario, what_if, draws, options)


@command
def list_(*, remarks: Remarks, options: Options) -> None:
    """List the bundled scenarios."""
    from leverage.cli import run

    run.run_list(options, has_notes=remarks.notes)


@command
def kinds(
    *,
    kind: Annotated[
        str | None,
        typer.Argument(
            metavar="[KIND]",
            help="A bundled kind, such as trade; without one, all are listed.",
            autocompletion=completion.complete_kinds,
        ),
    ] = None,
    remarks: Remarks,
    options: Options,
) -> None:
    """Describe the kinds of tie.

    What each role loses, the inputs with their units, an example; with --notes formulas, what is required, the method.
    """
    from leverage.cli import run

    run.run_kinds(kind, options, has_notes=remarks.notes)


@command
def schema(
    *,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", parser=write_to, help="Write to a file.")
    ] = None,
) -> None:
    """Print the JSON Schema of scenario files, for editors.

    Files from `leverage new` look for it as leverage.schema.json beside them.
    """
    from leverage.cli import run

    run.run_schema(output)


@command
def new(
    *,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help="The file to write, such as georgia-russia.yaml; or a country.")
    ],
    partner: Annotated[
        str | None,
        typer.Argument(metavar="[COUNTRY]", help="With a country before it: the other one, such as RUS or Russia."),
    ] = None,
    base: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="SCENARIO",
            help="Change this scenario instead of beginning with nothing.",
            autocompletion=completion.complete_scenarios,
        ),
    ] = None,
    year: Annotated[
        str | None,
        typer.Option(
            "--year",
            metavar="newest|common|YEAR",
            help="For two countries: of each figure its newest year (usual), the newest that all share, or this one.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="For two countries: the file to write; - for the screen."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Write over a file that is there.")] = False,
    folders: Folders = None,
) -> None:
    """Write a commented file to begin with.

    Two parties with placeholders for figures, named after the file; or, with --from, what of a scenario can be changed;
    or, for two countries such as AZE RUS, their figures with sources and years: from the files of data.yaml, and what
    these lack from the World Factbook (extra `data`).
    """
    from leverage.cli.new import run_new, run_pair

    if partner is None and year is None and output is None:
        run_new(name, base, force, folders or [])
    else:
        run_pair(name, partner, base, year, output, is_forced=force)


_DATA = Group("data", "Use files of statistical offices: add, list, check, update.")
_Catalogue = Annotated[
    Path | None,
    typer.Option(
        "--catalogue", metavar="FILE", help="The list of files; by default data.yaml, here or beside a scenario."
    ),
]


@_DATA.command
def data_add(
    *,
    paths: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files of CSV, TSV, XLSX, XLS or JSON.")],
    layout: Annotated[str, typer.Option("--layout", metavar="NAME", help="The layout, where several fit.")] = "",
    indicator: Annotated[
        str, typer.Option("--as", metavar="NAME", help="What the values are, where the file does not say: exports_to.")
    ] = "",
    unit_of_values: Annotated[
        str, typer.Option("--in", metavar="UNIT", help="The unit of the values, where the file does not say.")
    ] = "",
    decimal: Annotated[
        Literal["", "point", "comma"],
        typer.Option("--decimal", metavar="point|comma", help="The decimal mark, where both are possible."),
    ] = "",
    delimiter: Annotated[
        Literal["", "comma", "semicolon", "tab", "bar"],
        typer.Option("--delimiter", metavar="comma|semicolon|tab|bar", help="What stands between cells."),
    ] = "",
    encoding: Annotated[str, typer.Option("--encoding", metavar="NAME", help="The encoding, such as cp1251.")] = "",
    accessed: Annotated[
        str, typer.Option("--accessed", metavar="DATE", help="When it was downloaded; by default the file's own date.")
    ] = "",
    keep_going: Annotated[
        bool, typer.Option("--keep-going", help="Add the files that can be used, instead of none if one cannot.")
    ] = False,
    catalogue: _Catalogue = None,
    options: Options,
) -> None:
    """Add files of data to data.yaml.

    Their layout, SHA-256, date of access and terms are written there. A file is known by its headings. It stays
    where it is and as it is. Exit status 3 if one cannot be used; then none is added.
    """
    from leverage.cli.data import run_add
    from leverage.data.recognition import Given

    given = Given(layout, encoding, delimiter, decimal, indicator, unit_of_values)
    run_add(paths, catalogue, given, accessed, options, keep_going=keep_going)


@_DATA.command
def data_list(
    *,
    countries: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COUNTRY...]", help="With --missing: for these countries and their pairs."),
    ] = None,
    missing: Annotated[
        bool, typer.Option("--missing", help="List what no file has, and which file to download for it.")
    ] = False,
    catalogue: _Catalogue = None,
    options: Options,
) -> None:
    """List the files of data.yaml and what is in them.

    Rows, figures, years, countries, and what is left out. Names that are no country known here are listed, never
    dropped in silence.
    """
    from leverage.cli.data import run_list

    run_list(countries or [], catalogue, options, is_of_gaps=missing)


@_DATA.command
def data_check(
    *,
    scenarios: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SCENARIO...]", help="Scenarios with a data.yaml beside them; by default that here."),
    ] = None,
    catalogue: _Catalogue = None,
    folders: Folders = None,
    options: Options,
) -> None:
    """Check that files, and what was taken of them, are the same.

    Files of data are compared with those that were added, figures of scenarios with what the files say now.
    Every reading that names its entry of a file under 'from' is looked up in it. Exit status 1 if a file has changed or
    is missing, or says otherwise. What cannot be looked up is counted; figures typed by hand are left alone.
    """
    from leverage.cli.data import run_check

    run_check(scenarios or [], folders or [], catalogue, options)


@_DATA.command
def data_update(
    *,
    scenario: Annotated[str, typer.Argument(metavar="SCENARIO", help="A scenario with figures from files of data.")],
    year: Annotated[
        str,
        typer.Option("--year", metavar="newest|common|YEAR", help="Of which year figures are, as of `leverage new`."),
    ] = "newest",
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write the scenario so, to a new file; - for the screen."),
    ] = None,
    catalogue: _Catalogue = None,
    folders: Folders = None,
) -> None:
    """Print as a diff what newer files change in a scenario.

    With -o the scenario is written with it to a new file. New values become readings beside the old, and those that
    a new scenario would use are put in use. All else of the text stays as it is.
    """
    from leverage.cli.data import run_update

    run_update(scenario, year, folders or [], catalogue, output)


@command
def pairs(
    *,
    year: Annotated[
        str | None,
        typer.Option(
            "--year",
            metavar="newest|common|YEAR",
            help="Of each figure its newest year (usual), the newest that all of a pair share, or this one.",
        ),
    ] = None,
    catalogue: _Catalogue = None,
    options: Options,
) -> None:
    """Write a table of all pairs of countries.

    It is made from the files of data.yaml. A row a pair: goods and remittances both ways, both reports of goods,
    GDP, totals, years, and flags for what is doubtful. `leverage sweep pairs --rows FILE` computes a league of it.
    """
    from leverage.cli.pairs import run_pairs

    run_pairs(year, catalogue, options)


@command
def help_(
    *,
    context: typer.Context,
    topic: Annotated[
        str | None,
        typer.Argument(
            metavar="[TOPIC|COMMAND]",
            help="A topic, such as units, or a command; without one, all topics are listed.",
            autocompletion=completion.complete_topics,
        ),
    ] = None,
) -> None:
    """Explain a topic: the file, units, columns and more.

    The texts are those of the reference that comes with the program. A command's name gives its options.
    """
    from leverage.cli.help import run_help

    run_help(context, topic)

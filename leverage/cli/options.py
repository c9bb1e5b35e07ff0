"""The options that several commands share: each declared once, as a field of a record that commands take."""

import functools
import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

import typer

from leverage.cli import completion


def write_to(text: str) -> Path | None:
    """Return the file that a name stands for, and None for standard output."""
    return None if text in ("-", "/dev/stdout") else Path(text)


def check_each(is_right: Callable[[str], object], message: str) -> Callable[[list[str] | None], list[str] | None]:
    """Return what refuses a wrong text among those given for an option; the message has {} in the text's place."""

    def check(texts: list[str] | None) -> list[str] | None:
        for text in texts or ():
            if not is_right(text):
                raise typer.BadParameter(message.format(text))
        return texts

    return check


def check_horizon(text: str | None) -> str | None:
    """Refuse what is no time of a day to 100 years."""
    if text is None:
        return None
    from leverage.quantity import parse_quantity
    from leverage.units import YEAR, UnitError

    try:
        time = parse_quantity(text)
    except UnitError:
        time = None
    if time is None or time.unit.dimension != YEAR or not 1 / 366 <= time.base <= 100:
        raise typer.BadParameter(f"'{text}' is no horizon of 1 day to 100 years, such as '1 year'")
    return text


Folders = Annotated[
    list[str] | None,
    typer.Option(
        "--allow-base",
        metavar="FOLDER",
        help="Let scenarios extend files of this folder too, not only of their project. Repeatable.",
        callback=check_each(os.path.isdir, "'{}' is no folder"),
    ),
]


class WhatIfOptions(NamedTuple):
    """What the user wants to be different from the files."""

    sets: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="Compute with another value of a figure, party, tie or move, such as diverted=50%. Repeatable.",
            callback=check_each(lambda text: "=" in text, "'{}' is not NAME=VALUE, such as diverted=50%"),
            autocompletion=completion.complete_settable,
        ),
    ] = None
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            metavar="SOURCE",
            help="Compute with this source's figures and nothing else, assumptions dropped. Repeatable.",
            autocompletion=completion.complete_sources,
        ),
    ] = None
    use: Annotated[
        list[str] | None,
        typer.Option(
            "--use",
            metavar="SOURCE|NAME=READING",
            help="Prefer this source's figures where sources differ, or one reading of a figure. Repeatable.",
            autocompletion=completion.complete_readings,
        ),
    ] = None
    folders: Folders = None
    horizon: Annotated[
        str | None,
        typer.Option(
            "--horizon",
            metavar="TIME",
            help="Count losses over the first years of a cut, such as '1 year', not after adjustment.",
            callback=check_horizon,
        ),
    ] = None


_Unit = Annotated[
    str | None,
    typer.Option("--unit", metavar="UNIT", help="Give amounts in this unit, such as 'billion USD/year'."),
]
_Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", parser=write_to, help="Write to a file, - for standard output."),
]


class Options(NamedTuple):
    """How and where the user wants the output."""

    form: Annotated[
        str | None,
        typer.Option(
            "-f",
            "--format",
            metavar="FORMAT",
            help="table, csv, tsv, json, jsonl, markdown, html, latex or docx; also xlsx (show), svg and png (show, "
            "compare, check, sensitivity, backtest), github and junit (check), bibtex and csl (sources, "
            "explain), parquet (sweep, pairs).",
            autocompletion=completion.complete_formats,
        ),
    ] = None
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            metavar="FILE",
            parser=write_to,
            help="Write to a file, - for standard output; its ending gives the format.",
        ),
    ] = None
    table: Annotated[
        str | None,
        typer.Option("--table", metavar="NAME", help="Give this table only, such as totals."),
    ] = None
    unit: _Unit = None
    whole: Annotated[
        bool | None,
        typer.Option(
            "--standalone/--fragment",
            help="A whole document, or a part to put into yours; if not said, html is whole and latex a part.",
        ),
    ] = None
    template: Annotated[
        Path | None,
        typer.Option(
            "--template", metavar="FILE", help="Give docx the styles, page, headers and footers of this .docx or .dotx."
        ),
    ] = None
    color: Annotated[
        Literal["auto", "always", "never"], typer.Option("--color", metavar="WHEN", help="auto, always or never.")
    ] = "auto"
    width: Annotated[
        int | None,
        typer.Option("--width", metavar="COLUMNS", min=20, help="Fit text into this width."),
    ] = None


class SqlOptions(NamedTuple):
    """Where the SELECT goes, and the unit of the amounts that it computes."""

    output: _Output = None
    unit: _Unit = None


class FillOptions(NamedTuple):
    """How the user's text is to be filled, and where it goes."""

    form: Annotated[
        str | None,
        typer.Option(
            "-f", "--format", metavar="FORMAT", help="markdown, html, latex or text; else by the template's ending."
        ),
    ] = None
    output: _Output = None
    unit: _Unit = None


class Draws(NamedTuple):
    """How ranges are to be made."""

    draws: Annotated[
        int,
        typer.Option("--draws", metavar="N", min=100, max=10_000_000, help="How many simulations ranges come from."),
    ] = 10_000
    seed: Annotated[int, typer.Option("--seed", metavar="N", min=0, help="Another number draws other simulations.")] = 1
    no_range: Annotated[bool, typer.Option("--no-range", help="Compute at the values in use, without simulations.")] = (
        False
    )


class RowDraws(NamedTuple):
    """How ranges of rows are to be made, if they are."""

    draws: Annotated[
        int | None,
        typer.Option(
            "--draws",
            metavar="N",
            min=100,
            max=10_000_000,
            help="Add the range of each result as CELL.low and CELL.high, and judge claims, by N simulations, the "
            "same in every row.",
        ),
    ] = None
    seed: Annotated[
        int | None, typer.Option("--seed", metavar="N", min=0, help="Another number draws other simulations.")
    ] = None


def _check_encoding(text: str | None) -> str | None:
    if text is not None:
        try:
            "".encode(text)
        except (LookupError, ValueError):
            raise typer.BadParameter(f"no encoding '{text}', such as utf-8, utf-16, cp1251 or latin-1") from None
    return text


_DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|"}


def _read_delimiter(text: str) -> str:
    sign = _DELIMITERS.get(text, text)
    if len(sign) != 1 or sign.isalnum() or sign in '\r\n"\0.':
        raise typer.BadParameter(f"'{text}' is no delimiter: comma, semicolon, tab, pipe, or a sign")
    return sign


class TableReading(NamedTuple):
    """How a table is to be read, where that cannot be seen from it."""

    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            metavar="NAME",
            help="Encoding of a text table, such as cp1251; by default UTF-8, or UTF-16 with a byte order mark.",
            callback=_check_encoding,
        ),
    ] = None
    delimiter: Annotated[
        str | None,
        typer.Option(
            "--delimiter",
            metavar="SIGN",
            help="What separates the fields: comma, semicolon, tab, pipe or a sign; by default seen in the header.",
            parser=_read_delimiter,
        ),
    ] = None
    decimal: Annotated[
        Literal["comma", "point"] | None,
        typer.Option(
            "--decimal", metavar="comma|point", help="Decimal mark of the numbers; by default seen in the numbers."
        ),
    ] = None


Columns = Annotated[
    list[str],
    typer.Option(
        "--get",
        metavar="CELL",
        help="A result column, such as total.russia. Repeatable.",
        autocompletion=completion.complete_cells,
    ),
]


class SqlTable(NamedTuple):
    """Which table a SELECT reads, and in whose words it is written."""

    dialect: Annotated[
        Literal["duckdb", "spark"], typer.Option("--dialect", metavar="duckdb|spark", help="Whose SQL it is.")
    ] = "duckdb"
    source: Annotated[
        str,
        typer.Option("--from", metavar="TABLE", help="The table: FILE.parquet, FILE.csv, a folder, or a name."),
    ] = "rows"
    columns: Annotated[
        str | None,
        typer.Option(
            "--columns",
            metavar="HEADINGS",
            help="The headings of the table, as the first line of a CSV file; if not given, those of the file.",
        ),
    ] = None


class Order(NamedTuple):
    """In which order rows are written, how many, and which of the table's columns beside the results."""

    sort: Annotated[
        str | None,
        typer.Option("--sort", metavar="COLUMN", help="Sort the rows by a column; with - before it the largest first."),
    ] = None
    top: Annotated[
        int | None, typer.Option("--top", metavar="N", min=1, help="With --sort: write the first N rows only.")
    ] = None
    keep: Annotated[
        list[str] | None,
        typer.Option("--keep", metavar="COLUMN", help="Of the table's columns write this one only. Repeatable."),
    ] = None


_Chart = Annotated[bool, typer.Option("--chart", help="Draw a chart too; a whole page of html always has one.")]


class Charts(NamedTuple):
    """Which chart the user wants, where it can be drawn on two scales."""

    chart: _Chart = False
    scale: Annotated[
        Literal["money", "gdp"] | None,
        typer.Option("--scale", metavar="money|gdp", help="Draw charts only in money, or only in per cent of GDP."),
    ] = None


class Paths(NamedTuple):
    """Whether the user wants the chart of losses over the years in the place of that by lever."""

    path: Annotated[
        bool,
        typer.Option(
            "--path", help="Draw the chart of both sides' loss over the first 0 to 10 years of a cut instead."
        ),
    ] = False


class OneChart(NamedTuple):
    """Whether the user wants the chart, where there is one scale."""

    chart: _Chart = False


class Rows(NamedTuple):
    """How the user wants the scenarios of a comparison to be laid out."""

    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            metavar="KEY",
            help="Sort scenarios by name, ratio, loss.PARTY or share.PARTY; numbers the largest first.",
        ),
    ] = None
    by_lever: Annotated[
        bool, typer.Option("--by-lever", help="For people also the ratios, and each side's loss by tie.")
    ] = False


class Remarks(NamedTuple):
    """Whether the user wants all notes."""

    notes: Annotated[bool, typer.Option("--notes", help="Give all notes and details.")] = False


class Extents(NamedTuple):
    """How much of a report the user wants."""

    brief: Annotated[
        bool,
        typer.Option("--brief", help="One page for people: the answer, the largest ties with the totals, moves."),
    ] = False
    full: Annotated[bool, typer.Option("--full", help="Everything for people, with notes on each number.")] = False


Scenario = Annotated[
    str | None,
    typer.Argument(
        help="A file, - for standard input, or a bundled name (see `leverage list`); by default azerbaijan-russia.",
        autocompletion=completion.complete_scenarios,
    ),
]
Scenarios = Annotated[
    list[str] | None,
    typer.Argument(
        help="Files, folders or bundled names; by default all of azerbaijan-russia.",
        autocompletion=completion.complete_scenarios,
    ),
]


def take_records(command: Callable[..., None]) -> Callable[..., None]:
    """Let a command take records of options: typer is shown their fields, the command is given the records."""
    parameters = inspect.signature(command, eval_str=True).parameters.values()
    records: dict[str, Any] = {each.name: each.annotation for each in parameters if hasattr(each.annotation, "_fields")}
    shown = [each for each in parameters if each.name not in records]
    for record in records.values():
        for field, annotation in record.__annotations__.items():
            default = record._field_defaults[field]
            shown.append(
                inspect.Parameter(field, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            )

    @functools.wraps(command)
    def run_with_records(**given: Any) -> None:
        for name, record in records.items():
            given[name] = record(**{field: given.pop(field) for field in record._fields})
        command(**given)

    run_with_records.__signature__ = inspect.Signature(shown)  # type: ignore[attr-defined]  # what typer looks at
    run_with_records.__annotations__ = {each.name: each.annotation for each in shown}
    return run_with_records

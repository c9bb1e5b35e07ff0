"""The options that mean the same on every command."""

from pathlib import Path
from typing import Annotated, NamedTuple

import typer


class Options(NamedTuple):
    """What the user asked of the output."""

    form: str | None
    output: Path | None
    table: str | None
    unit: str | None
    color: str
    width: int | None


def complete_scenario(incomplete: str) -> list[str]:
    """Complete the names of bundled scenarios; files are completed by the shell."""
    from leverage import library

    return [name for name in library.names() if name.startswith(incomplete)]


def complete_format(incomplete: str) -> list[str]:
    """Complete the names of formats."""
    from leverage import formats

    return [name for name in formats.names() if name.startswith(incomplete)]


def _color(word: str) -> str:
    if word not in ("auto", "always", "never"):
        raise typer.BadParameter("one of auto, always, never")
    return word


_SCENARIO_HELP = "A file, - for standard input, or a bundled name (see `leverage list`); by default azerbaijan-russia."

Scenario = Annotated[
    str | None, typer.Argument(help=_SCENARIO_HELP, show_default=False, autocompletion=complete_scenario)
]
Scenarios = Annotated[
    list[str] | None,
    typer.Argument(
        help="Files, folders or bundled names; by default all of azerbaijan-russia.",
        show_default=False,
        autocompletion=complete_scenario,
    ),
]
Format = Annotated[
    str | None,
    typer.Option(
        "-f",
        "--format",
        metavar="FORMAT",
        help="table, csv, tsv, json, jsonl or markdown.",
        show_default=False,
        autocompletion=complete_format,
    ),
]
Output = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write to a file; its ending gives the format.",
        show_default=False,
    ),
]
Table = Annotated[
    str | None,
    typer.Option("--table", metavar="NAME", help="Give this table only, such as totals.", show_default=False),
]
Unit = Annotated[
    str | None,
    typer.Option(
        "--unit",
        metavar="UNIT",
        help="Give amounts in this unit, such as 'billion USD/year'.",
        show_default=False,
    ),
]
Color = Annotated[str, typer.Option("--color", metavar="WHEN", help="auto, always or never.", callback=_color)]
Width = Annotated[
    int | None,
    typer.Option("--width", metavar="COLUMNS", min=20, help="Fit text into this width.", show_default=False),
]

"""Which format is asked for, what a page has room for, and a report handed over in that format."""

import os
import sys
from collections.abc import Collection
from importlib import import_module
from types import ModuleType

import typer

from leverage import formats
from leverage.cli import output
from leverage.cli.options import Options
from leverage.formats import Page
from leverage.problems import did_you_mean
from leverage.report.parts import Report

# The commands whose tables, charts or workbooks have formats of their own.
_COMMANDS = {
    "findings": "leverage check",
    "rows": "leverage sweep",
    "chart": "leverage show, compare and sensitivity",
    "workbook": "leverage show",
}
_SIGNS = "→†‡≥–×─"


def deliver(report: Report, options: Options) -> None:
    """Write a report in the format asked for, to where it was asked to go."""
    form = loaded(format_of(options, report.tables, report.things))
    if options.whole is not None and not getattr(form, "HAS_FRAGMENTS", False):
        raise typer.BadParameter("--standalone and --fragment are for the formats html and latex")
    try:
        made = form.render(report, page_of(options))
    except formats.UnavailableError as error:
        output.complain(str(error))
        raise typer.Exit(2) from None
    if options.output is None:
        refuse_terminal(made)
    output.deliver([made], options.output)


def loaded(name: str) -> ModuleType:
    """Import a format, with the library it needs; exit 2 with how to install that if it is not there."""
    form = formats.load(name)
    needs: formats.Extra | None = getattr(form, "NEEDS", None)
    if needs is not None:
        need(needs)
    return form


def need(extra: formats.Extra) -> None:
    """Refuse to go on without a library that not everyone has."""
    try:
        import_module(extra.module)
    except ImportError:
        output.complain(extra.advice)
        raise typer.Exit(2) from None


def refuse_terminal(made: str | bytes) -> None:
    """Refuse to write bytes to a terminal."""
    if isinstance(made, bytes) and sys.stdout.isatty():
        raise typer.BadParameter("this format is no text; name a file with --output")


def is_for_machines(options: Options, tables: Collection[str]) -> bool:
    """Tell whether the format asked for is read by programs, which are told of files that are wrong like of others."""
    return not getattr(formats.load(format_of(options, tables)), "FOR_PEOPLE", False)


def format_of(options: Options, tables: Collection[str], things: Collection[str] = ()) -> str:
    """Return the format asked for, or that of the file to write, among those that can write such tables and things."""
    if options.table is not None and options.table not in tables:
        hint = did_you_mean(options.table, tables) or f"there are {', '.join(tables)}"
        raise typer.BadParameter(f"--table: no table '{options.table}'; {hint}")
    known = formats.names([*tables, *things])
    if options.form is not None:
        if options.form not in known:
            raise typer.BadParameter(f"--format: {_no_format(options.form, known)}")
        return options.form
    if options.output is None:
        return "table"
    found = formats.of_file(options.output, [*tables, *things])
    if found is None:
        other = formats.of_file(options.output, formats.special().values())
        hint = _no_format(other, known) if other else f"there are {', '.join(formats.endings([*tables, *things]))}"
        raise typer.BadParameter(f"--output: no format is known here for '{options.output.name}'; {hint}")
    return found


def _no_format(name: str, known: list[str]) -> str:
    if table := formats.special().get(name):
        return f"'{name}' is a format of `{_COMMANDS[table]}`"
    hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
    return f"no format '{name}'; {hint}"


def page_of(options: Options) -> Page:
    """Return where text will stand: in a file, on a terminal, or on its way to another program."""
    if options.output is not None:
        return Page(options.width, options.color == "always", False, options.table, options.whole)
    is_terminal = sys.stdout.isatty()
    plain = ("NO_COLOR" in os.environ and os.environ["NO_COLOR"] != "") or os.environ.get("TERM") == "dumb"
    colored = options.color == "always" or (options.color == "auto" and is_terminal and not plain)
    is_ascii = not output.can_print(_SIGNS, sys.stdout)
    return Page(_width(options, is_terminal), colored, is_ascii, options.table, options.whole)


def _width(options: Options, is_terminal: bool) -> int | None:
    """Return the width to fit into; None where the text goes on to another program."""
    if options.width is not None:
        return options.width
    if is_terminal or os.environ.get("COLUMNS", "").isdigit():
        import shutil

        return max(20, shutil.get_terminal_size().columns)
    return None

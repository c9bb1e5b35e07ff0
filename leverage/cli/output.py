"""Text to standard output or a file, problems to standard error, with the manners of a shell tool."""

import contextlib
import os
import sys
from collections.abc import Collection, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import TextIO

import typer

from leverage import formats, library
from leverage.assessment import Assessment
from leverage.cli import files
from leverage.cli.options import Options
from leverage.document import MAX_BYTES
from leverage.formats import Page
from leverage.plain import to_ascii
from leverage.problems import LeverageError, did_you_mean, visible
from leverage.report.parts import Report

# The commands whose tables, charts or workbooks have formats of their own.
_COMMANDS = {
    "findings": "leverage check",
    "rows": "leverage sweep",
    "chart": "leverage show, compare and sensitivity",
    "workbook": "leverage show",
}
_SIGNS = "→†‡≥–×─"


def deliver(report: Report, options: Options, inputs: list[Assessment]) -> None:
    """Write a report in the format asked for, to where it was asked to go."""
    form = loaded(format_of(options, report.tables, report.things))
    made = form.render(report, page_of(options))
    if options.output is not None:
        refuse_inputs(options.output, [name for one in inputs for name in one.scenario.files])
        save(made, options.output)
    else:
        refuse_terminal(made)
        write(made)


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
        package = extra.module.partition(".")[0]
        complain(f"{extra.what} needs {package}: pip install 'leverage-calculator[{extra.extra}]'")
        raise typer.Exit(2) from None


def refuse_terminal(made: str | bytes) -> None:
    """Refuse to write bytes to a terminal."""
    if isinstance(made, bytes) and sys.stdout.isatty():
        raise typer.BadParameter("this format is no text; name a file with --output")


def deliver_stream(pieces: Iterable[str | bytes], options: Options, inputs: Iterable[str]) -> None:
    """Write text or bytes as they come to where they were asked to go, never over a file that was read."""
    if options.output is None:
        for piece in pieces:
            write(piece)
        return
    refuse_inputs(options.output, inputs)
    with files.whole(options.output) as stream:
        for piece in pieces:
            stream.write(piece.encode() if isinstance(piece, str) else piece)


def write(piece: str | bytes) -> None:
    """Write to standard output; a reader that has gone away is no error."""
    try:
        if isinstance(piece, str):
            sys.stdout.write(_printable(piece, sys.stdout))
        else:
            sys.stdout.buffer.write(piece)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(0) from None
    except OSError as error:
        complain(f"cannot write: {(error.strerror or str(error)).lower()}")
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(2) from None


def complain(text: str) -> None:
    """Write a line to standard error."""
    with contextlib.suppress(OSError):
        print(_printable(text, sys.stderr), file=sys.stderr)


@contextlib.contextmanager
def problems() -> Iterator[None]:
    """Turn the user's mistakes into messages and exit status 3."""
    try:
        yield
    except LeverageError as error:
        complain(str(error))
        raise typer.Exit(3) from None


def standard_input() -> bytes:
    """Read standard input, as far as a scenario can be long."""
    if sys.stdin is None or sys.stdin.isatty():
        complain("reading a scenario from the terminal; end it with Ctrl-D")
    return sys.stdin.buffer.read(MAX_BYTES + 1) if sys.stdin else b""


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
        hint = _no_format(other, known) if other else "name one with --format"
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
        return Page(options.width, options.color == "always", False, options.table)
    is_terminal = sys.stdout.isatty()
    plain = ("NO_COLOR" in os.environ and os.environ["NO_COLOR"] != "") or os.environ.get("TERM") == "dumb"
    colored = options.color == "always" or (options.color == "auto" and is_terminal and not plain)
    return Page(_width(options, is_terminal), colored, not _can_print(_SIGNS, sys.stdout), options.table)


def _width(options: Options, is_terminal: bool) -> int | None:
    """Return the width to fit into; None where the text goes on to another program."""
    if options.width is not None:
        return options.width
    if is_terminal or os.environ.get("COLUMNS", "").isdigit():
        import shutil

        return max(20, shutil.get_terminal_size().columns)
    return None


def _can_print(text: str, stream: TextIO) -> bool:
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _printable(text: str, stream: TextIO) -> str:
    return text if _can_print(text, stream) else to_ascii(text)


def refuse_bundled(target: Path) -> None:
    """Never write over a bundled scenario."""
    _refuse(target, map(str, library.bundled().values()), "a bundled scenario")


def refuse_inputs(target: Path, paths: Iterable[str]) -> None:
    """Never write over a file that was read, nor over a bundled one."""
    _refuse(target, paths, "a file that was read")
    refuse_bundled(target)


def _refuse(target: Path, paths: Iterable[str], what: str) -> None:
    for path in paths:
        with contextlib.suppress(OSError, ValueError):
            if os.path.samefile(path, target):
                raise typer.BadParameter(f"{visible(str(target))} is {what}")


def save(made: str | bytes, target: Path, option: str = "--output") -> None:
    """Write a whole file or nothing: beside the target first, then in its place."""
    with files.whole(target, option) as stream:
        stream.write(made.encode() if isinstance(made, str) else made)

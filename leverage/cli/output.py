"""Reports and text to standard output or a file, problems to standard error, as users of a shell expect."""

import contextlib
import os
import stat
import sys
from collections.abc import Collection, Iterable, Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import BinaryIO, TextIO

import typer

from leverage import formats, library
from leverage.analysis.assessment import may_be_scenario
from leverage.cli import files, streams
from leverage.cli.options import Options
from leverage.document import INPUTS
from leverage.formats import Page
from leverage.problems import LeverageError, MissingLibraryError, suggest_name
from leverage.report.report import Report
from leverage.text import to_ascii

_SIGNS = "→†‡≥–×─"  # of reports for people; where an encoding lacks them, these are written in ASCII
_NO_PDF = "a browser prints a PDF of a page, such as -o page.html"


def deliver(pieces: Iterable[str | bytes], target: Path | None) -> None:
    """Write pieces of text or bytes to a file, or to standard output for as long as somebody reads it.

    A scenario is never replaced, whether it was read or not: it may be named by mistake, as by `-o *.yaml`.
    """
    if target is None:
        if reason := _find_reason_to_keep(streams.OUT):
            raise typer.BadParameter(f"standard output is {reason}")
        for piece in pieces:
            write(piece)
            if not streams.is_read():
                return
        return
    with open_target(target) as stream:
        for piece in pieces:
            stream.write(piece.encode() if isinstance(piece, str) else piece)


@contextlib.contextmanager
def open_target(target: Path) -> Iterator[BinaryIO]:
    """Give a stream, and a file of its name, whose content replaces the target in the end."""
    reason = _find_reason_to_keep(target)
    if not reason and target.suffix in library.ENDINGS and os.path.isfile(target) and may_be_scenario(target):
        reason = "a scenario, which no output replaces"
    if reason:
        raise typer.BadParameter(f"--output: {target} is {reason}")
    with files.open_whole(target, "--output") as stream:
        yield stream


def save_scenario(text: str | bytes, target: Path) -> None:
    """Write a new scenario whole or not at all, and never over one that it was made from."""
    if reason := _find_reason_to_keep(target):
        raise typer.BadParameter(f"NAME: {target} is {reason}")
    with files.open_whole(target, "NAME") as stream:
        stream.write(text.encode() if isinstance(text, str) else text)


def _find_reason_to_keep(target: Path | int) -> str:
    """Say what a file is that must not be written to, else nothing; links and descriptors are followed."""
    read: list[Path | int] = [*INPUTS]
    if sys.stdin is not None:
        read.append(streams.IN)
    with contextlib.suppress(OSError, ValueError):
        state = os.stat(target)
        if stat.S_ISREG(state.st_mode):
            if any(_is_same(path, state) for path in read):
                return "a file that was read"
            if any(_is_same(path, state) for path in library.find_folder().rglob("*.yaml")):
                return "a bundled scenario"
    return ""


def _is_same(path: Path | int, state: os.stat_result) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return os.path.samestat(os.stat(path), state)
    return False


def write(piece: str | bytes) -> None:
    """Write to standard output at once."""
    if isinstance(piece, str):
        sys.stdout.write(_make_printable(piece, sys.stdout))
    else:
        sys.stdout.buffer.write(piece)
    sys.stdout.flush()


def complain(text: str) -> None:
    """Write a line to standard error."""
    print(_make_printable(text, sys.stderr), file=sys.stderr)


@contextlib.contextmanager
def exit_on_problems() -> Iterator[None]:
    """Turn the user's mistakes into messages and exit status 3; a library that is not installed gives 2."""
    try:
        yield
    except LeverageError as error:
        complain(str(error))
        raise typer.Exit(2 if isinstance(error, MissingLibraryError) else 3) from None


def _can_print(text: str, stream: TextIO) -> bool:
    """Tell whether a stream's encoding has all signs of a text."""
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _make_printable(text: str, stream: TextIO) -> str:
    return text if _can_print(text, stream) else to_ascii(text)


def deliver_report(report: Report, options: Options) -> None:
    """Write a report in the format asked for, to where it was asked to go."""
    form = load_format(choose_format(options, report.tables, report.things))
    if options.whole is not None and not getattr(form, "HAS_FRAGMENTS", False):
        raise typer.BadParameter("--standalone and --fragment are for the formats html and latex")
    refuse_template(form, options)
    try:
        with exit_on_problems():
            made = form.render(report, describe_page(options))
    except formats.UnavailableError as error:
        complain(str(error))
        raise typer.Exit(2) from None
    if options.output is None and isinstance(made, bytes):
        refuse_terminal()
    deliver([made], options.output)


def refuse_template(form: ModuleType, options: Options) -> None:
    """Refuse a template for a format that has none."""
    if options.template is not None and not getattr(form, "HAS_TEMPLATES", False):
        raise typer.BadParameter("--template is for the format docx")


def load_format(name: str) -> ModuleType:
    """Import a format; exit with status 2 if the library it needs is missing."""
    form = formats.load_format(name)
    needs: formats.Extra | None = getattr(form, "NEEDS", None)
    if needs is not None:
        require_library(needs)
    return form


def require_library(extra: formats.Extra) -> None:
    """Exit with status 2, and say how to install it, if an optional library is missing."""
    try:
        import_module(extra.module)
    except ImportError:
        complain(extra.advice)
        raise typer.Exit(2) from None


def refuse_terminal() -> None:
    """Refuse to write bytes to standard output if it is a terminal."""
    if sys.stdout.isatty():
        raise typer.BadParameter("this format is no text; name a file with --output")


def is_for_machines(options: Options, tables: Collection[str]) -> bool:
    """Tell whether the format asked for is read by programs, which get a report even if every file is wrong."""
    return not getattr(formats.load_format(choose_format(options, tables)), "FOR_PEOPLE", False)


def choose_format(options: Options, tables: Collection[str], things: Collection[str] = ()) -> str:
    """Return the format asked for, or that of the file to write, among those that can write such tables and things."""
    if options.table is not None and options.table not in tables:
        hint = suggest_name(options.table, tables) or f"there are {', '.join(tables)}"
        raise typer.BadParameter(f"--table: no table '{options.table}'; {hint}")
    known = formats.list_formats([*tables, *things])
    if options.form is not None:
        if options.form not in known:
            raise typer.BadParameter(f"--format: {_explain_no_format(options.form, known)}")
        return options.form
    if options.output is None:
        return "table"
    form = formats.find_format(options.output, [*tables, *things])
    if form is None:
        other = formats.find_format(options.output, formats.list_special_formats().values())
        if other:
            hint = _explain_no_format(other, known)
        elif options.output.suffix == ".pdf":
            hint = _NO_PDF
        else:
            hint = f"there are {', '.join(formats.list_endings([*tables, *things]))}"
        raise typer.BadParameter(f"--output: no format is known here for '{options.output.name}'; {hint}")
    return form


def _explain_no_format(name: str, known: list[str]) -> str:
    if table := formats.list_special_formats().get(name):
        return f"'{name}' is a format of `leverage {formats.name_commands(table)}`"
    hint = _NO_PDF if name == "pdf" else suggest_name(name, known) or f"there are {', '.join(known)}"
    return f"no format '{name}'; {hint}"


def describe_page(options: Options) -> Page:
    """Describe the page that text is fitted to: in a file, on a terminal, or on its way to another program."""
    page = Page(
        options.width, options.color == "always", False, options.table, options.whole, options.template, complain
    )
    if options.output is not None:
        return page
    is_terminal = sys.stdout.isatty()
    is_plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    is_colored = options.color == "always" or (options.color == "auto" and is_terminal and not is_plain)
    is_ascii = not _can_print(_SIGNS, sys.stdout)
    return page._replace(width=_choose_width(options, is_terminal), is_colored=is_colored, is_ascii=is_ascii)


def _choose_width(options: Options, is_terminal: bool) -> int | None:
    """Return the width to fit into; None where the text goes on to another program."""
    if options.width is not None:
        return options.width
    if is_terminal or os.environ.get("COLUMNS", "").isdigit():
        import shutil

        return max(20, shutil.get_terminal_size().columns)
    return None

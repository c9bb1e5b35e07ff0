"""Text to standard output or a file, problems to standard error, with the manners of a shell tool."""

import contextlib
import os
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import TextIO

import typer

from leverage import formats, library
from leverage.assessment import Assessment
from leverage.cli.options import Options
from leverage.document import MAX_BYTES
from leverage.formats import Page
from leverage.plain import to_ascii
from leverage.problems import LeverageError, did_you_mean, visible
from leverage.report.parts import Report

_SIGNS = "→†‡≥–×─"


def deliver(report: Report, options: Options, inputs: list[Assessment]) -> None:
    """Write a report in the format asked for, to where it was asked to go."""
    name = _format(options, report.tables)
    if options.table is not None and options.table not in report.tables:
        hint = did_you_mean(options.table, report.tables) or f"there are {', '.join(report.tables)}"
        raise typer.BadParameter(f"--table: no table '{options.table}'; {hint}")
    text = formats.load(name).render(report, _page(options))
    if options.output is None:
        write(text)
    else:
        _refuse_inputs(options.output, inputs)
        save(text, options.output)


def write(text: str) -> None:
    """Write to standard output; a reader that has gone away is no error."""
    try:
        sys.stdout.write(_printable(text, sys.stdout))
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


def is_for_machines(options: Options) -> bool:
    """Tell whether the format asked for is read by programs, which are told of files that are wrong like of others."""
    return _format(options, formats.special().values()) not in ("table", "markdown")


def _format(options: Options, tables: Collection[str]) -> str:
    """Return the format asked for, or that of the file to write, among those that can write such a report."""
    known = formats.names(tables)
    if options.form is not None:
        if options.form not in known:
            raise typer.BadParameter(f"--format: {_no_format(options.form, known)}")
        return options.form
    if options.output is None:
        return "table"
    found = formats.of_file(options.output, tables)
    if found is None:
        raise typer.BadParameter(f"--output: no format is known for '{options.output.name}'; name one with --format")
    return found


def _no_format(name: str, known: list[str]) -> str:
    if name in formats.special():
        return f"'{name}' is a format of `leverage check`"
    hint = did_you_mean(name, known) or f"there are {', '.join(known)}"
    return f"no format '{name}'; {hint}"


def _page(options: Options) -> Page:
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


def _refuse_inputs(target: Path, inputs: list[Assessment]) -> None:
    """Never write over a file that was read, nor over a bundled one."""
    _refuse(target, [name for assessment in inputs for name in assessment.scenario.files], "a file that was read")
    refuse_bundled(target)


def _refuse(target: Path, paths: Iterable[str], what: str) -> None:
    for path in paths:
        with contextlib.suppress(OSError, ValueError):
            if os.path.samefile(path, target):
                raise typer.BadParameter(f"{visible(str(target))} is {what}")


def save(text: str, target: Path, option: str = "--output") -> None:
    """Write a whole file or nothing: beside the target first, then in its place."""
    import tempfile

    try:
        target = target.resolve()  # a link stays a link
        if target.exists() and not target.is_file():
            target.write_text(text, encoding="utf-8", newline="\n")
            return
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
            os.chmod(name, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            os.replace(name, target)
        except BaseException:
            os.unlink(name)
            raise
    except (OSError, RuntimeError) as error:  # the latter for a link that leads to itself
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise typer.BadParameter(f"{option}: cannot write {visible(str(target))}: {reason}") from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""Text to standard output or a file, problems to standard error, with the manners of a shell tool."""

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TextIO

import typer

from leverage import library
from leverage.cli import files
from leverage.cli.options import Options
from leverage.document import MAX_BYTES
from leverage.plain import to_ascii
from leverage.problems import LeverageError, visible


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


def can_print(text: str, stream: TextIO) -> bool:
    """Tell whether a stream's encoding has all signs of a text."""
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _printable(text: str, stream: TextIO) -> str:
    return text if can_print(text, stream) else to_ascii(text)


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

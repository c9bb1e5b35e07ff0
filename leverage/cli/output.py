"""Text to standard output or a file, problems to standard error, with the manners of a shell tool."""

import contextlib
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, TextIO

import typer

from leverage import library
from leverage.assessment import may_be_scenario
from leverage.cli import files, streams
from leverage.document import INPUTS, MAX_BYTES
from leverage.plain import to_ascii
from leverage.problems import LeverageError, Problem


def deliver(pieces: Iterable[str | bytes], target: Path | None) -> None:
    """Write text or bytes as they come to a file, or to standard output for as long as somebody reads it.

    No scenario is replaced, whether it was read or not: it may be named by mistake, as by `-o *.yaml`.
    """
    if target is not None:
        reason = _taken(target)
        if not reason and target.suffix in library.ENDINGS and target.is_file() and may_be_scenario(target):
            reason = "a scenario, which no output replaces"
        _refuse(target, "--output", reason)
        _save(pieces, target, "--output")
        return
    if reason := _taken(streams.OUT):
        raise typer.BadParameter(f"standard output is {reason}")
    for piece in pieces:
        write(piece)
        if not streams.is_read():
            return


def save_scenario(text: str, target: Path) -> None:
    """Write a new scenario whole or not at all, and never over one that it was made from."""
    _refuse(target, "NAME", _taken(target))
    _save([text], target, "NAME")


def _save(pieces: Iterable[str | bytes], target: Path, option: str) -> None:
    with files.whole(target, option) as stream:
        for piece in pieces:
            stream.write(piece.encode() if isinstance(piece, str) else piece)


def _refuse(target: Path, option: str, reason: str) -> None:
    if reason:
        raise typer.BadParameter(f"{option}: {target} is {reason}")


def _taken(target: Path | int) -> str:
    """Say what a file is that must not be written to; links and descriptors are followed to what they stand for."""
    read: list[Path | int] = [*INPUTS]
    if sys.stdin is not None:
        read.append(streams.IN)
    with contextlib.suppress(OSError, ValueError):
        state = os.stat(target)
        if stat.S_ISREG(state.st_mode):
            if any(_is_same(path, state) for path in read):
                return "a file that was read"
            if any(_is_same(path, state) for path in library.bundled().values()):
                return "a bundled scenario"
    return ""


def _is_same(path: Path | int, state: os.stat_result) -> bool:
    with contextlib.suppress(OSError, ValueError):
        return os.path.samestat(os.stat(path), state)
    return False


def write(piece: str | bytes) -> None:
    """Write to standard output at once."""
    if isinstance(piece, str):
        sys.stdout.write(_printable(piece, sys.stdout))
    else:
        sys.stdout.buffer.write(piece)
    sys.stdout.flush()


def complain(text: str) -> None:
    """Write a line to standard error."""
    print(_printable(text, sys.stderr), file=sys.stderr)


@contextlib.contextmanager
def problems() -> Iterator[None]:
    """Turn the user's mistakes into messages and exit status 3."""
    try:
        yield
    except LeverageError as error:
        complain(str(error))
        raise typer.Exit(3) from None


def standard_input(what: str) -> BinaryIO:
    """Return standard input, to read what is named from it. Raises LeverageError if the shell has closed it."""
    if sys.stdin is None:
        raise LeverageError([Problem("cannot read <stdin>: it is closed")])
    if sys.stdin.isatty():
        complain(f"reading {what} from the terminal, up to Ctrl-D")
    return sys.stdin.buffer


def scenario_on_input() -> bytes:
    """Read a scenario from standard input, as far as one can be long. Raises LeverageError."""
    try:
        return standard_input("a scenario").read(MAX_BYTES + 1)
    except OSError as error:
        raise LeverageError([Problem(f"cannot read <stdin>: {(error.strerror or str(error)).lower()}")]) from None


def can_print(text: str, stream: TextIO) -> bool:
    """Tell whether a stream's encoding has all signs of a text."""
    try:
        text.encode(stream.encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _printable(text: str, stream: TextIO) -> str:
    return text if can_print(text, stream) else to_ascii(text)

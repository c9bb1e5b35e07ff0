"""Files are written whole or not at all; what is no regular file, such as a pipe, is written to at once."""

import contextlib
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import BinaryIO

import typer

from leverage.problems import explain_error, in_one_line

_unfinished: set[str] = set()


@contextlib.contextmanager
def open_whole(target: Path, option: str = "--output") -> Iterator[BinaryIO]:
    """Give a stream to write to; its content replaces the target in the end, if nothing goes wrong.

    What is no regular file, such as a pipe or a descriptor that the shell opened, is written to at once.
    """
    try:
        descriptor = _find_descriptor(target)
        if descriptor is None and (target.is_file() or not target.exists()):
            with _replace(target.resolve()) as stream:  # a link stays a link
                yield stream
            return
        opened = target if descriptor is None else os.dup(descriptor)
        with contextlib.suppress(BrokenPipeError), open(opened, "wb") as stream:
            yield stream
    except (OSError, RuntimeError) as error:  # the latter for a link that leads to itself
        shown = in_one_line(str(target))
        raise typer.BadParameter(f"{option}: cannot write {shown}: {explain_error(error)}") from None


@contextlib.contextmanager
def _replace(target: Path) -> Iterator[BinaryIO]:
    """Give a new file beside the target, which it replaces in the end, with the target's mode."""
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    name = str(target.parent / f".leverage-{os.urandom(8).hex()}")
    _unfinished.add(name)  # before the file exists, so that it is deleted whenever a signal ends the run
    try:
        with open(
            name, "xb", opener=lambda path, flags: os.open(path, flags, 0o666 if mode is None else mode)
        ) as stream:
            yield stream
        if mode is not None:
            os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        _unlink(name)
        raise
    finally:
        _unfinished.discard(name)


def stop(number: int, _frame: FrameType | None) -> None:
    """End the run at once for a signal, with the status that a shell gives to it, and delete unfinished files."""
    for name in _unfinished:
        _unlink(name)
    os._exit(128 + number)


def _unlink(name: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(name)


def _find_descriptor(target: Path) -> int | None:
    """Return the number of the descriptor that a path stands for, which the shell has opened already."""
    match = re.fullmatch(r"/dev/stderr|/(?:dev|proc/self)/fd/([0-9]{1,9})", str(target))
    return int(match[1] or 2) if match else None

"""Files written whole or not at all, and what is no file written to as it comes."""

import contextlib
import errno
import os
import re
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import BinaryIO

import typer

from leverage.problems import in_one_line

_unfinished: set[str] = set()


@contextlib.contextmanager
def open_whole(target: Path, option: str = "--output") -> Iterator[BinaryIO]:
    """Give a stream whose content takes the target's place in the end, if nothing went wrong.

    What is no regular file, such as a pipe or a descriptor of the shell's, is written to at once.
    """
    try:
        number = _descriptor(target)
        if number is not None or _is_special(target):
            with (
                contextlib.suppress(BrokenPipeError),
                open(target if number is None else os.dup(number), "wb") as stream,
            ):
                yield stream
            return
        with _replacing(target.resolve()) as stream:  # a link stays a link
            yield stream
    except (OSError, RuntimeError) as error:  # the latter for a link that leads to itself
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise typer.BadParameter(f"{option}: cannot write {in_one_line(str(target))}: {reason}") from None


@contextlib.contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """Give a new file beside the target that takes its place in the end; its mode stays the target's."""
    mode = target.stat().st_mode & 0o777 if target.exists() else None
    if mode is not None and not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    name = str(target.parent / f".leverage-{os.urandom(8).hex()}")
    _unfinished.add(name)  # before it is there, so that it never stays where a signal ends the run
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
    """End the run at once for a signal, with the status that a shell gives to it; no unfinished file stays."""
    for name in _unfinished:
        _unlink(name)
    os._exit(128 + number)


def _unlink(name: str) -> None:
    with contextlib.suppress(OSError):
        os.unlink(name)


def _descriptor(target: Path) -> int | None:
    """Return the number of the descriptor that a path stands for, which the shell has opened already."""
    found = re.fullmatch(r"/dev/stderr|/(?:dev|proc/self)/fd/([0-9]{1,9})", str(target))
    return int(found[1] or 2) if found else None


def _is_special(target: Path) -> bool:
    return target.exists() and not target.is_file()

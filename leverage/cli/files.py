"""Files written whole or not at all."""

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import typer

from leverage.problems import visible


@contextlib.contextmanager
def whole(target: Path, option: str = "--output") -> Iterator[BinaryIO]:
    """Give a stream whose content takes the target's place in the end, if nothing went wrong; a pipe is written to."""
    import tempfile

    try:
        target = target.resolve()  # a link stays a link
        if target.exists() and not target.is_file():
            with target.open("wb") as stream:
                yield stream
            return
        descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        try:
            with open(descriptor, "wb") as stream:
                yield stream
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

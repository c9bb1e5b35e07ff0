"""Tables of rows to sweep over: opened from a file or standard input, with how far they have been read."""

import contextlib
import io
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, TypeAlias

from leverage import formats
from leverage.cli import forms, output
from leverage.document import INPUTS
from leverage.problems import LeverageError, Problem, in_one_line
from leverage.sweep import Rows, of_csv

STDIN = "-"
_TABS = (".tsv", ".tab")
_PARQUET = ".parquet"

#: Tells which share is done from the rows that are; None where nobody knows.
Share: TypeAlias = Callable[[int], float | None]


@contextlib.contextmanager
def opened(name: str, beside: int) -> Iterator[tuple[Rows, Share]]:
    """Open a table by the name a user gives; so many columns will stand beside its own.

    Raises LeverageError if it cannot be read.
    """
    if name == STDIN:
        yield _text(output.standard_input("rows"), "<stdin>", ",", beside)
    elif name.lower().endswith(_PARQUET):
        forms.need(formats.load("parquet").NEEDS)
        from leverage.sweep.parquet import of_parquet

        INPUTS.add(Path(name))
        yield of_parquet(Path(name), in_one_line(name), beside), lambda _rows: None
    else:
        with _opened(name) as stream:
            yield _text(stream, in_one_line(name), "\t" if name.lower().endswith(_TABS) else ",", beside)


def _opened(name: str) -> BinaryIO:
    try:
        INPUTS.add(Path(name))
        return open(name, "rb")
    except (OSError, ValueError) as error:
        reason = (getattr(error, "strerror", None) or str(error)).lower()
        raise LeverageError([Problem(f"cannot read the rows of {in_one_line(name)}: {reason}")]) from None


def _text(stream: BinaryIO, name: str, delimiter: str, beside: int) -> tuple[Rows, Share]:
    size = os.fstat(stream.fileno()).st_size if stream.seekable() else 0
    lines = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    return of_csv(lines, name, delimiter, beside), lambda _rows: stream.tell() / size if size else None

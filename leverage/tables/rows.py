"""Rows of texts with their places: of delimited text, or of a sheet.

Rows of text come in pieces, so that a file may be larger than memory, and a piece takes hardly longer than the csv
module takes to read it.
"""

import contextlib
import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate, islice
from typing import Any, NamedTuple

from leverage.problems import LeverageError, explain_error
from leverage.tables.files import SAY_ENCODING, fail

#: A row with its number in the file, counted from 1: of text the line on which it begins.
Row = tuple[int, list[str]]

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
HEAD = 100  # rows among which a row of headings and the cells above it are looked for


class Piece(NamedTuple):
    """Some rows, an empty list for an empty line; the lines on which they begin; whether it is the last piece."""

    rows: list[list[str]]
    lines: Sequence[int]
    is_last: bool = False


class Sheet(NamedTuple):
    """A table of a file: its name, empty where there is one only, and what gives its rows from the first one on."""

    name: str
    read: Callable[[], Iterator[Row]]

    def read_head(self) -> list[list[str]]:
        """Return the first rows."""
        return place_rows(self.read())


def place_rows(rows: Iterable[Row]) -> list[list[str]]:
    """Return the first rows, each in its place by its number; where no row begins an empty one stands."""
    placed: list[list[str]] = []
    for number, cells in rows:
        if number > HEAD:
            break
        placed += [[]] * (number - 1 - len(placed))
        placed.append(cells)
    return placed


def split_lines(lines: Iterable[str], delimiter: str) -> Iterator[Row]:
    """Yield the rows of some lines, for a look at them: what cannot be split ends them."""
    reader = csv.reader(lines, delimiter=delimiter)
    line = 0
    with contextlib.suppress(csv.Error):
        for cells in reader:
            yield line + 1, cells
            line = reader.line_num


def read_pieces(reader: Any, name: str, count: int, above: int = 0) -> Iterator[Piece]:
    """Yield the rows that a reader of the csv module still has, in pieces of `count`; the last has fewer, or none.

    `above` lines stand before those that the reader reads. Raises LeverageError where a row cannot be read.

    This is the careful way. `leverage/sweep/plain.py` stands before it for pieces of plain text.
    """
    line = above + reader.line_num
    is_last = False
    while not is_last:
        rows: list[list[str]] = []
        with telling_errors(name, rows, line + 1):
            rows.extend(islice(reader, count))
        first, line = line + 1, above + reader.line_num
        is_last = len(rows) < count
        lines: Sequence[int] = range(first, line + 1)
        if len(lines) != len(rows):  # a field has line breaks
            lines = list(accumulate(map(count_lines, rows), initial=first))[:-1]
        yield Piece(rows, lines, is_last)


def cut_rows(rows: Iterable[Row], count: int) -> Iterator[Piece]:
    """Yield rows in pieces of `count`; the last has fewer, or none."""
    left = iter(rows)
    is_last = False
    while not is_last:
        some = list(islice(left, count))
        is_last = len(some) < count
        yield Piece([cells for _, cells in some], [number for number, _ in some], is_last)


def count_lines(row: Sequence[str]) -> int:
    """Count the lines that a row of text takes: its fields may hold line breaks."""
    text = " ".join(row)
    return 1 + text.count("\n") + text.count("\r") - text.count("\r\n")


@contextlib.contextmanager
def telling_errors(name: str, rows: Sequence[Sequence[str]] = (), first: int = 1) -> Iterator[None]:
    """Raise what makes a text unreadable as a LeverageError, at the line after the rows read so far."""
    try:
        yield
    except (csv.Error, UnicodeError, OSError) as error:
        line = first + sum(map(count_lines, rows))
        raise _describe_error(error, name, line) from None


def _describe_error(error: Exception, name: str, line: int) -> LeverageError:
    if isinstance(error, OSError):
        return fail(f"cannot read {name}: {explain_error(error)}")
    if isinstance(error, UnicodeError):
        encoding = getattr(error, "encoding", "utf-16").upper()
        return fail(f"{name}: not {encoding} text, from line {line} on", SAY_ENCODING)
    is_open = any(word in str(error) for word in ("limit", "end of data"))
    hint = "is there a quote that is never closed?" if is_open else ""
    return fail(f"{name}:{line}: the row cannot be read as CSV: {error}", hint)

"""Rows of plain text, which stay as they are: numbers are read out of them, and they are passed on as they stand.

Rows are plain if each stands on a line and has as many fields as the header, none of them quoted and not all empty. All
others are left to the csv module, as `leverage/tables/rows.py` reads them.
"""

import contextlib
import csv
import io
from collections.abc import Iterator, Sequence
from functools import cached_property
from importlib import import_module
from itertools import chain, islice
from typing import Any, NamedTuple

import numpy as np

from leverage.analysis.arrays import Array
from leverage.tables.rows import Piece, read_pieces

_AT_ONCE = 4096  # rows whose texts stay in the processor's cache
_MOST_BYTES = 1 << 30  # of rows that are looked at as a whole
_FORMULA_STARTS = np.zeros(256, dtype=np.bool_)
_FORMULA_STARTS[list(b"=+-@\t \xef")] = True  # with that byte East Asia's wide characters begin


class PlainRows:
    """Some plain rows: their bytes in UTF-8, each row with a line feed at its end, and where their fields end."""

    def __init__(self, data: bytes, delimiter: str, ends: Any, *, is_large: bool) -> None:
        """Take rows of which the place of each delimiter and line feed is known, one row a row of `ends`.

        `is_large` if there are so many rows in all that it is worth while to load pyarrow.
        """
        self.data, self.delimiter, self.ends = data, delimiter, ends
        self._is_large = is_large
        self.count, self.width = ends.shape

    @cached_property
    def columns(self) -> list[list[str]]:
        """Return the texts of each column."""
        fields = self.data.decode().replace("\n", self.delimiter).split(self.delimiter)
        return [fields[at : -1 : self.width] for at in range(self.width)]

    @cached_property
    def may_have_formulas(self) -> Sequence[bool]:
        """Tell of each column whether a spreadsheet may take one of its texts for a formula."""
        starts = np.concatenate(([0], self.ends.ravel()[:-1] + 1))
        letters = np.frombuffer(self.data, np.uint8)[starts].reshape(self.ends.shape)
        return [bool(_FORMULA_STARTS[column].any()) for column in letters.T]

    def read_last(self) -> list[str]:
        """Return the fields of the last row."""
        return self.data[self.data.rfind(b"\n", 0, -1) + 1 : -1].decode().split(self.delimiter)

    def split(self) -> Iterator[tuple[slice, str]]:
        """Yield the rows part by part: their numbers, and their text."""
        start = 0
        for some in split_rows(self.count):
            end = int(self.ends[some.stop - 1, -1]) + 1
            yield some, self.data[start:end].decode()
            start = end

    def read_floats(self, at: int) -> Array | None:
        """Read the numbers of a column as Python does; None if there is anything else, or a number is not finite."""
        numbers = None
        if self._is_large:
            with contextlib.suppress(ImportError):
                numbers = self._read_by_arrow(at)
        if numbers is None:
            numbers = self._read_by_python(at)
        return numbers if numbers is not None and np.isfinite(numbers).all() else None

    def _read_by_arrow(self, at: int) -> Array | None:
        arrow, reading = import_module("pyarrow"), import_module("pyarrow.csv")
        names = [str(column) for column in range(self.width)]
        name = names[at]
        try:
            table = reading.read_csv(
                arrow.py_buffer(self.data),
                reading.ReadOptions(use_threads=False, block_size=len(self.data) + 1, column_names=names),
                reading.ParseOptions(delimiter=self.delimiter, quote_char=False),
                reading.ConvertOptions(
                    check_utf8=False, column_types={name: arrow.float64()}, include_columns=[name], null_values=[]
                ),
            )
        except arrow.ArrowInvalid:
            return None
        numbers: Array = table.column(0).to_numpy()
        return numbers

    def _read_by_python(self, at: int) -> Array | None:
        numbers = np.empty(self.count)
        for some, text in self.split():
            fields = text.replace("\n", self.delimiter).split(self.delimiter)[at : -1 : self.width]
            if not "".join(fields).isascii():
                return None  # float reads the digits of all scripts
            try:
                numbers[some] = np.fromiter(map(float, fields), np.float64, len(fields))
            except ValueError:
                return None
        return numbers


def split_rows(count: int) -> Iterator[slice]:
    """Split the numbers of rows into parts of a size that is quick to go through."""
    for start in range(0, count, _AT_ONCE):
        yield slice(start, min(start + _AT_ONCE, count))


class PlainColumn(Sequence[str]):
    """A column of plain rows, whose texts are taken out of them only when one is wanted."""

    def __init__(self, rows: PlainRows, at: int) -> None:
        """Take the column of some number."""
        self.rows, self.at = rows, at

    def __len__(self) -> int:
        """Return how many rows there are."""
        return int(self.rows.count)

    def __getitem__(self, at: Any) -> Any:
        """Return the texts of some rows."""
        return self.rows.columns[self.at][at]

    def __iter__(self) -> Iterator[str]:
        """Give one text after the other."""
        return iter(self.rows.columns[self.at])


class PlainPiece(NamedTuple):
    """A piece of plain rows with the lines on which they stand."""

    rows: PlainRows
    lines: Sequence[int]
    is_last: bool = False


def read_plain_pieces(
    lines: Iterator[str], name: str, count: int, above: int, width: int, delimiter: str
) -> Iterator[Piece | PlainPiece]:
    """Yield the rows of some lines in the same pieces as `read_pieces`, where they are plain as they stand.

    The last piece is always read by the csv module, as are rows that may be the foot of the table. `above` lines stand
    before. Raises LeverageError where a row cannot be read.
    """
    is_first, is_last = True, False
    while not is_last:
        text, rest = _take_lines(lines, count)
        rows = _look_through(text, count, width, delimiter, is_large=not is_first)
        if rows is not None:
            yield PlainPiece(rows, range(above + 1, above + count + 1))
            above += count
        else:
            reader = csv.reader(chain(io.StringIO(text, newline=""), rest), delimiter=delimiter, strict=True)
            piece = next(read_pieces(reader, name, count, above))
            above += reader.line_num
            is_last = piece.is_last
            yield piece
        is_first = False


def _take_lines(lines: Iterator[str], count: int) -> tuple[str, Iterator[str]]:
    """Take some lines, as far as they can be read; return them and the rest, which then raises why they cannot."""
    texts: list[str] = []
    for start in range(0, count, _AT_ONCE):
        some: list[str] = []
        try:
            some.extend(islice(lines, min(_AT_ONCE, count - start)))
        except (UnicodeError, OSError) as error:
            return "".join([*texts, *some]), _raise_later(error)
        texts.append("".join(some))
    return "".join(texts), lines


def _raise_later(error: Exception) -> Iterator[str]:
    yield from ()
    raise error


def _look_through(text: str, count: int, width: int, delimiter: str, *, is_large: bool) -> PlainRows | None:
    """Return rows if they are plain, and as many as they should be."""
    if '"' in text or "\0" in text or not delimiter.isascii():
        return None
    if "\r" in text:
        if text.count("\r") != text.count("\r\n"):
            return None
        text = text.replace("\r\n", "\n")
    if not text.endswith("\n"):
        text += "\n"
    try:
        data = text.encode()
    except UnicodeError:  # as some encodings have it
        return None
    if len(data) > _MOST_BYTES:
        return None
    signs = np.frombuffer(data, np.uint8)
    places = np.flatnonzero((signs == ord(delimiter)) | (signs == ord("\n")))
    if len(places) != count * width:
        return None
    ends = places.reshape(count, width)
    is_even = (signs[ends[:, :-1]] == ord(delimiter)).all() and (signs[ends[:, -1]] == ord("\n")).all()
    is_long = np.diff(places, prepend=-1).max() > csv.field_size_limit()
    has_blank = (np.diff(ends[:, -1], prepend=-1) == width).any()  # a row of nothing but its delimiters
    if not is_even or is_long or has_blank:
        return None
    return PlainRows(data, delimiter, ends, is_large=is_large)

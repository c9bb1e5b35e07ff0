"""Rows of plain text, which stay as they are: numbers are read out of them, and they are passed on as they stand.

Rows are plain if each stands on a line and has as many fields as the header, none of them quoted and not all empty. All
others are left to the csv module, as `leverage/tables/rows.py` reads them.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from itertools import accumulate, chain, islice
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from leverage.analysis.arrays import Array
from leverage.tables.rows import Piece, read_pieces

_AT_ONCE = 4096  # rows whose texts stay in the processor's cache
_MOST_BYTES = 1 << 30  # of rows that are looked at as a whole
_FORMULA_STARTS = np.zeros(256, dtype=np.bool_)
_FORMULA_STARTS[list(b"=+-@\t \xef")] = True  # with that byte East Asia's wide characters begin


class PlainRows:
    """Some plain rows: their bytes in UTF-8, each row with a line feed at its end, and where their fields end."""

    def __init__(self, data: bytes, delimiter: str, ends: NDArray[np.intp], *, is_large: bool) -> None:
        """Take rows of which the place of each delimiter and line feed is known, one row a row of `ends`.

        `is_large` if there are so many rows in all that it is worth while to load pyarrow. The numbers of the columns
        in `wanted` are read together.
        """
        self.data, self.delimiter, self.ends = data, delimiter, ends
        self.count, self.width = ends.shape
        self.wanted: set[int] = set()
        self._is_large = is_large
        self._floats: dict[int, Array | None] = {}

    @cached_property
    def columns(self) -> list[list[str]]:
        """Return the texts of each column."""
        return self._split_fields(self.data.decode())

    @cached_property
    def first_columns(self) -> list[list[str]]:
        """Return the first texts of each column, which some look at alone."""
        _, text = next(self.split())
        return self._split_fields(text)

    def _split_fields(self, text: str) -> list[list[str]]:
        fields = text.replace("\n", self.delimiter).split(self.delimiter)
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
        if at not in self._floats:
            self.wanted.add(at)
            wanted = sorted(self.wanted.difference(self._floats))
            self._floats |= (self._is_large and self._read_by_arrow(wanted)) or self._read_by_python(wanted)
        return self._floats[at]

    def _read_by_arrow(self, wanted: Sequence[int]) -> Mapping[int, Array | None] | None:
        """Read the numbers of columns by pyarrow, None without it, or if it cannot read them all."""
        names = [str(column) for column in range(self.width)]
        try:
            arrow, reading = import_module("pyarrow"), import_module("pyarrow.csv")
            types = {names[at]: arrow.float64() for at in wanted}
            table = reading.read_csv(
                arrow.py_buffer(self.data),
                reading.ReadOptions(use_threads=False, block_size=len(self.data) + 1, column_names=names),
                reading.ParseOptions(delimiter=self.delimiter, quote_char=False),
                reading.ConvertOptions(check_utf8=False, column_types=types, include_columns=[*types], null_values=[]),
            )
        except (ImportError, ValueError):  # as Arrow's are
            return None
        # By DLPack, since Arrow's `to_numpy` loads pandas if that is installed.
        arrays = {at: np.from_dlpack(table[names[at]].combine_chunks()) for at in wanted}
        return {at: _keep_finite(np.asarray(array, dtype=np.float64)) for at, array in arrays.items()}

    def _read_by_python(self, wanted: Sequence[int]) -> Mapping[int, Array | None]:
        numbers = {at: np.empty(self.count) for at in wanted}
        read: dict[int, Array | None] = dict.fromkeys(wanted)
        for some, text in self.split():
            fields = text.replace("\n", self.delimiter).split(self.delimiter)
            for at in [*numbers]:
                column = fields[at : -1 : self.width]
                try:
                    numbers[at][some] = np.fromiter(map(float, column), np.float64, len(column))
                except ValueError:
                    del numbers[at]
                    continue
                if not "".join(column).isascii():
                    del numbers[at]  # float reads the digits of all scripts
        return read | {at: _keep_finite(array) for at, array in numbers.items()}


def _keep_finite(numbers: Array) -> Array | None:
    return numbers if np.isfinite(numbers).all() else None


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
        first = self.rows.first_columns[self.at]
        yield from first
        if len(first) < len(self):
            yield from self.rows.columns[self.at][len(first) :]


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
        texts: list[str] = []
        parts: list[tuple[bytes, NDArray[np.intp]]] = []
        rest = lines
        for some in split_rows(count):
            kept: list[str] = []
            try:
                kept.extend(islice(lines, some.stop - some.start))
            except (UnicodeError, OSError) as error:
                rest = _raise_later(error)
            texts.append("".join(kept))
            part = _look_through(texts[-1], len(kept), width, delimiter) if len(parts) == len(texts) - 1 else None
            if part is not None:
                parts.append(part)
            if len(kept) < some.stop - some.start:
                parts = []  # the last piece
                break
        if len(parts) == len(texts) and sum(len(data) for data, _ in parts) < _MOST_BYTES:
            yield PlainPiece(_join_parts(parts, delimiter, is_large=not is_first), range(above + 1, above + count + 1))
            above += count
        else:
            text = io.StringIO("".join(texts), newline="")
            reader = csv.reader(chain(text, rest), delimiter=delimiter, strict=True)
            piece = next(read_pieces(reader, name, count, above))
            above += reader.line_num
            is_last = piece.is_last
            yield piece
        is_first = False


def _raise_later(error: Exception) -> Iterator[str]:
    yield from ()
    raise error


def _look_through(text: str, count: int, width: int, delimiter: str) -> tuple[bytes, NDArray[np.intp]] | None:
    """Return the bytes of rows, and where their fields end, if all are plain, and as many as they should be."""
    if '"' in text or "\0" in text or not delimiter.isascii():
        return None
    if not text.endswith("\n"):
        text += "\n"
    try:
        data = text.encode()
    except UnicodeError:  # as some encodings have it
        return None
    signs = np.frombuffer(data, np.uint8)
    places = np.flatnonzero((signs == ord(delimiter)) | (signs == ord("\n")))
    if not count or len(places) != count * width:
        return None
    ends = places.reshape(count, width)
    is_even = (signs[ends[:, :-1]] == ord(delimiter)).all() and (signs[ends[:, -1]] == ord("\n")).all()
    is_long = np.diff(places, prepend=-1).max() > csv.field_size_limit()
    if not is_even or is_long:
        return None
    if "\r" in text:
        is_before_end = signs[ends[:, -1] - 1] == ord("\r")
        data = data.translate(None, b"\r")
        if not is_before_end.all() or len(signs) - len(data) != count:
            return None
        ends = ends - np.arange(count)[:, np.newaxis]  # line feeds alone end the rows
        ends[:, -1] -= 1
    has_blank = (np.diff(ends[:, -1], prepend=-1) == width).any()  # a row of nothing but its delimiters
    return None if has_blank else (data, ends)


def _join_parts(parts: Sequence[tuple[bytes, NDArray[np.intp]]], delimiter: str, *, is_large: bool) -> PlainRows:
    starts = accumulate((len(data) for data, _ in parts), initial=0)
    ends = [some + start for (_, some), start in zip(parts, starts, strict=False)]
    return PlainRows(b"".join(data for data, _ in parts), delimiter, np.concatenate(ends), is_large=is_large)

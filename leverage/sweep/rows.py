"""Rows of what-ifs in blocks of columns: from a CSV text, a Parquet file, or made for a grid."""

import contextlib
import csv
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from importlib import import_module
from itertools import chain, islice
from math import isfinite, prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from leverage.analysis.arrays import Array
from leverage.problems import LeverageError, Problem, make_visible
from leverage.sweep.headings import VARY, Axis, find_name

SIZE = 50_000
_FIELDS = 1_000_000  # in a block at most: wide rows come in smaller blocks
_DELIMITERS = (",", ";", "\t")


class Fault(NamedTuple):
    """What is wrong with a row: at a column, or as a whole if that is empty."""

    column: str
    reason: str

    def __str__(self) -> str:
        """Write the fault as records give it."""
        return f"{self.column}: {self.reason}" if self.column else self.reason


class Block(NamedTuple):
    """Some rows as columns of equal length; `line` tells where a row stands, `faults` which rows are misshapen.

    Where a semicolon stands between fields a comma in a number may be a decimal one: numbers are `without_commas`.
    """

    columns: Sequence[Sequence[Any]]
    size: int
    line: Callable[[int], int]
    faults: Mapping[int, Fault] = {}
    without_commas: bool = False


class Rows(NamedTuple):
    """All rows: the name of their table, their header, their blocks, and the types of columns that have one.

    Rows that are made for a grid hold numbers only, and their `total` is known; others are passed on as written.
    """

    name: str
    header: tuple[str, ...]
    blocks: Iterator[Block]
    types: Mapping[str, Any] = {}
    is_made: bool = False
    total: int = 0

    def peeked(self) -> tuple["Rows", tuple[str, ...]]:
        """Return the same rows, and for each column the first field that is not empty in the first block."""
        first = next(self.blocks, None)
        if first is None:
            return self, ("",) * len(self.header)
        samples = tuple(str(next(filter(None, column), "")) for column in first.columns)
        return self._replace(blocks=chain([first], self.blocks)), samples

    def without(self, names: Collection[str]) -> "Rows":
        """Return the rows without the columns of some names."""
        kept = [at for at, name in enumerate(self.header) if name.strip() not in names]
        if len(kept) == len(self.header):
            return self
        blocks = (block._replace(columns=[block.columns[at] for at in kept]) for block in self.blocks)
        return self._replace(header=tuple(self.header[at] for at in kept), blocks=blocks)


def count_block_rows(columns: int) -> int:
    """Return how many rows a block has that is `columns` wide."""
    return max(1, min(SIZE, _FIELDS // max(1, columns)))


def make_grid_rows(axes: Sequence[Axis], beside: int = 0) -> Rows:
    """Make the rows of a grid; the first axis changes slowest. `beside` columns will be added to those of the axes."""
    count, size = prod(axis.points for axis in axes), count_block_rows(len(axes) + beside)
    header = tuple(axis.heading.name for axis in axes)
    return Rows(VARY, header, _make_grid_blocks(axes, count, size), is_made=True, total=count)


def _make_grid_blocks(axes: Sequence[Axis], count: int, size: int) -> Iterator[Block]:
    for start in range(0, count, size):
        stop = min(count, start + size)
        columns = [column.tolist() for column in _make_grid_columns(np.arange(start, stop), axes)]
        yield Block(columns, stop - start, range(start + 1, stop + 1).__getitem__)


def _make_grid_columns(rows: NDArray[np.intp], axes: Sequence[Axis]) -> list[Array]:
    """Return some rows of a grid, given by their numbers, as columns."""
    stride = 1
    columns = []
    for axis in reversed(axes):
        steps = (rows // stride) % axis.points
        between = axis.first + (axis.last - axis.first) * steps / max(1, axis.points - 1)
        columns.append(np.where((steps == axis.points - 1) & (axis.points > 1), axis.last, between))
        stride *= axis.points
    return columns[::-1]


def read_csv(lines: Iterator[str], name: str, delimiter: str = ",", beside: int = 0) -> Rows:
    """Read rows of CSV, to which `beside` columns will be added. Raises LeverageError, also while blocks are read.

    Where the delimiter does not part the first line, another is tried.
    """
    first: list[str] = []
    with _telling_csv_errors(name):
        next(filter(None, csv.reader(_keep_lines(lines, first), delimiter=delimiter)), None)
        widths = {}
        for sign in (delimiter, *_DELIMITERS):
            widths[sign] = max(map(len, csv.reader(first, delimiter=sign)), default=0)
    delimiter = next((sign for sign, width in widths.items() if width > 1), delimiter)
    reader = csv.reader(chain(first, lines), delimiter=delimiter, strict=True)
    blocks = _read_csv_blocks(reader, name, beside, without_commas=delimiter == ";")
    header = next(blocks)
    if not header:
        raise LeverageError([Problem(f"{name} is empty; its first line names the columns")])
    return Rows(name, tuple(header), blocks)


def _keep_lines(lines: Iterable[str], kept: list[str]) -> Iterator[str]:
    """Yield lines and keep them."""
    for line in lines:
        kept.append(line)
        yield line


def _read_csv_blocks(reader: Any, name: str, beside: int, *, without_commas: bool) -> Iterator[Any]:
    """Yield the header, then blocks."""
    with _telling_csv_errors(name):
        header: list[str] = next((row for row in reader if row), [])
    yield header
    line, size = reader.line_num, count_block_rows(len(header) + beside)
    while True:
        rows: list[list[str]] = []
        with _telling_csv_errors(name, rows, line + 1):
            rows.extend(islice(reader, size))
        if not rows:
            return
        block = _Lines(rows, line + 1, reader.line_num).make_block(header)
        line = reader.line_num
        if block.size:
            yield block._replace(without_commas=without_commas)


@contextlib.contextmanager
def _telling_csv_errors(name: str, rows: Sequence[Sequence[str]] = (), first: int = 1) -> Iterator[None]:
    """Raise what makes a file unreadable as a LeverageError, at the line after the rows read so far."""
    try:
        yield
    except (csv.Error, UnicodeDecodeError, OSError) as error:
        line = first + sum(map(_count_lines, rows))
        if isinstance(error, OSError):
            message = f"cannot read {name}: {(error.strerror or str(error)).lower()}"
        elif isinstance(error, UnicodeDecodeError):
            message = f"{name}: not UTF-8 text, from line {line} on"
        else:
            message = f"{name}:{line}: the row cannot be read as CSV: {error}"
        raise LeverageError([Problem(message)]) from None


class _Lines:
    """Rows as the reader gives them: lists of fields, an empty one for an empty line."""

    def __init__(self, rows: list[list[str]], first: int, last: int) -> None:
        self._all = rows
        self._first, self._last = first, last
        self._rows = [row for row in rows if row] if [] in rows else rows

    def make_block(self, header: Sequence[str]) -> Block:
        """Return the rows as columns; fields that a row lacks are empty, those beyond the header are left out."""
        faults: dict[int, Fault] = {}
        width = len(header)
        rows = self._rows
        if set(map(len, rows)) - {width}:
            faults = {at: _describe_misshapen(row, header) for at, row in enumerate(rows) if len(row) != width}
            rows = [row if len(row) == width else [*row, *[""] * width][:width] for row in rows]
        return Block(list(zip(*rows, strict=True)), len(rows), self.find_line, faults)

    def find_line(self, row: int) -> int:
        """Return the line on which a row begins."""
        return self._starts[row]

    @cached_property
    def _starts(self) -> Sequence[int]:
        if self._last - self._first + 1 == len(self._all) == len(self._rows):
            return range(self._first, self._last + 1)
        starts, line = [], self._first
        for row in self._all:
            if row:
                starts.append(line)
            line += _count_lines(row)
        return starts


def _count_lines(row: Sequence[str]) -> int:
    """Count the lines that a row takes: its fields may hold line breaks."""
    return 1 + sum(field.count("\n") + field.count("\r") - field.count("\r\n") for field in row)


def _describe_misshapen(row: Sequence[str], header: Sequence[str]) -> Fault:
    """Say what is wrong with a row that has too few fields, or too many."""
    if len(row) < len(header):
        column = make_visible(find_name(header[len(row)]))
        return Fault(column, f"missing, the row has {len(row)} of {len(header)} fields")
    return Fault("", f"too many fields: {len(row)}, the header names {len(header)}")


def read_parquet(path: Path, name: str, beside: int = 0) -> Rows:
    """Read rows of a Parquet file; a row is told by its number. Raises LeverageError, and ImportError without pyarrow.

    Numbers that are not finite count as none. `beside` columns will be added to those of the file.
    """
    with _telling_parquet_errors(name):
        file = import_module("pyarrow.parquet").ParquetFile(path)
    schema = file.schema_arrow
    types = dict(zip(schema.names, schema.types, strict=True))
    return Rows(
        name, tuple(schema.names), _read_parquet_blocks(file, name, count_block_rows(len(types) + beside)), types
    )


def _read_parquet_blocks(file: Any, name: str, size: int) -> Iterator[Block]:
    start = 1
    batches = file.iter_batches(batch_size=size)
    while True:
        with _telling_parquet_errors(name):
            batch = next(batches, None)
        if batch is None:
            return
        columns = []
        for column, values in zip(batch.schema.names, batch.columns, strict=True):
            with _telling_parquet_errors(name, f"the column '{make_visible(column)}' cannot be read"):
                columns.append([_drop_infinite(value) for value in values.to_pylist()])
        yield Block(columns, batch.num_rows, range(start, start + batch.num_rows).__getitem__)
        start += batch.num_rows


@contextlib.contextmanager
def _telling_parquet_errors(name: str, what: str = "no Parquet") -> Iterator[None]:
    """Raise what makes a file, or a part of it such as a value, unreadable as a LeverageError."""
    try:
        yield
    except (OSError, ValueError, OverflowError, import_module("pyarrow").ArrowException) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        raise LeverageError([Problem(f"{name}: {what}: {reason}")]) from None


def _drop_infinite(value: Any) -> Any:
    """Return a value with None in the place of each number that is not finite, in lists and records too."""
    if isinstance(value, float):
        return value if isfinite(value) else None
    if isinstance(value, list):
        return [_drop_infinite(item) for item in value]
    if isinstance(value, dict):
        return {key: _drop_infinite(item) for key, item in value.items()}
    return value

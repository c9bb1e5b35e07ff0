"""Rows of what-ifs in blocks of columns: from a Parquet file, or made for a grid; `tables.py` reads all others."""

import contextlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from importlib import import_module
from itertools import chain
from math import isfinite, prod
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from leverage.analysis.arrays import Array
from leverage.problems import LeverageError, Problem, make_visible
from leverage.sweep.headings import VARY, Axis, Heading
from leverage.sweep.plain import PlainColumn
from leverage.tables.numerals import COMMA, POINT, SAY_DECIMAL, Commas, find_proofs
from leverage.tables.packed import Packed

SIZE = 50_000
_PARQUET_SIZE = 100_000  # rows of a row group that is written
_BUFFER = 1 << 18  # bytes of a column of Parquet that are read at once
_FIELDS = 1_000_000  # in a block at most: wide rows come in smaller blocks


class Fault(NamedTuple):
    """What is wrong with a row: at a column, or as a whole if that is empty."""

    column: str
    reason: str

    def __str__(self) -> str:
        """Write the fault as records give it."""
        return f"{self.column}: {self.reason}" if self.column else self.reason


class Block(NamedTuple):
    """Some rows as columns of equal length; `line` tells where a row stands, `faults` which rows are misshapen.

    `commas` says what a comma in a number is: where a semicolon stands between fields it may be a decimal one.
    """

    columns: Sequence[Sequence[Any]]
    size: int
    line: Callable[[int], int]
    faults: Mapping[int, Fault] = {}
    commas: Commas = "thousands"


class Rows(NamedTuple):
    """All rows: the name of their table, their header, their blocks, and the types of columns that have one.

    Rows that are made for a grid hold numbers only, and their `total` is known; others are passed on as written. The
    header stands on a `line`; `letters` are those of a sheet's columns. `told` grows by notes while blocks are read;
    `has_commas` if commas part the fields.
    """

    name: str
    header: tuple[str, ...]
    blocks: Iterator[Block]
    types: Mapping[str, Any] = {}
    is_made: bool = False
    total: int = 0
    line: int = 1
    told: Sequence[str] = ()
    letters: tuple[str, ...] = ()
    has_commas: bool = False

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
        letters = tuple(self.letters[at] for at in kept) if self.letters else ()
        return self._replace(header=tuple(self.header[at] for at in kept), blocks=blocks, letters=letters)


def settle_commas(rows: Rows, swept: Mapping[int, Heading], decimal: str) -> tuple[Rows, str]:
    """Return rows of which it is known what a comma in the numbers of swept columns is, and a note, empty if needless.

    The user says whether the `decimal` mark is the comma or the point, else the numbers of the first block show it.
    Raises LeverageError where they show both, unless commas part the fields: then a comma may be a slip.
    """
    if rows.is_made:
        return rows, ""
    first = next(rows.blocks, None)
    if first is None:
        return rows, ""
    blocks = chain([first], rows.blocks)
    marks = {} if decimal else _find_decimal_marks(rows, swept, first)
    if len(marks) == 2 and not rows.has_commas:
        message = f"{marks[COMMA]} has a decimal comma, {marks[POINT]} has a decimal point"
        raise LeverageError([Problem(message, hint=SAY_DECIMAL)])
    if decimal == COMMA or marks.keys() == {COMMA}:
        note = f"note: {marks[COMMA]} has a decimal comma; all numbers are read so" if marks else ""
        return rows._replace(blocks=(block._replace(commas="decimal") for block in blocks)), note
    if decimal == POINT or marks.keys() == {POINT}:
        return rows._replace(blocks=(block._replace(commas="thousands") for block in blocks)), ""
    return rows._replace(blocks=blocks), ""


def _find_decimal_marks(rows: Rows, swept: Mapping[int, Heading], block: Block) -> dict[str, str]:
    """Return the decimal marks that the numbers of swept columns prove, each with a number and its place.

    Without any comma nothing is to be proved: a point can be nothing else.
    """
    columns = {at: block.columns[at] for at in swept if _may_have_commas(block.columns[at])}
    if not any("," in field for column in columns.values() for field in column if isinstance(field, str)):
        return {}
    texts = (
        ((at, row), field)
        for at, column in columns.items()
        for row, field in enumerate(column)
        if isinstance(field, str)
    )
    proofs = find_proofs(texts)
    return {mark: _write_place(rows, swept, place, text, block) for mark, (place, text) in proofs.items()}


def _may_have_commas(column: Sequence[Any]) -> bool:
    """Tell whether fields may have commas: numbers that lie in arrays have none, nor have fields parted by commas."""
    if isinstance(column, Packed):
        return column.has_texts
    return not isinstance(column, PlainColumn) or column.rows.delimiter != ","


def _write_place(rows: Rows, swept: Mapping[int, Heading], place: tuple[int, int], text: str, block: Block) -> str:
    """Write a number with its place."""
    at, row = place
    where = f"{rows.name}:{rows.letters[at] if rows.letters else ''}{block.line(row)}:{swept[at].name}"
    return f"{where}: '{make_visible(text.strip())}'"


def count_block_rows(columns: int, *, is_parquet: bool = False) -> int:
    """Return how many rows a block has that is `columns` wide; wide ones have fewer."""
    return max(1, min(_PARQUET_SIZE if is_parquet else SIZE, _FIELDS // max(1, columns)))


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


def read_parquet(path: Path, name: str, beside: int = 0) -> Rows:
    """Read rows of a Parquet file; a row is told by its number. Raises LeverageError, and ImportError without pyarrow.

    Numbers that are not finite count as none. `beside` columns will be added to those of the file.
    """
    with _telling_parquet_errors(name):
        # In small reads, or as much would be held as one group of rows takes, of which a file may have a single one.
        file = import_module("pyarrow.parquet").ParquetFile(path, buffer_size=_BUFFER)
    schema = file.schema_arrow
    types = dict(zip(schema.names, schema.types, strict=True))
    return Rows(
        name,
        tuple(schema.names),
        _read_parquet_blocks(file, name, count_block_rows(len(types) + beside, is_parquet=True)),
        types,
    )


def _read_parquet_blocks(file: Any, name: str, size: int) -> Iterator[Block]:
    start = 1
    batches = file.iter_batches(batch_size=size, use_threads=False)
    while True:
        with _telling_parquet_errors(name):
            batch = next(batches, None)
        if batch is None:
            return
        columns: list[Sequence[Any]] = []
        for column, values in zip(batch.schema.names, batch.columns, strict=True):
            with _telling_parquet_errors(name, f"the column '{make_visible(column)}' cannot be read"):
                columns.append(_pack(values) or [_drop_infinite(value) for value in values.to_pylist()])
        yield Block(columns, batch.num_rows, range(start, start + batch.num_rows).__getitem__)
        start += batch.num_rows


def _pack(array: Any) -> Packed | None:
    """Return a column of numbers or texts that stays in its array; None for other types, and for broken texts."""
    arrow = import_module("pyarrow")
    if array.type in (arrow.float32(), arrow.float64()):
        # By DLPack where it can be, since `to_numpy` loads pandas if that is installed.
        numbers = array.to_numpy(zero_copy_only=False) if array.null_count else np.from_dlpack(array)
        is_finite = np.isfinite(numbers)
        return Packed(array if is_finite.all() else arrow.array(numbers, array.type, mask=~is_finite))
    if array.type == arrow.string():
        try:
            array.validate(full=True)
        except arrow.ArrowInvalid:
            return None
    elif not arrow.types.is_integer(array.type):
        return None
    return Packed(array)


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

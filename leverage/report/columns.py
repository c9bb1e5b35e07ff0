"""Columns of records, each declared once: its name, what it holds, its type, and how its value is got.

A sort of record is a `Columns` object. Adding a column to it adds it to the records, to every machine format and to the
generated reference.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Generic, Protocol, TypeVar

from leverage.report.cell_reader import CellReader
from leverage.report.report import Record


class ReadsCells(Protocol):
    """The subject of a record that reads cells of one scenario."""

    @property
    def reader(self) -> CellReader:
        """Return what reads the cells."""
        ...


Subject = TypeVar("Subject")
Reads = TypeVar("Reads", bound=ReadsCells)


class Column(Generic[Subject]):
    """One column: its name, what it holds, the type of its values where they are known, and what gets them."""

    def __init__(
        self,
        name: str,
        doc: str,
        type_: type,
        get: Callable[[Subject], object],
        cell: Callable[[Subject], str] | None = None,
        get_ends: Callable[[Subject], tuple[float | None, float | None]] | None = None,
    ) -> None:
        """Declare a column; the functions below do so for each type, so that `get` is checked against it.

        `cell` names the cell whose number the value is, if it is one, and `get_ends` gets its range.
        """
        self.name = name
        self.doc = doc
        self.type = type_
        self.get = get
        self.cell = cell
        self.get_ends = get_ends

    def list_ends(self, low: str = "", high: str = "") -> "tuple[Column[Subject], Column[Subject]]":
        """Return the columns of the range of a column of numbers of cells, named after it or as they are named here.

        Raises ValueError for a column of something else.
        """
        if self.get_ends is None:
            raise ValueError(f"{self.name} has no range")
        get_ends = self.get_ends
        return (
            Column(
                low or f"{self.name}_low",
                f"5th percentile of `{self.name}` over the draws",
                float,
                lambda subject: get_ends(subject)[0],
            ),
            Column(
                high or f"{self.name}_high",
                f"95th percentile of `{self.name}` over the draws",
                float,
                lambda subject: get_ends(subject)[1],
            ),
        )


class Columns(Generic[Subject]):
    """The columns of one sort of record, in order; to iterate over them gives their names."""

    def __init__(self, *columns: Column[Subject], ranges_of: Sequence[str] = ()) -> None:
        """Declare columns of records about subjects of one class; the ranges of those that are named come last."""
        named = {column.name: column for column in columns}
        self._columns = (*columns, *(end for name in ranges_of for end in named[name].list_ends()))

    def __iter__(self) -> Iterator[str]:
        """Iterate over the names."""
        return (column.name for column in self._columns)

    @property
    def docs(self) -> dict[str, str]:
        """Return by name what each column holds."""
        return {column.name: column.doc for column in self._columns}

    @property
    def types(self) -> dict[str, type]:
        """Return by name the type of each column's values: str, float, int, bool, list, or object for several."""
        return {column.name: column.type for column in self._columns}

    def make_record(self, subject: Subject) -> Record:
        """Return the record of one subject: the value of every column by its name, None where it is not known."""
        return {column.name: column.get(subject) for column in self._columns}

    def list_cells(self, subject: Subject) -> list[str]:
        """Return the names of the cells whose numbers the record of a subject holds, in the order of the columns."""
        return [column.cell(subject) for column in self._columns if column.cell is not None]


def text(name: str, doc: str, get: Callable[[Subject], str | None]) -> Column[Subject]:
    """Declare a column of texts."""
    return Column(name, doc, str, get)


def number(name: str, doc: str, get: Callable[[Subject], float | None]) -> Column[Subject]:
    """Declare a column of numbers."""
    return Column(name, doc, float, get)


def count(name: str, doc: str, get: Callable[[Subject], int | None]) -> Column[Subject]:
    """Declare a column of whole numbers."""
    return Column(name, doc, int, get)


def flag(name: str, doc: str, get: Callable[[Subject], bool | None]) -> Column[Subject]:
    """Declare a column of true and false."""
    return Column(name, doc, bool, get)


def texts(name: str, doc: str, get: Callable[[Subject], Iterable[str]]) -> Column[Subject]:
    """Declare a column of lists."""
    return Column(name, doc, list, lambda subject: list(get(subject)))


def value(name: str, doc: str, get: Callable[[Subject], Any]) -> Column[Subject]:
    """Declare a column whose values differ in type, such as numbers and verdicts."""
    return Column(name, doc, object, get)


def number_of(name: str, doc: str, cell: Callable[[Reads], str]) -> Column[Reads]:
    """Declare a column of the numbers of cells."""
    return Column(
        name, doc, float, lambda row: row.reader.number(cell(row)), cell, lambda row: row.reader.ends(cell(row))
    )


def ranged_number_of(
    name: str, doc: str, cell: Callable[[Reads], str], low: str = "", high: str = ""
) -> tuple[Column[Reads], ...]:
    """Declare a column of the numbers of cells, and right behind it those of their ranges."""
    column = number_of(name, doc, cell)
    return column, *column.list_ends(low, high)


def unit_of(name: str, doc: str, cell: Callable[[Reads], str]) -> Column[Reads]:
    """Declare a column of the units of cells."""
    return Column(name, doc, str, lambda row: row.reader.unit(cell(row)))


def evidence_of(name: str, doc: str, cell: Callable[[Reads], str]) -> Column[Reads]:
    """Declare a column of the weakest evidence that cells rest on."""
    return Column(name, doc, str, lambda row: row.reader.evidence(cell(row)))

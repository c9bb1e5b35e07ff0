"""Blocks of rows filled with results; what is wrong with a row leaves its results empty and is told."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from leverage.sweep.computing import Computation, Computed
from leverage.sweep.opening import Opened
from leverage.sweep.reading import Read, read
from leverage.sweep.rows import Block, Fault
from leverage.units import Unit


class Filled(NamedTuple):
    """A block with a column for each result, None where a row has none, and for each row the reasons why.

    `faults` are what is wrong with rows that could not be computed, `read` the swept columns as numbers.
    """

    block: Block
    read: Mapping[int, Read]
    results: Sequence[Sequence[Any]]
    missing: Sequence[Sequence[str]]
    faults: Mapping[int, Sequence[Fault]]


def fill(opened: Opened, names: Sequence[str], blocks: Iterable[Block], unit: Unit | None = None) -> Iterator[Filled]:
    """Fill blocks with the results of a scenario, one after the other; amounts are in a unit where they fit it."""
    computation = Computation(opened, names, unit)
    for block in blocks:
        columns = {
            column.at: read(column, block.columns[column.at], without_commas=block.without_commas)
            for column in opened.columns
        }
        faults = _unread(opened, block, columns)
        given = {column.cell: columns[column.at].base for column in opened.columns}
        rows: Sequence[int] = range(block.size)
        if faults:
            rows = [row for row in rows if row not in faults]
            given = {name: array[rows] for name, array in given.items()}
        found = computation.compute(given, len(rows))
        for at, fault in found.faults:
            faults.setdefault(rows[at], []).append(fault)
        missing = _missing(computation.always, block.size, rows, found, faults)
        yield Filled(
            block, columns, [_in_place(one, block.size, rows, faults) for one in found.columns], missing, faults
        )


def _unread(opened: Opened, block: Block, columns: Mapping[int, Read]) -> dict[int, list[Fault]]:
    """Return the rows of a wrong length, and those with a field that is no number."""
    faults = {row: [fault] for row, fault in block.faults.items()}
    for column in opened.columns:
        for row, reason in columns[column.at].faults.items():
            if row not in block.faults:
                faults.setdefault(row, []).append(Fault(column.heading.name, reason))
    return faults


def _in_place(values: list[Any], size: int, rows: Sequence[int], faults: Iterable[int]) -> list[Any]:
    """Put the values of some rows in the places of these, and nothing in those of rows with a fault."""
    if len(rows) == size:
        found = values
    else:
        found = [None] * size
        for row, value in zip(rows, values, strict=True):
            found[row] = value
    for row in faults:
        found[row] = None
    return found


def _missing(
    always: Sequence[str], size: int, rows: Sequence[int], found: Computed, faults: Mapping[int, Sequence[Fault]]
) -> list[Sequence[str]]:
    missing: list[Sequence[str]] = [always] * size
    for at, reasons in found.missing.items():
        missing[rows[at]] = reasons
    for row, own in faults.items():
        missing[row] = [str(fault) for fault in own]
    return missing

"""What `leverage sweep` says: the rows it was given, each with its results and the reasons for those it lacks."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import floor, log10
from typing import Any

from leverage.problems import make_visible
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.numbers import write_fixed
from leverage.report.report import Field, Flow, Report, Strip, Table
from leverage.report.views import Column, Grid, Item
from leverage.report.words import count_form
from leverage.sweep.computing import Filled
from leverage.sweep.headings import Opened
from leverage.sweep.rows import Rows

MISSING = "missing"

_DIGITS = 6


def make_flow(reader: CellReader, opened: Opened, rows: Rows, names: Iterable[str], filled: Iterable[Filled]) -> Flow:
    """Make records of rows as they are filled: the columns given, those of results by name, and what is missing."""
    claims = reader.scenario.claims
    swept = {column.at for column in opened.columns}
    given = [Field(name, float if at in swept else rows.types.get(name, str)) for at, name in enumerate(rows.header)]
    results = [Field(name, str if name in claims else float) for name in names]
    return Flow((*given, *results, Field(MISSING, list)), _blocks(reader, opened, rows, filled))


def _blocks(reader: CellReader, opened: Opened, rows: Rows, filled: Iterable[Filled]) -> Iterator[list[Strip]]:
    made = {column.at: _in_unit(reader, column.cell) for column in opened.columns} if rows.is_made else {}
    for one in filled:
        strips = [Strip(fields, fields) for fields in one.block.columns]
        for at, read in one.read.items():
            if rows.is_made:
                numbers = (read.base / made[at]).tolist()
                strips[at] = Strip(numbers, numbers, is_safe=True)
            else:
                raw = read.plain.tolist()
                for row in read.faults:
                    raw[row] = one.block.columns[at][row]
                strips[at] = Strip(raw, one.block.columns[at], read.is_plain)
        results = [Strip(values, values, is_safe=True) for values in one.results]
        yield [*strips, *results, _reasons(one.missing)]


def _in_unit(reader: CellReader, cell: str) -> float:
    """Return what a number in base units is divided by to be in the unit asked for."""
    return reader.asked.factor if reader.asked and reader.fits(cell) else 1.0


def _reasons(missing: Sequence[Sequence[str]]) -> Strip:
    if not any(missing):
        return Strip(missing, [""] * len(missing), is_safe=True)
    return Strip(missing, [";".join(reasons) for reasons in missing])


def list_units(reader: CellReader, opened: Opened, rows: Rows, results: Mapping[str, str]) -> dict[str, str]:
    """Return the units of the columns of numbers that do not say theirs in their heading.

    `results` are the names of the columns of results, each with its cell.
    """
    made = {column.heading.name: column.cell for column in opened.columns} if rows.is_made else {}
    found = {name: reader.unit(cell) for name, cell in [*made.items(), *results.items()]}
    return {name: unit for name, unit in found.items() if unit and name not in reader.scenario.claims}


def report_rows(reader: CellReader, of: Flow, units: dict[str, str]) -> Report:
    """Make a report of all rows, for formats that do not take a flow."""
    strips = _joined(list(of.blocks), len(of.columns))
    names = tuple(column.name for column in of.columns)
    count = len(strips[0].raw)
    table = Table(
        names, lambda: (dict(zip(names, row, strict=True)) for row in zip(*(one.raw for one in strips), strict=True))
    )
    said = {**describe_scenarios([reader])[0], "units": units}
    subtitle = f"{count_form(count, ('{count:,} row', '{count:,} rows'))}{describe_what_if(reader)}"
    return Report(reader.scenario.title, subtitle, said, {"rows": table}, lambda: (_grid(of.columns, strips, units),))


def _joined(blocks: Sequence[Sequence[Strip]], width: int) -> list[Strip]:
    """Put the blocks of each column together."""
    columns = [[block[at] for block in blocks] for at in range(width)]
    return [
        Strip(
            [value for strip in column for value in strip.raw], [value for strip in column for value in strip.written]
        )
        for column in columns
    ]


def _grid(fields: Sequence[Field], strips: Sequence[Strip], units: dict[str, str]) -> Grid:
    """Draw the rows; the column of reasons only where there are any."""
    shown = [at for at, field in enumerate(fields) if field.name != MISSING or any(strips[at].raw)]
    heads = [_head(fields[at].name, units) for at in shown]
    columns = [Column(head, is_text=fields[at].type is not float) for head, at in zip(heads, shown, strict=True)]
    texts = [_reasons_of(strips[at]) if fields[at].name == MISSING else _texts(strips[at]) for at in shown]
    return Grid("rows", "", tuple(columns), tuple(tuple(map(Item, row)) for row in zip(*texts, strict=True)))


def _head(name: str, units: dict[str, str]) -> str:
    unit = units.get(name, "ratio")
    return _line(name if unit == "ratio" else f"{name} [{unit}]")


def _reasons_of(strip: Strip) -> list[str]:
    return ["; ".join(reasons) for reasons in strip.raw]


def _texts(strip: Strip) -> list[str]:
    """Write a column's values: text as it stands, numbers with the decimals that the largest has in six digits."""
    numbers = [abs(value) for value in strip.written if isinstance(value, float) and value]
    decimals = min(_DIGITS, max(0, _DIGITS - 1 - floor(log10(max(numbers))))) if numbers else 0
    decimals = max((len(f"{number:.{decimals}f}".rstrip("0").partition(".")[2]) for number in numbers), default=0)
    return [_text(value, decimals) for value in strip.written]


def _text(value: Any, decimals: int) -> str:
    if isinstance(value, float):
        return write_fixed(value, decimals)
    return "–" if value is None else _line(str(value))


def _line(text: str) -> str:
    return make_visible(" ".join(text.split()))

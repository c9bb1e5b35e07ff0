"""What `leverage sweep` says: the rows it was given, each with its results and the reasons for those it lacks."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from math import floor, log10
from typing import Any

from leverage.problems import make_visible
from leverage.report.cell_reader import CellReader, describe_scenarios, describe_what_if
from leverage.report.numbers import write_fixed
from leverage.report.report import Field, Flow, Report, Strip, Table
from leverage.report.titles import write_title
from leverage.report.views import Column, Grid, Item, Prose, View, drop_empty
from leverage.report.words import count_form
from leverage.sweep.computing import Filled
from leverage.sweep.headings import Opened
from leverage.sweep.rows import Rows
from leverage.tables.packed import Packed

MISSING = "missing"
_IN_PART = "in part"
_IN_PART_LEGEND = "in part: at least; a part is not valued. `-f csv` says which."

_DIGITS = 6


def make_flow(reader: CellReader, opened: Opened, rows: Rows, names: Iterable[str], filled: Iterable[Filled]) -> Flow:
    """Make records of rows as they are filled: the columns given, those of results by name, and what is missing."""
    claims = reader.scenario.claims
    swept = {column.at for column in opened.columns}
    given = [Field(name, float if at in swept else rows.types.get(name, str)) for at, name in enumerate(rows.header)]
    results = [Field(name, str if name in claims else float) for name in names]
    return Flow((*given, *results, Field(MISSING, list)), _make_blocks(reader, opened, rows, filled))


def _make_blocks(reader: CellReader, opened: Opened, rows: Rows, filled: Iterable[Filled]) -> Iterator[list[Strip]]:
    """Yield the strips of each block: the columns given, those of the results, and what is missing."""
    factors = {column.at: reader.factor(column.cell) for column in opened.columns}
    for part in filled:
        strips = [Strip(fields, fields) for fields in part.block.columns]
        for at, read in part.read.items():
            if rows.is_made:
                numbers = Packed(read.base / factors[at])
                strips[at] = Strip(numbers, numbers, is_safe=True)
            else:
                written = part.block.columns[at]
                if read.is_plain:
                    strips[at] = Strip(Packed(read.plain), written, is_safe=True)
                    continue
                raw = read.plain.tolist()
                for row in (*read.gaps, *read.faults):
                    is_gap = row not in read.faults and row not in part.block.faults
                    raw[row] = None if is_gap else written[row]
                strips[at] = Strip(raw, written)
        strips += [Strip(values, values, is_safe=True) for values in part.results]
        if any(part.missing):
            strips.append(Strip(part.missing, [";".join(reasons) for reasons in part.missing]))
        else:
            strips.append(Strip(part.missing, [""] * len(part.missing), is_safe=True))
        yield strips


def list_units(reader: CellReader, opened: Opened, rows: Rows, results: Mapping[str, str]) -> dict[str, str]:
    """Return the units of the columns of numbers that do not say theirs in their heading.

    `results` are the names of the columns of results, each with its cell.
    """
    made = {column.heading.name: column.cell for column in opened.columns} if rows.is_made else {}
    found = {name: reader.unit(cell) for name, cell in [*made.items(), *results.items()]}
    return {name: unit for name, unit in found.items() if unit and name not in reader.scenario.claims}


def report_rows(reader: CellReader, flow: Flow, units: dict[str, str], results: Mapping[str, str]) -> Report:
    """Make a report of all rows, for formats that do not take a flow.

    `results` are the names of the columns of results, each with its cell.
    """
    strips = _join_blocks(list(flow.blocks), len(flow.columns))
    names = tuple(column.name for column in flow.columns)
    count = len(strips[0].raw)
    table = Table(
        names,
        lambda: (dict(zip(names, row, strict=True)) for row in zip(*(strip.raw for strip in strips), strict=True)),
    )
    said = {**describe_scenarios([reader])[0], "units": units}
    subtitle = f"{count_form(count, ('{count:,} row', '{count:,} rows'))}{describe_what_if(reader)}"
    return Report(
        reader.scenario.title,
        subtitle,
        said,
        {"rows": table},
        lambda: _draw_views(flow.columns, strips, units, results, list(_explain_results(reader, results))),
    )


def _join_blocks(blocks: Sequence[Sequence[Strip]], width: int) -> list[Strip]:
    """Put the blocks of each column together."""
    columns = [[block[at] for block in blocks] for at in range(width)]
    return [
        Strip(
            [value for strip in column for value in strip.raw], [value for strip in column for value in strip.written]
        )
        for column in columns
    ]


def _explain_results(reader: CellReader, results: Mapping[str, str]) -> Iterator[str]:
    """Say in words what the columns of results are; the ends of a range stand with its cell."""
    cells = list(dict.fromkeys(results.values()))
    for cell in cells:
        yield f"{_write_in_one_line(cell)}: {_write_in_one_line(write_title(reader, cell))}"
    it_or_they = "it rests" if len(cells) == 1 else "they rest"
    yield f"What {it_or_they} on, assumptions too: leverage explain SCENARIO CELL"


def _draw_views(
    fields: Sequence[Field],
    strips: Sequence[Strip],
    units: dict[str, str],
    results: Collection[str],
    words_of_results: Sequence[str],
) -> tuple[View, ...]:
    """Draw the rows, and what the results are; the column of reasons only where there are any."""
    shown = [at for at, field in enumerate(fields) if field.name != MISSING or any(strips[at].raw)]
    heads = [_write_head(fields[at].name, units) for at in shown]
    columns = [Column(head, is_text=fields[at].type is not float) for head, at in zip(heads, shown, strict=True)]
    values = [strips[at].raw for at, field in enumerate(fields) if field.name in results]
    reasons = [
        _IN_PART if told and None not in row else "; ".join(told)
        for told, *row in zip(strips[-1].raw, *values, strict=True)
    ]
    texts = [reasons if fields[at].name == MISSING else _write_values(strips[at]) for at in shown]
    grid = Grid("rows", "", tuple(columns), tuple(tuple(map(Item, row)) for row in zip(*texts, strict=True)))
    legend = (*words_of_results, _IN_PART_LEGEND) if _IN_PART in reasons else tuple(words_of_results)
    return drop_empty(grid, Prose("rows", legend, is_small=True))


def _write_head(name: str, units: dict[str, str]) -> str:
    unit = units.get(name, "ratio")
    return _write_in_one_line(name if unit == "ratio" else f"{name} [{unit}]")


def _write_values(strip: Strip) -> list[str]:
    """Write a column's values: text as it stands, numbers with the decimals that the largest has in six digits."""
    numbers = [abs(value) for value in strip.written if isinstance(value, float) and value]
    decimals = min(_DIGITS, max(0, _DIGITS - 1 - floor(log10(max(numbers))))) if numbers else 0
    decimals = max((len(f"{number:.{decimals}f}".rstrip("0").partition(".")[2]) for number in numbers), default=0)
    return [_write_value(value, decimals) for value in strip.written]


def _write_value(value: Any, decimals: int) -> str:
    if isinstance(value, float):
        return write_fixed(value, decimals)
    return "–" if value is None else _write_in_one_line(str(value))


def _write_in_one_line(text: str) -> str:
    return make_visible(" ".join(text.split()))

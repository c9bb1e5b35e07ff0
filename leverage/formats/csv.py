"""Comma-separated values: one table, raw numbers, lists joined by semicolons."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leverage.formats import Page
from leverage.report.report import Flow, Report, Strip
from leverage.tables.packed import Packed
from leverage.text import to_ascii, unbroken

EXTENSIONS = ("csv",)

# A spreadsheet takes a text that begins so for a formula, some also after spaces or with East Asia's wide characters.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# What a spreadsheet takes for a number, however it begins: perhaps with commas between thousands, or a percentage.
NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?( ?%)?")


def render(report: Report, page: Page, delimiter: str = ",") -> str:
    """Write one table of a report with a header line."""
    table = report.tables[page.table or next(iter(report.tables))]
    rows = (
        [unbroken(write_field(record[column], is_ascii=page.is_ascii)) for column in table.columns]
        for record in table.records
    )
    return _write_lines([table.columns], delimiter) + _write_lines(rows, delimiter)


def stream(flow: Flow, page: Page, delimiter: str = ",") -> Iterator[str]:
    """Yield a flow block by block, the header line first."""
    yield _write_lines([[write_field(column.name, is_ascii=page.is_ascii) for column in flow.columns]], delimiter)
    for block in flow.blocks:
        lines = _write_plain_lines(block, page, delimiter)
        if lines is None:
            lines = _write_lines(zip(*[_write_fields(strip, page) for strip in block], strict=True), delimiter)
        yield lines


def _write_plain_lines(block: Sequence[Strip], page: Page, delimiter: str) -> str | None:
    """Write a block whose numbers lie in arrays at once; None if there are none, or some field needs a change."""
    if page.is_ascii or not any(isinstance(strip.written, Packed) for strip in block):
        return None
    from leverage.sweep.lines import write_lines

    are_safe = [strip.is_safe or (isinstance(strip.written, list) and _is_harmless(strip.written)) for strip in block]
    return write_lines(list(zip([strip.written for strip in block], are_safe, strict=True)), delimiter)


def _write_lines(rows: Iterable[Iterable[Any]], delimiter: str) -> str:
    """Write rows; a field with a bare carriage return is quoted, as csv does itself from Python 3.13 on."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    text = out.getvalue()
    return re.sub(rf'"(?:[^"]|"")*"|[^"\n{delimiter}]+', _quote_field, text) if "\r" in text else text


def _quote_field(field: re.Match[str]) -> str:
    return f'"{field[0]}"' if "\r" in field[0] and not field[0].startswith('"') else field[0]


def _write_fields(strip: Strip, page: Page) -> Sequence[Any]:
    """Write a strip's values; only if some may need a change is each looked at: csv writes numbers in full itself."""
    if isinstance(strip.written, Packed) and not strip.written.is_arrow:
        from leverage.sweep.lines import write_column

        return write_column(strip.written)
    if strip.is_safe or (not page.is_ascii and _is_harmless(strip.written)):
        return strip.written
    return [write_field(value, is_ascii=page.is_ascii) for value in strip.written]


def _is_harmless(values: Sequence[Any]) -> bool:
    """Tell whether values are texts that no spreadsheet takes for formulas."""
    try:
        return {value[:1] for value in values}.isdisjoint((*FORMULA_STARTS, " "))
    except TypeError:
        return False


def write_field(value: Any, *, is_ascii: bool) -> str:
    """Write a value: numbers in full, true, false, nothing for null; what looks like a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = ";".join(str(part) for part in value) if isinstance(value, list) else str(value)
    text = to_ascii(text) if is_ascii else text  # first: a stand-in may begin a formula
    is_formula = text.lstrip(" ").startswith(FORMULA_STARTS) and not NUMBER.fullmatch(text)
    return f"'{text}" if is_formula else text

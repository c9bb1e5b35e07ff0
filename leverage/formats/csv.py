"""Comma-separated values: one table, raw numbers, lists joined by semicolons."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from leverage.formats import Page
from leverage.report.report import Flow, Report, Strip
from leverage.text import to_ascii, unbroken

EXTENSIONS = ("csv",)

# A spreadsheet takes a text that begins so for a formula, some also behind spaces or by the wide signs of East Asia.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
# Unless it is a number as spreadsheets read them: with commas between thousands, or a percentage.
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?( ?%)?")


def render(report: Report, page: Page, delimiter: str = ",") -> str:
    """Write one table of a report with a header line."""
    table = report.tables[page.table or next(iter(report.tables))]
    rows = (
        [unbroken(_field(record[column], is_ascii=page.is_ascii)) for column in table.columns]
        for record in table.records
    )
    return _lines([table.columns], delimiter) + _lines(rows, delimiter)


def stream(flow: Flow, page: Page, delimiter: str = ",") -> Iterator[str]:
    """Write a flow with a header line, block by block."""
    yield _lines([[_field(column.name, is_ascii=page.is_ascii) for column in flow.columns]], delimiter)
    for block in flow.blocks:
        yield _lines(zip(*[_fields(strip, page) for strip in block], strict=True), delimiter)


def _lines(rows: Iterable[Iterable[Any]], delimiter: str) -> str:
    """Write rows; a text with a bare carriage return is quoted too, which csv does only from Python 3.13 on."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    text = out.getvalue()
    return re.sub(rf'"(?:[^"]|"")*"|[^"\n{delimiter}]+', _quoted, text) if "\r" in text else text


def _quoted(field: re.Match[str]) -> str:
    return f'"{field[0]}"' if "\r" in field[0] and not field[0].startswith('"') else field[0]


def _fields(strip: Strip, page: Page) -> Sequence[Any]:
    """Write a strip's values, one by one only if there is something to do: csv itself writes full numbers."""
    if strip.is_safe or (not page.is_ascii and _is_harmless(strip.written)):
        return strip.written
    return [_field(value, is_ascii=page.is_ascii) for value in strip.written]


def _is_harmless(values: Sequence[Any]) -> bool:
    """Tell whether values are texts that no spreadsheet runs."""
    try:
        return {value[:1] for value in values}.isdisjoint((*_RUNS, " "))
    except TypeError:
        return False


def _field(value: Any, *, is_ascii: bool) -> str:
    """Write a value: full numbers, true and false, nothing for null; text that a spreadsheet would run is quoted."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = ";".join(str(part) for part in value) if isinstance(value, list) else str(value)
    text = to_ascii(text) if is_ascii else text  # first, since a sign's stand-in may be one that is quoted
    return f"'{text}" if text.lstrip(" ").startswith(_RUNS) and not _NUMBER.fullmatch(text) else text

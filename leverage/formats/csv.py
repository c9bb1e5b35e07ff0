"""Comma-separated values: one table, raw numbers, lists joined by semicolons."""

import csv
import io
from typing import Any

from leverage.formats import Page
from leverage.plain import to_ascii
from leverage.report.parts import Report

EXTENSIONS = ("csv",)

_RUNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet takes a text that begins so for a formula


def render(report: Report, page: Page, delimiter: str = ",") -> str:
    """Write one table of a report with a header line."""
    table = report.tables[page.table or next(iter(report.tables))]
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(table.columns)
    for record in table.records:
        writer.writerow([_field(record[column], is_ascii=page.is_ascii) for column in table.columns])
    return out.getvalue()


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
    return f"'{text}" if text.startswith(_RUNS) else text

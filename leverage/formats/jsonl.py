"""JSON lines: one table, one record a line."""

from leverage.formats import Page
from leverage.formats.json import dump
from leverage.report.parts import Report

EXTENSIONS = ("jsonl", "ndjson")


def render(report: Report, page: Page) -> str:
    """Write one table of a report, a JSON object a line."""
    table = report.tables[page.table or next(iter(report.tables))]
    return "".join(f"{dump(record, page)}\n" for record in table.records)

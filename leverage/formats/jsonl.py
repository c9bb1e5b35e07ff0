"""JSON lines: one table, one record a line."""

from collections.abc import Iterator

from leverage.formats import Page
from leverage.formats.json import dump_json, make_dumper
from leverage.report.report import Flow, Report

EXTENSIONS = ("jsonl", "ndjson")


def render(report: Report, page: Page) -> str:
    """Write one table of a report, a JSON object a line."""
    table = report.tables[page.table or next(iter(report.tables))]
    return "".join(f"{dump_json(record, page)}\n" for record in table.records)


def stream(flow: Flow, page: Page) -> Iterator[str]:
    """Write a flow block by block, a JSON object a line."""
    write = make_dumper(page)
    names = [column.name for column in flow.columns]
    for block in flow.blocks:
        rows = zip(*[strip.raw for strip in block], strict=True)
        yield "".join([f"{write(dict(zip(names, row, strict=True)))}\n" for row in rows])

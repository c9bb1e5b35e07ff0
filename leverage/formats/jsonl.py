"""JSON lines: one table, a record on each line."""

from collections.abc import Iterator

from leverage.formats import Page
from leverage.formats.json import dump_json, make_dumper
from leverage.report.report import Flow, Report

EXTENSIONS = ("jsonl", "ndjson")


def render(report: Report, page: Page) -> str:
    """Write one table of a report, a JSON object on each line."""
    table = report.tables[page.table or next(iter(report.tables))]
    return "".join(f"{dump_json(record, page)}\n" for record in table.records)


def stream(flow: Flow, page: Page) -> Iterator[str]:
    """Yield a flow block by block, a JSON object on each line."""
    write = make_dumper(page)
    names = [column.name for column in flow.columns]
    for block in flow.blocks:
        rows = zip(*[strip.raw for strip in block], strict=True)
        yield "".join([f"{write(dict(zip(names, row, strict=True)))}\n" for row in rows])

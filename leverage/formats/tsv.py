"""Tab-separated values: as CSV, with tabs."""

from collections.abc import Iterator

from leverage.formats import Page
from leverage.formats import csv as comma
from leverage.report.report import Flow, Report

EXTENSIONS = ("tsv", "tab")


def render(report: Report, page: Page) -> str:
    """Write one table of a report with a header line."""
    return comma.render(report, page, "\t")


def stream(flow: Flow, page: Page) -> Iterator[str]:
    """Yield a flow block by block, the header line first."""
    return comma.stream(flow, page, "\t")

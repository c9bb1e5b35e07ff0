"""Tab-separated values: as csv, with tabs."""

from collections.abc import Iterator

from leverage.formats import Page
from leverage.formats import csv as comma
from leverage.report.report import Flow, Report

EXTENSIONS = ("tsv", "tab")


def render(report: Report, page: Page) -> str:
    """Write one table of a report with a header line."""
    return comma.render(report, page, "\t")


def stream(flow: Flow, page: Page) -> Iterator[str]:
    """Write a flow with a header line, block by block."""
    return comma.stream(flow, page, "\t")

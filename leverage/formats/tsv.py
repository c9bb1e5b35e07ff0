"""Tab-separated values: as csv, with tabs."""

from leverage.formats import Page
from leverage.formats import csv as comma
from leverage.report.parts import Report

EXTENSIONS = ("tsv", "tab")


def render(report: Report, page: Page) -> str:
    """Write one table of a report with a header line."""
    return comma.render(report, page, "\t")

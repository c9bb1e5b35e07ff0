"""Word documents, by python-docx, which is loaded only for them: real tables, styles, fields and links."""

from leverage.formats import Extra, Page, UnavailableError
from leverage.report.drawing import draw_paper, title_paper
from leverage.report.report import Report

EXTENSIONS = ("docx",)
FOR_PEOPLE = True
HAS_TEMPLATES = True
NEEDS = Extra("docx", "python-docx", "A Word document", "docx")


def render(report: Report, page: Page) -> bytes:
    """Write the report's views. Raises ImportError without python-docx, UnavailableError if a chart cannot be drawn.

    Raises LeverageError if the page's template cannot be used.
    """
    from leverage.formats._word.document import write_document

    as_of = str(report.scenario.get("as_of") or "")

    def write(*, has_chart: bool) -> bytes:
        views, title = draw_paper(report, page.table, has_chart=has_chart), title_paper(report, page.table)
        return write_document(title, report.subtitle, views, as_of, page.template, page.tell)

    try:
        return write(has_chart=True)
    except UnavailableError:  # what draws pictures is not here, which matters only if somebody wants a chart
        return write(has_chart=False)

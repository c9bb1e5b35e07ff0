"""Word documents, by python-docx, which is loaded only for them: real tables, styles, endnotes and links."""

from leverage.formats import Extra, Page
from leverage.report.drawing import draw_paper
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

    return write_document(report.title, report.subtitle, draw_paper(report, page.table), page.template, page.tell)

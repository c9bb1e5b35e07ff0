"""SVG: a report's chart as a picture that stands alone."""

from leverage.formats import Page
from leverage.formats._svg_chart import draw_svg
from leverage.report.report import Report

EXTENSIONS = ("svg",)


def render(report: Report, page: Page) -> str:
    """Draw the report's chart."""
    assert report.chart is not None  # the format is offered only for a report with a chart
    picture = draw_svg(report.chart())
    if page.is_ascii:
        picture = picture.encode("ascii", "xmlcharrefreplace").decode("ascii")
    return f"{picture}\n"

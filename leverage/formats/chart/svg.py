"""SVG: a report's chart as a picture that stands alone."""

from leverage.formats import Page
from leverage.formats._charts import draw_svg
from leverage.report.report import Report

EXTENSIONS = ("svg",)


def render(report: Report, page: Page) -> str:
    """Draw the report's chart."""
    assert report.chart is not None  # else this format is not offered
    drawn = draw_svg(report.chart(), report.title)
    return f"{drawn.encode('ascii', 'xmlcharrefreplace').decode('ascii') if page.is_ascii else drawn}\n"
